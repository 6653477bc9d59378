"""Nothing but the text decides: with other numbers, years and names an article states the same facts of those."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from knowledge.article import About
from knowledge.building import build
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from tests.cases import DEVELOPMENT, TESTS

ARTICLES = [*sorted((TESTS / "knowledge" / "articles").glob("*.txt")), *sorted((DEVELOPMENT / "articles").glob("*.txt"))]
YEARS = 6  # by which every year is moved
FACTOR = 2  # by which every number grows: ranges stay ranges, rounded ones round
_COUNTED = (
    r"[%％]|percent|basis|bps|pct|个?百分点|個?百分點|[万萬亿億千]|[元家辆輛架艘座名户戶人倍吨噸桶]|美元|港元|million|billion|barrels|boe|GWh|pence|cents|stores|percentage|subscribers"
)
_NUMBER = re.compile(rf"(?<![\d.,A-Za-z每前第至-])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?![\d.])|(?<![\d.,A-Za-z每前第])\d+(?:\.\d+)?(?=(?:[-~至]\d[\d.,]*)?(?:/\d[\d.,]*){{0,4}}\s?(?:{_COUNTED}))|(?<=[$£€])\d+(?:\.\d+)?(?=[\s,.;])")
_YEAR = re.compile(r"(?<![\d.$A-Za-z])(?<!\d,)(20\d\d)(?:/(\d\d))?(?!\d|\.\d|%|,\d{3})(?!\s?[万亿元家])")
_NEAR = 8  # characters of a currency before its number
_MOST = 0.6  # of the facts have a number that is changed; the others are told in words, or without a unit
NAMES = {"zh": "昕楠", "en": "Zephyrin"}  # what the first characters, the first word of a company's name become


@dataclass(frozen=True)
class Change:
    """A number of an article and what it becomes."""

    start: int
    old: Decimal
    new: Decimal


@cache
def original(article: Path) -> KnowledgeBase:
    return build(article.read_text(encoding="utf-8"), About("original"))


def _grown(text: str) -> str:
    new = Decimal(text.replace(",", "")) * FACTOR
    return f"{new:,}" if "," in text else f"{new}"


def _changes(text: str) -> Iterator[Change]:
    for match in _NUMBER.finditer(text):
        if not _YEAR.match(text, match.start()):
            yield Change(match.start(), Decimal(match[0].replace(",", "")), Decimal(_grown(match[0]).replace(",", "")))


def _renamed(name: str) -> tuple[str, str]:
    """The beginning of a company's name and what it becomes."""
    if name.isascii():
        first = name.split(maxsplit=1)[0]
        return first, NAMES["en"]
    return name[:2], NAMES["zh"]


def changed(kb: KnowledgeBase) -> str:
    """The article with every number, year and the company's name replaced by others."""
    text = kb.article.text
    starts = {c.start for c in _changes(text)}
    text = _NUMBER.sub(lambda m: _grown(m[0]) if m.start() in starts else m[0], text)
    text = _YEAR.sub(lambda m: str(int(m[1]) + YEARS) + (f"/{int(m[2]) + YEARS}" if m[2] else ""), text)
    old, new = _renamed(kb.company.name.zh)
    return text.replace(old, new)


def _shape(fact: Fact) -> tuple[object, ...]:
    return fact.rule, fact.role, fact.unit, fact.bound, fact.direction, fact.forecast


def _told(kb: KnowledgeBase) -> list[Fact]:
    """The facts that the text states in figures; a title in words (首破三百亿) does not grow with the text below it."""
    title = kb.article.title
    return [f for f in kb.facts if f.role not in (Role.DATE, Role.RANK) and not (title and f.citation.sentence == title.index)]


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: a.stem)
def test_the_facts_follow(article: Path) -> None:
    """As many facts in the same order and shape, each with the new number, of the new year and company."""
    old = original(article)
    new = build(changed(old), About("changed"))
    before, name = _renamed(old.company.name.zh)
    numbers = list(_changes(old.article.text))
    told = [next((c for c in numbers if f.start <= c.start <= f.start + _NEAR), None) for f in _told(old)]
    assert sum(c is not None for c in told) > len(told) * _MOST
    assert [_shape(f) for f in _told(new)] == [_shape(f) for f in _told(old)]
    for was, is_, change in zip(_told(old), _told(new), told, strict=True):
        assert is_.subject.name.startswith(name) if was.subject.name.startswith(before) else is_.subject.name == was.subject.name.replace(before, name), was
        assert (is_.period and is_.period.part) == (was.period and was.period.part), was
        assert (is_.period.year if is_.period else None) == (was.period.year + YEARS if was.period and was.period.year else None), was
        if change and was.value is not None and is_.value is not None:
            assert is_.value * change.old == was.value * change.new, was
