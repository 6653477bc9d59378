"""Currencies that a text declares once for all that follows: (美元,下同), (RMB in millions unless stated)."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from knowledge.language.patterns import pattern, rare
from knowledge.language.text import has_hanzi, is_traditional
from knowledge.quantities.quantity import MONEY, Quantity

_DECLARED, _HOME = rare("declared_currency"), pattern("home_currency")
_TAIWANESE, _ELSEWHERE = rare("taiwanese_terms"), pattern("elsewhere")
_HONG_KONG_CODE, _HONG_KONG_TERMS, _OTHER_CURRENCY = rare("hong_kong_code"), rare("hong_kong_terms"), pattern("other_currency")
_HONG_KONG_CENTS = pattern("hong_kong_cents")
_SCALED = pattern("declared_scale")
_SPELT, _ALONE = pattern("spelt_currency"), pattern("alone_currency")
_BARE = pattern("bare_currency")
_NAMES = {name: pattern(f"currency_{name.lower()}") for name in ("USD", "HKD", "TWD", "EUR", "JPY", "CNY")}
_FACTORS = {"百万": 10**6, "million": 10**6, "千": 1000, "thousand": 1000, "亿": 10**8, "万": 10**4, "billion": 10**9}
_TERMS = 2  # different terms of a market that an article at home there uses
_LOCAL = ("HKD", "TWD")  # currencies that local readers call 元
_MANY = 4  # amounts that name such a currency, for each of 元 alone, make it the article's
_BEFORE = 24  # characters before a declaration in which the figure stands that it stands behind


@dataclass(frozen=True)
class Declared:
    """From `start` on amounts are of `currency`, bare numbers of money times `factor`."""

    start: int
    currency: str
    factor: Decimal = Decimal(1)


def declarations(folded: str, text: str = "") -> tuple[Declared, ...]:
    """What a text declares, in order; where its companies are listed, or the words of its market, tell what 元 is until it says."""
    home = _home(folded) or ("TWD" if _is_taiwanese(folded, text) else "HKD" if _is_of_hong_kong(folded, text) else "")
    found = [Declared(0, home)] if home else []
    for match in _DECLARED.finditer(folded):
        scale = _SCALED.search(match[0])
        found.append(Declared(max(0, match.start() - _BEFORE), _named(match[0]) or "CNY", Decimal(_FACTORS[scale[1]] if scale else 1)))
    return tuple(found)


def _is_taiwanese(folded: str, text: str) -> bool:
    """Whether traditional characters and several terms of the Taiwanese market (殖利率, 月增) tell where an article is at home."""
    return len({m[0] for m in _TAIWANESE.finditer(folded)}) >= _TERMS and not _ELSEWHERE.search(folded) and any(a != b and has_hanzi(a) for a, b in zip(text, folded, strict=False))


def _is_of_hong_kong(folded: str, text: str) -> bool:
    """Whether the words of its market and its cents, or, in traditional characters, a code of its exchange or several such words, and no
    other currency, tell where an article is at home."""
    terms = {m[0] for m in _HONG_KONG_TERMS.finditer(folded)}
    written = len(terms) >= _TERMS or (terms and _HONG_KONG_CODE.search(folded))
    return bool(terms) and bool(_HONG_KONG_CENTS.search(folded) or (written and is_traditional(text))) and not _OTHER_CURRENCY.search(folded)


def _home(folded: str) -> str:
    """What 元 alone is: the currency of the place of listing, the one declared for all, or the one that most amounts name."""
    if match := _HOME.search(folded):
        return _named(match[0])
    if (declared := _DECLARED.search(folded)) and "下同" in declared[0]:
        return _named(declared[0])
    named = Counter(_named(m[0]) for m in _SPELT.finditer(folded))
    most, count = named.most_common(1)[0] if named else ("", 0)
    return most if len(named) == 1 and most in _LOCAL and count >= _MANY * len(_ALONE.findall(folded)) else ""


def _named(text: str) -> str:
    return next((name for name, words in _NAMES.items() if words.search(text)), "")


def of_currency(q: Quantity, text: str, place: int, declared: tuple[Declared, ...]) -> tuple[str, Decimal]:
    """The unit and the factor of a quantity at `place` of the article, `text` its words; its own where it names a currency itself."""
    told = next((d for d in reversed(declared) if d.start <= place), None)
    if told is None or (q.unit and not (q.unit in MONEY and _BARE.search(text))):
        return q.unit, Decimal(1)
    return (told.currency, Decimal(1)) if q.unit else ("", told.factor if q.scale == 1 else Decimal(1))
