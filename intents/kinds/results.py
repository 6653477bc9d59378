"""Profits and losses: which it is, whether one refutes the other, whether it turned."""

from dataclasses import replace

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import Aspect, Fit, is_metric, of_subject, same_period
from intents.finding.picking import Problem, best_pick
from intents.kinds.claimed import verdict
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Mode
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period, PeriodMention

_NO_LOSS, _NO_GAIN = pattern("no_loss"), pattern("no_gain")
_ABOVE_ZERO, _BELOW_ZERO = pattern("above_zero"), pattern("below_zero")
_EITHER_RESULT = pattern("either_result")
_TO_PROFIT, _TO_LOSS = pattern("to_profit"), pattern("to_loss")
_RESULTS = ("net_profit", "net_loss", "profit_attributable", "profit", "adjusted_net_profit")
_OF_EACH_SHARE = ("eps", "eps_ads", "diluted_eps", "loss_per_share", "adjusted_eps")
_EVERY = pattern("every_span")
_EACH_SHARE = pattern("each_share")
_DENIAL, _EITHER_WAY = pattern("denial"), pattern("either_way")


def refuted_loss(question: Question, kb: KnowledgeBase) -> Answer | None:
    """还在亏钱吗, 亏了多少: a profit refutes a loss, and bears out that money is made."""
    for key in question.of("metric"):
        if not kb.metrics[key].opposite:
            continue
        if any(is_metric(f, key, kb) == 1.0 and f.value and not f.forecast and (f.period == kb.anchor.reported or question.periods) for f in kb.facts):
            continue  # a loss is told
        for opposite in kb.metrics[key].opposite:
            units = tuple(u for u in question.units if u.key != f"metric:{key}")
            profit = replace(question.units[0], key=f"metric:{opposite}", parts=frozenset(), soft=False)
            pick = best_pick((*units, profit), question, Aspect.VALUE, kb)
            if isinstance(pick, Fit) and not pick.substitute and pick.fact.value and pick.fact.value > 0 and pick.fact.base == opposite:
                negated = question.finds(_NO_LOSS) is not None
                return verdict(question, negated, with_companion(figure_of(pick.fact, kb), kb))
    return None


def lost(question: Question, kb: KnowledgeBase) -> Answer | None:
    """Did the unit lose money, 亏损了吗: a loss that is told bears it out."""
    if question.quantities or question.asks("growth", "yoy", "decline", "up", "compare", "more_than", "less_than") or len(question.of("metric")) != 1:
        return None
    if question.each_span or question.finds(_EVERY):
        return None  # 每季都亏吗: one loss does not tell of each
    if not kb.metrics[question.of("metric")[0]].opposite:
        return None
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    told = isinstance(pick, Fit) and not pick.substitute and not pick.fact.forecast and pick.fact.role is Role.VALUE and bool(pick.fact.value)
    return verdict(question, question.finds(_NO_LOSS) is None, with_companion(figure_of(pick.fact, kb), kb)) if told and isinstance(pick, Fit) else None


def gain(question: Question, kb: KnowledgeBase) -> Answer | None:
    """赚钱了吗, is it profitable: a profit above zero bears it out."""
    if question.quantities or question.asks("growth", "yoy", "decline", "up", "compare", "more_than", "less_than"):
        return None
    question = _operating(question)
    if not question.of("metric") or not set(question.of("metric")) <= kb.lexicon.profits:
        return None
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    if isinstance(pick, Problem) or pick.fact.value is None:
        return _by_share(question, kb)
    lost = pick.fact.base in kb.lexicon.opposites and bool(kb.metrics[pick.fact.base].opposite)
    gained = not lost and pick.fact.value > 0
    return verdict(question, gained is not (question.finds(_NO_GAIN) is not None), with_companion(figure_of(pick.fact, kb), kb))


def _operating(question: Question) -> Question:
    """Is it making money on an operating basis: a profit that is asked of operations is the operating one."""
    if question.of("metric") != ["profit"] or not any(u.key == "term:operate" for u in question.units):
        return question
    rest = (u for u in question.units if u.key != "term:operate")
    return replace(question, units=tuple(replace(u, key="metric:operating_profit", parts=frozenset()) if u.key == "metric:profit" else u for u in rest))


