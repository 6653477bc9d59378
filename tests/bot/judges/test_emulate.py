"""The whole bot against the Slack of `emulate` by HTTP: what people write there is answered there, in its own store of messages."""

import asyncio
import html
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapter import Refused
from bot.card import Field, Form
from bot.events import Place, Platform, Sender
from bot.settings import read_settings
from bot.slack.adapter import SlackAdapter
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH
from intents.questions.language import Language
from tests.bot.judges.starting import EMULATE, NODE, needs_emulate, started
from tests.bot.slack.office import terminal
from tests.fakes import slack as fake
from tests.fakes.slack_payloads import Payload, callback, command
from tests.machine import PATIENCE
from tests.served import served

pytestmark = [needs_emulate, pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")]  # slack_sdk's own use of aiohttp
BOT_USER, BOT_TOKEN, ANN = "U00000BOT", "xoxb-of-the-bot-0123456789", "xoxp-of-ann"
CHANNEL, ADMIN = "C000000001", "U000000001"
CLIENT, CLIENT_SECRET, PUBLIC = "123.456", "0123456789abcdef" * 2, "https://bot.example.com"
SEED = {
    "signing_secret": fake.SECRET, "users": [{"name": "ann"}],
    "oauth_apps": [{"app_id": "A1", "client_id": CLIENT, "client_secret": CLIENT_SECRET, "name": "Earnings", "redirect_uris": [PUBLIC + REDIRECT_PATH], "bot_user_id": BOT_USER, "bot_id": "B1"}],
    "tokens": [{"token": ANN, "user": "ann", "type": "user"}, {"token": BOT_TOKEN, "user_id": BOT_USER, "type": "bot", "bot_id": "B1", "app_id": "A1"}],
}
REVENUE, FOLLOW_UP, PROFIT = "快手2024年全年总收入是多少？", "同比呢", "快手2024年全年经调整净利润是多少？"


@dataclass
class Workspace:
    """Ann in a workspace, with the bot at `here`."""

    url: str
    here: str
    ann: AsyncWebClient
    user: str
    team: str

    async def tell(self, payload: Payload) -> None:
        """Delivers what it has no event for, signed, as Slack does."""
        assert await fake.post(f"{self.here}/slack/events", {**payload, "team_id": self.team}) == [200]

    async def mentions(self, text: str) -> str:
        """Ann mentions the bot in a channel; the ts of her post."""
        text = f"<@{BOT_USER}> {text}"
        ts = str((await self.ann.chat_postMessage(channel=CHANNEL, text=text))["ts"])
        await self.tell(callback({"type": "app_mention", "user": self.user, "text": text, "ts": ts, "channel": CHANNEL}))
        return ts

    async def thread(self, channel: str, ts: str, most: int) -> list[Mapping[str, Any]]:
        """The messages of a thread, once there are so many."""
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.ann.api_call("conversations.replies", data={"channel": channel, "ts": ts})
                found: list[Mapping[str, Any]] = answer["messages"]
                if len(found) >= most:
                    return found
                await asyncio.sleep(0.05)

    async def until_said(self, channel: str, ts: str, words: str) -> list[Mapping[str, Any]]:
        """The messages of a thread, once one of them has some words."""
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self.thread(channel, ts, 1)
                if any(words in said(message) for message in found):
                    return found
                await asyncio.sleep(0.05)


def said(message: Mapping[str, Any]) -> str:
    return html.unescape(str(message["text"]))


@asynccontextmanager
async def workspace(*, tells: bool = True, **changes: object) -> AsyncIterator[Workspace]:
    """The bot at work there; it `tells` the bot of what is written."""
    assert NODE is not None
    async with started(NODE, "tests/bot/judges/emulate.mjs", EMULATE, json.dumps(SEED)) as emulate:
        url = (await emulate.says()).replace("localhost", "127.0.0.1")
        way: dict[str, object] = {"slack_mode": "http", "slack_signing_secret": SecretStr(fake.SECRET), "slack_api_url": f"{url}/api/", "port": 0}
        async with served(read_settings(None).model_copy(update=way | changes)) as here:
            if tells:
                emulate.hears(f"{here}/slack/events")
            ann = AsyncWebClient(ANN, base_url=f"{url}/api/")
            known = await ann.auth_test()
            await ann.api_call("conversations.join", data={"channel": CHANNEL})  # it reads no query strings
            yield Workspace(url, here, ann, str(known["user_id"]), str(known["team_id"]))


@pytest.fixture
async def team() -> AsyncIterator[Workspace]:
    async with workspace(slack_bot_token=SecretStr(BOT_TOKEN)) as opened:
        yield opened


async def test_a_direct_chat_is_answered_in_threads_with_follow_ups_and_edits(team: Workspace) -> None:
    """It also tells the bot of its own posts, as messages of a user: they are met with silence."""
    channel = (await team.ann.api_call("conversations.open", json={"users": BOT_USER}))["channel"]["id"]
    asked = await team.ann.chat_postMessage(channel=channel, text=REVENUE)
    root = asked["ts"]
    _, answer = await team.thread(channel, root, 2)
    assert (answer["user"], said(answer), answer["unfurl_links"]) == (BOT_USER, terminal(REVENUE), False)
    assert {block["type"] for block in answer["blocks"]} >= {"rich_text"}
    await team.ann.chat_postMessage(channel=channel, text=FOLLOW_UP, thread_ts=root)
    assert "11.8%" in said((await team.thread(channel, root, 4))[-1])
    await team.ann.chat_update(channel=channel, ts=root, text=PROFIT)
    thread = await team.until_said(channel, root, "：177亿元")
    assert [said(thread[1]), len(thread)] == [terminal(PROFIT), 4]
    assert thread[1]["edited"]["user"] == BOT_USER


async def test_a_thread_of_a_channel_goes_on_without_a_mention(team: Workspace) -> None:
    """It has no event for mentions: that one is signed and posted as Slack does."""
    root = await team.mentions(REVENUE)
    assert said((await team.thread(CHANNEL, root, 2))[1]) == terminal(REVENUE)
    await team.ann.chat_postMessage(channel=CHANNEL, text=FOLLOW_UP, thread_ts=root)
    thread = await team.thread(CHANNEL, root, 4)
    assert ["11.8%" in said(thread[3]), len(thread)] == [True, 4]


@pytest.mark.parametrize(("payload", "page", "empty"), [
    (callback({"type": "app_home_opened", "channel": "D1", "tab": "home"}), "/?tab=views", "No App Home views have been published"),
    (command("help", channel=CHANNEL), f"/?tab=messages&channel={CHANNEL}", "No ephemeral messages for this conversation"),
], ids=["the home page", "what one person sees"])
async def test_what_has_no_thread_is_shown(team: Workspace, payload: Payload, page: str, empty: str) -> None:
    whose = {"event": {**payload["event"], "user": team.user}} if "event" in payload else {"user_id": team.user}
    async with httpx.AsyncClient() as client, asyncio.timeout(PATIENCE):
        assert empty in (await client.get(team.url + page)).text
        await team.tell({**payload, **whose})
        while empty in (await client.get(team.url + page)).text:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.05)


