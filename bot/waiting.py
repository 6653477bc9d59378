"""What shows people that their answer is on its way, where it is not there at once; taken back once it is."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.adapter import Adapter, CallError
from bot.events import Platform, Question, Received
from bot.storage import ledger
from bot.storage.database import Database
from bot.texts import text
from intents.questions.language import language_of

_log = structlog.get_logger(__name__)
_AT_ONCE = 64  # questions that are looked after
_LOOKS = 240


@dataclass
class Waiting:
    """Looks after questions from when they are stored. The answer may be given by another process: what is stored decides.

    `after` seconds an open question gets a status; it is looked at again every `look` seconds. A status is never stored: one
    that is lost is no loss, and the platform takes down by itself what a dead process left. Only so many are shown at once:
    under a load that makes more questions wait, the calls are better spent on answers.
    """

    database: Database
    adapters: Mapping[Platform, Adapter]
    after: float = 0.7
    look: float = 0.5
    at_once: int = 8
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _shown: int = 0  # or being looked at for it

    def expect(self, received: Received) -> None:
        """An event was stored, and is to be answered."""
        if len(self._tasks) < _AT_ONCE:
            task = asyncio.create_task(self._watch(received))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        """Returns when nothing is looked after."""
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        """Looks after nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch(self, received: Received) -> None:
        await asyncio.sleep(self.after)
        if self._shown == self.at_once:
            return
        self._shown += 1
        try:
            await self._show(received)
        except (CallError, SQLAlchemyError) as error:
            _log.debug("a status was not shown", platform=received.platform.value, kind=type(error).__name__)
        finally:
            self._shown -= 1

    async def _show(self, received: Received) -> None:
        """A status as long as the question is open. Taken back at the end in any case: it may have come after the answer."""
        adapter = self.adapters[received.platform]
        event = adapter.read(received.payload)
        if not isinstance(event, Question) or (shown := adapter.status(event, text("looking", language_of(event.text)))) is None:
            return
        if not await self._is_open(received):
            return
        await adapter.call(shown)
        for _ in range(_LOOKS):
            if not await self._is_open(received):
                break
            await asyncio.sleep(self.look)
        if (taken_back := adapter.status(event, "")) is not None:
            await adapter.call(taken_back)

    async def _is_open(self, received: Received) -> bool:
        return await self.database.look(partial(ledger.is_open, received=received))
