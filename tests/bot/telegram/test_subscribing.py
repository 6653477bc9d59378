"""Subscriptions with the whole service on Telegram, from the first button to the digest with its chart."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from bot.adapter import Call, Refused
from bot.digests.ticking import Ticker
from bot.service import Service
from bot.storage import digests, subscriptions
from tests.bot.telegram.service import running
from tests.fakes.telegram import FakeTelegram, Fault, Kind
from tests.fakes.telegram_judge import Refusal
from tests.fakes.telegram_people import Message
from tests.platform import Clock

LINE = "/subscribe kuaishou daily 22:00 Asia/Shanghai"
HOUR = 3600
numbers = count(5000)


@dataclass
class Office:
    """A service on a clock that tests move, and people who write to it."""

    telegram: FakeTelegram
    service: Service
    clock: Clock

    async def after(self, seconds: float) -> int:
        """How many digests are due after a time; they are on their way then."""
        self.clock.at += seconds
        return await Ticker(self.service.database, self.clock, self.service.lanes.put).tick()

    async def types(self, chat: int, text: str, user: int = 0) -> Message:
        before = len(self.telegram.said(chat))
        self.telegram.people.says(chat, text, user=user)
        return await self.telegram.answer_in(chat, before + 1)

    async def presses(self, message: Message, label: str, user: int = 0) -> None:
        """Presses a button and waits until its message has changed."""
        edits = message.edits
        self.telegram.people.presses(message, label, user)
        await self.telegram.until(lambda: message.edits > edits and not self.telegram.people.asked)


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setenv("EARNINGS_BOT_HOME", str(tmp_path))
    async with FakeTelegram() as telegram, running(telegram, tmp_path) as service:
        clock = Clock(dt.datetime.fromisoformat("2026-05-04T21:00+08:00").timestamp())
        service.pipeline.clock = clock
        yield Office(telegram, service, clock)
        await service.lanes.quiet()
        assert telegram.verdict() == []


@pytest.fixture
def chat() -> int:
    return next(numbers)


async def test_buttons_lead_to_a_digest_with_its_chart_at_the_hour(office: Office, chat: int) -> None:
    wizard = await office.types(chat, "/subscribe")
    for label in ("The latest results of a company", "Kuaishou", "Every day", "10", "10:00", "America/New_York · New York", "Confirm"):
        await office.presses(wizard, label)
    assert "Subscribed" in wizard.text
    assert [await office.after(seconds) for seconds in (HOUR - 1, 1, 60)] == [0, 1, 0]
    picture = await office.telegram.answer_in(chat, 3)
    text = office.telegram.said(chat)[1]
    assert "RMB 126.9 billion" in text.text
    assert ("RMB 126.9 billion" in picture.text, picture.params["photo"] in office.telegram.photos) == (True, True)


async def test_the_preview_is_the_digest_byte_for_byte(office: Office, chat: int) -> None:
    asked = await office.types(chat, LINE)
    office.telegram.people.presses(asked, "Preview")
    await office.telegram.answer_in(chat, 3)
    await office.presses(asked, "Confirm")
    await office.after(HOUR)
    await office.telegram.answer_in(chat, 5)
    await office.service.lanes.quiet()
    _, preview, first_chart, digest, second_chart = office.telegram.said(chat)
    assert (preview.shown, first_chart.shown) == (digest.shown, second_chart.shown)
    assert len(office.telegram.photos) == 1, "the same chart is uploaded once"


async def test_members_of_a_group_are_refused_and_its_admins_served(office: Office) -> None:
    group = -next(numbers)
    office.telegram.people.chat(group).admins.add(7)
    assert "only admins" in (await office.types(group, LINE, user=8)).text
    asked = await office.types(group, LINE, user=7)
    query = office.telegram.people.presses(asked, "Confirm", user=8)
    await office.telegram.until(lambda: query in office.telegram.notices)
    assert "only admins" in office.telegram.notices[query]
    assert await office.service.database.do(subscriptions.all_orders) == []
    await office.presses(asked, "Confirm", user=7)
    (order,) = await office.service.database.do(subscriptions.all_orders)
    assert order.place.chat == str(group)


async def test_who_writes_in_the_name_of_a_channel_manages_it(office: Office) -> None:
    channel = -next(numbers)
    office.telegram.people.chat(channel, "channel")
    assert "Confirm" in (await office.types(channel, LINE)).buttons


async def test_a_topic_gets_its_digest_in_the_topic(office: Office) -> None:
    group = -next(numbers)
    office.telegram.people.chat(group, topics=(4,)).admins.add(7)
    office.telegram.people.says(group, LINE, user=7, topic=4)
    asked = await office.telegram.answer_in(group)
    await office.presses(asked, "Confirm", user=7)
    await office.after(HOUR)
    picture = await office.telegram.answer_in(group, 3)
    assert [m.params.get("message_thread_id") for m in (*office.telegram.said(group)[1:], picture)] == [4, 4, 4]


async def test_a_subscription_is_paused_resumed_and_deleted_in_its_list(office: Office, chat: int) -> None:
    await office.presses(await office.types(chat, LINE), "Confirm")
    listed = await office.types(chat, "/subscriptions")
    await office.presses(listed, "1. Latest results of Kuaishou")
    await office.presses(listed, "Pause")
    assert "Paused" in listed.text
    assert await office.after(HOUR) == 0
    await office.presses(listed, "Resume")
    for label in ("Delete", "Delete"):
        await office.presses(listed, label)
    assert "no subscriptions" in listed.text
    assert await office.service.database.do(subscriptions.all_orders) == []


REFUSED = Refusal(400, "Bad Request: not enough rights to send photos to the chat")


@pytest.mark.parametrize("fault", [Fault(Kind.REFUSE, "sendPhoto", refusal=REFUSED), Fault(Kind.DROP, "sendPhoto"), Fault(Kind.HALF, "sendPhoto")], ids=lambda f: f.kind.name)
async def test_a_picture_that_fails_keeps_nothing_back(office: Office, chat: int, fault: Fault) -> None:
    """The text stands, the subscription runs, and the next question is answered."""
    await office.presses(await office.types(chat, LINE), "Confirm")
    office.telegram.faults.append(fault)
    await office.after(HOUR)
    await office.telegram.until(lambda: len(office.telegram.calls("sendPhoto")) == 1)
    await office.service.lanes.quiet()
    assert "1269亿元" in (await office.types(chat, "快手2024年总收入是多少？")).text
    (order,) = await office.service.database.do(subscriptions.all_orders)
    (past,) = await office.service.database.do(lambda c: digests.history(c, 5, number=order.id))
    assert (order.paused, past.outcome, len(office.telegram.calls("sendPhoto"))) == ("", "sent", 1)


async def test_a_chart_that_cannot_be_drawn_is_left_out(office: Office, chat: int) -> None:
    office.telegram.people.chat(chat)
    adapter = next(iter(office.service.pipeline.adapters.values()))
    with pytest.raises(Refused):
        await adapter.call(Call("sendPhoto", {"chat_id": chat, "photo": {"no": "chart"}, "caption": "x"}, chat=str(chat)))
    assert office.telegram.calls("sendPhoto") == []
