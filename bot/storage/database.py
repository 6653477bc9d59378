"""The database: SQLite in one file, or PostgreSQL; units of work run in as few transactions as they can."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.migrating import upgrade
from knowledge.language.lexicon import UnusableError

T = TypeVar("T")
Work = Callable[[Connection], Any]
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
_MOST_AT_ONCE = 256  # units of work in one transaction
_GATHERING = 0.002  # seconds in which units gather for the next transaction, where the last was of several


class DatabaseError(UnusableError):
    """The database cannot be used; the message says why and how to mend it."""


@dataclass
class Database:
    """An open database. `do` runs a unit of work, a plain function over a connection, and returns once it is committed.

    SQLite has one writer: whatever waits while a transaction runs goes into the next one together, so that a commit to disk
    is shared; one that comes alone is committed at once. They run in a thread, since going back and forth for each statement costs more than the statement. On PostgreSQL
    each unit has a transaction of its own.
    """

    engine: AsyncEngine
    _sqlite: Engine | None = None
    _waiting: list[tuple[Work, asyncio.Future[Any]]] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: asyncio.Task[None] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, 1, "database"))

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def do(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, after the commit; whatever it raises, after the rollback."""
        if self._sqlite is None:
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._wake.set()
        return await done

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
                try:
                    results = await self._committed([work for work, _ in batch])
                except Exception:  # noqa: BLE001  # one of them is at fault: each on its own then
                    await self._one_by_one(batch)
                else:
                    for (_, done), result in zip(batch, results, strict=True):
                        if not done.done():
                            done.set_result(result)
                if len(batch) > 1:  # a transaction costs as much as what several events store
                    await asyncio.sleep(_GATHERING)

    async def _one_by_one(self, batch: list[tuple[Work, asyncio.Future[Any]]]) -> None:
        for work, done in batch:
            try:
                (result,) = await self._committed([work])
            except Exception as error:  # noqa: BLE001  # belongs to whoever asked for it
                if not done.done():
                    done.set_exception(error)
            else:
                if not done.done():
                    done.set_result(result)

    async def _committed(self, works: list[Work]) -> list[Any]:
        assert self._sqlite is not None
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(_commit, self._sqlite, works))

    async def close(self) -> None:
        """Ends the writer and lets go of all connections."""
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
        self._thread.shutdown()
        if self._sqlite is not None:
            self._sqlite.dispose()
        await self.engine.dispose()


def _commit(engine: Engine, works: list[Work]) -> list[Any]:
    """What units of work return, committed together."""
    with engine.begin() as connection:
        return [work(connection) for work in works]


async def open_database(url: str) -> Database:
    """The database of a URL (sqlite:///FILE, postgresql://…) with its tables brought up to date; DatabaseError if it cannot be."""
    try:
        database = _database(make_url(url))
    except OSError as error:
        raise DatabaseError(f"DATABASE_URL {url}: {error.strerror}; name a file in a folder that can be written") from error
    try:
        await database.do(upgrade)
    except Exception as error:
        await database.close()
        shown = make_url(url).render_as_string(hide_password=True)
        raise DatabaseError(f"DATABASE_URL {shown}: {getattr(error, 'orig', error)}; see that it can be reached and written") from error
    return database


def _database(url: URL) -> Database:
    if url.get_backend_name() == "postgresql":
        return Database(create_async_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=16))
    if url.get_backend_name() != "sqlite":
        raise DatabaseError(f"DATABASE_URL names {url.get_backend_name()}; it can be sqlite:///FILE or postgresql://…")
    if url.database and url.database != ":memory:":
        Path(url.database).expanduser().parent.mkdir(parents=True, exist_ok=True)
    shared = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0)  # for libraries that want one
    own = create_engine(url.set(drivername="sqlite"), poolclass=QueuePool, pool_size=1, max_overflow=0)
    for engine in (shared.sync_engine, own):
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))  # a read that turns into a write would fail as busy
    return Database(shared, own)


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin as we say
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
