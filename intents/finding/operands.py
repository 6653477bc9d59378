"""The reported figures that a comparison or a formula works with."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from intents.finding.figures import figure_of
from intents.finding.find import Aspect, Fit
from intents.finding.picking import best_pick
from intents.finding.wanted import items_of
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Figure, Mode
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period, PeriodMention

_OF_COMPARISONS = frozenset(("competitor", "industry", "proportion", "forecast", "target", "guidance", "budget"))
_SINCE = pattern("since_then")
_WHOLE, _AS_A_WHOLE = pattern("whole_period"), pattern("as_a_whole")
AGAINST = pattern("base_of_comparison")
_REACH = 20  # characters before a period that say that it is compared with


def figure_for(
    metric: str, question: Question, kb: KnowledgeBase, periods: tuple[PeriodMention, ...] | None = None,
    subjects: tuple[str, ...] | None = None, aspect: Aspect = Aspect.VALUE,
) -> Figure | None:
    """The reported figure of a metric with the question's subject and period, or with others."""
    units = tuple(u for u in question.units if u.kind != "metric" or u.id == metric) if subjects is None else tuple(Unit(f"entity:{s}", 0, 0) for s in subjects)
    kept = tuple(u for u in question.content if subjects is not None and u.kind in ("term", "text") and u.id not in _OF_COMPARISONS)
    units = (*(u for u in units if u.kind in ("metric", "entity")), *kept, Unit(f"metric:{metric}", 0, 0))
    pick = best_pick(units, question.about(units, periods), aspect, kb)
    return figure_of(pick.fact, kb) if isinstance(pick, Fit) else None


def figure_as_worded(question: Question, kb: KnowledgeBase, periods: tuple[PeriodMention, ...]) -> Figure | None:
    """The reported figure of all that the words of a question name, of other periods than its own."""
    pick = best_pick(question.units, replace(question, periods=periods), Aspect.VALUE, kb)
    return figure_of(pick.fact, kb) if isinstance(pick, Fit) else None


def asked_for(period: Period) -> PeriodMention:
    """A period as if the question had named it."""
    return PeriodMention(0, 0, period)


def answered(question: Question, figure: Figure) -> Answer:
    """The answer that one figure is."""
    return Answer(question.language, Mode.FIGURES, (figure,))


def signed(figure: Figure) -> Decimal:
    """The number with the sign of its direction."""
    return figure.fact.signed if figure.fact else figure.value


def rivals(question: Question, kb: KnowledgeBase) -> list[str]:
    """Named companies and products of the article that are neither the company nor its own, beside the company."""
    named = [e for e in question.of("entity") if e in kb.subjects]
    others = [e for e in named if is_rival(e, kb)]
    return others if len(named) > len(others) else []


def in_order(pair: tuple[Figure, Figure], question: Question) -> tuple[Figure, Figure]:
    """The pair as the question names it: 百度比快手高吗 sets 百度 first."""
    named = question.of("entity")
    first, second = (f.fact.subject.id if f.fact else "" for f in pair)
    swapped = first != second and first in named and second in named and named.index(second) < named.index(first)
    return (pair[1], pair[0]) if swapped else pair


def operands(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...], aspect: Aspect) -> tuple[Figure, Figure] | None:
    """The two figures that a comparison sets side by side: of two subjects, metrics, earlier answers or periods."""
    metrics = question.of("metric")
    owners = list(dict.fromkeys(e for e in question.of("entity") if e in kb.subjects or e == kb.company.id))
    others = [e for e in owners if is_rival(e, kb)]
    if not others and before and (question.higher_by or question.asks("difference")) and (rival := _rival_before(question, kb, before)):
        others = [rival]  # after a rival's figure: how much more is Kuaishou's
    if others and (metrics or before):
        between = others[:2] if len(others) > 1 else [next((e for e in owners if e not in others), kb.company.id), others[0]]  # two others, or one and the company
        return _against(metrics[0] if metrics else before[0].metric, between[0], between[1], question, kb, aspect)
    if metrics and (pair := _of_two_parts(metrics[0], question, kb, aspect) or _of_kind_and_part(metrics, question, kb, aspect)):
        return pair
    if len(before) > 1 and "measure" in question.inherited and (not question.periods or "period" in question.inherited):
        return _alike(before[:2])
    if len(metrics) == 1 and _goes_on(before, metrics[0], question, kb):
        metrics = [before[0].metric, *metrics]  # 比总收入涨得快吗, after another measure
    if len(metrics) == 2:
        return _of_two_metrics(metrics, question, kb, aspect)
    if len(before) > 1 and not metrics and not question.periods:
        return _alike(before[:2])
    if whole := _of_part_and_whole(metrics, question, kb, aspect):
        return whole
    return _of_two_periods(metrics[0], question, kb, aspect) if metrics else None


