"""Days on which exchanges are closed, by calendar. Days: data/holidays.toml."""

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files


@cache
def calendars() -> dict[str, frozenset[dt.date]]:
    """The closed days of each exchange, by its market identifier code (ISO 10383)."""
    data = tomllib.loads((files("bot") / "data" / "holidays.toml").read_text(encoding="utf-8"))
    return {code: frozenset(days["closed"]) for code, days in data.items()}
