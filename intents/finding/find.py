"""Finding: which facts and sentences answer the units of a question, and how much of it they cover."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from knowledge.fact import Fact, Kind, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Metric
from knowledge.language.text import fold
from knowledge.periods.period import Period, PeriodMention
from knowledge.quantities.quantity import MONEY

_ABSENT = {"metric": 3.0, "entity": 3.0, "person": 3.0, "term": 2.2, "text": 2.5, "unknown": 2.4}
_GROWING = frozenset(f"term:{t}" for t in (
    "growth", "increase", "growth_rate", "high_growth", "stock_rise", "decline", "stock_fall", "proportion", "expenditure", "forecast",
))  # words that ask for an aspect of a measure and make no other measure of it
_EXPECTING = frozenset(f"term:{t}" for t in (
    "forecast", "guidance", "target", "outlook", "plan", "expected", "expectation", "analyst", "consensus", "market", "management", "company",
    "beat_expectation", "miss_expectation", "in_line",
))  # words that ask for a forecast
_PLAIN = frozenset(f"term:{t}" for t in (
    "say", "market", "need", "achieve", "provide", "layer", "good", "big", "small", "user", "example", "data", "quantity", "continue", "progress",
    "change", "switch_change", "cumulative", "expected", "core", "main", "whole", "scale", "size", "average", "yoy",
))  # words that tell little
_SOLD = frozenset(("term:sell",))
_NOTHING = (0.0, 0.0, 0.0)  # what is met where nothing but the measure is asked
_HALF = 0.5  # of what narrows a measure, if its name is said
_ELSEWHERE = 0.75  # how far a word counts that only the fact's sentence has
_REMEMBERED = 1024  # measures, and sets of subjects, whose facts are known; each keeps its article open
_WORDS = 4096  # words whose sentences are known
_HOLDINGS = frozenset(("investments_balance", "insider_stake", "market_cap", "investments"))
_HELD, _WENT = pattern("held_in_others"), pattern("went_from")
CHANGES_OF = {"loss_reduction": "net_loss"}  # measures that a question names and an article tells as a change
_OF_OTHERS = frozenset(("target_price",))  # what brokers set for the company
_LAST_MONTH = {"Q1": 3, "Q2": 6, "H1": 6, "Q3": 9, "Q1-Q3": 9, "Q4": 12, "H2": 12, "": 12}
_MAIN_APP = pattern("main_app")
_EACH_SHARE = pattern("each_share")
_CLAUSE_END = re.compile(r"[,;:。](?!\d{3})")


class Aspect(StrEnum):
    """What is asked of a metric."""

    VALUE = "value"
    GROWTH = "growth"
    QOQ = "qoq"
    SHARE = "share"
    THRESHOLD = "threshold"


class Wanted(NamedTuple):
    """One thing asked for: a metric (or words for one), whose, when, and which aspect of it."""

    metric: str
    units: tuple[Unit, ...]
    subjects: tuple[str, ...]
    periods: tuple[PeriodMention, ...]
    aspect: Aspect
    percent: bool = False  # whether the answer is asked for in percent
    quarterly: bool = False  # whether a quarter's figure is asked, whichever
    yearly: bool = False  # whether a change on the year before is asked
    counted: bool = False  # whether a number of things is asked
    expected: str = ""  # guidance or consensus, where a forecast is asked
    moved: str = ""  # came or went, where what came to a count or left it is asked
    monthly: bool = False  # whether a change on the period before is one on the month before
    words: tuple[str, ...] = ()  # the words of a question that name terms, as written and folded
    amount: bool = False  # whether a number or an amount is asked by its words (多少, how many), which no rank is


class Fit(NamedTuple):
    """A fact with how well it covers what is wanted, 0 to 1; `substitute` if it is only a near relative."""

    fact: Fact
    score: float
    substitute: bool = False


def covers_aspect(unit: Unit) -> bool:
    """Whether a word only asks for an aspect of a measure, or tells little."""
    return unit.key in _GROWING or unit.key in _PLAIN


def weight(unit: Unit, kb: KnowledgeBase) -> float:
    """How much a unit tells: the rarer in the article, the more; what the article lacks tells most."""
    known = kb.weights.get(unit.key)
    if known is None and unit.kind == "text":
        known = 2.5
    if known is None:
        known = _ABSENT[unit.kind]
        if unit.parts & kb.weights.keys():
            known = max(kb.weights.get(p, 0) for p in unit.parts)
    return known * (0.3 if unit.key in _PLAIN else 1.0) * (0.25 if unit.soft else 1.0)


def covered(unit: Unit, keys: frozenset[str], kb: KnowledgeBase, text: str = "") -> float:
    """How far `keys` (kind:id) speak of the unit: wholly, nearly, by its parts, or not."""
    if unit.key in keys or (unit.kind == "text" and unit.id in text):
        return 1.0
    return _nearly(unit.key, unit.parts, keys, kb)


def _nearly(key: str, parts: frozenset[str], keys: frozenset[str], kb: KnowledgeBase) -> float:
    """How far `keys` speak of something that is not among them: by what says nearly the same, by its kin, by its parts."""
    near = kb.lexicon.near
    if key in near and not near[key].isdisjoint(keys):
        return 0.8
    if key[0] == "e" and key.startswith("entity:") and (kin := _by_kin(key.removeprefix("entity:"), keys, kb)):
        return kin
    if not parts:
        return 0.0
    hit = sum([1.0 if p in keys else 0.8 if p in near and not near[p].isdisjoint(keys) else 0.0 for p in parts])
    return 0.85 * hit / len(parts)


def _by_kin(entity: str, keys: frozenset[str], kb: KnowledgeBase) -> float:
    """How far what an entity belongs to, or what belongs to it, speaks of it."""
    if entity not in kb.subjects and f"entity:{kb.entity(entity).owner}" in keys:
        return 0.9
    owned = any(kb.entity(k.removeprefix("entity:")).owner == entity for k in keys if k.startswith("entity:"))
    return 0.6 if owned else 0.0


# --- facts


def is_metric(fact: Fact, metric: str, kb: KnowledgeBase) -> float:
    """1 if the fact measures `metric`, 0.8 if a measure that may answer for it, else 0."""
    own = (fact.metric, fact.base)
    if metric in own or (fact.rule == "added" and metric in fact.labels) or (fact.forecast and fact.metric.removesuffix("_guidance") == metric):
        return 1.0
    known = kb.metrics.get(metric)
    change_of = CHANGES_OF.get(metric) or (known.change_of if known else "")
    if change_of and change_of in own and fact.role.is_change:
        return 1.0
    if unnamed := _is_unnamed(fact, metric, known, kb):
        return unnamed
    if known and known.accepts and not set(known.accepts).isdisjoint(own):
        return 0.8
    near = kb.lexicon.near.get(f"metric:{metric}")
    return 0.9 if near and not near.isdisjoint([f"metric:{m}" for m in own]) else 0.0


def _is_unnamed(fact: Fact, metric: str, known: Metric | None, kb: KnowledgeBase) -> float:
    """How well a fact measures what only its subject or its phrase tells: a part's sales, 每10股派息, shares held of others; 0 if not at all."""
    if metric == "revenue" and _is_sales_of_part(fact, kb):
        return 0.9
    if fact.base or fact.unit not in MONEY:
        return 0.0
    if known and known.unit == "per_share" and f"metric:{metric}" in fact.terms:
        return 1.0
    held = metric in _HOLDINGS and fact.subject.id not in ("", kb.company.id) and _HELD.search(fact.citation.quote.lower())
    return 0.8 if held else 0.0


