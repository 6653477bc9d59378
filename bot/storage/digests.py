"""What became of each time at which a digest was due. A row is made once for a slot of a subscription, and is its record.

A digest is due, which means still to be made; then made, with its calls stored as deliveries; or nothing_new; or dropped where its
subscription ended, rests, or came due again meanwhile. All functions are units of work over a connection.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Row, Text, any_, case, false, func, insert, literal, select, type_coerce, update

from bot.adapter import Call
from bot.events import Platform
from bot.lanes import DIGEST
from bot.storage import ledger, subscriptions
from bot.storage.ledger import insert_for
from bot.storage.subscriptions import Order
from bot.storage.tables import WAITS, delivery, digest, subscription

_OUTCOMES = {"sending": "due", "unsure": "due"}  # states of calls that mean as much to people
_OF_A_SLOT = ["subscription", "slot", "place", "outcome", "is_late", "text", "made_at"]


class Times(NamedTuple):
    """Of a schedule: the newest slot that has come, None where there is none, and the one that comes next."""

    slot: int | None
    following: int


class Due(NamedTuple):
    """A digest that is to be made, and the chat that it goes to."""

    chat: str
    origin: str


@dataclass(frozen=True, slots=True)
class Made:
    """A digest made for a slot: its calls, none where there was nothing to tell; `seen` are the articles that it knew."""

    order: Order
    slot: int
    seen: tuple[str, ...]
    text: str
    is_late: bool
    calls: Sequence[Call]

    @property
    def origin(self) -> str:
        """What its calls are parts of."""
        return digest_origin(self.order.id, self.slot)


@dataclass(frozen=True, slots=True)
class Past:
    """A line of the history: when a digest was due, and what became of it (sent, due, failed, dropped, nothing_new, or made where
    that is not known any more), with the reason of a failure. A digest counts as what became of its first message."""

    slot: int
    outcome: str
    is_late: bool
    text: str
    reason: str = ""


def digest_origin(number: int, slot: int) -> str:
    """The origin of what a subscription gets for a slot."""
    return f"{DIGEST}{number}:{slot}"


def fan_out(connection: Connection, now: int, most: int, times: Callable[[str, int], Times]) -> list[Due] | None:
    """Rows for what has come due, and its subscriptions moved on, at most so many; None once nothing is due.

    `times` gets a schedule as it is stored and the slot dealt with longest ago. All of one schedule are handled together, so that
    this costs a few statements, however many subscriptions there are. Safe to do twice.
    """
    schedule = type_coerce(subscription.c.schedule, Text).label("schedule")
    found = select(subscription.c.id, subscription.c.chat, subscription.c.done_at, schedule).where(subscription.c.next_at <= now, subscription.c.paused.is_(None))
    rows = connection.execute(found.order_by(subscription.c.next_at, subscription.c.id).limit(most).with_for_update()).all()
    alike: dict[str, list[Row[tuple[int, str, int, str]]]] = {}
    for row in rows:
        alike.setdefault(row.schedule, []).append(row)
    made: list[Due] = []
    for text, together in alike.items():
        coming = times(text, min(row.done_at for row in together))
        made += _moved_on(connection, {row.id: row.chat for row in together}, coming, now)
    return made if rows else None


def _moved_on(connection: Connection, chats: dict[int, str], times: Times, now: int) -> list[Due]:
    """The subscriptions of one schedule get their rows and their next time; of what was due before and is not made yet, nothing comes."""
    slot = times.slot
    if slot is None:  # the rules of their zone have changed
        connection.execute(update(subscription).where(_among(connection, subscription.c.id, chats)).values(next_at=times.following))
        return []
    connection.execute(update(digest).where(_among(connection, digest.c.subscription, chats), digest.c.slot < slot, digest.c.outcome == "due").values(outcome="dropped"))
    new = select(subscription.c.id, literal(slot), subscription.c.place, literal("due"), false(), literal("", digest.c.text.type), literal(now))
    new = new.where(_among(connection, subscription.c.id, chats), subscription.c.done_at < slot)
    stored = connection.execute(insert_for(connection)(digest).from_select(_OF_A_SLOT, new).on_conflict_do_nothing().returning(digest.c.subscription)).scalars().all()
    done = case((subscription.c.done_at < slot, slot), else_=subscription.c.done_at)
    connection.execute(update(subscription).where(_among(connection, subscription.c.id, chats)).values(done_at=done, next_at=times.following))
    return [Due(chats[number], digest_origin(number, slot)) for number in stored]


def _among(connection: Connection, column: ColumnElement[int], numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether a column has one of many numbers, which travel as one value where they can: two thousand parameters cost more than what is done with them."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(numbers), ARRAY(BigInteger)))
    return column.in_(numbers)


def begin(connection: Connection, origin: str) -> tuple[Order, int] | None:
    """The subscription and the slot of a digest that is still to be made; None for any other. One whose subscription rests is dropped."""
    _, number, slot = origin.split(":")
    of = (digest.c.subscription == int(number), digest.c.slot == int(slot), digest.c.outcome == "due")
    row = connection.execute(select(subscription).join(digest, digest.c.subscription == subscription.c.id).where(*of)).first()
    if row is None:
        return None
    order = subscriptions.read(row)
    if order.paused:
        connection.execute(update(digest).where(*of).values(outcome="dropped"))
        return None
    return order, int(slot)


def record(connection: Connection, made: Made, now: int) -> list[ledger.Part]:
    """Stores a digest that was due with its calls, and returns these; none where somebody else was faster, or where it is not wanted any more."""
    of = (digest.c.subscription == made.order.id, digest.c.slot == made.slot)
    connection.execute(select(subscription.c.id).where(subscription.c.id == made.order.id).with_for_update())  # in the order in which `fan_out` locks
    values = {"outcome": "made" if made.calls else "nothing_new", "is_late": made.is_late, "text": made.text, "made_at": now}
    if not connection.execute(update(digest).where(*of, digest.c.outcome == "due").values(**values)).rowcount:
        return []
    connection.execute(update(subscription).where(subscription.c.id == made.order.id).values(seen=list(made.seen)))
    platform = made.order.place.platform.value
    parts = [{"origin": made.origin, "part": part, "platform": platform, "call": asdict(call), "state": "due", "tries": 0, "made_at": now} for part, call in enumerate(made.calls)]
    if parts:
        connection.execute(insert_for(connection)(delivery).on_conflict_do_nothing(), parts)
    return ledger.parts(connection, made.origin)


def record_now(connection: Connection, made: Made, now: int) -> None:
    """Stores a digest that no schedule asked for: its slot is the moment at which it was made."""
    values = {"subscription": made.order.id, "slot": made.slot, "place": made.order.place.key, "outcome": "due", "is_late": False, "text": "", "made_at": now}
    connection.execute(insert(digest).values(values))
    record(connection, made, now)


def to_be_made(connection: Connection, platform: Platform) -> list[Due]:
    """Digests of a platform that are still to be made, the longest waiting first."""
    found = select(digest.c.subscription, digest.c.slot, subscription.c.chat).join(subscription, digest.c.subscription == subscription.c.id)
    found = found.where(digest.c.outcome == "due", subscription.c.platform == platform.value).order_by(digest.c.slot, digest.c.subscription)
    return [Due(row.chat, digest_origin(row.subscription, row.slot)) for row in connection.execute(found)]


def not_sent(connection: Connection, platform: Platform) -> list[Due]:
    """Digests of a platform that are not at their end: those whose calls are left to make, oldest first, and those still to be made."""
    found = select(delivery.c.origin, delivery.c.call).where(delivery.c.platform == platform.value, delivery.c.origin.like(f"{DIGEST}%"), WAITS).order_by(delivery.c.id)
    return list({row.origin: Due(row.call["chat"], row.origin) for row in connection.execute(found)}.values()) + to_be_made(connection, platform)


def history(connection: Connection, most: int, *, places: Iterable[str] = (), number: int | None = None) -> list[Past]:
    """What was made for some places, or for one subscription, the newest first."""
    where = digest.c.subscription == number if number is not None else digest.c.place.in_(list(places))
    rows = connection.execute(select(digest).where(where).order_by(digest.c.made_at.desc(), digest.c.slot.desc()).limit(most)).all()
    origins = [digest_origin(r.subscription, r.slot) for r in rows]
    first = select(delivery.c.origin, delivery.c.state, delivery.c.error).where(delivery.c.origin.in_(origins), delivery.c.part == 0)
    became = {row.origin: row for row in connection.execute(first)}
    found = []
    for row, origin in zip(rows, origins, strict=True):
        call = became.get(origin)
        state = call.state if call is not None else row.outcome  # its calls are forgotten after a while
        outcome = _OUTCOMES.get(state, state)
        found.append(Past(row.slot, outcome, row.is_late, row.text, call.error or "" if call is not None and outcome == "failed" else ""))
    return found


def count_due(connection: Connection) -> int:
    """How many digests are still to be made."""
    return int(connection.execute(select(func.count()).select_from(digest).where(digest.c.outcome == "due")).scalar_one())