def _by_share(question: Question, kb: KnowledgeBase) -> Answer | None:
    """Were they profitable, where only what each share earned or lost is told: it is above zero where the profit is."""
    if question.of("metric") not in (["profit"], ["net_profit"]) or any(f.base in _RESULTS and f.value is not None for f in kb.facts):
        return None
    told = _told_of(kb.anchor.reported, _OF_EACH_SHARE, question, kb) if not question.periods else None
    if told is None or not told.value:
        return None
    gained = told.value > 0 and not kb.metrics[told.base].opposite
    return verdict(question, gained is not (question.finds(_NO_GAIN) is not None), figure_of(told, kb))


def sign(question: Question, kb: KnowledgeBase) -> Answer | None:
    """经营现金流是正的吗: whether a figure is above or below zero, as it is claimed."""
    above, below = question.finds(_ABOVE_ZERO), question.finds(_BELOW_ZERO)
    if not question.of("metric") or bool(above) is bool(below):
        return None
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    if not isinstance(pick, Fit) or pick.substitute or not pick.fact.value:
        return None
    return verdict(question, (pick.fact.value > 0) is bool(above), with_companion(figure_of(pick.fact, kb), kb))


def profit_or_loss(question: Question, kb: KnowledgeBase) -> Answer | None:
    """是赚是亏, profit or loss: the newest result, whichever it is."""
    if not question.of("metric") or not question.finds(_EITHER_RESULT):
        return None
    named = question.periods[0] if question.periods else PeriodMention(0, 0, kb.anchor.reported)
    asked = [named.period.shifted(named.years) if named.same else named.period]
    if any(at < named.start for at in question.cues.get("how_much", ())) and asked[0] != kb.anchor.reported:
        asked.insert(0, kb.anchor.reported)  # 亏了多少,上年同期是赚还是亏
    told = [f for period in asked if (f := _result_of(period, question, kb))]
    return Answer(question.language, Mode.FIGURES, tuple(with_companion(figure_of(f, kb), kb) for f in told)) if len(told) == len(asked) else None


def turned(question: Question, kb: KnowledgeBase) -> Answer | None:
    """扭亏了吗, did it swing to a loss: the newest result above or below zero, beside that of the year before."""
    to_profit, to_loss = question.finds(_TO_PROFIT), question.finds(_TO_LOSS)
    if not (to_profit or to_loss):
        return None
    now, before = (_result_of(period, question, kb) for period in (kb.anchor.reported, kb.anchor.reported.shifted(-1)))
    if now is None or now.value is None:
        return None
    gained = now.base != "net_loss" and now.value > 0
    was = None if before is None or before.value is None else before.base != "net_loss" and before.value > 0
    turned = gained is bool(to_profit) and was is not bool(to_profit)
    denied = _DENIAL.search(_EITHER_WAY.sub("", question.folded)) is not None
    return verdict(question, turned is not denied, *(figure_of(f, kb) for f in (now, before) if f is not None))


def _result_of(period: Period, question: Question, kb: KnowledgeBase) -> Fact | None:
    """The profit or loss of a period."""
    return _told_of(period, _OF_EACH_SHARE if question.finds(_EACH_SHARE) else _RESULTS, question, kb)


def _told_of(period: Period, results: tuple[str, ...], question: Question, kb: KnowledgeBase) -> Fact | None:
    """The first of these measures that is told of a period."""
    asked = PeriodMention(0, 0, period if period.year else period._replace(year=kb.anchor.reported.year), dated=period.year is not None)
    told = [f for f in kb.facts if f.base in results and f.value is not None and f.role is Role.VALUE and not f.forecast and not f.terms]
    timely = [f for f in told if same_period(asked, f.period) and of_subject(f, tuple(question.of("entity")), kb)]
    return min(timely, key=lambda f: results.index(f.base), default=None)
