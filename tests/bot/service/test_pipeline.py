"""From a stored event to a stored, sent answer, over a real database."""

import asyncio

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.adapter import BadMarkup, CallError, ChatMoved, Gone, NotSent, Refused, RetryAfter, Unsure
from bot.desk import Desk
from bot.events import Platform
from bot.limits import Limits, Pace, Visits
from bot.pipeline import Pipeline
from bot.storage import ledger, places
from bot.storage.database import Database
from bot.stored.articles import bundled_bases
from intents.library import ask_any
from intents.questions.language import Language
from knowledge.library import Library
from tests.platform import Clock, Recorder, message

LIBRARY = Library(bundled_bases())
PROFIT = "快手2024年净利润是多少"
REVENUE = "快手2024年总收入是多少"


@pytest.fixture
def pipeline(database: Database) -> Pipeline:
    return _pipeline(database)


def _pipeline(database: Database) -> Pipeline:
    return Pipeline(database, Desk(LIBRARY), {Platform.TELEGRAM: Recorder()}, Clock(), {Platform.TELEGRAM: Limits(Pace())})


def _recorder(pipeline: Pipeline) -> Recorder:
    adapter = pipeline.adapters[Platform.TELEGRAM]
    assert isinstance(adapter, Recorder)
    return adapter


async def _put(pipeline: Pipeline, number: int, text: str, chat: str = "1", **more: object) -> float:
    row_id = await pipeline.receive(message(number, text, chat, **more))
    assert row_id is not None
    return await pipeline.handle(row_id)


async def test_a_question_is_answered_with_the_text_of_the_terminal(pipeline: Pipeline) -> None:
    assert await _put(pipeline, 1, PROFIT) == 0
    assert _recorder(pipeline).texts == [ask_any(PROFIT, LIBRARY)[0].text]


async def test_a_follow_up_goes_on_with_its_own_chat(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, REVENUE, "1")
    await _put(pipeline, 2, PROFIT, "2")
    await _put(pipeline, 3, "同比呢", "1")
    assert "11.8%" in _recorder(pipeline).texts[-1]


async def test_the_same_event_twice_gets_one_answer(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, PROFIT)
    assert await pipeline.receive(message(1, PROFIT)) is None


async def test_two_events_of_one_post_get_one_answer(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, PROFIT, post="C1/17.1")
    assert await pipeline.receive(message(2, PROFIT, post="C1/17.1")) is None


@pytest.mark.parametrize("lost", [False, True], ids=["never arrived", "arrived, answer lost"])
async def test_what_was_stored_is_answered_by_the_next_process(database: Database, lost: bool) -> None:
    """A process that dies between storing and sending leaves a row that the next one brings to its end."""
    first = _pipeline(database)
    row_id = await first.receive(message(1, PROFIT))
    assert row_id is not None
    _recorder(first).faults.append(Unsure("no answer"))
    _recorder(first).lost = lost
    await first.handle(row_id)
    second = _pipeline(database)
    assert await database.do(ledger.open_rows) == [(row_id, "1")]
    assert await second.handle(row_id) == 0
    assert len(_recorder(second).texts) == 1
    assert await database.do(ledger.open_rows) == []


async def test_what_is_done_is_not_done_again(pipeline: Pipeline) -> None:
    row_id = await pipeline.receive(message(1, PROFIT))
    assert row_id is not None
    await pipeline.handle(row_id)
    await pipeline.handle(row_id)
    assert len(_recorder(pipeline).texts) == 1


