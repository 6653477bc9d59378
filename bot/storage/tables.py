"""The tables. Instants are milliseconds since 1970 UTC; texts of people are stored as JSON, so that any character survives any database."""

import json
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint, text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
)
WAITS = text("state IN ('due', 'sending', 'unsure')")  # of calls; SQLite takes an index of a part of a table only where the same words are in the query
_TO_BE_MADE = "outcome = 'due'"
_Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts only an INTEGER primary key up by itself


_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode  # made once: `json.dumps` makes one for each call that names separators


def as_json(value: Any) -> str:
    """Any JSON value as `Json` stores it."""
    return _encode(value)


class Json(TypeDecorator[Any]):
    """Any JSON value as ASCII text; lone surrogates and NUL come back as they were."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else as_json(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


incoming = Table(
    "incoming",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("platform", String(16), nullable=False),
    Column("event_id", String(255), nullable=False),
    Column("post", String(255)),  # the post that is answered; two events may tell of one
    Column("lane", String(255), nullable=False),
    Column("payload", Json, nullable=False),
    Column("state", String(16), nullable=False),  # new, answered, done, set_aside
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text),
    Column("received_at", BigInteger, nullable=False),
    UniqueConstraint("platform", "event_id"),
    UniqueConstraint("platform", "post", name="uq_incoming_post"),
    Index("ix_incoming_open", "state", "id"),
    Index("ix_incoming_received_at", "received_at"),
    sqlite_autoincrement=True,  # an id is never given twice: buttons name answers by it
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("origin", String(255), nullable=False),  # what it is a part of: the id of an incoming event, or of a digest
    Column("part", Integer, nullable=False),
    Column("platform", String(16), nullable=False),
    Column("call", Json, nullable=False),
    Column("state", String(16), nullable=False),  # due, sending, sent, unsure, failed
    Column("tries", Integer, nullable=False, default=0),
    Column("message", String(255)),  # the id that the platform gave
    Column("error", Text),
    Column("made_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    UniqueConstraint("origin", "part"),
    Index("ix_delivery_waiting", "platform", "id", postgresql_where=WAITS, sqlite_where=WAITS),
)

place = Table(
    "place",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("language", String(16)),
    Column("turns", Json),  # the last questions, oldest first
    Column("turned_at", BigInteger),
    Column("away", Text),  # why nothing can be sent there; NULL while all is well
)

answer = Table(
    "answer",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=False),  # that of the event; answers outlive events
    Column("place", String(255), nullable=False),
    Column("post", String(255)),  # the message that asked
    Column("question", Json, nullable=False),
    Column("turns", Json, nullable=False),  # the questions before it
    Column("language", String(16), nullable=False),
    Column("suggestions", Json, nullable=False),
    Column("outcome", String(16), nullable=False),  # answered, declined, clarify
    Column("asked_at", BigInteger, nullable=False),
    Index("ix_answer_place", "place", "id"),
    Index("ix_answer_post", "place", "post"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer", _Number, ForeignKey("answer.id", ondelete="CASCADE"), primary_key=True),
    Column("sender", String(255), primary_key=True),
    Column("is_good", Boolean, nullable=False),
    Column("given_at", BigInteger, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", _Number, primary_key=True, autoincrement=True),
    Column("place", String(255), nullable=False),
    Column("platform", String(16), nullable=False),
    Column("chat", String(255), nullable=False),
    Column("thread", String(255), nullable=False),
    Column("is_private", Boolean, nullable=False),
    Column("sort", String(16), nullable=False),  # of `intents.digests.digest`
    Column("companies", Json, nullable=False),
    Column("always", Boolean, nullable=False),  # also where nothing is new
    Column("language", String(16), nullable=False),
    Column("schedule", Json, nullable=False),
    Column("paused", Text),  # why; NULL while it runs
    Column("done_at", BigInteger, nullable=False),  # the slot dealt with last
    Column("next_at", BigInteger, nullable=False),
    Column("seen", Json, nullable=False),  # ids of the articles that the last digest knew
    Column("made_by", String(255), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index("ix_subscription_next_at", "next_at"),
    Index("ix_subscription_place", "place"),
    Index("ix_subscription_chat", "platform", "chat"),
    sqlite_autoincrement=True,
)

digest = Table(
    "digest",
    metadata,
    Column("subscription", _Number, primary_key=True, autoincrement=False),  # outlives it: what was sent stays told
    Column("slot", BigInteger, primary_key=True, autoincrement=False),
    Column("place", String(255), nullable=False),
    Column("outcome", String(16), nullable=False),  # due, made, nothing_new, dropped
    Column("is_late", Boolean, nullable=False),
    Column("text", Json, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Index("ix_digest_place", "place", "made_at"),
    Index("ix_digest_due", "subscription", "slot", postgresql_where=text(_TO_BE_MADE), sqlite_where=text(_TO_BE_MADE)),
)

article_file = Table(
    "article_file",  # the folder of stored articles, for all replicas
    metadata,
    Column("name", String(255), primary_key=True),
    Column("data", LargeBinary),  # NULL once it is removed
    Column("change", BigInteger, nullable=False),  # the number of the change that it came with, counted up over all files
    Index("ix_article_file_change", "change"),
)
