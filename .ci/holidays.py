# ruff: noqa: INP001  # a script, no package
"""Makes the days on which exchanges are closed: uv run --no-project --with exchange-calendars python .ci/holidays.py 2026 2028

The days of most exchanges follow from rules (exchange-calendars, Apache-2.0). Those of Shanghai and Shenzhen, which are the same, are
announced each December for the year that follows: run this again then, with a newer version. Until which day they are known stands in
the file, and people are told what happens after it.
"""

import datetime as dt
import sys
from pathlib import Path

import exchange_calendars

PLACE = Path(__file__).resolve().parent.parent / "bot" / "data" / "holidays.toml"
EXCHANGES = {
    "XSHG": ("上海、深圳", "上海、深圳", "Shanghai and Shenzhen"),
    "XNYS": ("纽约", "紐約", "New York"),
    "XHKG": ("香港", "香港", "Hong Kong"),
    "XTKS": ("东京", "東京", "Tokyo"),
    "XLON": ("伦敦", "倫敦", "London"),
}
HEAD = """# Days besides Saturdays and Sundays on which an exchange is closed, by market identifier code (ISO 10383); a digest may leave them
# out. Made by .ci/holidays.py from exchange-calendars (Apache-2.0). Known up to `until`; after it nothing is left out. A day that an
# exchange closes at short notice is not here.
"""


def known_until(code: str, last: int) -> int:
    """The last year up to `last` for which the days of an exchange are known."""
    end = exchange_calendars.get_calendar(code).bound_max()
    return last if end is None else min(last, end.year)


def closed(code: str, first: int, last: int) -> list[dt.date]:
    """The working days of some years on which there is no session."""
    end = dt.date(last, 12, 31)
    sessions = {day.date() for day in exchange_calendars.get_calendar(code, start=f"{first}-01-01", end=end.isoformat()).sessions}
    days = (dt.date(first, 1, 1) + dt.timedelta(n) for n in range((end - dt.date(first, 1, 1)).days + 1))
    return [day for day in days if day.isoweekday() <= 5 and day not in sessions]


def main() -> None:
    """Writes the file."""
    first, last = map(int, sys.argv[1:])
    parts = [HEAD]
    for code, (hans, hant, en) in EXCHANGES.items():
        until = known_until(code, last)
        days = closed(code, first, until)
        lines = [", ".join(str(day) for day in days if day.year == year) for year in range(first, until + 1)]
        body = "\n".join(f"  {line}," for line in lines if line)
        parts.append(f'[{code}]\nname = {{ zh-Hans = "{hans}", zh-Hant = "{hant}", en = "{en}" }}\nuntil = {until}-12-31\nclosed = [\n{body}\n]\n')
    PLACE.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
