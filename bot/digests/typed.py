"""A subscription typed in one line: what it is of, when and where, in any order. Words: data/subscribing.toml.

Each reader takes what it knows out of the line; what is left are names of companies.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from bot.digests.cron import ScheduleError, checked, rule_in
from bot.digests.drafts import MOST_COMPANIES, Draft
from bot.digests.weekdays import EVERY_DAY, Weekday
from bot.digests.words import words
from bot.digests.zones import ZoneError, zone_named
from intents.digests.digest import Sort, companies_in
from knowledge.language.numerals import numeral
from knowledge.language.text import fold, has_hanzi, tidy
from knowledge.library import Library

_LONGEST = 400  # characters of a line that are read
_ZONE = re.compile(r"(?<![a-z0-9_/])[a-z]+(?:[_-][a-z]+)*/[a-z0-9_+-]+(?:/[a-z_]+)?(?![a-z0-9_/])")
_NUMBER = r"\d{1,2}|[零一二两三四五六七八九十]{1,3}"
_APART = re.compile(r"[\s和与及]+")
_NOON = 12


@dataclass(frozen=True)
class Trouble(Exception):
    """What a line cannot mean; `key` is the text that names the mend, with its slots."""

    key: str
    slots: dict[str, Any] = field(default_factory=dict, hash=False)


@dataclass
class _Line:
    """A line whose known parts are blanked; `folded` has the same length as `raw`."""

    raw: str
    folded: str

    def take(self, start: int, end: int) -> None:
        """A part is known: a comma stands for it."""
        gap = "," + " " * (end - start - 1)
        self.raw, self.folded = (text[:start] + gap + text[end:] for text in (self.raw, self.folded))


def read_typed(text: str, library: Library, *, zone: str) -> Draft:
    """The draft of a line; what it does not say is missing, but a line with a time means every day and `zone`.

    Raises Trouble for what cannot be meant. A word that names a sort may be part of a company's name: it is, if only that
    makes sense of the line.
    """
    raw = tidy(text)[:_LONGEST]
    try:
        draft = _read(_Line(raw, fold(raw)), library)
    except Trouble as trouble:
        try:
            draft = _read(_Line(raw, fold(raw)), library, sorts=False)
        except Trouble:
            raise trouble from None
    return _whole(draft, zone)


def read_when(text: str, *, zone: str) -> Draft:
    """The draft of a line that says only when; Trouble for what cannot be meant, or says more, or no time."""
    raw = tidy(text)[:_LONGEST]
    line = _Line(raw, fold(raw))
    draft = _timed(line)
    if not draft.zone:
        draft = replace(draft, zone=_city(line))
    if left := next(filter(None, map(_bare, _pieces(line))), ""):
        raise Trouble("subscribe_not_when", {"name": left})
    if draft.minutes is None and not draft.cron:
        raise Trouble("subscribe_no_time")
    return _whole(draft, zone)


def _whole(draft: Draft, zone: str) -> Draft:
    """A draft with a time has days and a zone."""
    if draft.cron:
        return replace(draft, zone=draft.zone or zone)
    return draft if draft.minutes is None else replace(draft, days=draft.days or EVERY_DAY, zone=draft.zone or zone)


def _timed(line: _Line) -> Draft:
    """When, as far as a line says it."""
    zone = _zone(line)
    cron = _cron(line)
    days = _days(line)
    minutes = _time(line)
    if cron and (days or minutes is not None):
        raise Trouble("subscribe_cron_alone", {"rule": cron})
    return Draft(days=days, minutes=minutes, zone=zone, cron=cron)


def _cron(line: _Line) -> str:
    """The cron rule; "" where none is written."""
    found = rule_in(line.folded)
    if found is None:
        return ""
    line.take(found.start, found.end)
    try:
        return checked(found.rule)
    except ScheduleError as error:
        raise Trouble(error.key, error.slots) from error


def _read(line: _Line, library: Library, *, sorts: bool = True) -> Draft:
    when = _timed(line)
    if not when.zone:
        when = replace(when, zone=_city(line, library))
    sort = _worded(line, words().sorts) if sorts else None
    is_all = _worded(line, dict.fromkeys(words().all, True))
    companies = _companies(line, library)
    if len(companies) > MOST_COMPANIES:
        raise Trouble("subscribe_many_companies", {"n": MOST_COMPANIES})
    if sort in {None, Sort.LATEST} and (len(companies) > 1 or is_all):
        sort = Sort.WATCHLIST
    elif sort is None and companies:
        sort = Sort.LATEST
    return replace(when, sort=sort, companies=() if is_all or sort is Sort.UNANSWERED else companies)


def _zone(line: _Line) -> str:
    """The zone by its IANA name, or by words; "" where none is named."""
    found = []
    while match := _ZONE.search(line.folded):
        try:
            found.append(zone_named(match[0]))
        except ZoneError as error:
            raise Trouble("subscribe_zone", {"name": match[0], "near": error.near}) from error
        line.take(*match.span())
    if worded := _worded(line, words().zones):
        found.append(worded)
    if len(set(found)) > 1:
        raise Trouble("subscribe_two_zones", {"zones": ", ".join(found)})
    return found[0] if found else ""


def _city(line: _Line, library: Library | None = None) -> str:
    """The zone of a city at the end of a part of the line, where it does not belong to the name of a company; "" for none."""
    between = re.escape("".join(words().between))
    for city, zone in words().cities.items():
        for match in re.finditer(rf"(?<![^\s{between}]){re.escape(city)}(?=\s*(?:[{between}]|$))", line.folded):
            before = re.split(rf"[{between}]", line.raw[: match.start()])[-1]
            if library is None or companies_in(before + line.raw[slice(*match.span())], library) == (companies_in(before, library) if before.strip() else ()):
                line.take(*match.span())
                return zone
    return ""


def _time(line: _Line) -> int | None:
    """Minutes after midnight; None where no time is named."""
    found: list[int] = []
    while match := next((m for m in _clock().finditer(line.folded) if _is_time(m)), None):
        shown = line.raw[match.start() : match.end()].strip()
        found.append(_minutes(match, shown))
        line.take(*match.span())
    if len(set(found)) > 1:
        raise Trouble("subscribe_two_times")
    return found[0] if found else None


@cache
def _clock() -> re.Pattern[str]:
    clock = words().clock
    parts = "|".join(re.escape(w) for key in ("before_noon", "after_noon", "night", "noon") for w in clock[key])
    latin = "|".join(re.escape(w) for key in ("before_noon", "after_noon") for w in clock[key] if w.isascii())
    marks, half, quarter, minute = (_any(clock[key]) for key in ("hour", "half", "quarter", "minute"))
    return re.compile(
        rf"(?:(?<![a-z])(?P<before>{parts})\s*)?(?<![\d:零一二两三四五六七八九十])(?P<hour>{_NUMBER})\s*"
        rf"(?::\s*(?P<colon>\d{{2}})(?![\d:])|(?P<mark>{marks})(?:(?P<half>{half})|(?P<quarter>{quarter})|(?P<minute>{_NUMBER})\s*(?:{minute})?)?)?"
        rf"(?:\s*(?P<after>{latin})(?![a-z]))?"
    )


def _is_time(match: re.Match[str]) -> bool:
    """A number alone is none."""
    return any(match[name] for name in ("colon", "mark", "before", "after"))


def _minutes(match: re.Match[str], shown: str) -> int:
    clock = words().clock
    hour = _number(match["hour"])
    minute = 30 if match["half"] else 15 if match["quarter"] else _number(match["colon"] or match["minute"] or "0")
    part = match["before"] or match["after"] or ""
    if part and hour <= _NOON:
        hour = _hour(hour, next(key for key in ("before_noon", "after_noon", "night", "noon") if part in clock[key]))
    if hour > 23 or minute > 59:
        raise Trouble("subscribe_bad_time", {"time": shown})
    return hour * 60 + minute


def _hour(hour: int, part: str) -> int:
    """An hour of twelve in its part of the day."""
    match part:
        case "before_noon":
            return hour % _NOON
        case "after_noon":
            return hour % _NOON + _NOON
        case "night":
            return 0 if hour == _NOON else hour + _NOON if hour >= 5 else hour
        case _:
            return hour + _NOON if hour < 5 else hour


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(numeral(text) or 0)


def _days(line: _Line) -> frozenset[Weekday]:
    """All days that are named; two with a word for a range between them are its ends."""
    found = sorted(_day_spans(line.folded), key=lambda span: span[0])
    days: set[Weekday] = set()
    for place, (start, end, named) in enumerate(found):
        before = found[place - 1] if place else None
        if before and line.folded[before[1] : start].strip() in words().ranges:
            days |= _from_to(before[2][-1], named[0])
            line.take(before[1], start)
        days |= set(named)
        line.take(start, end)
    return frozenset(days)


def _day_spans(folded: str) -> Iterator[tuple[int, int, tuple[Weekday, ...]]]:
    """Where days are named, and which, in order."""
    known = words()
    taken: list[tuple[int, int]] = []
    for match in _matches(folded, known.days):
        if all(match.end() <= start or match.start() >= end for start, end in taken):
            taken.append(match.span())
            yield *match.span(), tuple(sorted(known.days[match[0]]))
    for match in _chinese_days().finditer(folded):
        named = tuple(known.weekdays[c] for c in match["days"] if c in known.weekdays)
        more = _from_to(named[-1], known.weekdays[match["to"]]) if match["to"] else set()
        yield *match.span(), (*named, *sorted(more))


@cache
def _chinese_days() -> re.Pattern[str]:
    """周一三五, 星期一、三, 周一至五."""
    known = words()
    day, before, ranges = f"[{''.join(known.weekdays)}]", _any(known.week), _any(known.ranges)
    return re.compile(rf"(?:{before})(?P<days>{day}+(?:、{day}(?![\u4e00-\u9fff]))*)(?:\s*(?:{ranges})\s*(?:{before})?(?P<to>{day}))?")


def _from_to(first: Weekday, last: Weekday) -> set[Weekday]:
    """All days of a range; 周五至周一 goes over the end of the week."""
    return {Weekday((first - 1 + step) % 7 + 1) for step in range((last - first) % 7 + 1)}


def _worded(line: _Line, meanings: Any) -> Any:
    """What the first of some words in a line means; None for none. It is taken out."""
    match = next(iter(sorted(_matches(line.folded, meanings), key=lambda m: (m.start(), -len(m[0])))), None)
    if match is None:
        return None
    line.take(*match.span())
    return meanings[match[0]]


def _matches(folded: str, found: Iterable[str]) -> Iterator[re.Match[str]]:
    """Where words stand, the longest first; those in Latin letters as whole words."""
    for word in found:
        yield from re.finditer(rf"(?<![a-z0-9.]){re.escape(word)}(?![a-z0-9]|[.][a-z0-9])" if word.isascii() else re.escape(word), folded)


def _any(found: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in found)


def _companies(line: _Line, library: Library) -> tuple[str, ...]:
    """The companies that are left in a line, in its order."""
    keys: dict[str, None] = {}
    for piece in filter(None, map(_bare, _pieces(line))):
        found = companies_in(piece, library)
        if not found or (strange := _strange(piece, library)):
            raise Trouble("subscribe_unknown_company", {"name": piece if not found else strange})
        keys |= dict.fromkeys(found)
    return tuple(keys)


def _pieces(line: _Line) -> list[str]:
    """What is left of a line, between its commas."""
    return re.split(rf"[{re.escape(''.join(words().between))}]", line.raw)


def _strange(piece: str, library: Library) -> str:
    """A Chinese name within a piece that no article tells of; "" for none."""
    parts = [part for part in _APART.split(piece) if has_hanzi(part)]
    return next((part for part in parts if len(parts) > 1 and not companies_in(part, library)), "")


def _bare(piece: str) -> str:
    """A piece without the words at its ends that say nothing."""
    piece = piece.strip(" \t。.!！?？:：'\"“”「」()（）")
    for word in words().dropped:
        folded = fold(piece)
        bound = word.isascii()
        if folded.startswith(word) and not (bound and folded[len(word) : len(word) + 1].isalnum()) and not folded[len(word) :].startswith("&"):
            return _bare(piece[len(word) :])
        if folded.endswith(word) and not (bound and folded[: -len(word)][-1:].isalnum()):
            return _bare(piece[: -len(word)])
    return piece
