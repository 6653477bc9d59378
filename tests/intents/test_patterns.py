"""What a question lacks no pattern can match: looking for triggers first finds what each pattern finds."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.questions.patterns import _patterns, found
from knowledge.language.text import fold
from knowledge.language.triggers import guarded, literals
from tests.cases import TESTS, records

TEXTS = [fold(q["question"]) for file in sorted(TESTS.glob("*/*.jsonl")) for q in records(file) if "question" in q]


@pytest.mark.parametrize("name", _patterns())
def test_a_pattern_finds_the_same_with_and_without_its_triggers(name: str) -> None:
    pattern = _patterns()[name]
    expected, told = ([m and m.span() for m in matches] for matches in ((pattern.search(t) for t in TEXTS), (found(pattern, t) for t in TEXTS)))
    assert told == expected


WRITTEN = ["a|b", "ab|cd?", "(?:ab)?c", "(?<!a)b", "a(?=b)", "[ab]c|d", "[^a]b", "(a|b){2}", "(a|b){0,2}c", ".a", "(?i:a)b", "a*", "(?:a|)b", r"\d[ab]", "(?>a|b)c", "(a)b|(b)a"]


@pytest.mark.parametrize("written", WRITTEN)
@given(text=st.text("abcdAB1 ", max_size=8))
def test_every_text_that_matches_has_a_literal_and_a_first_character(written: str, text: str) -> None:
    """And none is lost behind the look at the first character."""
    pattern = re.compile(written)
    match, behind = pattern.search(text), re.search(guarded(written), text)
    assert (behind and behind.span()) == (match and match.span())
    assert not match or not literals(pattern) or any(literal in text for literal in literals(pattern))
