"""The agent's thread says that an answer is on its way where it is late, and never once it is there."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.slack.reading import read_event, received
from bot.telegram.adapter import TelegramAdapter
from bot.waiting import Waiting
from tests.bot.slack.office import Office, opened_office, said, terminal
from tests.bot.slack.test_workspaces import settings_of
from tests.fakes import slack as fake
from tests.fakes.slack import Fault, Slack
from tests.fakes.slack_payloads import Payload, command, mention, message, stamp
from tests.machine import eventually
from tests.served import served

REVENUE, IN_ENGLISH = "快手2024年全年总收入是多少？", "What was total revenue in 2024?"
STATUS = "assistant.threads.setStatus"


@pytest.fixture
async def office(slack: Slack, tmp_path: Path) -> AsyncIterator[Office]:
    async with opened_office(slack, "socket", tmp_path) as opened:
        yield opened


@contextlib.contextmanager
def late(slack: Slack) -> Iterator[None]:
    """No answer is taken meanwhile."""
    refusals = [Fault("429", method, times=10**6, seconds=0) for method in ("chat.postMessage", "response_url")]
    slack.faults += refusals
    yield
    for refusal in refusals:
        slack.faults.remove(refusal)


async def expected(office: Office, waiting: Waiting, payload: Payload) -> None:
    """An event is stored and looked after."""
    event = read_event(payload)
    assert event is not None
    assert await office.wire.deliver(payload)
    waiting.expect(received(payload, event))


def looking(office: Office, at_once: int = 8) -> Waiting:
    return Waiting(office.pipeline.database, office.pipeline.adapters, after=0, look=0.01, at_once=at_once)


def statuses(slack: Slack) -> list[dict[str, object]]:
    return [request.params for request in slack.journal if request.method == STATUS]


@pytest.mark.parametrize(("question", "words"), [(REVENUE, "正在查……"), (IN_ENGLISH, "is looking it up…")])
async def test_a_late_answer_is_announced_in_the_language_of_the_question_and_clears_it(office: Office, question: str, words: str) -> None:
    waiting = looking(office)
    with late(office.slack):
        await expected(office, waiting, message(question, ts=(ts := stamp())))
        await office.slack.until(1, STATUS)
    await waiting.idle()
    assert statuses(office.slack) == [{"channel_id": "D1", "thread_ts": ts, "status": words}, {"channel_id": "D1", "thread_ts": ts, "status": ""}]
    order = [(r.method, r.params.get("status")) for r in office.slack.journal if r.method in {"chat.postMessage", STATUS} and not r.error]
    assert order == [(STATUS, words), ("chat.postMessage", None), (STATUS, "")]


async def test_an_answer_that_is_there_is_not_announced(office: Office) -> None:
    payload = message(REVENUE)
    assert await office.wire.deliver(payload)
    await office.lanes.quiet()
    waiting = looking(office)
    await expected(office, waiting, payload)
    await waiting.idle()
    assert statuses(office.slack) == []
    assert [said(answer) for answer in office.slack.posts("chat.postMessage")] == [terminal(REVENUE)]


async def test_of_many_late_answers_only_some_are_announced(office: Office) -> None:
    """Where many wait, calls are for answers."""
    payloads = [message(REVENUE, ts=stamp()) for _ in range(3)]
    waiting = looking(office, at_once=1)
    with late(office.slack):
        for payload in payloads:
            await expected(office, waiting, payload)
        await office.slack.until(1, STATUS)
        await eventually(lambda: len(waiting._tasks) == 1)
    await waiting.idle()
    assert [params["thread_ts"] for params in statuses(office.slack)] == [payloads[0]["event"]["ts"]] * 2


@pytest.mark.parametrize("payload", [mention(REVENUE), command("help", channel="D1")], ids=["in a channel", "a command"])
async def test_nothing_is_announced_elsewhere(office: Office, payload: Payload) -> None:
    payload = {**payload, "response_url": office.slack.reply_url()} if "command" in payload else payload
    waiting = looking(office)
    with late(office.slack):
        await expected(office, waiting, payload)
        await waiting.idle()
    assert statuses(office.slack) == []


async def test_a_status_that_slack_does_not_take_keeps_no_answer_back(office: Office) -> None:
    office.slack.faults.append(Fault("internal_error", STATUS, times=9))
    waiting = looking(office)
    with late(office.slack):
        await expected(office, waiting, message(REVENUE))
        await waiting.idle()
    assert [said(answer) for answer in await office.slack.until(1, "chat.postMessage")] == [terminal(REVENUE)]
    assert len(statuses(office.slack)) == 1


async def test_the_service_looks_after_what_it_takes_in(slack: Slack) -> None:
    async with served(settings_of(slack, slack_bot_token=SecretStr(fake.BOT_TOKEN))) as here:
        with late(slack):
            assert await fake.post(f"{here}/slack/events", message(IN_ENGLISH)) == [200]
            await slack.until(1, STATUS)
        (announced, taken_back) = await slack.until(2, STATUS)
        (answer,) = await slack.until(1, "chat.postMessage")
    assert [announced.params["status"], taken_back.params["status"]] == ["is looking it up…", ""]
    assert [r for r in slack.journal if r.method in {STATUS, "chat.postMessage"} and not r.error] == [announced, answer, taken_back]


def test_other_platforms_than_slack_have_none() -> None:
    """What Telegram shows is gone after five seconds."""
    event = read_event(message(REVENUE))
    assert event is not None
    assert TelegramAdapter(SecretStr("1:a")).status(event, "…") is None
