"""A year that is still to end and begins with another month than January: April to September, of the year ending March 2032."""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.language.patterns import pattern
from knowledge.periods.atoms import months_of, part_of_months
from knowledge.periods.period import Anchor, Period, PeriodMention
from knowledge.periods.relative import LAST_MONTH, PARTS, is_ahead

_YEAR_TO, _SPAN_OF_MONTHS, _HELD = pattern("year_to_month"), pattern("span_of_months"), pattern("held_period")
_NEAR = 64  # characters before a span in which it is said that something is held against it
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class OwnYear(NamedTuple):
    """The month that a year begins with, the part of it that is reported, the same by the calendar, and the month in which that ended."""

    begins: int
    reported: Period
    calendar: Period
    ended: Period


def own_year(folded: str, mentions: Sequence[PeriodMention], reported: Period) -> OwnYear | None:
    """The first span of months that a text tells of beside the year that they are of, which is only looked forward to; None where there is no such year."""
    named = next((m for m in _YEAR_TO.finditer(folded) if reported.year and int(m["year"]) - reported.year in (0, 1) and is_ahead(folded, *m.span())), None)
    spans = [m for m in mentions if named and not m.dated and _SPAN_OF_MONTHS.search(folded, m.start, m.end) and not _HELD.search(folded, max(0, m.start - _NEAR), m.start)]
    if not named or not spans:
        return None
    ends = _MONTHS.index(named["month"][:3]) + 1
    first, last = months_of(spans[0].period.part)
    part = part_of_months((first - ends - 1) % 12 + 1, (last - ends - 1) % 12 + 1) if first else None
    if ends == len(_MONTHS) or part is None or (reported.part and reported.part not in {part, *(m.period.part for m in spans)}):
        return None
    year = int(named["year"])
    by_calendar = year - (last > ends)
    return OwnYear(ends + 1, Period(year, part), Period(by_calendar, spans[0].period.part), Period(by_calendar, f"-{last:02}"))


def is_over(period: Period, anchor: Anchor) -> bool:
    """Whether a part of a year that begins with another month than January ended before the article's month."""
    if anchor.begins == 1 or period.year is None or period.part not in PARTS:
        return False
    month = (LAST_MONTH.get(period.part, 12) + anchor.begins - 2) % 12 + 1
    return (period.year - (month >= anchor.begins), month) < (anchor.date.year, anchor.date.month)
