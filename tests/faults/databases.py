"""The databases that a run can be on: made empty for each row, and held by another writer where a row says so."""

import contextlib
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.faults.servers import Server
from tests.machine import PATIENCE

_SENDING = "SELECT id, tries FROM delivery WHERE state = 'sending'"
Tries = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sqlite:
    """A file of its own for each row."""

    file: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    def sending(self) -> Tries:
        """Calls, with the number of their try, that were marked before they were made and of which nothing is known since."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=10)) as database, contextlib.suppress(sqlite3.OperationalError):
            return set(database.execute(_SENDING).fetchall())
        return set()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Another writer holds the lock."""
        with contextlib.closing(sqlite3.connect(self.file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)) as database:
            database.execute("BEGIN IMMEDIATE")
            yield
            database.execute("ROLLBACK")

    def pages(self) -> int:
        """How many pages the file has."""
        with contextlib.closing(sqlite3.connect(self.file)) as database:
            return int(database.execute("PRAGMA page_count").fetchone()[0])

    def drop(self) -> None:
        """It goes with its folder."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A database of its own on a server for each row."""

    server: Server
    url: str

    def sending(self) -> Tries:
        """As for SQLite."""
        with psycopg.connect(self.url) as database, contextlib.suppress(psycopg.errors.UndefinedTable):
            return set(database.execute(_SENDING).fetchall())
        return set()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Another transaction holds the tables."""
        with psycopg.connect(self.url) as database:
            database.execute("LOCK TABLE incoming, delivery IN ACCESS EXCLUSIVE MODE")
            yield
            database.rollback()

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """The server says, as where its disk is full, that no event and no call can be stored."""
        with psycopg.connect(self.url, autocommit=True) as database:
            database.execute("CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$ LANGUAGE plpgsql")
            for table in ("incoming", "delivery"):
                database.execute(f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION full_disk()".encode())
            yield
            database.execute("DROP FUNCTION full_disk CASCADE")

    def drop(self) -> None:
        """Deletes the database."""
        with psycopg.connect(self.server.url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{urlsplit(self.url).path[1:]}" WITH (FORCE)'.encode())


Store = Sqlite | Postgres


def stores(server: Server | None) -> Callable[[Path], Store]:
    """What makes an empty database: on a PostgreSQL server, or as a file."""

    def make(folder: Path) -> Store:
        if server is None:
            return Sqlite(folder / "bot.db")
        return Postgres(server, empty(server.url))

    return make


def empty(server: str) -> str:
    """The address of a new database on a PostgreSQL server."""
    name = f"faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return _named(server, name)


def _named(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
