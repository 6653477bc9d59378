"""Whose article it is, which period it reports and of which day it is: read from the text where no sidecar says so."""

import datetime as dt

import pytest

from knowledge.article import About
from knowledge.building import build
from tests.cases import TESTS, pairs


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "anchors.txt"))
def test_anchor(text: str, expected: str) -> None:
    """The article tells the results of this company and period, and was written on this day."""
    kb = build(text.replace("\\n", "\n"), About("made-up"))
    assert f"{kb.company.name.zh} | {kb.anchor.reported} | {kb.anchor.date}" == expected


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "dated_anchors.txt"))
def test_reported_of_a_day(text: str, expected: str) -> None:
    """The article of that day, given with it, tells the results of this period."""
    day, text = text.split(" | ", 1)
    assert str(build(text, About("made-up", date=dt.date.fromisoformat(day))).anchor.reported) == expected


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "companies.txt"))
def test_companies(text: str, expected: str) -> None:
    """The article tells the results of the first company, and gives figures of the others."""
    kb = build(text.replace("\\n", "\n"), About("made-up"))
    assert " | ".join(dict.fromkeys([kb.company.name.zh, *(fact.subject.name for fact in kb.facts)])) == expected
