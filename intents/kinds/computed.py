"""Figures that are computed when asked: the first formula whose words and operands the question has."""

import calendar
from dataclasses import replace

from intents.finding import derive
from intents.finding.figures import beside, figure_of
from intents.finding.find import Aspect, Fit, Wanted, another, covered, fits, same_period
from intents.finding.operands import answered, asked_for, figure_for, in_order, operands, rivals, two_of_a_list
from intents.finding.picking import best_pick
from intents.finding.wanted import aspect_of, is_in_currency
from intents.kinds.parts import all_together, elsewhere, other_quarters, remainder, rest_of_span, share
from intents.kinds.prior import led_from, prior
from intents.kinds.quotients import written_out
from intents.kinds.sums import both_together, one_less_other
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Reply
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import QUARTERS, Period

_LOWER_THAN, _SET_AGAINST = pattern("lower_than"), pattern("set_against")
_IN_TIMES, _TIMES_THIS = pattern("in_times"), pattern("times_of_the_first")
_EACH_PERSON = pattern("each_person")
_OF_SHARES = frozenset(("proportion", "part", "cumulative"))
_QUARTERS_A_YEAR, _WEEKS_A_YEAR = 4, 52
_FOR_EACH = pattern("denominator")
_DAILY, _NET = pattern("daily"), pattern("net_of_closed")
_MET = 0.5  # how far an operand must speak of a word of scope


