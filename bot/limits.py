"""How fast the bot may call a platform: so many messages a second over all, one a second to a chat, so many a minute to a group.

An instant is seconds on a clock that only goes forward. A message has its turn, is marked as being sent, and leaves by the gate.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.adapter import Call

_CHATS = 20_000  # whose pace is remembered; older ones have long been free
_BUSY = 3  # chats that were asked to wait within a moment: then it is everybody's turn to wait
_MOMENT = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """The limits of a platform in messages: a second over all, seconds between two to a chat, a minute to a group. 0 is no limit."""

    per_second: float = 0
    between: float = 0
    group_per_minute: float = 0


_BEHIND = 2  # messages that a sender who was late may make up for at once, as fast as the gate lets them through
_LOOKS = 3  # at a turn that is about to come
_APART = 0.9  # of the time that two messages have between them at the even pace: 25/s never become more than 28 in a second, which leaves two for the way
TELEGRAM = Pace(per_second=25, between=1, group_per_minute=20)
SLACK = Pace(between=1)


@dataclass
class Gate:
    """The last thing before a call: messages leave one after the other, some seconds apart, however they get here. Between its turn and
    its leaving a message is marked in the database, which takes now a millisecond and now a hundred, so that those that had their
    turns evenly get here in a bunch."""

    apart: float
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)
    _opens_at: float = -float("inf")

    def wait(self, now: float) -> float:
        """Seconds until a message may leave; 0 lets it leave."""
        if now < self._opens_at:
            return self._opens_at - now
        self._opens_at = now + self.apart
        return 0.0

    async def passed(self, now: Callable[[], float]) -> None:
        """Returns when a message may leave; those that wait leave in the order in which they came."""
        if not self.apart:
            return
        async with self._line:
            while wait := self.wait(now()):  # noqa: ASYNC110  # time is what is waited for
                await asyncio.sleep(wait)


@dataclass
class Limits:
    """The pace that was kept so far by one sender."""

    pace: Pace
    line: asyncio.Lock = field(default_factory=asyncio.Lock)  # in which senders stand whose turn comes at once
    gate: Gate = field(init=False)
    _free_at: OrderedDict[str, float] = field(default_factory=OrderedDict)  # chat -> when it may be written to again
    _all_at: float = 0.0  # when the next message may go out
    _held_at: float = 0.0  # until when the platform asked everybody to wait
    _held: list[float] = field(default_factory=list)  # when chats were asked to wait

    def __post_init__(self) -> None:
        """The gate is for all chats, so it is open where there is no limit over all."""
        self.gate = Gate(_APART / self.pace.per_second if self.pace.per_second else 0.0)

    def wait(self, call: Call, now: float) -> float:
        """Seconds until a call may be made; 0 takes the place."""
        if not call.is_message:
            return max(0.0, self._held_at - now)
        until = max(self._all_at, self._own(call))
        if until > now:
            return until - now
        if self.pace.per_second:
            self._all_at = max(self._all_at, now - _BEHIND / self.pace.per_second) + 1 / self.pace.per_second
        self._written(call, now)
        return 0.0

    async def turn(self, call: Call, now: Callable[[], float]) -> float:
        """Takes the turn of a call; the seconds to wait where more keeps it than the turns of others. These are waited for here, one
        after the other: a worker that went on with another lane would find the same there, and all of them at once."""
        wait = self.wait(call, now())
        if not wait or not self.is_next(call, now()):
            return wait
        async with self.line:
            for _ in range(_LOOKS):
                wait = self.wait(call, now())
                if not wait or not self.is_next(call, now()):
                    break
                await asyncio.sleep(wait)
        return wait

    async def leave(self, call: Call, now: Callable[[], float]) -> float:
        """Returns 0 when a call that has had its turn is to be made, at once; or the seconds to wait where the platform asked everybody
        to wait meanwhile. A chat's pace counts from here."""
        if not call.is_message:
            return 0.0
        await self.gate.passed(now)
        if self._held_at > now():
            return self._held_at - now()
        self._written(call, now())
        return 0.0

    def is_next(self, call: Call, now: float) -> bool:
        """Whether nothing keeps a call but the turns of others."""
        return call.is_message and self._own(call) <= now

    def _written(self, call: Call, now: float) -> None:
        between = 60 / self.pace.group_per_minute if call.is_group and self.pace.group_per_minute else self.pace.between
        if between and call.chat:
            self._set(call.chat, max(self._free_at.get(call.chat, 0.0), now + between))

    def _own(self, call: Call) -> float:
        return max(self._held_at, self._free_at.get(call.chat, 0.0))

    def hold(self, chat: str, seconds: float, now: float, *, everyone: bool = False) -> None:
        """The platform asked to wait: this chat does, and all do where several chats were asked at once."""
        self._held = [at for at in self._held if at > now - _MOMENT] + [now]
        if everyone or len(self._held) >= _BUSY or not chat:
            self._held_at = max(self._held_at, now + seconds)
        if chat:
            self._set(chat, max(self._free_at.get(chat, 0.0), now + seconds))

    def _set(self, chat: str, at: float) -> None:
        self._free_at[chat] = at
        self._free_at.move_to_end(chat)
        while len(self._free_at) > _CHATS:
            self._free_at.popitem(last=False)


@dataclass
class Visits:
    """How often each sender asked within the last minute."""

    most: int
    _seen: OrderedDict[str, list[float]] = field(default_factory=OrderedDict)

    def wait(self, sender: str, now: float) -> int:
        """Seconds until a sender may ask again; 0 counts the visit."""
        recent = [at for at in self._seen.get(sender, ()) if at > now - 60]
        if self.most and len(recent) >= self.most:
            return max(1, round(recent[0] + 60 - now))
        self._seen[sender] = [*recent, now]
        self._seen.move_to_end(sender)
        while len(self._seen) > _CHATS:
            self._seen.popitem(last=False)
        return 0
