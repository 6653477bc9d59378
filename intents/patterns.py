"""Regular expressions that hold words of a question. Source: data/patterns.toml."""

import re
from functools import cache
from importlib.resources import files

from knowledge.patterns import read_patterns


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(files("intents") / "data" / "patterns.toml")


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]
