"""Regular expressions that hold words of a question, and which of them a question can match. Source: data/patterns.toml."""

import re
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

from knowledge.compiled import compiled
from knowledge.patterns import read_patterns
from knowledge.triggers import literals

_FILE = files("intents") / "data" / "patterns.toml"
_IMPLIED = "implied_"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(_FILE)


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]


class _Triggers(NamedTuple):
    """Finds the strings that patterns need, with the names of the patterns; `always` are those that need none."""

    strings: "ahocorasick.Automaton"
    always: frozenset[str]


def _read_triggers() -> _Triggers:
    needed = {name: literals(p) for name, p in _patterns().items()}
    strings = ahocorasick.Automaton()
    for string in {s for needs in needed.values() for s in needs}:
        strings.add_word(string, tuple(name for name, needs in needed.items() if string in needs))
    strings.make_automaton()
    return _Triggers(strings, frozenset(name for name, needs in needed.items() if not needs))


@cache
def _triggers() -> _Triggers:
    return compiled("triggers", [_FILE, files("knowledge") / "triggers.py"], _read_triggers)


@cache
def _names() -> dict[int, str]:
    return {id(p): name for name, p in _patterns().items()}


@lru_cache(2)  # many patterns look at one question
def _possible(folded: str) -> set[str]:
    """The names of the patterns that a text may match: one look at it for all of them."""
    strings, always = _triggers()
    return set(always).union(*[names for _, names in strings.iter(folded)])


def found(pattern: re.Pattern[str], folded: str) -> re.Match[str] | None:
    """What `pattern.search` finds in a question, tried only where the question has a string that the pattern needs."""
    name = _names().get(id(pattern))
    return pattern.search(folded) if name is None or name in _possible(folded) else None


@cache
def _implied() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name.removeprefix(_IMPLIED), p) for name, p in _patterns().items() if name.startswith(_IMPLIED))


def implied_measure(folded: str) -> str:
    """The id of the metric that a question describes without naming it (how many people … every day); "" if none."""
    return next((metric for metric, p in _implied() if found(p, folded)), "")
