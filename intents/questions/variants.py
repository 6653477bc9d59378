"""Other ways to write the same: Taiwan's and Hong Kong's words, abbreviations, numbers in words. Source: data/variants.toml."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

from intents.questions.patterns import pattern
from knowledge.language.lexicon import read_data
from knowledge.language.numerals import numeral

FILE = files("intents") / "data" / "variants.toml"
_AND_MORE = pattern("and_more")
_BARE = pattern("bare_scale")
_PERCENT = pattern("percent_word")
_GLUED, _GLUED_YEAR, _GLUED_WORDS, _HYPHENED = pattern("glued_period"), pattern("glued_year"), pattern("glued_words"), pattern("hyphened")
_AHEAD = pattern("span_ahead")
_Y = pattern("why_in_a_letter")
_WORD = re.compile(r"[a-z]{2}")
_LATIN = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class _Variants:
    elsewhere: Mapping[str, str]
    shortened: Mapping[str, str]
    numbers: Mapping[str, str]
    words: re.Pattern[str]
    counted: re.Pattern[str]  # a number in words before a unit of time (two hours)


@cache
def _variants() -> _Variants:
    data = read_data(FILE)
    numbers = {k: str(v) for k, v in data["numbers"].items()}
    words = re.compile("|".join(map(re.escape, sorted(data["same_length"], key=len, reverse=True))))
    counted = re.compile(rf"(?<![a-z])(?:{'|'.join(numbers)})(?=\s(?:hours?|minutes?|days?)(?![a-z]))")
    return _Variants(data["same_length"], data["abbreviations"], numbers, words, counted)


def years_ahead(folded: str) -> set[Decimal]:
    """How many years, quarters or months to come a text names: 未来三年, the next five years.

    >>> years_ahead("未来五年都会加大投入吗"), years_ahead("over the next three years")
    ({Decimal('5')}, {Decimal('3')})
    """
    words = (m["zh"] or m["en"] for m in _AHEAD.finditer(folded))
    found = (Decimal(word) if word.isdigit() else numeral(word) or Decimal(_variants().numbers.get(word, 0)) for word in words)
    return {number for number in found if number}


def same_words(folded: str) -> str:
    """Taiwan's and Hong Kong's words as the mainland's (行销 -> 营销), abbreviations in full (mktg -> marketing)."""
    known = _variants()
    if _WORD.search(folded):
        folded = _in_full(folded, _LATIN.findall(folded), known)
    return folded if folded.isascii() else known.words.sub(lambda m: known.elsewhere[m[0]], folded)


def _in_full(folded: str, words: list[str], known: _Variants) -> str:
    """Abbreviations among the Latin words of a text in full."""
    return folded if known.shortened.keys().isdisjoint(words) else _LATIN.sub(lambda m: known.shortened.get(m[0], m[0]), folded)


def mainland(folded: str) -> str:
    """The same, and numbers as they are read: 三个多小时 -> 三个小时多, 过亿 -> 过1亿, two hours -> 2 hours."""
    known = _variants()
    if _WORD.search(folded):
        folded = _GLUED.sub(r"\1 ", folded) if _GLUED.search(folded) else folded
        folded = _GLUED_YEAR.sub(" ", folded) if not folded.isascii() or "20" in folded else folded
        folded = _GLUED_WORDS.sub(" & ", folded) if "&" in folded else folded
        folded = _PERCENT.sub(" percentage", folded) if "%" in folded else folded
        folded = _HYPHENED.sub(r" \1s", folded) if "-" in folded else folded
        folded = _Y.sub("why", folded) if "y" in folded else folded
        words = _LATIN.findall(folded)
        folded = folded if known.numbers.keys().isdisjoint(words) else known.counted.sub(lambda m: known.numbers[m[0]], folded)
        folded = _in_full(folded, words, known)
    if folded.isascii():
        return folded
    folded = known.words.sub(lambda m: known.elsewhere[m[0]], folded)
    if "个" in folded:
        folded = _AND_MORE.sub(r"个\2\1", folded)
    return _BARE.sub(r"\g<1>1\g<2>", folded) if "亿" in folded or "万" in folded else folded
