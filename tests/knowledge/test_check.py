"""Checks of an article against its own figures, over facts made for the purpose."""

from decimal import Decimal

import pytest

from knowledge.article import Citation
from knowledge.check import Check, Span, Stated, Verdict, check_article, growths, load_margins, margins, parts, shares, span_of, sums, thresholds
from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import load_lexicon
from knowledge.periods.period import Period
from knowledge.quantities.quantity import Bound

CASES = [
    # what is checked, facts as metric, period, number, unit, role, bound; the verdicts
    ("margin", margins, ["net_profit 2024 10E+8 CNY", "revenue 2024 100E+8 CNY", "net_margin 2024 10 percent margin"], ["consistent"]),
    ("margin rounded", margins, ["net_profit 2024 177E+8 CNY", "revenue 2024 1269E+8 CNY", "net_margin 2024 14 percent margin"], ["consistent"]),
    ("margin cut off", margins, ["net_profit 2024 179E+8 CNY", "revenue 2024 1000E+8 CNY", "net_margin 2024 17 percent margin"], ["consistent"]),
    ("margin off", margins, ["net_profit 2024 177E+8 CNY", "revenue 2024 1269E+8 CNY", "net_margin 2024 16 percent margin"], ["inconsistent"]),
    ("margin of another period", margins, ["net_profit 2023 177E+8 CNY", "revenue 2024 1269E+8 CNY", "net_margin 2024 14 percent margin"], []),
    ("margin in two currencies", margins, ["net_profit 2024 177E+8 USD", "revenue 2024 1269E+8 CNY", "net_margin 2024 14 percent margin"], []),
    ("margin of a bounded figure", margins, ["net_profit 2024 177E+8 CNY value over", "revenue 2024 1269E+8 CNY", "net_margin 2024 14 percent margin"], []),
    ("margin of a loss", margins, ["net_profit 2024 -177E+8 CNY", "revenue 2024 1269E+8 CNY", "net_margin 2024 14 percent margin"], []),
    ("share", shares, ["ad_revenue 2024 724E+8 CNY", "revenue 2024 1269E+8 CNY", "ad_revenue 2024 57.1 percent share"], ["consistent"]),
    ("share off", shares, ["ad_revenue 2024 724E+8 CNY", "revenue 2024 1269E+8 CNY", "ad_revenue 2024 61 percent share"], ["inconsistent"]),
    ("growth", growths, ["revenue 2024 112E+8 CNY", "revenue 2023 100E+8 CNY", "revenue 2024 12.0 percent yoy"], ["consistent"]),
    ("growth off", growths, ["revenue 2024 112E+8 CNY", "revenue 2023 100E+8 CNY", "revenue 2024 21.0 percent yoy"], ["inconsistent"]),
    ("decline", growths, ["revenue 2024 90E+8 CNY", "revenue 2023 100E+8 CNY", "revenue 2024 10 percent yoy exact down"], ["consistent"]),
    ("decline told as growth", growths, ["revenue 2024 90E+8 CNY", "revenue 2023 100E+8 CNY", "revenue 2024 10 percent yoy"], ["inconsistent"]),
    ("quarter on quarter, over the turn of the year", growths, ["revenue 2024Q1 110E+8 CNY", "revenue 2023Q4 100E+8 CNY", "revenue 2024Q1 10 percent qoq"], ["consistent"]),
    ("growth without the earlier value", growths, ["revenue 2024 112E+8 CNY", "revenue 2024 12 percent yoy"], []),
    ("threshold passed", thresholds, ["revenue 2024 206E+8 CNY", "revenue 2024 200E+8 CNY threshold over"], ["consistent"]),
    ("threshold not passed", thresholds, ["revenue 2024 186E+8 CNY", "revenue 2024 200E+8 CNY threshold over"], ["inconsistent"]),
    ("a quarter of its year", parts, ["revenue 2024Q4 20E+8 CNY", "revenue 2024 72E+8 CNY"], ["consistent"]),
    ("a quarter above its year", parts, ["revenue 2024Q4 80E+8 CNY", "revenue 2024 72E+8 CNY"], ["inconsistent"]),
    ("a quarter of another year", parts, ["revenue 2023Q4 80E+8 CNY", "revenue 2024 72E+8 CNY"], []),
    ("a business of the company", parts, ["ad_revenue 2024 72E+8 CNY", "revenue 2024 126E+8 CNY"], ["consistent"]),
    ("a business above the company", parts, ["ad_revenue 2024 172E+8 CNY", "revenue 2024 126E+8 CNY"], ["inconsistent"]),
    ("a quarter's profit above the year's", parts, ["net_profit 2024Q4 20E+8 CNY", "net_profit 2024 10E+8 CNY"], []),
    ("users do not add up", parts, ["dau 2024Q4 4.01E+8 count", "dau 2024 3.99E+8 count"], []),
    ("quarters add up", sums, ["revenue 2024 10E+8 CNY", *(f"revenue 2024Q{n} {n}E+8 CNY" for n in (1, 2, 3, 4))], ["consistent"]),
    ("quarters do not add up", sums, ["revenue 2024 16E+8 CNY", *(f"revenue 2024Q{n} {n}E+8 CNY" for n in (1, 2, 3, 4))], ["inconsistent"]),
    ("a quarter is missing", sums, ["revenue 2024 16E+8 CNY", "revenue 2024Q1 1E+8 CNY"], []),
    ("halves add up", sums, ["revenue 2024 30.0E+8 CNY", "revenue 2024H1 10.0E+8 CNY", "revenue 2024H2 20.0E+8 CNY"], ["consistent"]),
]