@pytest.fixture
async def adapter(team: Workspace) -> AsyncIterator[SlackAdapter]:
    made = SlackAdapter(SecretStr(BOT_TOKEN), signing_secret=SecretStr(fake.SECRET), api_url=f"{team.url}/api/", managers="admins")
    await made.start()
    yield made
    await made.close()


async def test_it_says_who_is_an_admin(team: Workspace, adapter: SlackAdapter) -> None:
    channel = Place(Platform.SLACK, f"{team.team}/{CHANNEL}", is_private=False)
    assert [await adapter.may_manage(channel, Sender(user)) for user in (ADMIN, team.user, "U0NOBODY")] == [True, False, False]


async def test_a_form_opens_once_where_a_button_was_pressed(team: Workspace, adapter: SlackAdapter) -> None:
    bot = AsyncWebClient(BOT_TOKEN, base_url=f"{team.url}/api/")
    trigger = (await bot.api_call("views.generateTriggerId", data={"user_id": team.user}))["trigger_id"]
    place = Place(Platform.SLACK, f"{team.team}/{CHANNEL}", person=team.user)
    (call,) = adapter.render(Form(place, trigger, Language.EN, "Subscribe", "Go on", "Cancel", "d:r", (Field("What", (("Results", "l"), ("News", "n"))),)))
    await adapter.call(call)
    with pytest.raises(Refused):
        await adapter.call(call)
    async with httpx.AsyncClient() as client:
        assert "Subscribe" in (await client.get(f"{team.url}/?tab=views")).text


async def test_the_app_is_installed_by_oauth_and_writes_with_the_token_that_it_got() -> None:
    """From the bot's page to Slack's, back with a code, and a question answered with what the code was good for."""
    of_app = {"slack_client_id": CLIENT, "slack_client_secret": SecretStr(CLIENT_SECRET), "slack_token_key": SecretStr(Fernet.generate_key().decode()), "public_url": PUBLIC}
    async with workspace(tells=False, **of_app) as team, httpx.AsyncClient() as browser:
        begun = await browser.get(team.here + INSTALL_PATH)
        asked = {key: value[0] for key, value in parse_qs(urlsplit(begun.headers["location"]).query).items()}
        granted = await browser.post(f"{team.url}/oauth/v2/authorize/callback", data={**asked, "user_id": team.user})
        back = granted.headers["location"]
        assert back.startswith(f"{PUBLIC}{REDIRECT_PATH}?")
        cookie = {"cookie": begun.headers["set-cookie"].partition(";")[0]}
        assert (await browser.get(team.here + REDIRECT_PATH, params=urlsplit(back).query, headers=cookie)).status_code == 200
        answer = (await team.thread(CHANNEL, await team.mentions(REVENUE), 2))[1]
        assert (said(answer), answer["user"]) == (terminal(REVENUE), BOT_USER)
