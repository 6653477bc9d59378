"""Points where a test makes the program die, one at every change of state of a stored row."""

import os
import signal

_POINT = os.environ.get("EARNINGS_BOT_CRASH_POINT")


def crash_point(name: str) -> None:
    """Kills the process where the environment named this point at its start; does nothing otherwise."""
    if name == _POINT:
        os.kill(os.getpid(), signal.SIGKILL)
