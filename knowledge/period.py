"""Periods: a year and a part of it, read from words. Source of the words: data/periods.toml."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

QUARTERS = ("Q1", "Q2", "Q3", "Q4")
_INSIDE = {"Q1": ("H1", "Q1-Q3", ""), "Q2": ("H1", "Q1-Q3", ""), "Q3": ("H2", "Q1-Q3", ""), "Q4": ("H2", ""), "H1": ("Q1-Q3", ""), "H2": ("",), "Q1-Q3": ("",)}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time: `year` and `part` ("" whole year, Q1-Q4, H1, H2, Q1-Q3, "-02" a month, "-02-25" a day,
    YTD, or an event such as 双11). `year` is None where the text names none and none can be inferred."""

    year: int | None
    part: str = ""

    def __str__(self) -> str:
        return f"{self.year or ''}{self.part}"

    @property
    def is_day(self) -> bool:
        return self.part.count("-") == 2 and self.part.startswith("-")

    @property
    def is_month(self) -> bool:
        return self.part.startswith("-") and not self.is_day

    @property
    def is_event(self) -> bool:
        return bool(self.part) and self.part[0] not in "-QHY"

    def shifted(self, years: int) -> "Period":
        """The same part of another year."""
        return replace(self, year=None if self.year is None else self.year + years)

    def within(self, other: "Period") -> bool:
        """Whether this period is a proper part of `other`, both of a known year."""
        if self.year is None or self.year != other.year or self.part == other.part:
            return False
        if self.is_month or self.is_day:
            return other.part == "" or (self.is_day and self.part.startswith(other.part) and other.is_month) or month_part(int(self.part[1:3])) == other.part
        return other.part == "" or other.part in _INSIDE.get(self.part, ())


