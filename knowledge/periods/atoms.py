"""The pieces that a period is written with - a year, a part, a day - and what each says."""

import calendar
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from knowledge.language.numerals import numeral
from knowledge.periods.words import Grammar

_SPANS = {(1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (1, 6): "H1", (7, 12): "H2", (1, 9): "Q1-Q3", (1, 12): ""}
_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})月")
_NUMERALS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_FIRST_MINGUO = 1911  # the years of the Republic of China count from the next one


class Atom(NamedTuple):
    """A piece of a period at [start, end): a year (`years` away from the article's where `away`), a part, or the mere `kind`."""

    start: int
    end: int
    kind: str
    year: int | None = None
    part: str = ""
    away: bool = False


def part_of_months(first: int, last: int) -> str | None:
    """The part of a year from one month to another; "1-8月" where it has no name, None where it is none.

    >>> part_of_months(1, 9), part_of_months(1, 8), part_of_months(9, 1)
    ('Q1-Q3', '1-8月', None)
    """
    if not 0 < first <= last <= 12:
        return None
    return f"-{first:02}" if first == last else _SPANS.get((first, last), f"{first}-{last}月")


def named_part(first: int, last: int) -> str | None:
    """The same, None also where the part has no name."""
    return _SPANS.get((first, last))


def months_of(part: str) -> tuple[int, int]:
    """The first and last month of a part; (0, 0) of an event or a span to date.

    >>> months_of("Q1-Q3"), months_of("-02"), months_of("-02-25"), months_of("4-9月"), months_of("双11")
    ((1, 9), (2, 2), (2, 2), (4, 9), (0, 0))
    """
    if part.startswith("-"):
        return int(part[1:3]), int(part[1:3])
    if part.endswith("月") and (span := _SPAN.fullmatch(part)):
        return int(span[1]), int(span[2])
    return next((months for months, name in _SPANS.items() if name == part), (0, 0))


def month_or_day(month: int, day: int | None, year: int | None = None) -> str | None:
    """A month, or a day of it, as a part; None for 13月, 2月30日, and 29 February of a year that has none."""
    if not 0 < month <= 12 or (day is not None and not 0 < day <= calendar.monthrange(2024 if year is None else year, month)[1]):
        return None
    return f"-{month:02}" + ("" if day is None else f"-{day:02}")


def read_atoms(folded: str, grammar: Grammar) -> Iterator[Atom]:
    """The pieces of periods in order; what is written like one and is none (13月) is left out."""
    for match in grammar.atoms.finditer(folded):
        kind = str(match.lastgroup)
        read = _READERS.get(kind)
        atom = read(match, grammar) if read else Atom(*match.span(), kind)
        if atom:
            yield atom


def _year_of(written: str) -> int:
    """24 and 2024 as 2024."""
    return int(written) if len(written) == 4 else 2000 + int(written)


def _date(match: re.Match[str], _: Grammar) -> Atom | None:
    """2024-12-31; 31/12/2024 and 12/31/2024, not 3/5/2024, which may be either."""
    if match["dy"]:
        year, orders = int(match["dy"]), [(int(match["dm"]), match["dd"] and int(match["dd"]))]
    else:
        a, b = int(match["d1"]), int(match["d2"])
        year, orders = int(match["dy2"]), list({(a, b), (b, a)})
    parts = [part for month, day in orders if (part := month_or_day(month, day or None, year))]
    return Atom(*match.span(), "date", year, parts[0]) if len(parts) == 1 else None


def _short(match: re.Match[str], _: Grammar) -> Atom | None:
    part = (match["sp"] or match["sp2"]).upper()
    if match["last"]:
        span = part_of_months(int(part.strip("Q")) * 3 - 2, int(match["last"]) * 3) if "Q" in part else None
        return None if span is None else Atom(*match.span(), "short", _year_of(match["sy2"]), span)
    part = part if part[0] in "QH" else "Q1-Q3" if part == "9M" else part[::-1]
    return Atom(*match.span(), "short", _year_of(match["sy"] or match["sy2"]), part)


