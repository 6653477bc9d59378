"""What relative words of an article are relative to: its date and the period that it reports; never the clock."""

import calendar
import datetime as dt
import re
from collections import Counter

from knowledge.article import Article
from knowledge.language.patterns import pattern, rare
from knowledge.periods.atoms import part_of_months
from knowledge.periods.ownyear import own_year
from knowledge.periods.period import QUARTERS, Anchor, Period, PeriodMention, read_periods
from knowledge.periods.relative import LAST_MONTH, NEAR, OPENING, PARTS, is_ahead, latest, told_relative

_ROUGH = 2000  # the year that relative words get while none is known
_RESULTS = pattern("results_of")
_FISCAL = pattern("fiscal")
_FORESEEN, _FORESEEN_BEHIND = pattern("foreseen"), pattern("foreseen_behind")
_RESULT_OF_YEAR = pattern("result_of_year")
_REPORT_NAMED = pattern("report_named")
_WRITTEN = pattern("written_year")
_COPYRIGHT = pattern("copyright_year")
_RESULTS_BEHIND = pattern("results_behind_part")
_PROFIT_BEHIND = pattern("profit_behind_part")
_MONTHLY, _DATELINE = pattern("monthly_results"), pattern("dateline")
_COMPARED, _FISCAL_QUARTER = pattern("compared_period"), pattern("fiscal_quarter")
_HELD_PERIOD = pattern("held_period")
_ENDED, _ENDED_ON = pattern("part_ended"), pattern("ended_on")
_SPAN_OF_MONTHS, _FISCAL_WRITTEN = pattern("span_of_months"), pattern("fiscal_written")
_RESULTS_BEFORE = pattern("results_before_part")
_HELD = pattern("held_year")
_YEAR_COMPARED = rare("year_compared")
_IN_IT, _ORIGIN = pattern("before_its_period"), pattern("origin_before")
_COLUMN_BEFORE, _COLUMN_BEHIND = pattern("column_before"), pattern("column_behind")
_IN_ID = re.compile(r"(?<!\d)(20\d\d)(?!\d)[-_]?(q[1-4]|h[12])?")
_LONGEST_DELAY = dt.timedelta(days=200)  # from the end of a period to the last results that anybody tells of it
_USUAL_DELAY = dt.timedelta(days=28)  # from the end of a period shorter than a year to its results


def anchor_of(article: Article) -> Anchor:
    """The article's date and the period it reports, from the sidecar or from the text.

    Where neither names a year it is the one in the article's id (acme-2024q3); else the reported period has none, and the
    date means nothing.
    """
    folded = article.folded
    given = article.about.date
    rough = Anchor(given or dt.date(_ROUGH, 12, 31), Period(None))
    periods = read_periods(folded, rough)
    mentions = [m for m in periods if not m.same]
    written = [m for m in mentions if m.dated and m.period.year and m.period.year > 1999 and _WRITTEN.search(folded, m.start, m.end)]
    held = [m for m in periods if m.period.year and m.period.year > 1999 and _WRITTEN.search(folded, m.start, m.end) and (_HELD.search(folded, max(0, m.start - NEAR), m.start) or _is_origin(folded, m))]
    published = _COPYRIGHT.search(folded)
    told = [m for m in written if not (published and published.start() <= m.start < published.end())]
    told = [m for m in told if not _is_in_column(article.text, m)] or told
    explicit = [m for m in told if not m.since and not _FORESEEN.search(folded, max(0, m.start - 4 * NEAR), m.start) and not _FORESEEN_BEHIND.match(folded, m.end) and not _is_compared(folded, m) and m not in held]
    if not given and published and not explicit:
        given = dt.date(int(published[1]), 12, 31)
        parts = [m.period.part for m in mentions if m.period.part in PARTS and not m.dated]
        return Anchor(given, latest(parts[0], 0, given) if parts else Period(given.year))
    dispatched = _dispatched(folded, mentions)
    sent = next((d for m in dispatched if m in explicit and (d := _day(m.period))), None)  # of a fiscal quarter, too, that ended who knows when
    beside = [m for m in explicit if _HELD_PERIOD.search(folded, max(0, m.start - 6 * NEAR), m.start)]
    explicit = [m for m in explicit if m not in beside] or explicit
    over = [m for m in explicit if sent is None or _is_over(folded, m, sent)]
    reported = _reported(folded, mentions, over if _spans(over) else explicit, [m for m in told if not m.since], given)
    reported = _not_compared(folded, told, _of_the_same_part(folded, told, reported))
    if any(m.period == reported for m in beside) and reported.year and reported.year == max(m.period.year or 0 for m in explicit) and not sent and not given:
        reported = reported.shifted(1)  # only what it is held against is dated: from $47 million in the second quarter of 2029
    if held and not explicit and not given and reported.year is None:
        reported = Period(max(m.period.year or 0 for m in held) + 1, reported.part)  # 第三季度收入5亿元,较2030年同期增长3%
    elif not given and not sent and (compared := _YEAR_COMPARED.search(folded)) and reported.year in (None, _year_of(compared)):
        reported = Period(_year_of(compared) + 1, reported.part)
    if not given and not sent and (called := _called(article.id)) and called.year != reported.year and not _is_sure(folded, reported, called, explicit, fiscal="fy" in article.id.lower()):
        reported = Period(called.year, reported.part or called.part)
    reported = _of_fiscal_year(folded, [m for m in told if m not in beside and m not in held], reported)
    by_calendar = _by_calendar(folded, mentions, reported)
    if by_calendar == reported:
        reported = Period(_fiscal_year(folded, mentions) or reported.year, _own_quarter(folded, mentions))
    own = own_year(folded, mentions, reported)
    over_by = own.ended if own else by_calendar or reported
    past = dispatched or [m for m in mentions if m.dated or not _FORESEEN.search(folded, max(0, m.start - NEAR), m.start)]
    date = given or sent or _newest(past, explicit, over_by, _ended(folded, explicit, reported))
    return Anchor(date, own.reported, own.calendar, own.begins) if own else Anchor(date, reported, by_calendar)


