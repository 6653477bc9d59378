"""How an answer record is judged against a gold record: right, wrong, or declined though an answer was due."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

_SPARE_VALUES = 2  # gold values must be among the first len(gold) + 2
_CITATIONS = 3  # a gold citation must be in one of the first 3
_LONGEST_SENTENCE = 400  # folded characters; a longer citation is no sentence
_LEAST_TOLERANCE = Decimal("1e-9")


class GoldValue(BaseModel):
    """A number that an answer must give, in base units."""

    model_config = ConfigDict(frozen=True)

    number: Decimal
    unit: str


class Gold(BaseModel):
    """A question with what a right answer to it holds."""

    model_config = ConfigDict(frozen=True)

    id: str
    question: str
    expect: Literal["answer", "decline", "either"]
    category: str
    lang: str
    article: str | None = None
    conversation: str | int | None = None
    values: tuple[GoldValue, ...] = ()
    tolerance: Decimal = Decimal(0)
    cite: tuple[str, ...] = ()
    verdict: Literal["yes", "no"] | None = None


class Outcome(StrEnum):
    """What an answer record is worth."""

    RIGHT = "right"
    WRONG = "wrong"
    DECLINED = "declined"  # though an answer was due


@dataclass(frozen=True, slots=True)
class Grade:
    """An outcome, and why it is not right."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()


def grade(gold: Gold, record: Mapping[str, Any]) -> Grade:
    """The worth of an answer record."""
    match record.get("status"), gold.expect:
        case "declined" | "clarify", "answer":
            return Grade(Outcome.DECLINED, ("declined though answerable",))
        case "declined" | "clarify", _:
            return Grade(Outcome.RIGHT)
        case "answered", "decline":
            return Grade(Outcome.WRONG, ("answered where a decline was due",))
        case "answered", _:
            judged = {"values": _has_values(gold, record["values"]), "citation": _has_citation(gold, record["citations"]), "verdict": _has_verdict(gold, record)}
            reasons = tuple(reason for reason, passed in judged.items() if not passed)
            return Grade(Outcome.WRONG, reasons) if reasons else Grade(Outcome.RIGHT)
        case status, _:
            return Grade(Outcome.WRONG, (f"status {status}",))


def folded(text: str) -> str:
    """The text as citations are compared: NFKC, lower case, no white space, punctuation or control characters.

    >>> folded("总收入 １２６９亿元。")
    '总收入1269亿元'
    """
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if unicodedata.category(c)[0] not in "PZC")


def _has_values(gold: Gold, values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all gold values are among the first ones given; each end of a range takes a place."""
    ends = [(Decimal(v[key]), v["unit"]) for v in values for key in ("value", "value_high") if key in v]
    given = ends[: len(gold.values) + _SPARE_VALUES]
    return all(any(unit == value.unit and _is_near(value.number, number, gold.tolerance) for number, unit in given) for value in gold.values)


def _is_near(expected: Decimal, actual: Decimal, tolerance: Decimal) -> bool:
    return abs(actual - expected) <= max(tolerance, _LEAST_TOLERANCE) * abs(expected)


def _has_citation(gold: Gold, citations: Sequence[Mapping[str, Any]]) -> bool:
    sought = [needle for c in gold.cite if (needle := folded(c))]
    sentences = [s for c in citations[:_CITATIONS] if len(s := folded(c["text"])) <= _LONGEST_SENTENCE]
    return not sought or any(needle in sentence for needle in sought for sentence in sentences)


def _has_verdict(gold: Gold, record: Mapping[str, Any]) -> bool:
    return gold.verdict is None or record["verdict"] == gold.verdict
