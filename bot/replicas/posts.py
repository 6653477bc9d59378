"""What only one of all replicas does at a time: PostgreSQL says who, by an advisory lock that lasts as long as a connection.

A process that dies loses its connection, and with it the lock, at once; of one that says nothing for ten seconds, frozen or
cut off, the server ends the connection. A connection to a pooler in transaction mode cannot hold such a lock.

A job of procrastinate with a lock would not do as well: the lock of a process that was killed lasts until its job counts as
stalled, five seconds later, and one that was frozen goes on with its job unaware that another has been given it.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import psycopg
import structlog
from psycopg import AsyncConnection
from sqlalchemy import make_url

from bot.storage.database import noticing

_log = structlog.stdlib.get_logger(__name__)
_ASK_EVERY = 0.5  # seconds between two tries to get a post
_SAY_EVERY = 2.0  # seconds between two signs of life
_PATIENCE = 5.0  # seconds for the server's answer
_SILENCE = "10s"  # after which the server ends a connection: above the two before together
_AFTER_A_FAULT = 1.0

Told = Callable[[str], None]


async def hold(url: str, post: str, work: Callable[[], Awaitable[None]], channel: str = "", told: Told | None = None) -> None:
    """Does `work` for ever while this replica has a post, again whenever it gets it; it is cancelled where the post is lost.

    `told` gets what is notified on a channel meanwhile. What `work` raises comes out, and so does it where it ends by itself.
    """
    while True:
        with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
            async with _connection(url, channel) as connection:
                await _get(connection, post)
                _log.info("post taken", post=post)
                if await _while_connected(connection, work, told or _nothing):
                    return
        _log.warning("post lost or out of reach", post=post)
        await asyncio.sleep(_AFTER_A_FAULT)


async def listen(url: str, channel: str, told: Told) -> None:
    """Tells what is notified on a channel, and "" every few seconds and after each new connection, for ever."""
    while True:
        with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
            async with _connection(url, channel) as connection:
                told("")
                await _beat(connection, told, idle=True)
        await asyncio.sleep(_AFTER_A_FAULT)


@contextlib.asynccontextmanager
async def _connection(url: str, channel: str) -> AsyncIterator[AsyncConnection]:
    async with contextlib.AsyncExitStack() as closing:
        async with asyncio.timeout(_PATIENCE):
            connection = await AsyncConnection.connect(conninfo(url), autocommit=True)
            closing.push_async_callback(connection.close)  # its own way out would first wait for the server, and leave the connection open where it is cancelled meanwhile
            await connection.execute(f"SET idle_session_timeout = '{_SILENCE}'")
            if channel:
                await connection.execute(f"LISTEN {channel}".encode())
        yield connection


async def _get(connection: AsyncConnection, post: str) -> None:
    """Returns once the post is this connection's."""
    while True:
        async with asyncio.timeout(_PATIENCE):
            cursor = await connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"earnings-bot post {post}",))
            if (row := await cursor.fetchone()) and row[0]:
                return
        await asyncio.sleep(_ASK_EVERY)


async def _while_connected(connection: AsyncConnection, work: Callable[[], Awaitable[None]], told: Told) -> bool:
    """Whether `work` came to its end, rather than the connection."""
    working = asyncio.ensure_future(work())
    beating = asyncio.create_task(_beat(connection, told))
    try:
        await asyncio.wait({working, beating}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
            return True
        return False
    finally:
        for task in (working, beating):
            task.cancel()
        await asyncio.gather(working, beating, return_exceptions=True)


async def _beat(connection: AsyncConnection, told: Told, *, idle: bool = False) -> None:
    """Passes notifications on and gives signs of life until the connection breaks."""
    while True:
        async for notification in connection.notifies(timeout=_SAY_EVERY):
            told(notification.payload)
        async with asyncio.timeout(_PATIENCE):
            await connection.execute("SELECT 1")
        if idle:
            told("")


def conninfo(url: str) -> str:
    """A database's URL as PostgreSQL's own library takes it."""
    return noticing(make_url(url)).set(drivername="postgresql").render_as_string(hide_password=False)


def _nothing(_: str) -> None:
    """Nobody listens."""
