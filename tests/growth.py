"""How work grows with the length of a text: hostile texts of 25 and of 100 kB, compared as a ratio; and all our patterns."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import intents
import knowledge
from intents.questions.reading import read_question
from intents.questions.vocabulary import load_vocabulary
from knowledge.article import About
from knowledge.building import build
from knowledge.periods.words import read_grammar
from knowledge.quantities.words import read_words
from tests.cases import bundled_base

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
        for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
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
        found |= {f"{name}: {key}": value for key, value in getattr(module, "_patterns", dict)().items()}
    re.compile = overheard  # type: ignore[assignment]
    try:
        read_grammar(), read_words()
        build("创始人程一笑指出,2024年收入1亿元。", About("x"))
        read_question("快手2024年收入多少", bundled_base(), load_vocabulary())
    finally:
        re.compile = compile_
    found |= {f"built: {p.pattern[:40]}": p for p in built}
    return {name: p for p, name in {p: name for name, p in reversed(found.items())}.items()}


def seconds(work: Callable[[str], object], text: str) -> float:
    """The shortest of several runs in time of the processor, whatever else the machine does; of fewer where they take long."""
    best, spent = float("inf"), 0.0
    for _ in range(5):
        start = time.thread_time()
        work(text)
        took = time.thread_time() - start
        best, spent = min(best, took), spent + took
        if spent > 0.02:
            break
    return best


def growth(work: Callable[[str], object], unit: str, sizes: tuple[int, ...] = (SMALL // FACTOR**2, SMALL // FACTOR, SMALL, LARGE)) -> float:
    """How many times longer a text of four times the length takes; smaller texts are enough where they show it."""
    ratio, before, shorter = 0.0, 0.0, ""
    for size in sizes:
        text = unit * (size // len(unit))
        took = seconds(work, text)
        if took < NEGLIGIBLE and size >= SMALL // FACTOR:
            return 0.0
        ratio = took / before if before > NEGLIGIBLE else 0.0
        if ratio > BOUND:  # once more: another program may have held the machine
            ratio = min(ratio, min(took, seconds(work, text)) / max(before, seconds(work, shorter)))
        if ratio > BOUND:
            break
        before, shorter = took, text
    return ratio


def everywhere(pattern: re.Pattern[str]) -> Callable[[str], object]:
    """Work that goes through a whole text with a pattern."""

    def work(text: str) -> None:
        for _ in pattern.finditer(text):
            pass

    return work
