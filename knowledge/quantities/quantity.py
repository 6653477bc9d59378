"""Quantities as they are written: number, factor, unit, bound, range. Source of the words: data/units.toml."""

import re
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from knowledge.language.compiled import compiled
from knowledge.language.numerals import between, numeral
from knowledge.quantities.words import Words, read_words

__all__ = ["MONEY", "Bound", "Quantity", "numeral", "quantities"]

MONEY = (
    "CNY", "USD", "HKD", "TWD", "EUR", "JPY", "KRW", "GBP", "SGD", "AUD", "CAD", "CHF", "MOP", "INR",
    "NZD", "MYR", "THB", "IDR", "VND", "PHP", "BRL", "MXN", "ZAR", "SEK", "NOK", "DKK", "TRY", "AED", "SAR", "RUB",
)
PHYSICAL = (  # units that count goods
    "tonne", "kilogram", "square_metre", "square_foot", "kwh", "megawatt", "kilometre", "tonne_kilometre", "passenger_kilometre", "seat_kilometre", "container", "barrel",
    "cubic_metre", "cubic_foot", "ounce", "terabyte", "gigabyte",
)

_BEFORE_DASH = re.compile(r"[a-z\d%)亿万元年月日]")
_YUAN = re.compile(r"[\d.,]{1,16}\s?[百千万亿兆]{0,3}元")
_CENTS = re.compile(r"分(?![别钟之布红部类业公支店析期])")
_GAP = re.compile(r"[\s-]")
_REMEMBERED = 1024  # units and factors as they are written
_FAR = 3  # times the low end of a range that the high one is at most where a word of change stands before it
_ORDERS = "亿万兆"  # factors behind which a number goes on
_LISTED = 40  # characters before a number in which 分别 tells that it is one of a list
_RATIOS = ("percent", "pp", "bp", "tenth", "times")  # 增长20%至3万: a growth and where it led are no range


