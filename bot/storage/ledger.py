"""What came in and what became of it: every event and every call to a platform is a row with a state.

An event is new, then answered (its calls are stored), then done; or set aside after too many failures.
A call is due, sending (marked before it is made), then sent, failed, or unsure where nobody knows.
All functions are units of work over a connection; those that are safe to do twice say so.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, String, Text, bindparam, cast, delete, func, literal, null, or_, select, type_coerce, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapter import Call
from bot.events import Event, Platform, Received
from bot.storage.statements import Statement, given
from bot.storage.tables import WAITS, answer, as_json, delivery, incoming

OPEN = ("new", "answered")
WAITING = ("due", "sending", "unsure")
_DAY = 86_400_000  # milliseconds
_NEVER = 2**62
_CALL = tuple(one.name for one in fields(Call))


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
    event: Event | None = field(default=None, compare=False)  # of one that has just come in, what was read of it

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
    """Whether a column has one of some values."""
    return or_(*(column == state for state in states))


_KEPT = ("platform", "event_id", "post", "lane", "payload", "state", "tries", "received_at")
_KEEP = Statement(lambda insert: insert(incoming).values(given(incoming, *_KEPT)).on_conflict_do_nothing().returning(incoming.c.id))
_TAKE = Statement(lambda _: update(incoming).where(incoming.c.id == bindparam("row"), incoming.c.state == "new").values(tries=incoming.c.tries + 1))
_ROW = (incoming.c.platform, incoming.c.lane, type_coerce(incoming.c.payload, Text), incoming.c.state, incoming.c.tries, incoming.c.received_at)
_TAKEN = Statement(lambda _: select(*_ROW).where(incoming.c.id == bindparam("row"), _one_of(incoming.c.state, OPEN)))
_STATE = Statement(lambda _: select(incoming.c.state).where(incoming.c.platform == bindparam("of"), incoming.c.event_id == bindparam("event")))
_IS_NEW = (incoming.c.id == bindparam("row"), incoming.c.state == "new")
_ANSWERED = Statement(lambda _: update(incoming).where(*_IS_NEW).values(state=bindparam("to"), error=null()))
_DONE = Statement(lambda _: update(incoming).where(incoming.c.id == bindparam("row"), incoming.c.state == "answered").values(state="done", error=null()))
_SET_STATE = Statement(lambda _: update(incoming).where(incoming.c.id == bindparam("row")).values(state=bindparam("to"), error=bindparam("why")))
_ADDED = ("origin", "part", "platform", "call", "state", "tries", "made_at")
_ADD = Statement(lambda insert: insert(delivery).values(given(delivery, *_ADDED)).on_conflict_do_nothing().returning(delivery.c.id))
_PART = (delivery.c.id, delivery.c.part, delivery.c.platform, type_coerce(delivery.c.call, Text), delivery.c.state, delivery.c.tries)
_PARTS = Statement(lambda _: select(*_PART).where(delivery.c.origin == bindparam("of"), _one_of(delivery.c.state, WAITING)).order_by(delivery.c.part))
_AS_READ = (delivery.c.id == bindparam("row"), delivery.c.state == bindparam("was"), delivery.c.tries == bindparam("tried"))
_SENDING = Statement(lambda _: update(delivery).where(*_AS_READ).values(state="sending", tries=delivery.c.tries + 1))
_END: dict[str, Any] = {"state": bindparam("to"), "message": bindparam("made"), "error": bindparam("why"), "sent_at": bindparam("at")}
_ENDED = Statement(lambda _: update(delivery).where(delivery.c.id == bindparam("row"), delivery.c.tries == bindparam("tried")).values(_END))


def insert_for(connection: Connection) -> Any:
    """The INSERT of the database's dialect, which knows ON CONFLICT."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert


def keep(connection: Connection, received: Received, now: int) -> int | None:
    """Stores an event and returns its id; None for one whose delivery or post is known. Safe to do twice."""
    kept = _KEEP.rows(
        connection, platform=received.platform.value, event_id=received.event_id, post=received.post or None, lane=received.lane,
        payload=as_json(received.payload), state="new", tries=1, received_at=now,
    )  # fmt: skip
    return kept[0][0] if kept else None


def open_rows(connection: Connection, platform: Platform | None = None, before: int | None = None) -> list[tuple[int, str]]:
    """Ids and lanes of the events that are not done, oldest first: those of a platform, those received before an instant."""
    found = select(incoming.c.id, incoming.c.lane, incoming.c.platform, incoming.c.received_at).where(incoming.c.state.in_(OPEN)).order_by(incoming.c.id)
    rows = connection.execute(found)  # few are open; SQLite would look at all of a platform
    return [(row.id, row.lane) for row in rows if platform in (None, row.platform) and (before is None or row.received_at < before)]


