"""Points where a test makes the program die, one at every change of state of a stored row."""

import os
import signal


def crash_point(name: str) -> None:
    """Kills the process where the environment names this point; does nothing otherwise."""
    if name == os.environ.get("EARNINGS_BOT_CRASH_POINT"):
        os.kill(os.getpid(), signal.SIGKILL)
