"""What came in and what became of it: every event and every call to a platform is a row with a state.

An event is new, then answered (its calls are stored), then done; or set aside after too many failures.
A call is due, sending (marked before it is made), then sent, failed, or unsure where nobody knows.
All functions are units of work over a connection; those that are safe to do twice say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, bindparam, cast, delete, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapter import Call
from bot.events import Platform, Received
from bot.storage.tables import answer, delivery, incoming

OPEN = ("new", "answered")
WAITING = ("due", "sending", "unsure")
_DAY = 86_400_000  # milliseconds
_CALL = tuple(field.name for field in fields(Call))


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
    platform: Platform
    call: Call
    state: str
    tries: int




def _one_of(column: ColumnElement[str], states: Sequence[str]) -> ColumnElement[bool]:
    """Whether a column has one of some values; IN would be written out anew at each run."""
    return or_(*(column == state for state in states))


# Statements that each event needs are made once: to build one costs more than to run it.
_TAKE = update(incoming).where(incoming.c.id == bindparam("row"), incoming.c.state == "new").values(tries=incoming.c.tries + 1)
_TAKEN = select(incoming).where(incoming.c.id == bindparam("row"), _one_of(incoming.c.state, OPEN))
_ANSWERED = update(incoming).where(incoming.c.id == bindparam("row"), incoming.c.state == "new").values(state=bindparam("to"), error=None)
_DONE = update(incoming).where(incoming.c.id == bindparam("row"), incoming.c.state == "answered").values(state="done", error=None)
_SET_STATE = update(incoming).where(incoming.c.id == bindparam("row")).values(state=bindparam("to"), error=bindparam("why"))
_PARTS = select(delivery).where(delivery.c.origin == bindparam("of"), _one_of(delivery.c.state, WAITING)).order_by(delivery.c.part)
_AS_READ = (delivery.c.id == bindparam("row"), delivery.c.state == bindparam("was"), delivery.c.tries == bindparam("tried"))
_SENDING = update(delivery).where(*_AS_READ).values(state="sending", tries=delivery.c.tries + 1)
_ENDED = update(delivery).where(delivery.c.id == bindparam("row"), delivery.c.tries == bindparam("tried")).values(state=bindparam("to"), message=bindparam("made"), error=bindparam("why"), sent_at=bindparam("at"))


def insert_for(connection: Connection) -> Any:
    """The INSERT of the database's dialect, which knows ON CONFLICT."""
    return insert_of(connection.dialect.name)


def insert_of(dialect: str) -> Any:
    """The same, by the dialect's name."""
    return (postgresql if dialect == "postgresql" else sqlite).insert


@cache
def _keep(dialect: str) -> Any:
    return insert_of(dialect)(incoming).on_conflict_do_nothing().returning(incoming.c.id)


@cache
def _add(dialect: str) -> Any:
    return insert_of(dialect)(delivery).on_conflict_do_nothing()


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
    return connection.execute(_keep(connection.dialect.name), values).scalar()


def open_rows(connection: Connection, platform: Platform | None = None, before: int | None = None) -> list[tuple[int, str]]:
    """Ids and lanes of the events that are not done, oldest first: those of a platform, those received before an instant."""
    found = select(incoming.c.id, incoming.c.lane).where(incoming.c.state.in_(OPEN)).order_by(incoming.c.id)
    if platform is not None:
        found = found.where(incoming.c.platform == platform.value)
    if before is not None:
        found = found.where(incoming.c.received_at < before)
    return [(row.id, row.lane) for row in connection.execute(found)]


def take(connection: Connection, row_id: int) -> Row | None:
    """An event that is not done; None once it is. Counts the try of one that is not answered, which may be what ends the program."""
    connection.execute(_TAKE, {"row": row_id})
    row = connection.execute(_TAKEN, {"row": row_id}).first()
    return Row(row.id, Platform(row.platform), row.lane, row.payload, row.state, row.tries, row.received_at) if row else None


def count_tries(connection: Connection, row_id: int, tries: int) -> None:
    """So many tries more of an event that is not answered."""
    connection.execute(update(incoming).where(incoming.c.id == row_id, incoming.c.state == "new").values(tries=incoming.c.tries + tries))


