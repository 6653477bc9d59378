"""What a period is: a year and a part of it; and where a text names one."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_INSIDE = {"Q1": ("H1", "Q1-Q3", ""), "Q2": ("H1", "Q1-Q3", ""), "Q3": ("H2", "Q1-Q3", ""), "Q4": ("H2", ""), "H1": ("Q1-Q3", ""), "H2": ("",), "Q1-Q3": ("",)}


class Period(NamedTuple):
    """A span of time: `year` and `part` ("" whole year, Q1-Q4, H1, H2, Q1-Q3, "-02" a month, "-02-25" a day,
    YTD, "1-8月", or an event such as 双11). `year` is None where the text names none and none can be inferred."""

    year: int | None
    part: str = ""

    def __str__(self) -> str:
        return f"{self.year or ''}{'年' if self.year and self.part.endswith(('月', '日')) else ''}{self.part}"

    @property
    def is_day(self) -> bool:
        return self.part.count("-") == 2 and self.part.startswith("-")

    @property
    def is_month(self) -> bool:
        return self.part.startswith("-") and not self.is_day

    @property
    def is_event(self) -> bool:
        return bool(self.part) and self.part[0] not in "-QHY"

    def shifted(self, years: int) -> "Period":
        """The same part of another year."""
        return self if self.year is None else Period(self.year + years, self.part)

    def within(self, other: "Period") -> bool:
        """Whether this period is a proper part of `other`, both of a known year."""
        if self.year is None or self.year != other.year or self.part == other.part:
            return False
        if self.is_day and other.is_month:
            return self.part.startswith(other.part)
        quarter = month_part(int(self.part[1:3])) if self.is_month or self.is_day else self.part
        return other.part in ("", *_INSIDE.get(quarter, ())) or (quarter == other.part and quarter != self.part)


def month_part(month: int) -> str:
    """The quarter that a month lies in."""
    return QUARTERS[(month - 1) // 3]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative words are relative to: the article's date and the period it reports.

    `calendar` is the same quarter by the calendar, where the firm counts its quarters otherwise (its first quarter is the three
    months to June); None where both agree. `begins` is the month with which the year begins by which the article counts the
    months that it names (April to September is the first half of a year to March).
    """

    date: dt.date
    reported: Period
    calendar: Period | None = None
    begins: int = 1


class PeriodMention(NamedTuple):
    """A period as written, with its span in the folded text.

    `same`: 同期, the period just named, `years` away; `since`: the beginning of something (自去年6月…以来).
    `dated`: the year is written or relative, not filled in; `base`: another figure is compared with it.
    """

    start: int
    end: int
    period: Period
    dated: bool = True
    same: bool = False
    years: int = 0
    since: bool = False
    end_of: bool = False
    base: bool = False
