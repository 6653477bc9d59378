"""The token and the webhook's secret are seen nowhere."""

import logging
import traceback

import pytest
from pydantic import SecretStr

from bot.adapter import Call, CallError
from bot.telegram.adapter import TelegramAdapter, Webhook
from tests.bot.telegram.conftest import Store, listening
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, Kind
from tests.fakes.telegram_judge import Refusal

SECRET = "canary-of-the-webhook"  # noqa: S105  # of nobody
HALF = TOKEN.partition(":")[2]
ERRORS = [
    Fault(Kind.REFUSE, refusal=Refusal(401, "Unauthorized")),
    Fault(Kind.REFUSE, refusal=Refusal(404, "Not Found")),
    Fault(Kind.REFUSE, refusal=Refusal(400, "Bad Request: chat not found")),
    Fault(Kind.RESET_UNREAD),
    Fault(Kind.HALF),
]


async def test_logs_reprs_and_tracebacks_show_no_secret(
    telegram: FakeTelegram, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """With all loggers at DEBUG, through failures of every kind, polling and the webhook."""
    caplog.set_level(logging.DEBUG)
    telegram.people.chat(7)
    adapter = TelegramAdapter(SecretStr(TOKEN), api_url=telegram.url, hold=0, pause=0.01, webhook=Webhook("https://bot.example/x", SecretStr(SECRET)))
    seen = [repr(adapter), str(vars(adapter)), repr(adapter._client._bot)]
    telegram.faults += [*ERRORS, Fault(Kind.REFUSE, "getMe", refusal=Refusal(401, "Unauthorized")), Fault(Kind.HALF, "getUpdates")]
    for work in (*[adapter.call(Call("sendMessage", {"chat_id": 7, "text": "x", "link_preview_options": {"is_disabled": True}})) for _ in ERRORS], adapter.start()):
        try:
            await work
        except CallError as error:
            seen += [repr(error), "".join(traceback.format_exception(error))]
    await adapter.start()
    await adapter.listen(Store().receive)
    await adapter.take(b"{}", "wrong", Store().receive)
    polling = TelegramAdapter(SecretStr(TOKEN), api_url=telegram.url, hold=0, pause=0.01)
    telegram.webhook = {}
    async with listening(polling, Store(refuses=lambda _: True).receive):
        telegram.people.says(7, "revenue")
        await telegram.until(lambda: len(telegram.calls("getUpdates")) > 3)
    await polling.close()
    await adapter.close()
    assert len(seen) > 2 * len(ERRORS)
    everything = "\n".join([*seen, caplog.text, *capsys.readouterr()])
    assert "an update was not stored" in everything, "the logs are really seen"
    assert [secret for secret in (TOKEN, HALF, SECRET) if secret in everything] == []
