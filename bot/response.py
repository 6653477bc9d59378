"""What is known when an event is answered, and what it leads to: plain values, between the pure core and the pipeline."""

from dataclasses import dataclass

from bot.card import Outgoing
from bot.digests.changes import Change
from bot.storage.digests import Past
from bot.storage.places import Asked, Memory
from bot.storage.subscriptions import Order


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when an event is answered: its number, the memory of its place, the answer that it is about (that of a
    button, of an edited question, the last one of the place), and the messages which that answer stands in.

    Of subscriptions only where the event is about them: those of the place, what was made of them, the questions of the
    week that could not be answered, and whether the sender may change something there. `now` is an instant in milliseconds.
    """

    number: int
    memory: Memory
    asked: Asked | None = None
    messages: tuple[str, ...] = ()
    now: int = 0
    orders: tuple[Order, ...] = ()
    past: tuple[Past, ...] = ()
    questions: tuple[str, ...] = ()
    may_manage: bool = True
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that somebody gave to an answer."""

    answer: int
    is_good: bool


@dataclass(frozen=True, slots=True)
class Response:
    """What goes out, what the place remembers from now on, the answer to keep, the mark to keep, what becomes of subscriptions."""

    outgoing: tuple[Outgoing, ...] = ()
    memory: Memory | None = None
    answer: Asked | None = None
    mark: Mark | None = None
    changes: tuple[Change, ...] = ()
