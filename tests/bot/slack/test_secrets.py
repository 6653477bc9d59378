"""Tokens and what people wrote stand in no log, no repr and no traceback, whatever goes wrong."""

import asyncio
import logging
import traceback
from pathlib import Path

import pytest

from bot.adapter import CallError
from tests.bot.slack.office import opened_office
from tests.bot.slack.test_calls import POST
from tests.bot.slack.wire import adapter_of
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, SECRET, Fault, Slack
from tests.fakes.slack_payloads import command, mention, message
from tests.machine import PATIENCE

CANARIES = (BOT_TOKEN, APP_TOKEN, SECRET, "verification-token", "ticket=", "/reply/")
WRITTEN = "快手2024年全年总收入是多少？"


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_no_log_shows_a_secret_or_what_people_wrote(slack: Slack, tmp_path: Path, way: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    with caplog.at_level(logging.DEBUG):
        async with opened_office(slack, way, tmp_path) as office:
            for payload in (mention(WRITTEN), message(WRITTEN), command(f"ask {WRITTEN}", reply_url=slack.reply_url())):
                await office.told(payload)
            for kind in ("invalid_auth", "invalid_blocks", "not_in_channel"):
                slack.faults.append(Fault(kind))
                await office.told(mention(WRITTEN))
            if way == "socket":
                await slack.disconnect()
                await asyncio.wait_for(slack.connected.wait(), PATIENCE)
    told = [r for r in caplog.records if r.name.startswith(("bot", "slack")) or r.levelno >= logging.WARNING]  # other libraries are heard from there on
    logged = "\n".join(logging.Formatter("%(name)s %(message)s %(args)s").format(record) for record in told)
    printed = capfd.readouterr().out
    assert "plain twin" in printed
    assert [secret for secret in (*CANARIES, WRITTEN) if secret in logged + printed] == []


@pytest.mark.parametrize("kind", ["invalid_auth", "429", "500", "reset", "html"])
async def test_no_error_shows_a_secret(slack: Slack, kind: str) -> None:
    adapter = adapter_of(slack, "http")
    await adapter.start()
    slack.faults.append(Fault(kind))
    with pytest.raises(CallError) as caught:
        await adapter.call(POST)
    await adapter.close()
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert [secret for secret in CANARIES if secret in shown] == []


async def test_no_repr_shows_a_secret(slack: Slack) -> None:
    adapter = adapter_of(slack, "socket")
    await adapter.start()
    shown = f"{adapter!r} {adapter} {vars(adapter)!r} {adapter._app!r} {adapter._client!r}"
    await adapter.close()
    assert [secret for secret in CANARIES if secret in shown] == []
