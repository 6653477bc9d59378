"""Statements that each event needs: made and compiled once, and run on SQLite by the driver itself.

To build a statement costs more than to run it on SQLite, and so does SQLAlchemy's way of running it. Values go in and come out as
the driver has them, so JSON is text here (see `as_json`).
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from bot.storage.tables import Json

Make = Callable[[Any], Any]
_NOTHING: Mapping[str, Any] = {}


class Statement:
    """One statement; `make` gets the INSERT of the dialect, which knows ON CONFLICT."""

    def __init__(self, make: Make) -> None:
        self._make = make

    def rows(self, connection: Connection, **values: Any) -> Sequence[Sequence[Any]]:
        """Runs it; the rows that it returns."""
        return self._run(connection, values)[0]

    def count(self, connection: Connection, **values: Any) -> int:
        """Runs it; how many rows it changed."""
        return self._run(connection, values)[1]

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Sequence[Sequence[Any]], int]:
        if connection.dialect.driver != "pysqlite":
            result = connection.execute(self._postgresql, values)
            return result.all() if result.returns_rows else (), result.rowcount
        text, fixed = self._sqlite
        return run(connection, text, {**fixed, **values})

    @cached_property
    def _postgresql(self) -> Any:
        return self._make(postgresql.insert)

    @cached_property
    def _sqlite(self) -> tuple[str, dict[str, Any]]:
        """The text with named places, and the values that are always the same."""
        compiled = self._make(sqlite.insert).compile(dialect=sqlite.dialect(paramstyle="named"))
        return str(compiled), {name: value for name, value in compiled.params.items() if value is not None}


def run(connection: Connection, text: str, values: Mapping[str, Any] = _NOTHING) -> tuple[Sequence[Sequence[Any]], int]:
    """Rows and number of rows changed of an SQL text, by SQLite's driver itself; its errors are SQLAlchemy's."""
    driver: Any = connection.connection.driver_connection
    try:
        cursor = driver.execute(text, values)
        return cursor.fetchall(), cursor.rowcount
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error, dialect=connection.dialect) from error


def given(table: Table, *names: str) -> dict[str, Any]:
    """Values for the columns of a table, all by default, under their own names; JSON as text."""
    columns: list[Column[Any]] = [table.c[name] for name in names] or list(table.c)
    return {column.name: bindparam(column.name, type_=Text() if isinstance(column.type, Json) else column.type) for column in columns}
