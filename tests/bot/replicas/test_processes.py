"""The program itself, two processes of it before the fake Telegram, over one database: killed, ended, given an article."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psycopg
import pytest
import pytest_asyncio

from intents.library import ask_any
from tests.bot.replicas.crowd import LIBRARY
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.faults.processes import ROOT, Nursery, Process, nursery
from tests.machine import PATIENCE, eventually, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
REVENUE = "快手2024年总收入是多少"
START = ask_any(REVENUE, LIBRARY)[0].text[:12]
ARTICLE = "安可科技2024年全年业绩\n\n安可科技2024年全年总收入为31.5亿元，同比增长20.5%。净利润为2.4亿元。\n"


@dataclass
class Farm:
    """Processes over one database."""

    nursery: Nursery
    telegram: FakeTelegram
    url: str
    folder: Path
    processes: list[Process] = field(default_factory=list)

    async def start(self, number: int) -> tuple[Process, int]:
        """One more, ready; with the port of its web app."""
        port = free_port()
        environment = {
            "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": self.telegram.url, "DATABASE_URL": self.url, "PORT": str(port), "LOG_LEVEL": "info",
            "EARNINGS_BOT_HOME": str(self.folder / f"home{number}"), "QUESTIONS_PER_MINUTE": "10000",
        }  # fmt: skip
        process = await self.nursery.start("bot", environment, self.folder / f"log{number}")
        self.processes.append(process)
        assert await found(f"http://127.0.0.1:{port}/readyz"), (self.folder / f"log{number}").read_text(encoding="utf-8")
        return process, port

    def answers(self, chats: int) -> list[int]:
        """How many answers each chat got."""
        return [len([message for message in self.telegram.said(chat) if message.text.replace("\u2060", "").startswith(START)]) for chat in range(1, chats + 1)]


async def found(address: str, seconds: float = PATIENCE) -> bool:
    """Whether an address answers with 200 within a time."""
    with contextlib.suppress(TimeoutError):
        async with aiohttp.ClientSession() as session, asyncio.timeout(seconds):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(address) as answer:
                        if answer.status == 200:
                            return True
                await asyncio.sleep(0.05)
    return False


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def born() -> AsyncIterator[Nursery]:
    async with nursery() as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def farm(born: Nursery, url: str, tmp_path: Path) -> AsyncIterator[Farm]:
    async with FakeTelegram() as telegram:
        made = Farm(born, telegram, url, tmp_path)
        yield made
        await asyncio.gather(*(process.kill() for process in made.processes))


async def test_what_a_killed_process_had_in_hand_is_done_by_the_other(farm: Farm) -> None:
    """And what it was sending when it died is sent again, since nobody knows: at most as many messages are seen twice."""
    (first, _), _ = await asyncio.gather(farm.start(1), farm.start(2))
    for chat in range(1, 21):
        farm.telegram.people.says(chat, REVENUE)
    await farm.telegram.until(lambda: sum(farm.answers(20)) > 4)
    await first.kill()
    with psycopg.connect(farm.url) as connection:
        ambiguous = connection.execute("SELECT FROM delivery WHERE state = 'sending'").rowcount
    await eventually(lambda: 0 not in farm.answers(20) and not farm.telegram.updates)
    assert sum(farm.answers(20)) <= 20 + ambiguous


async def test_a_process_that_is_ended_leaves_nothing_undone(farm: Farm) -> None:
    (first, _), _ = await asyncio.gather(farm.start(1), farm.start(2))
    for chat in range(1, 21):
        farm.telegram.people.says(chat, REVENUE)
    await farm.telegram.until(lambda: sum(farm.answers(20)) > 4)
    assert await first.stop() == 0
    await eventually(lambda: 0 not in farm.answers(20) and not farm.telegram.updates)
    assert farm.answers(20) == [1] * 20


async def test_an_article_that_is_added_anywhere_is_live_everywhere(farm: Farm) -> None:
    """Each process has a folder of its own, and so has the command."""
    started = await asyncio.gather(farm.start(1), farm.start(2))
    file = farm.folder / "acme.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    environment = os.environ | {"DATABASE_URL": farm.url, "EARNINGS_BOT_HOME": str(farm.folder / "elsewhere")}
    for arguments, status in ((("add", str(file), "--id", "acme"), 200), (("remove", "acme"), 404)):
        command = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", *arguments, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
        said, _ = await command.communicate()
        assert command.returncode == 0, said.decode()
        for _, port in started:
            await becomes(f"http://127.0.0.1:{port}/a/acme", status)


async def becomes(address: str, status: int) -> None:
    """Returns once an address answers with a status."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(PATIENCE):
        while True:
            async with session.get(address) as answer:
                if answer.status == status:
                    return
            await asyncio.sleep(0.05)
