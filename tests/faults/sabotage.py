"""A handler that fails on certain questions: what no real input is known to do must be put in by hand.

FAULTS_POISON is a text; questions that hold it raise an error. With FAULTS_POISON_KILLS they end the process, as running out of memory does.
"""

import os
import signal
from typing import Any

from bot import pipeline
from bot.events import Event, Question


def poison() -> None:
    """Puts the failure in, where the environment asks for it."""
    text, kills = os.environ.get("FAULTS_POISON", ""), "FAULTS_POISON_KILLS" in os.environ
    if not text:
        return
    healthy = vars(pipeline)["respond"]

    def respond(event: Event, *rest: Any) -> Any:
        if isinstance(event, Question) and text in event.text:
            if kills:
                os.kill(os.getpid(), signal.SIGKILL)
            raise ZeroDivisionError(text)
        return healthy(event, *rest)

    vars(pipeline)["respond"] = respond
