"""What a text has to have for a regular expression to match: where it has none of that, the expression need not be tried."""

import re
from typing import Any

_MANY = 40  # characters of a class that tells nothing
_CLASSES = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}


def guarded(pattern: str) -> str:
    """The same pattern behind a look at the first character, where it can begin with few.

    >>> guarded("去年|q[1-4]"), guarded("(?<!a)(?:b|)c"), guarded(".a")
    ('(?=[q去])(?:去年|q[1-4])', '(?=[bc])(?:(?<!a)(?:b|)c)', '.a')
    """
    firsts = _firsts(pattern)
    return f"(?=[{''.join(sorted(firsts))}])(?:{pattern})" if firsts else pattern


def _firsts(pattern: str) -> set[str]:
    """What a class of the first characters holds; empty where any can be the first, or none needs to be."""
    try:
        from re import _parser  # type: ignore[attr-defined]  # noqa: PLC0415  # the standard library's own reading

        found, empty = _of_sequence(_parser.parse(pattern))
    except (ImportError, AttributeError, LookupError):
        return set()
    return set() if empty else found


def _of_sequence(items: Any) -> tuple[set[str], bool]:
    """The first characters of parts in order, and whether they can match nothing; LookupError for what can begin with anything."""
    found: set[str] = set()
    for kind, told in items:
        firsts, empty = _of_part(str(kind), told)
        found |= firsts
        if not empty:
            return found, False
    return found, True


def _of_part(kind: str, told: Any) -> tuple[set[str], bool]:
    match kind:
        case "LITERAL":
            return {re.escape(chr(told))}, False
        case "IN":
            return {_in_class(str(sort), value) for sort, value in told}, False
        case "BRANCH":
            branches = [_of_sequence(branch) for branch in told[1]]
            return set().union(*(firsts for firsts, _ in branches)), any(empty for _, empty in branches)
        case "SUBPATTERN" | "ATOMIC_GROUP" if kind == "ATOMIC_GROUP" or not told[1] & re.IGNORECASE:
            return _of_sequence(told if kind == "ATOMIC_GROUP" else told[3])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            firsts, empty = _of_sequence(told[2])
            return firsts, empty or told[0] == 0
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return set(), True
        case _:
            raise LookupError(kind)


def _in_class(sort: str, value: Any) -> str:
    match sort:
        case "LITERAL":
            return re.escape(chr(value))
        case "RANGE":
            return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        case "CATEGORY":
            return _CLASSES[str(value)]
        case _:
            raise LookupError(sort)


# --- anywhere in the text


def literals(pattern: "re.Pattern[str]") -> frozenset[str]:
    """Strings of which every text that the pattern matches holds one; empty where no such are known.

    >>> sorted(literals(re.compile("多少|how (?:much|many)(?!x)"))), sorted(literals(re.compile("a?|b")))
    (['how m', '多少'], [])
    """
    if pattern.flags & re.IGNORECASE:
        return frozenset()
    try:
        from re import _parser  # type: ignore[attr-defined]  # noqa: PLC0415  # as above

        return frozenset(_needed(_parser.parse(pattern.pattern)))
    except (ImportError, AttributeError):
        return frozenset()


def _needed(items: Any) -> set[str]:
    """The most telling part of parts in order: the longest of those whose shortest string is longest."""
    found: list[set[str]] = []
    run = ""
    for kind, told in items:
        if str(kind) == "LITERAL":
            run += chr(told)
            continue
        found += [{run}, _needed_of(str(kind), told)]
        run = ""
    return max((f for f in (*found, {run}) if f and all(f)), key=lambda f: (min(map(len, f)), -len(f)), default=set())


def _needed_of(kind: str, told: Any) -> set[str]:
    match kind:
        case "IN":
            plain = len(told) <= _MANY and all(str(sort) == "LITERAL" for sort, _ in told)
            return {chr(value) for _, value in told} if plain else set()
        case "BRANCH":
            branches = [_needed(branch) for branch in told[1]]
            return set().union(*branches) if all(branches) else set()
        case "SUBPATTERN":
            return set() if told[1] & re.IGNORECASE else _needed(told[3])
        case "ATOMIC_GROUP":
            return _needed(told)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if told[0] > 0:
            return _needed(told[2])
        case _:
            return set()
