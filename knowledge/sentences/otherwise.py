"""Figures that only make sense beside the one before them: , or 12% at constant currency; , or 25% of revenue; a change beside growth."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from knowledge.fact import Direction, Fact, Role
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure

_IF = " 若如倘"  # words before a basis that still begins its sentence
_CONSTANT, _OF_WHOLE = pattern("constant_currency"), pattern("or_share")
_BASIS = rare("other_basis")
_OF_THE_WHOLE, _SET_APART = pattern("of_the_whole"), pattern("set_apart")
_PART_OF_IT, _PART_USED = pattern("part_of_it"), pattern("part_used")
_NEAR = 16
_MOST = 4  # facts of a sentence before a change that can tell its basis


class Otherwise(NamedTuple):
    """How a figure tells the one before it another way."""

    measure: Measure
    role: Role
    direction: Direction | None
    rule: str


def told_otherwise(at: Clauses, q: Quantity, said: Measure, last: Fact) -> Otherwise | None:
    """Growth at constant currency behind growth, a percentage of revenue behind an amount."""
    if last.role.is_change and (found := _CONSTANT.match(at.text, q.end)):
        label = f"{said.labels[-1]} {found[0].strip()}"
        return Otherwise(replace(said, id=label, labels=(label, *said.labels)), last.role, last.direction, "constant-currency")
    if not last.role.is_change and (found := _OF_WHOLE.match(at.text, q.end) or _OF_THE_WHOLE.match(at.text, q.end)):
        label = f"{said.labels[-1]} share{found[0]}"
        return Otherwise(replace(said, labels=(*said.labels, label)), Role.SHARE, None, "share-of")
    return None


def is_on_other_basis(at: Clauses, q: Quantity) -> bool:
    """10 percent as reported and 14 percent in constant currency: whether a percentage tells the growth before it on another basis."""
    return _CONSTANT.match(at.text, q.end) is not None


def other_basis(at: Clauses, q: Quantity) -> str:
    """Constant currency, organic, like-for-like: what a change is measured on that is not as reported; "" where it is."""
    if found := _CONSTANT.match(at.text, q.end):
        return found[0].strip(" (")
    left = max((f.end for f in at.figures if f.end <= q.start), default=0)
    told = [m for m in _BASIS.finditer(at.text, 0, q.start) if m.start() >= max(left, at.left(q.start)) or (not at.text[: m.start()].strip(_IF) and ";" not in at.text[m.end() : q.start])]
    return told[-1][0].strip() if told else ""


def is_of_whole(at: Clauses, q: Quantity, before: int) -> bool:
    """$463 million, 95% of the total: whether a percentage right behind an amount, which ends at `before`, is of the whole."""
    return _SET_APART.fullmatch(at.text, before, q.start) is not None and _OF_THE_WHOLE.match(at.text, q.end) is not None


def part_used(at: Clauses, q: Quantity, said: Measure | None) -> Otherwise | None:
    """资本支出15亿美元,其中7成用于海外建厂; of which 70% will go to new plants: the share of the amount before that something gets."""
    if said is None or said.unit == "percent" or not _PART_OF_IT.search(at.text, max(0, q.start - _NEAR), q.start):
        return None
    found = _PART_USED.match(at.text, q.end)
    group = found.lastindex if found else None
    if not found or not group:
        return None
    label = f"{said.labels[-1]}: {at.original(found.start(group), found.end(group))}"
    measure = replace(said, id=label, labels=(label,), unit="percent", base="", terms=at.terms(found[group]) | at.terms(said.labels[0].lower()))
    return Otherwise(measure, Role.SHARE, None, "part-used")


def basis_beside(measure: Measure, facts: Sequence[Fact]) -> Role:
    """What a change is that names no basis: yoy behind the same figure of a year before, or, of a margin, beside such growth."""
    near = facts[-_MOST:]
    for early in (f for f in near if f.metric == measure.id and f.rule == "from-to" and f.period and f.period.year):
        if any(f.metric == measure.id and f.period == early.period.shifted(1) for f in near if early.period):
            return Role.YOY
    beside = next((f for f in reversed(near) if f.role.is_change), None)
    shared = measure.id.endswith("_margin") or related("of_revenue", measure.id)
    return Role.YOY if beside and beside.role is Role.YOY and shared and not beside.forecast else Role.CHANGE
