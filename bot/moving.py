"""From one machine to many: what a SQLite database and the folder of articles hold, copied into an empty PostgreSQL database."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, func, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import read_settings
from bot.storage.database import DatabaseError, noticing
from bot.storage.migrating import upgrade
from bot.storage.tables import metadata
from bot.stored.shared import exchange

_AT_ONCE = 1_000  # rows


def move(url: str) -> None:
    """Copies everything to the database of a URL and prints what; the old one is only read. DatabaseError says what hinders it."""
    settings = read_settings()
    if settings.has_postgres:
        raise DatabaseError("DATABASE_URL is PostgreSQL already; move-to copies a SQLite database, so set DATABASE_URL to it for this command")
    if not url.startswith("postgres"):
        raise DatabaseError("move-to needs the address of a PostgreSQL database, postgresql://user:password@host/database")
    target = create_engine(noticing(make_url(url)).set(drivername="postgresql+psycopg"))
    source = create_engine(make_url(settings.database_url.get_secret_value()).set(drivername="sqlite"))
    try:
        copied = copy(source, target)
        exchange(target)
    except SQLAlchemyError as error:
        raise DatabaseError(f"nothing was copied: {getattr(error, 'orig', error)}; see that both databases can be reached, and the new one written") from error
    finally:
        source.dispose()
        target.dispose()
    print("\n".join(f"{name:<14}{rows}" for name, rows in copied.items()))
    print("copied, with the stored articles; now set DATABASE_URL to the new address and start the service again")


def copy(source: Engine, target: Engine) -> dict[str, int]:
    """Copies all rows in one transaction, with their ids; how many by table. DatabaseError where the target has rows already."""
    with source.begin() as old, target.begin() as new:
        upgrade(old)
        upgrade(new)
        tables = [*metadata.sorted_tables, *_installations(old, new)]
        if full := next((table.name for table in tables if new.execute(select(table).limit(1)).first()), None):
            raise DatabaseError(f"the database has rows in its table {full} already; name an empty one")
        return {table.name: _copy_table(table, old, new) for table in tables}


def _installations(old: Connection, new: Connection) -> list[Table]:
    """The tables of Slack's workspaces, where several have installed the app."""
    from bot.slack import installing  # noqa: PLC0415  # loads slowly

    if not all(inspect(old).has_table(name) for name in installing.tables.tables):
        return []
    installing.tables.create_all(new)
    return installing.tables.sorted_tables


def _copy_table(table: Table, old: Connection, new: Connection) -> int:
    copied = 0
    for rows in _batches(table, old):
        new.execute(table.insert(), rows)
        copied += len(rows)
    if (counted := table.autoincrement_column) is not None and copied:
        sequence = func.pg_get_serial_sequence(table.name, counted.name)
        new.execute(select(func.setval(sequence, select(func.max(counted)).scalar_subquery())))
    return copied


def _batches(table: Table, old: Connection) -> Iterator[list[dict[str, Any]]]:
    found = old.execute(select(table).order_by(*table.primary_key)).mappings()
    while rows := found.fetchmany(_AT_ONCE):
        yield [dict(row) for row in rows]
