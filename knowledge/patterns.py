"""Regular expressions that hold words of a language. Source: data/patterns.toml.

Most of them match in few sentences. Those are `rare`: the words that their matches have in them are looked for
in one pass for all of them, and an expression is only tried in a text that has one of its own.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import ahocorasick

from knowledge.compiled import compiled
from knowledge.lexicon import LexiconError, read_toml
from knowledge.signs import signs_of

_FILE = files("knowledge") / "data" / "patterns.toml"
_REMEMBERED = 256  # texts


def read_patterns(file: Traversable) -> dict[str, re.Pattern[str]]:
    """Name -> compiled pattern of a data file (name = pattern, or a list of alternatives); LexiconError names a bad one."""
    return {name: _compiled(file, name, written) for name, written in read_toml(file).items()}


def _compiled(file: Traversable, name: str, written: object) -> re.Pattern[str]:
    try:
        return re.compile("|".join(map(str, written)) if isinstance(written, list) else str(written))
    except re.error as error:
        raise LexiconError(f"{file}: {name}: {error}; mend the regular expression") from error


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(_FILE)


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]


class Rare:
    """A regular expression that few texts have a match of."""

    def __init__(self, expression: re.Pattern[str], number: int) -> None:
        self._expression, self._bit = expression, 1 << number

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of re.Pattern."""
        return self._expression.search(text, start, end) if _possible(text) & self._bit else None

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of re.Pattern."""
        return self._expression.match(text, start, end) if _possible(text) & self._bit else None

    def fullmatch(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of re.Pattern."""
        return self._expression.fullmatch(text, start, end) if _possible(text) & self._bit else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """As of re.Pattern."""
        return self._expression.finditer(text, start, end) if _possible(text) & self._bit else iter(())


_rare: dict[str, Rare] = {}


def rare(name: str) -> Rare:
    """The pattern `name`, for whole sentences and texts that seldom have a match; in cut pieces of them it is no faster."""
    if name not in _rare:
        _rare[name] = Rare(pattern(name), len(_rare))
        _automaton.cache_clear()
        _possible.cache_clear()
    return _rare[name]


@cache
def _signs() -> dict[str, tuple[str, ...]]:
    return compiled("signs", (_FILE, files("knowledge") / "signs.py"), lambda: {name: signs_of(expression) for name, expression in _patterns().items()})


@cache
def _automaton() -> "ahocorasick.Automaton":
    """Finds the signs of all rare patterns, each with the bits of those that it is a sign of."""
    bits: dict[str, int] = {}
    for number, name in enumerate(_rare):
        if "" in _signs()[name]:
            raise LexiconError(f"{_FILE}: {name}: nothing stands in all that it matches; take it as a plain pattern")
        for sign in _signs()[name]:
            bits[sign] = bits.get(sign, 0) | 1 << number
    automaton = ahocorasick.Automaton()
    for sign, own in bits.items():
        automaton.add_word(sign, own)
    automaton.make_automaton()
    return automaton


@lru_cache(_REMEMBERED)
def _possible(text: str) -> int:
    """The bits of the rare patterns that may match in a text."""
    found = 0
    for _, bits in _automaton().iter(text):
        found |= bits
    return found
