"""Days on which exchanges are closed, by calendar. Days: data/holidays.toml."""

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from intents.questions.language import Language


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("bot") / "data" / "holidays.toml").read_text(encoding="utf-8"))


@cache
def calendars() -> dict[str, frozenset[dt.date]]:
    """The closed days of each exchange, by its market identifier code (ISO 10383)."""
    return {code: frozenset(of["closed"]) for code, of in _data().items()}


def exchange(code: str, language: Language) -> str:
    """The name of an exchange; its code where nobody knows it."""
    return str(_data()[code]["name"][language]) if code in _data() else code


def known_until(code: str) -> dt.date | None:
    """The last day for which the closed days of an exchange are known; None where nobody knows it."""
    return _data()[code]["until"] if code in _data() else None
