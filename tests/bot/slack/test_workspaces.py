"""The whole service with several workspaces, over loopback: installed in a browser, asked by a signed event or a socket, answered with its token."""

import asyncio
import logging

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr

from bot.settings import Settings, read_settings
from tests.bot.slack.cards import HOME
from tests.bot.slack.test_installing import TOKENS, visit
from tests.fakes import slack as fake
from tests.fakes.slack import Slack
from tests.fakes.slack_payloads import mention
from tests.machine import PATIENCE
from tests.served import served

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's own use of aiohttp
QUESTION = "快手2024年全年总收入是多少？"


def settings_of(slack: Slack, **changes: object) -> Settings:
    way = {"slack_mode": "http", "slack_signing_secret": SecretStr(fake.SECRET), "slack_app_token": SecretStr(fake.APP_TOKEN), "slack_api_url": slack.url, "port": 0}
    return read_settings(None).model_copy(update=way | changes)


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_workspace_installs_the_app_and_is_answered(slack: Slack, mode: str) -> None:
    slack.installs = dict(TOKENS)
    key = SecretStr(Fernet.generate_key().decode())
    of_app = {"slack_client_id": "1.2", "slack_client_secret": SecretStr("of-the-app"), "slack_token_key": key, "public_url": HOME}
    async with served(settings_of(slack, **of_app, slack_mode=mode)) as here, httpx.AsyncClient(base_url=here) as browser:
        assert await visit(browser, "one") == 200
        if mode == "http":
            assert await fake.post(f"{here}/slack/events", mention(QUESTION)) == [200]
        else:
            await asyncio.wait_for(slack.connected.wait(), PATIENCE)
            assert await slack.send(mention(QUESTION)) == 1
        (answer,) = await slack.until(1, "chat.postMessage")
    assert (answer.token, "1269亿元" in str(answer.body["text"])) == ("xoxb-of-the-first", True)
    (asked,) = slack.posts("oauth.v2.access")
    assert asked.params["redirect_uri"] == f"{HOME}/slack/oauth_redirect"


async def test_with_a_single_workspace_nothing_can_be_installed(slack: Slack) -> None:
    async with served(settings_of(slack, slack_bot_token=SecretStr(fake.BOT_TOKEN))) as here, httpx.AsyncClient(base_url=here) as browser:
        assert [(await browser.get(f"/slack/{path}")).status_code for path in ("install", "oauth_redirect")] == [404, 404]


@pytest.mark.parametrize("mode", ["http", "socket"])
async def test_a_start_that_goes_well_warns_of_nothing(slack: Slack, mode: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """The settings stand in the environment, where slack_bolt looks, too."""
    settings = settings_of(slack, slack_bot_token=SecretStr(fake.BOT_TOKEN), slack_mode=mode)
    monkeypatch.setenv("SLACK_BOT_TOKEN", fake.BOT_TOKEN)
    with caplog.at_level(logging.INFO):
        async with served(settings):
            await slack.until(1, "auth.test")
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
