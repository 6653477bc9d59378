"""Numbers that only tell an order of magnitude: 数千, tens of thousands, 上亿; whether one bears a claim out, refutes it or neither."""

from decimal import Decimal
from typing import NamedTuple

from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Figure
from knowledge.quantities.quantity import Bound, Quantity

_TEN = 10  # 数千 lies between one thousand and ten
_AT_LEAST = pattern("at_least_of_an_order")
_PASSED = pattern("passed")


class _Span(NamedTuple):
    """From `low` up to `high`, which it does not reach unless they are the same number."""

    low: Decimal
    high: Decimal


def holds_of_order(claim: Quantity, figure: Figure, question: Question) -> bool | None:
    """Whether a figure bears a claim out where one of the two is but an order of magnitude; None where it may or may not.

    Fewer than there are, by an order, is not refuted by an exact figure: a firm of 24,000 shops has thousands of them.
    """
    told = _span(figure.value, vague=figure.vague, bound=figure.bound)
    claimed = _span(claim.value, vague=claim.vague, bound=claim.bound)
    if question.asks("less_than") or claim.bound is Bound.UNDER:
        return _decided(told.high <= claim.value, told.low >= claim.value)
    if _is_at_least(claim, question):
        return _decided(told.low >= claim.value, told.high <= claim.value)
    if not claim.vague:
        return None if told.low <= claim.value < told.high else False
    if not figure.vague:
        return _decided(claimed.low <= told.low < claimed.high, told.low < claimed.low or told.low >= claimed.high * _TEN)
    return _decided(claimed.low <= told.low and told.high <= claimed.high, told.high <= claimed.low or claimed.high <= told.low)


def _decided(yes: bool, no: bool) -> bool | None:
    return True if yes else False if no else None


def _span(value: Decimal, *, vague: bool, bound: Bound) -> _Span:
    if not vague:
        return _Span(value, value)
    return _Span(value * Decimal("0.8"), value) if bound is Bound.ABOUT else _Span(value, value * _TEN)  # 近千 is nearly a thousand


def _is_at_least(claim: Quantity, question: Question) -> bool:
    """Whether so many or more are claimed: 上千, more than thousands of, 超过一万."""
    if question.asks("more_than", "reach") or _PASSED.search(question.folded, 0, claim.start):
        return True
    return _AT_LEAST.match(question.folded, claim.start) is not None if claim.vague else claim.bound is Bound.OVER
