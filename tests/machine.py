"""What a slow and shared machine asks of tests: patience, and ports that nobody else gets."""

import asyncio
import contextlib
import inspect
import random
import socket
from collections.abc import Callable

PATIENCE = 120.0  # seconds in which the slowest machine does something: a limit for what never comes, and no measure of speed
_PORTS = (12_000, 32_000)  # below what systems give to outgoing connections


def free_port() -> int:
    """A port of this machine that nobody listens at, and that no outgoing connection gets: until a program listens there, or while it
    is dead, the system would give one from its own range to anybody, also to who asks whether the program is there."""
    while True:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", random.randrange(*_PORTS))) as free:  # noqa: S311  # no secret
            return int(free.getsockname()[1])


async def eventually(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Returns once something is so; TimeoutError after a time."""
    async with asyncio.timeout(seconds):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.02)
