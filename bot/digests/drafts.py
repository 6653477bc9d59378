"""A subscription on its way: all that was chosen so far travels in the buttons, so that nothing of it need be stored.

    d:STEP:WHAT:COMPANIES:DAYS:TIME:ZONE:PAGE   a step with what was chosen; what is empty at the end is left out
    d:STEP:N or d:STEP:N:VALUE                  something done to the subscription N of the place

WHAT is the first letter of a sort (l, n, w, u), or @N for another time of the subscription N. COMPANIES are codes of five
characters in a row, at most eight; none are all. DAYS is a set of weekdays in bits (1 is Monday), TIME minutes after midnight,
both in base 36 as N and PAGE are; or DAYS is a cron rule with _ between its fields. ZONE is a code of four characters. Behind the letter of STEP may stand that of a language
(s, t, e), where it is not the one of the place. An action has at most 63 bytes.
"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache

from bot.actions import Action, number_of, short
from bot.card import MAX_ACTION
from bot.digests.cron import ScheduleError, checked
from bot.digests.schedule import Schedule
from bot.digests.weekdays import Weekday
from bot.digests.zones import names
from bot.links import code_of
from intents.digests.digest import Sort
from intents.questions.language import Language
from knowledge.shelves.catalog import Catalog

MOST_COMPANIES = 8  # of a subscription: as many as fit into a button
_COMPANY, _ZONE = 5, 4  # characters of codes
_DAY = 24 * 60  # minutes
_PAGE = 4  # characters that a page and the letter of a language may add
_LETTERS = {Language.HANS: "s", Language.HANT: "t", Language.EN: "e"}
_LANGUAGES = {letter: language for language, letter in _LETTERS.items()}


class Step(StrEnum):
    """What a button leads to."""

    WHAT = "w"
    WHO = "c"
    DAYS = "d"
    HOUR = "h"
    MINUTE = "m"
    ZONE = "z"
    REVIEW = "r"
    CONFIRM = "y"
    PREVIEW = "v"
    CANCEL = "q"
    FORM = "f"
    LIST = "s"
    OPEN = "o"
    PAUSE = "p"
    RESUME = "g"
    ASK_REMOVE = "x"
    REMOVE = "e"
    HISTORY = "i"
    LANGUAGE = "l"
    ALWAYS = "a"
    HOLIDAYS = "b"
    CALENDARS = "k"
    TYPE = "t"


LOOKING = frozenset({Step.PREVIEW, Step.CANCEL, Step.LIST, Step.OPEN, Step.HISTORY})  # steps that change nothing
OF_ONE = frozenset(
    {Step.OPEN, Step.PAUSE, Step.RESUME, Step.ASK_REMOVE, Step.REMOVE, Step.HISTORY, Step.LANGUAGE, Step.ALWAYS, Step.HOLIDAYS, Step.CALENDARS}
)  # those that name a subscription


@dataclass(frozen=True, slots=True)
class Draft:
    """What was chosen so far. `sort` None and `number` 0: nothing yet; a `number` is a stored subscription that gets another time.
    `cron` is a rule in the place of days and minutes. `language` is that of who typed it, where nobody chose another."""

    sort: Sort | None = None
    companies: tuple[str, ...] = ()
    days: frozenset[Weekday] = frozenset()
    minutes: int | None = None
    zone: str = ""
    number: int = 0
    language: Language | None = None
    cron: str = ""

    @property
    def next_step(self) -> Step:
        """The first step whose choice is missing; the review where none is."""
        if self.sort is None and not self.number:
            return Step.WHAT
        if self.sort is Sort.LATEST and len(self.companies) != 1:
            return Step.WHO
        if not self.days and not self.cron:
            return Step.DAYS
        if self.minutes is None and not self.cron:
            return Step.HOUR
        return Step.REVIEW if self.zone else Step.ZONE

    @property
    def schedule(self) -> Schedule:
        """When it comes; only of a draft that is complete."""
        if self.cron:
            return Schedule(zone=self.zone, cron=self.cron)
        assert self.minutes is not None
        return Schedule(zone=self.zone, at=dt.time(*divmod(self.minutes, 60)), weekdays=self.days)

    @property
    def fits(self) -> bool:
        """Whether every button that this draft leads to can carry it."""
        whole = replace(self, sort=self.sort or Sort.LATEST, zone=self.zone or "UTC")
        return len(whole.action(Step.REVIEW).encode()) <= MAX_ACTION - _PAGE

    def timed(self, other: "Draft") -> "Draft":
        """The draft at the time of another, in its zone where that names one."""
        return replace(self, days=other.days, minutes=other.minutes, cron=other.cron, zone=other.zone or self.zone)

    def action(self, step: Step, page: int = 0) -> str:
        """The action of a button that goes to a step with this draft."""
        what = f"@{short(self.number)}" if self.number else self.sort.value[0] if self.sort else ""
        companies = "".join(company_code(key) for key in self.companies[:MOST_COMPANIES])
        days = self.cron.replace(" ", "_") or (short(sum(1 << (day - 1) for day in self.days)) if self.days else "")
        time = "" if self.minutes is None or self.cron else short(self.minutes)
        parts = (
            step + (_LETTERS[self.language] if self.language else ""),
            what,
            companies,
            days,
            time,
            zone_code(self.zone) if self.zone else "",
            short(page) if page else "",
        )
        return str(Action("d", parts)).rstrip(":")


def read_draft(of: tuple[str, ...], catalog: Catalog) -> tuple[Draft, int]:
    """The draft behind a step and the page; what cannot be read, or is gone, counts as not chosen."""
    what, companies, days, time, zone, page = (*of[1:], *[""] * 6)[:6]
    number = number_of(what[1:]) if what.startswith("@") else 0
    sort = next((sort for sort in Sort if sort.value[0] == what), None)
    cron = _rule(days)
    bits, minutes = 0 if cron else number_of(days) or 0, number_of(time) if time and not cron else None
    found = [companies[i : i + _COMPANY] for i in range(0, len(companies), _COMPANY)]
    keys = tuple(dict.fromkeys(key for code in found if (key := companies_by_code(catalog).get(code)) is not None))
    return Draft(
        sort, keys[:MOST_COMPANIES], frozenset(day for day in Weekday if bits >> (day - 1) & 1),
        minutes if minutes is not None and 0 <= minutes < _DAY else None, _zones().get(zone, ""), number or 0, _LANGUAGES.get(of[0][1:2]), cron,
    ), max(number_of(page) or 0, 0)  # fmt: skip


def _rule(part: str) -> str:
    """The cron rule in the place of days; "" for none that can be kept."""
    if "_" not in part:
        return ""
    try:
        return checked(part.replace("_", " "))
    except ScheduleError:
        return ""


def one_action(step: Step, number: int = 0, value: str = "") -> str:
    """The action of a button that does something to a stored subscription, or to none."""
    return str(Action("d", (step, *filter(None, (short(number) if number else "", value)))))


def draft_of(number: int, schedule: Schedule) -> Draft:
    """The draft of another time for a subscription."""
    minutes = schedule.at.hour * 60 + schedule.at.minute if schedule.at else None
    return Draft(None, (), schedule.weekdays if schedule.at else frozenset(), minutes, schedule.zone, number, cron=schedule.cron)


def toggled(draft: Draft, key: str) -> Draft:
    """The draft with a company more, as long as it fits into a button, or less where it had it; the only one for a digest of one company."""
    if draft.sort is Sort.LATEST:
        return replace(draft, companies=(key,))
    if key in draft.companies:
        return replace(draft, companies=tuple(k for k in draft.companies if k != key))
    more = replace(draft, companies=(*draft.companies, key)[:MOST_COMPANIES])
    return more if more.fits else draft


def company_code(key: str) -> str:
    """The short id of a company."""
    return code_of(key, _COMPANY)


@lru_cache(maxsize=4)
def companies_by_code(catalog: Catalog) -> dict[str, str]:
    """The named companies of a library by their short ids, the newest article's first."""
    return {company_code(key): key for key in catalog.companies if key}


def zone_code(zone: str) -> str:
    """The short id of a time zone."""
    return code_of(zone, _ZONE)


@cache
def _zones() -> dict[str, str]:
    return {zone_code(zone): zone for zone in names()}
