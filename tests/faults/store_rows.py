"""Rows about the database: held by another writer, full, gone every few seconds."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.faults.databases import Postgres, Sqlite
from tests.faults.ground import Ground

_PAGES = 4  # that are left of the disk
_RESTARTS = 6


def stalled(seconds: float) -> Callable[[Ground, int], Awaitable[None]]:
    """Another writer holds the database."""

    async def bring(ground: Ground, _: int) -> None:
        await ground.start()
        ground.ask(3)
        await asyncio.sleep(0.2)
        with ground.store.held():
            await ground.ask_for(seconds, 3)
        await ground.drain(quiet=15)
        ground.ask(3)  # it still works
        await ground.settle()

    return bring


async def full(ground: Ground, size: int) -> None:
    """The disk is full: nothing is confirmed that cannot be stored, and once there is room all goes on."""
    await ground.start()
    ground.ask(3)
    await ground.drain()
    if isinstance(ground.store, Sqlite):
        await ground.kill()
        await ground.start(FAULTS_PAGES=str(ground.store.pages() + _PAGES))
        await _asked_in_vain(ground, size)
        await ground.kill()
        await ground.start()
    else:
        with ground.store.full():
            await _asked_in_vain(ground, size)
    await ground.drain(quiet=15)
    ground.ask(3)
    await ground.settle()


async def _asked_in_vain(ground: Ground, size: int) -> None:
    await ground.ask_for(4 * size, 5)
    await asyncio.sleep(1)
    missing = [p for p in ("telegram", "slack") for _ in range(ground.counts(p).attempt - ground.counts(p).acknowledged)]
    ground.notes.append(f"{len(missing)} not confirmed while it was full")


async def restarted(ground: Ground, size: int) -> None:
    """The database server is ended every few seconds, as by a crash, and started again."""
    assert isinstance(ground.store, Postgres)
    await ground.start()
    for _ in range(_RESTARTS * size):
        await ground.ask_for(ground.random.uniform(1, 3), 5)
        await asyncio.to_thread(ground.store.server.stop)
        ground.ask(2)
        await asyncio.sleep(ground.random.uniform(0.2, 1))
        await asyncio.to_thread(ground.store.server.start)
    await ground.drain(quiet=15)
    await ground.settle()
