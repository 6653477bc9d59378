"""What is kept of a conversation: its language, its last questions, the answers that buttons name, and marks given to them."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Text, bindparam, delete, or_, select, type_coerce, update

from bot.events import Place
from bot.storage.ledger import insert_for
from bot.storage.statements import Statement, given
from bot.storage.tables import answer, as_json, feedback, place
from intents.questions.language import Language


@dataclass(frozen=True, slots=True)
class Memory:
    """What a place remembers: the language it chose, None for that of each question, and its last questions, oldest first."""

    language: Language | None = None
    turns: tuple[str, ...] = ()


NOTHING = Memory()
_MEMORY = ("language", "turns", "turned_at")
_PLACE = Statement(lambda _: select(place.c.key, place.c.language, type_coerce(place.c.turns, Text), place.c.turned_at).where(or_(place.c.key == bindparam("of"), place.c.key == bindparam("within"))))


def _upsert(insert: Any) -> Any:
    made = insert(place).values(given(place, "key", *_MEMORY))
    return made.on_conflict_do_update(index_elements=[place.c.key], set_={name: made.excluded[name] for name in _MEMORY})


_REMEMBER = Statement(_upsert)
_KEEP_ANSWER = Statement(lambda insert: insert(answer).values(given(answer)).on_conflict_do_nothing())


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


def memory_of(connection: Connection, place: Place, since: int) -> Memory:
    """The memory of a place; its questions only if the last was asked since an instant. A thread that chose no language has that
    of its chat."""
    within = Place(place.platform, place.chat, person=place.person).key
    memory, outer = NOTHING, None
    for key, language, turns, turned_at in _PLACE.rows(connection, of=place.key, within=within):
        chosen = Language(language) if language else None
        if key == place.key:
            memory = Memory(chosen, tuple(json.loads(turns or "[]")) if (turned_at or 0) >= since else ())
        else:
            outer = chosen
    return replace(memory, language=outer) if outer and not memory.language else memory


def remember(connection: Connection, key: str, memory: Memory, now: int) -> None:
    """Keeps the memory of a place."""
    _REMEMBER.count(connection, key=key, language=memory.language.value if memory.language else None, turns=as_json(memory.turns), turned_at=now)


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
    _KEEP_ANSWER.count(
        connection, id=asked.id, place=asked.place, post=asked.post or None, question=as_json(asked.question), turns=as_json(asked.turns),
        language=asked.language.value, suggestions=as_json(asked.suggestions), outcome=asked.outcome, asked_at=now,
    )  # fmt: skip


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
