"""What cannot be brought over a program from outside is put in by hand: a handler that fails, a clock that jumps, a disk that is full.

FAULTS_POISON is a text; questions that hold it raise an error. With FAULTS_POISON_KILLS they end the process, as running out of memory does.
FAULTS_CLOCK names a file with the seconds by which the clock is wrong. FAULTS_PAGES is how many pages SQLite's file may have.
"""

import os
import signal
import time
from pathlib import Path
from typing import Any

from bot import clock, pipeline
from bot.events import Event, Question
from bot.storage import database


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


def jumping_clock() -> None:
    """Moves the program's clock, where the environment asks for it."""
    if file := os.environ.get("FAULTS_CLOCK"):
        vars(clock)["SystemClock"].now = lambda _: time.time() + float(Path(file).read_text() or 0)


def full_disk() -> None:
    """Has SQLite say that the disk is full, where the environment asks for it."""
    if pages := os.environ.get("FAULTS_PAGES"):
        vars(database)["_PRAGMAS"] = (*vars(database)["_PRAGMAS"], f"max_page_count={pages}")