def month_part(month: int) -> str:
    """The quarter that a month lies in."""
    return QUARTERS[(month - 1) // 3]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What relative words are relative to: the article's date and the period it reports."""

    date: dt.date
    reported: Period


@dataclass(frozen=True, slots=True)
class PeriodMention:
    """A period as written, with its span in the folded text.

    `same`: 同期, the period just named, `years` away; `since`: the beginning of something (自去年6月…以来).
    `dated`: the year is written or relative, not filled in.
    """

    start: int
    end: int
    period: Period
    dated: bool = True
    same: bool = False
    years: int = 0
    since: bool = False
    end_of: bool = False


@dataclass(frozen=True, slots=True)
class _Atom:
    start: int
    end: int
    kind: str
    value: str


def _choice(surfaces: list[str]) -> str:
    ordered = sorted(surfaces, key=len, reverse=True)
    return "|".join((r"(?<![a-z0-9])" if s[0].isascii() and s[0].isalnum() else "") + re.escape(s).replace(r"\ ", r"[\s-]*" if s[-1].isdigit() else r"[\s-]") + (r"(?![a-z])" if s[-1].isascii() and s[-1].isalpha() else r"(?!\d)" if s[-1].isdigit() else "") for s in ordered)


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, dict[str, str]]]:
    """One pattern with a named group for each kind of atom, and for each kind its words' values."""
    data = tomllib.loads((files("knowledge") / "data" / "periods.toml").read_text(encoding="utf-8"))
    values = {kind: {s: key for key, ss in data[kind].items() for s in ss} for kind in ("year", "part", "event", "quarter")}
    values["month"] = {name: f"{number:02}" for name, number in data["month"].items()}
    months = _choice([m for m in data["month"] if m not in ("may", "mar", "sep", "dec", "jan")] + ["dec", "jan", "sep", "mar"])
    year = r"(?<![\d.$¥a-z])(?<!\d,)(?:19|20)\d\d(?![\d%]|\.\d|,\d|[万亿个人家元名]|\s?(?:million|billion|people|users))"
    kinds = {
        "iso": r"(?<!\d)(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:3[01]|[12]\d|0?[1-9]))?(?![\d%.])",
        "same_last_year": _choice(data["same_last_year"]["surfaces"]),
        "to_date": _choice(data["to_date"]["surfaces"]),
        "event": rf"(?:{_choice(list(values['event']))})(?!\s?[元万亿个人家%])",
        "short": r"(?<![\d.a-z])(?:(?P<sp>[1-4][qh]|[qh][1-4]|9m)\s?[-_/']?(?P<sy>(?:20)?[12]\d)(?![\d%.亿万])|(?P<sy2>(?:20)?[12]\d)\s?[-_/]?(?P<sp2>[1-4][qh]|[qh][1-4]|9m)(?![\da-z]))",
        "fiscal": r"(?<![\da-z])(?:fy|cy)\s?-?'?(?P<fy>(?:20)?\d\d)(?!\d)|(?<!\d)(?P<fy2>(?:20)?\d\d)\s?(?:fy(?![a-z])|财年|财政年度)",
        "ago": r"(?P<n>[一二两三四五六七八九十]|\d{1,2})年前(?!后)|(?<![a-z])(?P<en>two|three|four|five|\d)\syears\sago",
        "year": rf"{_choice(list(values['year']))}|二[零〇]?[零〇一二三四][零〇一二三四五六七八九]?年(?!前)|(?:fiscal\s(?:year\s)?)?{year}(?:年度?|财年|财政年度)?|(?<![\d.过来近超])(?:[12]\d|3[0-9]|1[01]\d)年(?![前后内来])度?|(?<![\d\w])'[12]\d(?!\d)",
        "part": _choice(list(values["part"])),
        "month": rf"(?P<zm>1[0-2]|0?[1-9])\s?月份?(?:\s?(?P<zd>3[01]|[12]\d|0?[1-9])\s?[日号])?|(?P<cm>十[一二]?|[一二三四五六七八九])月份?(?![年月])|(?:{months}|(?<=in\s)may(?![a-z])|may(?=\s\d))\.?(?:\s(?P<ed>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]))?",
        "reported_year": _choice(data["reported_year"]["surfaces"]),
        "quarter": _choice(list(values["quarter"])),
        "same": _choice(data["same"]["surfaces"]),
    }
    surfaces = [s for table in data.values() for group in table.values() if isinstance(group, list) for s in group]
    firsts = "".join(sorted({s[0] for s in surfaces if not s[0].isascii()})) + "零〇一二三四五六七八九十"
    starts = rf"(?=[{firsts}\d'])|(?<![a-z])(?=[a-z])"  # where a period can begin at all: saves most of the time
    return re.compile(f"(?:{starts})(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in kinds.items()) + ")"), values


_NEAR = 24  # characters between the year and the part of one period
_LINK = re.compile(r"(?:\s|,|的|期间|'|of|in|the|for|fiscal|year|ended|ending|'s|-|/|之)*")
_ENDS = re.compile(r"\s?(?:年)?(?:末|底|期末)")
_NUMERALS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}


def read_periods(folded: str, anchor: Anchor) -> list[PeriodMention]:
    """All periods of a folded text in order; relative words resolve against `anchor`, never the clock."""
    atoms = [_atom(m) for m in _grammar()[0].finditer(folded)]
    groups: list[list[_Atom]] = []
    for atom in atoms:
        if groups and _joins(groups[-1], atom) and atom.start - groups[-1][-1].end <= _NEAR and _LINK.fullmatch(folded, groups[-1][-1].end, atom.start):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    return [_mention(folded, group, anchor) for group in groups]


def _count(written: str) -> int:
    """Two as 2, 三 as 3."""
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "两": 2} | _CHINESE
    return int(written) if written.isdigit() else words[written]


