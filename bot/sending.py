"""Stored calls made one after the other, each marked before it is made and after; what each failure means for the rest."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.adapter import Adapter, BadMarkup, CallError, ChatMoved, Gone, NotSent, RetryAfter, Unsure
from bot.clock import Clock, milliseconds
from bot.crash import crash_point
from bot.limits import Limits
from bot.metrics import Metrics
from bot.storage import ledger, subscriptions
from bot.storage.database import Database
from bot.storage.ledger import Part

_log = structlog.get_logger(__name__)
_LONGEST = 60.0  # seconds between two tries
_UNTIL_STORED = 0.25  # seconds between two tries to store an end
_FROZEN = 8.0  # seconds in which a process that stood still may have lost its post; others go on with its calls after ten
_MOST_TRIES = 1_500  # about a day of them


@dataclass(frozen=True)
class Sender:
    """Makes the calls of one platform within its limits."""

    database: Database
    adapter: Adapter
    limits: Limits
    clock: Clock
    metrics: Metrics
    endings: set[asyncio.Task[None]] = field(default_factory=set)  # ends of calls that are being stored
    gone: set[str] = field(default_factory=set)  # chats that turned out not to take anything

    async def send(self, origin: str, event: int | None = None) -> float:
        """Makes the calls of an origin that are not at their end, in order; the seconds to wait where one cannot be made now.

        With the last of them the event is done. A call that was being made when the program died is made again: a reply is
        rather seen twice than not at all.
        """
        return await self.go_on(await self.database.do(partial(ledger.parts, origin=origin)), event)

    async def go_on(self, left: Sequence[Part], event: int | None = None, *, is_begun: bool = False) -> float:
        """As `send`, with the calls that are left; the first is stored as being made already where it `is_begun`."""
        if not left and event is not None:
            await self.database.do(partial(ledger.done, row_id=event))
        for place, part in enumerate(left):
            last = event if place == len(left) - 1 else None
            if part.call.chat in self.gone:
                await self._end(part, "failed", last, error="the part before it could not be sent")
                continue
            begun, marked_at = part, self.clock.now()
            if not (is_begun and place == 0):
                wait = await self.limits.turn(part.call, self.clock.steady)
                if wait:
                    return wait
                marked_at = self.clock.now()
                if not await self.database.do(partial(ledger.sending, part=part)):
                    return 0.0  # somebody else has it
                begun = replace(part, state="sending", tries=part.tries + 1)
            crash_point("sending")
            wait = await self._left(begun, last, marked_at)
            if wait:
                return wait
        return 0.0

    async def _left(self, part: Part, done: int | None, marked_at: float) -> float:
        """Makes one call, marked since `marked_at`, as soon as it may leave; the seconds to wait before it is to be made again."""
        held = await self.limits.leave(part.call, self.clock.steady)
        if self.clock.now() - marked_at > _FROZEN:
            return _UNTIL_STORED
        if held:
            await self._end(part, "due", None, error="everybody was asked to wait")
            return held
        return await self._made(part, done)

    async def _made(self, part: Part, done: int | None) -> float:
        """Makes one call and stores what became of it; the seconds to wait before it is to be made again."""
        try:
            message = await self.adapter.call(part.call)
        except CallError as error:
            self.metrics.failed(self.adapter.platform, type(error).__name__)
            return await self._unmade(part, error, done)
        crash_point("sent-not-recorded")
        await self._end(part, "sent", done, message=message)
        return 0.0

    async def _unmade(self, part: Part, error: CallError, done: int | None) -> float:
        match error:
            case RetryAfter():
                self.limits.hold(part.call.chat, error.seconds, self.clock.steady(), everyone=error.everyone)
                await self._end(part, "due", None, error=str(error))
                return error.seconds
            case BadMarkup() if part.call.plain is not None:
                _log.warning("rich form refused, plain twin sent", platform=self.adapter.platform.value, part=part.id)
                plain = replace(part, call=replace(part.call, params=part.call.plain, plain=None))
                return await self._left(plain, done, self.clock.now())
            case ChatMoved():
                return await self._left(replace(part, call=self.adapter.readdressed(part.call, error.chat)), done, self.clock.now())
            case NotSent() | Unsure() if part.tries < _MOST_TRIES:
                await self._end(part, "unsure" if isinstance(error, Unsure) else "due", None, error=str(error))
                return min(_LONGEST, 0.25 * float(2 ** min(part.tries, 10)))
            case _:  # Gone, Refused, or refused in both forms
                _log.warning("call given up", platform=self.adapter.platform.value, part=part.id, kind=type(error).__name__, reason=str(error))
                await self._end(part, "failed", done, error=str(error))
                if isinstance(error, Gone):
                    self.gone.add(part.call.chat)
                    await self._rest(part, str(error))
                return 0.0

    async def _rest(self, part: Part, reason: str) -> None:
        """Nothing can be sent to a chat: its subscriptions rest."""
        pause = partial(subscriptions.pause_chat, platform=self.adapter.platform, chat=part.call.chat, reason=reason)
        if rested := await self.database.do(pause):
            _log.warning("subscriptions rest", platform=self.adapter.platform.value, subscriptions=rested, reason=reason)

    async def _end(self, part: Part, state: str, done: int | None, **what: Any) -> None:
        """Stores the state of a call and, with the last one, of its event, in one unit of work."""
        now = milliseconds(self.clock)

        def store(connection: Connection) -> None:
            ledger.ended(connection, part, state, now, **what)
            if done is not None:
                ledger.done(connection, done)

        ending = asyncio.create_task(self._kept(store))
        self.endings.add(ending)
        ending.add_done_callback(self.endings.discard)
        await asyncio.shield(ending)
        crash_point(state)

    async def _kept(self, store: Callable[[Connection], None]) -> None:
        """Stores what became of a call, as soon as the database can be reached, also where whoever made it was sent away meanwhile:
        what is known here and not stored would be done once more."""
        while True:
            try:
                return await self.database.do(store)
            except (OperationalError, InterfaceError) as error:
                _log.warning("the end of a call cannot be stored now", platform=self.adapter.platform.value, reason=type(error).__name__)
                await asyncio.sleep(_UNTIL_STORED)
