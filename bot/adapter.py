"""What every platform adapter is: reading payloads, giving cards the platform's shape, making calls. Nothing that thinks."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.card import Outgoing
from bot.events import Event, Place, Platform, Received, Sender

_MOMENT = 0.1  # seconds; to wait for none at all would mean that there is nothing left to do
Params = dict[str, Any]
Receive = Callable[[Received], Awaitable[bool]]  # True once it is committed, False if it was known; whatever raises is not confirmed


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a platform, ready to be stored as JSON: a method, its parameters, and those of its plain twin.

    `chat` is the address that limits count by ("" where no chat is involved); `is_message` where it makes a new message, so that
    doing it twice shows it twice.
    """

    method: str
    params: Params = field(hash=False)
    plain: Params | None = field(default=None, hash=False)
    chat: str = ""
    is_group: bool = False
    is_message: bool = False


class CallError(Exception):
    """A call that did not work. Texts never hold tokens."""


class RetryAfter(CallError):
    """The platform asks to wait: `seconds`, at least a moment, for this chat only unless `everyone`."""

    def __init__(self, seconds: float, *, everyone: bool = False) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds, self.everyone = max(seconds, _MOMENT), everyone


class NotSent(CallError):
    """The call certainly did not reach the platform, or it answered that it is out of order; try again later."""


class Unsure(CallError):
    """Nobody knows whether the platform accepted the call."""


class BadMarkup(CallError):
    """The platform does not take the rich form; the plain twin is to be sent."""


class Gone(CallError):
    """The chat cannot be written to any more: blocked, removed, archived, deactivated. `str(error)` is the reason for people."""


class ChatMoved(CallError):
    """The chat goes on under another address."""

    def __init__(self, chat: str) -> None:
        super().__init__(f"the chat moved to {chat}")
        self.chat = chat


class Refused(CallError):
    """The platform will never take this call; nothing is to be tried again."""


class Adapter(Protocol):
    """A platform: pure reading and rendering, one way to call, one loop that takes what comes in."""

    platform: Platform

    def read(self, payload: Mapping[str, Any]) -> Event | None:
        """The event of a stored payload; None for what is met with silence. Pure; never raises on any JSON object."""
        ...

    def render(self, outgoing: Outgoing) -> tuple[Call, ...]:
        """The calls that show something, in order. Pure."""
        ...

    def readdressed(self, call: Call, chat: str) -> Call:
        """The same call to the address that a chat moved to. Pure."""
        ...

    def status(self, event: Event, words: str) -> Call | None:
        """The call that shows, where an answer to an event will come, that it is on its way; "" takes it back. None where the
        platform has no such, or not there. Pure."""
        ...

    async def call(self, call: Call) -> str:
        """Makes one call and returns the id of the message it made, "" if none. Raises a CallError, nothing else."""
        ...

    async def may_manage(self, place: Place, sender: Sender) -> bool:
        """Whether somebody may change what a place gets; everybody may in a private one. Raises a CallError where the platform
        cannot be asked now."""
        ...

    async def start(self) -> None:
        """Gets ready to call: sessions, who am I, commands and descriptions set. Idempotent."""
        ...

    async def listen(self, receive: Receive) -> None:
        """Takes what comes in until cancelled, confirming only what `receive` has committed. Returns at once where the web
        app takes it in instead."""
        ...

    async def close(self) -> None:
        """Lets go of connections."""
        ...
