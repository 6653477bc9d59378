"""The whole bot against the Telegram of `telemelya`, by webhook: questions, follow-ups, buttons, inline answers, pictures."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.settings import read_settings
from tests.bot.judges.starting import PYTHON, needs_telemelya, started
from tests.bot.slack.office import terminal
from tests.fakes.telegram_judge import shown
from tests.machine import PATIENCE, free_port
from tests.served import served

pytestmark = needs_telemelya
TOKEN, SECRET = "123456789:AAF-of-the-bot-of-the-bot-of-the-bot", "a-secret-of-webhooks"  # of nobody
REVENUE, FOLLOW_UP = "快手2024年全年总收入是多少？", "同比呢"
Answer = dict[str, Any]
chats = itertools.count(1000)


@dataclass
class Chat:
    """One person's chat with the bot, and the control of the server."""

    control: httpx.AsyncClient
    number: int = field(default_factory=lambda: next(chats))

    async def _post(self, path: str, **body: object) -> Answer:
        answer = await self.control.post(f"/api/v1/test/{path}", params={"bot_token": TOKEN, "session_id": f"s{self.number}"}, json=body)
        assert answer.is_success, answer.text
        told: Answer = answer.json()
        if "delivery" in told:
            assert told["delivery"] is None or told["delivery"]["status_code"] == 200, told
        return told

    async def says(self, text: str) -> None:
        """The person writes."""
        await self._post("send_update", chat_id=self.number, text=text)

    async def presses(self, action: str, message: int) -> None:
        """The person presses a button below a message."""
        await self._post("send_update", chat_id=self.number, callback_data=action, callback_message_id=message)

    async def types(self, query: str) -> str:
        """The person types in another chat; the id of the query."""
        return str((await self._post("send_inline_query", query=query, chat_id=self.number))["inline_query_id"])

    async def chooses(self, query: str) -> Answer:
        """The person takes the first card."""
        return await self._post("choose_inline_result", chat_id=self.number, inline_query_id=query)

    async def made(self, method: str, is_it: Callable[[Answer], bool] = lambda _: True) -> Answer:
        """The first call of a method that is so; waits for it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                calls = (await self.control.get("/api/v1/test/responses", params={"session_id": f"s{self.number}"})).json()["responses"]
                if found := next((call for call in calls if call["method"] == method and is_it(call)), None):
                    return dict(found)
                await asyncio.sleep(0.05)


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with started(PYTHON, "tests/bot/judges/telemelya_server.py", SECRET) as server:
        port = await server.says()
        own = free_port()
        way: dict[str, object] = {"telegram_mode": "webhook", "telegram_webhook_secret": SecretStr(SECRET), "public_url": f"http://127.0.0.1:{own}", "port": own}
        settings = read_settings(None).model_copy(update={"telegram_token": SecretStr(TOKEN), "telegram_api_url": f"http://127.0.0.1:{port}", **way})
        async with served(settings) as here, httpx.AsyncClient(base_url=settings.telegram_api_url, headers={"authorization": "Bearer any"}) as control:
            async with asyncio.timeout(PATIENCE):
                while here not in (await control.post(f"/bot{TOKEN}/getWebhookInfo")).text:  # noqa: ASYNC110  # nothing tells of it
                    await asyncio.sleep(0.05)
            yield Chat(control)


def read(call: Answer) -> str:
    """What people see of a message, by TDLib's own parser."""
    return shown(call["text"], call["raw"].get("parse_mode")).text


def buttons(call: Answer) -> dict[str, str]:
    """The actions of a message's buttons by their labels."""
    return {b["text"]: b["callback_data"] for row in call["reply_markup"]["inline_keyboard"] for b in row if "callback_data" in b}


async def test_a_question_and_its_follow_up_are_answered_as_in_the_terminal(chat: Chat) -> None:
    await chat.says(REVENUE)
    first = await chat.made("sendMessage")
    answer = read(first)
    assert [line for line in terminal(REVENUE).replace(" [1]", "").splitlines() if line not in answer.replace(" [1]", "")] == []
    await chat.says(FOLLOW_UP)
    second = read(await chat.made("sendMessage", lambda call: call["message_id"] > first["message_id"]))
    assert "11.8%" in second.partition("“")[0]


async def test_a_button_is_confirmed_and_its_message_edited(chat: Chat) -> None:
    await chat.says("/facts")
    offered = await chat.made("sendMessage")
    label, action = next(iter(buttons(offered).items()))
    await chat.presses(action, offered["message_id"])
    edited = await chat.made("editMessageText")
    assert edited["message_id"] == offered["message_id"]
    assert label.rpartition(" (")[0] in read(edited)
    await chat.made("answerCallbackQuery")


async def test_an_inline_query_gives_cards_that_are_whole_answers(chat: Chat) -> None:
    query = await chat.types("快手 收入")
    cards = (await chat.made("answerInlineQuery"))["results"]
    assert 0 < len(cards) <= 5
    taken = (await chat.chooses(query))["chosen"]["input_message_content"]
    said = shown(taken["message_text"], taken["parse_mode"]).text
    assert ("[1]" in said, "“" in said) == (True, True)


async def test_a_digest_comes_with_its_picture(chat: Chat) -> None:
    await chat.says("/digest")
    assert "126.9" in read(await chat.made("sendMessage"))
    picture = await chat.made("sendPhoto")
    assert "126.9" in picture["caption"]
    drawn = await chat.control.get(f"/api/v1/test/media/{picture['file_id']}", params={"session_id": f"s{chat.number}"})
    assert drawn.content.startswith(b"\x89PNG")
