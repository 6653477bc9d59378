"""A quotient that the question writes out: (FY revenue / Q4 MAU), 全年广告收入除以四季度日活."""

from dataclasses import replace

from intents.finding import derive
from intents.finding.operands import answered, asked_for, figure_for
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Figure, Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase

_DIVIDED, _SIDE_ENDS, _EACH = pattern("divided_by"), pattern("side_ends"), pattern("each_person")


def written_out(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """One measure over another, each with its own time where one is written with it; a decline where one of them is not told."""
    if not question.finds(_DIVIDED) or question.asks("why", "claim", "growth", "yoy"):
        return None
    for sign in _DIVIDED.finditer(question.folded):
        start = max((m.end() for m in _SIDE_ENDS.finditer(question.folded, 0, sign.start())), default=0)
        behind = _SIDE_ENDS.search(question.folded, sign.end())
        sides = ((start, sign.start()), (sign.end(), behind.start() if behind else len(question.folded)))
        named = [_measures(question, *side) for side in sides]
        if any(len(n) != 1 for n in named) or named[0] == named[1] or not (sign[0].strip() != "/" or _is_formula(question, *sides)):
            continue
        figures = [_figure(question, side, metric, kb) for side, (metric,) in zip(sides, named, strict=True)]
        first, second = figures
        if first is None or second is None or not second.value or _is_of_another_year(question, figures):
            return decline(question, kb, Reason.UNSAID)
        reported = kb.lexicon.ratios.get(frozenset((first.metric, second.metric)))
        told = figure_for(reported, question, kb, tuple(p for p in (first.period and asked_for(first.period),) if p)) if reported else None
        return answered(question, told or _over(first, second, kb))
    return None


def _measures(question: Question, start: int, end: int) -> list[str]:
    return list(dict.fromkeys(u.id for u in question.units if u.kind == "metric" and start <= u.start < end and u.start < u.end))


def _is_formula(question: Question, left: tuple[int, int], right: tuple[int, int]) -> bool:
    """Whether a stroke divides: what it stands between is in brackets or behind an equals sign, or so much for each is asked."""
    opened, closed = question.folded[max(0, left[0] - 1) : left[0]], question.folded[right[1] : right[1] + 1]
    return (opened == "(" and closed == ")") or opened == "=" or question.asks("ratio") or (question.finds(_EACH) is not None and not question.asks("which"))


def _figure(question: Question, side: tuple[int, int], metric: str, kb: KnowledgeBase) -> Figure | None:
    """The figure of one side, of the time written in it, else of that of all the question."""
    start, end = side
    own = tuple(p for p in question.periods if start <= p.start < end)
    units = tuple(replace(u, soft=False, loose=False) if u.kind == "metric" else u for u in question.units if start <= u.start < end or u.kind == "entity")
    elsewhere = tuple(p for p in question.periods if not _is_in_a_side(p.start, question))
    return figure_for(metric, question.about(units, own or elsewhere), kb)


def _is_in_a_side(at: int, question: Question) -> bool:
    """Whether a place lies between the ends of what is divided."""
    for sign in _DIVIDED.finditer(question.folded):
        start = max((m.end() for m in _SIDE_ENDS.finditer(question.folded, 0, sign.start())), default=0)
        behind = _SIDE_ENDS.search(question.folded, sign.end())
        if start <= at < (behind.start() if behind else len(question.folded)):
            return True
    return False


def _is_of_another_year(question: Question, figures: list[Figure | None]) -> bool:
    """Whether the question names years beside what is divided, of which a figure is none."""
    years = {p.period.year for p in question.periods if p.period.year and not _is_in_a_side(p.start, question)}
    return bool(years) and any(f and f.period and f.period.year not in years for f in figures)


def _over(first: Figure, second: Figure, kb: KnowledgeBase) -> Figure:
    """Money for each of a number, a part in percent of its whole, else so many times."""
    if first.unit != second.unit:
        return derive.quotient(first, second)
    known = kb.metrics.get(first.metric)
    part = first.metric == second.metric or (known is not None and (known.part_of == second.metric or known.unit == "count"))
    return derive.share(first, second) if part or first.value <= second.value else derive.multiple(first, second)
