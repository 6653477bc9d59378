"""The fakes understand clients that others wrote, and these understand them: aiogram beside PTB, Slack's client for Node beside slack_sdk."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.bot.judges.starting import FOLDER, NODE, PYTHON, needs_aiogram, needs_web_api, started
from tests.fakes.slack import BOT_TOKEN, Fault, Slack
from tests.fakes.telegram import ME, TOKEN, fake_telegram


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    fake = Slack()
    await fake.start()
    yield fake
    await fake.close()
    assert fake.complaints == []


@needs_web_api
async def test_the_fake_slack_is_understood_by_slacks_client_for_node(slack: Slack) -> None:
    """Also what is refused: an archived channel, the wrong token, and a limit that it waits for."""
    slack.admins, slack.gone = {"U1"}, {"C9": "is_archived"}
    slack.faults.append(Fault("429", "users.info", seconds=0))
    assert NODE is not None
    async with started(NODE, "tests/bot/judges/second_slack.mjs", FOLDER / "node_modules" / "@slack" / "web-api", slack.url, BOT_TOKEN) as client:
        assert json.loads(await client.says()) == ["UBOT", True, True, "is_archived", "invalid_auth"]
    assert [r.status for r in slack.journal if r.method == "users.info"] == [429, 200]


@needs_aiogram
async def test_the_fake_telegram_is_understood_by_aiogram() -> None:
    async with fake_telegram() as telegram, started(PYTHON, "tests/bot/judges/second_telegram.py", telegram.url, TOKEN) as bot:
        assert await bot.says() == ME["username"]
        telegram.people.chat(13).away = "bot was blocked by the user"
        telegram.people.says(13, "nobody")
        assert await bot.says() == "Forbidden: bot was blocked by the user"
        telegram.people.says(1, "hello")
        assert "message is not modified" in await bot.says()
        (message,) = telegram.said(1)
        assert (message.text, list(message.buttons)) == ("hello", ["more"])
        query = telegram.people.presses(message, "more")
        assert await bot.says() == "more of it"
        assert telegram.notices[query] == "yes"
        query = telegram.people.looks_up("card")
        assert await bot.says() == "['ask']"
        assert [card["title"] for card in telegram.cards[query]] == ["card"]
    assert telegram.verdict() == []
