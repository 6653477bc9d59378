"""What was confirmed to Telegram is answered, whatever becomes of the process, and no faster than Telegram likes."""

from functools import partial
from pathlib import Path

from bot.events import Platform
from bot.limits import TELEGRAM, Limits
from bot.storage import ledger
from bot.storage.database import open_database
from bot.telegram.reading import received
from tests.bot.telegram.service import running
from tests.fakes.telegram import FakeTelegram, Fault, Kind

REVENUE = "快手2024年总收入是多少"


async def test_what_could_not_be_sent_is_sent_by_the_next_process(telegram: FakeTelegram, tmp_path: Path) -> None:
    fault = Fault(Kind.RESET_UNREAD, times=1_000)
    telegram.faults.append(fault)
    async with running(telegram, tmp_path):
        telegram.people.says(7, REVENUE)
        await telegram.until(lambda: telegram.calls("sendMessage") and not telegram.updates)
    assert telegram.said(7) == []
    fault.times = 0
    async with running(telegram, tmp_path):
        assert "1269亿元" in (await telegram.answer_in(7)).text


async def test_a_restart_says_nothing_twice(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with running(telegram, tmp_path):
        telegram.people.says(7, REVENUE)
        await telegram.answer_in(7)
    async with running(telegram, tmp_path):
        telegram.people.says(8, REVENUE)
        await telegram.answer_in(8)
    assert len(telegram.said(7)) == 1


async def test_what_came_before_the_bot_knew_its_name_is_answered(telegram: FakeTelegram, tmp_path: Path) -> None:
    """A mention in a group, stored by a process that died: the next one reads it only once it knows who it is."""
    update = {"update_id": 1, "message": telegram.people.message(-1001, f"@EarningsTestBot {REVENUE}", user=7)}
    stored = received(update)
    assert stored is not None
    database = await open_database(f"sqlite+aiosqlite:///{tmp_path}/bot.db")
    await database.do(partial(ledger.keep, received=stored, now=0))
    await database.close()
    telegram.faults.append(Fault(Kind.SLOW, "getMe", seconds=0.3))
    async with running(telegram, tmp_path) as service:
        assert service.started == set()
        assert "1269亿元" in (await telegram.answer_in(-1001)).text


async def test_answers_come_no_faster_than_telegram_likes(telegram: FakeTelegram, tmp_path: Path) -> None:
    async with running(telegram, tmp_path, {Platform.TELEGRAM: Limits(TELEGRAM)}):
        for chat in (7, 7, 7, *range(20, 50)):
            telegram.people.says(chat, REVENUE)
        await telegram.answer_in(7, 3)
        await telegram.until(lambda: len(telegram.calls("sendMessage")) == 33)
    assert telegram.rushed() == []
