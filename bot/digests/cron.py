"""Cron rules of five fields: which can be kept, and where one stands in a line. Words: data/subscribing.toml."""

import datetime as dt
import re
from functools import cache
from typing import NamedTuple

from cronsim import CronSim, CronSimError

from bot.digests.words import words

FIELDS = 5
YEARS_AHEAD = 12  # a rule that never comes in so many years is refused: 29 February comes at the latest after eight
_NAMES = "mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_VALUE = rf"(?:\d+|{_NAMES})"
_ITEM = rf"(?:\*|lw?|{_VALUE}(?:-{_VALUE}|#\d)?)(?:/\d+)?"
_FIELD = rf"{_ITEM}(?:,{_ITEM})*"
_QUOTES = "\"'`“”‘’「」『』"


class ScheduleError(Exception):
    """A schedule that cannot be kept; the message says what to write instead, and so does the text of `key` with its slots, where there is one."""

    def __init__(self, message: str, key: str = "", **slots: object) -> None:
        super().__init__(message)
        self.key, self.slots = key, slots


class Found(NamedTuple):
    """A rule in a folded line: where it stands with its words and quotes, and its fields, which need not be five."""

    start: int
    end: int
    rule: str


def checked(rule: str) -> str:
    """A rule with single spaces that can come true, at most once an hour; ScheduleError for any other.

    >>> checked("0  8 * * 1-5")
    '0 8 * * 1-5'
    """
    fields = rule.split()
    cron = " ".join(fields)
    if len(fields) != FIELDS:
        raise ScheduleError(
            f"{cron!r} has {len(fields)} fields; write five: minute hour day month weekday, like '30 8 * * 1-5'",
            "subscribe_cron_fields",
            rule=cron,
            n=len(fields),
        )
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    try:
        simulated = CronSim(cron.upper(), start)
        first = next(simulated, None)
    except CronSimError as error:
        message = f"{cron!r}: {str(error).lower()}; write minute hour day month weekday, like '30 8 * * 1-5'"
        raise ScheduleError(message, "subscribe_cron_field", rule=cron, field=str(error).partition(" ")[2]) from error
    if first is None or first.year > start.year + YEARS_AHEAD:
        raise ScheduleError(f"{cron!r}: no such day comes; choose a day that the month has", "subscribe_cron_never", rule=cron)
    if len(simulated.minutes) > 1:
        raise ScheduleError(f"{cron!r} would run several times an hour; write one minute, like '30 8 * * 1-5'", "subscribe_cron_often", rule=cron)
    return cron


@cache
def _pattern() -> re.Pattern[str]:
    """A word for a rule with the fields behind it, or five fields by themselves."""
    named = "|".join(re.escape(word) for word in words().cron)
    return re.compile(
        rf"(?:(?<![a-z])(?:{named})\s*[:=]?\s*(?P<open>[{_QUOTES}]?)\s*(?P<named>(?:{_FIELD}(?![\w:/*]|[-#]\w)\s*){{0,9}})|"
        rf"(?<![\w:/*,#-])(?P<alone>{_FIELD}(?:\s+{_FIELD}){{{FIELDS - 1}}})(?![\w:/*#-]|,[\w*]))\s*[{_QUOTES}]?"
    )


def rule_in(folded: str) -> Found | None:
    """The rule of a folded line: what follows a word for one, or five fields of which one is a star; None for none.

    >>> rule_in('a cron "0 8 * * 1-5" b').rule, rule_in("8 * * 1-5")
    ('0 8 * * 1-5', None)
    """
    for match in _pattern().finditer(folded):
        rule = match["alone"] or match["named"] or ""
        if match["alone"] is None or "*" in rule.split():
            return Found(match.start(), match.end(), " ".join(rule.split()))
    return None
