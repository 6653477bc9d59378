"""A service beside others over one PostgreSQL: each takes in, answers and shows pages; some things one of them does at a time."""

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapter import Adapter
from bot.clock import milliseconds
from bot.crash import crash_point
from bot.digests.ticking import Ticker
from bot.events import Platform, Received
from bot.lanes import Lanes
from bot.limits import Pace
from bot.pipeline import Pipeline
from bot.replicas import posts, schema
from bot.replicas.jobs import Jobs, Order
from bot.replicas.outbox import Outbox
from bot.service import Service
from bot.settings import Settings
from bot.storage import ledger, shelf
from bot.storage.database import Database
from bot.storage.migrating import one_at_a_time
from bot.stored.shared import pull

_log = structlog.stdlib.get_logger(__name__)
_MEASURE_EVERY = 5.0  # seconds
_UNKNOWN = 1.0  # until a platform is asked again who the bot is
_TELL = text("SELECT pg_notify(:channel, :payload)")
_AT_ONCE = 500  # jobs that are made in one transaction


@dataclass
class Replica(Service):
    """One of several; see `open_replica`. `lanes` is without work: what is to be done lies in the database."""

    paces: Mapping[Platform, Pace] = field(kw_only=True)
    jobs: Jobs = field(init=False)
    outboxes: dict[Platform, Outbox] = field(init=False)
    closing: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)
    _working: list[asyncio.Task[None]] = field(default_factory=list)
    _shelf: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """The jobs call the functions of this replica."""
        self.jobs = Jobs(self.url, self.work, self.tick, self.sweep, self.tidy)
        self.outboxes = {platform: Outbox(self.pipeline, platform, self.paces[platform]) for platform in self.pipeline.adapters}

    @property
    def engine(self) -> AsyncEngine:
        assert isinstance(self.database.engine, AsyncEngine)
        return self.database.engine

    @property
    def url(self) -> str:
        return self.settings.database_url.get_secret_value()

    async def receive(self, received: Received) -> bool:
        """Commits an event together with its job; False for one that is known."""
        keep = partial(ledger.keep, received=received, now=milliseconds(self.pipeline.clock))
        async with self.engine.begin() as connection:
            row_id = await connection.run_sync(keep)
            if row_id is not None:
                await self.jobs.defer(connection, [Order(received.platform.value, received.lane, ledger.event_origin(row_id))])
        crash_point("received")
        return row_id is not None

    async def resume(self, platform: Platform, before: int | None = None) -> None:
        """Nothing is held in a process, so there is nothing to go on with."""

    def start(self) -> None:
        """Starts what answers and sends, if this replica does."""
        if self.settings.role == "web":
            return
        sending = [posts.hold(self.url, f"send {post_of(box.platform, self.settings)}", box.run, channel_of(box.platform), box.told) for box in self.outboxes.values()]
        self._working = [asyncio.create_task(part) for part in (self.jobs.run(self.settings.drain_seconds), self.jobs.keep_watch(), *sending)]

    def parts(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What runs until it is cancelled, by its name in logs."""
        adapters = self.pipeline.adapters
        listening = {p.value: self.listen(adapter) if self.settings.role != "worker" else self.get_ready(adapter) for p, adapter in adapters.items()}
        working = {f"work {i}": _joined(task) for i, task in enumerate(self._working)}
        return listening | working | {"library": self.follow_library(), "shelf": posts.listen(self.url, shelf.CHANNEL, self._shelf_told), "measuring": self._measure()}

    async def get_ready(self, adapter: Adapter) -> None:
        """Starts a platform whose events others take in."""
        await self._start(adapter)
        await asyncio.Event().wait()

    async def _take_in(self, adapter: Adapter) -> None:
        """Polling is for one replica at a time; sockets and web hooks are everybody's."""
        if adapter.platform is Platform.TELEGRAM:
            await posts.hold(self.url, f"poll {post_of(adapter.platform, self.settings)}", partial(super()._take_in, adapter))
        else:
            await super()._take_in(adapter)

    async def work(self, order: Order) -> float:
        """A job: answers an event, and tells who sends; the seconds after which to go on."""
        platform = Platform(order.platform)
        if platform not in self.started and platform in self.pipeline.adapters:
            return _UNKNOWN
        return await self.pipeline.handle(int(order.origin.removeprefix("event:")), _told)

    async def tick(self) -> None:
        """A job: finds the digests whose time has come; whoever sends makes them."""
        if await Ticker(self.database, self.pipeline.clock, lambda _chat, _origin: None).tick():
            for platform in self.outboxes:
                await self.database.do(partial(tell, platform=platform))

    async def sweep(self) -> None:
        """A job: what waits and has no job gets one: rows of a copy of another database, or of a job that went astray."""
        while True:
            async with self.engine.begin() as connection:
                left = await connection.run_sync(_without_job, list(self.outboxes))
                await self.jobs.defer(connection, left)
            if len(left) < _AT_ONCE:
                break
        await self.database.do(ledger.finish)

    async def tidy(self) -> None:
        """A job: deletes what is old."""
        await self.database.do(partial(ledger.forget, now=milliseconds(self.pipeline.clock)))

    async def drain(self) -> None:
        """What is being answered and sent comes to its end; what waits is for others, or for the next start."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    async def close(self) -> None:
        """Lets go of platforms, jobs and the database."""
        await self.closing.aclose()
        await super().close()

    async def library_may_have_changed(self) -> None:
        """Returns when it is time for a look, with the folder of articles in step with the database."""
        await self._shelf.wait()
        self._shelf.clear()
        try:
            await pull(self.database)
        except Exception as error:  # noqa: BLE001  # answers come from what is there; the next look tries again
            _log.warning("the library of the database cannot be had now", reason=str(error))

    def _shelf_told(self, _: str) -> None:
        self._shelf.set()

    async def _measure(self) -> None:
        """Measures what waits, for ever."""
        while True:
            self.pipeline.metrics.waiting("delivery", sum(box.depth for box in self.outboxes.values()))
            with contextlib.suppress(Exception):  # a database that is out of reach now is asked again
                self.pipeline.metrics.waiting("incoming", await self.database.do(ledger.waiting))
            await asyncio.sleep(_MEASURE_EVERY)


async def open_replica(settings: Settings, database: Database, pipeline: Pipeline, lanes: Lanes, paces: Mapping[Platform, Pace]) -> Replica:
    """A replica over an open database, with the tables of jobs up to date; nothing runs yet."""
    assert isinstance(database.engine, AsyncEngine)
    await schema.apply(database.engine)
    made = Replica(settings, database, pipeline, lanes, paces=paces)
    await made.closing.enter_async_context(made.jobs.opened())
    return made


def channel_of(platform: Platform) -> str:
    """The channel on which whoever sends is told."""
    return f"earnings_bot_{platform.value}"


def post_of(platform: Platform, settings: Settings) -> str:
    """A name of the bot on a platform that gives its token away to nobody."""
    token = settings.telegram_token if platform is Platform.TELEGRAM else settings.slack_bot_token
    return f"{platform.value} {token.get_secret_value().partition(':')[0] if platform is Platform.TELEGRAM else ''}".strip()


def _without_job(connection: Connection, platforms: Sequence[Platform]) -> list[Order]:
    """Events that are to be answered and have no job, oldest first; nobody else looks for them meanwhile."""
    connection.exec_driver_sql(one_at_a_time("sweep"))
    found = text(
        "SELECT id, platform, lane FROM incoming WHERE state = 'new' AND platform = ANY(:platforms) AND NOT EXISTS ("
        "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'work' AND status IN ('todo', 'doing') AND args ->> 'origin' = 'event:' || incoming.id"
        ") ORDER BY id LIMIT :most"
    )
    return [Order(row.platform, row.lane, ledger.event_origin(row.id)) for row in connection.execute(found, {"most": _AT_ONCE, "platforms": [platform.value for platform in platforms]})]


def tell(connection: Connection, platform: Platform, payload: str = "") -> None:
    """Whoever sends for a platform is told that something waits, once this is committed."""
    connection.execute(_TELL, {"channel": channel_of(platform), "payload": payload})


def _told(connection: Connection, row: ledger.Row) -> None:
    tell(connection, row.platform, f"{row.lane}\t{row.origin}")


async def _joined(task: asyncio.Task[None]) -> None:
    """Ends as a task does, and leaves it alone where it is cancelled itself."""
    await asyncio.shield(task)
