"""Quantities: number, factor, unit, bound and range as they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.text import fold
from knowledge.quantities.quantity import Bound, Quantity, numeral, quantities
from tests.cases import TESTS, pairs

_WORDS = ["亿", "万", "元", "%", "至", "-", "~", "约", "超", "不到", "近", "1", "2.5", "三", "十", "百", "数", "几", "多", "个", "人", "billion", "$", "(", ")", ",", ".", "点", " ", "成", "倍", "半", "RMB", "k", "+", "负", "/", ":", "七", "八", "千", "million", "of", "tens", "half a", "第", "x", "兆瓦", "cents"]


def shown(q: Quantity) -> str:
    """A quantity as the case file writes it."""
    value = f"{q.value.normalize():f}" + (f"..{q.high.normalize():f}" if q.high is not None else "")
    bound = q.bound.value if q.bound not in (Bound.EXACT, Bound.RANGE) else ""
    return " ".join(filter(None, [value, q.unit, bound, "vague" * q.vague, "threshold" * q.threshold]))


def _normal(expected: str) -> str:
    first, _, rest = expected.partition(" ")
    values = "..".join(f"{Decimal(v).normalize():f}" for v in first.split(".."))
    return f"{values} {rest}".strip()


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "knowledge" / "quantities.txt"))
def test_quantity(text: str, expected: str) -> None:
    """A written number has this value in base units, this unit and this bound."""
    wanted = [_normal(e.strip()) for e in expected.split(";") if e.strip()]
    assert [shown(q) for q in quantities(fold(text))] == wanted


@given(st.lists(st.sampled_from(_WORDS), max_size=12).map("".join) | st.text())
def test_any_text_has_quantities_in_order(text: str) -> None:
    """Spans lie in the text, in order, without overlap; a range has its low end first; vague ones are a bound."""
    folded = fold(text)
    found = quantities(folded)
    edges = [edge for q in found for edge in (q.start, q.end)]
    assert edges == sorted(edges)
    assert all(0 <= q.start < q.end <= len(folded) for q in found)
    assert all(q.value.is_finite() for q in found)
    assert all((q.high is not None) == (q.bound is Bound.RANGE) for q in found)
    assert all(q.bound is not Bound.EXACT for q in found if q.vague)


@given(st.decimals(min_value=0, max_value=10**6, places=2), st.sampled_from([("亿", 10**8), ("万", 10**4), ("万亿", 10**12), ("", 1)]))
def test_a_number_with_its_factor_is_read_exactly(number: Decimal, factor: tuple[str, int]) -> None:
    word, times = factor
    [found] = quantities(f"{number:f}{word}元")
    assert (found.value, found.unit) == (number * times, "CNY")


@given(st.integers(min_value=1, max_value=99_999_999))
def test_every_chinese_numeral_is_read(number: int) -> None:
    assert numeral(_spelled(number)) == number


def _spelled(number: int) -> str:
    """A whole number below 10^8 in Chinese numerals."""
    if number >= 10_000:
        head, rest = divmod(number, 10_000)
        return _spelled(head) + "万" + ("零" if 0 < rest < 1000 else "") + (_spelled(rest) if rest else "")
    text, zero = "", False
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if zero and text else "") + "零一二三四五六七八九"[digit] + word
        zero = not digit
    return text