class Bound(StrEnum):
    """How exact a written number is."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"


class Quantity(NamedTuple):
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


@cache
def _words() -> Words:
    code = (files("knowledge.quantities") / "words.py", *(files("knowledge.language") / f"{module}.py" for module in ("wordlists", "triggers")))
    return compiled("units", [files("knowledge") / "data" / "units.toml", *code], read_words)


def quantities(folded: str) -> list[Quantity]:
    """All quantities of a folded text in order, ranges joined, bounds read; periods are read elsewhere."""
    words = _words()
    if not words.any.search(folded):
        return []
    found = [q for m in words.pattern.finditer(folded) if (q := _read(folded, m))]
    return [_bounded(folded, _normal(q)) for q in _joined(folded, _of_one_unit(folded, found))]


@lru_cache(_REMEMBERED)
def _factor(text: str) -> Decimal:
    result = Decimal(1)
    for match in _words().factor.finditer(text):
        result *= _words().factors[match[0]]
    return result


class _Number(NamedTuple):
    value: Decimal
    scale: Decimal = Decimal(1)
    high: Decimal | None = None
    vague: bool = False


def _number(match: re.Match[str]) -> _Number | None:
    """The number of a quantity with its factors: 1.2亿, 一百二十, 七八亿, half a million, 数百亿, tens of thousands of."""
    words = _words()
    scale = _factor(match["factors"])
    if match["bare"]:
        tens = 10 if "十" in match["bare"] else 1
        return _Number(Decimal(1), _factor(match["bare"][1:].replace("十", "")) * tens * scale, vague=True)
    if match["plural"]:
        for order in words.orders.finditer(match["plural"]):
            scale *= words.vague[_spaced(order[0])]
        return _Number(Decimal(1), scale, vague=True)
    if match["spelled"]:
        return _Number(words.spelled[_spaced(match["spelled"].strip())], scale)
    return _in_figures(match, scale)


def _in_figures(match: re.Match[str], scale: Decimal) -> _Number | None:
    """1.2, 一百二十, 七八; 数, 几 and 上 make it vague."""
    written = match["number"]
    vague = bool(match["half_vague"]) or "几" in (match["odd"], match["more"])
    if written[0] in "0123456789.":
        return _Number(Decimal(written.replace(",", "")), scale, vague=vague)
    if written == "半":
        return _Number(Decimal("0.5"), scale)
    if pair := between(written):
        return _Number(pair[0], scale, pair[1])
    value = numeral(written)
    return None if value is None else _Number(value, scale, vague=vague)


def _read(folded: str, match: re.Match[str]) -> Quantity | None:
    if match["no"] or not (number := _number(match)):
        return None
    value, high = number.value, number.high
    if match["rest"]:  # 三成五, 两倍半: half of the unit, or a tenth of it
        value += Decimal("0.5") if match["rest"] == "半" else (numeral(match["rest"]) or 0) / Decimal(10)
    negative = bool(match["open"]) or _is_minus(folded, match)
    start = match.start() + (len(match["sign"]) if match["sign"] and not negative else 0)
    end = match.start() + len(match[0].rstrip())
    unit = _unit(match)
    if unit == "CNY" and match["currency"] and not match["unit"] and _CENTS.match(folded, end):
        unit, end = "cent_CNY", end + 1  # 人民币24.65分
    loose = number.vague or match["more"] or match["odd"]
    bound = Bound.RANGE if high is not None else Bound.ABOUT if (match["bare"] or "").startswith("近") else Bound.OVER if loose else Bound.EXACT
    value, high = value * number.scale, None if high is None else high * number.scale
    return Quantity(
        start, end, -value if negative else value, unit, bound, high, number.vague, number.scale,
        number_end=match.end("grade" if match["grade"] else "factors"),
    )


def _is_minus(folded: str, match: re.Match[str]) -> bool:
    """Whether the sign is one: between figures, letters and units a hyphen is a dash, but for words of comparison."""
    sign, start = match["sign"] or "+", match.start()
    if sign != "-":
        return sign != "+"
    return start == 0 or _BEFORE_DASH.match(folded[start - 1]) is None or _words().joints["compared"].search(folded, max(0, start - 4), start) is not None


def _unit(match: re.Match[str]) -> str:
    """The unit written behind or before; 5.2% beats a currency before it."""
    units = _words().units
    unit, currency = units.get(_spaced(match["unit"]), ""), units.get(_spaced(match["currency"]), "")
    if match["of_hundred"]:
        return "percent"
    return currency if currency and unit not in ("percent", "times") else unit


@lru_cache(_REMEMBERED)
def _spaced(surface: str | None) -> str:
    return _GAP.sub(" ", surface) if surface else ""


def _normal(q: Quantity) -> Quantity:
    """成 as tens of percent, basis points as percentage points, cents as parts of a dollar."""
    unit, times = _words().converted.get(q.unit, (q.unit, None))
    if times is None:
        return q
    return q._replace(value=q.value * times, high=None if q.high is None else q.high * times, unit=unit)


def _of_one_unit(folded: str, found: list[Quantity]) -> list[Quantity]:
    """12.3/16.9/21.4亿元, 分别为349、385、415亿元: numbers of one list to whose last alone the unit is written."""
    if "/" not in folded and "分别" not in folded:
        return found
    result = list(found)
    for i in range(len(found) - 2, -1, -1):
        q, following = found[i], result[i + 1]
        link = folded[q.end : following.start].strip(" +")
        listed = link == "/" or (link == "、" and "分别" in folded[max(0, q.start - _LISTED) : q.start])
        if listed and not q.unit and following.unit and following.high is None:
            scale = following.scale if q.scale == 1 else Decimal(1)
            result[i] = q._replace(unit=following.unit, value=q.value * scale, scale=q.scale * scale)
    return result


def _joined(folded: str, found: list[Quantity]) -> list[Quantity]:
    """Ranges: 60%至70%, 1.2亿元至1.8亿元, 5000万~1.5亿元, $1.2 to $1.3 billion; not 增长20.1至724亿元."""
    result: list[Quantity] = []
    link = _words().joints["link"]
    for told in found:
        last = result[-1] if result else None
        shared = last and last.unit in MONEY and told.unit == "CNY" and link.fullmatch(folded, last.end, told.start) and _YUAN.fullmatch(folded, told.start, told.end)
        q = told._replace(unit=last.unit) if last and shared else told  # 新台币1421亿元至1501亿元
        bare = last is not None and (not last.unit or (last.unit in MONEY and folded[last.end - 1] in _ORDERS))
        if last and bare and last.end == q.start and last.scale > q.scale > 1 and q.value > 0:  # 1亿2000万, 港币一亿二千万元
            result[-1] = last._replace(end=q.end, value=last.value + q.value, unit=last.unit or q.unit, number_end=q.number_end)
        elif last and last.high is None and q.high is None and link.fullmatch(folded, last.end, q.start) and (low := _low(folded, last, q, result[-2] if len(result) > 1 else None)) is not None:
            result[-1] = last._replace(end=q.end, value=low, high=q.value, unit=q.unit or last.unit, bound=Bound.RANGE, scale=q.scale, number_end=q.number_end)
        else:
            result.append(q)
    return result


def _low(folded: str, low: Quantity, high: Quantity, before: Quantity | None) -> Decimal | None:
    """The low end of a range from `low` to `high`, which may lack the factor; None where they are two figures.

    From 10% to 12%, 由1亿元至2亿元 and 70%至60% are a change; from 4-7% is a range, and from 10% to 12% that another stands in for right before.
    """
    if (low.unit and low.unit != high.unit and (high.unit or low.unit in _RATIOS)) or _is_year(folded, low, high):
        return None
    joints = _words().joints
    if "and" in folded[low.end : high.start]:
        if not joints["between"].search(folded, max(0, low.start - 9), low.start):
            return None
    elif joints["from"].search(folded, max(0, low.start - 6), low.start) and not (joints["dash"].fullmatch(folded, low.end, high.start) or _stands_in(folded, before, low)):
        return None
    value = low.value * (high.scale if low.scale == 1 and low.value * high.scale <= high.value else 1)
    if not low.unit and high.unit not in ("", *_RATIOS) and joints["grown"].search(folded, max(0, low.start - 6), low.start):
        return None
    if low.unit == high.unit and low.unit not in ("", *_RATIOS) and high.value > _FAR * value and joints["grown"].search(folded, max(0, low.start - 6), low.start):
        return None  # 增加2亿元至10亿元
    return value if value < high.value else None


def _stands_in(folded: str, before: Quantity | None, low: Quantity) -> bool:
    """To 12% to 13%, from 10%: whether a range stands right before for the one that begins with `low`."""
    return before is not None and before.high is not None and _words().joints["instead"].fullmatch(folded, before.end, low.start) is not None


def _is_year(folded: str, low: Quantity, high: Quantity) -> bool:
    """Raised its forecast for 2031 to 62 billion yen: whether a bare number before a larger one is the year in front of it."""
    joints = _words().joints
    bare = not low.unit and low.scale == 1 and joints["year"].fullmatch(folded, low.start, low.end) is not None
    return bare and (high.scale > 1 or joints["before_year"].search(folded, max(0, low.start - _LISTED), low.start) is not None)


def _bounded(folded: str, q: Quantity) -> Quantity:
    words = _words()
    threshold = words.threshold.match(folded, q.end) is not None
    if q.bound is Bound.RANGE:
        return q._replace(threshold=threshold) if threshold else q
    before = words.before.search(folded, max(0, q.start - 18), q.start)
    behind = None if before else words.behind.match(folded, q.end)
    if not (before or behind or threshold):
        return q
    told = words.bounds[_spaced(before[1])] if before else words.after[_spaced(behind[1])] if behind else None
    return q._replace(bound=Bound(told) if told else q.bound, threshold=threshold) if told or threshold else q
