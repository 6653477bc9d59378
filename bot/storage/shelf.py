"""The files of stored articles in the database, for all replicas: each change has a number, and files of one change come together."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from bot.storage.ledger import insert_for
from bot.storage.migrating import one_at_a_time
from bot.storage.tables import article_file

CHANNEL = "earnings_bot_library"
_INSTANT = text("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")  # the server's, in milliseconds


@dataclass(frozen=True, slots=True)
class File:
    """A file of the folder of articles as some change left it; `data` is None where it was removed."""

    name: str
    data: bytes | None
    change: int


def files_since(connection: Connection, change: int) -> list[File]:
    """The files that changed after a change, in order."""
    found = select(article_file).where(article_file.c.change > change).order_by(article_file.c.change, article_file.c.name)
    return [File(row.name, row.data, row.change) for row in connection.execute(found)]


def newest(connection: Connection) -> int:
    """The number of the last change, 0 before the first."""
    return int(connection.execute(select(func.coalesce(func.max(article_file.c.change), 0))).scalar_one())


def put(connection: Connection, files: Mapping[str, bytes | None]) -> int:
    """Stores files in a PostgreSQL database, None for one that is removed, as one change, and tells the replicas of it; returns its number.

    Numbers become visible in their order, since one transaction at a time is given one; they are instants, so that a change
    after a restored backup has a higher one than those that went with the backup's rest.
    """
    connection.exec_driver_sql(one_at_a_time("articles"))
    instant = int(connection.execute(_INSTANT).scalar_one())
    change = max(newest(connection) + 1, instant)
    for name, data in files.items():
        stored = insert_for(connection)(article_file).values(name=name, data=data, change=change)
        connection.execute(stored.on_conflict_do_update(index_elements=[article_file.c.name], set_={"data": data, "change": change}))
    connection.execute(text("SELECT pg_notify(:channel, :change)"), {"channel": CHANNEL, "change": str(change)})
    return change
