"""Parts of a whole: the share of one figure in another, and what is left of it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from intents.finding import derive
from intents.finding.figures import beside, figure_of
from intents.finding.find import Aspect, Fit, covered
from intents.finding.operands import answered, asked_for, figure_for, in_order, operands, rivals
from intents.finding.picking import best_pick
from intents.kinds.shares import reported_share
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Role
from knowledge.knowledgebase import KnowledgeBase, content_of
from knowledge.periods.period import QUARTERS, Period, PeriodMention
from knowledge.quantities.quantity import numeral

_SELLING = frozenset(("term:sell", "term:market"))
_INCREASE, _LESS_PERIOD = pattern("increase_in_units"), pattern("less_period")
_REST_NAMED = pattern("rest_named")
_HUNDRED = 100
_ARTICLES = 64  # whose rests are kept
_SURE = 0.8  # how far what makes up the rest must speak of a word
_HOW_MUCH_OF = pattern("how_much_of")
_WORKED_OUT, _TOGETHER = pattern("worked_out"), pattern("together")
_IN_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}
_LEFT = {  # part -> spans that hold it, each with what else it holds
    "Q1": (("H1", "Q2"),), "Q2": (("H1", "Q1"),), "Q3": (("Q1-Q3", "H1"),), "Q4": (("", "Q1-Q3"), ("H2", "Q3")), "H1": (("", "H2"), ("Q1-Q3", "Q3")), "H2": (("", "H1"),),
    "Q1-Q3": (("", "Q4"),),
}
_TWO = 2  # periods of a question that asks for one and the one before
_OF_SHARES = frozenset(("term:proportion", "term:part", "term:company", "term:business"))


def share(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A占B的比例, Q4占全年, share of total: part / whole, unless the article reports the share."""
    left = question.asks("remainder") and before and before[0].formula == "share"
    if not (question.asks("share") or (left and "measure" in question.inherited)) or question.asks("difference"):
        return None
    if left:
        part, whole = before[0].operands
        return answered(question, derive.share(derive.remainder(whole, part), whole))
    if stated := _stated(question, kb):
        return _with_year_before(answered(question, stated), stated, question, kb)
    if question.asks("exclude") and (told := reported_share(question, kb)):
        return answered(question, derive.rest_of_hundred(told))
    pair = _part_and_whole(question, kb, before)
    if pair is None or pair[0] == pair[1] or pair[0].unit != pair[1].unit or not pair[1].value or _is_of_something_else(question, pair, kb):
        return None
    part, whole = pair
    if question.finds(_INCREASE):
        growths = [beside(f.fact, kb, (Role.YOY,)) if f.fact else None for f in pair]
        if not growths[0] or not growths[1]:
            return None
        part, whole = (derive.increase(f, figure_of(g, kb)) for f, g in zip(pair, growths, strict=True) if g)
    if question.asks("exclude") and part.value < whole.value:
        part = derive.remainder(whole, part)
    return answered(question, derive.share(part, whole))


def _with_year_before(reply: Reply, stated: Figure, question: Question, kb: KnowledgeBase) -> Reply:
    """占比多少,去年同期呢: with the share of the year before, where that is asked too and the article states it."""
    fact = stated.fact
    asked = any((p.same and p.years == -1) or (fact and fact.period and p.period == fact.period.shifted(-1)) for p in question.periods)
    if not asked or len(question.periods) < _TWO or fact is None or fact.period is None or not isinstance(reply, Answer):
        return reply
    before = next((f for f in kb.facts if (f.metric, f.subject, f.role, f.unit) == (fact.metric, fact.subject, fact.role, fact.unit) and f.period == fact.period.shifted(-1)), None)
    return replace(reply, figures=(*reply.figures, figure_of(before, kb))) if before else reply


def _is_of_something_else(question: Question, pair: tuple[Figure, Figure], kb: KnowledgeBase) -> bool:
    """Whether the question names the part in words that neither figure's own name holds (车用晶片 in 车用晶片占营收)."""
    words = [] if question.finds(_INCREASE) else [u for u in question.content if u.kind in ("term", "text") and u.key not in _OF_SHARES]
    facts = [f.fact for f in pair if f.fact]
    named = "".join("".join(kb.labels[id(f)]) for f in facts if id(f) in kb.labels)
    return bool(words) and not any(u.word and u.word in named for u in words) and not any(covered(u, kb.keys[id(f)] | kb.clause(f), kb) for u in words for f in facts if id(f) in kb.keys)