def _is_sales_of_part(fact: Fact, kb: KnowledgeBase) -> bool:
    """What a part of the company took in: a kind of revenue, or money whose measure is not named (海王酒增至1亿元)."""
    if not kb.is_part(fact.subject.id):
        return False
    base = kb.metrics.get(fact.base)
    nameless = not fact.base and (fact.unit in MONEY or fact.role.is_change) and fact.metric.endswith(fact.subject.name)
    return nameless or (base is not None and base.part_of == "revenue")


def fits(wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """Facts of the wanted metric and subject, best first; periods and aspects are left to the caller."""
    of_it = _of_subjects(wanted.metric, wanted.subjects, kb)
    if not of_it:
        return []
    told = [(u, weight(u, kb)) for u in wanted.units if not _is_said_by(u, wanted)]
    near = kb.lexicon.near
    named = {u.key for u in wanted.units}.union(*[u.parts for u in wanted.units])
    named.update(*[near[key] for key in named if key in near])
    denied = [u.key for u in wanted.units if u.denied]
    found = []
    for fact, match in of_it:
        if (denied and not fact.terms.isdisjoint(denied)) or (fact.rule == "added" and not _is_moved_so(fact, wanted, kb)):
            continue
        if fit := _fit(fact, match, wanted.metric, told, named, kb):
            found.append(fit)
    if len(found) > 1:
        found.sort(key=lambda f: (-f.score, f.fact.start))
    return found


def _is_moved_so(fact: Fact, wanted: Wanted, kb: KnowledgeBase) -> bool:
    """Whether what came to a count or left it is asked where a fact tells that: customers lost are not customers."""
    if (fact.metric in kb.metrics and wanted.metric == fact.metric) or not wanted.metric:
        return True
    went = _WENT.search(fold(fact.metric)) is not None
    return wanted.moved == ("went" if went else "came")


@lru_cache(_REMEMBERED)
def measuring(metric: str, kb: KnowledgeBase) -> tuple[tuple[Fact, float], ...]:
    """The facts that measure `metric`, each with how well; all where words must name the measure."""
    told = (f for f in kb.facts if f.unit != "year")
    if not metric:
        return tuple((f, 0.0) for f in told)
    return tuple((f, match) for f in told if (match := is_metric(f, metric, kb)) and not _is_of_each_share(f, metric, kb))


@lru_cache(_REMEMBERED)
def _of_subjects(metric: str, subjects: tuple[str, ...], kb: KnowledgeBase) -> tuple[tuple[Fact, float], ...]:
    """Those of them that are of `subjects`."""
    accepted = _accepted(subjects, kb)
    if metric in _OF_OTHERS:
        accepted |= {f.subject.id for f in kb.by_metric.get(metric, ())}
    return tuple((fact, match) for fact, match in measuring(metric, kb) if fact.subject.id in accepted)


def _is_of_each_share(fact: Fact, metric: str, kb: KnowledgeBase) -> bool:
    """Whether a measure of the article's own is of each share, and the one asked for is of the whole: 每股基础盈利 is no 基础溢利."""
    return fact.metric not in kb.lexicon.metrics and metric in kb.lexicon.metrics and metric == fact.base and _EACH_SHARE.search(fold(fact.metric)) is not None


def _is_said_by(unit: Unit, wanted: Wanted) -> bool:
    """Whether the wanted metric, subject or aspect says the unit already."""
    if unit.key == f"metric:{wanted.metric}" or unit.kind == "entity" or (bool(wanted.metric) and unit.key in _GROWING):
        return True
    return bool(wanted.expected) and (unit.key in _EXPECTING or unit.key == f"metric:{wanted.metric}_guidance")


def _fit(fact: Fact, match: float, metric: str, told: list[tuple[Unit, float]], named: set[str], kb: KnowledgeBase) -> Fit | None:
    """None where a word that narrows the question is not met, or too little of it is."""
    if (met := _met(fact, metric, told, kb) if told else _NOTHING) is None:
        return None
    total, hit, labelled = met
    if fact.rule == "sensitivity" and not _is_conditional(fact, told, kb):
        return None
    narrowed = _narrowed(fact.terms, named, kb) if fact.terms else 1.0
    if narrowed < _HALF and any(u.kind == "text" and u.word in kb.labels[id(fact)][1 if metric else 0] for u, _ in told):
        narrowed = _HALF  # the name itself is said: Oakline of Oakline ticket app customers
    if not metric and (not labelled or (labelled < 0.6 * total and (labelled < 0.45 * total or hit < 0.75 * total))):
        return None
    if metric and fact.metric != metric and narrowed < 0.34 and (fact.base in kb.lexicon.generic or metric in kb.lexicon.generic):
        return None
    score = (3.0 * match + hit) / (3.0 + total) if metric else hit / total * (0.6 + 0.4 * narrowed)
    return Fit(fact, score * (0.8 + 0.2 * narrowed), match == 0.8)


def _met(fact: Fact, metric: str, told: list[tuple[Unit, float]], kb: KnowledgeBase) -> tuple[float, float, float] | None:
    """What all units weigh, and how much of that a fact meets, with its sentence and alone; None where a unit makes it another one,
    or where it meets none and no measure is asked."""
    keys, label = kb.keys[id(fact)], kb.labels[id(fact)][1 if metric else 0]
    near = kb.lexicon.near
    labels = [
        1.0 if unit.key in keys or (unit.word and unit.word in label) else _nearly(unit.key, unit.parts, keys, kb) if unit.parts or unit.key in near else 0.0
        for unit, _ in told
    ]
    if not metric and not any(labels):
        return None
    sentence, text = kb.content[fact.citation.sentence], kb.article.sentences[fact.citation.sentence].folded
    total = hit = labelled = 0.0
    for (unit, w), by_label in zip(told, labels, strict=True):
        met = by_label if by_label >= _ELSEWHERE else max(by_label, _ELSEWHERE * covered(unit, sentence, kb, text))
        if metric and by_label < 0.5 and another(unit, fact, kb):
            return None
        total += w
        hit += w * met
        labelled += w * by_label
    return total, hit, labelled


def _is_conditional(fact: Fact, told: list[tuple[Unit, float]], kb: KnowledgeBase) -> bool:
    """Whether a question names the condition on which alone a figure holds (人民币每升值1%)."""
    condition = fold(fact.metric).split(" ")[0]
    return any((u.word and u.word in condition) or covered(u, fact.terms, kb) >= 1.0 for u, _ in told if u.key != f"metric:{fact.base}")


def another(unit: Unit, fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a unit that the fact's own words do not meet makes it another figure: a second measure, a word of
    scope, or a word right beside the measure, unless the clause that states the fact says it."""
    if unit.soft or not ((unit.kind == "metric" and not unit.loose) or unit.narrows or unit.key in kb.lexicon.scope):
        return False
    own = replace(unit, parts=frozenset()) if unit.narrows and unit.kind == "term" and len(unit.parts) == 1 else unit  # electric cars are not told by cars
    return unit.kind == "metric" or (covered(own, _clause_of(fact, kb), kb) < 0.5 and not (unit.kind == "text" and _is_in_clause(unit.id, fact, kb)))


def _clause_of(fact: Fact, kb: KnowledgeBase) -> frozenset[str]:
    """What the clause of a fact names; of a change also what the clause of its value in the same sentence does (日活4.84亿,同比增长6%)."""
    if not fact.role.is_change:
        return kb.clause(fact)
    value = next((f for f in kb.by_metric[fact.metric] if f.role is Role.VALUE and (f.subject, f.period, f.citation, f.forecast) == (fact.subject, fact.period, fact.citation, fact.forecast)), None)
    return kb.clause(fact) | kb.clause(value) if value else kb.clause(fact)


def _is_in_clause(word: str, fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether the clause that states a fact has a word, before its number."""
    sentence = kb.article.sentences[fact.citation.sentence]
    text = sentence.folded[: fact.start - sentence.start]
    return word in text[max(text.rfind(mark) for mark in ",;:。") + 1 :]


def is_told_of(word: str, fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a fact's own name, or the clause that states it, has a word."""
    if word in kb.labels[id(fact)][1]:
        return True
    sentence = kb.article.sentences[fact.citation.sentence]
    at = fact.start - sentence.start
    start, end = max((m.end() for m in _CLAUSE_END.finditer(sentence.folded, 0, at)), default=0), _CLAUSE_END.search(sentence.folded, at)
    return word in sentence.folded[start : end.start() if end else None]


def _narrowed(own: frozenset[str], named: set[str], kb: KnowledgeBase) -> float:
    """How much of what narrows the fact's metric (首日 in 首日GMV) the question names; that something was sold narrows nothing (客车销售)."""
    own = own - _PLAIN - _SOLD
    total = sum(kb.weights.get(key, 2.0) for key in own)
    return sum(kb.weights.get(key, 2.0) for key in own & named) / total if total else 1.0


def of_subject(fact: Fact, subjects: tuple[str, ...], kb: KnowledgeBase) -> bool:
    """Of a wanted subject or something it owns; with none wanted, of the company and what it owns."""
    return fact.subject.id in _accepted(subjects, kb)


@lru_cache(_REMEMBERED)
def _accepted(subjects: tuple[str, ...], kb: KnowledgeBase) -> frozenset[str]:
    """Ids of the subjects whose facts are of `subjects`; "" is a subject that no id names."""
    wanted = subjects or (kb.company.id,)
    whole = {kb.entity(s).owner for s in wanted if s and not kb.is_part(s) and _MAIN_APP.search(kb.entity(s).name.zh)}
    told = {f.subject.id for f in kb.facts if f.subject.id}
    unnamed = {""} if kb.company.id in wanted or not subjects else set()
    return frozenset(unnamed | {s for s in told if s in wanted or s in whole or kb.entity(s).owner in wanted})


def same_period(asked: PeriodMention, period: Period | None) -> bool:
    """Whether a fact's period is the one asked; a part asked without a year fits any year."""
    if period is None or (asked.years and not asked.same and asked.period.year is None):
        return False  # a year before one that nobody knows
    if asked.end_of and period.is_month and period.year == asked.period.year and _LAST_MONTH.get(asked.period.part) == int(period.part[1:3]):
        return True  # 去年底 of what is told of 去年12月末
    if asked.dated or asked.period.year is not None:
        to_date = period.part == "YTD" and asked.period.part == ""
        return asked.period == period or (to_date and asked.period.year == period.year) or closes(period, asked.period)
    return asked.period.part == period.part or (period.is_day and closes(period, asked.period._replace(year=period.year)))


def closes(day: Period, span: Period) -> bool:
    """Whether a day is the last one of a month, a quarter or a year (6月底 and 2030-06-30)."""
    if not day.is_day or day.year != span.year or span.is_day or span.is_event or day.year is None:
        return False
    month, number = int(day.part[1:3]), int(day.part[4:6])
    if number != calendar.monthrange(day.year, month)[1]:
        return False
    return int(span.part[1:3]) == month if span.is_month else _LAST_MONTH.get(span.part) == month


# --- sentences


class Passage(NamedTuple):
    """A sentence with the share of the question that it covers."""

    sentence: int
    score: float
    coverage: float


def passages(question: Question, kb: KnowledgeBase, kinds: Iterable[Kind] = (), only: frozenset[int] | None = None) -> list[Passage]:
    """Sentences that cover the question's units, best first; those that do what is asked (`kinds`) first among equals. A heading
    that is but a name says nothing."""
    hits: dict[int, float] = {}
    total = 0.0
    for unit in question.units:
        if unit.kind == "unknown" and unit.soft:
            continue
        told = weight(unit, kb)
        total += told
        for sentence, share in _places(unit.key, unit.parts, kb):
            hits[sentence] = hits.get(sentence, 0.0) + told * share
    doing = _doing(tuple(kinds), kb)
    sentences, found = kb.article.sentences, []
    for sentence, hit in hits.items():
        if (only is None or sentence in only) and not (sentences[sentence].heading and all(key.startswith("entity:") for key in kb.content[sentence])):
            coverage = hit / total
            found.append(Passage(sentence, coverage * (1.25 if sentence in doing else 1.0) * (0.7 if sentences[sentence].heading else 1.0), coverage))
    found.sort(key=lambda p: (-p.score, p.sentence))
    return found


@lru_cache(_REMEMBERED)
def _doing(kinds: tuple[Kind, ...], kb: KnowledgeBase) -> frozenset[int]:
    """The sentences that do one of the things that are asked: give a reason, describe, list."""
    return frozenset(s.citation.sentence for s in kb.statements if s.kind in kinds)


@lru_cache(_WORDS)
def _places(key: str, parts: frozenset[str], kb: KnowledgeBase) -> tuple[tuple[int, float], ...]:
    """The sentences that speak of something, each with how far it does; words of the text (text:…) are looked for in it."""
    word = key.removeprefix("text:") if key.startswith("text:") else None
    sentences = zip(kb.article.sentences, kb.content, strict=True)
    shares = [(s.index, 1.0 if key in keys or (word and word in s.folded) else _nearly(key, parts, keys, kb)) for s, keys in sentences]
    return tuple((sentence, share) for sentence, share in shares if share)
