"""Corrections by a person: applied where they fit one fact, shown, refused where they do not fit."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.facts import fact_record, fact_rows
from intents.answer import ask
from intents.saying.record import record_of
from intents.saying.render import render
from knowledge.article import About
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import load
from knowledge.periods.period import Period
from knowledge.shelves.overrides import OverridesError, corrected, parse_overrides

TEXT = "3月20日,丁岛电子发布2031年全年财报,总收入同比增长22%至3376亿元,净利润为120亿元。云业务收入300亿元,海外收入为80亿元。\n"
PROFIT = 'match = { metric = "net_profit", value = "12000000000" }'


def read(toml: str) -> KnowledgeBase:
    return corrected(TEXT, About("a"), parse_overrides(toml, "a.overrides.toml"))


def value_of(kb: KnowledgeBase, value: int) -> Fact:
    return next(f for f in kb.facts if f.value == Decimal(value))


def test_a_metric_a_period_and_a_subject_are_set() -> None:
    fact = value_of(read(f'[[fact]]\n{PROFIT}\nset = {{ metric = "经调整净利润", period = "2031Q4", subject = "快手" }}'), 12_000_000_000)
    assert (fact.metric, fact.period, fact.subject.id, fact.subject.name, fact.edited) == ("adjusted_net_profit", Period(2031, "Q4"), "kuaishou", "快手", ("metric", "period", "subject"))
    assert fact.labels[0] == "经调整净利润"


def test_a_fact_is_dropped() -> None:
    whole, less = read(""), read(f"[[fact]]\n{PROFIT}\ndrop = true")
    assert [f for f in whole.facts if f.metric != "net_profit"] == list(less.facts)


def test_a_metric_that_nobody_knows_is_a_phrase() -> None:
    fact = value_of(read(f'[[fact]]\n{PROFIT}\nset = {{ metric = "储备金额" }}'), 12_000_000_000)
    assert (fact.metric, fact.labels) == ("储备金额", ("储备金额",))


@pytest.mark.parametrize("name", ["ecommerce_revenue", "e-commerce revenue", "电商收入", "電商收入"])
def test_a_metric_is_known_by_any_of_its_names(name: str) -> None:
    fact = value_of(read(f'[[fact]]\n{PROFIT}\nset = {{ metric = "{name}" }}'), 12_000_000_000)
    assert "电商收入" in fact.labels


def test_an_alias_is_read_and_understood() -> None:
    kb = read('[names]\n"丁岛电子" = ["老丁家"]')
    assert "3376亿元" in render(ask("老丁家2031年总收入", kb)[0], kb)


@pytest.mark.parametrize(("changes", "question", "told"), [
    ('metric = "adjusted_net_profit"', "丁岛电子2031年经调整净利润", "丁岛电子2031年全年经调整净利润：120亿元（指标名经人工更正）"),
    ('period = "2031Q4"', "丁島電子2031年第四季度淨利潤", "期間經人工更正"),
    ('metric = "adjusted_net_profit", period = "2031Q4"', "What was the adjusted net profit in Q4 2031?", "(metric corrected by a person; period corrected by a person)"),
    ('subject = "云业务"', "云业务2031年净利润", "所属主体经人工更正"),
    ('metric = "adjusted_net_profit"', "经调整净利润占总收入多少", "由原文数字计算，非原文披露；指标名经人工更正"),
])
def test_an_answer_says_what_was_corrected(changes: str, question: str, told: str) -> None:
    """Reported or computed, in the language of the question."""
    kb = read(f"[[fact]]\n{PROFIT}\nset = {{ {changes} }}")
    reply = ask(question, kb)[0]
    assert told in render(reply, kb)
    assert [v["edited"] for v in record_of(reply, kb)["values"] if "edited" in v]


def test_an_answer_from_a_fact_as_it_was_read_says_nothing() -> None:
    kb = read(f'[[fact]]\n{PROFIT}\nset = {{ period = "2031Q4" }}')
    reply = ask("丁岛电子2031年总收入", kb)[0]
    assert "更正" not in render(reply, kb)
    assert not any("edited" in v for v in record_of(reply, kb)["values"])


def test_records_and_tables_mark_a_correction() -> None:
    kb = read(f'[[fact]]\n{PROFIT}\nset = {{ period = "2031Q4" }}')
    assert fact_record(value_of(kb, 12_000_000_000))["edited"] == ["period"]
    assert "期间经人工更正" in [row[-1] for rows in fact_rows(kb).values() for row in rows]


@pytest.mark.parametrize(("toml", "told"), [
    ("[[fact]]\nmatch = { metric = 'net_profit', value = '1' }\ndrop = true", r'fits no fact .*The nearest: \{ metric = "net_profit", .*value = "12000000000"'),
    ("[[fact]]\nmatch = { unit = 'CNY' }\ndrop = true", r"fits 4 facts; add more keys, such as metric, subject"),
    (f"[[fact]]\n{PROFIT}\ndrop = true\n[[fact]]\n{PROFIT}\nset = {{ period = '2031Q4' }}", "another correction drops or changes this fact already"),
    (f"[[fact]]\n{PROFIT}", "say either set"),
    (f"[[fact]]\n{PROFIT}\ndrop = true\nset = {{ period = '2031' }}", "say either set"),
    (f"[[fact]]\n{PROFIT}\nset = {{ period = 'last year' }}", "no period 'last year'; write it like 2024"),
    (f"[[fact]]\n{PROFIT}\nset = {{ value = '3' }}", "unknown key 'value'; the keys are metric, period, subject"),
    ("[[fact]]\nmatch = { profit = '3' }\ndrop = true", "unknown key 'profit'; the keys are metric, subject"),
    ("[[fact]]\nmatch = { value = 1.5 }\ndrop = true", "must be a text in quotation marks"),
    ("[[fact]]\ndrop = true", "say which fact is meant"),
    ("[[fact]]\nmatch = {}\ndrop = true", "say which fact is meant"),
    ("[[fact]]\nfit = 1", "unknown key 'fit'"),
    ("fact = 3", "entries like"),
    ("facts = []", r"unknown key 'facts'; it holds"),
    ("[[fact]", "mend the TOML"),
    ("[names]\n'没有的公司' = ['甲甲']", "the article names no '没有的公司'"),
    ("[names]\n'丁岛电子' = ['快手']", "'快手' is a name of 'kuaishou' already"),
    ("[names]\n'丁岛电子' = '快手'", "each must be a list"),
    ("[[fact]]\nmatch = { role = 'date' }\nset = { period = '2031' }", "a date without a number; it can only be dropped"),
])
def test_a_correction_that_does_not_fit_is_refused(toml: str, told: str) -> None:
    """With the file and the mend; nothing is answered from the article meanwhile."""
    with pytest.raises(OverridesError, match=rf"^a\.overrides\.toml: .*{told}"):
        read(toml)


def test_they_lie_beside_an_article_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.overrides.toml").write_text(f"[[fact]]\n{PROFIT}\ndrop = true", encoding="utf-8")
    assert not any(f.metric == "net_profit" and f.role is Role.VALUE for f in load(tmp_path / "a.txt").facts)