def _is_in_column(text: str, mention: PeriodMention) -> bool:
    """Whether a period stands over a column of a table, which tells of what its figures are, not what the text reports."""
    return _COLUMN_BEFORE.search(text, max(0, mention.start - 3), mention.start) is not None and _COLUMN_BEHIND.match(text, mention.end) is not None


def _year_of(compared: re.Match[str]) -> int:
    """The year that the reported one is compared with: 较2030年同期, in the same quarter of 2030."""
    return int(next(filter(None, compared.groups())))


def _own_quarter(folded: str, mentions: list[PeriodMention]) -> str:
    """The quarter that the beginning of an English text calls its own: first-quarter profit, Q2 results; "" if none. One that is
    only looked forward to (forecasts third-quarter revenue) is not."""
    near = [m for m in mentions if not m.dated and m.period.part in QUARTERS and m.start < 2 * OPENING and not _SPAN_OF_MONTHS.search(folded, m.start, m.end)]
    told = [m for m in near if not _FORESEEN.search(folded, max(0, m.start - NEAR), m.start)]
    return next((m.period.part for m in told if _RESULTS_BEHIND.match(folded, m.end) or _PROFIT_BEHIND.match(folded, m.end)), "")


def _by_calendar(folded: str, mentions: list[PeriodMention], reported: Period) -> Period | None:
    """The quarter by the calendar that a firm calls otherwise: its first-quarter profit, for the three months through June; None if none is."""
    own = _own_quarter(folded, mentions)
    all_spans = [m for m in mentions if m.period.part in QUARTERS and _SPAN_OF_MONTHS.search(folded, m.start, m.end)] if own else []
    spans = [m for m in all_spans if not _HELD_PERIOD.search(folded, max(0, m.start - 4 * NEAR), m.start)]
    if not own or not spans or spans[0].period.part == own or reported.part not in (own, spans[0].period.part):
        return None
    if any(m.period.part == spans[0].period.part and m not in all_spans for m in mentions):
        return None  # that quarter is told by its own name too
    return Period(spans[0].period.year or reported.year, spans[0].period.part)


def _fiscal_year(folded: str, mentions: list[PeriodMention]) -> int | None:
    """The fiscal year that a text names: FY31, 2030-31; None if none."""
    return next((m.period.year for m in mentions if m.period.year and not m.period.part and _FISCAL_WRITTEN.search(folded, m.start, m.end)), None)


def _of_fiscal_year(folded: str, told: list[PeriodMention], reported: Period) -> Period:
    """Fiscal first-quarter earnings of October 2030, with targets for fiscal 2031: the quarter of the fiscal year that is still going on."""
    if reported.part not in QUARTERS or not reported.year or not _FISCAL_QUARTER.search(folded, 0, 2 * OPENING):
        return reported
    years = {m.period.year for m in told if not m.period.part and _FISCAL.search(folded, max(0, m.start - 8), m.start + 7)}
    return Period(reported.year + 1, reported.part) if reported.year + 1 in years and reported.year not in years else reported


