"""The adapter between a fake Slack and whatever takes its events, by HTTP or Socket Mode."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.routing import Route

from bot.adapter import Receive
from bot.links import Links
from bot.slack.adapter import SlackAdapter
from bot.slack.connection import Watch
from tests.fakes import slack as fake
from tests.fakes.slack import Slack
from tests.machine import PATIENCE

QUICK = Watch(ping=0.1, look=0.1, silence=60)


@dataclass
class Wire:
    """A bot that listens; `address` is where it takes requests, "" over a socket."""

    slack: Slack
    adapter: SlackAdapter
    address: str = ""

    async def deliver(self, payload: Mapping[str, Any], *, tries: int = 4, in_vain: int = 0) -> int:
        """Delivers a payload until it is confirmed; the number of tries that took, 0 if none was. So many first ones are known to be `in_vain`."""
        if not self.address:
            return await self.slack.send(payload, tries=tries, in_vain=in_vain)
        statuses = await fake.post(self.address, payload, tries=tries)
        return len(statuses) if statuses[-1] == 200 else 0


def adapter_of(slack: Slack, way: str, *, links: Links | None = None, follows_threads: bool = False, watch: Watch = QUICK, token: str = fake.BOT_TOKEN, managers: str = "members") -> SlackAdapter:
    """The adapter as it is set up for a way in."""
    app, secret = (SecretStr(fake.APP_TOKEN), None) if way == "socket" else (None, SecretStr(fake.SECRET))
    return SlackAdapter(SecretStr(token), app_token=app, signing_secret=secret, api_url=slack.url, links=links, follows_threads=follows_threads, watch=watch, managers=managers)


@contextlib.asynccontextmanager
async def listening(slack: Slack, adapter: SlackAdapter, receive: Receive, way: str) -> AsyncIterator[Wire]:
    """The adapter, started and listening."""
    await adapter.start()
    task = asyncio.create_task(adapter.listen(receive))
    try:
        if way == "socket":
            await asyncio.wait_for(slack.connected.wait(), PATIENCE)
            yield Wire(slack, adapter)
        else:
            await task
            async with _served(adapter) as address:
                yield Wire(slack, adapter, address)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.close()


@contextlib.asynccontextmanager
async def _served(adapter: SlackAdapter) -> AsyncIterator[str]:
    """The bot's web app on a free port."""
    app = Starlette(routes=[Route("/slack/events", adapter.handle, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, lifespan="off"))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/slack/events"
    finally:
        server.should_exit = True
        await task
