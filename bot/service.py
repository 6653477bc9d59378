"""What runs while the bot serves: taking in, answering, keeping time and house; by itself, in one process. Others build on it (`bot.replicas`)."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import structlog

from bot.adapter import Adapter, CallError, Refused
from bot.clock import milliseconds
from bot.digests.ticking import Ticker
from bot.events import Platform, Received
from bot.lanes import Lanes
from bot.pipeline import Pipeline
from bot.settings import Settings
from bot.storage import digests, ledger
from bot.storage.database import Database
from bot.stored.articles import open_library, state_of_library
from bot.waiting import Waiting
from knowledge.language.lexicon import UnusableError

_log = structlog.get_logger(__name__)
_FORGET_EVERY = 3600.0  # seconds
_TICK_EVERY = 1.0
_LOOK_EVERY = 2.0
_MEASURE_EVERY = 5.0
_ORPHANED = 30_000  # milliseconds after which an event that waits is looked for
_LAST_ENDS = 3.0  # seconds that the ends of calls get to be stored when the service stops
_LONGEST_PAUSE = 60.0  # seconds between two tries to start a platform


@dataclass
class Service:
    """Everything that runs, made by `bot.serving.assemble`. `missing` says what it still waits for."""

    settings: Settings
    database: Database
    pipeline: Pipeline
    lanes: Lanes
    started: set[Platform] = field(default_factory=set)  # platforms that told who the bot is
    forget_at: float = 0.0
    _early: dict[Platform, list[tuple[str, str]]] = field(default_factory=dict)  # what comes in while a platform's rest is looked for

    @cached_property
    def waiting(self) -> Waiting:
        """What looks after questions whose answers take their time."""
        return Waiting(self.database, self.pipeline.adapters)

    async def receive(self, received: Received) -> bool:
        """Commits an event and gives it to a worker, who waits until the bot knows who it is; False for one that is known."""
        row_id = await self.pipeline.receive(received)
        if row_id is None:
            return False
        if received.platform in self._early:
            self._early[received.platform].append((received.lane, ledger.event_origin(row_id)))
        elif received.platform in self.started:
            self.lanes.put(received.lane, ledger.event_origin(row_id))
        return True

    async def resume(self, platform: Platform, before: int | None = None) -> None:
        """Goes on with what an earlier process left of a platform, or received before an instant; what is held already stays as it is."""
        left, unsent = await self.database.do(lambda c: (ledger.open_rows(c, platform, before), digests.not_sent(c, platform)))
        for row_id, lane in left:
            self.lanes.put(lane, ledger.event_origin(row_id))
        for chat, origin in unsent:
            self.lanes.put(chat, origin)
        if before is None and (left or unsent):
            _log.info("going on with what was left", platform=platform.value, events=len(left), digests=len(unsent))

    async def follow_library(self) -> None:
        """Answers from articles as soon as they are added, corrected or removed, for ever; an answer is of one state of the library."""
        known = state_of_library()
        while True:
            await self.library_may_have_changed()
            if (state := state_of_library()) == known:
                continue
            try:
                library = await asyncio.to_thread(open_library)
            except UnusableError as error:
                _log.error("the library cannot be read; answers come from the last state", reason=str(error))
            else:
                self.pipeline.desk = replace(self.pipeline.desk, library=library)
                _log.info("library changed", articles=len(library.catalog.cards))
            known = state

    async def library_may_have_changed(self) -> None:
        """Returns when it is time for a look."""
        await asyncio.sleep(_LOOK_EVERY)

    async def keep_time(self) -> None:
        """Makes the digests whose time has come, for ever."""
        while True:
            try:
                await Ticker(self.database, self.pipeline.clock, self.lanes.put).tick()
            except Exception:  # noqa: BLE001  # a database that is out of reach now is asked again
                _log.exception("digests were put off")
            await asyncio.sleep(_TICK_EVERY)

    async def listen(self, adapter: Adapter) -> None:
        """Takes what comes in; ends only where the platform refuses the bot. While it cannot tell who the bot is, it is asked
        again and again, and what comes in is stored."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._start(adapter))
            both.create_task(self._take_in(adapter))

    async def _take_in(self, adapter: Adapter) -> None:
        await adapter.listen(self._taken)
        await asyncio.Event().wait()  # what comes in by the web app needs nothing more

    async def _taken(self, received: Received) -> bool:
        """As `receive`; who asked sees that an answer is on its way where it does not come at once."""
        is_new = await self.receive(received)
        if is_new:
            self.waiting.expect(received)
        return is_new

    async def _start(self, adapter: Adapter) -> None:
        """Gets a platform ready, again and again while it is out of reach, and goes on with its events. Raises Refused."""
        pause = 1.0
        while True:
            try:
                await adapter.start()
                break
            except Refused:
                raise
            except CallError as error:
                _log.warning("platform cannot be reached", platform=adapter.platform.value, reason=str(error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(_LONGEST_PAUSE, pause * 2)
        await self._begin(adapter.platform)
        _log.info("listening", platform=adapter.platform.value)

    async def _begin(self, platform: Platform) -> None:
        """Goes on with what was left, and then with what came in meanwhile: so each chat is answered in its order."""
        early = self._early[platform] = []
        await self.resume(platform)
        del self._early[platform]
        self.started.add(platform)
        for lane, origin in early:
            self.lanes.put(lane, origin)

    async def keep_house(self) -> None:
        """Deletes what is old, looks for events that nobody holds, and measures what waits, for ever."""
        while True:
            try:
                await self._tidy()
            except Exception:  # noqa: BLE001  # a database that is out of reach now is tried again
                _log.exception("housekeeping was put off")
            self.pipeline.metrics.waiting("incoming", self.lanes.depth)
            await asyncio.sleep(_MEASURE_EVERY)

    async def _tidy(self) -> None:
        clock = self.pipeline.clock
        if clock.now() >= self.forget_at:
            await self.database.do(partial(ledger.forget, now=milliseconds(clock)))
            self.forget_at = clock.now() + _FORGET_EVERY
        for platform in tuple(self.started):  # meanwhile another may start; a commit whose answer was lost leaves a row that nobody holds
            await self.resume(platform, milliseconds(clock) - _ORPHANED)

    def start(self) -> None:
        """Starts the workers."""
        self.lanes.start()

    def parts(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What runs until it is cancelled, by its name in logs."""
        listening = {platform.value: self.listen(adapter) for platform, adapter in self.pipeline.adapters.items()}
        return listening | {"housekeeping": self.keep_house(), "digests": self.keep_time(), "library": self.follow_library()}

    async def drain(self) -> None:
        """Lets what is held come to its end, for as long as the settings say."""
        await self.lanes.drain(self.settings.drain_seconds)

    async def close(self) -> None:
        """Lets go of platforms and the database."""
        await self.waiting.close()
        for adapter in self.pipeline.adapters.values():
            await adapter.close()
        await self.pipeline.settle(_LAST_ENDS)
        self.pipeline.note.close()
        await self.database.close()

    async def missing(self) -> list[str]:
        """What the service still waits for: platforms that were not reached yet; raises where the database is out of reach."""
        await self.database.do(lambda connection: connection.exec_driver_sql("SELECT 1"))
        return [platform.value for platform in self.pipeline.adapters if platform not in self.started]
