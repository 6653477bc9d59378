"""Facts for machines and for readers."""

import io
from decimal import Decimal

import pytest
from rich.console import Console

from bot.facts import fact_record, fact_rows, facts_table
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from tests.cases import bundled_base

_KEYS = ["article", "metric", "labels", "subject", "period", "value", "value_high", "unit", "role", "bound", "direction", "sentence", "rule"]


@pytest.mark.parametrize("fact", bundled_base().facts, ids=lambda fact: f"{fact.metric} {fact.period} {fact.role.value} {fact.start}")
def test_a_fact_record_has_the_agreed_form(fact: Fact) -> None:
    """The keys, numbers as strings in base units, the whole sentence; dates without a number."""
    record = fact_record(fact)
    assert list(record) == _KEYS
    assert record["sentence"] == bundled_base().article.sentences[fact.citation.sentence].text
    assert record["sentence"]
    assert record["rule"]
    if fact.value is None:
        assert (record["value"], record["unit"]) == (None, "date")
    else:
        assert Decimal(record["value"]) == fact.value
        assert "E" not in record["value"]


def test_growth_stands_beside_its_value(kb: KnowledgeBase) -> None:
    """Of the same metric and period."""
    assert ("总收入", "2024年全年", "1269亿元", "同比增长11.8%", "") in fact_rows(kb)["快手"]


def test_what_was_supplied_is_marked(kb: KnowledgeBase) -> None:
    """The lost percent sign, the expected saving."""
    remarks = [row[-1] for rows in fact_rows(kb).values() for row in rows]
    assert "原文漏写百分号，按百分比读" in remarks
    assert any("预计，非已实现" in remark for remark in remarks)


def test_a_threshold_of_each_counted_thing_is_no_figure_of_the_whole(kb: KnowledgeBase) -> None:
    """A million is passed by each of the live rooms that are counted, which the remark says."""
    [row] = [row for row in fact_rows(kb)["快手电商"] if row[2] == "突破100万元"]
    assert row[-1].endswith("每个的门槛，见“GMV成交破百万的直播间数”")


def test_no_fact_is_left_out_of_the_table(kb: KnowledgeBase) -> None:
    """As many values and changes as the article states."""
    cells = [cell for rows in fact_rows(kb).values() for row in rows for cell in row[2:4] if cell]
    assert len(cells) == sum(f.value is not None for f in kb.facts)


def test_rows_of_one_metric_stand_together(kb: KnowledgeBase) -> None:
    """Within a subject no metric comes back after another one."""
    for rows in fact_rows(kb).values():
        metrics = [row[0] for row in rows]
        assert len(list(dict.fromkeys(metrics))) == sum(a != b for a, b in zip(metrics, [None, *metrics], strict=False))


def test_markup_in_an_article_is_shown_as_it_stands(kb: KnowledgeBase) -> None:
    """The table has no colour codes where the output is no terminal."""
    out = io.StringIO()
    Console(file=out, width=160).print(facts_table(kb))
    assert "\x1b" not in out.getvalue()
    assert "1269亿元" in out.getvalue()
