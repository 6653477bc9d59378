"""Regular expressions that hold words of a question. Source: data/patterns.toml."""

import re
from functools import cache
from importlib.resources import files

from knowledge.patterns import read_patterns

_IMPLIED = "implied_"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(files("intents") / "data" / "patterns.toml")


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]


@cache
def _implied() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name.removeprefix(_IMPLIED), p) for name, p in _patterns().items() if name.startswith(_IMPLIED))


def implied_measure(folded: str) -> str:
    """The id of the metric that a question describes without naming it (how many people … every day); "" if none."""
    return next((metric for metric, p in _implied() if p.search(folded)), "")
