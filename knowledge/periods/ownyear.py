"""A year that is still to end and begins with another month than January: April to September, of the year ending March 2032."""

from collections.abc import Sequence
from typing import NamedTuple

from knowledge.language.patterns import pattern
from knowledge.periods.atoms import month_or_day, months_of, part_of_months
from knowledge.periods.period import Period, PeriodMention

_YEAR_TO, _SPAN_OF_MONTHS, _HELD = pattern("year_to_month"), pattern("span_of_months"), pattern("held_period")
_NEAR = 64  # characters before a span in which it is said that something is held against it
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class OwnYear(NamedTuple):
    """The month that a year begins with, the part of it that is reported, and the same by the calendar."""

    begins: int
    reported: Period
    calendar: Period


def own_year(folded: str, mentions: Sequence[PeriodMention], reported: Period) -> OwnYear | None:
    """The first span of months that a text tells of beside the year that they are of, which is only looked forward to; None where there is no such year."""
    named = next((m for m in _YEAR_TO.finditer(folded) if Period(int(m["year"])) == reported), None)
    spans = [m for m in mentions if named and not m.dated and _SPAN_OF_MONTHS.search(folded, m.start, m.end) and not _HELD.search(folded, max(0, m.start - _NEAR), m.start)]
    if not named or not spans:
        return None
    ends = _MONTHS.index(named["month"][:3]) + 1
    first, last = months_of(spans[0].period.part)
    part = part_of_months((first - ends - 1) % 12 + 1, (last - ends - 1) % 12 + 1) if first else None
    if ends == len(_MONTHS) or part is None or month_or_day(last, None) is None:
        return None
    year = int(named["year"])
    return OwnYear(ends + 1, Period(year, part), Period(year - (last > ends), f"-{last:02}"))
