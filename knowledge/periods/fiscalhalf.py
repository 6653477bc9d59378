"""The half of a fiscal year that ends in another month than December: April to September, in the year ending March 2031."""

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.language.patterns import pattern, rare
from knowledge.periods.atoms import part_of_months
from knowledge.periods.period import Period, PeriodMention

_ENDING, _MONTHS = rare("fiscal_year_ending"), pattern("month_names")
_HALF = 6  # months


class FiscalHalf(NamedTuple):
    """The half as the firm counts it, the same by the calendar, and the day on which it ended."""

    reported: Period
    calendar: Period
    ended: dt.date


def fiscal_half(folded: str, mentions: Sequence[PeriodMention]) -> FiscalHalf | None:
    """The first half of the fiscal year that a text names by its end, where the text tells of its months; None if it does not."""
    found = _ENDING.search(folded)
    if not found:
        return None
    year, month = int(found["year"] or found["year2"]), _month(found["month"] or found["month2"])
    part = part_of_months(month + 1, month + _HALF) if month + _HALF <= 12 else None
    if not part or not any(m.period.part == part and not m.period.year for m in mentions):
        return None
    last = calendar.monthrange(year - 1, month + _HALF)[1]
    return FiscalHalf(Period(year, "H1"), Period(year - 1, part), dt.date(year - 1, month + _HALF, last))


def _month(written: str) -> int:
    """3 of march and of 3.

    >>> _month("march"), _month("3")
    (3, 3)
    """
    return int(written) if written.isdigit() else _MONTHS.pattern.split("|").index(written[:3]) + 1
