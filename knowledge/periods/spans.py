"""Periods that several words tell together: a span by the day it ends on, a span from day to day, and lists that share a year."""

import calendar
import re

from knowledge.periods.atoms import months_of, named_part
from knowledge.periods.timespan import QUARTERS, Period, PeriodMention
from knowledge.periods.words import Grammar

_COMPARED = 100  # characters between a period and the year in brackets that its figure is compared with
_FIRST_HALVES = ((6, 9), (6, 3))  # months of a span, and the month that it ends in
_WINDOW = 48  # characters before a day in which the span stands that ends on it


def ended(folded: str, mentions: list[PeriodMention], grammar: Grammar) -> list[PeriodMention]:
    """A day that ends a span is that span: 截至6月30日止六个月, three months ended June 30, 2024 and 2023."""
    result: list[PeriodMention] = []
    taken, part = 0, ""
    for mention in mentions:
        if mention.start < taken:
            continue
        spans = _that_end(folded, mention, grammar)
        if spans:
            while result and result[-1].end > spans[0].start:
                result.pop()
            result = [*_sharing(folded, result, spans[0], grammar), *spans]
            taken, part = spans[-1].end, spans[-1].period.part
        elif part and _is_year(mention) and grammar.joints["and"].fullmatch(folded, result[-1].end, mention.start):
            result.append(mention._replace(period=mention.period._replace(part=part)))
        else:
            result.append(mention)
            part = ""
    return result


def _that_end(folded: str, day: PeriodMention, grammar: Grammar) -> list[PeriodMention]:
    """The spans that end on a day (in English also with a month); none where none does or has a name."""
    if day.same or not (day.period.is_day or day.period.is_month):
        return []
    if before := grammar.joints["ended_before"].search(folded, max(0, day.start - _WINDOW), day.start):
        period = _span(before, day.period, grammar)
        if period is None and before["n"] in ("twelve", "12"):
            return [day._replace(start=before.start("span"), since=False, end_of=True)]  # a year that is none of the calendar: as of its end
        return [day._replace(start=before.start("span"), period=period, since=False, end_of=False)] if period else []
    if day.period.is_month and day.dated and grammar.joints["quarter_of_month"].match(folded, day.end):
        quarter = named_part(int(day.period.part[1:3]) - 2, int(day.period.part[1:3]))
        return [day._replace(period=Period(day.period.year, quarter), since=False, end_of=False)] if quarter else []
    until = day.period.is_month and day.dated and grammar.joints["until_month"].search(folded, max(0, day.start - 3), day.start) is not None
    if until and grammar.joints["year_to_month"].search(folded, day.start, day.end):
        return [day._replace(period=Period(day.period.year), since=False, end_of=False)]  # 截至2026年3月的全年
    found: list[PeriodMention] = []
    end = day.end
    while behind := grammar.joints["ended_also" if found else "ended_behind"].match(folded, end):
        period = _span(behind, day.period, grammar) if day.period.is_day or day.end_of or until else None
        if period is None:
            break
        start = behind.start("span") if found else day.start
        end = behind.end()
        found.append(day._replace(start=start, end=end, period=period, since=False))
    return found


def _span(written: re.Match[str], day: Period, grammar: Grammar) -> Period | None:
    """The year, half, quarter or months that end on a day; None where they are no part of a year.

    A year is named after the one it ends in, but for one that ends in January or February: firms differ there. Six months to
    September or March are the first half of a year that ends in the other, which firms call interim.
    """
    ends = _month_ended(day)
    if ends is None:
        return None
    year, month = ends
    groups = written.groupdict()
    if number := groups.get("q"):
        return _quarter(year, month, grammar.count(number))
    quarters = groups.get("quarters")
    length = 3 * grammar.count(quarters) if quarters else grammar.count(groups["n"]) if groups["n"] else next((n for name, n in (("half", 6), ("quarter", 3), ("three_quarters", 9)) if grammar.joints[name].search(written["span"])), 0)
    if not length:
        return Period(year) if year and month > 2 else None
    part = "H1" if (length, month) in _FIRST_HALVES else named_part(month - length + 1, month)
    return None if part is None or (not part and year is None) else Period(year, part)


