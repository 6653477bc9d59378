"""One company over periods: a small table, the difference of two periods, whether one is above the other."""

from dataclasses import replace

from intents.across.parties import Asked, Party
from intents.across.plain import Given, of_party, recency, rows_of
from intents.across.setting import compares, gap_of, is_lower
from intents.finding.find import Aspect, same_period
from intents.finding.operands import signed
from intents.finding.versions import with_versions
from intents.finding.wanted import aspect_of
from intents.kinds.claims import is_claim
from intents.kinds.computed import wants_gap
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import QUARTERS, Period, PeriodMention
from knowledge.shelves.catalog import Row

_OVER_PERIODS = pattern("over_periods")
_BY_QUARTER = pattern("by_quarter")
_UP_TO = pattern("up_to")
_MOST = 8  # rows of a table


def is_over_periods(question: Question) -> bool:
    """Whether the course of a measure is asked for: 这几年怎么变的, over the years, 2022、2023和2024年."""
    several = len({p.period for p in question.periods if not p.same and not p.base and p.period.year}) > 1
    return bool(question.of("metric")) and (several or question.finds(_OVER_PERIODS) is not None) and not question.asks("why", "who", "when", "compute", "prior_implied")


def over_periods(asked: Asked, party: Party) -> Given | None:
    """One company's measure, period by period, oldest first; None where fewer than two periods are told of."""
    question = asked.question
    aspect = aspect_of(question) if not question.finds(_OVER_PERIODS) else Aspect.VALUE
    rows = rows_of(asked.catalog, party.key, asked.metrics[-1], aspect)
    kb, figures = _figures(asked, party, rows, _course(question, rows), aspect)
    if kb is None or len(figures) < 2 or len({f.metric for f in figures}) > 1:
        return None
    shown, disagree = with_versions(tuple(figures), asked.library)
    return Given(Answer(question.language, Mode.SERIES, shown, disagree=disagree), kb)


def between_periods(asked: Asked, party: Party) -> Given | None:
    """比2023年多多少, 2024年比2023年高吗: two periods of one company, the later one the newest of its kind where it is not named."""
    question = asked.question
    several = len({p.period for p in question.periods if p.period.year}) > 1
    claim = is_claim(question) and not question.quantities and (question.asks("more_than", "less_than", "compare") or (several and compares(question)))
    if not asked.metrics or not (claim or wants_gap(question)) or question.asks("growth", "yoy", "qoq"):
        return None
    rows = rows_of(asked.catalog, party.key, asked.metrics[-1], Aspect.VALUE)
    periods = _pair(question, rows)
    kb, figures = _figures(asked, party, rows, periods, Aspect.VALUE)
    if kb is None or len(figures) != 2 or len({(f.metric, f.unit) for f in figures}) > 1:
        return None
    later, earlier = figures
    shown, disagree = with_versions((later, earlier), asked.library)
    if disagree:
        return Given(Answer(question.language, Mode.FIGURES, shown, disagree=True), kb)
    if not claim:
        return Given(Answer(question.language, Mode.FIGURES, (gap_of(later, earlier, question),)), kb)
    a, b = signed(later), signed(earlier)
    return Given(Answer(question.language, Mode.VERDICT, shown, verdict=a < b if is_lower(question) else a > b), kb)


def _figures(asked: Asked, party: Party, rows: list[Row], periods: list[Period], aspect: Aspect) -> tuple[KnowledgeBase | None, list[Figure]]:
    """The figure of each period that some article gives, and the last of these articles."""
    bare = replace(asked, question=replace(asked.question, periods=()))
    found = [given for period in periods if (given := of_party(bare, party, rows, period, aspect))]
    return (found[-1][0], [figures[0] for _, figures in found]) if found else (None, [])


def _pair(question: Question, rows: list[Row]) -> list[Period]:
    """The two periods that are compared, in the order of the question; [] where there are no two of one kind."""
    told = sorted({r.period for r in rows if r.period and r.period.year}, key=recency)
    named = list(dict.fromkeys(p for m in question.periods if m.period.year for p in told if same_period(m, p)))
    if len(named) == 1:
        later = [p for p in told if p.part == named[0].part and recency(p) > recency(named[0])]
        return [later[-1], named[0]] if later else []
    return named if len(named) == 2 and named[0].part == named[1].part else []


def _course(question: Question, rows: list[Row]) -> list[Period]:
    """The periods of a table, oldest first: those named; else years, quarters or halves, whichever there are two of."""
    told = dict.fromkeys(r.period for r in rows if r.period and r.period.year)
    named = [p for p in question.periods if not p.base and not p.same and p.period.year]
    if len({p.period for p in named}) > 1:
        chosen = [p for p in told if any(same_period(n, p) for n in named) or _lies_between(p, named, question)]
    else:
        quarters = [p for p in told if p.part in QUARTERS]
        groups = [[p for p in told if p.part == part] for part in ("", "H1", "Q1-Q3", "H2")]
        ordered = [quarters, *groups] if question.finds(_BY_QUARTER) else [groups[0], quarters, *groups[1:]]
        chosen = next((group for group in ordered if len(group) > 1), [])
    return sorted(chosen, key=recency)[-_MOST:]


def _lies_between(period: Period, named: list[PeriodMention], question: Question) -> bool:
    """Whether a period is one of those from the first that is named to the last (2022到2024年)."""
    first, last = named[0], named[-1]
    if len(named) != 2 or not _UP_TO.fullmatch(question.folded, first.end, last.start) or first.period.part != last.period.part:
        return False
    alike = period.part == first.period.part or (first.period.part in QUARTERS and period.part in QUARTERS)
    return alike and recency(first.period) < recency(period) < recency(last.period)
