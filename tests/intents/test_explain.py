"""Explanations: what they show of a question and of the answer to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.answer import ask
from intents.explain import explain
from knowledge.knowledgebase import KnowledgeBase
from tests.cases import bundled_base


@pytest.mark.parametrize(("question", "shown"), [
    ("快手2024年总收入是多少", ["folded     快手2024年总收入是多少", "period     [2, 7) 2024", "unit       [7, 10) metric:revenue", "cue        how_much", "rule ", "exact 126900000000 CNY", "margin 0."]),
    ("revnue of Kuaishou in 2024", ["mended     revnue -> revenue", "language   en", "reply      answer, figures"]),
    ("广告收入占总收入多少", ["computed by share", "72400000000 CNY", "126900000000 CNY"]),
    ("毛利率是多少", ["reply      decline, metric: 毛利率", "wanted     gross_margin"]),
    ("你好", ["reply      clarify, hello"]),
    ("快手2024年总收入是1300亿吗", ["verdict no", "quantity   "]),
    ("", ["reply      decline, empty"]),
])
def test_an_explanation_shows(kb: KnowledgeBase, question: str, shown: list[str]) -> None:
    """Slots, candidates with scores and margins, the reply with its facts."""
    text = explain(question, kb)
    assert [s for s in shown if s not in text] == []


def test_an_explanation_shows_what_a_follow_up_inherits(kb: KnowledgeBase) -> None:
    """From the conversation that it was asked in."""
    _, conversation = ask("快手2024年总收入是多少", kb)
    assert "inherited  measure" in explain("同比呢", kb, conversation)


@given(st.text(max_size=60))
def test_any_text_has_an_explanation(question: str) -> None:
    """Each line names what it shows; the reply comes last."""
    assert "\nreply      " in explain(question, bundled_base())