def _quarter(year: int | None, month: int, number: int) -> Period | None:
    """The `number`-th quarter of the fiscal year, which ends that many quarters after `month`."""
    last = month + 3 * (4 - number)
    if year is None or (last - 1) % 12 < 2:
        return Period(year, QUARTERS[number - 1]) if month == 3 * number else None
    return Period(year + (last - 1) // 12, QUARTERS[number - 1])


def _month_ended(day: Period) -> tuple[int | None, int] | None:
    """The year and month at whose end a day lies, with a week to spare for years of 52 weeks (1 April, 28 September)."""
    month, number = int(day.part[1:3]), int(day.part[4:6] or 31)
    if number > 23:
        return day.year, month
    if number > 7:
        return None
    return (day.year, month - 1) if month > 1 else (day.year and day.year - 1, 12)


def _is_year(mention: PeriodMention) -> bool:
    return not mention.same and mention.dated and mention.period.year is not None and not mention.period.part


def _sharing(folded: str, before: list[PeriodMention], span: PeriodMention, grammar: Grammar) -> list[PeriodMention]:
    """2024年及2023年6月30日止六个月: the year named before is meant with the same months."""
    if before and _is_year(before[-1]) and grammar.joints["and"].fullmatch(folded, before[-1].end, span.start):
        return [*before[:-1], before[-1]._replace(period=before[-1].period._replace(part=span.period.part))]
    return before


def in_lists(folded: str, mentions: list[PeriodMention], grammar: Grammar) -> list[PeriodMention]:
    """Neighbours of one list or range: 1月1日至6月30日 as a half, and one year for Q1 and Q2 2024, 2024年Q3和Q4."""
    result = mentions[:1]
    for mention in mentions[1:]:
        last = result[-1]
        if whole := _from_day_to_day(folded, last, mention, grammar):
            result[-1] = whole
        elif _is_glossed(folded, last, mention, grammar):
            result[-1] = mention._replace(start=last.start, end=mention.end + 1)
        elif _is_year(mention) and _is_compared(folded, last, mention, grammar):
            result.append(mention._replace(period=mention.period._replace(part=last.period.part)))
        elif last.same or mention.same or last.dated is mention.dated or not grammar.joints["listed"].fullmatch(folded, last.end, mention.start) or not _follows(last, mention):
            result.append(mention)
        elif last.dated:
            result.append(_of(mention, last))
        else:
            result[-1] = last if grammar.joints["year_first"].match(folded, mention.start) else _of(last, mention)
            result.append(mention)
    return result


def _is_compared(folded: str, last: PeriodMention, year: PeriodMention, grammar: Grammar) -> bool:
    """A year in brackets behind a figure of another year's part or day: the same part of that one."""
    near = year.start - last.end < _COMPARED and not last.same and not last.period.is_event and last.period.part not in ("YTD", "-02-29")
    return near and bool(grammar.joints["compared"].search(folded, max(0, year.start - 2), year.start) and grammar.joints["with_value"].match(folded, year.end))


def _is_glossed(folded: str, last: PeriodMention, mention: PeriodMention, grammar: Grammar) -> bool:
    """October-December quarter (Q3FY18): the same span by its name in the firm's own year."""
    bare = not last.same and not last.dated and mention.dated and not mention.same and not mention.period.is_day
    return bare and folded[mention.end : mention.end + 1] == ")" and grammar.joints["gloss"].fullmatch(folded, last.end, mention.start) is not None


def _of(mention: PeriodMention, dated: PeriodMention) -> PeriodMention:
    return mention._replace(period=mention.period._replace(year=dated.period.year), dated=True)


def _follows(first: PeriodMention, second: PeriodMention) -> bool:
    """Whether the second is a later part of a year than the first, or a part of the year that the first is."""
    a, b = months_of(first.period.part), months_of(second.period.part)
    if first.period.is_day != second.period.is_day:
        return False
    later = first.period.part < second.period.part if first.period.is_day else a[1] < b[0]
    return bool(b[0] and (later or not first.period.part))


def _from_day_to_day(folded: str, first: PeriodMention, last: PeriodMention, grammar: Grammar) -> PeriodMention | None:
    """自2024年1月1日起至6月30日止: from the first day of a month to the last of another, where that has a name; other days as 10月1日-11月18日."""
    if not (first.period.is_day and last.period.is_day and grammar.joints["until"].fullmatch(folded, first.end, last.start)):
        return None
    year = last.period.year or first.period.year
    month, day = int(last.period.part[1:3]), int(last.period.part[4:])
    starts, begins = int(first.period.part[1:3]), int(first.period.part[4:])
    whole = begins == 1 and day == calendar.monthrange(year or 2023, month)[1]
    part = None
    if first.period.year in (None, year) and (starts, begins) < (month, day):
        part = named_part(starts, month) if whole else f"{starts}月{begins}日-{month}月{day}日"
    if part is None or (not part and year is None):
        return None
    closed = grammar.joints["closed"].match(folded, last.end)
    return last._replace(start=first.start, end=closed.end() if closed else last.end, period=Period(year, part), dated=first.dated or last.dated)
