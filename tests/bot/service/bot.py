"""A bot over a database, with a platform in memory and a clock that tests move."""

import datetime as dt
from dataclasses import replace

from sqlalchemy import func, select

from bot.desk import Desk
from bot.digests.schedule import Schedule
from bot.digests.ticking import Ticker, first_run
from bot.events import Place, Platform
from bot.limits import Limits, Pace
from bot.pipeline import Pipeline
from bot.storage import subscriptions
from bot.storage.database import Database
from bot.storage.subscriptions import Order
from bot.storage.tables import digest
from bot.stored.articles import bundled_bases
from intents.digests.digest import Sort
from intents.questions.language import Language
from knowledge.library import Library
from tests.platform import Clock, Recorder

LIBRARY = Library(bundled_bases())
DAILY = Schedule(zone="Asia/Shanghai", at=dt.time(22, 0))


class Bot:
    """A pipeline with its ticker, on a clock that tests move."""

    def __init__(self, database: Database, at: str = "2026-05-04T21:00+08:00") -> None:
        self.clock = Clock(dt.datetime.fromisoformat(at).timestamp())
        self.recorder = Recorder()
        self.database = database
        self.pipeline = Pipeline(database, Desk(LIBRARY), {Platform.TELEGRAM: self.recorder}, self.clock, {Platform.TELEGRAM: Limits(Pace())})
        self.events = 0
        self.waiting: list[str] = []
        self.ticker = Ticker(database, self.clock, lambda _, origin: self.waiting.append(origin))

    async def subscribe(self, **changed: object) -> int:
        now = int(self.clock.now() * 1000)
        order = Order(Place(Platform.TELEGRAM, "1"), Sort.LATEST, (), Language.HANS, DAILY.model_dump(mode="json"), now, first_run(DAILY, now), "7", now)
        return await self.database.do(lambda c: subscriptions.subscribe(c, replace(order, **changed)))  # type: ignore[arg-type]

    async def after(self, seconds: float) -> int:
        """How many digests are made after a time; they are sent then."""
        self.clock.at += seconds
        before = await self.made()
        await self.ticker.tick()
        for origin in self.waiting:
            await self.pipeline.work(origin)
        self.waiting.clear()
        return await self.made() - before

    async def made(self) -> int:
        """How many digests were ever made."""
        return await self.database.do(lambda c: c.execute(select(func.count()).select_from(digest).where(digest.c.outcome == "made")).scalar_one())