def answered(connection: Connection, row: Row, calls: Sequence[Call], now: int) -> bool:
    """The calls that an event leads to are stored, and it is answered; without any it is done. Safe to do twice, also at the
    same time: the first answer stays, and False comes for the second."""
    if not connection.execute(_ANSWERED, {"row": row.id, "to": "answered" if calls else "done"}).rowcount:
        return False
    if calls:
        connection.execute(_add(connection.dialect.name), [_row(row.origin, part, row.platform, call, now) for part, call in enumerate(calls)])
    return True


def _row(origin: str, part: int, platform: Platform, call: Call, now: int) -> dict[str, Any]:
    return {"origin": origin, "part": part, "platform": platform.value, "call": {field: getattr(call, field) for field in _CALL}, "state": "due", "tries": 0, "made_at": now}


def set_state(connection: Connection, row_id: int, state: str, error: str = "") -> None:
    """An event reaches a state."""
    connection.execute(_SET_STATE, {"row": row_id, "to": state, "why": error or None})


def done(connection: Connection, row_id: int) -> None:
    """An event that is answered is done."""
    connection.execute(_DONE, {"row": row_id})


def parts(connection: Connection, origin: str) -> list[Part]:
    """The calls of an answer that are not at their end, in order."""
    return [Part(r.id, r.origin, r.part, Platform(r.platform), Call(**r.call), r.state, r.tries) for r in connection.execute(_PARTS, {"of": origin})]


def sending(connection: Connection, part: Part) -> bool:
    """Marks a call as being made, if nobody else has: a compare-and-set on what was read."""
    return connection.execute(_SENDING, {"row": part.id, "was": part.state, "tried": part.tries}).rowcount == 1


def ended(connection: Connection, part: Part, state: str, now: int, message: str = "", error: str = "") -> None:
    """A call reaches a state: sent with the id of its message, failed or unsure with the reason, due again. Whoever was
    overtaken meanwhile, by another try of the same call, changes nothing."""
    values = {"to": state, "made": message or None, "why": error or None, "at": now if state == "sent" else None}
    connection.execute(_ENDED, {"row": part.id, "tried": part.tries, **values})


def waiting_origins(connection: Connection, platform: Platform) -> list[str]:
    """The origins of a platform's calls that are not at their end, the longest waiting first."""
    found = select(delivery.c.origin).where(delivery.c.platform == platform.value, delivery.c.state.in_(WAITING)).group_by(delivery.c.origin).order_by(func.min(delivery.c.id))
    return [row.origin for row in connection.execute(found)]


def lanes_of(connection: Connection, origins: Sequence[str]) -> dict[str, str]:
    """The lanes of origins: that of the event, else the chat that is written to."""
    events = {int(origin.removeprefix("event:")): origin for origin in origins if origin.startswith("event:")}
    lanes = {events[row.id]: row.lane for row in connection.execute(select(incoming.c.id, incoming.c.lane).where(incoming.c.id.in_(events)))}
    others = [origin for origin in origins if origin not in lanes]
    calls = select(delivery.c.origin, delivery.c.call).where(delivery.c.origin.in_(others), delivery.c.part == 0)
    return lanes | {row.origin: row.call["chat"] for row in connection.execute(calls)}


def is_sending(connection: Connection, platform: Platform) -> bool:
    """Whether a call of a platform is marked as being made."""
    return connection.execute(select(delivery.c.id).where(delivery.c.platform == platform.value, delivery.c.state == "sending").limit(1)).first() is not None


def last_sent(connection: Connection, platform: Platform, since: int) -> int | None:
    """When a call of a platform was made last, if it was made since an instant."""
    return connection.execute(select(func.max(delivery.c.sent_at)).where(delivery.c.platform == platform.value, delivery.c.sent_at >= since)).scalar()


def finish(connection: Connection) -> None:
    """Events that are answered are done where nothing is left to be sent."""
    left = select(delivery.c.id).where(delivery.c.origin == literal("event:").concat(cast(incoming.c.id, String)), delivery.c.state.in_(WAITING)).exists()
    connection.execute(update(incoming).where(incoming.c.state == "answered", ~left).values(state="done"))


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
