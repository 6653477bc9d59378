"""The whole service, talking to the fake Telegram by the real client library, with a database of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.adapter import Adapter
from bot.events import Platform
from bot.limits import Limits, Pace
from bot.serving import Service, assemble
from bot.settings import Settings
from bot.telegram.adapter import TelegramAdapter
from tests.fakes.telegram import TOKEN, FakeTelegram

FREE: Mapping[Platform, Limits] = {Platform.TELEGRAM: Limits(Pace())}  # no limits, for tests of other things


@contextlib.asynccontextmanager
async def running(telegram: FakeTelegram, folder: Path, limits: Mapping[Platform, Limits] = FREE) -> AsyncIterator[Service]:
    """The service from its start until what it holds has come to its end."""
    told = {"telegram_token": TOKEN, "telegram_api_url": telegram.url, "database_url": f"sqlite+aiosqlite:///{folder}/bot.db", "questions_per_minute": 10_000}
    settings = Settings.model_validate(told)
    service = await assemble(settings)
    adapter = TelegramAdapter(SecretStr(TOKEN), api_url=telegram.url, hold=1, pause=0.01)
    await adapter.meet()
    adapters: dict[Platform, Adapter] = {Platform.TELEGRAM: adapter}
    service.pipeline.adapters, service.pipeline.limits = adapters, limits
    service.lanes.start()
    service.started.add(Platform.TELEGRAM)
    await service.resume(Platform.TELEGRAM)
    listening = asyncio.create_task(adapter.listen(service.receive))
    try:
        yield service
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await service.lanes.drain(5)
        await adapter.close()
        await service.database.close()
