"""The composition root of `serve`: settings become adapters, a pipeline, a web app; one process that starts, serves and drains."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.access import Access
from bot.adapter import Adapter, CallError, Refused
from bot.clock import Clock, SystemClock, milliseconds
from bot.desk import Desk
from bot.digests.chart_links import chart_key
from bot.digests.ticking import Ticker
from bot.events import Platform, Received
from bot.handling import open_note
from bot.lanes import Lanes
from bot.limits import SLACK, TELEGRAM, Limits, Pace, Visits
from bot.links import Links
from bot.logs import configure
from bot.pipeline import Pipeline
from bot.places import home
from bot.settings import Settings, read_settings, what_to_set
from bot.slack.adapter import SlackAdapter
from bot.slack.installing import REDIRECT_PATH, Workspaces
from bot.storage import digests, ledger
from bot.storage.database import Database, open_database
from bot.stored.articles import open_library, settle, state_of_library
from bot.stored.shared import pull
from bot.telegram.adapter import TelegramAdapter, Webhook
from bot.waiting import Waiting
from bot.web.app import Handler, web_app
from bot.web.server import serving
from knowledge.language.lexicon import UnusableError

_log = structlog.get_logger(__name__)
_FORGET_EVERY = 3600.0  # seconds
_TICK_EVERY = 1.0
_LOOK_EVERY = 2.0
_MEASURE_EVERY = 5.0
_ORPHANED = 30_000  # milliseconds after which an event that waits is looked for
_LAST_ENDS = 3.0  # seconds that the ends of calls get to be stored when the service stops
_LONGEST_PAUSE = 60.0  # seconds between two tries to start a platform
WEBHOOK = "/telegram/updates"
PACES = {Platform.TELEGRAM: TELEGRAM, Platform.SLACK: SLACK}


@dataclass
class Service:
    """Everything that runs, made by `assemble`. `ready` says whether events are taken."""

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


async def assemble(settings: Settings, clock: Clock | None = None, paces: Mapping[Platform, Pace] = PACES) -> Service:
    """The service of settings: nothing is listening yet. `paces` are what the platforms allow."""
    links = links_of(settings)
    database = await open_database(settings.database_url.get_secret_value())
    if not database.is_sqlite:
        await pull(database)
    desk = Desk(open_library(), links, settings.default_language, settings.timezone)
    settle()
    adapters = adapters_of(settings, links, database)
    access = {
        Platform.TELEGRAM: Access(settings.telegram_chats, settings.telegram_users),
        Platform.SLACK: Access(settings.slack_workspaces | settings.slack_channels),
    }
    limits = {platform: Limits(pace) for platform, pace in paces.items()}
    visits = Visits(settings.questions_per_minute)
    pipeline = Pipeline(
        database, desk, adapters, clock or SystemClock(), limits, access=access, visits=visits, remember_seconds=settings.conversation_hours * 3600,
        admins=settings.admins,
    )
    pipeline.note, died_of = open_note(home(), settings.database_url.get_secret_value())
    await pipeline.blame(died_of)
    lanes = Lanes(pipeline.work)
    if database.is_sqlite:
        return Service(settings, database, pipeline, lanes)
    from bot.replicas.service import open_replica  # noqa: PLC0415  # the libraries of PostgreSQL are an extra

    return await open_replica(settings, database, pipeline, lanes, paces)


def links_of(settings: Settings) -> Links:
    """Where people can follow what is shown."""
    secret = settings.slack_signing_secret.get_secret_value() or settings.slack_bot_token.get_secret_value()
    return Links(public_url=settings.public_url, chart_key=chart_key(secret))


def adapters_of(settings: Settings, links: Links, database: Database) -> Mapping[Platform, Adapter]:
    """The adapters of the platforms that are turned on; the tokens of several workspaces lie in the database."""
    adapters: dict[Platform, Adapter] = {}
    if settings.has_telegram:
        hook = Webhook(settings.public_url.rstrip("/") + WEBHOOK, settings.telegram_webhook_secret) if settings.has_webhook else None
        adapters[Platform.TELEGRAM] = TelegramAdapter(settings.telegram_token, links=links, webhook=hook, api_url=settings.telegram_api_url)
    if settings.has_slack:
        by_socket = settings.slack_mode == "socket"
        adapters[Platform.SLACK] = SlackAdapter(
            None if settings.has_workspaces else settings.slack_bot_token,
            workspaces=_workspaces(settings, database) if settings.has_workspaces else None,
            app_token=settings.slack_app_token if by_socket else None,
            signing_secret=None if by_socket else settings.slack_signing_secret,
            api_url=settings.slack_api_url,
            links=links,
            follows_threads=True,
            managers=settings.slack_managers,
        )
    return adapters


def _workspaces(settings: Settings, database: Database) -> Workspaces:
    redirect = settings.public_url + REDIRECT_PATH
    return Workspaces(settings.slack_client_id, settings.slack_client_secret, settings.slack_token_key, redirect, database.engine)


async def serve(settings: Settings, told: Callable[[int], None] | None = None, paces: Mapping[Platform, Pace] = PACES) -> int:
    """Runs until a signal or a fault; the exit code. `told` gets the port of the web app once it listens."""
    stop = _stop_on_signals()
    service = await assemble(settings, paces=paces)
    app = web_app(lambda: service.pipeline.desk.library, service.pipeline.metrics, service.missing, charts=service.pipeline.desk.links.charts, **_intakes(service))
    async with contextlib.AsyncExitStack() as closing:
        closing.push_async_callback(service.close)
        service.start()
        async with serving(app, settings.host, settings.port) as web:
            _log.info("web app listens", host=settings.host, port=web.port)
            if told:
                told(web.port)
            parts = [asyncio.create_task(part, name=name) for name, part in service.parts().items()]
            stopped = asyncio.create_task(stop.wait())
            done, _ = await asyncio.wait({stopped, web.task, *parts}, return_when=asyncio.FIRST_COMPLETED)
            code = 0 if stopped in done else _told(done)
            await _cancelled(*parts, stopped)  # no new input; the web app takes none once this block is left
        await service.drain()  # what is held comes to its end
    _log.info("stopped", code=code)
    return code


def run() -> int:
    """Reads the settings and serves; says what to set where no platform is turned on. The exit code."""
    settings = read_settings()
    if not (settings.has_telegram or settings.has_slack):
        print(what_to_set())
        return 2
    configure(settings.log_level, settings.log_format, settings.secrets)
    return asyncio.run(serve(settings))


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    return stop


def _intakes(service: Service) -> dict[str, Handler]:
    """What the web app takes in for the platforms."""
    telegram, slack = (service.pipeline.adapters.get(p) for p in (Platform.TELEGRAM, Platform.SLACK))
    taken: dict[str, Handler] = {}
    if isinstance(slack, SlackAdapter) and service.settings.slack_mode == "http":
        taken["slack"] = slack.handle
    if isinstance(slack, SlackAdapter) and service.settings.has_workspaces:
        taken["installing"] = slack.install
    if isinstance(telegram, TelegramAdapter) and service.settings.has_webhook:
        taken["telegram"] = partial(_take_update, telegram, service)
    return taken


async def _take_update(telegram: TelegramAdapter, service: Service, request: Request) -> Response:
    """One delivery of Telegram to the webhook."""
    return Response(status_code=await telegram.take(await request.body(), request.headers.get("x-telegram-bot-api-secret-token"), service.receive))


def _told(done: set[asyncio.Task[Any]]) -> int:
    """The exit code where a part ended by itself; its fault is told."""
    for task in done:
        fault = None if task.cancelled() else task.exception()
        while isinstance(fault, BaseExceptionGroup):
            fault = fault.exceptions[0]
        _log.error("a part of the service ended", part=task.get_name(), reason=str(fault) if fault else "it returned", kind=type(fault).__name__)
    return 1


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
