"""What came in and what became of it: every event and every call to a platform is a row with a state.

An event is new, then answered (its calls are stored), then done; or set aside after too many failures.
A call is due, sending (marked before it is made), then sent, failed, or unsure where nobody knows.
All functions are units of work over a connection; those that are safe to do twice say so.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapter import Call
from bot.events import Platform, Received
from bot.storage.tables import answer, delivery, incoming

OPEN = ("new", "answered")
_DAY = 86_400_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Row:
    """A stored event that is not done yet."""

    id: int
    platform: Platform
    lane: str
    payload: dict[str, Any]
    state: str
    tries: int
    received_at: int

    @property
    def origin(self) -> str:
        """What its deliveries are parts of."""
        return event_origin(self.id)


def event_origin(row_id: int) -> str:
    """The origin of what an event is answered with."""
    return f"event:{row_id}"


@dataclass(frozen=True, slots=True)
class Part:
    """A stored call: the part of an answer or digest, in order."""

    id: int
    origin: str
    part: int
    call: Call
    state: str
    tries: int


def insert_for(connection: Connection) -> Any:
    """The INSERT of the database's dialect, which knows ON CONFLICT."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert


def keep(connection: Connection, received: Received, now: int) -> int | None:
    """Stores an event and returns its id; None for one whose delivery or post is known. Safe to do twice."""
    values = {
        "platform": received.platform.value,
        "event_id": received.event_id,
        "post": received.post or None,
        "lane": received.lane,
        "payload": received.payload,
        "state": "new",
        "tries": 1,
        "received_at": now,
    }
    return connection.execute(insert_for(connection)(incoming).values(values).on_conflict_do_nothing().returning(incoming.c.id)).scalar()


def open_rows(connection: Connection, platform: Platform | None = None) -> list[tuple[int, str]]:
    """Ids and lanes of all events, or those of a platform, that are not done, oldest first."""
    wanted = (incoming.c.state.in_(OPEN), *([incoming.c.platform == platform.value] if platform else []))
    return [(row.id, row.lane) for row in connection.execute(select(incoming.c.id, incoming.c.lane).where(*wanted).order_by(incoming.c.id))]


def take(connection: Connection, row_id: int) -> Row | None:
    """An event that is not done; None once it is. Counts the try of one that is not answered, which may be what ends the program."""
    connection.execute(update(incoming).where(incoming.c.id == row_id, incoming.c.state == "new").values(tries=incoming.c.tries + 1))
    row = connection.execute(select(incoming).where(incoming.c.id == row_id, incoming.c.state.in_(OPEN))).first()
    return Row(row.id, Platform(row.platform), row.lane, row.payload, row.state, row.tries, row.received_at) if row else None


def count_try(connection: Connection, row_id: int) -> None:
    """Counts a try of an event that failed."""
    connection.execute(update(incoming).where(incoming.c.id == row_id).values(tries=incoming.c.tries + 1))


def answered(connection: Connection, row: Row, calls: Sequence[Call], now: int) -> None:
    """The calls that an event leads to are stored, and it is answered. Safe to do twice: the first answer stays."""
    if calls:
        rows = [_row(row.origin, part, row.platform, call, now) for part, call in enumerate(calls)]
        connection.execute(insert_for(connection)(delivery).on_conflict_do_nothing(), rows)
    set_state(connection, row.id, "answered")


def _row(origin: str, part: int, platform: Platform, call: Call, now: int) -> dict[str, Any]:
    return {"origin": origin, "part": part, "platform": platform.value, "call": asdict(call), "state": "due", "tries": 0, "made_at": now}


def set_state(connection: Connection, row_id: int, state: str, error: str = "") -> None:
    """An event reaches a state."""
    connection.execute(update(incoming).where(incoming.c.id == row_id).values(state=state, error=error or None))


def parts(connection: Connection, origin: str) -> list[Part]:
    """The calls of an answer that are not at their end, in order."""
    found = select(delivery).where(delivery.c.origin == origin, delivery.c.state.in_(("due", "sending", "unsure"))).order_by(delivery.c.part)
    return [Part(r.id, r.origin, r.part, Call(**r.call), r.state, r.tries) for r in connection.execute(found)]


def platform_of(connection: Connection, origin: str) -> Platform | None:
    """The platform that the calls of an origin go to."""
    found = connection.execute(select(delivery.c.platform).where(delivery.c.origin == origin).limit(1)).scalar()
    return Platform(found) if found else None


def sending(connection: Connection, part: Part) -> bool:
    """Marks a call as being made, if nobody else has: a compare-and-set on what was read."""
    mine = (delivery.c.id == part.id, delivery.c.state == part.state, delivery.c.tries == part.tries)
    return connection.execute(update(delivery).where(*mine).values(state="sending", tries=part.tries + 1)).rowcount == 1


def ended(connection: Connection, part: Part, state: str, now: int, message: str = "", error: str = "") -> None:
    """A call reaches a state: sent with the id of its message, failed or unsure with the reason, due again."""
    values = {"state": state, "message": message or None, "error": error or None, "sent_at": now if state == "sent" else None}
    connection.execute(update(delivery).where(delivery.c.id == part.id).values(values))


def give_up(connection: Connection, origin: str, reason: str) -> None:
    """Nothing more of an origin is sent."""
    connection.execute(update(delivery).where(delivery.c.origin == origin, delivery.c.state.in_(("due", "unsure"))).values(state="failed", error=reason))


def messages_of(connection: Connection, row_id: int) -> list[str]:
    """The ids of the messages that an event was answered with, in order."""
    found = select(delivery.c.message).where(delivery.c.origin == event_origin(row_id), delivery.c.state == "sent", delivery.c.message.is_not(None)).order_by(delivery.c.part)
    return [row.message for row in connection.execute(found)]


def waiting(connection: Connection) -> int:
    """How many events are not done."""
    return len(open_rows(connection))


def forget(connection: Connection, now: int, *, event_days: int = 3, answer_days: int = 90) -> None:
    """Deletes what is done and old: events after days in which no platform delivers again, answers when their buttons are."""
    done = select(incoming.c.id).where(incoming.c.state.not_in(OPEN), incoming.c.received_at < now - event_days * _DAY)
    connection.execute(delete(incoming).where(incoming.c.id.in_(done)))
    connection.execute(delete(delivery).where(or_(delivery.c.state == "sent", delivery.c.state == "failed"), delivery.c.made_at < now - answer_days * _DAY))
    connection.execute(delete(answer).where(answer.c.asked_at < now - answer_days * _DAY))
