"""Questions whose answer is a number: values, growth, several at once, comparisons."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from intents.finding import derive
from intents.finding.apart import is_told_apart
from intents.finding.figures import beside, figure_of, name_of, with_companion
from intents.finding.find import Aspect, Fit, another, covered, of_subject, weight
from intents.finding.near_kinds import kinds_told
from intents.finding.operands import asked_for, in_order, operands, since, two_of_a_list, year_on_year
from intents.finding.passages import passages
from intents.finding.picking import Problem, best_pick, is_former, of_period
from intents.finding.wanted import COUNTED, aspect_of, is_in_currency
from intents.kinds.apart import is_otherwise_asked
from intents.kinds.computed import compute
from intents.kinds.listed import groups_of, listed, of_a_list, without_heading
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.saying.decline import decline, decline_for
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase, content_of
from knowledge.language.lexicon import Name
from knowledge.language.text import fold
from knowledge.periods.period import PeriodMention
from knowledge.quantities.quantity import MONEY, Quantity, quantities

_DROPPED_BY, _COMPARING = pattern("dropped_by"), pattern("comparing")
_DAILY_TIME, _PAST = pattern("daily_time"), pattern("asked_of_the_past")
_RATE, _MONEY_ASKED, _IN_A_ROW = pattern("rate"), pattern("asks_money"), pattern("in_a_row")
_DAILY, _LONGER = pattern("daily"), pattern("of_longer_span")
_EARNING, _THAN, _THEN_WHEN = pattern("earning"), pattern("than_another"), pattern("then_when")
_THIS_AND_LAST, _INCREASE = pattern("this_and_last"), pattern("increase_in_units")
_NOT_PAID, _WHICH_OF_THEM = pattern("none_of_it"), pattern("which_of_them")
_AND_BEFORE, _OF_IT = pattern("and_before"), pattern("of_it")
_FIRST_PLANNED = pattern("first_planned")
_FROM_AND_TO = pattern("from_and_to")
_JOINED, _EACH = pattern("separator"), pattern("each_of_them")
_COVERED = 0.8  # how far a part's figure must speak of each word that names the part
_DENOMINATOR, _IN_THINGS = pattern("denominator"), pattern("asked_in_things")
_FEW = 2  # words that must name a figure which no measure names
_IN_PASSING = 0.7  # share of a question that the sentence of such a figure must cover
_SURE = 0.55  # and its clause
_MET = 0.5  # how far a fact must speak of a word that would make it another


def answer_number(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A computed figure where one is asked for, else the figures of each thing asked; None if nothing was named."""
    if computed := _from_and_to(question, kb) or _and_of_it(question, kb) or _this_and_last(question, kb) or compute(question, kb, before):
        return computed
    if timed := time_spent(question, kb):
        return Answer(question.language, Mode.FIGURES, (with_companion(timed, kb),))
    if question.asks("exclude") and question.asks("share"):
        return decline(question, kb, Reason.UNSAID)  # what a part leaves is none of the part
    if _is_divided(question, kb) or (question.asks("difference") and not question.asks("qoq", "mom", "yoy") and question.finds(_THAN)):
        return _uncomputed(question, kb)
    aspect = aspect_of(question)
    groups = without_heading(groups_of(question), kb)
    several = (of_a_list(groups, question, kb) if groups else None) or _by_basis(question, kb) or _by_subject(question, kb, aspect) or _by_period(question, kb, aspect)
    return several or _concluded(_one(question, kb, aspect), question, kb, aspect)


