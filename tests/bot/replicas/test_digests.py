"""Digests where several replicas keep the time."""

import asyncio
import datetime as dt

from bot.digests.schedule import Schedule
from bot.digests.ticking import first_run
from bot.events import Place, Platform
from bot.storage import digests, subscriptions
from bot.storage.subscriptions import Order
from intents.digests.digest import Sort
from intents.questions.language import Language
from tests.bot.replicas.crowd import Crowd
from tests.platform import Clock

DAILY = Schedule(zone="Asia/Shanghai", at=dt.time(22, 0))
CHATS = 40


async def test_each_gets_its_digest_once(crowd: Crowd) -> None:
    """Every replica's clock strikes ten, and besides the one whose turn it is all others tick too."""
    clock = Clock(dt.datetime.fromisoformat("2026-05-04T21:59+08:00").timestamp())
    replicas = [await crowd.start(number, clock=clock) for number in range(2)]
    now = int(clock.now() * 1000)
    for chat in range(CHATS):
        order = Order(Place(Platform.TELEGRAM, str(chat)), Sort.LATEST, (), Language.HANS, DAILY.model_dump(mode="json"), now, first_run(DAILY, now), "7", now)
        await replicas[0].database.do(lambda c, order=order: subscriptions.subscribe(c, order))  # type: ignore[misc]
    clock.at += 120
    await asyncio.gather(*(replica.tick() for replica in replicas))
    await crowd.until(CHATS)
    clock.at += 60
    await asyncio.gather(*(replica.tick() for replica in replicas))
    await asyncio.sleep(0.2)  # whatever was made twice would be shown by now
    assert await replicas[0].database.do(lambda c: digests.not_sent(c, Platform.TELEGRAM)) == []
    assert sorted(chat for _, chat, _ in crowd.stage.shown) == sorted(map(str, range(CHATS)))


async def test_the_clock_strikes_by_itself(crowd: Crowd) -> None:
    clock = Clock(dt.datetime.fromisoformat("2026-05-04T21:59+08:00").timestamp())
    replica = await crowd.start(clock=clock)
    now = int(clock.now() * 1000)
    order = Order(Place(Platform.TELEGRAM, "1"), Sort.LATEST, (), Language.HANS, DAILY.model_dump(mode="json"), now, first_run(DAILY, now), "7", now)
    await replica.database.do(lambda c: subscriptions.subscribe(c, order))
    clock.at += 120
    await crowd.until(1)