def _stated(question: Question, kb: KnowledgeBase) -> Figure | None:
    """A margin or a share that the article states itself."""
    changed = question.asks("exclude", "remainder") or question.finds(_INCREASE)
    return _reported_ratio(question, kb) or (None if changed else reported_share(question, kb))


def _reported_ratio(question: Question, kb: KnowledgeBase) -> Figure | None:
    """The margin that the article reports, where a share of one metric in another is just that."""
    key = kb.lexicon.ratios.get(frozenset(question.of("metric")))
    return figure_for(key, question, kb) if key else None


def _part_and_whole(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> tuple[Figure, Figure] | None:
    """The two figures of a share: two companies, two metrics, two periods, or a metric and what it is part of."""
    metrics = question.of("metric") or [f.metric for f in before[:1]]
    if len(metrics) == 1 and before and part_of(before[0].metric, kb) == metrics[0]:
        metrics = [before[0].metric, metrics[0]]
    if len(metrics) == 1 and before and (pair := _of_the_answer_before(metrics[0], question, kb, before[0])):
        return pair
    if inner := _within_a_part(question, kb):
        return inner
    if rivals(question, kb) and (pair := operands(question, kb, before, Aspect.VALUE)):
        return in_order(pair, question)
    if (worded := _of_worded_part(question, kb)) or not metrics:
        return worded
    if (part := _of_a_part(metrics, question, kb)) or len(metrics) > 1:
        return part or _of_two_metrics(metrics, question, kb)
    if narrower := _of_narrower(metrics[0], question, kb):
        return narrower
    if spans := _two_periods(metrics[0], question, before):
        named = (asked_for(s) if s.year else PeriodMention(0, 0, s, dated=False) for s in spans)
        figures = sorted((f for p in named if (f := figure_for(metrics[0], question, kb, (p,)))), key=lambda f: f.value)
        return (figures[0], figures[-1]) if len(figures) > 1 else None
    return _of_its_whole(metrics[0], question, kb)


def _within_a_part(question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """How much of Velzora's sales come from the US: a figure of a product that words narrow, in all that the product takes in."""
    owners = [e for e in question.of("entity") if e != kb.company.id and any(f.subject.id == e for f in kb.facts)]
    pick = best_pick(question.units, question, Aspect.VALUE, kb) if len(owners) == 1 else None
    if not isinstance(pick, Fit) or pick.fact.subject.id != owners[0] or not any(u.key in pick.fact.terms and u.key in kb.lexicon.scope for u in question.content):
        return None
    part = pick.fact
    told = [f for f in kb.facts if f.subject.id == owners[0] and (f.base, f.unit, f.period, f.role) == (part.base, part.unit, part.period, part.role) and f.terms < part.terms and (f.value or 0) > (part.value or 0)]
    return (figure_of(part, kb), figure_of(told[0], kb)) if len(told) == 1 else None


def _of_the_answer_before(metric: str, question: Question, kb: KnowledgeBase, before: Figure) -> tuple[Figure, Figure] | None:
    """The last answer's figure in the metric that a follow-up names."""
    if before.metric == metric or before.unit != unit_of(metric, kb):
        return None
    whole = figure_for(metric, question, kb)
    if not whole or whole.period != before.period:
        return None
    return (before, whole) if before.value < whole.value else (whole, before)  # how many of them come by daily


def _of_a_part(metrics: list[str], question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """A part's figure and the company's own of the same measure and period."""
    owner = next((e for e in question.of("entity") if kb.is_part(e) and kb.entity(e).owner == kb.company.id), "")
    if not owner or (part := figure_for(metrics[0], question, kb, None, (owner,))) is None:
        return None
    whole = figure_for(metrics[-1], question, kb, (asked_for(part.period),) if part.period else None, (kb.company.id,))
    return (part, whole) if whole is not None and whole.fact and not kb.is_part(whole.fact.subject.id) else None


def _of_worded_part(question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """银保渠道占新业务价值多少: a part that words name, before the word of a share, in the measure behind it."""
    at = min(question.cues["share"], default=0) if "share" in question.cues else 0
    before = tuple(u for u in question.units if u.start < at and u.kind != "entity" and not u.soft)
    heads = [u for u in question.units if u.start >= at and u.kind == "metric" and not u.soft]
    if not at or len(heads) != 1 or not before or any(u.kind not in ("term", "text") for u in before):
        return None
    wholes = [f for f in kb.by_metric.get(heads[0].id, ()) if f.metric == heads[0].id and f.role is Role.VALUE and not f.forecast and f.value]
    told = tuple(replace(u, narrows=True) for u in before)
    for units in ((*told, heads[0]), told):
        pick = best_pick(units, replace(question, units=units), Aspect.VALUE, kb)
        same = [f for f in wholes if isinstance(pick, Fit) and (f.period, f.unit) == (pick.fact.period, pick.fact.unit) and f is not pick.fact]
        if isinstance(pick, Fit) and len({f.value for f in same}) == 1:
            return (figure_of(pick.fact, kb), figure_of(same[0], kb))
    return None


def _of_narrower(metric: str, question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """搜索收入占比: what only the article's own phrase measures, in all of its kind that the company has."""
    if not any(u.kind in ("term", "text") and not u.soft for u in question.content):
        return None
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    if not isinstance(pick, Fit) or pick.fact.metric in kb.lexicon.metrics or pick.fact.base != metric or pick.fact.role is not Role.VALUE:
        return None
    plain = replace(question, units=tuple(u for u in question.units if u.kind == "metric"))
    whole = figure_for(metric, plain, kb, (asked_for(pick.fact.period),) if pick.fact.period else None)
    return (figure_of(pick.fact, kb), whole) if whole and whole.metric == metric and whole.value > (pick.fact.value or 0) else None


def _of_two_metrics(metrics: list[str], question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """The smaller of two metrics in the larger, of the smaller one's period."""
    part, whole = figure_for(metrics[0], question, kb), figure_for(metrics[1], question, kb)
    if part and whole and part.value > whole.value:
        part, whole = whole, part
    if part and whole and part.period != whole.period and part.period:
        whole = figure_for(metrics[1], question, kb, (asked_for(part.period),))
    return (part, whole) if part and whole else None


def _two_periods(metric: str, question: Question, before: tuple[Figure, ...]) -> list[Period]:
    """The periods of a share of one metric: those named, or the last answer's and the one named."""
    periods = [p.period for p in question.periods if not p.same]
    if len(periods) > 1:
        return periods
    if before and periods and before[0].period != periods[0] and before[0].metric == metric:
        return [before[0].period or periods[0], periods[0]]
    return []


def _of_its_whole(metric: str, question: Question, kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """A metric in what it is part of, else a quarter in its year."""
    part = figure_for(metric, question, kb)
    of = part_of(metric, kb)
    whole = figure_for(of, question, kb, (asked_for(part.period),)) if part and part.period and of else None
    if part and not whole and part.period and part.period.part:
        whole = figure_for(metric, question, kb, (asked_for(Period(part.period.year)),))
    return (part, whole) if part and whole else None


def elsewhere(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """How much did it sell outside the US: a figure less the part of it that the article tells for that place."""
    if not question.asks("exclude"):
        return None
    words = [u for u in question.content if u.kind in ("term", "text", "entity") and u.key not in _SELLING]
    for part in (f for f in kb.facts if f.rule == "included" and f.value is not None):
        wholes = [f for f in kb.facts if f.citation == part.citation and f.role is Role.VALUE and f.unit == part.unit and part.metric.startswith(f.labels[0]) and f is not part]
        named = part.metric.lower()
        if len(wholes) == 1 and words and all((u.word and u.word in named) or covered(u, kb.keys[id(part)], kb) >= 1.0 for u in words):
            return answered(question, derive.remainder(figure_of(wholes[0], kb), figure_of(part, kb)))
    return None


def rest(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What did it take in from tickets alone: the whole less the parts that a sentence tells beside the thing that makes up the rest."""
    words = [u for u in question.content if u.kind in ("term", "text", "entity", "metric") and u.key not in _OF_SHARES and u.key not in _SELLING and u.id not in (kb.company.id, "revenue")]
    for sentence, start, name, keys in _rests_named(kb) if words else ():
        if all((u.word and u.word in name) or covered(u, keys, kb) >= _SURE for u in words) and (figure := _less_parts(sentence, start, kb)):
            return answered(question, figure)
    return None


@lru_cache(_ARTICLES)
def _rests_named(kb: KnowledgeBase) -> tuple[tuple[int, int, str, frozenset[str]], ...]:
    """What makes up the rest according to an article: the sentence, where in it, the name, and what the name speaks of."""
    told = ((s.index, m.start(), m[m.lastgroup]) for s in kb.article.sentences if (m := _REST_NAMED.search(s.folded)) and m.lastgroup)
    return tuple((sentence, start, name, content_of([*kb.named(name), *kb.lexicon.scanner.hits(name)])) for sentence, start, name in told)


def _less_parts(sentence: int, end: int, kb: KnowledgeBase) -> Figure | None:
    """The whole of the parts that a sentence tells before `end`, less all of them; None where the whole is not told near."""
    at = kb.article.sentences[sentence].start + end
    shares = [f for f in kb.facts if f.citation.sentence == sentence and f.start < at and f.role is Role.SHARE and f.unit == "percent" and f.value is not None]
    if shares and sum(f.value or 0 for f in shares) < _HUNDRED:
        told_together = figure_of(shares[0], kb)
        for share_ in shares[1:]:
            told_together = derive.total(told_together, figure_of(share_, kb))
        return derive.rest_of_hundred(told_together)
    told = [f for f in kb.facts if f.citation.sentence == sentence and f.start < at and f.role is Role.VALUE and f.value is not None and not f.forecast]
    parts = [f for f in told if kb.metrics.get(f.metric) is None or kb.metrics[f.metric].part_of or kb.is_part(f.subject.id)]
    parts = [f for f in parts if f.period == parts[-1].period and f.unit == parts[-1].unit]
    if not parts:
        return None
    of = part_of(parts[0].metric, kb) or "revenue"
    near = [f for f in kb.by_metric.get(of, ()) if f.metric == of and f.role is Role.VALUE and not f.forecast and (f.unit, f.period) == (parts[0].unit, parts[0].period) and f not in parts and 0 <= sentence - f.citation.sentence <= 1]
    if len(near) != 1 or sum(f.value or 0 for f in parts) >= (near[0].value or 0):
        return None
    left = figure_of(near[0], kb)
    for part in parts:
        left = derive.remainder(left, figure_of(part, kb))
    return left


def remainder(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """扣除广告, 其他业务: the whole less the part."""
    if not question.asks("exclude") and not (question.asks("remainder") and question.asks("total", "exclude", "compute")):
        return None
    if question.asks("growth", "yoy", "qoq") and not question.asks("how_much"):
        return decline(question, kb, Reason.UNSAID)  # how the rest grew is not told by what it is
    parts = [m for m in (*question.of("metric"), *(f.metric for f in before[:1])) if part_of(m, kb)]
    if worded := _beside_a_worded_part(question, kb):
        return worded
    if not parts:
        return None
    part = figure_for(parts[0], question, kb)
    whole = figure_for(kb.metrics[parts[0]].part_of, question, kb, (asked_for(part.period),)) if part and part.period else None
    if not whole or not part:
        return None
    left = derive.remainder(whole, part)
    return answered(question, derive.share(left, whole) if _in_percent(question) else left)


def _in_percent(question: Question) -> bool:
    """Whether a share is asked for as such: what percentage, 占多少; not how much of it."""
    return question.asks("share") and (question.in_percent or not question.finds(_HOW_MUCH_OF))


def _beside_a_worded_part(question: Question, kb: KnowledgeBase) -> Reply | None:
    """除了搜索,其他的收入: what its own sentence tells of the other revenue, else the whole less what only the article's phrase measures."""
    metrics = question.of("metric")
    pair = _of_narrower(metrics[0], question, kb) if len(metrics) == 1 else None
    if pair is None or pair[0].fact is None:
        return None
    part = pair[0].fact
    told = [f for f in kb.by_metric.get(f"other_{metrics[0]}", ()) if f.role is Role.VALUE and (f.citation, f.period, f.unit) == (part.citation, part.period, part.unit)]
    return answered(question, figure_of(told[0], kb) if len(told) == 1 else derive.remainder(pair[1], pair[0]))


def other_quarters(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """全年减四季度: the first three quarters, where the article gives the year and the last quarter."""
    if not question.periods:
        return None
    first_three = [p for p in question.periods if p.period.part == "Q1-Q3"]
    without = (question.asks("exclude", "remainder") or question.finds(_LESS_PERIOD) is not None) and any(p.period.part in QUARTERS for p in question.periods)
    if not first_three and not without:
        return None
    left = next((p.period.part for p in question.periods if p.period.part in QUARTERS), "Q4")
    year = (first_three or list(question.periods))[0].period.year or kb.anchor.reported.year
    for key in question.of("metric") or [f.metric for f in before[:1]]:
        if figure_for(key, question, kb, (asked_for(Period(year, "Q1-Q3")),)):
            return None
        whole, part = (figure_for(key, question, kb, (asked_for(Period(year, span)),)) for span in ("", left))
        known = kb.metrics.get(key)
        if whole and part and (known is None or known.kind == "flow"):
            figure = derive.remainder(whole, part, Period(year, "Q1-Q3") if left == "Q4" else None)
            if _in_percent(question):
                return answered(question, derive.share(figure, whole))
            each = question.each_span
            averaged = each["quarter"] is not None if each else question.asks("average")
            return answered(question, derive.average(figure, 3) if averaged else figure)
    return None


def rest_of_span(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """第一季推算, 用前三季减第三季: the part of a year that a longer span leaves beside the other part, where it is asked to be worked out."""
    if not question.periods or any(p.same for p in question.periods):
        return None
    less = question.finds(_LESS_PERIOD) is not None
    if not (less or question.asks("compute", "prior_implied") or question.finds(_WORKED_OUT)):
        return None
    parts = [p.period.part for p in question.periods]
    year = next((p.period.year for p in question.periods if p.period.year), None) or kb.anchor.reported.year
    found = (f for left, spans in _LEFT.items() for whole, told in spans if parts == [left] or (less and [p for p in parts if p != left] == [whole, told]) for f in _left(question, kb, Period(year, left), whole, told))
    figure = next(found, None)
    return answered(question, figure) if figure else None


def _left(question: Question, kb: KnowledgeBase, left: Period, whole: str, told: str) -> Iterator[Figure]:
    """What a span leaves beside the part of it that is told, for each measure of a flow that the article does not tell of it."""
    for key in question.of("metric"):
        if kb.metrics[key].kind != "flow" or figure_for(key, question, kb, (asked_for(left),)):
            continue
        span, part = (figure_for(key, question, kb, (asked_for(Period(left.year, p)),)) for p in (whole, told))
        if span and part and span.unit == part.unit and span.subject == part.subject and span.metric == part.metric:
            yield derive.remainder(span, part, left)


def all_together(question: Question, kb: KnowledgeBase, _before: tuple[Figure, ...]) -> Reply | None:
    """三家公司营收加起来: the sum over as many companies as are counted, each as the article states it; none where one is missing."""
    found = question.finds(_TOGETHER) if question.asks("total") else None
    if not found:
        return None
    number = numeral(found["n"]) if found["n"] else _IN_WORDS[found["en"]]
    metrics = question.of("metric")
    if not number or len(metrics) != 1 or question.of("entity"):
        return None
    companies = sorted(s for s in kb.subjects if kb.entity(s).sort == "company" and not kb.entity(s).owner)
    period = question.periods or (asked_for(kb.anchor.reported),)
    figures = [f for s in companies if (f := figure_for(metrics[0], question, kb, period, (s,)))]
    if len(figures) != number or len({(f.unit, f.metric, f.period) for f in figures}) != 1:
        return decline(question, kb, Reason.UNSAID)
    whole = figures[0]
    for figure in figures[1:]:
        whole = derive.total(whole, figure)
    return answered(question, whole)


def part_of(metric: str, kb: KnowledgeBase) -> str:
    """The metric that a metric is part of, "" if of none."""
    return kb.metrics[metric].part_of if metric in kb.metrics else ""


def unit_of(metric: str, kb: KnowledgeBase) -> str:
    """The unit of a metric's figures, "" if nobody knows it."""
    unit = kb.metrics[metric].unit if metric in kb.metrics else ""
    return "CNY" if unit == "money" else unit
