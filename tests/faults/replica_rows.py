"""Rows about several processes over one database, and about one that is frozen and thawed."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Awaitable, Callable

from tests.faults.digest_rows import prepared
from tests.faults.ground import Ground
from tests.faults.stalling import until
from tests.machine import free_port

_FROZEN = 14.0  # seconds; the server ends the connection of who says nothing for ten
_ALONE = 6.0  # where there is nobody to take over
_KILLS = 6


def several(number: int) -> Callable[[Ground, int], Awaitable[None]]:
    """So many replicas, of which each gets a part of what comes in, and each event twice."""

    async def bring(ground: Ground, size: int) -> None:
        await _started(ground, number)
        await ground.ask_for(3 * size, 5, twice=True)
        await ground.settle()

    return bring


async def _started(ground: Ground, number: int) -> None:
    await ground.start()
    await asyncio.gather(*(ground.start(port=free_port()) for _ in range(number - 1)))


async def one_killed(ground: Ground, size: int) -> None:
    """One of three is killed every second or two, and started again."""
    await _started(ground, 3)
    asking = asyncio.create_task(_ask_on(ground))
    for _ in range(_KILLS * size):
        await asyncio.sleep(ground.random.uniform(0.5, 2))
        port = ground.random.choice(ground.living)
        await ground.doors[port].kill()
        await ground.died()
        await ground.start(port=0 if port == ground.port else port)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await ground.settle()


async def _ask_on(ground: Ground) -> None:
    while True:
        ground.ask(2, chats=60)
        await asyncio.sleep(ground.random.expovariate(4))


async def frozen_alone(ground: Ground, _: int) -> None:
    """The only process is stopped for some seconds, and goes on."""
    process = await ground.start()
    ground.ask(4)
    await asyncio.sleep(0.1)
    process.send(signal.SIGSTOP)
    await ground.ask_for(_ALONE, 2)
    process.send(signal.SIGCONT)
    await ground.settle()


async def frozen(ground: Ground, size: int) -> None:
    """While people ask and digests leave, the replica that sends is stopped until others have taken over, and goes on then: what it
    had under way may come twice, and nothing else."""
    clock, at = await prepared(ground, 60 * size)
    clock.jump(at - time.time() + 1)
    await until(ground.shown, "the first digest is shown")
    ground.doors[ground.port].send(signal.SIGSTOP)
    await asyncio.sleep(1)  # what it had told the database is stored
    await ground.died()
    await ground.start(port=free_port())
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(_ask_on(ground), _FROZEN)
    ground.doors[ground.port].send(signal.SIGCONT)
    await ground.settle()
