"""Shares that a part contributed: 储能业务毛利率达24%,贡献了集团毛利的71%."""

from typing import NamedTuple

from knowledge.fact import Fact, Subject
from knowledge.language.patterns import rare
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure
from knowledge.sentences.nouns import trimmed
from knowledge.sentences.spoken import Spoken

_CONTRIBUTED = rare("contributed_share")


class Contribution(NamedTuple):
    """A share of a whole and who contributed it; both None where nobody can tell who did."""

    measure: Measure | None
    subject: Subject | None


def contribution(at: Clauses, q: Quantity, spoken: Spoken, told: list[Fact]) -> Contribution | None:
    """What a percentage is that something contributed of a whole; None where nothing did."""
    left = at.left(q.start)
    found = _CONTRIBUTED.search(at.text, left, q.start) if q.unit == "percent" and not at.is_latin else None
    if not found:
        return None
    subject = _who(at, left, found.start()) or _spoken_of(at, spoken, told)
    of = at.original(*found.span("of"))
    called = (f"{of}占比", f"{of}的比例", f"贡献{of}的比例")
    measure = Measure(called[0], called, "percent", "ratio", "", at.terms(found["of"]), found.start())
    return Contribution(measure, subject) if subject else Contribution(None, None)


def _who(at: Clauses, left: int, end: int) -> Subject | None:
    """The name or the noun before the verb."""
    if named := [m for m in at.named("entity", left, end) if at.can_own(m.start)]:
        return at.reader.subject(named[-1].of("entity") or "")
    left = max([left, *(m.end for m in at.between(left, end) if m.period)])
    noun = trimmed(at.text[left:end])
    place = at.text.find(noun, left) if noun else -1
    return Subject("", at.original(place, place + len(noun))) if place >= 0 and not any(m.period or m.quantity for m in at.between(place, end)) else None


def _spoken_of(at: Clauses, spoken: Spoken, told: list[Fact]) -> Subject | None:
    """The part that was measured last: whose the last figure is, or what it counts."""
    if not told or spoken.measure is None or told[-1].start < at.sentence.start:
        return None
    if told[-1].subject.id != at.reader.company.id:
        return told[-1].subject
    counted = spoken.measure.id not in at.reader.lexicon.metrics and not spoken.measure.base
    return Subject("", spoken.measure.labels[0]) if counted else None
