"""Regular expressions that hold words of a question, and which of them a question can match. Source: data/patterns.toml."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

from knowledge.language.compiled import compiled
from knowledge.language.patterns import read_patterns
from knowledge.language.triggers import literals

_FILE = files("intents") / "data" / "patterns.toml"
_IMPLIED = "implied_"
_LONG = 300  # characters of a pattern that is worth a look at what it begins with


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(_FILE, _LONG)


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]


class _Triggers(NamedTuple):
    """Finds the strings that patterns need, each with the identities of the patterns; `needing` are those of all."""

    strings: "ahocorasick.Automaton"
    needing: frozenset[int]


def _read_needs() -> dict[str, tuple[str, ...]]:
    """The names of the patterns that need a string."""
    needs = {name: literals(p) for name, p in _patterns().items()}
    return {string: tuple(name for name, needed in needs.items() if string in needed) for string in sorted(frozenset().union(*needs.values()))}


@cache
def _triggers() -> _Triggers:
    strings, needing = ahocorasick.Automaton(), set[int]()
    for string, names in compiled("triggers", [_FILE, files("intents.questions") / "patterns.py", files("knowledge.language") / "triggers.py"], _read_needs).items():
        patterns = tuple(id(_patterns()[name]) for name in names)
        strings.add_word(string, patterns)
        needing.update(patterns)
    strings.make_automaton()
    return _Triggers(strings, frozenset(needing))


@lru_cache(2)  # many patterns look at one question
def ruled_out(folded: str) -> frozenset[int]:
    """The identities of the patterns that a text cannot match, since it has no string that they need: one look at it for all of them."""
    strings, needing = _triggers()
    return needing.difference(*[patterns for _, patterns in strings.iter(folded)])


def found(pattern: re.Pattern[str], folded: str) -> re.Match[str] | None:
    """What `pattern.search` finds in a question, tried only where it may find something."""
    return None if id(pattern) in ruled_out(folded) else pattern.search(folded)


@cache
def _implied() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name.removeprefix(_IMPLIED), p) for name, p in _patterns().items() if name.startswith(_IMPLIED))


def implied_measure(folded: str) -> str:
    """The id of the metric that a question describes without naming it (how many people … every day); "" if none."""
    return next((metric for metric, p in _implied() if found(p, folded)), "")
