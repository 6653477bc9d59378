"""Points where a test makes the program die, one at every change of state of a stored row."""

import os
import signal
from functools import cache


def crash_point(name: str) -> None:
    """Kills the process where the environment names this point; does nothing otherwise."""
    if name == _wanted():
        os.kill(os.getpid(), signal.SIGKILL)


@cache
def _wanted() -> str | None:
    return os.environ.get("EARNINGS_BOT_CRASH_POINT")
