"""The bundled article's facts are the ones that a reader of it finds; none is invented."""

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from knowledge.building import build
from knowledge.fact import Fact, Kind
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import bundled
from tests.cases import BUNDLED, TESTS, records

ROWS = records(TESTS / "knowledge" / "kuaishou-facts.jsonl")


def _is(fact: Fact, row: dict[str, Any]) -> bool:
    """Whether the fact says what the row says; a direction the row leaves open may be told."""
    return (
        row["label"] in fact.labels
        and row["says"] in fact.citation.quote
        and fact.subject.name == row["subject"]
        and (str(fact.period) if fact.period else None) == row["period"]
        and fact.value == (Decimal(row["value"]) if row["value"] else None)
        and fact.high == (Decimal(row["high"]) if "high" in row else None)
        and (fact.unit, fact.role.value, fact.bound.value) == (row["unit"], row["role"], row["bound"])
        and (row["direction"] is None or (fact.direction is not None and fact.direction.value == row["direction"]))
        and fact.inferred == row.get("inferred", "")
        and fact.vague == row.get("vague", False)
    )


@pytest.mark.parametrize("row", [pytest.param(r, id=f"{r['subject']} {r['label']} {r['period']} {r['value']} {r['role']}") for r in ROWS])
def test_the_article_states(kb: KnowledgeBase, row: dict[str, Any]) -> None:
    """Exactly one fact of the bundled article says this."""
    assert len([f.rule for f in kb.facts if _is(f, row)]) == 1


def test_nothing_else_is_stated(kb: KnowledgeBase) -> None:
    """Every fact is one of the rows."""
    assert [f for f in kb.facts if not any(_is(f, row) for row in ROWS)] == []


def test_each_fact_names_its_rule_and_stands_in_its_sentence(kb: KnowledgeBase) -> None:
    for fact in kb.facts:
        assert fact.rule
        assert fact.citation.start <= fact.start < fact.citation.end


@pytest.mark.parametrize(("kind", "says", "detail"), [
    (Kind.QUOTE, "程一笑指出", "程一笑"),
    (Kind.QUOTE, "程一笑表示", "程一笑"),
    (Kind.QUOTE, "快手管理层明确", "快手管理层"),
    (Kind.LIST, "接入小米、AMAZON云科技等巨头", "AMAZON云科技等巨头"),
    (Kind.RANKING, "位列全球第一", ""),
    (Kind.OUTLOOK, "未来三年将加大AI研发投入", ""),
    (Kind.REASON, "背后逻辑与AI战略", ""),
    (Kind.REASON, "源于两层考量", ""),
    (Kind.EVENT, "自去年6月可灵AI上线以来", ""),
])
def test_statements(kb: KnowledgeBase, kind: Kind, says: str, detail: str) -> None:
    """What is not a number is a statement of this kind, with its speaker or items."""
    found = [s for s in kb.statements if s.kind is kind and says in s.citation.quote]
    assert found
    assert not detail or any(detail.removesuffix("等巨头") in (s.speaker, *s.items) or detail in s.items for s in found)


def test_only_people_and_companies_speak(kb: KnowledgeBase) -> None:
    """A sentence in which nobody is named before a verb of saying is no quote."""
    speakers = Counter(s.speaker for s in kb.statements if s.kind is Kind.QUOTE)
    assert speakers == Counter({"程一笑": 2, "快手管理层": 1})


def test_the_sidecar_is_not_needed(kb: KnowledgeBase) -> None:
    """Company, date and reported period are in the text: without a sidecar the facts are the same."""
    from knowledge.article import About

    alone = build(kb.article.raw, About(BUNDLED))
    assert (alone.company, alone.anchor) == (kb.company, kb.anchor)
    assert alone.facts == kb.facts


def test_the_bundled_article_is_the_given_one() -> None:
    """Byte for byte, the reading noise included."""
    data = (bundled() / f"{BUNDLED}.txt").read_bytes()
    assert data.startswith("在DeepSeek引领下,今年中概股在技术迭代与市(shi)场预期".encode())
    assert len(data) == 6201