def _of_month(folded: str, mentions: list[PeriodMention], explicit: list[PeriodMention]) -> Period | None:
    """April traffic at the beginning, and later the first four months of 2031: the month of that year; None if none is told so."""
    first = min((m.start for m in explicit if m.period.part in PARTS), default=OPENING)
    month = next((m.period for m in mentions if m.period.is_month and not m.dated and m.start < OPENING and _MONTHLY.match(folded, m.end)), None)
    told_first = month is not None and any(m.period == month and m.start < first for m in mentions)
    newest = max((m.period for m in explicit if m.period.part in PARTS), key=lambda p: (p.year or 0, LAST_MONTH.get(p.part, 12)), default=None)
    if month and told_first and newest and newest.year:  # 11月营收46亿元;2030年第三季度: the first such month behind what else is told
        return Period(newest.year + (int(month.part[1:3]) <= LAST_MONTH.get(newest.part, 12)), month.part)
    spans = [m.period for m in explicit if month and m.period.part == part_of_months(1, int(month.part[1:3])) and m.period.year == max(e.period.year or 0 for e in explicit)]
    return Period(spans[0].year, month.part) if month and spans else None


def _is_sure(folded: str, reported: Period, called: Period, explicit: list[PeriodMention], *, fiscal: bool) -> bool:
    """Whether a text tells which year it reports, so that its id need not: in a title, or more than in passing (到2030年, since the
    last quarter of 2020). An id that names year and quarter is meant so, unless its year is a fiscal one."""
    if reported.year is None:
        return False
    told = [m for m in explicit if m.period.year == reported.year]
    if any(_is_titled(folded, m) for m in told):
        return True
    return (fiscal or not called.part) and (len(told) > 1 or any(m.period.is_day for m in told))


def _called(key: str) -> Period | None:
    """The period that an article is called by: acme-2024q3, acme_2025-annual; None where its id has no year.

    >>> _called("acme-fy2024q3"), _called("acme-12345")
    (Period(year=2024, part='Q3'), None)
    """
    match = _IN_ID.search(key.lower())
    return Period(int(match[1]), (match[2] or "").upper()) if match else None