def take(connection: Connection, row_id: int) -> Row | None:
    """An event that is not done; None once it is. Counts the try of one that is not answered, which may be what ends the program."""
    _TAKE.count(connection, row=row_id)
    for platform, lane, payload, state, tries, received_at in _TAKEN.rows(connection, row=row_id):
        return Row(row_id, Platform(platform), lane, json.loads(payload), state, tries, received_at)
    return None


def is_open(connection: Connection, received: Received) -> bool:
    """Whether an event is stored and not at its end."""
    return any(state in OPEN for (state,) in _STATE.rows(connection, of=received.platform.value, event=received.event_id))


def count_tries(connection: Connection, row_id: int, tries: int) -> None:
    """So many tries more of an event that is not answered."""
    connection.execute(update(incoming).where(incoming.c.id == row_id, incoming.c.state == "new").values(tries=incoming.c.tries + tries))


def answered(connection: Connection, row: Row, calls: Sequence[Call], now: int, *, begins: bool = False) -> list[Part] | None:
    """The calls that an event leads to are stored, and it is answered; without any it is done. Returns them as parts, the first
    marked as being made where it `begins`. Safe to do twice, also at the same time: the first answer stays, and None comes for
    the second."""
    if not _ANSWERED.count(connection, row=row.id, to="answered" if calls else "done"):
        return None
    return [_added(connection, row, place, call, now, is_begun=begins and place == 0) for place, call in enumerate(calls)]


def _added(connection: Connection, row: Row, place: int, call: Call, now: int, *, is_begun: bool) -> Part:
    state, tries = ("sending", 1) if is_begun else ("due", 0)
    stored = as_json({name: getattr(call, name) for name in _CALL})
    ((number,),) = _ADD.rows(connection, origin=row.origin, part=place, platform=row.platform.value, call=stored, state=state, tries=tries, made_at=now)
    return Part(number, row.origin, place, row.platform, call, state, tries)


def set_state(connection: Connection, row_id: int, state: str, error: str = "") -> None:
    """An event reaches a state."""
    _SET_STATE.count(connection, row=row_id, to=state, why=error or None)


def done(connection: Connection, row_id: int) -> None:
    """An event that is answered is done."""
    _DONE.count(connection, row=row_id)


def parts(connection: Connection, origin: str) -> list[Part]:
    """The calls of an answer that are not at their end, in order."""
    found = _PARTS.rows(connection, of=origin)
    return [Part(number, origin, part, Platform(platform), Call(**json.loads(call)), state, tries) for number, part, platform, call, state, tries in found]


def sending(connection: Connection, part: Part) -> bool:
    """Marks a call as being made, if nobody else has: a compare-and-set on what was read."""
    return _SENDING.count(connection, row=part.id, was=part.state, tried=part.tries) == 1


def ended(connection: Connection, part: Part, state: str, now: int, message: str = "", error: str = "") -> None:
    """A call reaches a state: sent with the id of its message, failed or unsure with the reason, due again. Whoever was
    overtaken meanwhile, by another try of the same call, changes nothing."""
    at = now if state == "sent" else None
    _ENDED.count(connection, row=part.id, tried=part.tries, to=state, made=message or None, why=error or None, at=at)


def waiting_origins(connection: Connection, platform: Platform) -> list[str]:
    """The origins of a platform's calls that are not at their end, the longest waiting first."""
    found = select(delivery.c.origin).where(delivery.c.platform == platform.value, WAITS).group_by(delivery.c.origin).order_by(func.min(delivery.c.id))
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
    return connection.execute(select(delivery.c.id).where(delivery.c.platform == platform.value, WAITS, delivery.c.state == "sending").limit(1)).first() is not None


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
    connection.execute(delete(delivery).where(or_(delivery.c.state == "sent", delivery.c.state == "failed"), *_older(delivery.c.id, delivery.c.made_at, now - answer_days * _DAY)))
    connection.execute(delete(answer).where(*_older(answer.c.id, answer.c.asked_at, now - answer_days * _DAY)))


def _older(number: Column[int], at: Column[int], than: int) -> tuple[ColumnElement[bool], ...]:
    """Rows from before an instant. They are those with the lowest numbers, so nobody looks beyond the first that is younger."""
    younger = select(number).where(at >= than).order_by(number).limit(1).scalar_subquery()
    return number < func.coalesce(younger, _NEVER), at < than
