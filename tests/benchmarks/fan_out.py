"""Ten thousand digests at one minute: `python -m tests.benchmarks.fan_out`, some seconds a database, or with `--all` until the last is sent.

Rows made by the clock, then sent by the real adapter to a stand-in of Telegram within the platform's limits, while somebody asks
questions. With PostgreSQL there are two replicas. The rate is what arrived in the fullest second, counted there.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, func, insert, select

from bot.adapter import Call
from bot.desk import Desk
from bot.digests.schedule import Schedule
from bot.digests.ticking import Ticker, first_run
from bot.events import Platform
from bot.lanes import Lanes
from bot.limits import TELEGRAM, Limits
from bot.pipeline import Pipeline
from bot.replicas.service import Replica, open_replica, tell
from bot.service import Service
from bot.settings import Settings
from bot.storage.database import Database, open_database
from bot.storage.tables import digest, subscription
from bot.stored.articles import bundled_bases
from knowledge.library import Library
from tests.faults.servers import postgres
from tests.machine import PATIENCE
from tests.platform import Clock, Recorder, message

DAILY = Schedule(zone="Asia/Shanghai", at=dt.time(22, 0))
LATENCY = 0.05  # seconds that a call takes
ASKED_EVERY = 0.5


@dataclass
class Platforms(Recorder):
    """The platform of all replicas, which notes when what arrived."""

    arrived: list[tuple[float, str]] = field(default_factory=list)

    async def call(self, call: Call) -> str:
        self.arrived.append((time.monotonic(), call.chat))
        await asyncio.sleep(LATENCY)
        return f"m{len(self.arrived)}"


@dataclass
class Measured:
    """What came of a run."""

    database: str
    rows: float
    sent: int
    chats: int
    seconds: float
    fullest: int
    answers: list[float]

    def cells(self) -> Iterator[str]:
        """The row of the table."""
        yield self.database
        yield f"{self.rows:.2f} s"
        yield f"{self.sent} to {self.chats} chats"
        yield f"{self.sent / self.seconds:.1f}/s"
        yield f"{self.fullest}"
        yield f"{median(self.answers):.2f} s, at most {max(self.answers):.2f}" if self.answers else ""
        yield f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"


@contextlib.asynccontextmanager
async def services(url: str, platform: Platforms, clock: Clock, number: int) -> AsyncIterator[list[Service]]:
    """Services over one database, working."""
    library, made, parts = Library(bundled_bases()), [], []
    settings = Settings.model_validate({"telegram_token": "4242424242:AAFakeTokenOfTheFakeTelegram_0123456789", "database_url": SecretStr(url), "drain_seconds": 1})
    for _ in range(number):
        database = await open_database(url)
        pipeline = Pipeline(database, Desk(library), {Platform.TELEGRAM: platform}, clock, {Platform.TELEGRAM: Limits(TELEGRAM)})
        lanes = Lanes(pipeline.work)
        paces = {Platform.TELEGRAM: TELEGRAM}
        made.append(Service(settings, database, pipeline, lanes) if database.is_sqlite else await open_replica(settings, database, pipeline, lanes, paces))
    for one in made:
        one.start()
        one.started.add(Platform.TELEGRAM)
        if isinstance(one, Replica):
            parts += [asyncio.create_task(part) for part in one.parts().values()]
    yield made
    for part in parts:
        part.cancel()
    await asyncio.gather(*parts, return_exceptions=True)
    for one in made:
        await one.lanes.stop()
        await one.drain()
        await one.close()


async def measure(url: str, subscriptions: int, seconds: float) -> Measured:
    """One database: rows, then sending for some seconds."""
    clock, platform = Clock(dt.datetime.fromisoformat("2026-05-04T21:59+08:00").timestamp()), Platforms()
    async with services(url, platform, clock, 1 if url.startswith("sqlite") else 2) as running:
        await _subscribed(running[0].database, clock, subscriptions)
        begun, clock.at = time.perf_counter(), clock.at + 61
        await Ticker(running[0].database, clock, running[0].lanes.put).tick()  # beside those of the replicas, whose turn it may be just then
        async with asyncio.timeout(PATIENCE):
            while await running[0].database.do(_rows) < subscriptions:  # noqa: ASYNC110  # another replica's may not be committed yet
                await asyncio.sleep(0.01)
        rows = time.perf_counter() - begun
        for one in running:
            if isinstance(one, Replica):
                await one.database.do(partial(tell, platform=Platform.TELEGRAM))
        moving = asyncio.create_task(_moving(clock))
        answers = await _asked(running[0], platform, subscriptions, seconds)
        moving.cancel()
        digests = [(at, chat) for at, chat in platform.arrived if not chat.startswith("asks")]
        times = sorted(at for at, _ in platform.arrived)
        fullest = max(sum(at <= other < at + 1 for other in times[i : i + 100]) for i, at in enumerate(times))
        twice = [chat for chat, n in Counter(chat for _, chat in digests).items() if n > 1]
        assert not twice, twice[:3]
        return Measured(url.partition(":")[0], rows, len(digests), len({chat for _, chat in digests}), digests[-1][0] - digests[0][0], fullest, answers)


async def _subscribed(database: Database, clock: Clock, number: int) -> None:
    now = int(clock.now() * 1000)
    rows: list[dict[str, object]] = [
        {
            "place": f"telegram:{n}", "platform": "telegram", "chat": str(n), "thread": "", "is_private": True, "sort": ("latest", "watchlist")[n % 2], "companies": [], "always": True,
            "language": ("zh-Hans", "en")[n % 2], "schedule": DAILY.model_dump(mode="json"), "paused": None, "done_at": now - n, "next_at": first_run(DAILY, now), "seen": [],
            "made_by": "7", "made_at": now,
        }
        for n in range(number)
    ]  # fmt: skip
    await database.do(lambda c: c.execute(insert(subscription), rows))


def _rows(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(digest)).scalar_one())


async def _moving(clock: Clock) -> None:
    """The tests' clock goes on as ours does."""
    at, started = clock.at, time.monotonic()
    while True:
        clock.at = at + time.monotonic() - started
        await asyncio.sleep(0.001)


