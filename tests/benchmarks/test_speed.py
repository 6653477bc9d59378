"""How long a question takes, and reading the article, beside a plain fuzzy search over the article's sentences.

pytest tests/benchmarks --benchmark-only
"""

import time
from collections.abc import Callable
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from rapidfuzz import process

from bot.stored.articles import settle
from knowledge.building import build
from knowledge.knowledgebase import KnowledgeBase
from tests.cases import questions, reply_to

TEXTS = [q["question"] for q in questions()]
_ROUNDS = 7


@pytest.fixture(scope="module", autouse=True)
def as_the_program_does() -> None:
    """What the chat and the batch do before the first question."""
    for text in TEXTS:
        reply_to(text)
    settle()


def _times(work: Callable[[str], object]) -> list[float]:
    """For each question the shortest of several runs, in microseconds, sorted."""
    shortest = dict.fromkeys(TEXTS, float("inf"))
    for _ in range(_ROUNDS):
        for text in TEXTS:
            start = time.perf_counter()
            work(text)
            shortest[text] = min(shortest[text], 1e6 * (time.perf_counter() - start))
    return sorted(shortest.values())


def _centile(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(share * len(times)))]


def _plain(kb: KnowledgeBase) -> Callable[[str], object]:
    sentences = [s.text for s in kb.article.sentences]
    return lambda text: process.extractOne(text, sentences)


@pytest.mark.benchmark(group="all questions")
@pytest.mark.parametrize("way", ["answer", "extractOne over the sentences"])
def test_questions(benchmark: BenchmarkFixture, kb: KnowledgeBase, capsys: pytest.CaptureFixture[str], way: str) -> None:
    """Every question, from its text to its reply; median and 99th percentile of single questions beside the plain search."""
    ours, plain = _times(reply_to), _times(_plain(kb))
    work: Callable[[str], object] = reply_to if way == "answer" else _plain(kb)
    benchmark(lambda: [work(text) for text in TEXTS])
    rows = [("median", median(ours), median(plain)), ("99th percentile", _centile(ours, 0.99), _centile(plain, 0.99))]
    benchmark.extra_info.update({name: {"answer_us": a, "extract_one_us": b, "ratio": a / b} for name, a, b in rows})
    if way == "answer":
        with capsys.disabled():
            print(f"\n{len(TEXTS)} questions   {'answer':>10} {'extractOne':>12} {'ratio':>7}")
            for name, a, b in rows:
                print(f"{name:15} {a:8.0f} µs {b:9.0f} µs {a / b:7.2f}")


@pytest.mark.benchmark(group="building")
def test_building(benchmark: BenchmarkFixture, kb: KnowledgeBase) -> None:
    """The knowledge base from the raw article, with the lexicon loaded."""
    built = benchmark(build, kb.article.raw, kb.article.about)
    assert built.facts == kb.facts
