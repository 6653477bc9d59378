"""Who gets which digest when, and what was made for each slot. A digest of a slot is made once: its row is the record."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from bot.adapter import Call
from bot.events import Place, Platform
from bot.storage.ledger import insert_for
from bot.storage.tables import delivery, digest, subscription
from intents.digests.digest import Sort
from intents.questions.language import Language

_MOVED_ON = (
    update(subscription)
    .where(subscription.c.id == bindparam("of"), subscription.c.done_at < bindparam("slot"))
    .values(done_at=bindparam("slot"), next_at=bindparam("next"), seen=bindparam("known"))
)
_OUTCOMES = {"sending": "due", "unsure": "due"}  # states of calls that mean as much to people
_AWAY = "away:"  # how the reason begins of what was paused because nothing can be sent there


@dataclass(frozen=True, slots=True)
class Order:
    """A stored subscription. Instants are milliseconds; `schedule` is that of `bot.digests.schedule` as JSON; `seen` are ids of articles."""

    place: Place
    sort: Sort
    companies: tuple[str, ...]
    language: Language
    schedule: dict[str, Any]
    done_at: int
    next_at: int
    made_by: str
    made_at: int
    always: bool = False
    seen: tuple[str, ...] = ()
    paused: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A digest made for a slot: its calls, none where there was nothing to tell."""

    order: Order
    slot: int
    next_at: int
    seen: tuple[str, ...]
    text: str
    is_late: bool
    calls: Sequence[Call]

    @property
    def origin(self) -> str:
        """What its calls are parts of."""
        return f"digest:{self.order.id}:{self.slot}"


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the history: when a digest was due, and what became of it (sent, due, failed, dropped, nothing_new, or
    made where that is not known any more), with the reason of
    a failure. A digest counts as what became of its first message."""

    slot: int
    outcome: str
    is_late: bool
    text: str
    reason: str = ""


def subscribe(connection: Connection, order: Order) -> int:
    """Stores a subscription and returns its id."""
    place = order.place
    values = {
        "place": place.key, "platform": place.platform.value, "chat": place.chat, "thread": place.thread, "is_private": place.is_private,
        "sort": order.sort.value, "companies": list(order.companies), "always": order.always, "language": order.language.value,
        "schedule": order.schedule, "paused": order.paused or None, "done_at": order.done_at, "next_at": order.next_at,
        "seen": list(order.seen), "made_by": order.made_by, "made_at": order.made_at,
    }  # fmt: skip
    return int(connection.execute(insert_for(connection)(subscription).values(values).returning(subscription.c.id)).scalar_one())


def due_orders(connection: Connection, now: int, most: int) -> list[Order]:
    """Running subscriptions whose time has come, the longest waiting first."""
    found = select(subscription).where(subscription.c.next_at <= now, subscription.c.paused.is_(None)).order_by(subscription.c.next_at, subscription.c.id).limit(most)
    return [_order(row) for row in connection.execute(found)]


def next_due(connection: Connection) -> int | None:
    """When the next subscription is due."""
    return connection.execute(select(func.min(subscription.c.next_at)).where(subscription.c.paused.is_(None))).scalar()


def own_orders(connection: Connection, place: Place, person: str) -> list[Order]:
    """The subscriptions of a place and, in a private one on Slack, those that the person made in any other: the direct messages
    and the bot's own page are two addresses of one conversation."""
    own = subscription.c.place == place.key
    if place.platform is Platform.SLACK and place.is_private:
        team = place.chat.partition("/")[0]
        mine = (subscription.c.platform == place.platform.value, subscription.c.is_private, subscription.c.made_by == person, subscription.c.chat.startswith(f"{team}/", autoescape=True))
        own = own | and_(*mine)
    return [_order(row) for row in connection.execute(select(subscription).where(own).order_by(subscription.c.id))]


def order_of(connection: Connection, number: int) -> Order | None:
    """A subscription by its id."""
    row = connection.execute(select(subscription).where(subscription.c.id == number)).first()
    return _order(row) if row else None


def all_orders(connection: Connection) -> list[Order]:
    """All subscriptions."""
    return [_order(row) for row in connection.execute(select(subscription).order_by(subscription.c.id))]


def _order(row: Any) -> Order:
    place = Place(Platform(row.platform), row.chat, row.thread, row.is_private)
    return Order(
        place, Sort(row.sort), tuple(row.companies), Language(row.language), row.schedule, row.done_at, row.next_at, row.made_by, row.made_at,
        row.always, tuple(row.seen), row.paused or "", row.id,
    )  # fmt: skip