async def _asked(service: Service, platform: Platforms, subscriptions: int, seconds: float) -> list[float]:
    """Somebody asks now and then until the time is over or all is sent; seconds until each answer arrived."""
    answers: list[float] = []
    until = time.monotonic() + seconds
    for number in range(1, sys.maxsize):
        if time.monotonic() > until or len(platform.arrived) - len(answers) >= subscriptions:
            return answers
        chat, asked = f"asks {number}", time.monotonic()
        await service.receive(message(number, "快手2024年总收入是多少", chat))
        async with asyncio.timeout(PATIENCE):
            while not (found := [at for at, to in platform.arrived[-200:] if to == chat]):  # noqa: ASYNC110  # the platform tells of nothing
                await asyncio.sleep(0.01)
        answers.append(found[0] - asked)
        await asyncio.sleep(ASKED_EVERY)
    return answers


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.fan_out", description="Many digests at one minute.")
    parser.add_argument("--subscriptions", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20, help="of sending (20)")
    parser.add_argument("--all", action="store_true", help="until the last is sent: six minutes a database")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), nargs="*", default=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    table = Table("database", "rows made", "sent", "rate", "fullest second", "an answer meanwhile", "memory at most", title=f"{arguments.subscriptions} digests at one minute")
    seconds = 3600 if arguments.all else arguments.seconds
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as closing:
        for name in arguments.database:
            url = f"sqlite:///{Path(folder) / 'bot.db'}" if name == "sqlite" else closing.enter_context(postgres()).url
            table.add_row(*asyncio.run(measure(url, arguments.subscriptions, seconds)).cells())
    Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
