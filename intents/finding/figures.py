"""Facts as the figures of answers, with the growth that stands beside a value."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from intents.reply import Figure
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name
from knowledge.language.text import fold

_VALUES = (Role.VALUE, Role.MARGIN, Role.SHARE, Role.PRICE, Role.RANK)
_CHANGES = (Role.YOY, Role.QOQ, Role.CHANGE)
_REMEMBERED = 1024  # facts whose figures are kept
_WHOLE = frozenset(("company", "group", "whole", "financial_report", "cumulative", "average"))  # what narrows no measure


def name_of(fact: Fact, kb: KnowledgeBase) -> Name:
    """The lexicon's name of a metric, or the article's own phrase with the English name of what it ends in."""
    known = kb.metrics.get(fact.metric)
    if known:
        narrower = next((label for label in fact.labels[3:] if _narrows(label, known.name, kb)), "")
        return Name(narrower, narrower, f"{known.name.en} ({narrower})") if narrower else known.name  # 新能源汽车销量 is no 汽车销量
    base = kb.metrics.get(fact.base)
    label = fact.labels[0]
    return Name(label, label, f"{base.name.en.removeprefix('total ')} ({label})" if base else label)  # what a phrase narrows is no total


def _narrows(label: str, name: Name, kb: KnowledgeBase) -> bool:
    """Whether an article's own words for a measure say of what it is, before the measure's name."""
    ending = next((n for n in (name.zh, name.hant) if label.endswith(n) and label != n), "")
    said = [t.of("term") or t.of("metric") for t in kb.lexicon.hits(fold(label.removesuffix(ending)))] if ending else []
    return any(term and term not in _WHOLE for term in said)


def figure_of(fact: Fact, kb: KnowledgeBase) -> Figure:
    """A reported figure."""
    return _reported(id(fact), kb) if id(fact) in kb.keys else _figure(fact, kb)


@lru_cache(_REMEMBERED)
def _reported(fact: int, kb: KnowledgeBase) -> Figure:
    """The figure of one of the article's facts, by its identity, made once."""
    return _figure(next(f for f in kb.facts if id(f) == fact), kb)


def _figure(fact: Fact, kb: KnowledgeBase) -> Figure:
    assert fact.value is not None
    return Figure(
        name_of(fact, kb), fact.metric, subject_name(fact, kb), fact.period, fact.value, fact.unit, fact.role, (fact.citation,), fact.high,
        fact.bound, fact.direction, fact.vague, fact.inferred, fact.forecast, fact=fact,
    )


def subject_name(fact: Fact, kb: KnowledgeBase) -> Name:
    """Whom a fact is about, in three languages; the company where the measure itself is called as its part."""
    if fact.subject.id and fact.metric == fact.subject.name and kb.entity(fact.subject.id).owner == kb.company.id:
        return kb.company.name
    if fact.subject.id:
        return kb.entity(fact.subject.id).name
    return Name(fact.subject.name, fact.subject.name, fact.subject.name)


def beside(fact: Fact, kb: KnowledgeBase, roles: Iterable[Role]) -> Fact | None:
    """The fact of another role about the same metric, subject and period."""
    wanted = tuple(roles)
    same = [f for f in kb.by_metric[fact.metric] if f.role in wanted and (f.metric, f.subject, f.period, f.forecast) == (fact.metric, fact.subject, fact.period, fact.forecast)]
    return min(same, key=lambda f: abs(f.start - fact.start), default=None)


def with_companion(figure: Figure, kb: KnowledgeBase) -> Figure:
    """The figure with the growth beside a value, or the value beside a growth."""
    return _accompanied(id(figure.fact), kb) if id(figure.fact) in kb.keys else _with_companion(figure, kb)


@lru_cache(_REMEMBERED)
def _accompanied(fact: int, kb: KnowledgeBase) -> Figure:
    return _with_companion(_reported(fact, kb), kb)


def _with_companion(figure: Figure, kb: KnowledgeBase) -> Figure:
    if figure.fact is None:
        return figure
    is_value = not figure.role.is_change and figure.role is not Role.THRESHOLD
    other = beside(figure.fact, kb, _CHANGES if is_value else _VALUES)
    known = kb.metrics.get(figure.metric)
    strange = other is not None and not is_value and known is not None and known.unit == "money" and other.unit == "count"  # 三家 beside the growth of a sales figure
    return replace(figure, companion=figure_of(other, kb)) if other and other.value is not None and not strange else figure
