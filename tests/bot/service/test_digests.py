"""Digests from the clock to the chat, over a real database."""


import pytest

from bot.adapter import Gone, Unsure
from bot.events import Place, Platform
from bot.storage import digests, subscriptions
from bot.storage.database import Database
from intents.digests.digest import Sort
from intents.questions.language import Language
from tests.bot.service.bot import LIBRARY, Bot
from tests.platform import message

DAY = 86_400


@pytest.fixture
def bot(database: Database) -> Bot:
    return Bot(database)


async def test_a_digest_comes_at_its_hour_and_not_before(bot: Bot) -> None:
    await bot.subscribe()
    assert [await bot.after(seconds) for seconds in (3500, 101, 0, 60)] == [0, 1, 0, 0]
    assert "1269亿元" in bot.recorder.texts[0]


async def test_a_restart_sends_nothing_again(database: Database, bot: Bot) -> None:
    """Digest at 22:00, another process at 22:30."""
    await bot.subscribe()
    await bot.after(3601)
    again = Bot(database, "2026-05-04T22:30+08:00")
    assert await again.after(0) == 0
    assert again.recorder.texts == []


async def test_what_was_missed_comes_once_and_says_that_it_is_late(bot: Bot) -> None:
    await bot.subscribe()
    assert await bot.after(3 * DAY + 2 * 3600) == 1
    assert "迟到" in bot.recorder.texts[0]
    assert "2026-05-07 22:00" in bot.recorder.texts[0]


async def test_a_second_process_that_ticks_at_the_same_time_sends_nothing(database: Database, bot: Bot) -> None:
    await bot.subscribe()
    other = Bot(database)
    assert [await bot.after(3601), await other.after(3601)] == [1, 0]


async def test_nothing_new_is_silent_but_on_record(bot: Bot) -> None:
    await bot.subscribe(sort=Sort.NEWS, seen=tuple(LIBRARY.catalog.places))
    assert await bot.after(3601) == 0
    assert [past.outcome for past in await bot.database.do(lambda c: digests.history(c, 5, places=["telegram:1"]))] == ["nothing_new"]


async def test_always_tells_that_nothing_is_new(bot: Bot) -> None:
    await bot.subscribe(sort=Sort.NEWS, seen=tuple(LIBRARY.catalog.places), always=True)
    assert await bot.after(3601) == 1


async def test_news_are_told_once(bot: Bot) -> None:
    await bot.subscribe(sort=Sort.NEWS)
    assert [await bot.after(3601), await bot.after(DAY)] == [1, 0]


async def test_a_digest_whose_sending_was_cut_off_is_sent_by_the_next_process(database: Database, bot: Bot) -> None:
    await bot.subscribe()
    bot.recorder.faults.append(Unsure("no answer"))
    await bot.after(3601)
    again = Bot(database, "2026-05-04T22:05+08:00")
    ((lane, origin),) = await database.do(lambda c: digests.not_sent(c, Platform.TELEGRAM))
    assert lane == "1"
    assert await again.pipeline.work(origin) == 0
    assert len(again.recorder.texts) == 1
    assert await database.do(lambda c: digests.not_sent(c, Platform.TELEGRAM)) == []


async def test_a_chat_that_is_gone_gets_one_try_and_its_subscriptions_rest(bot: Bot) -> None:
    await bot.subscribe()
    bot.recorder.faults.append(Gone("blocked by the user"))
    assert [await bot.after(3601), await bot.after(DAY)] == [1, 0]
    (order,) = await bot.database.do(subscriptions.all_orders)
    assert "blocked by the user" in order.paused


async def test_who_comes_back_gets_the_next_digest_and_none_of_the_missed(bot: Bot) -> None:
    await bot.subscribe()
    bot.recorder.faults.append(Gone("blocked by the user"))
    await bot.after(3601)
    bot.clock.at += 3 * DAY
    row = await bot.pipeline.receive(message(1, "here", kind="presence"))
    assert row is not None
    await bot.pipeline.handle(row)
    assert [await bot.after(0), await bot.after(DAY)] == [0, 1]


async def test_what_is_paused_or_removed_sends_nothing(bot: Bot) -> None:
    paused, removed = await bot.subscribe(), await bot.subscribe()
    await bot.database.do(lambda c: subscriptions.pause(c, paused, "by hand"))
    await bot.database.do(lambda c: subscriptions.remove(c, removed))
    assert await bot.after(3601) == 0


async def test_after_an_end_nothing_more_of_it_is_sent(bot: Bot) -> None:
    """What is due already, and not on its way, is dropped."""
    number = await bot.subscribe()
    bot.clock.at += 3601
    await bot.ticker.tick()
    await bot.database.do(lambda c: subscriptions.remove(c, number))
    await bot.pipeline.work(bot.waiting[0])
    assert bot.recorder.texts == []


async def test_a_chat_that_moves_takes_its_subscriptions_along(bot: Bot) -> None:
    await bot.subscribe()
    row = await bot.pipeline.receive(message(1, "-100", kind="moved"))
    assert row is not None
    await bot.pipeline.handle(row)
    await bot.after(3601)
    assert bot.recorder.made[-1].chat == "-100"


async def test_equal_digests_are_for_all_who_ordered_them(bot: Bot) -> None:
    for chat in range(50):
        await bot.subscribe(place=Place(Platform.TELEGRAM, str(chat)))
    assert await bot.after(3601) == 50
    assert len({call.chat for call in bot.recorder.made}) == 50
    assert len(set(bot.recorder.texts)) == 1


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("language", list(Language))
async def test_every_sort_of_digest_can_be_sent_in_every_language(bot: Bot, sort: Sort, language: Language) -> None:
    await bot.subscribe(sort=sort, language=language, always=True)
    assert await bot.after(3601) == 1
    assert bot.recorder.texts[0]
