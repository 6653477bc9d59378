"""What people do to subscriptions, as values; applied in the unit of work that stores the reply."""

from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Connection

from bot.storage import subscriptions
from bot.storage.subscriptions import Order

BY_HAND = "by hand"  # why somebody's subscription rests where a person paused it


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A new subscription; its id is given when it is stored."""

    order: Order


@dataclass(frozen=True, slots=True)
class Pause:
    """A subscription rests until somebody lets it go on."""

    number: int


@dataclass(frozen=True, slots=True)
class Resume:
    """A subscription goes on; what was due meanwhile is not made up for. Instants in milliseconds."""

    number: int
    now: int
    next_at: int


@dataclass(frozen=True, slots=True)
class Alter:
    """A subscription has another language, schedule or rule of silence from now on: those of `order`."""

    order: Order


@dataclass(frozen=True, slots=True)
class Remove:
    """A subscription ends."""

    number: int


Change = Subscribe | Pause | Resume | Alter | Remove


def apply(connection: Connection, change: Change) -> None:
    """Does what a change says."""
    match change:
        case Subscribe(order):
            subscriptions.subscribe(connection, order)
        case Pause(number):
            subscriptions.pause(connection, number, BY_HAND)
        case Resume(number, now, next_at):
            subscriptions.resume(connection, number, now, next_at)
        case Alter(order):
            values = {"language": order.language.value, "schedule": order.schedule, "always": order.always, "done_at": order.done_at, "next_at": order.next_at}
            subscriptions.change(connection, order.id, **values)
        case Remove(number):
            subscriptions.remove(connection, number)
        case _:
            assert_never(change)
