"""Regular expressions that hold words of a language. Source: data/patterns.toml.

Many match in few sentences and take long to find that out. Those are `rare`: looked for only where one of the
strings stands that their matches need.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import chain

import ahocorasick

from knowledge.language.compiled import compiled
from knowledge.language.lexicon import LexiconError, read_toml
from knowledge.language.triggers import guarded, literals

_FILE = files("knowledge") / "data" / "patterns.toml"
_RARE: set[str] = set()  # the names of those that were asked for
_REMEMBERED = 64  # texts whose strings are known


def read_patterns(file: Traversable, long: int = sys.maxsize) -> dict[str, re.Pattern[str]]:
    """Name -> compiled pattern of a data file (name = pattern, or a list of alternatives); LexiconError names a bad one.

    Those of `long` characters and more are only tried at characters that they can begin with, which pays where a text is
    searched for them, and costs where they are matched in one place.
    """
    code = (files("knowledge.language") / f"{module}.py" for module in ("patterns", "triggers"))
    return compiled("patterns", [file, *code], lambda: {name: _compiled(file, name, written, long) for name, written in read_toml(file).items()})


def _compiled(file: Traversable, name: str, written: object, long: int) -> re.Pattern[str]:
    plain = "|".join(map(str, written)) if isinstance(written, list) else str(written)
    try:
        return re.compile(guarded(plain) if len(plain) >= long else plain)
    except re.error as error:
        raise LexiconError(f"{file}: {name}: {error}; mend the regular expression") from error


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(_FILE)


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]


class Rare:
    """A regular expression that few texts have a match of: it is only tried in one that has a string it needs."""

    def __init__(self, name: str) -> None:
        self.name, self._expression = name, pattern(name)

    def _may_match(self, text: str) -> bool:
        return self.name in _triggered(text)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of re.Pattern."""
        return self._expression.search(text, start, end) if self._may_match(text) else None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of re.Pattern."""
        return self._expression.match(text, start, end) if self._may_match(text) else None

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of re.Pattern."""
        return self._expression.fullmatch(text, start, end) if self._may_match(text) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As of re.Pattern."""
        return self._expression.finditer(text, start, end) if self._may_match(text) else iter(())


@cache
def rare(name: str) -> Rare:
    """The pattern `name`, for whole sentences and texts that seldom have a match; in pieces cut from them it is no faster."""
    if not _triggers()[name]:
        raise LexiconError(f"{_FILE}: {name}: no string stands in all that it matches; take it as a plain pattern")
    _RARE.add(name)
    _automaton.cache_clear()
    _triggered.cache_clear()
    return Rare(name)


@cache
def _automaton() -> ahocorasick.Automaton:
    """The strings that rare patterns need, each with the patterns that need it."""
    needed: dict[str, list[str]] = {}
    for name in sorted(_RARE):
        for trigger in _triggers()[name]:
            needed.setdefault(trigger, []).append(name)
    automaton = ahocorasick.Automaton()
    for trigger, names in needed.items():
        automaton.add_word(trigger, tuple(names))
    automaton.make_automaton()
    return automaton


@lru_cache(_REMEMBERED)
def _triggered(text: str) -> frozenset[str]:
    """The rare patterns that may match in a text, which is looked through once for all of them."""
    return frozenset(chain.from_iterable(names for _, names in _automaton().iter(text)))


@cache
def _triggers() -> dict[str, frozenset[str]]:
    return compiled("triggers", [_FILE, files("knowledge.language") / "triggers.py"], lambda: {name: literals(expression) for name, expression in _patterns().items()})
