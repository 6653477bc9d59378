"""The embedded runner: a few workers, each with one chat at a time, so that order is kept within a chat and none waits for another."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import structlog

_log = structlog.stdlib.get_logger(__name__)
_AFTER_A_FAULT = 1.0  # seconds
DIGEST = "digest:"  # how the origins of digests begin
_DIGESTS = 16  # that are sent at once, so that an answer finds no longer line before it when its turn comes
Handle = Callable[[str], Awaitable[float]]


@dataclass
class Lanes:
    """What waits by lane, each piece of work by its origin (event:12, digest:7:…). `handle` does one and returns the seconds after
    which to go on with it, 0 when it is at its end.

    Digests come after all else, in a lane and among lanes: nobody waits for them as for an answer. What a lane has begun with
    comes to its end first.

    Where `handle` raises, as it does while the database is out of reach, its lane goes on with the same work a little later.
    """

    handle: Handle
    workers: int = 32
    _waiting: dict[str, deque[str]] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)  # all that wait or are being handled
    _ready: asyncio.PriorityQueue[tuple[bool, int, str]] = field(default_factory=asyncio.PriorityQueue)
    _turns: Iterator[int] = field(default_factory=count)
    _entries: dict[str, int] = field(default_factory=dict)  # of the lanes that are ready, the turn that counts
    _resting: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _busy: int = 0  # lanes that wait for a worker or have one
    _quiet: asyncio.Event = field(default_factory=asyncio.Event)
    _digests: asyncio.Semaphore = field(default_factory=partial(asyncio.Semaphore, _DIGESTS))

    def put(self, lane: str, origin: str) -> None:
        """One more piece of work of a lane; one that is held already is not put twice."""
        if origin in self._held:
            return
        self._held.add(origin)
        queue = self._waiting.get(lane)
        if queue is None:
            self._waiting[lane] = deque((origin,))
            self._wake(lane)
            return
        begun = lane not in self._entries  # it rests or is being handled
        place = next((n for n, other in enumerate(queue) if n >= begun and other.startswith(DIGEST) and not origin.startswith(DIGEST)), len(queue))
        queue.insert(place, origin)
        if place == 0:
            self._enter(lane)

    def holds(self, origin: str) -> bool:
        """Whether a piece of work waits or is being handled."""
        return origin in self._held

    def start(self) -> None:
        """Starts the workers."""
        self._tasks = [asyncio.create_task(self._work(), name=f"worker {i}") for i in range(self.workers)]

    @property
    def depth(self) -> int:
        """How many events wait or are being handled."""
        return len(self._held)

    async def _work(self) -> None:
        while True:
            _, turn, lane = await self._ready.get()
            if self._entries.get(lane) != turn:
                continue  # it was called up earlier
            del self._entries[lane]
            wait = await self._go_on(lane)
            if wait:
                self._resting[lane] = asyncio.get_running_loop().call_later(wait, self._wake, lane)
            self._busy -= 1
            if not self._busy:
                self._quiet.set()

    async def _go_on(self, lane: str) -> float:
        """Handles what waits in a lane until it is empty or has to rest."""
        queue = self._waiting[lane]
        while queue:
            try:
                async with self._digests if queue[0].startswith(DIGEST) else contextlib.nullcontext():
                    wait = await self.handle(queue[0])
            except Exception:  # noqa: BLE001  # a worker that ended would leave its lane, and all others in the end, without one
                _log.exception("work could not be done now", origin=queue[0])
                wait = _AFTER_A_FAULT
            if wait:
                return wait
            self._held.discard(queue.popleft())
        del self._waiting[lane]
        return 0.0

    def _wake(self, lane: str) -> None:
        self._resting.pop(lane, None)
        self._busy += 1
        self._quiet.clear()
        self._enter(lane)

    def _enter(self, lane: str) -> None:
        """A lane is ready; once more where something urgent came to its head."""
        turn = self._entries[lane] = next(self._turns)
        self._ready.put_nowait((self._waiting[lane][0].startswith(DIGEST), turn, lane))

    async def quiet(self) -> None:
        """Returns once no lane is being worked on; resting lanes wait for their time."""
        if self._busy:
            await self._quiet.wait()

    async def drain(self, seconds: float) -> bool:
        """Lets what waits come to its end, for so long; resting lanes stay for the next start. Whether all did."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.quiet()
        done = not self._waiting
        await self.stop()
        return done

    async def stop(self) -> None:
        """Ends the workers; what they hold stays in the database."""
        for timer in self._resting.values():
            timer.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
