"""What a look at one thing finds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class State(StrEnum):
    """How it stands: good, good to know, or so that something does not work."""

    GOOD = "ok"
    NOTE = "note"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, in one line: how it stands, what was found, and the mend where there is one."""

    state: State
    subject: str
    text: str
    mend: str = ""

    def __str__(self) -> str:
        mark = {State.GOOD: "✓", State.NOTE: "!", State.BROKEN: "✗"}[self.state]
        return " ".join(f"{mark} {self.subject}: {'; '.join(filter(None, (self.text, self.mend)))}".split())

    def through(self, scrub: Callable[[str], str]) -> Self:
        """The same without secrets."""
        return replace(self, text=scrub(self.text), mend=scrub(self.mend))


def good(subject: str, text: str) -> Finding:
    """Something is as it should be."""
    return Finding(State.GOOD, subject, text)


def note(subject: str, text: str, mend: str = "") -> Finding:
    """Something is worth knowing."""
    return Finding(State.NOTE, subject, text, mend)


def broken(subject: str, text: str, mend: str) -> Finding:
    """Something does not work."""
    return Finding(State.BROKEN, subject, text, mend)
