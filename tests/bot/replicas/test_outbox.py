"""The order in which a sender gets what waits."""

import asyncio

import pytest

from bot.events import Platform
from bot.limits import Pace
from bot.replicas.outbox import Outbox
from bot.storage import ledger
from intents.library import ask_any
from tests.bot.replicas.crowd import LIBRARY, Crowd
from tests.platform import message

QUESTIONS = ("快手2024年总收入是多少", "快手2024年净利润是多少")


async def test_what_is_told_while_it_looks_comes_after_what_it_finds(crowd: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who takes the post over hears of a chat's second answer before it has found the first."""
    web = await crowd.start(0, role="web")
    for number, question in enumerate(QUESTIONS, 1):
        row = await web.pipeline.receive(message(number, question))
        assert row is not None
        await web.pipeline.handle(row, lambda _connection, _row: None)
    outbox = Outbox(web.pipeline, Platform.TELEGRAM, Pace())
    healthy = ledger.lanes_of

    def told_meanwhile(*args: object, **more: object) -> dict[str, str]:
        outbox.told("1\tevent:2")
        return healthy(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(ledger, "lanes_of", told_meanwhile)
    sending = asyncio.create_task(outbox.run())
    await crowd.until(2)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    assert crowd.stage.texts == [ask_any(question, LIBRARY)[0].text for question in QUESTIONS]