@pytest.mark.parametrize(
    ("fault", "waits", "sent"),
    [
        (RetryAfter(30), True, 0),
        (RetryAfter(0), True, 0),
        (NotSent("refused"), True, 0),
        (Unsure("no answer"), True, 0),
        (BadMarkup("cannot parse"), False, 1),
        (ChatMoved("-2"), False, 1),
        (Gone("blocked"), False, 0),
        (Refused("no"), False, 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, CallError) else None,
)
async def test_each_failure_of_a_call_has_its_consequence(pipeline: Pipeline, fault: CallError, waits: bool, sent: int) -> None:
    """What may work later waits, what works otherwise is sent otherwise, what never works is given up."""
    _recorder(pipeline).faults.append(fault)
    assert (await _put(pipeline, 1, PROFIT) > 0) is waits
    assert len(_recorder(pipeline).texts) == sent
    assert (await pipeline.database.do(ledger.open_rows) != []) is waits


async def test_the_plain_twin_tells_the_same(pipeline: Pipeline) -> None:
    _recorder(pipeline).faults.append(BadMarkup("cannot parse"))
    await _put(pipeline, 1, PROFIT)
    assert _recorder(pipeline).texts == [f"plain {ask_any(PROFIT, LIBRARY)[0].text}"]


async def test_a_chat_that_has_to_wait_holds_up_no_other(pipeline: Pipeline) -> None:
    _recorder(pipeline).faults.append(RetryAfter(30))
    assert await _put(pipeline, 1, PROFIT, "1") == 30
    assert await _put(pipeline, 2, PROFIT, "2") == 0
    assert 0 < await _put(pipeline, 3, PROFIT, "1") <= 30


async def test_what_cannot_be_read_is_set_aside_after_some_tries(pipeline: Pipeline) -> None:
    row_id = await pipeline.receive(message(1, "x", kind="poison"))
    assert row_id is not None
    tries = 1
    while await pipeline.handle(row_id):
        tries += 1
    assert tries == 5
    assert await pipeline.database.do(ledger.open_rows) == []


@pytest.mark.parametrize(("deaths", "is_answered"), [(4, True), (5, False)])
async def test_what_ends_the_program_whenever_it_is_handled_is_set_aside(pipeline: Pipeline, deaths: int, is_answered: bool) -> None:
    """Five deaths during its handling are enough; as many as come by chance are not."""
    row_id = await _begun(pipeline, starts=deaths)
    for _ in range(deaths):
        await pipeline.blame([row_id])
    if is_answered:
        await _is_answered(pipeline, row_id)
    else:
        await _is_set_aside(pipeline, row_id)


async def test_what_was_begun_at_a_hundred_starts_is_set_aside(pipeline: Pipeline) -> None:
    """Where nobody can tell what the program died of, each start that took the event and never stored an answer counts."""
    await _is_set_aside(pipeline, await _begun(pipeline, starts=99))


async def test_an_event_that_was_only_waiting_when_the_program_died_is_answered(pipeline: Pipeline) -> None:
    """Also after many starts that were killed from outside."""
    await _is_answered(pipeline, await _begun(pipeline, starts=60))


async def _begun(pipeline: Pipeline, starts: int) -> int:
    """An event that so many starts took and did not answer."""
    row_id = await pipeline.receive(message(1, PROFIT))
    assert row_id is not None
    pipeline._fresh.clear()  # as after a start
    for _ in range(starts):
        await pipeline.database.do(lambda c: ledger.take(c, row_id))
    return row_id


async def _is_answered(pipeline: Pipeline, row_id: int) -> None:
    assert await pipeline.handle(row_id) == 0
    assert _recorder(pipeline).texts == [ask_any(PROFIT, LIBRARY)[0].text]


async def _is_set_aside(pipeline: Pipeline, row_id: int) -> None:
    await pipeline.handle(row_id)
    assert await pipeline.database.do(ledger.open_rows) == []
    assert PROFIT not in _recorder(pipeline).texts[0]
    assert "177" not in _recorder(pipeline).texts[0]


async def test_a_database_out_of_reach_is_no_fault_of_the_event(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it fails for that, the event is not set aside, and is answered afterwards."""
    row_id = await pipeline.receive(message(1, PROFIT))
    assert row_id is not None

    def locked(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, OSError("database is locked"))

    with monkeypatch.context() as held:
        held.setattr(ledger, "answered", locked)
        for _ in range(10):
            with pytest.raises(OperationalError):
                await pipeline.handle(row_id)
    assert await pipeline.handle(row_id) == 0
    assert _recorder(pipeline).texts == [ask_any(PROFIT, LIBRARY)[0].text]


async def test_an_end_that_cannot_be_stored_is_stored_later_and_nothing_is_sent_again(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is out of reach between a call and its end; whoever made the call is sent away meanwhile."""
    healthy, out_of_reach, loop = ledger.ended, asyncio.Event(), asyncio.get_running_loop()

    def locked(*_: object, **__: object) -> None:
        loop.call_soon_threadsafe(out_of_reach.set)
        raise OperationalError("UPDATE", {}, OSError("server closed the connection"))

    monkeypatch.setattr(ledger, "ended", locked)
    working = asyncio.create_task(_put(pipeline, 1, PROFIT))
    await out_of_reach.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    monkeypatch.setattr(ledger, "ended", healthy)
    await pipeline.settle(10)
    assert await pipeline.database.do(ledger.open_rows) == []
    assert len(_recorder(pipeline).texts) == 1


async def test_who_stood_still_between_mark_and_call_looks_again(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others may have made the call meanwhile."""
    healthy = ledger.sending

    def frozen(connection: Connection, part: ledger.Part) -> bool:
        pipeline.clock.at += 60  # type: ignore[attr-defined]  # the clock of tests
        return healthy(connection, part)

    row_id = await pipeline.receive(message(1, PROFIT))
    assert row_id is not None
    await pipeline.handle(row_id, stored=lambda _connection, _row: None)
    monkeypatch.setattr(ledger, "sending", frozen)
    assert await pipeline.handle(row_id) > 0
    assert _recorder(pipeline).texts == []
    monkeypatch.setattr(ledger, "sending", healthy)
    assert await pipeline.handle(row_id) == 0
    assert len(_recorder(pipeline).texts) == 1


async def test_a_chat_that_is_gone_is_tried_once(pipeline: Pipeline) -> None:
    """What an event leads to besides is not sent there either."""
    await _put(pipeline, 1, "毛利率多少")
    before = len(_recorder(pipeline).made)
    _recorder(pipeline).faults.append(Gone("blocked"))
    assert await _put(pipeline, 2, "q:1:0", kind="press") == 0
    assert len(_recorder(pipeline).made) == before
    assert await pipeline.database.do(ledger.open_rows) == []


async def test_an_edited_question_edits_its_answer(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, PROFIT, id="q1")
    await _put(pipeline, 2, REVENUE, id="q1", edited=True)
    edit = _recorder(pipeline).made[-1]
    assert (edit.method, edit.params["message"], edit.params["text"]) == ("edit", "m1", ask_any(REVENUE, LIBRARY)[0].text)


async def test_a_button_asks_what_the_answer_offered(pipeline: Pipeline) -> None:
    row_id = await pipeline.receive(message(1, "毛利率多少"))
    assert row_id is not None
    await pipeline.handle(row_id)
    asked = await pipeline.database.do(lambda c: places.answer_of(c, row_id))
    assert asked is not None
    await _put(pipeline, 2, f"q:{row_id}:1", kind="press")
    assert _recorder(pipeline).made[-2].method == "confirm"
    assert ask_any(asked.suggestions[1], LIBRARY)[0].text in _recorder(pipeline).texts[-1]


@pytest.mark.parametrize("action", ["q:zz:0", "q:1:9", "+:zz", "w:", "s:zz", "nonsense", "", "l:xx", "f:gone", "c:gone", "q::"])
async def test_a_button_of_no_use_is_confirmed_all_the_same(pipeline: Pipeline, action: str) -> None:
    await _put(pipeline, 1, PROFIT)
    await _put(pipeline, 2, action, kind="press")
    assert any(call.method == "confirm" for call in _recorder(pipeline).made)
    assert await pipeline.database.do(ledger.open_rows) == []


async def test_the_last_mark_of_a_sender_counts(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, PROFIT)
    await _put(pipeline, 2, "+:1", kind="press")
    await _put(pipeline, 3, "-:1", kind="press")
    assert await pipeline.database.do(lambda c: places.questions_to_mend(c, 0)) == [PROFIT]


async def test_a_chosen_language_is_kept(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, "l:en", kind="press")
    await _put(pipeline, 2, PROFIT)
    assert "RMB 17.7 billion" in _recorder(pipeline).texts[-1]


async def test_a_conversation_is_forgotten_after_its_time(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, REVENUE)
    assert isinstance(pipeline.clock, Clock)
    pipeline.clock.at += 2 * 86_400
    await _put(pipeline, 2, "同比呢")
    assert "11.8%" not in _recorder(pipeline).texts[-1]


async def test_who_asks_too_often_is_told_when_to_go_on(pipeline: Pipeline) -> None:
    pipeline.visits = Visits(2)
    for number in (1, 2, 3):
        await _put(pipeline, number, PROFIT)
    assert "60" in _recorder(pipeline).texts[-1]
    assert "177" not in _recorder(pipeline).texts[-1]


@pytest.mark.parametrize("name", ["start", "help", "facts", "sources", "language", "why", "digest", "nonsense"])
@pytest.mark.parametrize("language", list(Language))
async def test_every_command_has_a_reply_in_every_language(pipeline: Pipeline, name: str, language: Language) -> None:
    await _put(pipeline, 1, f"l:{language.value}", kind="press")
    await _put(pipeline, 2, name, kind="command")
    assert _recorder(pipeline).texts[-1]


async def test_an_answer_explains_itself(pipeline: Pipeline) -> None:
    await _put(pipeline, 1, PROFIT)
    await _put(pipeline, 2, "why", kind="command")
    assert PROFIT in _recorder(pipeline).texts[-1]


async def test_a_failing_unit_of_work_fails_alone(database: Database) -> None:
    """What shares a transaction with a unit that raises is committed all the same."""
    import asyncio

    def bad(_: object) -> None:
        raise LookupError

    results = await asyncio.gather(
        database.do(lambda c: ledger.keep(c, message(1, "a"), 0)), database.do(bad), database.do(lambda c: ledger.keep(c, message(2, "b"), 0)), return_exceptions=True
    )
    assert [type(r) for r in results] == [int, LookupError, int]
    assert [lane for _, lane in await database.do(ledger.open_rows)] == ["1", "1"]
