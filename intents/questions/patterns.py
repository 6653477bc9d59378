"""Regular expressions that hold words of a question, and which of them a question can match. Source: data/patterns.toml."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple, NewType

import ahocorasick

from knowledge.language.compiled import compiled
from knowledge.language.patterns import read_patterns
from knowledge.language.triggers import literals

_FILE = files("intents") / "data" / "patterns.toml"
_IMPLIED = "implied_"
_LONG = 300  # characters of a pattern that is worth a look at what it begins with

Wording = NewType("Wording", re.Pattern[str])
"""A pattern of data/patterns.toml: whether it can match a question is known before it is tried."""


@cache
def _patterns() -> dict[str, Wording]:
    return {name: Wording(p) for name, p in read_patterns(_FILE, _LONG).items()}


def pattern(name: str) -> Wording:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]


class _Triggers(NamedTuple):
    """Finds the strings that patterns need, each with the identities of the patterns; `always` are those that need none."""

    strings: "ahocorasick.Automaton"
    always: frozenset[int]


def _read_needs() -> dict[str, tuple[str, ...]]:
    """The names of the patterns that need a string."""
    needs = {name: literals(p) for name, p in _patterns().items()}
    return {string: tuple(name for name, needed in needs.items() if string in needed) for string in sorted(frozenset().union(*needs.values()))}


@cache
def _triggers() -> _Triggers:
    strings, always = ahocorasick.Automaton(), {id(p) for p in _patterns().values()}
    for string, names in compiled("triggers", [_FILE, files("intents.questions") / "patterns.py", files("knowledge.language") / "triggers.py"], _read_needs).items():
        patterns = frozenset(id(_patterns()[name]) for name in names)
        strings.add_word(string, patterns)
        always -= patterns
    strings.make_automaton()
    return _Triggers(strings, frozenset(always))


@lru_cache(2)  # many patterns look at one question
def possible(folded: str) -> frozenset[int]:
    """The identities of the patterns that a text may match, since it has a string that they need: one look at it for all of them."""
    strings, always = _triggers()
    return always.union(*[patterns for _, patterns in strings.iter(folded)])


def found(pattern: Wording, folded: str) -> re.Match[str] | None:
    """What `pattern.search` finds in a question, tried only where it may find something."""
    return pattern.search(folded) if id(pattern) in possible(folded) else None


@cache
def _implied() -> Mapping[int, tuple[str, Wording]]:
    """The patterns that describe a metric, by their identity: the metric's id and the pattern."""
    return {id(p): (name.removeprefix(_IMPLIED), p) for name, p in _patterns().items() if name.startswith(_IMPLIED)}


def implied_measure(folded: str) -> str:
    """The id of the metric that a question describes without naming it (how many people … every day); "" if none."""
    implied = _implied()
    if implied.keys().isdisjoint(possible(folded)):
        return ""
    return next((metric for metric, p in implied.values() if found(p, folded)), "")
