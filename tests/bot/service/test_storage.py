"""The tables on both databases: they can be made and taken away, and give back what was put in."""

import asyncio
import json
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from bot.events import Platform, Received
from bot.storage import digests, ledger, places, subscriptions
from bot.storage.database import Database, DatabaseError, open_database
from bot.storage.migrating import config
from bot.storage.tables import metadata
from intents.questions.language import Language

JSON = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8)


async def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    """Nothing is left for another migration to do."""

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    assert await database.do(differences) == []


async def test_the_migrations_can_be_taken_back(database: Database) -> None:
    await database.do(lambda c: command.downgrade(config(c), "base"))
    await database.do(lambda c: command.upgrade(config(c), "head"))
    assert await database.do(ledger.open_rows) == []


async def test_opening_twice_changes_nothing(database: Database, database_url: str) -> None:
    kept = await database.do(lambda c: ledger.keep(c, Received(Platform.SLACK, "1", "a", {}), 0))
    again = await open_database(database_url)
    assert await again.do(ledger.open_rows) == [(kept, "a")]
    await again.close()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=st.dictionaries(st.text(), JSON, max_size=4), question=st.text(max_size=40))
async def test_any_text_comes_back_as_it_went_in(database: Database, payload: dict[str, object], question: str) -> None:
    """NUL, lone surrogates and all: payloads and questions are stored whole."""
    received = Received(Platform.TELEGRAM, json.dumps([payload, question])[:255], "lane", payload)
    row_id = await database.do(lambda c: ledger.keep(c, received, 0))
    if row_id is None:
        return
    row = await database.do(lambda c: ledger.take(c, row_id))
    assert row is not None
    assert row.payload == payload
    asked = places.Asked(row_id, "p", "", question, (question,), Language.HANT, (question,), "declined")
    await database.do(lambda c: places.keep_answer(c, asked, 0))
    assert await database.do(lambda c: places.answer_of(c, row_id)) == asked
    await database.do(lambda c: ledger.set_state(c, row_id, "done"))


async def test_what_is_old_and_done_is_forgotten_and_what_is_open_is_not(database: Database) -> None:
    done, left = [await database.do(partial(ledger.keep, received=Received(Platform.SLACK, n, "a", {}), now=0)) for n in ("1", "2")]
    assert done is not None
    await database.do(lambda c: ledger.set_state(c, done, "done"))
    await database.do(lambda c: ledger.forget(c, 10**12))
    assert await database.do(ledger.open_rows) == [(left, "a")]
    assert await database.do(lambda c: ledger.keep(c, Received(Platform.SLACK, "1", "a", {}), 0)) is not None


async def test_two_who_take_the_same_call_do_not_both_make_it(database: Database) -> None:
    from bot.adapter import Call

    row_id = await database.do(lambda c: ledger.keep(c, Received(Platform.SLACK, "1", "a", {}), 0))
    assert row_id is not None
    row = await database.do(lambda c: ledger.take(c, row_id))
    assert row is not None
    await database.do(lambda c: ledger.answered(c, row, [Call("say", {})], 0))
    (part,) = await database.do(lambda c: ledger.parts(c, row.origin))
    assert [await database.do(lambda c: ledger.sending(c, part)) for _ in range(2)] == [True, False]


async def test_what_the_driver_of_sqlite_raises_comes_as_sqlalchemy_would_raise_it(tmp_path: Path) -> None:
    """Whoever waits for a database that is out of reach knows only SQLAlchemy's errors; these show no values."""
    database = await open_database(f"sqlite:///{tmp_path}/bot.db")
    await database.do(lambda c: c.exec_driver_sql("DROP TABLE incoming"))
    with pytest.raises(OperationalError, match="no such table") as raised:
        await database.do(lambda c: ledger.keep(c, Received(Platform.SLACK, "1", "a", {"text": "geheim"}), 0))
    await database.close()
    assert "geheim" not in str(raised.value)


LOOKS: dict[str, Callable[[Connection], object]] = {  # at what is open, every few seconds
    "events that are open": lambda c: ledger.open_rows(c, Platform.SLACK, 1),
    "digests that are not sent": lambda c: digests.not_sent(c, Platform.SLACK),
    "calls that wait": lambda c: ledger.waiting_origins(c, Platform.SLACK),
    "calls under way": lambda c: ledger.is_sending(c, Platform.SLACK),
    "subscriptions that are due": subscriptions.next_due,
}


@pytest.mark.parametrize("look", LOOKS)
async def test_a_look_at_what_is_open_reads_nothing_that_is_done(tmp_path: Path, look: str) -> None:
    """By SQLite's own plan no table is read as a whole, and none by the platform alone."""
    database = await open_database(f"sqlite:///{tmp_path}/bot.db")
    run: list[tuple[str, Any]] = []

    def plans(connection: Connection) -> list[str]:
        event.listen(connection, "before_cursor_execute", lambda _c, _cursor, statement, values, _context, _many: run.append((statement, values)))
        LOOKS[look](connection)
        return [row[3] for statement, values in tuple(run) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]

    plan = await database.do(plans)
    await database.close()
    assert [step for step in plan if " INDEX ix_" not in step and step.startswith(("SCAN", "SEARCH incoming", "SEARCH delivery"))] == []
    assert plan


@pytest.mark.parametrize(
    ("url", "mend"),
    [
        ("mysql://u:geheim@h/d", "sqlite:///FILE"),
        ("postgresql://u:geheim@127.0.0.1:1/d", "reached"),
        ("sqlite:////proc/none/bot.db", "written"),
    ],
    ids=["another kind", "out of reach", "not writable"],
)
async def test_a_database_that_cannot_be_used_is_named_with_the_mend(url: str, mend: str) -> None:
    with pytest.raises(DatabaseError, match=mend) as told:
        await open_database(url)
    assert "geheim" not in str(told.value)


async def test_whoever_still_waits_for_a_database_that_is_closed_is_told(tmp_path: Path) -> None:
    """What is being committed comes to its end; what comes later does not wait for ever."""
    database = await open_database(f"sqlite:///{tmp_path}/bot.db")
    begun, goes_on = threading.Event(), threading.Event()

    def slow(_: Connection) -> str:
        begun.set()
        goes_on.wait()
        return "committed"

    under_way = asyncio.create_task(database.do(slow))
    await asyncio.to_thread(begun.wait)
    late = asyncio.create_task(database.do(ledger.waiting))
    await asyncio.sleep(0)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    goes_on.set()
    assert await under_way == "committed"
    with pytest.raises(DatabaseError, match="closed"):
        await late
    await closing
    with pytest.raises(DatabaseError, match="closed"):
        await database.do(ledger.waiting)
