"""The whole service, talking to the fake Telegram by the real client library, with a database of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from bot.events import Platform
from bot.limits import Limits, Pace
from bot.service import Service
from bot.serving import assemble
from bot.settings import Settings
from tests.fakes.telegram import TOKEN, FakeTelegram

FREE: Mapping[Platform, Limits] = {Platform.TELEGRAM: Limits(Pace())}  # no limits, for tests of other things


@contextlib.asynccontextmanager
async def running(telegram: FakeTelegram, folder: Path, limits: Mapping[Platform, Limits] = FREE) -> AsyncIterator[Service]:
    """The service from its start until what it holds has come to its end."""
    told = {"telegram_token": TOKEN, "telegram_api_url": telegram.url, "database_url": f"sqlite+aiosqlite:///{folder}/bot.db", "questions_per_minute": 10_000}
    settings = Settings.model_validate(told)
    service = await assemble(settings)
    service.pipeline.limits = limits
    (adapter,) = service.pipeline.adapters.values()
    service.lanes.start()
    listening = asyncio.create_task(service.listen(adapter))
    try:
        yield service
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await service.lanes.drain(5)
        await adapter.close()
        await service.database.close()
