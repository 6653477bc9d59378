"""Periods: a year and a part of it, read from words relative to the article, never to the clock."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.text import fold
from knowledge.periods.period import Anchor, Period, PeriodMention, read_periods
from tests.cases import TESTS, pairs

ANCHOR = Anchor(dt.date(2025, 3, 26), Period(2024))
_WORDS = ["2024", "年", "去年", "今年", "Q4", "第四季度", "上半年", "3月", "25日", "FY", "24", "双11", "全年", "同期", "自", "以来", "-", "/", " ", "to", "the", "quarter", "last", "ended", "May", "十", "一", "月", "末", "止", "六个月", "日", "31", "三个月", "六", "至", "months", "three", "ended", "June", "30", ",", "and", "财年"]


def shown(mention: PeriodMention) -> str:
    """A period as the case file writes it."""
    same = f"same{mention.years or ''}" if mention.same else ""
    undated = "undated" * (not mention.dated and not mention.same)
    return " ".join(filter(None, [str(mention.period), same, "since" * mention.since, "end" * mention.end_of, undated]))


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "periods.txt"))
def test_period(text: str, expected: str) -> None:
    """These words name these periods in an article of 26 March 2025 that reports 2024."""
    assert [shown(m) for m in read_periods(fold(text), ANCHOR)] == [e.strip() for e in expected.split(";") if e.strip()]


@pytest.mark.parametrize(("reported", "text", "expected"), [
    (Period(2019, "Q3"), "本季度", "2019Q3"),
    (Period(2019, "Q3"), "last quarter", "2019Q3"),
    (Period(2019, "Q3"), "前一季度", "2019Q2"),
    (Period(2019, "Q4"), "next quarter", "2020Q1"),
    (Period(2020, "Q1"), "previous quarter", "2019Q4"),
    (Period(2018, "H1"), "本季度", "2018Q2"),
    (Period(2018, "Q1-Q3"), "本季度", "2018Q3"),
    (Period(2019, "Q3"), "报告期内", "2019Q3"),
    (Period(2020, "H1"), "期内", "2020H1"),
])
def test_quarters_count_from_the_newest_one_reported(reported: Period, text: str, expected: str) -> None:
    anchor = Anchor(dt.date(2020, 5, 1), reported)
    assert [str(m.period) for m in read_periods(fold(text), anchor)] == [expected]


def test_last_month_may_be_of_the_year_before() -> None:
    [found] = read_periods("上个月", Anchor(dt.date(2025, 1, 10), Period(2024)))
    assert found.period == Period(2024, "-12")


@given(st.integers(min_value=1990, max_value=2098), st.sampled_from(["去年", "今年", "last year", "this year"]))
def test_relative_years_move_with_the_article(year: int, word: str) -> None:
    [found] = read_periods(word, Anchor(dt.date(year, 6, 1), Period(year - 1)))
    assert found.period == Period(year - (word in ("去年", "last year")))


@given(st.lists(st.sampled_from(_WORDS), max_size=10).map("".join) | st.text())
def test_any_text_has_periods_in_order(text: str) -> None:
    """Spans lie in the text, in order, without overlap."""
    folded = fold(text)
    found = read_periods(folded, ANCHOR)
    edges = [edge for m in found for edge in (m.start, m.end)]
    assert edges == sorted(edges)
    assert all(0 <= m.start < m.end <= len(folded) for m in found)


@pytest.mark.parametrize(("inner", "outer", "within"), [
    (Period(2024, "Q4"), Period(2024), True),
    (Period(2024, "Q4"), Period(2024, "H2"), True),
    (Period(2024, "Q2"), Period(2024, "Q1-Q3"), True),
    (Period(2024, "Q4"), Period(2024, "Q1-Q3"), False),
    (Period(2024, "-02"), Period(2024, "Q1"), True),
    (Period(2024, "-02-25"), Period(2024, "-02"), True),
    (Period(2024, "-02-25"), Period(2024, "-03"), False),
    (Period(2024, "Q4"), Period(2023), False),
    (Period(2024), Period(2024), False),
    (Period(None, "Q4"), Period(2024), False),
    (Period(2024, "-05"), Period(2024, "H1"), True),
    (Period(2024, "-08"), Period(2024, "H1"), False),
    (Period(2024, "-08-01"), Period(2024, "Q1-Q3"), True),
    (Period(2024, "双11"), Period(2024), True),
    (Period(2024, "1-8月"), Period(2024), True),
    (Period(2024, "Q1"), Period(2024, "H1"), True),
    (Period(2024, "-03-31"), Period(2024, "Q1"), True),
])
def test_a_part_lies_within_its_whole(inner: Period, outer: Period, within: bool) -> None:
    assert inner.within(outer) is within
