"""What a text of a known day reports where it tells no year: periods in words relative to that day."""

import datetime as dt

from knowledge.language.patterns import pattern
from knowledge.periods.period import Period, PeriodMention

LAST_MONTH = {"Q1": 3, "H1": 6, "Q2": 6, "Q1-Q3": 9, "Q3": 9}
PARTS = (*LAST_MONTH, "Q4", "H2")
OPENING = 200  # characters in which a text says of which month or day it is
NEAR = 16  # characters before a period in which a word of foresight speaks of it
_FORESEEN, _FORESEEN_BEHIND, _TO_COME = pattern("foreseen"), pattern("foreseen_behind"), pattern("to_come_behind")
_HELD, _BASIS = pattern("held_year"), pattern("compared")
_MONTHLY, _WHOLE, _AHEAD = pattern("monthly_results"), pattern("whole_year"), pattern("outlook_words")


def latest(part: str, year: int, date: dt.date | None) -> Period:
    """The part of a year that was over at the article's date, or of the newest year that it names."""
    if date:
        year = date.year - (LAST_MONTH.get(part, 12) >= date.month)
    return Period(year, part)


def told_relative(folded: str, mentions: list[PeriodMention], written: list[PeriodMention], date: dt.date) -> Period | None:
    """What a text of a known day tells of first, in words relative to it (上半年, 截至今年9月底止中期, 去年, at the opening 11月盈利); None where a
    written period is told before it or is as new."""
    told: list[Period] = []
    written = [w for w in written if (w.period.year or 0) < date.year or _is_lately_over(w.period, date)]
    for m in mentions:
        period = m.period if m in written else _relative(folded, m, date)
        if m in written and not told:
            return None
        if period and (_is_lately_over(period, date) or m.end_of) and not _is_aside(folded, m):
            told.append(period)
    newest = max((p.year or 0 for p in told), default=0)
    alike = Period(newest, told[0].part) if told else None  # 去年第三季赚3亿元,今年第三季赚5亿元
    return alike if alike in told and all((w.period.year or 0) <= newest for w in written) else told[0] if told and not written else None


def _is_lately_over(period: Period, date: dt.date) -> bool:
    """Whether a period ended before the month of a day, and not years before: (1929) is a code."""
    ends = int(period.part[1:]) if period.is_month else LAST_MONTH.get(period.part, 12)
    return period.year is not None and date.year - 2 <= period.year and (period.year, ends) < (date.year, date.month)


def _relative(folded: str, mention: PeriodMention, date: dt.date) -> Period | None:
    """The period that a mention is of on a day; None of a day, and where it is none that results are told of."""
    period = mention.period
    if period.is_month and not mention.dated:
        return Period(date.year - (int(period.part[1:]) >= date.month), period.part) if mention.start < OPENING and _MONTHLY.match(folded, mention.end) else None
    if period.part not in ("", *PARTS) or (mention.end_of and not (mention.dated and period.part)):
        return None  # at the end of the first quarter, but not 截至今年9月底止中期
    if not mention.dated:
        return latest(period.part, 0, date)
    return period if period.year else Period(date.year - 1) if _WHOLE.fullmatch(folded, mention.start, mention.end) else None


def is_ahead(folded: str, start: int, end: int) -> bool:
    """Whether words at [start, end) stand among words of what is still to come: its 2031 outlook, for fiscal 2031, now projects."""
    begin = max(folded.rfind(mark, 0, start) for mark in ("\n", ". ", "。"))
    return _AHEAD.search(folded, max(0, min(begin, start - 4 * NEAR)), end + 4 * NEAR) is not None


def _is_aside(folded: str, mention: PeriodMention) -> bool:
    """Whether a period is looked forward to, held against another, or where something began."""
    before = max(0, mention.start - 4 * NEAR)
    behind = any(p.match(folded, mention.end) for p in (_FORESEEN_BEHIND, _TO_COME))
    return mention.since or behind or any(p.search(folded, before, mention.start) for p in (_FORESEEN, _HELD, _BASIS))
