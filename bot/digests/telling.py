"""Subscriptions in words: what they are of, when they come next, why they rest, what became of each digest. Words: data/texts/digest.toml."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from bot.digests.changes import BY_HAND
from bot.digests.holidays import known_until
from bot.digests.schedule import Schedule
from bot.digests.schedule_text import schedule_text
from bot.events import Platform
from bot.storage.digests import Past
from bot.storage.subscriptions import Order
from bot.texts import listed, text
from intents.digests.digest import Sort
from intents.questions.language import Language
from intents.saying.wording import said
from knowledge.shelves.catalog import Catalog

_AWAY = "away:"


def sort_text(sort: Sort, companies: Iterable[str], catalog: Catalog, language: Language) -> str:
    """What a digest is of: 快手 的最新业绩."""
    names = listed((company_name(key, catalog, language) for key in companies), language)
    return text(f"subscribe_of_{sort.value}", language, companies=names or text("subscribe_all_companies", language))


def company_name(key: str, catalog: Catalog, language: Language) -> str:
    """The name of a company by its key; the key where nothing tells of it any more."""
    return said(catalog.name(key).name, language) if key in catalog.companies else key


def schedule_of(order: Order) -> Schedule:
    """The schedule of a stored subscription."""
    return Schedule.model_validate(order.schedule)


def order_text(order: Order, catalog: Catalog, language: Language) -> str:
    """A subscription in a line: what, when, and when next or why it rests."""
    what = sort_text(order.sort, order.companies, catalog, language)
    return text("subscribe_line", language, what=what, when=schedule_text(schedule_of(order), language), state=state_text(order, language))


def state_text(order: Order, language: Language) -> str:
    """When it comes next, or why it rests."""
    if order.paused == BY_HAND:
        return text("subscribe_paused", language)
    if order.paused:
        return text("subscribe_paused_away", language, reason=order.paused.removeprefix(_AWAY))
    return text("subscribe_next", language, time=moment_text(order.next_at, schedule_of(order).zone, is_short=True))


def moment_text(at: int, zone: str, *, is_short: bool = False) -> str:
    """An instant in milliseconds on the clock of a zone, which is named unless it `is_short`."""
    told = f"{dt.datetime.fromtimestamp(at / 1000, ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return told if is_short else f"{told} ({zone})"


def past_text(past: Past, schedule: Schedule, language: Language) -> str:
    """A line of the history: when a digest was due and what became of it; and that holidays were not known by then, where they
    are left out."""
    outcome = text(f"subscribe_was_{past.outcome}", language, reason=past.reason)
    late = text("subscribe_was_late", language) if past.is_late and past.outcome != "nothing_new" else ""
    until = known_until(schedule.calendar)
    is_beyond = until is not None and dt.datetime.fromtimestamp(past.slot / 1000, ZoneInfo(schedule.zone)).date() > until
    unknown = text("subscribe_was_beyond", language, until=until) if is_beyond else ""
    return text("subscribe_past", language, time=moment_text(past.slot, schedule.zone, is_short=True), outcome=outcome + late + unknown)


def manage_command(platform: Platform, name: str) -> str:
    """What is typed to see (subscriptions) or make (subscribe) subscriptions on a platform."""
    return f"/earnings {name}" if platform is Platform.SLACK else f"/{name}"
