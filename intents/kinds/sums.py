"""What two figures that a question names make together, or the one without the other: 海王酒加鹿龟酒, A plus B, 经营现金流减资本开支."""

from collections.abc import Sequence

from intents.finding import derive
from intents.finding.figures import figure_of
from intents.finding.find import Aspect, Fit
from intents.finding.operands import answered, asked_for, figure_for
from intents.finding.picking import best_pick
from intents.finding.wanted import items_of
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Figure, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Role
from knowledge.knowledgebase import KnowledgeBase

_PLUS, _IN_ALL, _LESS = pattern("plus"), pattern("in_all"), pattern("less")
_PAIR = 2
_OTHERWISE = ("ratio", "growth", "yoy", "qoq", "why", "compare", "average", "exclude", "remainder")  # what else may be asked of two


def puts_together(question: Question) -> bool:
    """Whether figures are to be added, or taken off one another, and not only set side by side."""
    return question.finds(_PLUS) is not None or (question.finds(_LESS) is not None and len(question.of("metric")) == _PAIR)


def both_together(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """海王酒加鹿龟酒一共卖了多少, opex plus capex: the sum of what is named; a decline where a part of it is not told."""
    plus, in_all = question.finds(_PLUS), question.finds(_IN_ALL)
    if not (plus or in_all) or question.asks(*_OTHERWISE) or question.quantities:
        return None
    if plus and any(kb.metrics[m].formula for m in question.of("metric")):
        return decline(question, kb, Reason.UNSAID)  # the ratio of two is no sum of them
    if question.asks("share"):
        return _shares_together(question, kb) if plus else None
    number, figures = _operands(question, kb, several=plus is not None)
    if number < _PAIR or (len(figures) == number and not _add_up(figures, kb)):
        return None
    if len(figures) < number:
        return decline(question, kb, Reason.UNSAID, near=tuple(f.fact for f in figures if f.fact)) if plus else None
    whole = figures[0]
    for figure in figures[1:]:
        whole = derive.total(whole, figure)
    return answered(question, whole)


def one_less_other(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """经营现金流减掉资本开支还剩多少, operating cash flow less capex, capex taken off it: the first without the second."""
    less = question.finds(_LESS)
    if not less:
        return None
    metrics = question.of("metric")
    if len(metrics) != _PAIR or question.asks("share", "ratio", "why"):
        return None
    figures = [f for m in metrics if (f := figure_for(m, question, kb))]
    if len(figures) == _PAIR and figures[0].period != figures[1].period and figures[0].period and not question.periods:
        figures[1:] = [f for f in (figure_for(metrics[1], question, kb, (asked_for(figures[0].period),)),) if f]
    if len(figures) < _PAIR or figures[0].period != figures[1].period or figures[0].unit != figures[1].unit or figures[0].fact is figures[1].fact or figures[0].unit == "percent":
        return None
    first = min((u.start for u in question.units if u.kind == "metric" and u.start < u.end), default=0)
    whole, part = figures if first < less.start() else reversed(figures)
    return answered(question, derive.remainder(whole, part))


def _shares_together(question: Question, kb: KnowledgeBase) -> Reply | None:
    """汽车和手机业务加起来占多少: the shares of several parts as the article states them; a decline where one is not told."""
    parts = [e for e in question.of("entity") if kb.is_part(e)]
    told = [[f for f in kb.facts if f.subject.id == e and f.role is Role.SHARE and f.value is not None and f.period == kb.anchor.reported] for e in parts]
    if not parts:
        return None
    if len(parts) < _PAIR or not all(told):
        return decline(question, kb, Reason.UNSAID, near=tuple(f[0] for f in told if f))
    whole = figure_of(told[0][0], kb)
    for facts in told[1:]:
        whole = derive.total(whole, figure_of(facts[0], kb))
    return answered(question, whole)


def _operands(question: Question, kb: KnowledgeBase, *, several: bool) -> tuple[int, list[Figure]]:
    """How many things are named, and the figures that are told of them: parts of one measure, else measures, times or items of a list."""
    metrics, named = question.of("metric"), [e for e in question.of("entity") if e in kb.subjects]
    own = [e for e in named if kb.is_part(e)]
    parts = own if len(own) > 1 or not several else [e for e in named if kb.entity(e).sort == "company"]
    if len(parts) > 1 and len(metrics) == 1:
        return len(parts), [f for e in parts if (f := figure_for(metrics[0], question, kb, None, (e,)))]
    if not several:
        return 0, []
    if len(metrics) > 1:
        return len(metrics), [f for m in metrics if (f := figure_for(m, question, kb))]
    periods = [p for p in question.periods if not p.same]
    if len(periods) > 1 and len(metrics) == 1:
        return len(periods), [f for p in periods if (f := figure_for(metrics[0], question, kb, (p,)))]
    groups = items_of(question)
    picks = [best_pick(g, question, Aspect.VALUE, kb) for g in groups]
    return len(groups), [figure_of(p.fact, kb) for p in picks if isinstance(p, Fit)]


def _add_up(figures: Sequence[Figure], kb: KnowledgeBase) -> bool:
    """Whether figures are amounts, or shares of one whole, of one unit, each another one, and none a part of another."""
    roles, facts = {f.role for f in figures}, {id(f.fact) for f in figures}
    whole = any(kb.metrics[f.metric].part_of in {g.metric for g in figures} for f in figures if f.metric in kb.metrics)
    metrics = {f.metric for f in figures}
    whole = whole or (figures[0].unit == "count" and any(m.formula and set(m.formula[1:]) <= metrics for m in kb.lexicon.metrics.values()))  # daily users are monthly ones too
    if len(facts) < len(figures) or len({f.unit for f in figures}) > 1 or whole or any(f.high is not None for f in figures):
        return False
    apart = {f.period for f in figures}
    if len(apart) > 1 and (len({(f.metric, f.subject) for f in figures}) > 1 or _overlap(figures)):
        return False
    return roles == {Role.SHARE} if figures[0].unit == "percent" else roles == {Role.VALUE}


def _overlap(figures: Sequence[Figure]) -> bool:
    """Whether figures of several times are levels, or of times of which one holds another (a quarter and its year)."""
    parts = [f.period.part if f.period else "" for f in figures]
    spans = {"Q": 1, "H": 2}
    return len({spans.get(p[:1], 0) for p in parts}) > 1 or any("-" in p for p in parts)
