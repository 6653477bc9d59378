"""Times of figures that no named period tells: spans without a name, quarterly payouts, prices behind a change, plans."""

from collections.abc import Sequence

from knowledge.language.patterns import pattern, rare
from knowledge.periods.order import quarter_before, quarter_behind
from knowledge.periods.period import Period
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.mention import Mention

_NAMELESS = rare("nameless_span")
_QUARTERLY, _PAYABLE = pattern("quarterly_before"), pattern("payable_behind")
_THIS_QUARTER = pattern("this_quarter")
_SAID, _SAID_BEHIND, _SAID_IN = pattern("said_then"), pattern("said_behind"), pattern("said_in_month")
_BEFORE_IT, _IN = 32, pattern("in_before")  # characters before a month in which it is told that something was said then
_LAST_QUARTER = pattern("quarter_before")
_LED_IN = 4  # characters behind a period in which a word of plans stands


def is_nameless(at: Clauses, told: Sequence[Mention], position: int) -> bool:
    """Over the medium term, in the first eight weeks of the new year: whether a span that has no name stands last before a figure."""
    ends = [m.end() for m in _NAMELESS.finditer(at.text, 0, position)] if at.is_latin else []
    return bool(ends) and not any(m.start >= ends[-1] and not (m.period and m.period.same) and at.text[ends[-1] : m.start].strip() not in ("of", "of the") for m in told if m.end <= position)


def paid_in(at: Clauses, position: int, end: int) -> Period | None:
    """A quarterly dividend of $0.58, payable on March 14, 2031: the year in which a quarter's payout is paid, where that is told."""
    if not at.is_latin or not _QUARTERLY.search(at.text, at.left(position), position):
        return None
    day = next((m.period.period for m in at.mentions if m.period and m.start >= end and m.period.period.year and _PAYABLE.fullmatch(at.text, end, m.start)), None)
    return Period(day.year) if day else None


def follows_figure(at: Clauses, told: Sequence[Mention], position: int) -> bool:
    """Shares have lost 18% this year and closed at $27: whether the last period before a price stands right behind another figure."""
    before = [m for m in told if m.end <= position]
    return bool(before) and any(f.end + 1 == before[-1].start for f in at.figures)


def calendar_year(at: Clauses, month: int) -> int:
    """At the end of April, in an article about a fiscal year that runs ahead of the calendar: the last such month, of what is foreseen the next."""
    date = at.reader.anchor.date
    ahead = any(at.ids(kind, 0, len(at.text)) for kind in ("forecast", "ahead"))
    return date.year - (month > date.month and not ahead) + (month < date.month and ahead)


def is_planned(at: Clauses, mention: Mention) -> bool:
    """机队412架;下半年计划再引进14架: whether a word of plans stands right behind a period."""
    return not at.is_latin and bool(at.named("forecast", mention.end, mention.end + _LED_IN))


def planned_year(at: Clauses, mention: Mention, before: int | None) -> int | None:
    """预计2025年一季度盈利,并计划全年开支: the year told `before` 全年 in a plan, if it is later than the reported one; else None."""
    reported = at.reader.anchor.reported.year
    if not reported or "guidance" not in at.ids("forecast", at.left(mention.start), mention.start):
        return None
    return before if before and before > reported else None


def under_way(at: Clauses, mention: Mention) -> Period | None:
    """Expects revenue of $1.6 billion this quarter: what is foreseen of the quarter in which somebody speaks is of the one behind the
    quarter reported."""
    reported, words = at.reader.anchor.reported, at.text[mention.start : mention.end]
    foreseen = _THIS_QUARTER.fullmatch(words) and at.ids("forecast", at.left(mention.start), at.right(mention.end))
    return quarter_behind(reported) if foreseen else None


def before_preview(at: Clauses, mention: Mention) -> Period | None:
    """Last quarter it reported, in an article that looks forward to results: the quarter before the one that they are to be of."""
    words = at.text[mention.start : mention.end]
    return quarter_before(at.reader.anchor.reported) if at.reader.previews and _LAST_QUARTER.fullmatch(words) else None


def said_then(at: Clauses, mention: Mention) -> bool:
    """Guided in March to revenue of, in October the company guided for: a month or a day in which something was only said."""
    told = mention.period
    if told is None or not (told.period.is_month or told.period.is_day):
        return False
    if _SAID_BEHIND.match(at.text, mention.end) and _SAID.search(at.text, max(0, mention.start - _BEFORE_IT), mention.start):
        return True
    return at.is_latin and _IN.search(at.text, max(0, mention.start - 4), mention.start) is not None and _SAID_IN.match(at.text, mention.end) is not None
