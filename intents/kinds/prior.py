"""The year before, implied by a value and its growth."""

from dataclasses import replace

from intents.finding import derive
from intents.finding.bases import is_on_another_base
from intents.finding.figures import beside, figure_of
from intents.finding.find import of_subject
from intents.finding.operands import AGAINST, answered, are_opposite, asked_for, figure_as_worded, figure_for, rivals
from intents.finding.wanted import items_of
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reply
from knowledge.fact import Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import PeriodMention, read_periods

_MORE_BY = pattern("more_by")
_INCREASE = pattern("increase_in_units")
_GOING_BY = pattern("going_by")
_NUMBER_ASKED, _WORKED_OUT = pattern("number_asked"), pattern("worked_out")
_REACH = 20  # characters before a measure that say that it is compared with


def prior(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The year before, from value and growth: asked in words, or by a period that only the growth leads to."""
    metrics = question.of("metric") or [f.metric for f in before[:1]]
    mentions = question.periods
    absent = [p for p in mentions if p.period.year and not p.same and (p.years or p.period not in kb.periods or (p.period.year < (kb.anchor.reported.year or 0) and p.period.part == kb.anchor.reported.part))]
    based = bool(mentions) and (any(p.same and p.years == -1 for p in mentions) or (_wants_increase(question) and any(p.base for p in mentions)))
    if not metrics or not (absent or based or _goes_by_growth(question) or _asks_increase(question, kb)) or not _wants_prior(question):
        return None
    earlier = [p for p in absent if _only_growth_leads_to(p, metrics[0], question, kb)]
    if not earlier and not based and not _goes_by_growth(question) and not _asks_increase(question, kb):
        return None
    now = tuple(asked_for(p.period.shifted(1)) for p in earlier) or tuple(p for p in mentions if not p.same and p not in earlier)
    if ratio := next((r for m in metrics if (r := _prior_ratio(m, question, kb, now))), None):
        return ratio
    if stated := _stated(metrics, question, kb, mentions):
        return stated
    figures = [f for m in metrics if (m != "profit" or len(metrics) == 1) and (f := _by_growth(m, question, kb, now))]
    if not figures or (len(figures) < len(metrics) and _is_list(question)):
        return None
    return Answer(question.language, Mode.FIGURES, tuple(figures if _is_list(question) else figures[:1]))


def _by_growth(metric: str, question: Question, kb: KnowledgeBase, now: tuple[PeriodMention, ...]) -> Figure | None:
    """The year before, or the increase on it, that a value and the growth told beside it make."""
    value = figure_for(metric, question, kb, now) or (figure_for(metric, question, kb, ()) if not now else None) or figure_as_worded(question, kb, now)
    if value and _wants_increase(question) and (told := _stated_change(value, kb)):
        return told
    growth = beside(value.fact, kb, (Role.YOY,)) if value and value.fact else None
    if not value or not growth or not value.period or (value.unit == "percent" and growth.unit == "percent"):
        return None  # a share of 43% did not come from its amount's growth of 40%
    return (derive.increase if _wants_increase(question) else derive.implied_prior)(value, figure_of(growth, kb))


def _is_list(question: Question) -> bool:
    """Whether the measures are named one beside the other, each asked for."""
    return len([g for g in items_of(question) if any(u.kind == "metric" and not u.soft for u in g)]) > 1


def led_from(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """有息负债897亿元,较2023年底压降43亿元: the value that a change in its own unit led from, at the time that the change is told against."""
    if not question.periods:
        return None
    asked = [p for p in question.periods if p.period.year and not p.same]
    metric = next(iter(question.of("metric")), "")
    if len(asked) != 1 or not metric:
        return None
    told = (f for f in kb.by_metric.get(metric, ()) if f.period != asked[0].period and of_subject(f, tuple(question.of("entity")), kb))
    changes = [f for f in told if f.role is Role.CHANGE and f.direction and f.unit not in ("percent", "pp", "times")]
    if not changes or not _wants_prior(question) or figure_for(metric, question, kb, tuple(asked)):
        return None
    for change in changes:
        text = kb.article.sentences[change.citation.sentence].folded
        against = any(m.period == asked[0].period and m.end <= change.start - change.citation.start for m in read_periods(text, kb.anchor))
        value = next((f for f in kb.by_metric[metric] if f.role is Role.VALUE and (f.citation, f.unit, f.subject, f.period, f.forecast) == (change.citation, change.unit, change.subject, change.period, "")), None)
        if against and value:
            return answered(question, derive.before_change(figure_of(value, kb), figure_of(change, kb), asked[0].period))
    return None


def _stated_change(value: Figure, kb: KnowledgeBase) -> Figure | None:
    """The change on the year before in the measure's own unit, where the article states it: 较2016年减少20749辆."""
    change = beside(value.fact, kb, (Role.CHANGE,)) if value.fact else None
    return figure_of(change, kb) if change and change.unit == value.unit and change.direction and change.rule != "added" and not is_on_another_base(change) else None


def _stated(metrics: list[str], question: Question, kb: KnowledgeBase, mentions: tuple[PeriodMention, ...]) -> Reply | None:
    """The year before, or the difference to it, where the article states the year before itself."""
    if _goes_by_growth(question) and not _wants_increase(question):
        return None
    for key in metrics:
        now = figure_for(key, question, kb, tuple(p for p in mentions if not p.same and not p.years))
        before = figure_for(key, question, kb, (asked_for(now.period.shifted(-1)),)) if now and now.period and now.period.year else None
        if now and before and now.unit == before.unit:
            gap = _wants_increase(question) or question.higher_by or any(p.base for p in mentions)
            if gap and are_opposite((now, before), kb):
                return Answer(question.language, Mode.FIGURES, (now, before))  # a profit after a loss is no smaller loss
            return answered(question, derive.gap(now, before) if gap else before)
    return None


def _wants_prior(question: Question) -> bool:
    """Not where a share, a growth or a percentage is asked for itself."""
    if question.asks("share"):
        return False
    if _wants_increase(question):
        return not question.in_percent
    return _goes_by_growth(question) or not question.asks("yoy", "growth", "up", "decline", "claim")


def _asks_increase(question: Question, kb: KnowledgeBase) -> bool:
    """净增了几个亿, how many were added, growth in yuan: the amount of an increase, with no period named to compare with."""
    told = question.finds(_INCREASE)
    return told is not None and (question.asks("how_much") or question.finds(_NUMBER_ASKED) is not None or told["amount"] is not None) and not _is_between_two(question, kb)


def _is_between_two(question: Question, kb: KnowledgeBase) -> bool:
    """Whether one company, part or measure is set against another: how much more it made than its rival."""
    later = [u.start for kind in ("metric", "entity") for u in [u for u in question.units if u.kind == kind and not u.soft][1:]]
    return bool(rivals(question, kb)) or any(AGAINST.search(question.folded, max(0, at - _REACH), at) for at in later) or (bool(later) and not _is_list(question))


def _wants_increase(question: Question) -> bool:
    """Whether the increase itself is asked, in units."""
    return question.asks("difference") or question.finds(_MORE_BY) is not None or question.finds(_INCREASE) is not None


def _goes_by_growth(question: Question) -> bool:
    """Whether the question names the growth as the means to work the figure out."""
    if question.asks("prior_implied") or (question.asks("growth", "yoy") and question.finds(_GOING_BY) is not None):
        return True
    return bool(question.inherited) and question.finds(_WORKED_OUT) is not None  # work out the 2023 figure from that


def _prior_ratio(metric: str, question: Question, kb: KnowledgeBase, now: tuple[PeriodMention, ...]) -> Reply | None:
    """The year before of a margin: the quotient of its implied operands."""
    known = kb.metrics.get(metric)
    if known is None or not known.formula:
        return None
    priors = []
    for key in known.formula[1:]:
        value = figure_for(key, question, kb, now)
        growth = beside(value.fact, kb, (Role.YOY,)) if value and value.fact else None
        if not value or not growth:
            return None
        priors.append(derive.implied_prior(value, figure_of(growth, kb)))
    figure = derive.FORMULAS[known.formula[0]](priors[0], priors[1])
    return answered(question, replace(figure, name=known.name, metric=metric))


def _only_growth_leads_to(mention: PeriodMention, metric: str, question: Question, kb: KnowledgeBase) -> bool:
    if figure_for(metric, question, kb, (mention,)):
        return False
    return figure_for(metric, question, kb, (asked_for(mention.period.shifted(1)),)) is not None
