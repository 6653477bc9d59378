"""Constructions: small made-up sentences and the facts that they state, one construction a table."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import About
from knowledge.building import build
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from tests.cases import TESTS, pairs


def read(text: str) -> KnowledgeBase:
    """The knowledge base of a text of 美团, an article of 20 March 2025 about 2024."""
    return build(text, About("made-up", company="meituan", date=dt.date(2025, 3, 20)))


def shown(fact: Fact) -> str:
    """A fact as the case file writes it: metric subject period value unit role [bound] [direction] [inferred]."""
    value = "-" if fact.value is None else f"{fact.value.normalize():f}" + (f"..{fact.high.normalize():f}" if fact.high is not None else "")
    bound = fact.bound.value if fact.bound.value not in ("exact", "range") else ""
    direction = fact.direction.value if fact.direction and fact.role.is_change else ""
    words = (fact.metric, fact.subject.name, str(fact.period) if fact.period else "-", value, fact.unit, fact.role.value, bound, direction, fact.inferred, fact.forecast)
    return " ".join(filter(None, words))


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "constructions.txt"))
def test_construction(text: str, expected: str) -> None:
    """The sentence states these facts and no others."""
    assert [shown(f) for f in read(text.replace("\\n", "\n")).facts] == [e.strip() for e in expected.split(";") if e.strip()]


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "digests.txt"))
def test_digest(text: str, expected: str) -> None:
    """The article states these facts of these companies and no others, dates aside; nothing tells it whose it is."""
    facts = build(text.replace("\\n", "\n"), About("made-up")).facts
    assert [shown(f) for f in facts if f.role is not Role.DATE] == [e.strip() for e in expected.split(";") if e.strip()]


_PIECES = ["美团", "腾讯", "总收入", "净利润", "日活", "GMV", "2024年", "Q4", "同比", "增长", "下降", "至", "达到", "分别", "1269亿元", "20.1", "72.5%", "数千家", "近", "超", "的", "和", ",", "。", "(", ")", "预计", "这一数字", "超越", "第一", "大关", "自", "以来", "上线", "3月25日", "\n", "revenue", " rose ", "to ", "$3 billion", "未来三年"]


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text())
def test_any_article_is_read(text: str) -> None:
    """Whatever the text: facts in order, each with a value or a date, quoting the sentence it stands in."""
    kb = read(text)
    for fact in kb.facts:
        assert (fact.value is None) == (fact.role is Role.DATE)
        assert kb.article.text[fact.citation.start : fact.citation.end] == fact.citation.quote
        assert fact.citation.start <= fact.start < fact.citation.end
        assert fact.labels
        assert fact.rule


def test_reading_twice_is_reading_once() -> None:
    """The same text gives the same facts and statements, in the same order."""
    text = "2024年Q4,美团的日活和月活分别达到了4.01亿及7.36亿,分别同比增长4.8%和5.0%。自去年6月上线以来,服务数千家商户。"
    first, second = read(text), read(text)
    assert (first.facts, first.statements, first.people) == (second.facts, second.statements, second.people)
    assert first.facts
