"""Parts of the company that an English sentence is about by the ones before it: sales of valves rose 5%. Pumps advanced 3% to $7 million."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.fact import Fact, Role, Subject
from knowledge.language.patterns import pattern
from knowledge.language.relations import related
from knowledge.language.text import fold
from knowledge.quantities.quantity import MONEY
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.comparatives import HELD
from knowledge.sentences.measure import Measure
from knowledge.sentences.mention import Mention

_NONE, _STAR = pattern("not_of_part"), pattern("star")
_SET_APART = pattern("set_apart_behind")
_SEVERAL = 2  # nouns of which a sentence tells to what amount they grew
_GROWN = ("growth", "growth-to", "same-metric")  # constructions in which a part goes on after another


def star(at: Clauses, end: int) -> str:
    """The part of which the clause before a change says what it is: Food was the star, up 11%; "" if none."""
    found = _STAR.match(at.text, 0, end) if at.is_latin else None
    none = not found or found.end() != end or _NONE.search(found["part"]) is not None
    if not found or none or any(m.of("entity") or m.of("anaphor") or m.of("metric") or m.period for m in at.between(0, found.end("part"))):
        return ""
    return at.original(*found.span("part"))


def of_those(at: Clauses, left: int, part: Mention) -> Measure | None:
    """Customers outside North America contributed 34%: those of a count that words behind it set apart; None where nothing does."""
    counted = next(reversed(at.named("metric", left, part.start)), None)
    if not counted or not _SET_APART.fullmatch(at.text, counted.end, part.start):
        return None
    label = at.original(counted.start, part.start)
    return Measure(label, (label,), "percent", "ratio", "", at.terms(fold(label)), counted.start)


def of_next_parts(facts: Sequence[Fact], earlier: Sequence[Fact], at: Clauses) -> list[Fact]:
    """The facts of a sentence, those of a bare noun as of what the parts before it were told to earn: sales of valves rose 5%. Pumps advanced 3% to $7 million."""
    if not at.is_latin:
        return list(facts)
    result: list[Fact] = []
    several = len({f.metric for f in facts if _may_be_part(f) and f.unit in MONEY and f.rule == "growth-to"}) >= _SEVERAL
    for fact in facts:
        whole = next((f for f in reversed([*earlier, *result]) if f.rule not in HELD and f.labels[0] != fact.labels[0]), None)
        goes_on = whole is not None and _may_be_part(fact) and ((_is_of_part(whole, at) and _is_near(whole, fact, at)) or (several and related("of_any_part", whole.base) is not None))
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
    metric = at.reader.lexicon.metrics[(whole.base or whole.metric) if _is_of_part(whole, at) else "revenue"]
    name = fact.labels[0]
    label = f"{name} {metric.name.en.removeprefix('total ')}"
    labels = tuple(dict.fromkeys((label, name, metric.name.zh, metric.name.hant, metric.name.en)))
    role = Role.YOY if fact.role is Role.CHANGE and whole.role in (Role.YOY, Role.VALUE) and not at.ids("basis", 0, len(at.text)) else fact.role
    return replace(fact, metric=label, labels=labels, base=metric.id, subject=Subject("", name), role=role, period=fact.period or whole.period, rule="part")
