"""The commands about stored subscriptions, over the database of the settings and a Telegram on loopback."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.clock import SystemClock, milliseconds
from bot.digests import administering
from bot.digests.schedule import Schedule
from bot.digests.ticking import first_run
from bot.events import Place, Platform
from bot.storage import subscriptions
from bot.storage.database import open_database
from bot.storage.subscriptions import Order
from intents.digests.digest import Sort
from intents.questions.language import Language
from tests.cases import Done
from tests.fakes.telegram import TOKEN, FakeTelegram, fake_telegram

DAILY = Schedule(zone="Asia/Shanghai", at=dt.time(22, 0))


@pytest.fixture
async def telegram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeTelegram]:
    """A database with two subscriptions, one of which rests, and the settings that name it."""
    url = f"sqlite:///{tmp_path}/bot.db"
    now = milliseconds(SystemClock())
    database = await open_database(url)
    for paused in ("", "by hand"):
        order = Order(Place(Platform.TELEGRAM, "1"), Sort.LATEST, ("kuaishou",), Language.HANS, DAILY.model_dump(mode="json"), now, first_run(DAILY, now), "7", now, paused=paused)
        await database.do(lambda c, order=order: subscriptions.subscribe(c, order))  # type: ignore[misc]
    await database.close()
    monkeypatch.chdir(tmp_path)
    async with fake_telegram() as server:
        server.people.chat(1)
        for name, value in {"DATABASE_URL": url, "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url, "EARNINGS_BOT_HOME": str(tmp_path), "TIMEZONE": "Asia/Shanghai"}.items():
            monkeypatch.setenv(name, value)
        yield server


@pytest.mark.usefixtures("telegram")
async def test_subscriptions_are_listed_with_their_next_run(capsys: pytest.CaptureFixture[str]) -> None:
    await asyncio.to_thread(administering.show_orders)
    running, resting = capsys.readouterr().out.splitlines()
    assert running.startswith("1  telegram:1  Latest results of Kuaishou, every day at 22:00 (Asia/Shanghai). Next: ")
    assert resting.endswith("Paused")


@pytest.mark.usefixtures("telegram")
async def test_what_is_due_by_a_moment_is_shown_and_not_sent(capsys: pytest.CaptureFixture[str], telegram: FakeTelegram) -> None:
    days = [(dt.datetime.now(dt.UTC) + dt.timedelta(days=n)).date() for n in (-1, 2)]
    for day in days:
        await asyncio.to_thread(administering.show_due, f"{day}T22:05")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{days[1]} 22:00 CST  1  telegram:1")
    assert telegram.said(1) == []


async def test_a_digest_is_sent_at_once(capsys: pytest.CaptureFixture[str], telegram: FakeTelegram) -> None:
    assert await asyncio.to_thread(administering.send, 1) == 0
    text, picture = telegram.said(1)
    assert ("1269亿元" in text.text, "1269亿元" in picture.text, capsys.readouterr().err) == (True, True, "sent\n")


async def test_a_digest_that_is_refused_says_why(capsys: pytest.CaptureFixture[str], telegram: FakeTelegram) -> None:
    telegram.people.chat(1).away = "bot was blocked by the user"
    assert await asyncio.to_thread(administering.send, 1) == 1
    assert "blocked by the user" in capsys.readouterr().err


@pytest.mark.usefixtures("telegram")
async def test_faults_name_the_mend() -> None:
    with pytest.raises(administering.DigestError, match="digest list"):
        await asyncio.to_thread(administering.send, 99)
    with pytest.raises(administering.DigestError, match="2026-05-04T22:00"):
        await asyncio.to_thread(administering.show_due, "tomorrow")


def test_the_commands_are_there(inside: Callable[..., Done]) -> None:
    done = inside("digest", "--help")
    assert all(name in done.stdout for name in ("preview", "list", "due", "send"))
