"""The whole service in this process, from its settings to the signal that ends it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.serving import serve
from bot.settings import Settings
from tests.machine import PATIENCE


@asynccontextmanager
async def served(settings: Settings) -> AsyncIterator[str]:
    """The address of the service while it runs; it ends as it does when it is told to, and well."""
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    service = asyncio.create_task(serve(settings, port.set_result))
    await asyncio.wait({service, port}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    assert not service.done(), service.result()
    try:
        yield f"http://127.0.0.1:{port.result()}"
    finally:
        signal.raise_signal(signal.SIGTERM)
        assert await asyncio.wait_for(service, PATIENCE) == 0
