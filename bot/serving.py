"""The composition root of `serve`: settings become adapters, a pipeline, a web app; one process that starts, serves and drains."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.access import Access
from bot.clock import Clock, SystemClock
from bot.desk import Desk
from bot.events import Platform
from bot.handling import open_note
from bot.lanes import Lanes
from bot.limits import SLACK, TELEGRAM, Limits, Pace, Visits
from bot.logs import configure
from bot.pipeline import Pipeline
from bot.places import home
from bot.platforms import adapters_of, links_of
from bot.service import Service
from bot.settings import Settings, read_settings, what_to_set
from bot.slack.adapter import SlackAdapter
from bot.storage.database import open_database
from bot.stored.articles import open_library, settle
from bot.stored.shared import pull
from bot.telegram.adapter import TelegramAdapter
from bot.web.app import Handler, web_app
from bot.web.server import serving

_log = structlog.get_logger(__name__)
PACES = {Platform.TELEGRAM: TELEGRAM, Platform.SLACK: SLACK}


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