def _uncomputed(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The growth alone; else why something that was to be computed is not: an operand is missing, or the figures make none of it."""
    if grown := _growth_alone(question, kb):
        return grown
    pick = _one(question, kb, aspect_of(question))
    named = isinstance(pick, Problem) and pick.reason in (Reason.PERIOD, Reason.METRIC) and decline_for(pick, question, kb)
    return named or decline(question, kb, Reason.UNSAID)


def _growth_alone(question: Question, kb: KnowledgeBase) -> Answer | None:
    """首日成交额比去年多多少, how much more than last year: the growth, where only that is told, and no amount is asked for."""
    if question.finds(COUNTED) or not any(p.base or p.same for p in question.periods) or not (question.asks("difference", "compare", "more_than") or question.higher_by):
        return None
    pick = best_pick(question.units, question, Aspect.GROWTH, kb)
    return _single(question, kb, pick, Aspect.GROWTH) if isinstance(pick, Fit) and pick.fact.role is Role.YOY else None


def _this_and_last(question: Question, kb: KnowledgeBase) -> Reply | None:
    """PBT this year vs last: the reported figure and that of the year before, as the article states both."""
    if not question.of("metric") or not question.finds(_THIS_AND_LAST) or question.asks("difference", "share", "why") or question.higher_by or aspect_of(question) is not Aspect.VALUE or question.finds(_INCREASE):
        return None
    pair = year_on_year(question.of("metric")[:1], replace(question, periods=(), expected=""), kb)
    if pair is None:
        return decline(question, kb, Reason.UNSAID, near=tuple(kb.by_metric.get(question.of("metric")[0], ()))[:2])
    return Answer(question.language, Mode.FIGURES, tuple(with_companion(f, kb) for f in pair))


def _concluded(pick: Fit | Problem, question: Question, kb: KnowledgeBase, aspect: Aspect) -> Reply | None:
    if isinstance(pick, Fit) and _answers(pick.fact, question, kb):
        return _single(question, kb, pick, aspect)
    if isinstance(pick, Fit):
        return decline_for(Problem(Reason.PERIOD, (pick.fact,)), question, kb) if question.periods and _is_of_a_day(pick.fact, question) else decline(question, kb, Reason.UNSAID, near=(pick.fact,))
    if pick.reason is Reason.GROWTH_ONLY_VALUE and not question.asks("qoq", "mom") and (pair := year_on_year(question.of("metric"), question, kb)):
        counted = question.finds(COUNTED) and not question.in_percent  # 多了几亿
        return Answer(question.language, Mode.FIGURES, (derive.gap(*pair) if counted else derive.growth(*pair),))
    told = {Reason.GROWTH_ONLY_VALUE: _since, Reason.VALUE_ONLY_GROWTH: _growth_alone, Reason.METRIC: _not_so}.get(pick.reason)
    return (told and told(question, kb)) or decline_for(pick, question, kb)


def _not_so(question: Question, kb: KnowledgeBase) -> Answer | None:
    """中期股息派多少: the sentence that says that there is none (决议不派发中期股息), where no figure can be."""
    metrics = question.of("metric")
    subjects = [e for e in question.of("entity") if e != kb.company.id]
    if len(metrics) != 1 or subjects or question.periods:
        return None
    for sentence, keys in zip(kb.article.sentences, kb.content, strict=True):
        if f"metric:{metrics[0]}" in keys and any(_NOT_PAID.search(clause) and f"metric:{metrics[0]}" in content_of(kb.lexicon.scanner.hits(clause)) for clause in re.split("[,;:。]", sentence.folded)):
            return Answer(question.language, Mode.PASSAGES, passages=(kb.article.cite(sentence.index),))
    return None


def _since(question: Question, kb: KnowledgeBase) -> Answer | None:
    """How much did net debt fall since the end of 2023: the difference to the figure of that time, as the article states both."""
    pair = None if question.in_percent else since(question.of("metric"), question, kb)
    return Answer(question.language, Mode.FIGURES, (derive.gap(*pair),)) if pair else None


def _and_of_it(question: Question, kb: KnowledgeBase) -> Answer | None:
    """How many buyers, and how many of them are members; 收入多少,其中海外多少: a figure and the one that its own sentence tells of a part of it."""
    found = question.finds(_OF_IT)
    first, rest = ((tuple(u for u in question.units if u.end <= found.start() + 1), [u for u in question.units if u.start >= found.end() - 1 and not u.soft]) if found else ((), []))
    if not rest or sum(u.kind == "metric" and not u.soft for u in first) != 1:
        return None
    whole = best_pick(first, replace(question, units=first), Aspect.VALUE, kb)
    if not isinstance(whole, Fit):
        return None
    beside = [f for f in kb.facts if f.citation == whole.fact.citation and f.start > whole.fact.start and f.value is not None and not f.role.is_change and f.metric != whole.fact.metric]
    rest = [u for u in rest if not u.loose] or rest
    said = fold(whole.fact.citation.quote)
    plain = [u for u in rest if u.kind in ("text", "term") and u.word and u.word in said]  # 用于, which the sentence says of any part

    def is_of(fact: Fact, unit: Unit) -> bool:
        return bool(unit.word and unit.word in kb.labels[id(fact)][0]) or covered(unit, kb.keys[id(fact)], kb) >= _COVERED

    told = [f for f in beside if any(is_of(f, u) for u in rest) and all(is_of(f, u) for u in rest if u not in plain)]
    return listed(question, kb, [whole, Fit(told[0], 1.0)]) if len(told) == 1 else None


def _answers(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a fact is in the unit asked for, and its own threshold (破百万的直播间数) is none other than the question's."""
    if fact.unit not in ("percent", "pp", "times") and (question.in_percent or question.asks("share")):
        return False
    if fact.unit == "percent" and question.finds(_MONEY_ASKED) and not question.in_percent:
        return False
    if _is_share_of(fact, kb) and not (question.in_percent or question.asks("share", "ratio", "what", "which")):
        return False  # 派多少股息 of a dividend whose share in the profit is told
    if is_told_apart(fact, question) or (question.finds(_IN_A_ROW) and not _IN_A_ROW.search(fold(fact.citation.quote))):
        return False  # 连涨几个季度
    if fact.role is not Role.RANK and any(u.key == "metric:ranking" for u in question.units) and not question.asks("which"):
        return False  # how it ranks, not how much it sold
    if fact.forecast and not question.expected and question.finds(_PAST):
        return False  # how many were opened, not how many are to open
    if question.finds(_FIRST_PLANNED) and not is_former(fact):
        return False  # 由原订的120亿下修至105亿: the newer figure is not what was planned
    if is_otherwise_asked(fact, question, kb):
        return False
    if question.each_span and fact.unit in MONEY and fact.period and not _DAILY.search(fact.labels[0]):
        return False  # a year's or a quarter's figure for each month
    if _is_of_a_day(fact, question) or _is_beside_it(fact, question, kb) or not is_in_currency(fact.unit, question):
        return False
    return _has_own_number(fact, question, kb)


def _has_own_number(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a large number of the question is one of the figure's own name, or at least of its sentence and there of nothing else."""
    asked = {q.value for q in question.quantities if q.scale > 1}
    own = {q.value for q in quantities(kb.labels[id(fact)][0]) if q.scale > 1} if asked else set()
    if asked and not own and not question.asks("claim", "compute"):
        own = {q.value for q in quantities(fold(fact.citation.quote))} or {Decimal(0)}  # people who make 100k, which nothing says of this figure
    beside_it = {f.value for f in kb.facts if f.citation == fact.citation and f.value != fact.value and f.metric != fact.metric} if asked and not question.of("metric") else set()
    if asked and asked <= beside_it:
        return False  # 7 million merchants joined?: a number that the sentence gives to something else
    return not own or bool(own & asked)


def _is_share_of(fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a fact is what part of something else a measure makes up that is no percentage itself."""
    known = kb.metrics.get(fact.base or fact.metric)
    return fact.role is Role.SHARE and known is not None and known.unit in ("money", "per_share")


def _is_of_a_day(fact: Fact, question: Question) -> bool:
    """Whether a fact is a day's where a year's or a quarter's is asked."""
    longer = bool(question.periods) or question.finds(_LONGER) is not None
    return fact.unit in MONEY and fact.period is None and longer and _DAILY.search(fact.labels[0]) is not None and not (question.asks("per_day") or question.finds(_DAILY))


def _is_beside_it(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a fact is of another size (7奈米), of the whole where one of several is asked, or money where things are (回购了多少股)."""
    if any(not _tells_size(q, fact, question) for q in question.quantities):
        return True
    if fact.subject.id == kb.company.id and not fact.terms and question.finds(_WHICH_OF_THEM):
        return True
    return fact.unit in MONEY and question.finds(_IN_THINGS) is not None and not question.of("entity")[1:]


def _tells_size(q: Quantity, fact: Fact, question: Question) -> bool:
    """7奈米: whether a bare number that begins a noun stands before that noun in the sentence that states a fact."""
    noun = next((u.word for u in question.units if u.start == q.end and u.kind == "text"), "")
    if not noun or q.unit or q.scale != 1 or question.asks("claim", "compute"):
        return True
    size = re.escape(question.folded[q.start : q.end])
    return re.search(rf"(?<!\d){size}\s?{re.escape(noun)}", fold(fact.citation.quote)[: fact.start - fact.citation.start]) is not None


def _is_divided(question: Question, kb: KnowledgeBase) -> bool:
    """Adjusted net profit per employee: a figure for each of something, which the figure itself is not."""
    if not question.finds(_DENOMINATOR):
        return False
    named = [(u.start, u.end) for u in question.units if u.kind == "metric"]
    if not question.of("metric") or any(kb.metrics[m].unit not in ("money", "count") for m in question.of("metric")):
        return False
    return any(not any(s <= m.start() < e for s, e in named) for m in _DENOMINATOR.finditer(question.folded))


def _one(question: Question, kb: KnowledgeBase, aspect: Aspect) -> Fit | Problem:
    """The one figure asked for; where its aspect is missing, the other one if the words allow it."""
    pick = best_pick(question.units, question, aspect, kb)
    if isinstance(pick, Fit):
        return pick
    if pick.reason is Reason.GROWTH_ONLY_VALUE and aspect is Aspect.GROWTH and _asks_for_new_ones(question):
        pick = best_pick(question.units, question, Aspect.VALUE, kb)
    if isinstance(pick, Problem) and pick.reason in (Reason.GROWTH_ONLY_VALUE, Reason.PERIOD) and aspect is Aspect.GROWTH and "aspect" in question.inherited:
        value = best_pick(question.units, question, Aspect.VALUE, kb)
        pick = value if isinstance(value, Fit) else pick  # a growth that only the question before asked for
    if isinstance(pick, Problem) and pick.reason is Reason.VALUE_ONLY_GROWTH and question.in_percent:
        pick = best_pick(question.units, question, Aspect.GROWTH, kb)
    if isinstance(pick, Problem) and pick.reason is Reason.PERIOD and "period" in question.inherited and not any(f.period for f in pick.near):
        pick = best_pick(question.units, replace(question, periods=()), aspect, kb)  # of no period, so of none that was asked before either
    if isinstance(pick, Problem) and pick.reason is Reason.METRIC:
        return told_in_passing(question, kb, aspect) or earned(question, kb) or pick
    return pick


def earned(question: Question, kb: KnowledgeBase) -> Fit | None:
    """可灵赚钱了吗, has Kling made money: where no profit of a product is given, what it took in, named as that."""
    products = [e for e in question.of("entity") if kb.entity(e).owner == kb.company.id and not kb.is_part(e)]
    if not question.finds(_EARNING) or not products or question.of("metric") != ["profit"]:
        return None
    units = tuple(replace(u, key="metric:revenue", parts=frozenset()) if u.kind == "metric" else u for u in question.units)
    pick = best_pick(units, question, Aspect.VALUE, kb)
    return pick._replace(substitute=True) if isinstance(pick, Fit) and pick.fact.subject.id in products else None


def _asks_for_new_ones(question: Question) -> bool:
    """新增了多少用户: the growth is the measure itself."""
    return not question.asks("yoy") and not question.finds(_RATE) and any(m.startswith("new_") for m in question.of("metric"))


def time_spent(question: Question, kb: KnowledgeBase) -> Figure | None:
    """How many minutes a day, 每天多久: the one measure of time, where no measure is named."""
    if question.of("metric") or not question.finds(_DAILY_TIME) or question.in_percent:
        return None
    timed = [f for f in kb.facts if f.unit in ("minute", "hour") and f.role is Role.VALUE]
    if len({f.metric for f in timed}) != 1 or any(u.key in kb.lexicon.scope for u in question.content):
        return None
    fits = of_period(question.periods, [Fit(f, 1.0) for f in timed], kb)
    return figure_of(fits[0].fact, kb) if fits else None


def _by_basis(question: Question, kb: KnowledgeBase) -> Answer | None:
    """季增年增各多少, up how much qoq and yoy: both changes of one measure."""
    if not question.asks("qoq", "mom") or not question.asks("yoy") or len(question.of("metric")) != 1:
        return None
    picks = [best_pick(question.units, question, aspect, kb) for aspect in (Aspect.QOQ, Aspect.GROWTH)]
    places = [min(question.cues[cue]) for cue in ("mom" if question.asks("mom") else "qoq", "yoy")]
    found = [p for p in picks if isinstance(p, Fit)]
    ordered = found if places[0] <= places[1] else found[::-1]
    return listed(question, kb, ordered) if len(found) == len(picks) and found[0].fact is not found[1].fact else None


def _by_period(question: Question, kb: KnowledgeBase, aspect: Aspect) -> Reply | None:
    """One metric over several periods named together (全年加Q4)."""
    periods = [p for p in question.periods if not p.same]
    if len(periods) == 1 and periods[0].end_of and periods[0].period.year and _AND_BEFORE.search(question.folded, 0, periods[0].start):
        return _now_and_then(question, kb, aspect, (periods[0],))  # 持股值多少,去年底呢
    if len(periods) == 1 and (periods[0].years < 0 or periods[0].period == kb.anchor.reported.shifted(-1)) and _AND_BEFORE.search(question.folded, 0, periods[0].start):
        periods.insert(0, asked_for(kb.anchor.reported))  # ARPU多少,去年同期呢
    if len(periods) < 2 or len(question.of("metric")) != 1:
        return None
    picks = [best_pick(question.units, replace(question, periods=(p,)), aspect, kb) for p in periods]
    found = [p for p in picks if isinstance(p, Fit)]
    if found and len(found) < len(periods) and _THEN_WHEN.search(question.folded, 0, periods[-1].start) and isinstance(picks[-1], Problem):
        return decline(question, kb, Reason.UNSAID, near=(found[0].fact,), passages=(found[0].fact.citation,))  # half of what is asked would pass for all
    return listed(question, kb, found) if len(found) == len(periods) and len({id(p.fact) for p in found}) > 1 else None


def _now_and_then(question: Question, kb: KnowledgeBase, aspect: Aspect, then: tuple[PeriodMention, ...]) -> Answer | None:
    """The newest figure of a measure, and the one of an earlier time."""
    picks = [best_pick(question.units, replace(question, periods=periods), aspect, kb) for periods in ((), then)]
    found = [p for p in picks if isinstance(p, Fit)]
    return listed(question, kb, found) if len(found) == len(picks) and found[0].fact is not found[1].fact else None


def _from_and_to(question: Question, kb: KnowledgeBase) -> Reply | None:
    """从多少缩到了多少: the newest figure behind the one that its own sentence holds it against, both as the article states them."""
    if not question.finds(_FROM_AND_TO):
        return None
    now = best_pick(question.units, replace(question, periods=tuple(p for p in question.periods if not p.same)), Aspect.VALUE, kb)
    if not isinstance(now, Fit):
        return None
    own = (now.fact.metric, now.fact.unit, now.fact.citation)
    before = [f for f in kb.facts if (f.metric, f.unit, f.citation) == own and f.role is now.fact.role and not f.forecast and f.period and f.period != now.fact.period]
    if len(before) == 1:
        return listed(question, kb, [Fit(before[0], 1.0), now])
    growth = beside(now.fact, kb, (Role.YOY,)) if now.fact.unit != "percent" else None
    if growth is None or before:
        return decline(question, kb, Reason.UNSAID, near=(now.fact,))
    return Answer(question.language, Mode.FIGURES, (derive.implied_prior(figure_of(now.fact, kb), figure_of(growth, kb)), figure_of(now.fact, kb)))


def _by_subject(question: Question, kb: KnowledgeBase, aspect: Aspect) -> Answer | None:
    """One measure of several parts or companies named together (空调和冰箱的毛利率)."""
    named = [u for u in question.content if u.kind == "entity" and u.id in kb.subjects]
    subjects = list(dict.fromkeys(u.id for u in named))
    own = [s for s in subjects if kb.is_part(s) and kb.entity(s).owner == kb.company.id]
    if own and not any(_JOINED.search(question.folded, a.end, b.start) for a, b in pairwise(named)):
        subjects = [s for s in subjects if s != kb.company.id] or subjects  # 恒盈东南亚: the part of the company
    if len(subjects) == 1 and not kb.entity(subjects[0]).owner and any(u.key == "term:company" for u in question.units):
        subjects.append(kb.company.id)  # 公司和行业
    if len(subjects) < 2 or len(question.of("metric")) != 1 or question.asks("share", "ratio", "difference"):
        return None
    picks = [best_pick(tuple(u for u in question.units if u.kind != "entity" or u.id == s), replace(question, units=tuple(u for u in question.units if u.kind != "entity" or u.id == s)), aspect, kb) for s in subjects]
    found = [p for p in picks if isinstance(p, Fit)]
    return listed(question, kb, found) if len(found) == len(subjects) == len({p.fact.subject.id for p in found}) else None


def told_in_passing(question: Question, kb: KnowledgeBase, aspect: Aspect) -> Fit | None:
    """A figure whose measure only its clause names: the one fact of the best sentence whose clause covers the question."""
    units = [u for u in question.content if u.kind != "entity"]
    found = passages(question, kb) if len(units) >= _FEW else []
    if not found or found[0].coverage < _IN_PASSING:
        return None
    facts = [f for f in kb.facts if f.citation.sentence == found[0].sentence and _may_be_meant(f, question, kb, units)]
    if aspect is Aspect.GROWTH:
        facts = [f for f in facts if f.role.is_change]
    elif not wants_percent(question):
        facts = [f for f in facts if not f.role.is_change]
    scored = sorted(((_clause_covers(f, units, kb), -f.start, f) for f in facts), reverse=True, key=lambda x: x[:2])
    timely = of_period(question.periods, [Fit(f, s) for s, _, f in scored], kb)
    if not timely or timely[0].score < _SURE or (len(timely) > 1 and timely[1].score >= timely[0].score):
        return None
    return timely[0]


def _may_be_meant(fact: Fact, question: Question, kb: KnowledgeBase, units: list[Unit]) -> bool:
    """Whether a number of a wanted subject meets every word that would make it another figure."""
    if fact.value is None or fact.role in (Role.THRESHOLD, Role.DATE) or fact.unit == "year" or not of_subject(fact, tuple(question.of("entity")), kb):
        return False
    return not any(another(u, fact, kb) and covered(u, kb.keys[id(fact)], kb) < _MET for u in units)


def _clause_covers(fact: Fact, units: list[Unit], kb: KnowledgeBase) -> float:
    """The share of the units that a fact's own clause speaks of."""
    keys = kb.clause(fact) | kb.keys[id(fact)]
    quoted = fact.citation.quote.lower()
    total = sum(weight(u, kb) for u in units)
    return sum(weight(u, kb) * covered(u, keys, kb, u.word if u.word in quoted else "") for u in units) / total if total else 0.0


def wants_percent(question: Question) -> bool:
    """Whether the answer is asked for in percent."""
    return question.in_percent or question.finds(_DROPPED_BY) is not None or question.asks("decline")


def _single(question: Question, kb: KnowledgeBase, pick: Fit, aspect: Aspect) -> Answer:
    figures = tuple(with_companion(figure_of(p.fact, kb), kb) for p in kinds_told(pick, question, aspect, kb))
    return Answer(question.language, Mode.FIGURES, figures, substitute=substitute_of(pick, question, kb))


def substitute_of(pick: Fit, question: Question, kb: KnowledgeBase) -> Name | None:
    """The name of the measure asked for, where a near relative answers for it that the question does not name as well."""
    asked = question.of("metric")
    return kb.metrics[asked[0]].name if pick.substitute and asked and fold(name_of(pick.fact, kb).zh) not in question.folded else None


def wants_higher(question: Question) -> bool:
    """Whether it is asked which of two is higher or faster."""
    if not question.finds(_COMPARING):
        return False
    named = [(u.start, u.end) for u in question.units if u.kind == "entity"]
    return any(not any(start <= m.start() < end for start, end in named) for m in _COMPARING.finditer(question.folded))


def compare(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Answer | None:
    """Two figures side by side: whose is higher, which grew faster."""
    aspect = aspect_of(question)
    pair = operands(question, kb, before, aspect)
    if pair is None and aspect is not Aspect.GROWTH and question.asks("more_than"):
        pair = operands(question, kb, before, Aspect.GROWTH)
    pair = pair or two_of_a_list(question, kb, aspect)
    if pair is None:
        return None
    each = question.finds(_EACH) is not None and not (question.asks("compare", "more_than", "less_than") or wants_higher(question))
    return Answer(question.language, Mode.FIGURES if each else Mode.COMPARISON, in_order(pair, question))
