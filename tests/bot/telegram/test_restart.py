"""What was confirmed to Telegram is answered, whatever becomes of the process."""

from pathlib import Path

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
