"""Time zones by their IANA name: known ones as they are written there, and for others the names that come near."""

import zoneinfo
from functools import cache

from rapidfuzz import process

_NEAR = 72  # likeness in percent of a name that may have been meant
_MOST = 3
_FOLDERS = ("posix/", "right/", "SystemV/")
_NO_PLACES = ("Factory", "localtime", "posixrules")


class ZoneError(Exception):
    """A zone that nobody knows; `near` are those that may be meant, which the message names."""

    def __init__(self, message: str, near: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.near = near


@cache
def names() -> tuple[str, ...]:
    """All zones by name, in order; older names of a zone (Asia/Calcutta) are among them."""
    return tuple(sorted(z for z in zoneinfo.available_timezones() if not z.startswith(_FOLDERS) and z not in _NO_PLACES))


@cache
def _by_words() -> dict[str, tuple[str, ...]]:
    """The zones that a name without capitals, or a city alone, may mean."""
    table: dict[str, list[str]] = {}
    for name in names():
        table.setdefault(_plain(name.rpartition("/")[2]), []).append(name)
    return {words: tuple(found) for words, found in table.items()} | {_plain(name): (name,) for name in names()}


def _plain(text: str) -> str:
    return text.strip().casefold().replace(" ", "_")


def zone_named(text: str) -> str:
    """The zone that a text names: its IANA name in any case, or its city where just one zone has it.

    >>> zone_named("asia/shanghai"), zone_named("New York")
    ('Asia/Shanghai', 'America/New_York')
    """
    if text in names():
        return text
    found = _by_words().get(_plain(text), ())
    if len(found) == 1:
        return found[0]
    near = found or tuple(dict.fromkeys(zone for words, _, _ in process.extract(_plain(text)[:64], _by_words().keys(), limit=_MOST, score_cutoff=_NEAR) for zone in _by_words()[words]))
    mend = f"did you mean {', '.join(near[:_MOST])}?" if near else "write an IANA name like Asia/Shanghai or America/New_York"
    raise ZoneError(f"no time zone {text[:64]!r}; {mend}", near[:_MOST])