def _rival_before(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> str:
    """The rival whose figure was the last answer, where only the company is named beside it; "" if none."""
    fact = before[0].fact if len(before) == 1 else None
    named = {u.id for u in question.content if u.kind == "entity" and u.start < u.end}
    asked = set(question.of("metric"))
    return fact.subject.id if fact and named == {kb.company.id} and is_rival(fact.subject.id, kb) and asked <= {fact.metric} else ""


def _of_part_and_whole(metrics: list[str], question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """The ad business or the company as a whole: a measure that is part of another one, and that one."""
    whole = kb.metrics[metrics[0]].part_of if len(metrics) == 1 else ""
    if not whole or not question.finds(_AS_A_WHOLE):
        return None
    figures = [f for m in (metrics[0], whole) if (f := figure_for(m, question, kb, aspect=aspect))]
    return _alike(figures) if len(figures) == 2 else None


def _of_two_periods(metric: str, question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """A metric at two times: those named, or the newest and the one that it is compared with (比2019年底多)."""
    earlier = [asked_for(_base_of(p, question, kb)) for p in question.periods if p.same]
    named = [p for p in question.periods if not p.same]
    held = [p for p in named if AGAINST.search(question.folded, max(0, p.start - _REACH), p.start)]
    plain = [p for p in named if p not in held] or ([PeriodMention(0, 0, kb.anchor.reported)] if len(named) == len(held) == 0 else [])
    figures = [f for p in [*plain, *held, *earlier][:2] if (f := figure_for(metric, question, kb, (p,), aspect=aspect))]
    if len(figures) == 1 and (held or earlier) and len(named) == len(held) and (now := figure_for(metric, question, kb, (), aspect=aspect)):
        figures = [now, *figures]
    return _alike(figures) if len(figures) == 2 and not are_opposite(figures, kb) else None


def are_opposite(figures: Sequence[Figure], kb: KnowledgeBase) -> bool:
    """Whether one is a profit and the other a loss, whose amounts are not to be set off against each other."""
    losses = [bool(known.opposite) for f in figures if f.fact and (known := kb.metrics.get(f.fact.base or f.fact.metric))]
    return len(set(losses)) > 1 and all(f.fact and (f.fact.base or f.fact.metric) in kb.lexicon.opposites for f in figures)


def _base_of(mention: PeriodMention, question: Question, kb: KnowledgeBase) -> Period:
    """The period that another is compared with; 上年 of a comparison is the year before the reported one, whenever it is read, and
    全年 the year itself."""
    if not mention.base:
        return mention.period.shifted(mention.years)
    if _WHOLE.search(question.folded, mention.start, mention.end):
        return mention.period
    late = mention.period.year == kb.anchor.reported.year
    return mention.period.shifted(-1) if late else mention.period


def year_on_year(metrics: list[str], question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """A measure's figure and that of the same time a year before, both as the article states them."""
    asked = tuple(p for p in question.periods if not p.same)
    for metric in metrics:
        now = figure_for(metric, question, kb, asked)
        before = figure_for(metric, question, kb, (asked_for(now.period.shifted(-1)),)) if now and now.period and now.period.year else None
        if now and before and now.fact and before.fact and (now.unit, now.fact.metric, now.fact.subject.id) == (before.unit, before.fact.metric, before.fact.subject.id):
            return (now, before)
    return None


def since(metrics: list[str], question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """Net debt came down since the end of 2023: a measure's newest figure, and that of the one time asked for, both as the article states them."""
    asked = [p for p in question.periods if not p.same]
    if len(metrics) != 1 or len(asked) != 1 or not _SINCE.search(question.folded, 0, asked[0].start):
        return None
    before, now = figure_for(metrics[0], question, kb, tuple(asked)), figure_for(metrics[0], question, kb, ())
    told = before and now and before.fact and now.fact and before.fact is not now.fact
    same = told and before and now and (before.metric, before.unit, before.subject) == (now.metric, now.unit, now.subject)
    return (now, before) if same and now and before else None


def _of_two_parts(metric: str, question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """One measure of two parts of the company that are named beside each other."""
    named = [e for e in question.of("entity") if kb.is_part(e)]
    figures = [f for e in named[:2] if (f := figure_for(metric, question, kb, None, (e,), aspect))]
    return _alike(figures) if len(figures) == 2 else None


def _of_kind_and_part(metrics: list[str], question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """Ads or hardware: a kind of revenue that the lexicon names, and what a part of the company takes in, in the order of the question."""
    kind = next((u for u in question.content if u.kind == "metric"), None)
    part = next((u for u in question.content if u.kind == "entity" and kb.is_part(u.id)), None)
    if len(metrics) != 1 or kind is None or part is None or kb.metrics[metrics[0]].part_of != "revenue":
        return None
    own = figure_for(metrics[0], question.about(tuple(u for u in question.units if u is not part)), kb, aspect=aspect)
    other = figure_for("revenue", question, kb, (asked_for(own.period),), (part.id,), aspect) if own and own.period else None
    if not own or not other or not own.fact or not other.fact or own.fact.subject == other.fact.subject:
        return None
    return _alike([own, other] if kind.start < part.start else [other, own])


def _goes_on(before: tuple[Figure, ...], metric: str, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a follow-up that names one measure sets it beside another one's figure."""
    return bool(before) and before[0].metric in kb.metrics and before[0].metric != metric and "measure" not in question.inherited


def _against(metric: str, own: str, rival: str, question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """One's own figure and a rival's, of the rival's period where none is asked."""
    other = figure_for(metric, question, kb, None, (rival,), aspect)
    period = (asked_for(other.period),) if other and other.period and not question.periods else None
    mine = figure_for(metric, question, kb, period, (own,), aspect)
    return (mine, other) if mine and other and mine.unit == other.unit else None


def _of_two_metrics(metrics: list[str], question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """The values of two metrics, or the growths where a value is missing."""
    figures = [f for m in metrics if (f := figure_for(m, question, kb, aspect=aspect))]
    if len(figures) < 2 and aspect is Aspect.VALUE:
        figures = [f for m in metrics if (f := figure_for(m, question, kb, aspect=Aspect.GROWTH))]
    return _alike(figures) if len(figures) == 2 else None


def _alike(figures: Sequence[Figure]) -> tuple[Figure, Figure] | None:
    """The two figures, if they are two and of one unit."""
    first, second = figures
    same = first.fact is second.fact and first.fact is not None
    return (first, second) if first.unit == second.unit and first.role.is_change is second.role.is_change and not same else None


def is_rival(entity: str, kb: KnowledgeBase) -> bool:
    """Whether an entity is neither the company nor its own."""
    return entity != kb.company.id and kb.entity(entity).owner != kb.company.id


def two_of_a_list(question: Question, kb: KnowledgeBase, aspect: Aspect) -> tuple[Figure, Figure] | None:
    """Two things of one unit set side by side, of which words name one or both (新增用户跟粉丝团人数)."""
    groups = items_of(question)
    picks = [best_pick(g, question, aspect, kb) for g in groups] if len(groups) == 2 else []
    figures = [figure_of(p.fact, kb) for p in picks if isinstance(p, Fit)]
    if len(figures) != 2 or _alike(figures) is None:
        return None
    return figures[0], figures[1]
