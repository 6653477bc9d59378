"""Currencies that a text declares once for all that follows: (美元,下同), (RMB in millions unless stated)."""

from dataclasses import dataclass
from decimal import Decimal

from knowledge.patterns import pattern
from knowledge.quantity import MONEY, Quantity

_DECLARED, _HOME = pattern("declared_currency"), pattern("home_currency")
_SCALED = pattern("declared_scale")
_BARE = pattern("bare_currency")
_NAMES = {name: pattern(f"currency_{name.lower()}") for name in ("USD", "HKD", "TWD", "EUR", "JPY", "CNY")}
_FACTORS = {"百万": 10**6, "million": 10**6, "千": 1000, "thousand": 1000, "亿": 10**8, "万": 10**4, "billion": 10**9}
_BEFORE = 24  # characters before a declaration in which the figure stands that it stands behind


@dataclass(frozen=True)
class Declared:
    """From `start` on amounts are of `currency`, bare numbers of money times `factor`."""

    start: int
    currency: str
    factor: Decimal = Decimal(1)


def declarations(folded: str) -> tuple[Declared, ...]:
    """What a text declares, in order; where its companies are listed tells what 元 is until it says."""
    found = [Declared(0, _named(m[0]))] if (m := _HOME.search(folded)) else []
    for match in _DECLARED.finditer(folded):
        scale = _SCALED.search(match[0])
        found.append(Declared(max(0, match.start() - _BEFORE), _named(match[0]) or "CNY", Decimal(_FACTORS[scale[1]] if scale else 1)))
    return tuple(found)


def _named(text: str) -> str:
    return next((name for name, words in _NAMES.items() if words.search(text)), "")


def of_currency(q: Quantity, text: str, place: int, declared: tuple[Declared, ...]) -> tuple[str, Decimal]:
    """The unit and the factor of a quantity at `place` of the article, `text` its words; its own where it names a currency itself."""
    told = next((d for d in reversed(declared) if d.start <= place), None)
    if told is None or (q.unit and not (q.unit in MONEY and _BARE.search(text))):
        return q.unit, Decimal(1)
    return (told.currency, Decimal(1)) if q.unit else ("", told.factor if q.scale == 1 else Decimal(1))
