"""What the bot says of itself, by key and language. Words: data/texts.toml."""

import tomllib
from functools import cache
from importlib.resources import files

from intents.language import Language


def text(key: str, language: Language, **slots: object) -> str:
    """The text of a key with its slots filled; KeyError for a key that the catalogue lacks."""
    return catalogue()[key][language.value].format(**slots)


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """For each key the wording by language."""
    return tomllib.loads((files("bot") / "data" / "texts.toml").read_text(encoding="utf-8"))
