"""Regular expressions that hold words of a language. Source: data/patterns.toml."""

import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from knowledge.compiled import compiled
from knowledge.lexicon import LexiconError, read_toml


def read_patterns(file: Traversable) -> dict[str, re.Pattern[str]]:
    """Name -> compiled pattern of a data file (name = pattern, or a list of alternatives); LexiconError names a bad one."""
    return compiled("patterns", [file], lambda: {name: _compiled(file, name, written) for name, written in read_toml(file).items()})


def _compiled(file: Traversable, name: str, written: object) -> re.Pattern[str]:
    try:
        return re.compile("|".join(map(str, written)) if isinstance(written, list) else str(written))
    except re.error as error:
        raise LexiconError(f"{file}: {name}: {error}; mend the regular expression") from error


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return read_patterns(files("knowledge") / "data" / "patterns.toml")


def pattern(name: str) -> re.Pattern[str]:
    """The pattern `name` of data/patterns.toml."""
    return _patterns()[name]
