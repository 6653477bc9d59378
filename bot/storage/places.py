"""What is kept of a conversation: its language, its last questions, the answers that buttons name, and marks given to them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from bot.storage.ledger import insert_for, insert_of
from bot.storage.tables import answer, feedback, place
from intents.questions.language import Language


@dataclass(frozen=True, slots=True)
class Memory:
    """What a place remembers: the language it chose, None for that of each question, and its last questions, oldest first."""

    language: Language | None = None
    turns: tuple[str, ...] = ()


NOTHING = Memory()
_PLACE = select(place).where(place.c.key == bindparam("of"))


@cache
def _remember(dialect: str) -> Any:
    made = insert_of(dialect)(place)
    return made.on_conflict_do_update(index_elements=[place.c.key], set_={name: made.excluded[name] for name in ("language", "turns", "turned_at")})


@cache
def _keep_answer(dialect: str) -> Any:
    return insert_of(dialect)(answer).on_conflict_do_nothing()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered: what is needed to answer it again and to ask what it offered."""

    id: int
    place: str
    post: str
    question: str
    turns: tuple[str, ...]
    language: Language
    suggestions: tuple[str, ...]
    outcome: str


def memory_of(connection: Connection, key: str, since: int) -> Memory:
    """The memory of a place; its questions only if the last was asked since an instant."""
    row = connection.execute(_PLACE, {"of": key}).first()
    if row is None:
        return NOTHING
    return Memory(Language(row.language) if row.language else None, tuple(row.turns or ()) if (row.turned_at or 0) >= since else ())


def remember(connection: Connection, key: str, memory: Memory, now: int) -> None:
    """Keeps the memory of a place."""
    values = {"language": memory.language.value if memory.language else None, "turns": list(memory.turns), "turned_at": now}
    connection.execute(_remember(connection.dialect.name), {"key": key, **values})


def set_away(connection: Connection, key: str, reason: str | None) -> None:
    """Nothing can be sent to a place, for a reason; or again it can (None)."""
    connection.execute(insert_for(connection)(place).values(key=key, away=reason).on_conflict_do_update(index_elements=[place.c.key], set_={"away": reason}))


def move(connection: Connection, old: str, new: str) -> None:
    """A place goes on under another key, with its answers. Safe to do twice."""
    known = connection.execute(select(place.c.key).where(place.c.key == new)).first()
    if known:
        connection.execute(delete(place).where(place.c.key == old))
    else:
        connection.execute(update(place).where(place.c.key == old).values(key=new))
    connection.execute(update(answer).where(answer.c.place == old).values(place=new))


def keep_answer(connection: Connection, asked: Asked, now: int) -> None:
    """Keeps what a question was answered with. Safe to do twice."""
    values = {
        "id": asked.id,
        "place": asked.place,
        "post": asked.post or None,
        "question": asked.question,
        "turns": list(asked.turns),
        "language": asked.language.value,
        "suggestions": list(asked.suggestions),
        "outcome": asked.outcome,
        "asked_at": now,
    }
    connection.execute(_keep_answer(connection.dialect.name), values)


def answer_of(connection: Connection, number: int) -> Asked | None:
    """A kept answer by its number."""
    return _asked(connection.execute(select(answer).where(answer.c.id == number)).first())


def answer_to(connection: Connection, key: str, post: str) -> Asked | None:
    """The last answer to a message of a place."""
    return _asked(connection.execute(select(answer).where(answer.c.place == key, answer.c.post == post).order_by(answer.c.id.desc()).limit(1)).first())


def last_answer(connection: Connection, key: str) -> Asked | None:
    """The last answer in a place."""
    return _asked(connection.execute(select(answer).where(answer.c.place == key).order_by(answer.c.id.desc()).limit(1)).first())


def _asked(row: object) -> Asked | None:
    if row is None:
        return None
    return Asked(row.id, row.place, row.post or "", row.question, tuple(row.turns), Language(row.language), tuple(row.suggestions), row.outcome)  # type: ignore[attr-defined]


def rate(connection: Connection, number: int, sender: str, *, is_good: bool, now: int) -> bool:
    """Keeps a mark; a sender's last one counts. False where the answer is gone."""
    if answer_of(connection, number) is None:
        return False
    values = {"is_good": is_good, "given_at": now}
    key = [feedback.c.answer, feedback.c.sender]
    connection.execute(insert_for(connection)(feedback).values(answer=number, sender=sender, **values).on_conflict_do_update(index_elements=key, set_=values))
    return True


def questions_to_mend(connection: Connection, since: int) -> list[str]:
    """Questions since an instant that were declined or marked as badly answered, the newest first."""
    bad = select(feedback.c.answer).where(feedback.c.is_good.is_(False))
    found = select(answer.c.question).where(answer.c.asked_at >= since, (answer.c.outcome == "declined") | answer.c.id.in_(bad)).order_by(answer.c.id.desc())
    return [row.question for row in connection.execute(found)]