def _fiscal(match: re.Match[str], _: Grammar) -> Atom | None:
    """A year of two numbers is named after the second, which follows the first."""
    year = _year_of(match["fy"] or match["fy2"] or match["fy3"] or match["fy4"])
    first = match["fa"] or match["fa2"] or match["fa3"] or match["fa4"]
    return Atom(*match.span(), "fiscal", year) if not first or _year_of(first) + 1 == year else None


def _ago(match: re.Match[str], grammar: Grammar) -> Atom:
    return Atom(*match.span(), "ago", -grammar.count(match["n"] or match["en"]), away=True)


def _year(match: re.Match[str], grammar: Grammar) -> Atom | None:
    text = match["year"]
    value = grammar.value("year", text)
    if value is not text:
        return Atom(*match.span(), "year", int(value), away=True)
    if match["roc"]:
        return Atom(*match.span(), "year", _FIRST_MINGUO + int(numeral(match["roc"]) or 0))
    plain = text.removesuffix("年")
    digits = plain if plain.isdecimal() else re.sub(r"\D", "", "".join(str(_NUMERALS.get(c, c)) for c in text))
    return Atom(*match.span(), "year", _FIRST_MINGUO + int(digits) if len(digits) == 3 else _year_of(digits) if len(digits) in (2, 4) else None)


def _months(match: re.Match[str], grammar: Grammar) -> Atom | None:
    """前八个月, 1-9月, January to August, 第一至第三季度."""
    if first := match["fm"] or match["efm"]:
        span = (1, grammar.count(first))
    elif match["q1"]:
        span = (grammar.count(match["q1"]) * 3 - 2, grammar.count(match["q2"]) * 3)
    elif first := match["e1"] or match["e3"]:
        span = (_month_number(first, grammar), _month_number(match["e2"] or match["e4"], grammar))
    else:
        span = (grammar.count(match["m1"] or match["c1"]), grammar.count(match["m2"] or match["c2"]))
    part = part_of_months(*span)
    return None if part is None else Atom(*match.span(), "months", part=part)


def _month_number(name: str, grammar: Grammar) -> int:
    return int(grammar.values["month"][name])


def _part(match: re.Match[str], grammar: Grammar) -> Atom:
    return Atom(*match.span(), "part", part="Q4" if match["lastq"] else grammar.value("part", match["part"]))


def _prior_part(match: re.Match[str], grammar: Grammar) -> Atom:
    return Atom(*match.span(), "prior_part", part=grammar.value("part", match["pp"]))


def _month(match: re.Match[str], grammar: Grammar) -> Atom | None:
    name = match["en_m"] or match["fm_name"]
    month = _month_number(name, grammar) if name else grammar.count(match["zm"] or match["cm"])
    day = match["zd"] or match["cd"] or match["ed"] or match["fd"]
    part = month_or_day(month, grammar.count(day) if day else None)
    kind = "date" if match["fyy"] else "month"
    return Atom(*match.span(), kind, _year_of(match["fyy"]) if match["fyy"] else None, part) if part else None


def _word(match: re.Match[str], grammar: Grammar) -> Atom:
    kind = str(match.lastgroup)
    return Atom(*match.span(), kind, part=grammar.value(kind, match[kind]))


_READERS: dict[str, Callable[[re.Match[str], Grammar], Atom | None]] = {
    "date": _date, "short": _short, "fiscal": _fiscal, "ago": _ago, "year": _year, "part": _part, "prior_part": _prior_part, "months": _months, "month": _month,
    "event": _word, "quarter": _word, "month_away": _word,
}


def year_in(atom: Atom, this: int) -> int | None:
    """The year that a piece names, in an article that means `this` by this year."""
    return atom.year if atom.year is None or not atom.away else this + atom.year
