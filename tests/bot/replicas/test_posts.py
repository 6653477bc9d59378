"""A server that is not there for whoever wants a post."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator

import pytest
from psycopg import AsyncConnection

from bot.replicas import posts
from bot.storage.database import open_database

_STARTED = b"R\x00\x00\x00\x08\x00\x00\x00\x00" + b"S\x00\x00\x00\x19client_encoding\x00UTF8\x00" + b"S\x00\x00\x00\x18server_version\x0018.0\x00" + b"Z\x00\x00\x00\x05I"


@contextlib.asynccontextmanager
async def silent_server(connections: "asyncio.Queue[int]") -> AsyncIterator[str]:
    """A PostgreSQL that lets everybody in, and then says nothing."""

    writers: list[asyncio.StreamWriter] = []

    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)
        writer.write(_STARTED)
        connections.put_nowait(1)

    async with await asyncio.start_server(let_in, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://bot@127.0.0.1:{port}/bot?sslmode=disable&gssencmode=disable"
        for writer in writers:
            writer.close()
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


@pytest.mark.parametrize("way", ["hold", "listen"])
async def test_a_server_that_takes_connections_and_says_nothing_is_given_up_and_tried_again(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posts, "_PATIENCE", 0.2)
    monkeypatch.setattr(posts, "_AFTER_A_FAULT", 0.01)
    connections: asyncio.Queue[int] = asyncio.Queue()

    async def work() -> None:
        pytest.fail("nobody has the post")

    async with silent_server(connections) as url:
        waiting = asyncio.create_task(posts.hold(url, "send", work, "news") if way == "hold" else posts.listen(url, "news", lambda _: None))
        for _ in range(3):
            await connections.get()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such limit")
async def test_a_machine_that_is_gone_without_a_word_is_noticed_soon() -> None:
    """By the system, which would wait for a quarter of an hour by itself; a limit in the address of the database stays."""
    async with silent_server(asyncio.Queue()) as url:
        for given, milliseconds in ((url, 20_000), (f"{url}&tcp_user_timeout=7000", 7_000)):
            async with await AsyncConnection.connect(posts.conninfo(given)) as connection:
                with socket.socket(fileno=os.dup(connection.fileno())) as held:
                    assert held.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == milliseconds
                    assert held.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
                await connection.close()


async def test_all_connections_to_the_database_have_these_limits(url: str) -> None:
    database = await open_database(url)
    assert database.engine.url.query["tcp_user_timeout"] == "20000"
    await database.close()
