"""The whole bot on a fake Slack: the adapter, the pipeline over a real database, the desk with the bundled articles."""

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.desk import Desk
from bot.events import Platform, Received
from bot.lanes import Lanes
from bot.limits import Limits, Pace
from bot.links import Links
from bot.pipeline import Pipeline
from bot.storage.database import open_database
from bot.storage.ledger import event_origin
from bot.stored.articles import bundled_bases
from intents.library import ask_any
from knowledge.library import Library
from tests.bot.slack.cards import HOME
from tests.bot.slack.wire import Wire, adapter_of, listening
from tests.fakes.slack import Request, Slack
from tests.machine import PATIENCE


@cache
def library() -> Library:
    """The bundled articles."""
    return Library(bundled_bases())


@dataclass
class Office:
    """A workspace with the bot in it."""

    slack: Slack
    wire: Wire
    pipeline: Pipeline
    lanes: Lanes

    async def told(self, payload: Mapping[str, Any]) -> list[Request]:
        """What Slack was asked to do after a payload was delivered and handled."""
        before = len(self.slack.journal)
        assert await self.wire.deliver(payload)
        await self.lanes.quiet()
        return [request for request in self.slack.journal[before:] if request.method not in {"auth.test", "apps.connections.open"}]

    async def one(self, payload: Mapping[str, Any]) -> Request:
        """The only request that a payload led to."""
        (request,) = await self.told(payload)
        return request


@contextlib.asynccontextmanager
async def opened_office(slack: Slack, way: str, folder: Path, *, follows_threads: bool = False, links: Links | None = None) -> AsyncIterator[Office]:
    """The bot, at work."""
    database = await open_database(f"sqlite:///{folder}/bot.db")
    links = links if links is not None else Links(HOME)
    adapter = adapter_of(slack, way, follows_threads=follows_threads, links=links)
    pipeline = Pipeline(database, Desk(library(), links), {Platform.SLACK: adapter}, SystemClock(), {Platform.SLACK: Limits(Pace())})
    lanes = Lanes(pipeline.work, workers=8)
    lanes.start()

    async def receive(received: Received) -> bool:
        row = await pipeline.receive(received)
        if row is not None:
            lanes.put(received.lane, event_origin(row))
        return row is not None

    try:
        async with listening(slack, adapter, receive, way) as wire:
            yield Office(slack, wire, pipeline, lanes)
            await asyncio.wait_for(lanes.quiet(), PATIENCE)
    finally:
        await lanes.stop()
        await database.close()


def terminal(question: str) -> str:
    """What the terminal says to a question that begins a conversation."""
    return ask_any(question, library())[0].text


def said(request: Request) -> str:
    """The text of a message as it is read."""
    return html.unescape(str(request.body["text"]))


def buttons(request: Request) -> list[dict[str, Any]]:
    """The buttons of a message."""
    return [e for block in request.body.get("view", request.body)["blocks"] if block["type"] in {"actions", "context_actions"} for e in block["elements"]]
