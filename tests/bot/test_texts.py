"""The catalogue of the bot's own texts: three languages each, the same slots in all, every key used."""

import re
import string
from pathlib import Path

import pytest

from bot.texts import catalogue
from intents.questions.language import Language
from tests.cases import ROOT

SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py")))
NAMED = set(re.findall(r'"([a-z_]+)"', SOURCE)) | {f"{platform}{rest}" for rest in re.findall(r"platform\.value\}(_[a-z]+)", SOURCE) for platform in ("telegram", "slack")}


def _slots(wording: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(wording) if name}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_a_text_is_there_in_every_language_with_the_same_slots(key: str) -> None:
    wordings = catalogue()[key]
    assert set(wordings) == {language.value for language in Language}
    assert len({frozenset(_slots(wording)) for wording in wordings.values()}) == 1
    assert all(wording.strip() for wording in wordings.values())


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_a_text_is_used(key: str) -> None:
    assert key in NAMED or any(key.startswith(f"{name}_") for name in NAMED)


def test_every_key_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r'\btext\("([a-z_]+)"', SOURCE))
    assert asked <= set(catalogue()), Path("bot/data/texts")
