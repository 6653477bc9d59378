"""Several replicas in one process: each with connections, jobs and limits of its own, all before one platform in memory."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field

from pydantic import SecretStr

from bot.adapter import Call, Receive
from bot.clock import Clock, SystemClock
from bot.desk import Desk
from bot.events import Platform
from bot.lanes import Lanes
from bot.limits import Limits, Pace
from bot.pipeline import Pipeline
from bot.replicas.service import Replica, open_replica
from bot.settings import Settings
from bot.storage import ledger
from bot.storage.database import open_database
from bot.stored.articles import bundled_bases
from knowledge.library import Library
from tests.machine import PATIENCE, eventually
from tests.platform import Recorder

LIBRARY = Library(bundled_bases())
FREE = Pace()


@dataclass
class Stage(Recorder):
    """The platform that all replicas write to: what was shown when, and who polls."""

    shown: list[tuple[float, str, str]] = field(default_factory=list)  # instant, chat, text
    pollers: list[int] = field(default_factory=list)
    seconds: float = 0.0  # that a call takes

    async def call(self, call: Call) -> str:
        if self.seconds:
            await asyncio.sleep(self.seconds)
        said = await super().call(call)
        self.shown.append((time.monotonic(), call.chat, call.params["text"]))
        return said


@dataclass
class Door(Recorder):
    """A replica's way to the platform."""

    stage: Stage = field(default_factory=Stage)
    number: int = 0

    async def call(self, call: Call) -> str:
        return await self.stage.call(call)

    async def listen(self, receive: Receive) -> None:  # noqa: ARG002
        self.stage.pollers.append(self.number)
        try:
            await asyncio.Event().wait()
        finally:
            self.stage.pollers.remove(self.number)


@dataclass
class Crowd:
    """Replicas that were started, by number."""

    url: str
    stage: Stage = field(default_factory=Stage)
    replicas: dict[int, Replica] = field(default_factory=dict)
    tasks: dict[int, list[asyncio.Task[None]]] = field(default_factory=dict)

    async def start(self, number: int = 0, *, pace: Pace = FREE, clock: Clock | None = None, role: str = "all") -> Replica:
        """One more replica, running."""
        settings = Settings.model_validate({"telegram_token": "4242424242:AAFakeTokenOfTheFakeTelegram_0123456789", "database_url": SecretStr(self.url), "role": role, "drain_seconds": 5})
        database = await open_database(self.url)
        door = Door(stage=self.stage, number=number)
        pipeline = Pipeline(database, Desk(LIBRARY), {Platform.TELEGRAM: door}, clock or SystemClock(), {Platform.TELEGRAM: Limits(pace)})
        replica = await open_replica(settings, database, pipeline, Lanes(pipeline.work), {Platform.TELEGRAM: pace})
        replica.start()
        self.replicas[number] = replica
        self.tasks[number] = [asyncio.create_task(part) for part in replica.parts().values()]
        return replica

    async def stop(self, number: int) -> None:
        """A replica leaves as on SIGTERM."""
        for task in self.tasks[number]:
            task.cancel()
        await asyncio.gather(*self.tasks.pop(number), return_exceptions=True)
        replica = self.replicas.pop(number)
        await replica.drain()
        await replica.close()

    async def close(self) -> None:
        """All leave."""
        await asyncio.gather(*(self.stop(number) for number in list(self.replicas)))

    async def until(self, messages: int, seconds: float = PATIENCE) -> None:
        """Returns once so many messages were shown; AssertionError after a time."""
        with contextlib.suppress(TimeoutError):
            await eventually(lambda: len(self.stage.shown) >= messages, seconds)
        assert len(self.stage.shown) >= messages

    async def settled(self) -> None:
        """Returns once every event is done."""

        async def nothing_left() -> bool:
            return await self.left() == 0

        await eventually(nothing_left)

    async def left(self) -> int:
        """Events that are not done."""
        return await next(iter(self.replicas.values())).database.do(ledger.waiting)
