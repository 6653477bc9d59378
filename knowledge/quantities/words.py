"""The patterns that find quantities, built of the words and patterns of data/units.toml."""

import re
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any

from knowledge.language.triggers import guarded
from knowledge.language.wordlists import beginnings, one_of

_UNITS = ("currency", "ratio", "duration", "count")


@dataclass(frozen=True)
class Words:
    """How quantities are written: surface -> unit, factor, bound or number, and the patterns made of them."""

    units: dict[str, str]
    factors: dict[str, Decimal]
    bounds: dict[str, str]
    after: dict[str, str]
    spelled: dict[str, Decimal]
    vague: dict[str, Decimal]
    orders: re.Pattern[str]
    converted: dict[str, tuple[str, Decimal]]
    any: re.Pattern[str]
    pattern: re.Pattern[str]
    factor: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    threshold: re.Pattern[str]
    joints: dict[str, re.Pattern[str]]


def read_words() -> Words:
    """The words of data/units.toml."""
    import tomllib  # noqa: PLC0415  # what is kept compiled needs no parser

    data = tomllib.loads((files("knowledge") / "data" / "units.toml").read_text(encoding="utf-8"))
    units = {s: unit for group in _UNITS for unit, ss in data[group].items() for s in ss}
    factors = {s: Decimal(f) for f, ss in data["factor"].items() for s in ss}
    bounds, after = ({s: bound for bound, ss in data[table].items() for s in ss} for table in ("bound", "bound_after"))
    spelled, vague = ({word: Decimal(value) for word, value in data["numeral"][name].items()} for name in ("spelled_words", "vague_words"))
    no = data["no_bound"]
    return Words(
        units, factors, bounds, after, spelled, vague, re.compile(one_of(vague)),
        {unit: (to, Decimal(times)) for unit, (to, times) in data["converted"].items()},
        re.compile(rf"[\d一二两三四五六七八九十百千万亿半数几拾佰仟]|(?:{one_of({*spelled, *vague})})\s"),
        re.compile(_quantity(data, units, factors)),
        re.compile(one_of(factors, glued=True)),
        re.compile(rf"{no['before']}({one_of(bounds)})\s?[了达到为占合有]?\s?$"),
        re.compile(rf"\s?(?!{no['after']})({one_of(after, glued=True)})"),
        re.compile(rf"\s?(?:{one_of(data['threshold']['after'], glued=True)})"),
        {name: re.compile(written) for name, written in data["joint"].items()},
    )


def _quantity(data: dict[str, Any], units: dict[str, str], factors: dict[str, Decimal]) -> str:
    """Nothing, or sign, currency, number, factors and unit; in accounts a number in brackets after its currency."""
    written = {name: _filled(pattern, data) for name, pattern in data["pattern"].items() if name != "starts"}
    money = one_of(s for ss in data["currency"].values() for s in ss if not s.startswith("元") and s != "p")  # 20.5p is pence, S&P 500 is none
    larger = one_of((u for u in units if any(u.startswith(f) and u != f for f in factors if not f.isascii())), glued=True)  # 兆瓦 is no factor
    number = rf"(?P<half_vague>[数几上])?(?:(?P<number>{guarded(written['arabic'])}|{guarded(written['numeral'])})|(?P<spelled>{guarded(written['spelled'])}))"
    starts = f"{beginnings(s for ss in data['currency'].values() for s in ss)}|{_filled(data['pattern']['starts'], data)}"
    return (
        rf"(?={guarded(starts)})(?:"
        rf"(?P<no>{guarded('|'.join(data['no_quantity'].values()))})|"
        rf"(?:(?P<sign>{written['sign']}))?(?:(?<![a-z])(?P<currency>{guarded(money)})\s?(?P<open>\((?=[\d.,]+\)))?|(?P<of_hundred>百分之)|(?<![\d.a-z$€£¥₹]))"
        rf"(?:{number}|(?P<bare>{guarded(written['bare'])})|(?P<plural>{guarded(written['vague'])}))(?(open)\))"
        rf"(?P<odd>[多余几](?=[百千万亿]))?(?P<factors>(?:\s?(?!{larger})(?:{one_of(factors, glued=True)})){{0,4}})"
        rf"(?P<more>\s?(?:多(?!元[化素的]|[样维])|余(?![额下热])|几)(?!家公司)|\+(?!\s?[\d+]))?(?P<grade>级)?(?:\s|-(?=(?:basis|percent|cent|pence|bp)))?"
        rf"(?!成[交功立为本长员果都品])(?P<unit>(?!股[权东息价民本]|股份支付)(?:{one_of(units, glued=True)}))?(?(unit)|(?(spelled)|(?(plural)(?<=\sof\s)(?!(?:hundred|thousand|million|billion|trillion)s)|(?:(?<=[十百千万亿兆])|(?![a-z\d]|\.\d|,\d(?!\d{{3}}年))))))(?P<rest>(?<=成)[一二三四五六七八九](?![季年月个级])|(?:(?<=[成倍年天])|(?<=小时)|(?<=钟头))半(?!年))?)"
    )


def _filled(pattern: str, data: dict[str, Any]) -> str:
    """A pattern with <name> replaced by another one, or by the words of that table of numbers."""

    def filling(match: re.Match[str]) -> str:
        name = match[1]
        words = data["numeral"].get(name)
        return f"(?:{one_of(words) if words else _filled(data['pattern'][name], data)})"

    return re.sub(r"(?<!\?P)<([a-z_]+)>", filling, pattern)
