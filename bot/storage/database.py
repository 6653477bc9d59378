"""The database: SQLite in one file, or PostgreSQL; units of work run in as few transactions as they can."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.storage.migrating import upgrade
from bot.storage.statements import run
from knowledge.language.lexicon import UnusableError

T = TypeVar("T")
Work = Callable[[Connection], Any]
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000")
_MOST_AT_ONCE = 256  # units of work in one transaction
_QUIET = 4  # turns of the loop that bring no unit of work, until the next transaction begins, where the last was of several
_GATHERING = 0.02  # seconds after which it begins in any case
_NOTICED = {  # how soon it is noticed that a server's machine is gone: the system by itself waits for a quarter of an hour, or for two
    "connect_timeout": "10", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",  # seconds
    "tcp_user_timeout": "20000",  # milliseconds
}  # fmt: skip


class DatabaseError(UnusableError):
    """The database cannot be used; the message says why and how to mend it."""


@dataclass
class Database:
    """An open database. `do` runs a unit of work, a plain function over a connection, and returns once it is committed.

    SQLite has one writer: whatever waits while a transaction runs goes into the next one together, so that a commit to disk
    is shared; one that comes alone is committed at once. They run in a thread, since going back and forth for each statement costs more than the statement. On PostgreSQL
    each unit has a transaction of its own. `look` is for units that only read, and briefly.
    """

    engine: AsyncEngine
    _writing: Connection | None = None
    _reading: Connection | None = None
    _waiting: list[tuple[Work, asyncio.Future[Any]]] = field(default_factory=list)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _writer: asyncio.Task[None] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, 1, "database"))
    _is_closed: bool = False

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    async def do(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, after the commit; whatever it raises, after the rollback. DatabaseError once it is closed."""
        self._check_open()
        if self._writing is None:
            async with self.engine.begin() as connection:
                return await connection.run_sync(work)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._wake.set()
        return await done

    async def look(self, work: Callable[[Connection], T]) -> T:
        """What `work`, which only reads, finds of what is committed. SQLite is read here and now: readers do not wait for the
        writer, and going to a thread costs more than a look."""
        if self._reading is None:
            return await self.do(work)
        try:
            return work(self._reading)
        finally:
            self._reading.rollback()  # of SQLAlchemy's bookkeeping, where the work was not for the driver alone

    def _check_open(self) -> None:
        if self._is_closed:
            raise DatabaseError("the database is closed")

    async def _write(self) -> None:
        while not self._is_closed:
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
                    await self._gathered()

    async def _gathered(self) -> None:
        """Returns when the program has nothing else to do: a busy one gathers more for its next transaction, and stores while it would
        be idle, since two threads of Python take the time from each other."""
        loop = asyncio.get_running_loop()
        until, quiet = loop.time() + _GATHERING, 0
        while quiet < _QUIET and loop.time() < until:
            before = len(self._waiting)
            await asyncio.sleep(0)
            quiet = quiet + 1 if len(self._waiting) == before else 0

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
        self._check_open()  # whoever still waits is told, and not left waiting
        assert self._writing is not None
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(_commit, self._writing, works))

    async def close(self) -> None:
        """What is being committed comes to its end, what waits is told that it comes too late; then lets go of all connections."""
        self._is_closed = True
        self._wake.set()
        if self._writer is not None:
            await asyncio.wait({self._writer})
        self._thread.shutdown()
        for connection in (self._writing, self._reading):
            if connection is not None:
                connection.close()
                connection.engine.dispose()
        await self.engine.dispose()


def _commit(connection: Connection, works: list[Work]) -> list[Any]:
    """What units of work return, committed together."""
    with _transaction(connection):
        return [work(connection) for work in works]


@contextlib.contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    """All of it or nothing, on SQLite, by the driver itself: SQLAlchemy's way costs as much as what an event stores."""
    driver: Any = connection.connection.driver_connection
    run(connection, "BEGIN IMMEDIATE")  # a read that turns into a write would fail as busy
    try:
        yield
        if driver.in_transaction:
            run(connection, "COMMIT")
        connection.commit()
    except BaseException:
        driver.rollback()
        connection.rollback()
        raise


async def open_database(url: str) -> Database:
    """The database of a URL (sqlite:///FILE, postgresql://…) with its tables brought up to date; DatabaseError if it cannot be."""
    shown = make_url(url).render_as_string(hide_password=True)
    try:
        database = _database(make_url(url))
    except OSError as error:
        raise DatabaseError(f"DATABASE_URL {shown}: {error.strerror}; name a file in a folder that can be written") from error
    except SQLAlchemyError as error:
        raise DatabaseError(_unusable(shown, error)) from error
    try:
        await database.do(upgrade)
    except Exception as error:
        await database.close()
        raise DatabaseError(_unusable(shown, error)) from error
    return database


def _unusable(shown: str, error: Exception) -> str:
    return f"DATABASE_URL {shown}: {getattr(error, 'orig', error)}; see that it can be reached and written"


def noticing(url: URL) -> URL:
    """The URL of a PostgreSQL server with limits to the silence of its machine, but for those that it names itself; another as it is."""
    if url.get_backend_name() != "postgresql":
        return url
    return url.update_query_dict({name: value for name, value in _NOTICED.items() if name not in url.query})


def _database(url: URL) -> Database:
    if url.get_backend_name() == "postgresql":
        return Database(create_async_engine(noticing(url).set(drivername="postgresql+psycopg"), pool_pre_ping=True, pool_size=16))
    if url.get_backend_name() != "sqlite":
        raise DatabaseError(f"DATABASE_URL names {url.get_backend_name()}; it can be sqlite:///FILE or postgresql://…")
    is_file = url.database not in (None, "", ":memory:")
    if is_file:
        Path(url.database or "").expanduser().parent.mkdir(parents=True, exist_ok=True)
    shared = create_async_engine(url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0)  # for libraries that want one
    event.listen(shared.sync_engine, "connect", _prepare)
    event.listen(shared.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return Database(shared, _connected(url), _connected(url) if is_file else None)


def _connected(url: URL) -> Connection:
    """A connection of its own, whose transactions only begin where `_transaction` says so."""
    engine = create_engine(url.set(drivername="sqlite"), poolclass=QueuePool, pool_size=1, max_overflow=0)
    event.listen(engine, "connect", _prepare)
    return engine.connect()


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin as we say
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
