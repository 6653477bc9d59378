"""The one clock: all time outside of tests comes from here."""

import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> float:
        """Seconds since 1970 UTC."""
        ...

    def steady(self) -> float:
        """Seconds since some moment, which only go forward, whatever is done to the clock on the wall: for spans of time."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> float:
        return time.time()

    def steady(self) -> float:
        return time.monotonic()


def milliseconds(clock: Clock) -> int:
    """The instant as the database keeps it."""
    return int(clock.now() * 1000)
