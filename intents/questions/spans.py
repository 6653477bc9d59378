"""The periods that a question asks for, put together and told apart from those it compares with."""

from intents.questions.patterns import pattern
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.order import quarter_before
from knowledge.periods.period import PeriodMention

_NEGATED = pattern("negated")
_PRIOR = pattern("prior_written")
_BASE = pattern("base_of_comparison")
_WHOLE = pattern("whole_period")
_APART = pattern("apart")
_LAST_QUARTER = pattern("last_quarter_asked")
_REACH = 20  # characters before a period that may say something of it


def periods_asked(periods: list[PeriodMention], folded: str, kb: KnowledgeBase, *, changes: bool = False) -> list[PeriodMention]:
    """The mentions of periods without those denied and those that say nothing of the year; parts joined to their year.

    With `changes` the question asks for a change, and a year before is what it is measured from.
    """
    periods = [_as_written(p, folded, kb) for p in _without_publication(periods, kb)]
    told = [p for p in periods if not (p.same and p.years == 0) and not _NEGATED.search(folded, max(0, p.start - _REACH), p.start)]
    compared = _compared(_joined(told, folded), folded, kb)
    return compared if changes else [_itself(p, periods, folded) for p in compared]


def _without_publication(periods: list[PeriodMention], kb: KnowledgeBase) -> list[PeriodMention]:
    """The sales of last year that they printed on 25 March: beside another time, the day of the report is none of a figure."""
    day = f"-{kb.anchor.date:%m-%d}"
    rest = [p for p in periods if not (p.period.part == day and p.period.year in (None, kb.anchor.date.year))]
    return rest or periods


def _as_written(mention: PeriodMention, folded: str, kb: KnowledgeBase) -> PeriodMention:
    """上年末 of an annual report: the year before the one that it reports, whenever it is written."""
    reported = kb.anchor.reported
    if _LAST_QUARTER.fullmatch(folded, mention.start, mention.end) and reported not in kb.reported_periods and (before := quarter_before(reported)) in kb.reported_periods and before:
        return mention._replace(period=before)  # of an article that looks forward to results
    written = not mention.same and reported.year and not reported.part and mention.period.part == "" and _PRIOR.fullmatch(folded, mention.start, mention.end)
    return mention._replace(period=mention.period._replace(year=(reported.year or 0) - 1)) if written else mention


def _itself(mention: PeriodMention, periods: list[PeriodMention], folded: str) -> PeriodMention:
    """去年同期 as the period that it is, of the part that the question names before, unless something is compared with it."""
    if not mention.same or mention.base or not mention.years or _BASE.search(folded, max(0, mention.start - _REACH), mention.start):
        return mention
    named = next((p.period for p in periods if not p.same and p.start < mention.start and not p.period.is_day), None)
    period = mention.period if named is None else named._replace(year=named.year or mention.period.year)
    return mention._replace(period=period.shifted(mention.years), same=False, dated=period.year is not None)


def _joined(periods: list[PeriodMention], folded: str) -> list[PeriodMention]:
    """A bare year and a part of a year that stand apart (the 2023 edition of 双11) are one period."""
    bare = [p for p in periods if p.dated and not p.same and p.period.part == "" and p.period.year and not _WHOLE.search(folded, max(0, p.start - _REACH), p.end)]
    parts = [p for p in periods if not p.dated and not p.same and p.period.part]
    if len(bare) != 1 or not parts or len(bare) + len(parts) < len(periods):
        return periods
    year, first, last = bare[0], min(p.start for p in (bare[0], *parts)), max(p.start for p in (bare[0], *parts))
    if _APART.search(folded, first, last):
        return periods
    return [p._replace(period=p.period._replace(year=year.period.year), dated=True) for p in parts]


def _compared(periods: list[PeriodMention], folded: str, kb: KnowledgeBase) -> list[PeriodMention]:
    """比去年, versus 2023: the year that a growth is measured from is no period asked for."""
    reported = kb.anchor.reported.year
    base = {reported, reported - 1} if reported else set()

    def is_base(p: PeriodMention) -> bool:
        written = any(c.isdigit() for c in folded[p.start : p.end])  # 2017年比上年: the year before that one
        others = written and any(o is not p and o.period == p.period for o in periods)
        lately = not written and p.period.year == kb.anchor.date.year - 1  # than last year, of a report of fiscal 2025 that came out in 2024
        return not p.same and p.period.part == "" and (p.period.year in base or lately) and not others and _BASE.search(folded, max(0, p.start - _REACH), p.start) is not None

    return [p._replace(same=True, years=-1, base=True) if is_base(p) else p for p in periods]
