"""Long polling: an update is confirmed to Telegram only after it was committed."""

import asyncio
import contextlib
from itertools import takewhile
from typing import Any, NoReturn

import structlog
from telegram.error import Conflict

from bot.adapter import CallError, Receive, RetryAfter
from bot.events import Received
from bot.telegram.client import Client
from bot.telegram.errors import call_error
from bot.telegram.reading import UPDATES, received

_log = structlog.stdlib.get_logger(__name__)
_LONGEST_PAUSE = 30.0  # seconds between tries


class Polling:
    """The loop of getUpdates. `hold` is how long Telegram may keep a request, `pause` the first wait after a failure, in seconds."""

    def __init__(self, client: Client, *, hold: int, pause: float) -> None:
        self._client, self._hold, self._pause = client, hold, pause
        self._failures = 0
        self._asked = 0.0  # seconds that Telegram asked to wait
        self.offset: int | None = None  # none at first: what was not confirmed before comes again

    async def run(self, receive: Receive) -> NoReturn:
        """Takes updates until cancelled."""
        while True:
            batch = await self._fetch()
            if batch is None or not await self._take(batch, receive):
                await asyncio.sleep(self._wait())
            else:
                self._failures = 0

    async def _fetch(self) -> list[Any] | None:
        """The updates that wait, in order; None after a failure."""
        params = {"timeout": self._hold, "allowed_updates": list(UPDATES)} | ({} if self.offset is None else {"offset": self.offset})
        try:
            batch = await self._client.ask("getUpdates", params, wait=self._hold)
        except Conflict as error:
            await self._conflicted(error)
        except Exception as error:  # noqa: BLE001  # PTB raises KeyError and the like on broken answers; the loop goes on
            self._failed("updates cannot be taken", call_error(error))
        else:
            return batch if isinstance(batch, list) else []
        return None

    async def _take(self, batch: list[Any], receive: Receive) -> bool:
        """Commits a batch, the chats side by side, so that they share commits. What could not be committed comes again, and so
        does what follows it: then the others are known."""
        if not batch:
            self.offset = None  # all is confirmed; after a quiet week Telegram may count from anywhere, also from below
        found = [stored for update in batch if (stored := received(update))]
        lanes: dict[str, list[Received]] = {}
        for stored in found:
            lanes.setdefault(stored.lane, []).append(stored)
        kept = set().union(*await asyncio.gather(*(_kept(lane, receive) for lane in lanes.values())))
        first = list(takewhile(lambda one: one.event_id in kept, found))
        if first:
            self.offset = int(first[-1].event_id) + 1
        return len(first) == len(batch)

    async def _conflicted(self, error: Conflict) -> None:
        """A webhook that is left from before goes; another instance does not, but perhaps it ends soon."""
        if "webhook" not in error.message.lower():
            self._failed("another instance with the same token takes updates as well")
            return
        _log.warning("a webhook is set; it is deleted, since updates are polled for")
        with contextlib.suppress(Exception):  # the next poll tells whether it worked
            await self._client.ask("deleteWebhook", {"drop_pending_updates": False})

    def _failed(self, what: str, error: CallError | None = None) -> None:
        _log.warning(what, reason=str(error or ""))
        if isinstance(error, RetryAfter):
            self._asked = error.seconds

    def _wait(self) -> float:
        """Seconds until the next try: what Telegram asks for, else twice as long each time."""
        asked, self._asked = self._asked, 0.0
        self._failures += 1
        return asked or min(self._pause * 2 ** min(self._failures - 1, 10), _LONGEST_PAUSE)


async def _kept(lane: list[Received], receive: Receive) -> set[str]:
    """The ids of a chat's updates that are committed, one after the other; later ones wait for one that could not be."""
    kept: set[str] = set()
    for stored in lane:
        try:
            await receive(stored)
        except Exception:  # noqa: BLE001  # whatever it is, this update is not confirmed
            _log.exception("an update was not stored", update_id=stored.event_id)
            break
        kept.add(stored.event_id)
    return kept
