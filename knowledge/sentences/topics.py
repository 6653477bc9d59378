"""Parts of the company that an English sentence is about by the ones before it: sales of valves rose 5%. Pumps advanced 3% to $7 million."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.fact import Fact, Role, Subject
from knowledge.language.patterns import pattern
from knowledge.language.relations import related
from knowledge.quantities.quantity import MONEY
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.comparatives import HELD

_NONE = pattern("not_of_part")
_GROWN = ("growth", "growth-to", "same-metric")  # constructions in which a part goes on after another


def of_next_parts(facts: Sequence[Fact], earlier: Sequence[Fact], at: Clauses) -> list[Fact]:
    """The facts of a sentence, those of a bare noun as of what the parts before it were told to earn: sales of valves rose 5%. Pumps advanced 3% to $7 million."""
    if not at.is_latin:
        return list(facts)
    result: list[Fact] = []
    for fact in facts:
        whole = next((f for f in reversed([*earlier, *result]) if f.rule not in HELD and f.labels[0] != fact.labels[0]), None)
        goes_on = whole is not None and _is_of_part(whole, at) and _is_near(whole, fact, at) and _may_be_part(fact)
        result.append(_as_part(fact, whole, at) if whole and goes_on else fact)
    return result


def _is_of_part(fact: Fact, at: Clauses) -> bool:
    """Whether a fact tells what a part of the company earned, by a measure that each part has."""
    part = fact.metric != fact.base if fact.base else not fact.subject.id and fact.subject != at.reader.reporting(Subject("", ""))
    return part and related("of_any_part", fact.base or fact.metric) is not None and (fact.unit in MONEY or fact.role is Role.YOY)


def _is_near(fact: Fact, own: Fact, at: Clauses) -> bool:
    sentences = at.reader.article.sentences
    return sentences[fact.citation.sentence].paragraph == sentences[own.citation.sentence].paragraph


def _may_be_part(fact: Fact) -> bool:
    """Whether a fact is of nothing but a noun, of which it tells that it grew, or to how much."""
    told = fact.role.is_change or fact.unit in MONEY
    return not fact.base and fact.rule in _GROWN and told and fact.unit in ("percent", *MONEY) and _NONE.search(fact.labels[0].lower()) is None


def _as_part(fact: Fact, whole: Fact, at: Clauses) -> Fact:
    metric = at.reader.lexicon.metrics[whole.base or whole.metric]
    name = fact.labels[0]
    label = f"{name} {metric.name.en.removeprefix('total ')}"
    labels = tuple(dict.fromkeys((label, name, metric.name.zh, metric.name.hant, metric.name.en)))
    role = Role.YOY if fact.role is Role.CHANGE and whole.role in (Role.YOY, Role.VALUE) and not at.ids("basis", 0, len(at.text)) else fact.role
    return replace(fact, metric=label, labels=labels, base=metric.id, subject=Subject("", name), role=role, period=fact.period or whole.period)
