"""Many digests at one minute: each has its row at once, each is sent once, none faster than the platform takes it. Counts, not times."""

import asyncio
import datetime as dt
import time
from collections import Counter

import pytest
from sqlalchemy import event, insert

from bot.adapter import Call
from bot.clock import SystemClock
from bot.digests.schedule import Schedule
from bot.digests.ticking import first_run
from bot.events import Platform
from bot.lanes import Lanes
from bot.limits import Limits, Pace
from bot.storage import digests, subscriptions
from bot.storage.database import Database
from bot.storage.tables import subscription
from intents.digests.digest import Sort
from intents.questions.language import Language
from tests.bot.service.bot import DAILY, Bot
from tests.machine import PATIENCE

MANY = 10_000
HOUR = 3600


async def subscribe_many(bot: Bot, number: int = MANY, schedules: tuple[Schedule, ...] = (DAILY,)) -> None:
    """Subscriptions of as many chats, of every sort that all may have."""
    now = int(bot.clock.now() * 1000)
    sorts = (Sort.LATEST, Sort.NEWS, Sort.WATCHLIST)
    rows: list[dict[str, object]] = [
        {
            "place": f"telegram:{n}", "platform": "telegram", "chat": str(n), "thread": "", "is_private": True, "sort": sorts[n % 3].value, "companies": [], "always": False,
            "language": list(Language)[n % 3].value, "schedule": schedule.model_dump(mode="json"), "paused": None, "done_at": now - n, "next_at": first_run(schedule, now),
            "seen": [], "made_by": "7", "made_at": now,
        }
        for n, schedule in zip(range(number), (schedules * number)[:number], strict=True)
    ]  # fmt: skip
    await bot.database.do(lambda c: c.execute(insert(subscription), rows))


@pytest.fixture
def bot(database: Database) -> Bot:
    return Bot(database)


async def test_ten_thousand_get_their_rows_in_a_few_statements(bot: Bot) -> None:
    """Of one schedule and of two: some statements for each two thousand of them, none for each one."""
    statements: list[str] = []
    await subscribe_many(bot, schedules=(DAILY, Schedule(zone="UTC", at=dt.time(14, 0))))
    bot.clock.at += HOUR + 1
    engine = bot.database._writing or bot.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert await bot.ticker.tick() == MANY
    assert len(statements) < 60
    assert len(set(bot.waiting)) == MANY
    assert await bot.database.do(digests.count_due) == MANY


async def test_nobody_is_skipped_and_nobody_gets_it_twice(bot: Bot) -> None:
    """A process makes rows and some of the digests; another, which ticks as well, goes on with what is left."""
    await subscribe_many(bot, 300)
    bot.clock.at += HOUR + 1
    await bot.ticker.tick()
    for origin in bot.waiting[:100]:
        await bot.pipeline.work(origin)
    other = Bot(bot.database, "2026-05-04T22:01+08:00")
    assert await other.ticker.tick() == 0
    lanes = Lanes(other.pipeline.work)
    for chat, origin in await other.database.do(lambda c: digests.not_sent(c, Platform.TELEGRAM)):
        lanes.put(chat, origin)
    lanes.start()
    await lanes.quiet()
    await lanes.stop()
    assert Counter(call.chat for call in (*bot.recorder.made, *other.recorder.made)) == Counter(map(str, range(300)))
    assert await other.database.do(lambda c: digests.not_sent(c, Platform.TELEGRAM)) == []


async def test_who_rests_or_leaves_before_the_turn_comes_gets_nothing(bot: Bot) -> None:
    await subscribe_many(bot, 3)
    bot.clock.at += HOUR + 1
    await bot.ticker.tick()
    await bot.database.do(lambda c: subscriptions.pause(c, 1, "by hand"))
    await bot.database.do(lambda c: subscriptions.remove(c, 2))
    for origin in bot.waiting:
        await bot.pipeline.work(origin)
    assert [call.chat for call in bot.recorder.made] == ["2"]
    pasts = [await bot.database.do(lambda c, n=n: digests.history(c, 5, number=n)) for n in (1, 2, 3)]  # type: ignore[misc]
    assert [past.outcome for (past,) in pasts] == ["dropped", "dropped", "sent"]


async def test_what_could_not_be_made_before_it_is_due_again_comes_once(bot: Bot) -> None:
    await subscribe_many(bot, 1)
    for seconds in (HOUR + 1, 24 * HOUR, 24 * HOUR):
        bot.clock.at += seconds
        await bot.ticker.tick()
    for origin in bot.waiting:
        await bot.pipeline.work(origin)
    assert len(bot.recorder.made) == 1
    assert [past.outcome for past in await bot.database.do(lambda c: digests.history(c, 5, number=1))] == ["sent", "dropped", "dropped"]


async def test_a_digest_that_waited_long_for_its_turn_says_that_it_is_late(bot: Bot) -> None:
    await subscribe_many(bot, 1)
    bot.clock.at += HOUR + 1
    await bot.ticker.tick()
    bot.clock.at += HOUR
    await bot.pipeline.work(bot.waiting[0])
    assert "22:00 (Asia/Shanghai)" in bot.recorder.texts[0]


async def test_who_sends_stands_in_line_and_nobody_is_left_out() -> None:
    """No more are released in any time than the limit and two that were late, also where everything stood still for a while."""
    clock = SystemClock()
    pace = Pace(per_second=200)
    limits, released = Limits(pace), list[float]()

    async def takes(chat: int) -> None:
        while await limits.turn(Call("say", {}, None, str(chat), is_message=True), clock.steady):  # noqa: ASYNC110  # as a lane does
            await asyncio.sleep(0)
        released.append(clock.steady())
        if chat % 20 == 7:
            time.sleep(0.05)  # noqa: ASYNC251  # the whole process stands still

    await asyncio.gather(*map(takes, range(60)))
    assert len(released) == 60
    assert max(sum(at <= other < at + 0.1 for other in released) for at in released) <= 0.1 * pace.per_second + 3


async def test_an_answer_does_not_wait_behind_digests() -> None:
    order: list[str] = []

    async def handle(origin: str) -> float:
        order.append(origin)
        return 0.0

    lanes = Lanes(handle, workers=1)
    for n in range(5):
        lanes.put(str(n), f"digest:{n}:1")
    lanes.put("3", "event:1")
    lanes.put("3", "event:2")
    lanes.start()
    await lanes.quiet()
    await lanes.stop()
    assert order == ["event:1", "event:2", "digest:3:1", "digest:0:1", "digest:1:1", "digest:2:1", "digest:4:1"]


async def test_a_digest_that_has_begun_comes_to_its_end_before_an_answer_in_its_chat() -> None:
    """An answer that ends a subscription is the last that is said of it."""
    order: list[str] = []
    begun, goes_on, enough = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handle(origin: str) -> float:
        begun.set()
        await goes_on.wait()
        order.append(origin)
        if len(order) == 4:
            enough.set()
        return 0.01 if order == ["digest:1:1"] else 0.0

    lanes = Lanes(handle, workers=2)
    lanes.start()
    lanes.put("1", "digest:1:1")
    lanes.put("1", "digest:2:1")
    await begun.wait()
    lanes.put("1", "event:1")
    goes_on.set()
    async with asyncio.timeout(PATIENCE):
        await enough.wait()
    await lanes.stop()
    assert order == ["digest:1:1", "digest:1:1", "event:1", "digest:2:1"]
