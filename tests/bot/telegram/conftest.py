"""The fake Telegram, and an adapter that talks to it with the real client library."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from pydantic import SecretStr

from bot.adapter import Receive
from bot.events import Received
from bot.telegram.adapter import TelegramAdapter
from tests.fakes.telegram import TOKEN, FakeTelegram, fake_telegram


@dataclass
class Store:
    """What was received, in order; `refuses` raises for some."""

    kept: list[Received] = field(default_factory=list)
    refuses: Callable[[Received], bool] = lambda _: False

    async def receive(self, received: Received) -> bool:
        """Keeps an update once."""
        await asyncio.sleep(0)
        if self.refuses(received):
            raise OSError("disk full")
        if received.event_id in self.ids:
            return False
        self.kept.append(received)
        return True

    @property
    def ids(self) -> list[str]:
        """The numbers of what was kept."""
        return [r.event_id for r in self.kept]


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with fake_telegram() as server:
        yield server


@pytest.fixture
async def adapter(telegram: FakeTelegram) -> AsyncIterator[TelegramAdapter]:
    made = new_adapter(telegram)
    await made.meet()
    yield made
    await made.close()


def new_adapter(telegram: FakeTelegram, token: str = TOKEN, timeout: float = 5) -> TelegramAdapter:
    """An adapter of the fake that does not wait long."""
    return TelegramAdapter(SecretStr(token), api_url=telegram.url, hold=1, pause=0.01, timeout=timeout)


@contextlib.asynccontextmanager
async def listening(adapter: TelegramAdapter, receive: Receive) -> AsyncIterator[None]:
    """While the adapter takes updates."""
    task = asyncio.create_task(adapter.listen(receive))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
