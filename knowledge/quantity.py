"""Quantities as they are written: number, factor, unit, bound, range. Source of the words: data/units.toml."""

import re
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "壹": 1, "贰": 2, "叁": 3}
_PLACES = {"十": 10, "拾": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_CONVERTED = {"tenth": (Decimal(10), "percent"), "bp": (Decimal("0.01"), "pp")}
MONEY = ("CNY", "USD", "HKD", "TWD", "EUR", "JPY", "KRW", "GBP")


class Bound(StrEnum):
    """How exact a written number is."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A written number in base units (yuan, percent, persons, minutes) with its span in the folded text.

    `unit` is an ISO 4217 code, percent, pp, times, count, minute ...; "" where none is written.
    `vague` marks 数千: `value` is then the smallest unit named.
    `scale` is the factor that was written (亿 = 1e8), 1 where none was.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    bound: Bound = Bound.EXACT
    high: Decimal | None = None
    vague: bool = False
    scale: Decimal = Decimal(1)
    threshold: bool = False
    number_end: int = 0  # where number and factor end, before the unit


def numeral(text: str) -> Decimal | None:
    """The value of a Chinese numeral; None where it is none.

    >>> numeral("一百二十"), numeral("两千零五"), numeral("十二"), numeral("三点五"), numeral("一二三"), numeral("好")
    (Decimal('120'), Decimal('2005'), Decimal('12'), Decimal('3.5'), Decimal('123'), None)
    """
    whole, point, fraction = text.partition("点")
    if not whole or any(c not in _DIGITS and c not in _PLACES for c in whole):
        return None
    if point:
        if not fraction or any(c not in _DIGITS for c in fraction):
            return None
        tail = "".join(str(_DIGITS[c]) for c in fraction)
        head = numeral(whole)
        return None if head is None else head + Decimal(f"0.{tail}")
    if all(c in _DIGITS for c in whole):
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    total = section = digit = 0
    for c in whole:
        if c in _DIGITS:
            digit = _DIGITS[c]
        elif _PLACES[c] >= 10**4:
            total, section, digit = (total + section + digit) * _PLACES[c], 0, 0
        else:
            section, digit = section + (digit or 1) * _PLACES[c], 0
    return Decimal(total + section + digit)


def _alternatives(surfaces: list[str]) -> str:
    return "|".join(re.escape(s) + (r"(?![a-z])" if s[-1].isalpha() and s.isascii() else "") for s in sorted(surfaces, key=len, reverse=True))


@dataclass(frozen=True)
class _Words:
    units: dict[str, str]
    factors: dict[str, Decimal]
    bounds: dict[str, Bound]
    after: dict[str, Bound]
    thresholds: tuple[str, ...]
    pattern: re.Pattern[str]
    before: re.Pattern[str]


@cache
def _words() -> _Words:
    data = tomllib.loads((files("knowledge") / "data" / "units.toml").read_text(encoding="utf-8"))
    units = {s: unit for group in ("currency", "ratio", "duration", "count") for unit, ss in data[group].items() for s in ss}
    factors = {s: Decimal(f) for f, ss in data["factor"].items() for s in ss}
    bounds = {s: Bound(b) for b, ss in data["bound"].items() for s in ss}
    after = {s: Bound(b) for b, ss in data["bound_after"].items() for s in ss}
    money = [s for ss in data["currency"].values() for s in ss]
    arabic = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
    # A lone 一 or 两 counts only before a factor or a unit: 一方面 and 两层 are words.
    hanzi = r"(?<=百分之)[一二两三四五六七八九十百零点]{1,16}|(?<![数几一二两三四五六七八九十百千零〇])[一二两三四五六七八九十百千零〇点]{1,16}(?=\s?[多余几]?\s?[万亿千百十成倍元家个人天年%名辆款])|半(?=[年天个])"
    number = rf"(?P<vague>[数几上])?(?P<number>{arabic}|{hanzi})"
    bare = r"(?P<bare>[数几上近][十百千万亿]{1,6})(?!度)"  # 上百度 is no number
    pattern = re.compile(
        rf"(?P<sign>[-+])?(?:(?P<currency>{_alternatives(money)})\s?|(?P<of_hundred>百分之)|(?<![\d.a-z]))(?:{number}|{bare})"
        rf"(?P<odd>[多余几](?=[百千万亿]))?(?P<factors>(?:\s?(?:{_alternatives(list(factors))})){{0,4}})(?P<more>\s?(?:多|余)(?!家公司))?(?P<grade>级)?\s?"
        rf"(?P<unit>{_alternatives(list(units))})?(?(unit)|(?![a-z]))"
    )
    before = re.compile(rf"({_alternatives(list(bounds))})\s?(?:了|达|到)?\s?$")
    return _Words(units, factors, bounds, after, tuple(data["threshold"]["after"]), pattern, before)


def quantities(folded: str) -> list[Quantity]:
    """All quantities of a folded text in order, ranges joined, bounds read; periods are read elsewhere."""
    found = [q for m in _words().pattern.finditer(folded) if (q := _read(folded, m))]
    return [_bounded(folded, q) for q in _joined(folded, found)]


def _factor(text: str) -> Decimal:
    words = _words()
    result, position = Decimal(1), 0
    text = text.strip()
    while position < len(text):
        word = next((w for n in range(len(text) - position, 0, -1) if (w := text[position : position + n]) in words.factors), None)
        if word:
            result *= words.factors[word]
        position += len(word) if word else 1
    return result


def _read(folded: str, match: re.Match[str]) -> Quantity | None:
    words = _words()
    written = match["number"]
    vague = bool(match["vague"] or match["bare"])
    if written is None:
        value = Decimal(1)
        scale = _factor(match["bare"][1:].replace("十", "")) * (10 if "十" in match["bare"] else 1) * _factor(match["factors"])
    else:
        number = Decimal(written.replace(",", "")) if written[0] in "0123456789." else Decimal(5) / 10 if written == "半" else numeral(written)
        if number is None:
            return None
        value, scale = number, _factor(match["factors"])
    unit = words.units.get(match["unit"] or "", "")
    currency = words.units.get(match["currency"] or "", "")
    if currency and unit not in ("percent", "times"):
        unit = currency
    if match["of_hundred"]:
        unit = "percent"
    value = value * scale
    if match["sign"] == "-" and (match.start() == 0 or folded[match.start() - 1] not in "0123456789%亿万元年月日qh"):
        value = -value
    start = match.start() + bool(match["sign"] and value >= 0)
    end = match.start() + len(match[0].rstrip())
    bound = Bound.OVER if vague or (match["more"] or match["odd"]) else Bound.EXACT
    return _normal(Quantity(start, end, value, unit, bound, vague=vague, scale=scale, number_end=match.end("grade" if match["grade"] else "factors")))


def _normal(q: Quantity) -> Quantity:
    """成 as tens of percent, basis points as percentage points."""
    factor, unit = _CONVERTED.get(q.unit, (Decimal(1), q.unit))
    return replace(q, value=q.value * factor, unit=unit)


_LINK = re.compile(r"\s?(?:至|到|-|~|to|and|或)\s?")


def _joined(folded: str, found: list[Quantity]) -> list[Quantity]:
    """Ranges: 60%至70%, 1.2亿元至1.8亿元, 5000万~1.5亿元, $1.2 to $1.3 billion; not 增长20.1至724亿元."""
    result: list[Quantity] = []
    for q in found:
        last = result[-1] if result else None
        if last and not last.unit and last.end == q.start and last.scale > q.scale > 1:  # 1亿2000万
            result[-1] = replace(last, end=q.end, value=last.value + q.value, unit=q.unit, number_end=q.number_end)
        elif last and last.high is None and _LINK.fullmatch(folded, last.end, q.start) and _same_kind(folded, last, q):
            scale = q.scale if last.scale == 1 and last.value * q.scale <= q.value else 1
            low, high = last.value * scale, abs(q.value) if q.value < 0 else q.value
            result[-1] = replace(last, end=q.end, value=low, high=high, unit=q.unit or last.unit, bound=Bound.RANGE, scale=q.scale, number_end=q.number_end)
        else:
            result.append(q)
    return result


def _same_kind(folded: str, low: Quantity, high: Quantity) -> bool:
    if low.unit and high.unit and low.unit != high.unit:
        return False
    if "and" in folded[low.end : high.start]:
        return folded[max(0, low.start - 9) : low.start].rstrip().endswith("between")
    if not low.unit and high.unit not in ("percent", ""):
        grown = re.search(r"(?:增长?|升|降|涨|跌|减少?|grew|rose|fell|up|down)(?:了|约|超)?\s?$", folded[max(0, low.start - 6) : low.start])
        return not grown and low.value * (high.scale if low.scale == 1 else 1) < high.value
    return True


def _bounded(folded: str, q: Quantity) -> Quantity:
    words = _words()
    before = words.before.search(folded, max(0, q.start - 14), q.start)
    bound = words.bounds[before[1]] if before else None
    rest = folded[q.end : q.end + 8].lstrip()
    late = next((b for s, b in words.after.items() if rest.startswith(s)), None)
    threshold = any(rest.startswith(s) for s in words.thresholds)
    if q.bound is Bound.RANGE:
        return replace(q, threshold=threshold)
    return replace(q, bound=bound or late or q.bound, threshold=threshold)
