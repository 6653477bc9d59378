"""The running service: when events are taken, when they are answered, and what a fault ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.adapter import Call, NotSent, Receive, Refused
from bot.desk import Desk
from bot.events import Platform
from bot.lanes import Lanes
from bot.limits import Limits, Pace
from bot.pipeline import Pipeline
from bot.service import Service
from bot.settings import Settings
from bot.storage import ledger
from bot.storage.database import Database
from bot.stored.articles import bundled_bases
from knowledge.library import Library
from tests.machine import PATIENCE
from tests.platform import Clock, Recorder, message

PROFIT, REVENUE, MARGIN = "快手2024年净利润是多少", "快手2024年总收入是多少", "快手2024年经调整净利润率是多少"


@dataclass
class Unknown(Recorder):
    """A platform that does not say who the bot is until `known`."""

    known: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    fault: Exception | None = None
    receive: Receive | None = None
    listening: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(self, call: Call) -> str:
        made = await super().call(call)
        self.answered.set()
        return made

    async def until_made(self) -> None:
        """Waits for the first call."""
        async with asyncio.timeout(PATIENCE):
            await self.answered.wait()

    async def start(self) -> None:
        if self.fault:
            raise self.fault
        await self.known.wait()

    async def listen(self, receive: Receive) -> None:
        self.receive = receive
        self.listening.set()


@pytest.fixture
def platform() -> Unknown:
    return Unknown()


@pytest.fixture
async def service(database: Database, platform: Unknown) -> AsyncIterator[Service]:
    pipeline = Pipeline(database, Desk(Library(bundled_bases())), {Platform.TELEGRAM: platform}, Clock(), {Platform.TELEGRAM: Limits(Pace())})
    made = Service(Settings.model_validate({}), database, pipeline, Lanes(pipeline.work))
    made.lanes.start()
    yield made
    await made.lanes.stop()


@contextlib.asynccontextmanager
async def listening(service: Service, platform: Unknown) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(service.listen(platform))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_comes_in_before_the_bot_knows_who_it_is_is_stored_and_answered_then(service: Service, platform: Unknown) -> None:
    """A group's mention cannot be read without the bot's name, so nothing is read before."""
    async with listening(service, platform):
        await platform.listening.wait()
        assert await service.receive(message(1, PROFIT))
        await service.lanes.quiet()
        assert (platform.made, len(await service.database.do(ledger.open_rows))) == ([], 1)
        platform.known.set()
        await platform.until_made()
    assert "177" in platform.texts[0]


@dataclass
class Busy(Service):
    """A service to which somebody writes just when it looks for what was left."""

    async def resume(self, platform: Platform, before: int | None = None) -> None:
        assert await self.receive(message(3, MARGIN))
        await asyncio.sleep(0)
        await super().resume(platform, before)


async def test_a_chat_is_answered_in_its_order_also_across_a_restart(service: Service, platform: Unknown) -> None:
    """What was left goes before what comes in while it is looked for."""
    busy = Busy(service.settings, service.database, service.pipeline, service.lanes)
    for number, question in enumerate((PROFIT, REVENUE), 1):
        await service.pipeline.receive(message(number, question))
    platform.known.set()
    async with listening(busy, platform):
        while len(platform.made) < 3:  # noqa: ASYNC110  # nothing tells of it
            await asyncio.sleep(0.01)
    said = [text.partition("\n[1]")[0] for text in platform.texts]
    assert [[figure in one for figure in ("177", "11.8%", "14%")] for one in said] == [[True, False, False], [False, True, False], [False, False, True]]


async def test_an_event_that_nobody_holds_is_found(service: Service, platform: Unknown) -> None:
    """A commit whose answer was lost leaves one: its second delivery is known and given to nobody."""
    service.started.add(Platform.TELEGRAM)
    await service.pipeline.receive(message(1, PROFIT))
    assert not await service.receive(message(1, PROFIT))
    assert isinstance(service.pipeline.clock, Clock)
    service.pipeline.clock.at += 60
    house = asyncio.create_task(service.keep_house())
    await platform.until_made()
    house.cancel()
    await asyncio.gather(house, return_exceptions=True)
    assert "177" in platform.texts[0]


async def test_a_platform_may_start_while_the_house_is_kept(service: Service) -> None:
    service.started.add(Platform.TELEGRAM)
    service.forget_at = float("inf")
    tidying = asyncio.create_task(service._tidy())
    await asyncio.sleep(0)  # it waits for the database now
    service.started.add(Platform.SLACK)
    await tidying


async def test_a_platform_out_of_reach_does_not_end_the_service(service: Service, platform: Unknown) -> None:
    platform.fault = NotSent("no connection")
    async with listening(service, platform) as task:
        await platform.listening.wait()
        assert not task.done()


async def test_a_platform_that_refuses_the_bot_ends_the_service(service: Service, platform: Unknown) -> None:
    platform.fault = Refused("no such token")
    with pytest.raises(ExceptionGroup) as told:
        await service.listen(platform)
    assert isinstance(told.value.exceptions[0], Refused)
