"""Signs of a regular expression: words of which a text has one wherever the expression matches."""

import math
import re
from collections.abc import Iterable
from importlib import import_module
from itertools import product
from typing import Any

_MOST = 8  # characters of a class that are told one by one
_UNTOLD = ("",)  # stands in every text
_parser: Any = import_module("re._parser")  # what `re` itself reads expressions with


def signs_of(expression: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which each text that the expression matches in has one; ("",) where nothing of the kind can be told.

    >>> signs_of(re.compile("[预估]计|(?:is|are) (?:now )?expected")), signs_of(re.compile("[0-9]+"))
    (('预计', '估计', 'expected'), ('',))
    """
    if expression.flags & re.IGNORECASE:
        return _UNTOLD
    return tuple(dict.fromkeys(_of_sequence(_parser.parse(expression.pattern, expression.flags))))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[str, ...]:
    """The most telling of what stands in a sequence; letters in a row are one word."""
    found: list[tuple[str, ...]] = []
    row: tuple[str, ...] = _UNTOLD
    for kind, value in items:
        match str(kind):
            case "AT" | "ASSERT_NOT":
                continue
            case "ASSERT":
                found.append(_of_sequence(value[1]))
                continue
            case "LITERAL" | "IN":
                here = _characters(kind, value)
            case _:
                here = ()
        if here and len(row) * len(here) <= _MOST:
            row = tuple(a + b for a, b in product(row, here))
            continue
        found.append(row)
        row = here or _UNTOLD
        if not here:
            found.append(_of_item(str(kind), value))
    return min((*found, row), key=_cost)


def _characters(kind: Any, value: Any) -> tuple[str, ...]:
    """The characters of a literal or of a small class; () of others."""
    if str(kind) == "LITERAL":
        return (chr(value),)
    if any(str(k) not in ("LITERAL", "RANGE") for k, _ in value):
        return ()
    spans = [(v, v) if str(k) == "LITERAL" else v for k, v in value]
    return tuple(chr(c) for a, b in spans for c in range(a, b + 1)) if sum(b - a + 1 for a, b in spans) <= _MOST else ()


def _of_item(kind: str, value: Any) -> tuple[str, ...]:
    """What stands in a group, in each of its branches, or in what is repeated at least once."""
    match kind:
        case "SUBPATTERN":
            return _UNTOLD if value[1] else _of_sequence(value[3])
        case "ATOMIC_GROUP":
            return _of_sequence(value)
        case "BRANCH":
            return tuple(sign for branch in value[1] for sign in _of_sequence(branch))
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _of_sequence(value[2]) if value[0] else _UNTOLD
        case _:
            return _UNTOLD


def _cost(signs: tuple[str, ...]) -> float:
    """How often a text may have one of some words: letters and short words are everywhere."""
    return sum(_frequency(sign) for sign in signs)


def _frequency(sign: str) -> float:
    weight = len(sign) if sign.isascii() else 2 * len(sign) + 1
    return math.exp(-weight) if sign else 1000
