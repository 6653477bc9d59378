"""Calls over loopback with the real client: each way to fail is told apart, and nothing is repeated behind our back."""

import socket
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from pydantic import SecretStr

from bot.adapter import BadMarkup, Call, CallError, Gone, NotSent, Refused, RetryAfter, Unsure
from bot.card import Card, Edit, Say
from bot.slack.adapter import SlackAdapter
from bot.slack.faults import fault_of
from bot.slack.rendering import render
from intents.questions.language import Language
from intents.saying.spoken import Line
from tests.bot.slack.cards import CHANNEL, LINKS, THREAD
from tests.bot.slack.wire import adapter_of
from tests.fakes.slack import Fault, Slack
from tests.fakes.slack_payloads import BOT, TEAM

CARD = Card(Language.EN, (Line("Revenue: RMB 1"),))
(POST,) = render(Say(THREAD, CARD), LINKS)
(UPDATE,) = render(Edit(THREAD, "1.1", CARD), LINKS)


@pytest.fixture
async def adapter(slack: Slack) -> AsyncIterator[SlackAdapter]:
    made = adapter_of(slack, "http")
    await made.start()
    yield made
    await made.close()


def hidden(slack: Slack) -> Call:
    """A reply to an address."""
    (call,) = render(Say(CHANNEL, CARD, "", "U1", slack.reply_url()), LINKS)
    return call


async def test_the_bot_learns_who_it_is(adapter: SlackAdapter) -> None:
    assert (adapter.team, adapter.user) == (TEAM, BOT)


async def test_a_post_gives_its_id_and_an_update_keeps_it(adapter: SlackAdapter, slack: Slack) -> None:
    ts = await adapter.call(POST)
    assert await adapter.call(replace(UPDATE, params={**UPDATE.params, "ts": ts})) == ts
    assert [r.ts for r in slack.posts("chat.postMessage", "chat.update")] == [ts, ts]


async def test_a_reply_to_an_address_has_no_id(adapter: SlackAdapter, slack: Slack) -> None:
    assert await adapter.call(hidden(slack)) == ""
    assert [r.body["response_type"] for r in slack.posts("response_url")] == ["ephemeral"]


FAULTS = [
    ("429", RetryAfter), ("500", NotSent), ("503", NotSent), ("reset", Unsure), ("drop", Unsure), ("half", Unsure), ("html", Unsure),
    ("channel_not_found", Gone), ("is_archived", Gone), ("not_in_channel", Gone), ("account_inactive", NotSent), ("invalid_auth", NotSent), ("token_revoked", NotSent),
    ("msg_blocks_too_long", BadMarkup), ("invalid_blocks", BadMarkup), ("ratelimited", RetryAfter), ("rate_limited", RetryAfter),
    ("internal_error", Unsure), ("fatal_error", Unsure), ("service_unavailable", NotSent), ("missing_scope", Refused), ("no_text", Refused), ("an_error_of_a_newer_slack", Refused),
]


@pytest.mark.parametrize(("kind", "expected"), FAULTS, ids=[kind for kind, _ in FAULTS])
async def test_a_post_that_fails_is_told_apart_and_made_once(adapter: SlackAdapter, slack: Slack, kind: str, expected: type[CallError]) -> None:
    slack.faults.append(Fault(kind, "chat.postMessage"))
    with pytest.raises(CallError) as caught:
        await adapter.call(POST)
    assert type(caught.value) is expected
    assert len([r for r in slack.journal if r.method == "chat.postMessage"]) == 1


@pytest.mark.parametrize(("kind", "expected"), [("429", RetryAfter), ("500", NotSent), ("reset", Unsure), ("drop", Unsure), ("expired_url", Refused), ("invalid_blocks", BadMarkup)])
async def test_a_reply_that_fails_is_told_apart_and_made_once(adapter: SlackAdapter, slack: Slack, kind: str, expected: type[CallError]) -> None:
    slack.faults.append(Fault(kind, "response_url"))
    with pytest.raises(CallError) as caught:
        await adapter.call(hidden(slack))
    assert type(caught.value) is expected
    assert len([r for r in slack.journal if r.method == "response_url"]) == 1


async def test_slack_says_how_long_to_wait(adapter: SlackAdapter, slack: Slack) -> None:
    slack.faults.append(Fault("429", seconds=17))
    with pytest.raises(RetryAfter) as caught:
        await adapter.call(POST)
    assert caught.value.seconds == 17


async def test_an_update_of_a_message_that_is_gone_is_not_tried_again(adapter: SlackAdapter) -> None:
    with pytest.raises(Refused, match="message_not_found"):
        await adapter.call(UPDATE)


async def test_what_never_connected_was_not_sent(slack: Slack) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # taken, and nobody listens
        adapter = SlackAdapter(SecretStr("xoxb-1"), signing_secret=SecretStr("s"), api_url=f"http://127.0.0.1:{held.getsockname()[1]}/api/")
        with pytest.raises(NotSent):
            await adapter.start()
        await adapter.close()
    assert slack.journal == []


async def test_a_token_that_slack_does_not_know_is_named_at_the_start(slack: Slack) -> None:
    adapter = adapter_of(slack, "http", token="xoxb-other")  # noqa: S106
    with pytest.raises(NotSent, match="token is not valid"):
        await adapter.start()
    await adapter.close()


async def test_before_the_start_nothing_is_sent(slack: Slack) -> None:
    with pytest.raises(NotSent):
        await adapter_of(slack, "http").call(POST)


async def test_starting_twice_opens_one_session(adapter: SlackAdapter) -> None:
    session = adapter._session
    await adapter.start()
    assert adapter._session is session


@pytest.mark.parametrize(
    ("error", "expected"),
    [(TimeoutError(), Unsure), (aiohttp.ConnectionTimeoutError(), NotSent), (aiohttp.ServerDisconnectedError(), Unsure), (ConnectionResetError(), Unsure), (ValueError("x"), Refused), (Gone("x"), Gone)],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_cannot_be_staged_is_told_apart_too(error: Exception, expected: type[CallError]) -> None:
    assert type(fault_of(error)) is expected


def test_a_call_follows_its_channel() -> None:
    adapter = SlackAdapter(SecretStr("xoxb-1"), signing_secret=SecretStr("s"))
    moved = adapter.readdressed(POST, "T1/C2")
    assert moved.plain is not None
    assert (moved.chat, moved.params["channel"], moved.plain["channel"]) == ("T1/C2", "C2", "C2")


def test_an_adapter_needs_a_way_in() -> None:
    with pytest.raises(ValueError, match="Socket Mode"):
        SlackAdapter(SecretStr("xoxb-1"))
