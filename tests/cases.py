"""Case files: one case a line, one pytest id a case."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from intents.answer import ask
from intents.reply import Reply
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import bundled, load

TESTS = Path(__file__).parent
ROOT = TESTS.parent
DEVELOPMENT = ROOT.parent / "shared" / "dev"
BUNDLED = "kuaishou-2024-annual"


class Done(NamedTuple):
    """How a run of the program ended and what it wrote."""

    returncode: str | int | None
    stdout: str
    stderr: str


def pairs(file: Path) -> list[Any]:
    """Parameters (text, expected) of the lines `text => expected`; # starts a comment line."""
    return [pytest.param(text, expected, id=f"{number}: {text}") for number, text, expected in _pairs(file)]


def _pairs(file: Path) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            text, arrow, expected = line.partition("=>")
            assert arrow, f"{file}:{number}: a case is `text => expected`"
            yield number, text.strip(), expected.strip()


def records(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file; none where the file is not there."""
    if not file.is_file():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


@cache
def bundled_base() -> KnowledgeBase:
    """The knowledge base of the bundled article."""
    return load(bundled() / f"{BUNDLED}.txt")


def questions() -> list[dict[str, Any]]:
    """The questions about the bundled article: our own, and the development ones where they lie beside the project."""
    found = [*records(TESTS / "evaluation" / "questions.jsonl"), *records(DEVELOPMENT / "seed-questions.jsonl")]
    return [q for q in found if q["article"] == BUNDLED]


def reply_to(text: str, kb: KnowledgeBase | None = None) -> Reply:
    """The reply to a question asked on its own."""
    return ask(text, kb or bundled_base())[0]
