"""A digest made when its turn to be sent has come: composed from the library of that moment, given the platform's shape, stored with its calls."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from zoneinfo import ZoneInfo

from bot.adapter import Adapter
from bot.card import Card, Say
from bot.desk import Desk
from bot.digests.cards import digest_card
from bot.digests.schedule import LATE, Schedule
from bot.digests.schedule_text import schedule_text
from bot.digests.telling import manage_command, schedule_of
from bot.events import Platform
from bot.storage import digests, ledger, places
from bot.storage.database import Database
from bot.storage.digests import Made
from bot.storage.subscriptions import Order
from bot.texts import text
from intents.digests.digest import Digest, Latest, News, Request, Sort, Unanswered, Watchlist, compose
from intents.questions.language import Language
from intents.saying.spoken import Line
from knowledge.library import Library

WEEK = 7 * 86_400_000  # milliseconds
_KEPT = 64  # digests that are held for others who ask for the same


@dataclass
class Maker:
    """Makes digests; `now` is in milliseconds. Equal requests to one state of the library are composed once."""

    database: Database
    adapters: Mapping[Platform, Adapter]
    _library: Library | None = None
    _composed: OrderedDict[tuple[Request, Language], Digest] = field(default_factory=OrderedDict)

    async def make(self, origin: str, desk: Desk, now: int) -> list[ledger.Part] | None:
        """Makes a digest that is due, and returns its calls; None for one that was made before."""
        begun = await self.database.do(partial(digests.begin, origin=origin))
        if begun is None or begun[0].place.platform not in self.adapters:
            return None
        order, slot = begun
        made = self._made(order, slot, desk, now, await self._questions(order, now))
        return await self.database.do(partial(digests.record, made=made, now=now))

    async def make_now(self, order: Order, desk: Desk, now: int) -> Made:
        """Makes and stores the digest of a subscription at this moment, whatever its schedule says; it tells even that nothing is new."""
        made = self._made(replace(order, always=True), now, desk, now, await self._questions(order, now))
        await self.database.do(partial(digests.record_now, made=made, now=now))
        return made

    async def _questions(self, order: Order, now: int) -> tuple[str, ...]:
        if order.sort is not Sort.UNANSWERED:
            return ()
        return tuple(await self.database.do(partial(places.questions_to_mend, since=now - WEEK)))

    def _made(self, order: Order, slot: int, desk: Desk, now: int, questions: tuple[str, ...]) -> Made:
        digest = self._digest(request_of(order, desk.library, questions), order.language, desk.library)
        seen = tuple(desk.library.catalog.places)
        late = dt.timedelta(milliseconds=now - slot) > LATE
        if digest.is_empty and not order.always:
            return Made(order, slot, seen, text("digest_nothing_new", order.language), late, ())
        card = preview_card(order, digest, schedule_of(order), dt.datetime.fromtimestamp(slot / 1000, dt.UTC) if late else None)
        return Made(order, slot, seen, card.text, late, self.adapters[order.place.platform].render(Say(order.place, card)))

    def _digest(self, request: Request, language: Language, library: Library) -> Digest:
        if library is not self._library:
            self._library = library
            self._composed.clear()
        digest = self._composed.get((request, language)) or compose(request, library, language)
        self._composed[request, language] = digest
        self._composed.move_to_end((request, language))
        if len(self._composed) > _KEPT:
            self._composed.popitem(last=False)
        return digest


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
