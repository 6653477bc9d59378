"""A server that is not there for whoever wants a post."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.replicas import posts

_STARTED = b"R\x00\x00\x00\x08\x00\x00\x00\x00" + b"S\x00\x00\x00\x19client_encoding\x00UTF8\x00" + b"S\x00\x00\x00\x18server_version\x0018.0\x00" + b"Z\x00\x00\x00\x05I"


@contextlib.asynccontextmanager
async def silent_server(connections: "asyncio.Queue[int]") -> AsyncIterator[str]:
    """A PostgreSQL that lets everybody in, and then says nothing."""

    async def let_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(int.from_bytes(await reader.readexactly(4)) - 4)
        writer.write(_STARTED)
        connections.put_nowait(1)
        await reader.read()
        writer.close()

    async with await asyncio.start_server(let_in, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://bot@127.0.0.1:{port}/bot?sslmode=disable&gssencmode=disable"


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
