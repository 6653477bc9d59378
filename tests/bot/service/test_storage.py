"""The tables on both databases: they can be made and taken away, and give back what was put in."""

import json
from functools import partial

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.events import Platform, Received
from bot.storage import ledger, places
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