def record(connection: Connection, made: Iterable[Made], now: int) -> list[Made]:
    """Stores digests with their calls and moves their subscriptions on; returns those that nobody had stored before. Safe to do twice."""
    all_made = list(made)
    if not all_made:
        return []
    rows = [
        {
            "subscription": one.order.id, "slot": one.slot, "place": one.order.place.key, "outcome": "made" if one.calls else "nothing_new",
            "is_late": one.is_late, "text": one.text, "made_at": now,
        }
        for one in all_made
    ]  # fmt: skip
    kept = connection.execute(insert_for(connection)(digest).on_conflict_do_nothing().returning(digest.c.subscription, digest.c.slot), rows)
    fresh = {(row.subscription, row.slot) for row in kept}
    new = [one for one in all_made if (one.order.id, one.slot) in fresh]
    parts = [
        {"origin": one.origin, "part": part, "platform": one.order.place.platform.value, "call": asdict(call), "state": "due", "tries": 0, "made_at": now}
        for one in new
        for part, call in enumerate(one.calls)
    ]
    if parts:
        connection.execute(insert_for(connection)(delivery).on_conflict_do_nothing(), parts)
    connection.execute(_MOVED_ON, [{"of": one.order.id, "slot": one.slot, "next": one.next_at, "known": list(one.seen)} for one in all_made])
    return new


def open_origins(connection: Connection, platform: Platform) -> list[tuple[str, str]]:
    """Digests of a platform whose calls are not at their end, with the chat that they go to, oldest first."""
    found = select(delivery.c.origin, delivery.c.call).where(delivery.c.platform == platform.value, delivery.c.origin.like("digest:%"), delivery.c.state.in_(("due", "sending", "unsure"))).order_by(delivery.c.id)
    return list({row.origin: (row.origin, row.call["chat"]) for row in connection.execute(found)}.values())


def change(connection: Connection, number: int, **values: Any) -> None:
    """Changes columns of a subscription: language, schedule with next_at, companies, always."""
    connection.execute(update(subscription).where(subscription.c.id == number).values(values))


def pause(connection: Connection, number: int, reason: str) -> None:
    """A subscription rests, for a reason."""
    change(connection, number, paused=reason)


def resume(connection: Connection, number: int, now: int, next_at: int) -> None:
    """A subscription runs again; what was due meanwhile is not made up for."""
    change(connection, number, paused=None, done_at=now, next_at=next_at)


def remove(connection: Connection, number: int) -> None:
    """A subscription ends; of what is due of it nothing more is sent."""
    connection.execute(delete(subscription).where(subscription.c.id == number))
    connection.execute(update(delivery).where(delivery.c.origin.like(f"digest:{number}:%"), delivery.c.state == "due").values(state="dropped"))


def pause_chat(connection: Connection, platform: Platform, chat: str, reason: str) -> list[int]:
    """All subscriptions of a chat rest because nothing can be sent there; returns those that ran."""
    there = (subscription.c.platform == platform.value, subscription.c.chat == chat, subscription.c.paused.is_(None))
    return [row.id for row in connection.execute(update(subscription).where(*there).values(paused=_AWAY + reason).returning(subscription.c.id))]


def resume_chat(connection: Connection, platform: Platform, chat: str) -> list[Order]:
    """The subscriptions of a chat, or of all chats of a workspace, that rest only because nothing could be sent there; whoever
    calls lets them run again."""
    of = or_(subscription.c.chat == chat, subscription.c.chat.startswith(f"{chat}/", autoescape=True))
    there = (subscription.c.platform == platform.value, of, subscription.c.paused.like(f"{_AWAY}%"))
    return [_order(row) for row in connection.execute(select(subscription).where(*there))]


def move_chat(connection: Connection, platform: Platform, old: str, new: str) -> None:
    """The subscriptions of a chat go on at its new address. Safe to do twice."""
    for order in connection.execute(select(subscription).where(subscription.c.platform == platform.value, subscription.c.chat == old)).all():
        moved = Place(platform, new, order.thread, order.is_private)
        change(connection, order.id, chat=new, place=moved.key)


def history(connection: Connection, most: int, *, places: Iterable[str] = (), number: int | None = None) -> list[Past]:
    """What was made for some places, or for one subscription, the newest first."""
    where = digest.c.subscription == number if number is not None else digest.c.place.in_(list(places))
    rows = connection.execute(select(digest).where(where).order_by(digest.c.made_at.desc(), digest.c.slot.desc()).limit(most)).all()
    origins = [f"digest:{r.subscription}:{r.slot}" for r in rows]
    first = select(delivery.c.origin, delivery.c.state, delivery.c.error).where(delivery.c.origin.in_(origins), delivery.c.part == 0)
    became = {row.origin: row for row in connection.execute(first)}
    return [_past(row, became.get(origin)) for row, origin in zip(rows, origins, strict=True)]


def _past(row: Any, became: Any) -> Past:
    state = became.state if became is not None else row.outcome  # its calls are forgotten after a while
    outcome = _OUTCOMES.get(state, state)
    return Past(row.slot, outcome, row.is_late, row.text, became.error or "" if outcome == "failed" else "")
