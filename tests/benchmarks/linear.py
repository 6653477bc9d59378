"""Work grows with the length of a text, not with its square: hostile texts of 25 and of 100 kB, compared as a ratio."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import intents
import knowledge
from intents.question import MAX_CHARACTERS, read_question
from intents.vocabulary import load_vocabulary
from knowledge.article import About, read_article
from knowledge.knowledgebase import build
from knowledge.period import read_periods
from knowledge.quantity import quantities
from knowledge.text import fold, tidy, without_readings
from tests.cases import bundled_base
from tests.knowledge.test_period import ANCHOR

FACTOR = 4
BOUND = 2 * FACTOR
SMALL, LARGE = 25_000, 100_000
NEGLIGIBLE = 0.001  # seconds: a text of 6 kB that takes less is not gone through by the square of its length

HOSTILE = {
    "a": "a", "1": "1", "第": "第", "的": "的", "space": " ", "newline": "\n", "(": "(", "quote": "“", "stop": "。", "零": "零", "a-": "a-", "1,": "1,", "1 ": "1 ", "A.": "A.",
    "1亿": "1亿", "1至": "1至", "2024年": "2024年", "字(zi)": "字(zi)", "字(": "字(", "“。": "“。", "和a": "和a", "$": "$", "@": "@a", "CEO": "CEO兼", "Ab ": "Ab ", "甲、": "甲、",
}
ARTICLES = HOSTILE | {
    "one sentence": "收入1亿元,", "sentences": "收入1亿元。", "lines": "2024年收入1亿元\n", "pairs": "日活和月活分别为1亿和2亿,", "names": "快手", "people": "创始人程一笑指出,", "bare numbers": "增长20.1至724亿元,",
}


def _modules() -> Iterator[ModuleType]:
    for package in (knowledge, intents):
        for info in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            yield importlib.import_module(info.name)


def _written(module: ModuleType) -> Iterator[str]:
    """Patterns written where they are used: the first argument of re.search and its kin."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
            yield from (str(first.value) for first in node.args[:1] if isinstance(first, ast.Constant))


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression of ours, by where it comes from; those built on first use are built anew and overheard."""
    found: dict[str, re.Pattern[str]] = {}
    built: list[re.Pattern[str]] = []
    compile_ = re.compile

    def overheard(pattern: str, flags: int = 0) -> re.Pattern[str]:
        built.append(compile_(pattern, flags))
        return built[-1]

    for module in _modules():
        name = module.__name__
        found |= {f"{name}.{key}": value for key, value in vars(module).items() if isinstance(value, re.Pattern)}
        found |= {f"{name}: {text[:40]}": compile_(text) for text in _written(module)}
        for value in vars(module).values():
            if hasattr(value, "cache_clear") and getattr(value, "__module__", "") == name and name in ("knowledge.quantity", "knowledge.period"):
                value.cache_clear()
    re.compile = overheard  # type: ignore[assignment]
    try:
        build("创始人程一笑指出,2024年收入1亿元。", About("x"))
        read_question("快手2024年收入多少", bundled_base(), load_vocabulary())
    finally:
        re.compile = compile_
    found |= {f"built: {p.pattern[:40]}": p for p in built}
    return {name: p for p, name in {p: name for name, p in reversed(found.items())}.items()}


def _seconds(work: Callable[[str], object], text: str) -> float:
    """The shortest of several runs; of fewer where they take long."""
    best, spent = float("inf"), 0.0
    for _ in range(5):
        start = time.perf_counter()
        work(text)
        took = time.perf_counter() - start
        best, spent = min(best, took), spent + took
        if spent > 0.02:
            break
    return best


def growth(work: Callable[[str], object], unit: str, sizes: tuple[int, ...] = (SMALL // FACTOR**2, SMALL // FACTOR, SMALL, LARGE)) -> float:
    """How many times longer a text of four times the length takes; smaller texts are enough where they show it."""
    ratio, before = 0.0, 0.0
    for size in sizes:
        took = _seconds(work, unit * (size // len(unit)))
        if took < NEGLIGIBLE and size >= SMALL // FACTOR:
            return 0.0
        ratio = took / before if before > NEGLIGIBLE else 0.0
        if ratio > BOUND:
            break
        before = took
    return ratio


def _everywhere(pattern: re.Pattern[str]) -> Callable[[str], object]:
    def work(text: str) -> None:
        for _ in pattern.finditer(text):
            pass

    return work


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_is_linear(name: str) -> None:
    """Going through a hostile text with any pattern of ours takes time in proportion to its length."""
    work = _everywhere(patterns()[name])
    for text, unit in HOSTILE.items():
        assert growth(work, unit) <= BOUND, text


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "tidy": tidy,
    "without_readings": without_readings,
    "quantities": quantities,
    "read_periods": lambda text: read_periods(text, ANCHOR),
    "read_article": lambda text: read_article(text, About("x")),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_linear(name: str) -> None:
    """So does each function that goes through a whole text."""
    for text, unit in ARTICLES.items():
        assert growth(FUNCTIONS[name], unit) <= BOUND, text


@pytest.mark.parametrize("text", ARTICLES)
def test_building_is_linear(text: str) -> None:
    """So does building a knowledge base, of texts as long as long articles."""
    assert growth(lambda raw: build(raw, About("x", company="meituan")), ARTICLES[text], tuple(SMALL // FACTOR**n for n in (3, 2, 1, 0))) <= BOUND


@pytest.mark.parametrize("text", HOSTILE)
def test_reading_a_question_takes_no_more_than_a_bounded_text_can(text: str) -> None:
    """A question as long as the cap allows is read in a time that is no multiple of a plain one's by thousands."""
    kb, vocabulary = bundled_base(), load_vocabulary()
    plain = _seconds(lambda t: read_question(t, kb, vocabulary), ("快手2024年总收入是多少," * 60)[:MAX_CHARACTERS])
    unit = HOSTILE[text]
    assert _seconds(lambda t: read_question(t, kb, vocabulary), unit * (MAX_CHARACTERS // len(unit))) < 50 * plain
