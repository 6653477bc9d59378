"""What relative words of an article are relative to: its date and the period that it reports; never the clock."""

import datetime as dt
import re
from collections import Counter

from knowledge.article import Article
from knowledge.patterns import pattern
from knowledge.period import Anchor, Period, PeriodMention, read_periods

_LAST_MONTH = {"Q1": 3, "H1": 6, "Q2": 6, "Q1-Q3": 9, "Q3": 9}
_PARTS = (*_LAST_MONTH, "Q4", "H2")
_ROUGH = 2000  # the year that relative words get while none is known
_RESULTS = pattern("results_of")
_FORESEEN = pattern("foreseen")
_REPORT_NAMED = pattern("report_named")
_COPYRIGHT = pattern("copyright_year")
_NEAR = 16  # characters before a period in which a word of foresight speaks of it


def anchor_of(article: Article) -> Anchor:
    """The article's date and the period it reports, from the sidecar or from the text.

    Where neither names a year the reported period has none, and the date means nothing.
    """
    folded = article.folded
    given = article.about.date
    rough = Anchor(given or dt.date(_ROUGH, 12, 31), Period(None))
    mentions = [m for m in read_periods(folded, rough) if not m.same]
    written = [m for m in mentions if m.dated and m.period.year and m.period.year > 1999 and re.search(r"\d", folded[m.start : m.end])]
    published = _COPYRIGHT.search(folded)
    told = [m for m in written if not (published and published.start() <= m.start < published.end())]
    explicit = [m for m in told if not m.since and not _FORESEEN.search(folded, max(0, m.start - _NEAR), m.start)]
    if not given and published and not explicit:
        given = dt.date(int(published[1]), 12, 31)
        parts = [m.period.part for m in mentions if m.period.part in _PARTS and not m.dated]
        return Anchor(given, _latest(parts[0], 0, given) if parts else Period(given.year))
    reported = _reported(folded, mentions, explicit, [m for m in told if not m.since], given)
    return Anchor(given or _newest(mentions, explicit, reported), reported)


def _reported(folded: str, mentions: list[PeriodMention], explicit: list[PeriodMention], foreseen: list[PeriodMention], date: dt.date | None) -> Period:
    """2024 in 2024年全年财报, 2024Q1 where 一季报 is told of in 2024; else the period named most often, of a preview the one foreseen."""
    for mention in explicit:
        if not mention.period.is_day and _RESULTS.match(folded, mention.end):
            return mention.period
    spans = _spans(explicit) or _spans([m for m in foreseen if m.period.year == max(e.period.year or 0 for e in explicit)] if explicit else [])
    parts = [m.period.part for m in mentions if not m.dated and m.period.part in _PARTS]
    named = [m.period.part for m in mentions if not m.dated and m.period.part in _PARTS and _REPORT_NAMED.search(folded, m.start, m.end + 6)]
    year = max((m.period.year or 0 for m in explicit), default=0)
    if named and (year or date):
        return _latest(named[0], year, date)
    if spans:
        return spans.most_common(1)[0][0]
    days = [d for m in explicit if m.period.is_day and (d := _day(m.period))]
    if parts and days and not date:  # April 15, 2031 -- first-quarter net income
        return _latest(parts[0], 0, max(days) + dt.timedelta(days=1))
    if date:
        return Period(date.year - 1)
    return Period(year or None, parts[0] if parts and not year else "")


def _day(period: Period) -> dt.date | None:
    """The date that a period of one day is."""
    try:
        return dt.date.fromisoformat(f"{period.year}{period.part}")
    except ValueError:
        return None


def _spans(mentions: list[PeriodMention]) -> Counter[Period]:
    """The spans of time among periods, by how often they are named."""
    return Counter(m.period for m in mentions if not m.period.is_day and not m.period.is_month and not m.period.is_event and not m.end_of)


def _latest(part: str, year: int, date: dt.date | None) -> Period:
    """The part of a year that was over at the article's date, or of the newest year that it names."""
    if date:
        year = date.year - (_LAST_MONTH.get(part, 12) >= date.month)
    return Period(year, part)


def _newest(mentions: list[PeriodMention], explicit: list[PeriodMention], reported: Period) -> dt.date:
    """The newest day that the text names; a day without a year lies after the period reported."""
    year = reported.year or _ROUGH
    ends = _LAST_MONTH.get(reported.part, 12)
    days = []
    for mention in mentions:
        if mention.period.is_day:
            month, day = int(mention.period.part[1:3]), int(mention.period.part[4:6])
            dated = mention.period.year if mention in explicit else year + (month <= ends if ends == 12 else month < ends)
            try:
                days.append(dt.date(dated or year, month, day))
            except ValueError:
                continue
    late = [d for d in days if d >= dt.date(year, min(ends, 12), 1)]
    return max(late, default=dt.date(year + 1, 3, 31) if ends == 12 else dt.date(year, ends + 1, 28))