def _atom(match: re.Match[str]) -> _Atom:
    kind = next(k for k in ("iso", "short", "fiscal", "month", "ago", "year", "part", "event", "quarter", "to_date", "same", "same_last_year", "reported_year") if match[k])
    text = re.sub(r"[\s-]+", " ", match[kind])
    values = _grammar()[1]
    if kind == "ago":
        value = str(-_count(match["n"] or match["en"]))
    elif kind == "short":
        part = (match["sp"] or match["sp2"]).upper()
        value = f"{(match['sy'] or match['sy2'])[-2:]}{part if part[0] in 'QH' else 'Q1-Q3' if part == '9M' else part[::-1]}"
    elif kind == "fiscal":
        value = (match["fy"] or match["fy2"])[-2:]
    elif kind == "month":
        number = match["zm"] or (str(_CHINESE[match["cm"]]) if match["cm"] else values["month"].get(re.sub(r"\W.*", "", text), "5"))
        day = match["zd"] or match["ed"]
        value = f"-{int(number):02}" + (f"-{int(day):02}" if day else "")
    else:
        known = values.get(kind, {})
        value = known.get(text, known.get(text.replace(" ", ""), known.get(match[kind], text)))
    return _Atom(match.start(), match.end(), kind, value)


_YEARS = ("year", "ago", "fiscal", "reported_year")
_PARTS = ("part", "month", "event", "to_date")


def _joins(group: list[_Atom], atom: _Atom) -> bool:
    """A year joins a part in either order, and two year words of one year join (2024年全年, FY2024 full year)."""
    have = {a.kind for a in group}
    if atom.kind in _YEARS:
        explicit = {"year", "ago", "fiscal"} & have
        return not (explicit and atom.kind != "reported_year") and not have & {"iso", "short", "same", "same_last_year", "quarter"}
    if atom.kind in _PARTS:
        return bool(have & set(_YEARS)) and not have & set(_PARTS) and not have & {"iso", "short"}
    return False


def _year(atom: _Atom, anchor: Anchor) -> int:
    if atom.kind == "fiscal":
        return 2000 + int(atom.value)
    if re.fullmatch(r"-?\d|-\d\d", atom.value):
        return anchor.date.year + int(atom.value)
    digits = re.sub(r"\D", "", "".join(_NUMERALS.get(c, c) for c in atom.value))
    if len(digits) == 3:
        return 1911 + int(digits)
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _mention(folded: str, group: list[_Atom], anchor: Anchor) -> PeriodMention:
    start, end = group[0].start, group[-1].end
    by = {a.kind: a for a in group}
    year = next((_year(by[k], anchor) for k in ("year", "ago", "fiscal") if k in by), None)
    part = next((by[k].value for k in _PARTS if k in by), "")
    dated = year is not None
    if "iso" in by:
        fields = re.split(r"[-/.]", by["iso"].value.replace(" ", "-"))
        year, part, dated = int(fields[0]), "".join(f"-{int(f):02}" for f in fields[1:]), True
    elif "short" in by:
        year, part, dated = 2000 + int(by["short"].value[:2]), by["short"].value[2:], True
    elif "to_date" in by:
        year, part, dated = year or anchor.date.year, "YTD", True
    elif "quarter" in by:
        return PeriodMention(start, end, _quarter(anchor, int(by["quarter"].value)))
    elif "same" in by or "same_last_year" in by:
        return PeriodMention(start, end, anchor.reported, same=True, years=0 if "same" in by else -1)
    elif year is None and "reported_year" in by:
        year, dated = anchor.reported.year, True
    late = _ENDS.match(folded, end)
    since = bool(re.search(r"(?:自从?|从|since|from)\s?$", folded[max(0, start - 8) : start]) or re.match(r"[^,。;]{0,12}?(?:以来|开始|起(?!来))", folded[end : end + 20]))
    return PeriodMention(start, late.end() if late else end, Period(year, part), dated, since=since and "to_date" not in by, end_of=bool(late))


def _quarter(anchor: Anchor, offset: int) -> Period:
    """The quarter `offset` quarters after the newest one that the article can report."""
    newest = anchor.reported
    index = QUARTERS.index(newest.part) if newest.part in QUARTERS else {"H1": 1, "Q1-Q3": 2}.get(newest.part, 3)
    total = (newest.year or anchor.date.year) * 4 + index + offset
    return Period(total // 4, QUARTERS[total % 4])
