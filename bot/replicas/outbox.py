"""The sender lane of a platform: one replica at a time makes the stored calls of a bot token, so that its limits hold over all."""

import asyncio
from dataclasses import dataclass, field
from functools import partial

import structlog

from bot.clock import milliseconds
from bot.events import Platform
from bot.lanes import Lanes
from bot.limits import Limits, Pace
from bot.pipeline import Pipeline
from bot.storage import digests, ledger

_log = structlog.stdlib.get_logger(__name__)
_LOOK_EVERY = 2.0  # seconds between two looks at all that waits; of most a notification tells
_AFTER_A_FAULT = 1.0
_LAST_CALLS = 3.0  # seconds that calls get which are under way when the post is lost or given up
_PAUSE = 60.0
_LONGEST_PACE = 3.0  # seconds: twenty messages a minute to a group


@dataclass
class Outbox:
    """Sends what waits for a platform. `told` gets `LANE<TAB>ORIGIN` of what was stored just now, or "" for a look at all."""

    pipeline: Pipeline
    platform: Platform
    pace: Pace
    workers: int = 16
    _lanes: Lanes | None = None
    _early: list[tuple[str, str]] | None = None  # what is told during a look
    _look: asyncio.Event = field(default_factory=asyncio.Event)
    _ends: bool = False

    def told(self, payload: str) -> None:
        """Something waits. What is told during a look comes after what the look finds, which was stored before."""
        lane, tab, origin = payload.rpartition("\t")
        if not tab or self._lanes is None:
            self._look.set()
        elif self._early is not None:
            self._early.append((lane, origin))
        else:
            self._lanes.put(lane, origin)

    @property
    def depth(self) -> int:
        """How many answers and digests this replica holds to be sent."""
        return self._lanes.depth if self._lanes else 0

    async def run(self) -> None:
        """Sends until cancelled; then calls that are under way come to their end, and no other begins."""
        self._ends = False
        await self._take_over()
        lanes = Lanes(self._send, self.workers)
        lanes.start()
        self._lanes = lanes
        try:
            while True:
                self._look.clear()
                await self._put_all(lanes)
                await _soon(self._look, _LOOK_EVERY)
        finally:
            self._ends, self._lanes = True, None
            await lanes.drain(_LAST_CALLS)

    async def _take_over(self) -> None:
        """Who had the post before may have calls under way, whose ends are awaited; and what it sent last counts for the limits."""
        database, clock = self.pipeline.database, self.pipeline.clock
        self.pipeline.limits = {**self.pipeline.limits, self.platform: Limits(self.pace)}
        for _ in range(int(_LAST_CALLS) + 1):
            if not await database.do(partial(ledger.is_sending, platform=self.platform)):
                break
            await asyncio.sleep(1)
        last = await database.do(partial(ledger.last_sent, platform=self.platform, since=milliseconds(clock) - int(_LONGEST_PACE * 1000)))
        if last is not None:
            await asyncio.sleep(min(_LONGEST_PACE, max(0.0, last / 1000 + _LONGEST_PACE - clock.now())))

    async def _put_all(self, lanes: Lanes) -> None:
        early = self._early = []
        await self._put_found(lanes)
        self._early = None
        for lane, origin in early:
            lanes.put(lane, origin)

    async def _put_found(self, lanes: Lanes) -> None:
        try:
            origins = await self.pipeline.database.do(partial(ledger.waiting_origins, platform=self.platform))
            new = [origin for origin in origins if not lanes.holds(origin)]
            for start in range(0, len(new), 1_000):
                some = new[start : start + 1_000]
                placed = await self.pipeline.database.do(partial(ledger.lanes_of, origins=some))
                for origin in some:
                    lanes.put(placed.get(origin, ""), origin)
            for chat, origin in await self.pipeline.database.do(partial(digests.to_be_made, platform=self.platform)):
                lanes.put(chat, origin)
        except Exception as error:  # noqa: BLE001  # a database that is out of reach now is asked again
            _log.warning("what waits cannot be looked at now", platform=self.platform.value, reason=str(error))

    async def _send(self, origin: str) -> float:
        return _PAUSE if self._ends else await self.pipeline.send(origin, self.platform)


async def _soon(event: asyncio.Event, seconds: float) -> None:
    """Returns when an event is set, or after some time."""
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return
