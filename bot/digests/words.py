"""The words of subscriptions: what is read from a typed one, and the zones that buttons offer. Words: data/subscribing.toml."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypeVar

from bot.digests.weekdays import Weekday
from intents.digests.digest import Sort
from intents.questions.language import Language
from knowledge.language.lexicon import read_toml
from knowledge.language.text import fold

T = TypeVar("T")


@dataclass(frozen=True)
class Words:
    """Folded words, the longest first; days as the set that they mean."""

    sorts: Mapping[str, Sort]
    days: Mapping[str, frozenset[Weekday]]
    week: tuple[str, ...]  # what stands before the characters of Chinese days
    weekdays: Mapping[str, Weekday]  # these
    ranges: tuple[str, ...]
    clock: Mapping[str, tuple[str, ...]]
    cron: tuple[str, ...]  # what stands before a cron rule
    dropped: tuple[str, ...]
    between: tuple[str, ...]
    last: frozenset[str]
    all: tuple[str, ...]
    zones: Mapping[str, str]
    cities: Mapping[str, str]  # to their zones
    first: Mapping[str, str]
    names: Mapping[str, Mapping[Language, str]]  # of the zones that buttons offer


@cache
def words() -> Words:
    """The words of the data file."""
    data = read_toml(files("bot") / "data" / "subscribing.toml")
    week, drop, zones = data["week"], data["drop"], data["zone"]
    return Words(
        sorts=_by_word({key: Sort(key) for key in data["sort"]}, data["sort"]),
        days=_by_word({key: frozenset(Weekday(int(day)) for day in key) for key in data["days"]}, data["days"]),
        week=_folded(week["before"]),
        weekdays={character: Weekday(day) for day, characters in enumerate(week["days"], 1) for character in characters},
        ranges=_folded(week["range"]),
        clock={key: _folded(found) for key, found in data["clock"].items()},
        cron=_folded(data["cron"]["before"]),
        dropped=_folded(drop["words"]),
        between=_folded(drop["between"]),
        last=frozenset(_folded(drop["last"])),
        all=_folded(drop["all"]),
        zones=_by_word({zone: zone for zone in zones}, {zone: entry["words"] for zone, entry in zones.items()}),
        cities=_by_word({zone: zone for zone in zones}, {zone: entry["cities"] for zone, entry in zones.items()}),
        first={str(key): str(zone) for key, zone in data["first"].items()},
        names={zone: {language: entry[language.value] for language in Language} for zone, entry in zones.items()},
    )


def _folded(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({fold(word) for word in found}, key=lambda word: (-len(word), word)))


def _by_word(meanings: Mapping[str, T], found: Mapping[str, Iterable[str]]) -> dict[str, T]:
    pairs = ((fold(word), meanings[key]) for key, listed in found.items() for word in listed)
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))