def _is_over(folded: str, mention: PeriodMention, sent: dt.date) -> bool:
    """Whether a span is over on the day of the dispatch, as what it reports is; fiscal years run ahead of the calendar."""
    period = mention.period
    if period.is_day or period.year is None or _FISCAL.search(folded, max(0, mention.start - NEAR // 2), mention.end):
        return True
    return (period.year, LAST_MONTH.get(period.part, 12)) <= (sent.year, sent.month)


def _is_compared(folded: str, mention: PeriodMention) -> bool:
    """Whether a period stands in brackets before the figure that another is compared with: (H1 2024: £1,559m)."""
    return folded[mention.end : mention.end + 1] == ":" and _COMPARED.search(folded, max(0, mention.start - 12), mention.start) is not None


def _of_the_same_part(folded: str, told: list[PeriodMention], reported: Period) -> Period:
    """The half that (H1 2029: £81m) is compared with, where nothing else tells which part of 2030 is reported."""
    compared = [m.period for m in told if _is_compared(folded, m) and m.period.part in PARTS]
    alike = compared and not reported.part and reported.year and {p.year for p in compared} == {reported.year - 1} and len({p.part for p in compared}) == 1
    return Period(reported.year, compared[0].part) if alike else reported


def _not_compared(folded: str, told: list[PeriodMention], reported: Period) -> Period:
    """The half of fiscal 2026 for the 26 weeks ended 27 September 2025, whose figures are held against (H1 FY25: £699m): what a figure
    is compared with is never the period reported, but the one before."""
    compared = reported.part in PARTS and any(m.period == reported and _is_compared(folded, m) and _FISCAL.search(folded, m.start, m.end) for m in told)
    return reported.shifted(1) if compared else reported


def _is_origin(folded: str, mention: PeriodMention) -> bool:
    """由2030年底的93%跌至88%: whether a figure only came from the end of a year."""
    return mention.end_of and not mention.period.part and _ORIGIN.search(folded, max(0, mention.start - 3), mention.start) is not None


def _dispatched(folded: str, mentions: list[PeriodMention]) -> list[PeriodMention]:
    """The day that stands before a dispatch, where there is one."""
    return [m for m in mentions if m.start < OPENING and m.period.is_day and _DATELINE.match(folded, m.end)][:1]


def _reported(folded: str, mentions: list[PeriodMention], explicit: list[PeriodMention], foreseen: list[PeriodMention], date: dt.date | None) -> Period:
    """2024 in 2024年全年财报, 2024Q1 where 一季报 is told of in 2024; else the period named most often, of a preview the one foreseen."""
    if titled := next((m.period for m in explicit if _is_titled(folded, m)), None):
        return titled
    if monthly := _of_month(folded, mentions, explicit):
        return monthly
    spans = _spans(explicit) or _spans([m for m in foreseen if m.period.year == max(e.period.year or 0 for e in explicit)] if explicit else [])
    parts = _told_first(folded, [m for m in mentions if not m.dated and m.period.part in PARTS])
    named = [m.period.part for m in mentions if not m.dated and m.period.part in PARTS and _REPORT_NAMED.search(folded, m.start, m.end + 6)]
    year = max((m.period.year or 0 for m in explicit), default=0)
    if named and (year or date):
        return latest(named[0], year, date)
    if not any(p.part for p in spans) and (told := _told_of(folded, mentions, date)):
        return told
    if date and (told := told_relative(folded, mentions, explicit, date)):
        return told
    if spans:
        return _part_reported(folded, mentions, explicit, spans) or spans.most_common(1)[0][0]
    days = [d for m in explicit if m.period.is_day and (d := _day(m.period))]
    if parts and days and not date:  # April 15, 2031 -- first-quarter net income
        return latest(parts[0], 0, max(days) + dt.timedelta(days=1))
    if date:
        return Period(date.year - 1)
    return Period(year or None, parts[0] if parts and not year else "")


def _part_reported(folded: str, mentions: list[PeriodMention], explicit: list[PeriodMention], spans: Counter[Period]) -> Period | None:
    """The part of a year whose results the beginning tells of, where the year named most is named alone, as of an outlook; None if none."""
    whole, count = spans.most_common(1)[0]
    if whole.part or whole.year is None:
        return None
    later = [m for m in explicit if (m.period.year or 0) > whole.year and is_ahead(folded, m.start, m.end)]  # to be booked in the first half of 2032
    explicit = [m for m in explicit if m not in later]
    spans = _spans(explicit)
    newest = max(p.year or 0 for p in spans)
    ahead = all(is_ahead(folded, m.start, m.end) for m in explicit if m.period.year == newest)
    aimed = all(is_ahead(folded, m.start, m.end) for m in explicit if m.period == whole)
    part = _told_part(folded, mentions) or ((_told_part(folded, mentions, _PROFIT_BEHIND) or _first_over(folded, mentions)) if ahead or aimed else "")
    if not part:
        return None
    if aimed and all(p.year > whole.year for p in spans if p.part and p.year):  # cut its 2031 target as third-quarter profit fell, for orders of the first half of 2032
        return Period(whole.year - (part in ("Q4", "H2")), part)
    if not any(p.part for p in spans):
        return Period(newest - (part in ("Q4", "H2") and ahead), part) if ahead or len(spans) == 1 else None
    return Period(whole.year, part) if spans[Period(whole.year, part)] >= count else None


def _told_first(folded: str, mentions: list[PeriodMention]) -> list[str]:
    """Parts of a year, those first that the text does not only look forward to."""
    ahead = [_FORESEEN.search(folded, max(0, m.start - NEAR // 2), m.start) is not None for m in mentions]
    return [m.period.part for m, foreseen in sorted(zip(mentions, ahead, strict=True), key=lambda one: one[1])]


def _told_of(folded: str, mentions: list[PeriodMention], date: dt.date | None) -> Period | None:
    """Third-quarter results on Oct. 31, 2024: the part of a year that is told of at the beginning, the last such that was over on the day named there;
    of a dispatch also the one whose profit or sales it begins with, or in which it begins to tell what happened."""
    near = [m for m in mentions if not m.dated and m.period.part in PARTS and m.start < 2 * OPENING]
    part = next((m.period.part for m in near if _RESULTS_BEHIND.match(folded, m.end)), "")
    if not part and _dispatched(folded, mentions):
        part = next((m.period.part for m in near if _PROFIT_BEHIND.match(folded, m.end)), "")
        part = part or next((m.period.part for m in near[:1] if m.start < OPENING and _IN_IT.search(folded, 0, m.start) and not _FORESEEN.search(folded, 0, m.start)), "")
    days = [d for m in mentions if m.dated and m.start < 2 * OPENING and m.period.is_day and (d := _day(m.period))]
    return latest(part, 0, date or max(days)) if part and (date or days) else None


def _told_part(folded: str, mentions: list[PeriodMention], behind: re.Pattern[str] = _RESULTS_BEHIND) -> str:
    """The part of a year whose results the beginning tells of: third-quarter earnings, results for the third quarter."""
    parts = [m for m in mentions if not m.dated and m.period.part in PARTS]
    near = (m for m in parts if m.start < 2 * OPENING)
    told = next((m.period.part for m in near if behind.match(folded, m.end) or _RESULTS_BEFORE.search(folded, max(0, m.start - 2 * NEAR), m.start)), "")
    return told or next((m.period.part for m in parts if _ENDED.search(folded, m.start, m.end + NEAR)), "")


def _first_over(folded: str, mentions: list[PeriodMention]) -> str:
    """A loss for the second quarter, third-quarter sales fell: the part of a year that a text tells of first, what is only looked
    forward to or held against aside; "" if none."""
    parts = [m for m in mentions if not m.dated and m.period.part in PARTS]
    return next((m.period.part for m in parts if not any(p.search(folded, max(0, m.start - 4 * NEAR), m.start) for p in (_FORESEEN, _HELD_PERIOD)) and not is_ahead(folded, m.start, m.end)), "")


def _is_titled(folded: str, mention: PeriodMention) -> bool:
    """Whether the words behind a period make it the one reported: 2024年全年财报, at the beginning 5月营收."""
    if mention.period.is_month and mention.start < OPENING and _MONTHLY.match(folded, mention.end):
        return True
    if mention.start < 2 * OPENING and not mention.period.is_day and _REPORT_NAMED.search(folded, mention.start, mention.end):
        return True  # 2024年三季报
    if _HELD.search(folded, max(0, mention.start - NEAR), mention.start):
        return False  # up 27% from its 2003 performance
    if mention.start < 3 * OPENING and not mention.period.part and _RESULT_OF_YEAR.match(folded, mention.end):
        return True  # 2031 revenue slid 2.4%
    return not mention.period.is_day and _RESULTS.match(folded, mention.end) is not None


def _day(period: Period) -> dt.date | None:
    """The date that a period of one day is."""
    try:
        return dt.date.fromisoformat(f"{period.year}{period.part}")
    except ValueError:
        return None


def _spans(mentions: list[PeriodMention]) -> Counter[Period]:
    """The spans of time among periods, by how often they are named."""
    return Counter(m.period for m in mentions if not m.period.is_day and not m.period.is_month and not m.period.is_event and not m.end_of)


def _ended(folded: str, explicit: list[PeriodMention], reported: Period) -> dt.date | None:
    """2025年5月31日 in 截至2025年5月31日的第四财季: the day on which the period reported ended, where a text tells both; None if it does not."""
    told = (_ENDED_ON.match(folded, m.start) for m in explicit if m.period == reported)
    return next((_day(Period(int(day[1]), f"-{int(day[2]):02}-{int(day[3]):02}")) for day in told if day), None)


def _newest(mentions: list[PeriodMention], explicit: list[PeriodMention], reported: Period, ended: dt.date | None = None) -> dt.date:
    """The newest day that the text names; a day without a year is the first such day after the newest one with a year,
    or after the period reported."""
    year = reported.year or _ROUGH
    ends = int(reported.part[1:]) if reported.is_month else LAST_MONTH.get(reported.part, 12)
    over = ended or dt.date(year, ends, calendar.monthrange(year, ends)[1])
    days, told = [m for m in mentions if m.period.is_day], frozenset(explicit)
    dated = [d for m in days if m in told and (d := _day(m.period))]
    after = max((d for d in dated if abs(d - over) < dt.timedelta(days=400)), default=over)
    bare = [d for m in days if m not in told and (d := _nearest(m.period.part, after) if after != over else _next(m.period.part, after))]
    bare = [d for d in bare if after != over or d - over < _LONGEST_DELAY]  # $274 million at June 30, in a text about the third quarter
    late = [d for d in (*dated, *bare) if d > over or (reported.year != d.year and d == after)]
    return max(late, default=over + _USUAL_DELAY if ends < 12 or reported.is_month else dt.date(year + 1, 3, 31))


def _nearest(part: str, day: dt.date) -> dt.date | None:
    """The day of a month and day, written -07-03, that lies nearest to another: July 3 in a text of July 23."""
    days = (_day(Period(day.year + n, part)) for n in (-1, 0, 1))
    return min((d for d in days if d), key=lambda d: abs(d - day), default=None)


def _next(part: str, after: dt.date) -> dt.date | None:
    """The first day of a month and day, written -03-25, that is not before another day."""
    days = (_day(Period(after.year + n, part)) for n in (0, 1))
    return next((d for d in days if d and d >= after), None)
