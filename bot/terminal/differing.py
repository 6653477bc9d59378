"""What two readings of an article differ in: facts new, changed and gone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase

_Key = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts by what became of them; a changed one is told by the old and the new."""

    new: tuple[Fact, ...]
    changed: tuple[tuple[Fact, Fact], ...]
    gone: tuple[Fact, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def difference(old: KnowledgeBase, new: KnowledgeBase) -> Difference:
    """What a reading has that the other has not; the same measure, subject, period and role with another number is a change."""
    before, after = _by_key(old.facts), _by_key(new.facts)
    added, changed, gone = list[Fact](), list[tuple[Fact, Fact]](), list[Fact]()
    for key in dict.fromkeys((*before, *after)):
        left, right = _without_equals(before[key], after[key])
        for a, b in zip_longest(left, right):
            if a is None:
                added.append(b)
            elif b is None:
                gone.append(a)
            else:
                changed.append((a, b))
    return Difference(tuple(added), tuple(changed), tuple(gone))


def _by_key(facts: Iterable[Fact]) -> dict[_Key, list[Fact]]:
    table: dict[_Key, list[Fact]] = defaultdict(list)
    for fact in facts:
        period = str(fact.period) if fact.period else ""
        table[fact.metric, fact.subject.id or fact.subject.name, period, fact.role.value, fact.forecast].append(fact)
    return table


def _without_equals(left: list[Fact], right: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    """The facts of either side that have no equal on the other."""
    rest = list(right)
    only: list[Fact] = []
    for fact in left:
        twin = next((f for f in rest if _number(f) == _number(fact)), None)
        if twin is None:
            only.append(fact)
        else:
            rest.remove(twin)
    return only, rest


def _number(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.high, fact.unit, fact.bound, fact.direction