def made(text: str, sentence: int) -> Fact:
    """A fact from `metric period number unit [role [bound [direction]]]`."""
    metric, period, number, unit, *rest = text.split()
    role, bound, direction = (*rest, *("value", "exact", "")[len(rest) :])
    citation = Citation("made", sentence, 0, len(text), text)
    return Fact(metric, (metric,), Subject("", "Made"), Period(int(period[:4]), period[4:]), Decimal(number), unit, Role(role), Bound(bound), Direction(direction) if direction else None, citation, "made", 0)


@pytest.mark.parametrize(("rule", "texts", "verdicts"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_check(rule: object, texts: list[str], verdicts: list[str]) -> None:
    """These facts lead to these verdicts, each citing the facts it rests on."""
    stated = Stated([made(text, n) for n, text in enumerate(texts)], load_lexicon().metrics, load_margins())
    assert callable(rule)
    checks: list[Check] = list(rule(stated))
    assert [c.verdict.value for c in checks] == verdicts
    assert all(len(c.citations) > 1 for c in checks)


@pytest.mark.parametrize(("number", "low", "high"), [("14", "13.5", "15"), ("11.8", "11.75", "11.9"), ("1269E+8", "126850000000", "127000000000"), ("-3", "-4", "-2.5")])
def test_a_written_number_stands_for_a_span(number: str, low: str, high: str) -> None:
    """Rounded or cut off at its last digit."""
    assert span_of(made(f"revenue 2024 {number} CNY", 0)) == Span(Decimal(low), Decimal(high))


def test_every_margin_is_made_of_known_metrics() -> None:
    """No name in checks.toml that the lexicon lacks."""
    metrics = load_lexicon().metrics
    assert [m for margin, pair in load_margins().items() for m in (margin, *pair) if m not in metrics] == []


def test_the_bundled_article_agrees_with_itself(kb: KnowledgeBase) -> None:
    """177 / 1269 = 13.9 % against 14 %, and the rest."""
    checks = check_article(kb)
    assert any(c.left.endswith("= 13.9 %") and c.right == "14 %" for c in checks)
    assert {c.verdict for c in checks} == {Verdict.CONSISTENT}
    assert all(kb.article.text[c.start : c.end] == c.quote for check in checks for c in check.citations)
