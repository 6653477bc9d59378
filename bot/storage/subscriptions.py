"""Who gets which digest when; what became of each slot lies in `bot.storage.digests`."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from bot.events import Place, Platform
from bot.storage.ledger import insert_for
from bot.storage.tables import delivery, digest, subscription
from intents.digests.digest import Sort
from intents.questions.language import Language

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
    return [read(row) for row in connection.execute(select(subscription).where(own).order_by(subscription.c.id))]


def order_of(connection: Connection, number: int) -> Order | None:
    """A subscription by its id."""
    row = connection.execute(select(subscription).where(subscription.c.id == number)).first()
    return read(row) if row else None


def all_orders(connection: Connection) -> list[Order]:
    """All subscriptions."""
    return [read(row) for row in connection.execute(select(subscription).order_by(subscription.c.id))]


def read(row: Any) -> Order:
    """A row of the table."""
    place = Place(Platform(row.platform), row.chat, row.thread, row.is_private)
    return Order(
        place, Sort(row.sort), tuple(row.companies), Language(row.language), row.schedule, row.done_at, row.next_at, row.made_by, row.made_at,
        row.always, tuple(row.seen), row.paused or "", row.id,
    )  # fmt: skip


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
    connection.execute(update(digest).where(digest.c.subscription == number, digest.c.outcome == "due").values(outcome="dropped"))
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
    return [read(row) for row in connection.execute(select(subscription).where(*there))]


def move_chat(connection: Connection, platform: Platform, old: str, new: str) -> None:
    """The subscriptions of a chat go on at its new address. Safe to do twice."""
    for order in connection.execute(select(subscription).where(subscription.c.platform == platform.value, subscription.c.chat == old)).all():
        moved = Place(platform, new, order.thread, order.is_private)
        change(connection, order.id, chat=new, place=moved.key)
