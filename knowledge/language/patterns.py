"""Regular expressions that hold words of a language. Source: data/patterns.toml.

Many match in few sentences and take long to find that out. Those are `rare`: looked for only where one of the
strings stands that their matches need.
"""

import re
import sys
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from knowledge.language.compiled import compiled
from knowledge.language.lexicon import LexiconError, read_toml
from knowledge.language.triggers import guarded, literals

_FILE = files("knowledge") / "data" / "patterns.toml"


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
        self._last = ("", False)  # a text, and whether the expression may match in it

    @cached_property
    def _triggers(self) -> tuple[str, ...]:
        found = _triggers()[self.name]
        if not found:
            raise LexiconError(f"{_FILE}: {self.name}: no string stands in all that it matches; take it as a plain pattern")
        return tuple(found)

    @cached_property
    def _latin(self) -> tuple[str, ...]:
        return tuple(trigger for trigger in self._triggers if trigger.isascii())

    def _may_match(self, text: str) -> bool:
        last, told = self._last
        if last is not text:
            told = any(map(text.__contains__, self._latin if text.isascii() else self._triggers))
            self._last = text, told
        return told

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
    return Rare(name)


@cache
def _triggers() -> dict[str, frozenset[str]]:
    return compiled("triggers", [_FILE, files("knowledge.language") / "triggers.py"], lambda: {name: literals(expression) for name, expression in _patterns().items()})
