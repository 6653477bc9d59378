"""Work grows with the length of a text, not with its square: hostile texts of 25 and of 100 kB, compared as a ratio."""

from collections.abc import Callable

import pytest

from knowledge.article import About, read_article
from knowledge.building import build
from knowledge.language.text import fold, tidy, without_noise
from knowledge.periods.period import read_periods
from knowledge.quantities.quantity import quantities
from tests.growth import ARTICLES, BOUND, FACTOR, HOSTILE, SMALL, everywhere, growth, patterns
from tests.knowledge.test_period import ANCHOR

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "tidy": tidy,
    "without_noise": without_noise,
    "quantities": quantities,
    "read_periods": lambda text: read_periods(text, ANCHOR),
    "read_article": lambda text: read_article(text, About("x")),
}


def test_the_patterns_are_all_found() -> None:
    """Those at the top of modules, in data files, written in place, and built on first use."""
    sources = {name.partition(":")[0].partition("._")[0] for name in patterns()}
    assert {"built", "knowledge.article", "knowledge.language.patterns", "intents.questions.patterns"} <= sources
    assert len(patterns()) > 100


@pytest.mark.parametrize("name", patterns())
def test_a_pattern_is_linear(name: str) -> None:
    """Going through a hostile text with any pattern of ours takes time in proportion to its length."""
    work = everywhere(patterns()[name])
    for text, unit in HOSTILE.items():
        assert growth(work, unit) <= BOUND, text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_linear(name: str) -> None:
    """So does each function that goes through a whole text, here of 6 and of 25 kB."""
    for text, unit in HOSTILE.items():
        assert growth(FUNCTIONS[name], unit, (SMALL // FACTOR**2, SMALL // FACTOR, SMALL)) <= BOUND, text


@pytest.mark.parametrize("text", ARTICLES)
def test_building_is_linear(text: str) -> None:
    """So does building a knowledge base, here of texts as long as articles."""
    assert growth(lambda raw: build(raw, About("x", company="meituan")), ARTICLES[text], tuple(SMALL // FACTOR**n for n in (3, 2, 1))) <= BOUND
