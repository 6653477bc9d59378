"""uvicorn in our own loop: it takes no signals, finishes what it holds, and names an address that it cannot have."""

import asyncio
import signal
import socket

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.server import serving


def _app(release: asyncio.Event, held: asyncio.Event) -> Starlette:
    async def slow(_: Request) -> Response:
        held.set()
        await release.wait()
        return PlainTextResponse("finished")

    async def quick(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/slow", slow), Route("/", quick)])


async def test_it_serves_on_a_free_port_and_lets_it_go() -> None:
    async with serving(_app(asyncio.Event(), asyncio.Event()), "127.0.0.1", 0) as served, httpx.AsyncClient() as client:
        answered = await client.get(f"http://127.0.0.1:{served.port}/")
        assert answered.text == "ok"
        assert "server" not in answered.headers
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", served.port))
    assert served.task.done()


async def test_it_takes_no_signals() -> None:
    """They belong to whoever composes the program."""
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    async with serving(_app(asyncio.Event(), asyncio.Event()), "127.0.0.1", 0):
        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before


async def test_a_request_in_hand_is_finished() -> None:
    release, held = asyncio.Event(), asyncio.Event()
    async with httpx.AsyncClient() as client:
        async with serving(_app(release, held), "127.0.0.1", 0) as served:
            request = asyncio.create_task(client.get(f"http://127.0.0.1:{served.port}/slow"))
            await held.wait()
            asyncio.get_running_loop().call_later(0.05, release.set)
        assert (await request).text == "finished"


async def test_an_address_in_use_is_named_with_the_mend() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match="set HOST and PORT") as caught:
            async with serving(_app(asyncio.Event(), asyncio.Event()), "127.0.0.1", port):
                pytest.fail("the address was in use")
    assert caught.value.filename == f"127.0.0.1:{port}"
