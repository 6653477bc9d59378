"""Subscriptions from the button to the digest, over a real database on a clock that tests move."""

import itertools

import pytest

from bot.adapter import NotSent
from bot.digests.changes import BY_HAND
from bot.events import Platform
from bot.storage import subscriptions
from bot.storage.database import Database
from bot.storage.subscriptions import Order
from tests.bot.service.bot import Bot
from tests.platform import message

LINE = "kuaishou daily 22:00 Asia/Shanghai"
HOUR, DAY = 3600, 86_400


class Chat:
    """Somebody who types and presses; chats with a minus are groups, in which 7 is an admin."""

    def __init__(self, bot: Bot, number: str = "1", sender: str = "7") -> None:
        self.bot, self.number, self.sender = bot, number, sender

    async def does(self, text: str, **more: object) -> None:
        self.bot.events += 1
        row = await self.bot.pipeline.receive(message(self.bot.events, text, self.number, sender=self.sender, **more))
        assert row is not None
        while await self.bot.pipeline.handle(row):
            pass

    async def types(self, name: str, argument: str = "") -> None:
        await self.does(name, kind="command", argument=argument)

    async def presses(self, label: str) -> None:
        await self.does(self.buttons[label], kind="press")

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons of what was shown last in the chat."""
        found: dict[str, str] = [call.params["buttons"] for call in self.bot.recorder.made if "buttons" in call.params and call.chat == self.number][-1]
        return found

    @property
    def seen(self) -> str:
        """What was said last in the chat, notices of pressed buttons too."""
        return [str(call.params["text"]) for call in self.bot.recorder.made if call.chat == self.number and call.params["text"]][-1]

    async def orders(self) -> list[Order]:
        found = await self.bot.database.do(subscriptions.all_orders)
        return [order for order in found if order.place.chat == self.number]

    async def subscribes(self, line: str = LINE) -> None:
        await self.types("subscribe", line)
        await self.presses("Confirm")


@pytest.fixture
def bot(database: Database) -> Bot:
    return Bot(database)


@pytest.fixture
def chat(bot: Bot) -> Chat:
    return Chat(bot)


async def test_a_subscription_by_buttons_brings_its_digest_at_the_hour(bot: Bot, chat: Chat) -> None:
    """At 21:00 in Shanghai; 22:00 there is 09:00 in New York, in summer 10:00."""
    await chat.types("subscribe")
    for label in ("The latest results of a company", "Kuaishou", "Every day", "10", "10:00", "America/New_York · New York", "Confirm"):
        await chat.presses(label)
    assert [await bot.after(seconds) for seconds in (HOUR - 1, 1, DAY - 1, 1)] == [0, 1, 0, 1]
    assert "RMB 126.9 billion" in chat.seen


async def test_the_preview_is_what_is_sent_later_byte_for_byte(bot: Bot, chat: Chat) -> None:
    await chat.types("subscribe", LINE)
    await chat.presses("Preview")
    draft = bot.recorder.made[-1].params
    await chat.types("subscribe", LINE)
    await chat.presses("Confirm")
    await chat.presses("All subscriptions")
    await chat.does("d:v:@1", kind="press")
    stored = bot.recorder.made[-1].params
    assert await bot.after(HOUR) == 1
    sent = bot.recorder.made[-1].params
    assert draft == stored == sent


async def test_a_pause_holds_and_going_on_makes_up_for_nothing(bot: Bot, chat: Chat) -> None:
    await chat.subscribes()
    await chat.does("d:p:1", kind="press")
    assert await bot.after(3 * DAY) == 0
    await chat.does("d:g:1", kind="press")
    assert [await bot.after(0), await bot.after(HOUR)] == [0, 1]


async def test_a_deleted_subscription_sends_nothing(bot: Bot, chat: Chat) -> None:
    await chat.subscribes()
    await chat.does("d:e:1", kind="press")
    assert await chat.orders() == []
    assert await bot.after(DAY) == 0


async def test_another_time_and_language_hold_from_the_next_digest_on(bot: Bot, chat: Chat) -> None:
    await chat.subscribes()
    await chat.does("d:l:1:zh-Hans", kind="press")
    await chat.does("d:h:@1::3j::mb22", kind="press")
    for label in ("23", "23:00", "Confirm"):
        await chat.presses(label)
    assert [await bot.after(seconds) for seconds in (HOUR, HOUR)] == [0, 1]
    assert "1269亿元" in chat.seen


async def test_a_member_of_a_group_may_look_and_not_touch(bot: Bot) -> None:
    admin, member = Chat(bot, "-5"), Chat(bot, "-5", "8")
    await member.types("subscribe", LINE)
    assert "only admins" in member.seen
    await admin.subscribes()
    await member.types("subscriptions")
    assert "Kuaishou" in member.seen
    for action in ("d:p:1", "d:e:1", "d:l:1:zh-Hans"):
        await member.does(action, kind="press")
        assert "only admins" in member.seen
    (order,) = await admin.orders()
    assert (order.paused, order.made_by) == ("", "7")


async def test_rights_are_asked_only_for_changes_in_groups(bot: Bot, chat: Chat) -> None:
    group = Chat(bot, "-5")
    await chat.subscribes()
    await group.types("subscriptions")
    await group.types("digest")
    await group.does("d:v:@1", kind="press")
    assert bot.recorder.asked == []
    await group.types("subscribe")
    assert bot.recorder.asked == ["7"]


async def test_admins_of_the_bot_may_everywhere(bot: Bot) -> None:
    bot.pipeline.admins = frozenset({"9"})
    await Chat(bot, "-5", "9").subscribes()
    assert bot.recorder.asked == []
    assert len(await bot.database.do(subscriptions.all_orders)) == 1


async def test_a_platform_that_cannot_be_asked_is_asked_again(bot: Bot) -> None:
    group = Chat(bot, "-5")
    bot.recorder.faults.append(NotSent("busy"))
    await group.types("subscribe", LINE)
    assert "Confirm" in group.buttons
    assert bot.recorder.asked == ["7", "7"]


async def test_subscriptions_of_another_chat_are_out_of_reach(bot: Bot, chat: Chat) -> None:
    await chat.subscribes()
    for action in ("d:p:1", "d:e:1", "d:v:@1", "d:i:1"):
        await Chat(bot, "2").does(action, kind="press")
    (order,) = await chat.orders()
    assert order.paused == ""
    assert not any("RMB" in call.params["text"] for call in bot.recorder.made if call.chat == "2")


async def test_a_button_that_is_delivered_twice_makes_one_subscription(chat: Chat) -> None:
    await chat.types("subscribe", LINE)
    action = chat.buttons["Confirm"]
    for _ in range(2):
        await chat.does(action, kind="press")
    assert len(await chat.orders()) == 1
    assert "already" in chat.seen


async def test_an_event_that_was_answered_changes_nothing_again(bot: Bot, chat: Chat) -> None:
    """Two processes answer one event at the same time: the second finds it answered."""
    await chat.types("subscribe", LINE)
    row_id = await bot.pipeline.receive(message(99, chat.buttons["Confirm"], kind="press"))
    assert row_id is not None
    row = bot.pipeline._fresh[row_id]
    await bot.pipeline._answer(row, None)
    bot.pipeline.clock.at += 60  # type: ignore[attr-defined]  # the clock of tests
    await bot.database.do(lambda c: subscriptions.remove(c, 1))
    await bot.pipeline._answer(row, None)
    assert await chat.orders() == []


async def test_what_became_of_digests_is_told_with_the_reason(bot: Bot, chat: Chat) -> None:
    await chat.subscribes("news " + LINE)
    await bot.after(HOUR)
    await chat.does("d:i:1", kind="press")
    assert "2026-05-04 22:00: not sent: nothing was new" in chat.seen
    await bot.database.do(lambda c: subscriptions.pause_chat(c, Platform.TELEGRAM, "1", "kicked"))
    await chat.types("subscriptions")
    assert "Paused: nothing could be sent here (kicked)" in chat.seen


async def test_the_last_digest_is_repeated(bot: Bot, chat: Chat) -> None:
    await chat.subscribes()
    await bot.after(HOUR)
    sent = chat.seen
    await chat.types("digest", "last")
    assert chat.seen == sent


async def test_a_week_of_questions_goes_to_admins_only(bot: Bot, chat: Chat) -> None:
    await chat.does("Kuaishou's gross margin in 2024?")
    await chat.types("subscribe", "unanswered questions 22:00 Asia/Shanghai")
    assert "admins only" in chat.seen
    bot.pipeline.admins = frozenset({"7"})
    await chat.subscribes("unanswered questions 22:00 Asia/Shanghai")
    await chat.does("d:v:@1", kind="press")
    preview = chat.seen
    assert "gross margin" in preview
    assert await bot.after(HOUR) == 1
    assert chat.seen == preview


async def test_a_digest_is_made_at_once_and_its_next_run_stays(bot: Bot, chat: Chat) -> None:
    await chat.subscribes()
    (order,) = await chat.orders()
    made = await bot.pipeline.maker.make_now(order, bot.pipeline.desk, int(bot.clock.now() * 1000))
    await bot.pipeline.work(made.origin)
    assert "RMB 126.9 billion" in chat.seen
    (after,) = await chat.orders()
    assert after.next_at == order.next_at
    assert await bot.after(HOUR) == 1


async def test_a_subscription_that_rests_is_marked_by_who_made_it_rest(chat: Chat) -> None:
    await chat.subscribes()
    await chat.does("d:p:1", kind="press")
    (order,) = await chat.orders()
    assert order.paused == BY_HAND


async def test_each_subscription_of_a_chat_has_its_own_hour(bot: Bot, chat: Chat) -> None:
    for hour in (22, 23):
        await chat.subscribes(f"kuaishou daily {hour}:00 Asia/Shanghai")
    assert [await bot.after(HOUR) for _ in itertools.repeat(None, 3)] == [1, 1, 0]