def compute(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The first formula whose words and operands the question has."""
    for formula in _FORMULAS:
        if reply := formula(question, kb, before):
            return reply if _met(question, reply, kb) else None
    return None


def _met(question: Question, reply: Reply, kb: KnowledgeBase) -> bool:
    """Whether some operand meets each word of the question that sets a scope."""
    if not isinstance(reply, Answer):
        return True
    facts = _facts_of(reply.figures)
    if question.asks("exclude") and any(f.metric.startswith("other_") for f in facts):
        return True  # what the article itself calls the other revenue says nothing of the part that is left out
    if not all(is_in_currency(f.unit, question) for f in reply.figures):
        return False
    named = "".join("".join(kb.labels[id(f)]) for f in facts)
    scopes = [u for u in question.content if u.kind != "metric" and u.id not in _OF_SHARES and not (u.word and u.word in named)]
    return not any(all(another(u, f, kb) and covered(u, kb.keys[id(f)], kb) < _MET for f in facts) for u in scopes)


def _facts_of(figures: tuple[Figure, ...]) -> list[Fact]:
    return [f.fact for f in figures if f.fact] + [fact for f in figures if f.operands for fact in _facts_of(f.operands)]


def _formula_metric(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """A metric defined by a formula (stickiness = DAU / MAU) that the article does not report itself."""
    for key in question.of("metric"):
        metric = kb.metrics[key]
        if not metric.formula or fits(Wanted(key, (), (), (), Aspect.VALUE), kb):
            continue
        first, second = (figure_for(m, question, kb) for m in metric.formula[1:])
        if first and second and first.period == second.period:
            figure = derive.FORMULAS[metric.formula[0]](first, second)
            return answered(question, replace(figure, name=metric.name, metric=key))
    return None


def _gap(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """高出多少, how much more: the difference of two subjects, metrics or periods, in units or in percent."""
    if not wants_gap(question) or (question.asks("ratio") and question.finds(_IN_TIMES)):
        return None
    aspect = aspect_of(question)
    pair = operands(question, kb, before, aspect) or two_of_a_list(question, kb, aspect)
    if pair is None:
        return _beyond(question, kb)
    first, second = pair
    if _spans(first) != _spans(second) and _is_flow(first, kb):
        if not question.asks("average"):
            return None
        first, second = (derive.average(f, 4) if _spans(f) == _QUARTERS_A_YEAR and _spans(o) == 1 else f for f, o in ((first, second), (second, first)))
    relative = first.unit != "percent" and question.in_percent
    if relative:
        first, second = _by_who_is_below(*in_order((first, second), question), question)
        below = first.value < second.value and question.finds(_LOWER_THAN)
        return answered(question, derive.shortfall(first, second) if below else derive.relative_difference(*sorted((first, second), key=lambda f: -f.value)))
    return answered(question, derive.difference(second, first) if first.value < second.value else derive.difference(first, second))


def _by_who_is_below(first: Figure, second: Figure, question: Question) -> tuple[Figure, Figure]:
    """百度低了多少%: the one first of whom alone it is said that it is lower."""
    named = [u for u in question.content if u.kind == "entity" and u.start < u.end]
    alone = len(named) == 1 and second.fact is not None and named[0].id == second.fact.subject.id != (first.fact.subject.id if first.fact else "")
    return (second, first) if alone and not _SET_AGAINST.search(question.folded, 0, named[0].start) else (first, second)


def _spans(figure: Figure) -> int:
    """How many quarters a figure is of; 0 if of no such period."""
    if figure.period is None:
        return 0
    return 1 if figure.period.part in QUARTERS else 0 if figure.period.part else _QUARTERS_A_YEAR


def _is_flow(figure: Figure, kb: KnowledgeBase) -> bool:
    known = kb.metrics.get(figure.metric)
    return known is not None and known.kind == "flow" and figure.unit != "percent"


def wants_gap(question: Question) -> bool:
    """Whether the difference of two figures is asked, not which is higher."""
    return question.asks("difference") or question.higher_by


def _beyond(question: Question, kb: KnowledgeBase) -> Reply | None:
    """比200亿多出多少: a figure less a threshold that the article names with it."""
    passed_ones = [f for m in question.of("metric") for f in kb.by_metric.get(m, ()) if f.role is Role.THRESHOLD and any(q.value == f.value for q in question.quantities)]
    values = [(f, v) for f in passed_ones if (v := beside(f, kb, (Role.VALUE,))) and (not question.periods or any(same_period(p, f.period) for p in question.periods))]
    if len(values) == 1:
        return answered(question, derive.difference(figure_of(values[0][1], kb), figure_of(values[0][0], kb)))
    for metric in question.of("metric"):
        figure = figure_for(metric, question, kb)
        passed = beside(figure.fact, kb, (Role.THRESHOLD,)) if figure and figure.fact else None
        if figure and passed and any(q.value == passed.value for q in question.quantities):
            return answered(question, derive.difference(figure, figure_of(passed, kb)))
    return None


def _ratio(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A/B, A是B的几倍: one metric over another, or one company's or part's over another's."""
    metrics, times = question.of("metric"), question.finds(_IN_TIMES)
    if not question.asks("ratio") or not (len(metrics) > 1 or (metrics and (times or rivals(question, kb)))):
        return None
    if len(metrics) > 1:
        first, second = (figure_for(m, question, kb) for m in metrics[:2])
    else:
        first, second = in_order(pair, question) if (pair := operands(question, kb, before, Aspect.VALUE)) else (None, None)
        first, second = (second, first) if question.finds(_TIMES_THIS) else (first, second)
    if not first or not second or not second.value or first.unit != second.unit or first.fact is second.fact:
        return None
    return answered(question, derive.multiple(first, second) if times or len(metrics) == 1 else derive.ratio(first, second))


def _over_days(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """30天能消耗多少, over a 7-day week: a daily figure for so many days; a year's figure spread over them."""
    days = next((q for q in question.quantities if q.unit == "day" and q.value > 1), None) if question.quantities else None
    if days is None or not question.asks("how_much", "compute", "total", "claim", "what", "per_day"):
        return None
    pick = best_pick(question.units, replace(question, quantities=()), Aspect.VALUE, kb)
    if not isinstance(pick, Fit):
        return None
    figure = figure_of(pick.fact, kb)
    if not _DAILY.search(pick.fact.labels[0]):
        each = question.each_span
        spread = each and each["day"] and _is_flow(figure, kb) and _spans(figure) == _QUARTERS_A_YEAR
        return answered(question, derive.average(figure, int(days.value))) if spread else None
    return answered(question, derive.scaled(figure, days.value))


def _per_user(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """每个日活用户贡献多少广告费, ad revenue per MAU: money over people of the same period."""
    metrics = question.of("metric")
    if len(metrics) < 2 or not question.finds(_EACH_PERSON):
        return None
    money = [m for m in metrics if kb.metrics[m].unit == "money"]
    people = [m for m in metrics if kb.metrics[m].unit == "count"]
    if not money or not people:
        return None
    first, second = figure_for(money[0], question, kb), figure_for(people[0], question, kb)
    if first and second and second.period and first.period != second.period:
        first = figure_for(money[0], question, kb, (asked_for(second.period),)) if not question.periods else None
    if not first or not second or not second.value:
        return None
    return answered(question, derive.quotient(first, second))


def _average(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """A year's or a quarter's flow for each quarter, month, week, day or less, where no such average is reported."""
    each = question.each_span
    if not each or not each.lastgroup or question.asks("why", "who", "when") or question.finds(_FOR_EACH):
        return None
    flows = (m for m in question.of("metric") if kb.metrics[m].kind == "flow" and kb.metrics[m].unit == "money")
    metric = next(flows, None)
    figure = figure_for(metric, question, kb) if metric else None
    if figure is None or figure.period is None or not figure.fact or figure.fact.terms or figure.fact.subject.id != kb.company.id:
        return None
    if each.lastgroup == "quarter" and figure.period.part and not question.periods and (year := figure_for(metric or "", question, kb, (asked_for(Period(figure.period.year)),))):
        figure = year  # a quarter of the year is asked, not the quarter that is told
    parts = _parts_of(figure.period, each.lastgroup) if figure.period else 0
    return answered(question, derive.average(figure, parts)) if parts else None


def _parts_of(period: Period, span: str) -> int:
    """How many quarters, months, weeks, days, hours, minutes or seconds a year or a quarter has; 0 where that is no division."""
    if period.year is None or (period.part and period.part not in QUARTERS):
        return 0
    months = range(3 * int(period.part[1]) - 2, 3 * int(period.part[1]) + 1) if period.part else range(1, 13)
    days = sum(calendar.monthrange(period.year, month)[1] for month in months)
    if span == "quarter":
        return 0 if period.part else _QUARTERS_A_YEAR
    return {"month": len(months), "week": _WEEKS_A_YEAR * len(months) // 12, "day": days, "hour": days * 24, "minute": days * 1440, "second": days * 86400}[span]


def _net_of_closed(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """Net new stores: those opened less those closed, as one sentence tells both."""
    if "new_stores" not in question.of("metric") or not question.finds(_NET):
        return None
    opened, closed = (figure_for(m, question, kb, ()) for m in ("new_stores", "closed_stores"))
    if not opened or not closed or opened.citations != closed.citations or opened.period != closed.period:
        return None
    return answered(question, derive.difference(opened, closed))


_FORMULAS = (written_out, _net_of_closed, elsewhere, all_together, both_together, _over_days, _formula_metric, other_quarters, rest_of_span, share, remainder, one_less_other, led_from, prior, _gap, _per_user, _ratio, _average)
