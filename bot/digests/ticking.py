"""The clock's part: what is due is composed, stored with its calls, and handed to the workers. Safe to do twice, and anywhere."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.adapter import Adapter
from bot.card import Card, Say
from bot.clock import Clock, milliseconds
from bot.desk import Desk
from bot.digests.cards import digest_card
from bot.digests.holidays import calendars
from bot.digests.schedule import Run, Schedule, Subscription, due, next_run
from bot.digests.schedule_text import schedule_text
from bot.digests.telling import manage_command
from bot.events import Platform
from bot.storage import places, subscriptions
from bot.storage.database import Database
from bot.storage.subscriptions import Made, Order
from bot.texts import text
from intents.digests.digest import Digest, Latest, News, Request, Sort, Unanswered, Watchlist, compose
from intents.questions.language import Language
from intents.saying.spoken import Line
from knowledge.library import Library

_AT_ONCE = 1_000  # subscriptions that are made in one unit of work
WEEK = 7 * 86_400_000  # milliseconds


@dataclass(frozen=True)
class Ticker:
    """Makes the digests whose time has come; `put` gets the lane and the origin of each that is to be sent."""

    database: Database
    desk: Desk
    adapters: Mapping[Platform, Adapter]
    clock: Clock
    put: Callable[[str, str], None]

    async def tick(self) -> int:
        """Makes what is due by now; how many digests are to be sent."""
        sent = 0
        while orders := await self.database.do(partial(subscriptions.due_orders, now=milliseconds(self.clock), most=_AT_ONCE)):
            questions = await self.database.do(self._unanswered) if any(o.sort is Sort.UNANSWERED for o in orders) else ()
            made = list(self.made(orders, questions))
            early = {order.id for order in orders} - {one.order.id for one in made}  # the rules of their zones have changed
            new = await self.database.do(partial(self._store, made=made, early=[order for order in orders if order.id in early]))
            for one in new:
                if one.calls:
                    self.put(one.order.place.chat, one.origin)
            sent += sum(bool(one.calls) for one in new)
        return sent

    async def make_now(self, order: Order) -> Made:
        """Makes and stores the digest of a subscription at this moment, whatever its schedule says; it tells even that nothing is new."""
        questions = await self.database.do(self._unanswered) if order.sort is Sort.UNANSWERED else ()
        now = dt.datetime.fromtimestamp(milliseconds(self.clock) / 1000, dt.UTC)
        schedule = Schedule.model_validate(order.schedule)
        digest = compose(request_of(order, self.desk.library, questions), self.desk.library, order.language)
        run = Run(Subscription(str(order.id), schedule, now), now, 0, dt.timedelta())
        made = self._made(replace(order, always=True), schedule, run, digest)
        await self.database.do(partial(subscriptions.record, made=[made], now=milliseconds(self.clock)))
        return made

    def _store(self, connection: Connection, made: list[Made], early: list[Order]) -> list[Made]:
        now = milliseconds(self.clock)
        for order in early:
            subscriptions.change(connection, order.id, next_at=first_run(Schedule.model_validate(order.schedule), now))
        return subscriptions.record(connection, made, now)

    def _unanswered(self, connection: Connection) -> tuple[str, ...]:
        return tuple(places.questions_to_mend(connection, milliseconds(self.clock) - WEEK))

    def made(self, orders: Iterable[Order], questions: tuple[str, ...]) -> Iterable[Made]:
        """The digests of subscriptions that are due; equal requests are composed once."""
        composed: dict[tuple[object, Language], Digest] = {}
        now = dt.datetime.fromtimestamp(self.clock.now(), dt.UTC)
        for order in orders:
            schedule = Schedule.model_validate(order.schedule)
            for run in due([Subscription(str(order.id), schedule, _instant(order.done_at))], now, calendars()):
                request = request_of(order, self.desk.library, questions)
                digest = composed.get((request, order.language)) or composed.setdefault((request, order.language), compose(request, self.desk.library, order.language))
                yield self._made(order, schedule, run, digest)

    def _made(self, order: Order, schedule: Schedule, run: Run, digest: Digest) -> Made:
        following = next_run(schedule, run.slot, calendars())
        seen = tuple(self.desk.library.catalog.places)
        slot = int(run.slot.timestamp() * 1000)
        adapter = self.adapters.get(order.place.platform)
        if (digest.is_empty and not order.always) or adapter is None:
            return Made(order, slot, int(following.timestamp() * 1000), seen, text("digest_nothing_new", order.language), run.is_late, ())
        card = preview_card(order, digest, schedule, run.slot if run.is_late else None)
        return Made(order, slot, int(following.timestamp() * 1000), seen, card.text, run.is_late, adapter.render(Say(order.place, card)))


def preview_card(order: Order, digest: Digest, schedule: Schedule, late: dt.datetime | None = None) -> Card:
    """The card of a subscription's digest, exactly as it is sent; `late` is the time that it should have come at."""
    told = f"{late.astimezone(ZoneInfo(schedule.zone)):%Y-%m-%d %H:%M} ({schedule.zone})" if late else ""
    command = manage_command(order.place.platform, "subscriptions")
    footer = text("digest_footer", order.language, schedule=schedule_text(schedule, order.language), command=command)
    if digest.is_empty:
        return Card(order.language, (Line(text("digest_nothing_new", order.language)), Line(footer)))
    return digest_card(digest, late=told, footer=footer)


def request_of(order: Order, library: Library, questions: tuple[str, ...] = ()) -> Request:
    """What a subscription asks for now."""
    newest = library.catalog.cards[0].company
    match order.sort:
        case Sort.LATEST:
            return Latest(order.companies[0] if order.companies else newest)
        case Sort.WATCHLIST:
            return Watchlist(order.companies or tuple(library.catalog.companies))
        case Sort.NEWS:
            return News(frozenset(order.seen), order.companies)
        case Sort.UNANSWERED:
            return Unanswered(questions)


def first_run(schedule: Schedule, now: int) -> int:
    """When a schedule comes next after an instant, in milliseconds both."""
    return int(next_run(schedule, _instant(now), calendars()).timestamp() * 1000)


def _instant(milliseconds_: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(milliseconds_ / 1000, dt.UTC)
