"""uvicorn inside a loop that is not its own: it takes no signals, and whoever started it stops it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

_BACKLOG = 2048


@dataclass(frozen=True, slots=True)
class Served:
    """A running server: the port that it got, and the task that ends only if something is wrong."""

    port: int
    task: asyncio.Task[None]


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serves = asyncio.Event()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().serve(sockets)
        finally:
            self.serves.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.serves.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the composition root."""
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int, grace: float = 5) -> AsyncIterator[Served]:
    """Serves until left, then takes nothing new and gives requests in hand `grace` seconds. OSError where the port cannot be had."""
    listening = _listen(host, port)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="none", proxy_headers=False, timeout_graceful_shutdown=max(1, round(grace)),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]), name="web")
    try:
        await server.serves.wait()
        yield Served(listening.getsockname()[1], task)
    finally:
        server.should_exit = True
        await asyncio.gather(task, return_exceptions=True)
        listening.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror or error}; set HOST and PORT to an address that is free", f"{host}:{port}") from error
