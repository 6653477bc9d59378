"""Whole made-up articles of several trades and scripts: what each of them states, and nothing else."""

from functools import cache
from pathlib import Path

import pytest

from knowledge.article import About
from knowledge.building import build
from knowledge.fact import Role
from tests.cases import TESTS
from tests.knowledge.test_reading import shown

FOLDER = TESTS / "knowledge" / "articles"
ARTICLES = sorted(FOLDER.glob("*.txt"))


@cache
def _read(article: Path) -> list[str]:
    """The facts of an article but dates, as constructions.txt writes them."""
    return [shown(f) for f in build(article.read_text(encoding="utf-8"), About(article.stem)).facts if f.role is not Role.DATE]


def _stated(article: Path) -> list[str]:
    return article.with_suffix(".facts").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("article", "fact"), [pytest.param(a, f, id=f"{a.stem}: {f}") for a in ARTICLES for f in dict.fromkeys(_stated(a))])
def test_the_fact_is_read(article: Path, fact: str) -> None:
    """Exactly as often as the article states it: metric subject period value unit role [bound] [direction] [forecast]."""
    assert _read(article).count(fact) == _stated(article).count(fact)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.stem)
def test_nothing_else_is_read(article: Path) -> None:
    """No fact that the article does not state."""
    assert [f for f in _read(article) if f not in _stated(article)] == []
