"""The pattern that finds the pieces of periods, built of the words and patterns of data/periods.toml."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from knowledge.language.numerals import numeral
from knowledge.language.triggers import guarded
from knowledge.language.wordlists import beginnings, initials, one_of

_WORDY = ("year", "part", "event", "quarter", "month_away")  # tables of words by their value
_GAPS = re.compile(r"[\s-]+")
_REMEMBERED = 1024  # words as they are written
_NAME = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True)
class Grammar:
    """How periods are written: `atoms` has one named group a kind; `values` gives for each kind its words' values;
    `joints` are the patterns of what stands between and around."""

    atoms: re.Pattern[str]
    values: dict[str, dict[str, str]]
    joints: dict[str, re.Pattern[str]]

    def count(self, written: str) -> int:
        """Two as 2, 三 as 3, 十二 as 12, first as 1, 8 as 8.

        >>> read_grammar().count("十二"), read_grammar().count("two")
        (12, 2)
        """
        known = self.values["number"].get(written)
        return int(known or (written if written.isdigit() else numeral(written) or 0))

    def value(self, kind: str, text: str) -> str:
        """What the words `text` of a kind mean; the words themselves where they are their own value."""
        return self.values.get(kind, {}).get(_plain(text), text)


@lru_cache(_REMEMBERED)
def _plain(text: str) -> str:
    return _GAPS.sub("", text)


def read_grammar() -> Grammar:
    """The grammar of data/periods.toml."""
    import tomllib  # noqa: PLC0415  # what is kept compiled needs no parser

    data = tomllib.loads((files("knowledge") / "data" / "periods.toml").read_text(encoding="utf-8"))
    lists = {kind: [s for group in table.values() if isinstance(group, list) for s in group] for kind, table in data.items()}
    lists["month"] = [name for name in data["month"] if name not in ("march", "may")]  # those two are verbs too
    values = {kind: {_plain(s): key for key, group in data[kind].items() for s in group} for kind in _WORDY}
    values |= {kind: {name: str(number) for name, number in data[kind].items()} for kind in ("month", "number")}
    kinds = "|".join(f"(?P<{kind}>{guarded(_filled(written, data, lists))})" for kind, written in data["pattern"].items())
    surfaces = [s for kind in data["pattern"] for s in lists.get(kind, [])] + list(data["month"])
    starts = f"(?={initials(surfaces, data['piece']['initials'])})(?={beginnings(surfaces)}|{data['piece']['starts']})"
    joints = {name: re.compile(written) for name, written in data["joint"].items()}
    return Grammar(re.compile(rf"{starts}(?:{kinds})"), values, joints)


def _filled(pattern: str, data: dict[str, Any], lists: dict[str, list[str]]) -> str:
    """A pattern with <name> replaced by the piece or by the words of that name; (?P<name>) and (?<name stay."""

    def filling(match: re.Match[str]) -> str:
        name = match[1]
        return f"(?:{_filled(data['piece'][name], data, lists)})" if name in data["piece"] else f"(?:{one_of(lists[name])})"

    return re.sub(r"(?<!\?P)<([a-z_]+)>", filling, pattern)
