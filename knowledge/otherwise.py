"""Figures that only make sense beside the one before them: , or 12% at constant currency; , or 25% of revenue; a change beside growth."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from knowledge.clauses import Clauses
from knowledge.fact import Direction, Fact, Role
from knowledge.measures import Measure
from knowledge.patterns import pattern
from knowledge.quantity import Quantity
from knowledge.relations import related

_CONSTANT, _OF_WHOLE = pattern("constant_currency"), pattern("or_share")
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
    if not last.role.is_change and (found := _OF_WHOLE.match(at.text, q.end)):
        label = f"{said.labels[-1]} share{found[0]}"
        return Otherwise(replace(said, labels=(*said.labels, label)), Role.SHARE, None, "share-of")
    return None


def basis_beside(measure: Measure, facts: Sequence[Fact]) -> Role:
    """What a change is that names no basis: yoy behind the same figure of a year before, or, of a margin, beside such growth."""
    near = facts[-_MOST:]
    for early in (f for f in near if f.metric == measure.id and f.rule == "from-to" and f.period and f.period.year):
        if any(f.metric == measure.id and f.period == early.period.shifted(1) for f in near if early.period):
            return Role.YOY
    beside = next((f for f in reversed(near) if f.role.is_change), None)
    shared = measure.id.endswith("_margin") or related("of_revenue", measure.id)
    return Role.YOY if beside and beside.role is Role.YOY and shared and not beside.forecast else Role.CHANGE
