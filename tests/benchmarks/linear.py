"""The same comparison with texts of 25 and of 100 kB for everything that reads a text: minutes, so not by default.

pytest tests/benchmarks/linear.py
"""

import pytest

from intents.questions.reading import MAX_CHARACTERS, read_question
from intents.questions.vocabulary import load_vocabulary
from knowledge.article import About
from knowledge.building import build
from tests.cases import bundled_base
from tests.growth import ARTICLES, BOUND, FACTOR, HOSTILE, LARGE, SMALL, growth, seconds
from tests.test_linear import FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_is_linear(name: str) -> None:
    """Each function that goes through a whole text takes time in proportion to its length."""
    for text, unit in ARTICLES.items():
        assert growth(FUNCTIONS[name], unit) <= BOUND, text


@pytest.mark.parametrize("text", ARTICLES)
def test_building_is_linear(text: str) -> None:
    """So does building a knowledge base."""
    assert growth(lambda raw: build(raw, About("x", company="meituan")), ARTICLES[text], (SMALL // FACTOR**2, SMALL // FACTOR, SMALL, LARGE)) <= BOUND


@pytest.mark.parametrize("text", HOSTILE)
def test_a_question_as_long_as_the_cap_is_read_in_bounded_time(text: str) -> None:
    """A hostile question takes less than fifty times a plain one of the same length."""
    kb, vocabulary = bundled_base(), load_vocabulary()
    plain = seconds(lambda t: read_question(t, kb, vocabulary), ("快手2024年总收入是多少," * 60)[:MAX_CHARACTERS])
    unit = HOSTILE[text]
    assert seconds(lambda t: read_question(t, kb, vocabulary), unit * (MAX_CHARACTERS // len(unit))) < 50 * plain
