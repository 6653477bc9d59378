"""Commands about the stored subscriptions: what there is, what is due, one sent at once.

`send` stores the digest with its calls, as the clock does, and makes the calls itself: it works beside a running service, since
each call is marked before it is made and nobody makes it twice. What an interruption leaves undone the service sends when it starts.
"""

import asyncio
import datetime as dt
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.adapter import CallError
from bot.clock import SystemClock, milliseconds
from bot.desk import Desk
from bot.digests.holidays import calendars
from bot.digests.making import Maker
from bot.digests.schedule import Subscription, due
from bot.digests.telling import order_text, schedule_of
from bot.events import Platform
from bot.limits import SLACK, TELEGRAM, Limits
from bot.logs import configure
from bot.metrics import Metrics
from bot.sending import Sender
from bot.settings import Settings, read_settings
from bot.storage import digests, subscriptions
from bot.storage.database import Database, open_database
from bot.storage.subscriptions import Order
from bot.stored.articles import open_library
from intents.questions.language import Language
from knowledge.language.lexicon import UnusableError
from knowledge.library import Library

T = TypeVar("T")
_LONGEST_WAIT = 120.0  # seconds that a command waits for a platform in all


class DigestError(UnusableError):
    """A digest that a command cannot show or send; the message names the mend."""


def show_orders() -> None:
    """Prints all subscriptions, one a line: number, place, what, when, next."""
    library = open_library()
    for order in _with_database(lambda database, _: database.do(subscriptions.all_orders)):
        print(_line(order, library))


def show_due(at: str | None) -> None:
    """Prints what is due by a moment that was not made yet, with the slot of each, the longest waiting first."""
    library, settings = open_library(), read_settings()
    moment = _moment(at, settings.timezone)
    orders = {str(order.id): order for order in _with_database(lambda database, _: database.do(subscriptions.all_orders)) if not order.paused}
    waiting = [Subscription(number, schedule_of(order), dt.datetime.fromtimestamp(order.done_at / 1000, dt.UTC)) for number, order in orders.items()]
    for run in due(waiting, moment, calendars()):
        order = orders[run.subscription.id]
        local = run.slot.astimezone(ZoneInfo(schedule_of(order).zone))
        late = f" (late by {run.delay}, {run.missed} missed)" if run.is_late else ""
        print(f"{local:%Y-%m-%d %H:%M %Z}{late}  {_line(order, library)}")


def _moment(at: str | None, zone: str) -> dt.datetime:
    if at is None:
        return dt.datetime.now(dt.UTC)
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError as error:
        raise DigestError(f"--at {at}: no moment; write one like 2026-05-04T22:00+08:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def _line(order: Order, library: Library) -> str:
    return f"{order.id}  {order.place.key}  {order_text(order, library.catalog, Language.EN)}"


def send(number: int) -> int:
    """Makes a subscription's digest now and sends it; the exit code, 1 where it was not sent."""
    return _with_database(partial(_send, number))


def send_told(number: int) -> int:
    """The same as a command of its own: what is logged goes to standard error, without secrets."""
    configure("warning", "console", read_settings().secrets, sys.stderr)
    return send(number)


async def _send(number: int, database: Database, settings: Settings) -> int:
    from bot.platforms import adapters_of, links_of  # noqa: PLC0415  # the platforms' libraries load slowly

    order = await database.do(partial(subscriptions.order_of, number=number))
    if order is None:
        raise DigestError(f"no subscription {number}; `earnings-bot digest list` shows which there are")
    links, clock = links_of(settings), SystemClock()
    adapters = adapters_of(settings, links, database)
    adapter = adapters.get(order.place.platform)
    if adapter is None:
        raise DigestError(f"{order.place.platform.value} is not turned on; set its token in .env")
    desk = Desk(open_library(), links, settings.default_language, settings.timezone)
    try:
        await adapter.start()
        made = await Maker(database, adapters).make_now(order, desk, milliseconds(clock))
        limits = Limits(TELEGRAM if order.place.platform is Platform.TELEGRAM else SLACK)
        await _through(Sender(database, adapter, limits, clock, Metrics()), made.origin)
    except CallError as error:
        raise DigestError(f"{order.place.platform.value} cannot be reached: {error}; try again later") from error
    finally:
        await adapter.close()
    (past, *_) = await database.do(partial(digests.history, most=1, number=number))
    print(f"{past.outcome} {past.reason}".strip(), file=sys.stderr)
    return 0 if past.outcome == "sent" else 1


async def _through(sender: Sender, origin: str) -> None:
    """Makes all calls of an origin, waiting where a platform asks for it."""
    left = _LONGEST_WAIT
    while (wait := await sender.send(origin)) and left > 0:
        await asyncio.sleep(wait)
        left -= wait


def _with_database(work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    """What a piece of work over the settings' database returns."""

    async def run() -> T:
        settings = read_settings()
        database = await open_database(settings.database_url.get_secret_value())
        try:
            return await work(database, settings)
        finally:
            await database.close()

    return asyncio.run(run())
