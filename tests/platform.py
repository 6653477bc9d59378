"""A platform in memory for what lies behind the adapters: messages are JSON objects, calls are recorded, failures are scripted."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.adapter import Call, CallError, Receive
from bot.card import Card, Confirm, Edit, Outgoing, Say
from bot.events import Command, Event, Moved, Place, Platform, Presence, Press, Question, Received, Sender


@dataclass
class Clock:
    """A clock that tests move."""

    at: float = 1_800_000_000.0

    def now(self) -> float:
        return self.at

    def steady(self) -> float:
        return self.at


def message(number: int, text: str, chat: str = "1", **more: Any) -> Received:
    """An event that the recording platform reads as a question, or as `kind` says."""
    return Received(Platform.TELEGRAM, str(number), chat, {"chat": chat, "text": text, "id": str(number), **more}, more.get("post", ""))


@dataclass
class Recorder:
    """An adapter that keeps what it is told to call; `faults` are raised one a call, None lets one through, `lost` makes the call all the same."""

    platform: Platform = Platform.TELEGRAM
    made: list[Call] = field(default_factory=list)
    faults: deque[CallError | None] = field(default_factory=deque)
    lost: bool = False
    managers: frozenset[str] = frozenset({"7"})  # who may change what groups get
    asked: list[str] = field(default_factory=list)  # whose rights were asked

    @property
    def texts(self) -> list[str]:
        """What people saw, in order."""
        return [call.params["text"] for call in self.made if "text" in call.params and call.method != "confirm"]

    def read(self, payload: Mapping[str, Any]) -> Event | None:
        chat = str(payload["chat"])
        place, sender = Place(self.platform, chat, is_private=not chat.startswith("-")), Sender(str(payload.get("sender", "7")))
        text, number = str(payload["text"]), str(payload["id"])
        match payload.get("kind", "question"):
            case "question":
                return Question(place, sender, text, number, bool(payload.get("edited")))
            case "command":
                return Command(place, sender, text, str(payload.get("argument", "")), number)
            case "press":
                return Press(place, sender, text, number, number)
            case "presence":
                return Presence(place, text == "here", text)
            case "moved":
                return Moved(place, text)
            case _:
                raise ValueError("cannot be read")

    def render(self, outgoing: Outgoing) -> tuple[Call, ...]:
        match outgoing:
            case Say(place=place, card=card):
                return (self._call("say", place, card),)
            case Edit(place=place, card=card, message=edited):
                return (replace(self._call("edit", place, card, message=edited), is_message=False),)
            case Confirm(place=place, text=text):
                return (Call("confirm", {"text": text}, chat=place.chat),)
            case _:
                return ()

    def _call(self, method: str, place: Place, card: Card, **more: str) -> Call:
        buttons = {button.label: button.action for row in card.buttons for button in row}
        return Call(method, {"chat": place.chat, "text": card.text, "buttons": buttons, **more}, {"chat": place.chat, "text": f"plain {card.text}"}, place.chat, is_message=True)

    def status(self, event: Event, words: str) -> Call | None:
        return Call("status", {"status": words}) if isinstance(event, Question) else None

    def readdressed(self, call: Call, chat: str) -> Call:
        return replace(call, chat=chat, params={**call.params, "chat": chat})

    async def call(self, call: Call) -> str:
        fault = self.faults.popleft() if self.faults else None
        if fault is None or self.lost:
            self.made.append(call)
        if fault is not None:
            raise fault
        return f"m{len(self.made)}"

    async def may_manage(self, place: Place, sender: Sender) -> bool:
        self.asked.append(sender.id)
        if self.faults:
            raise self.faults.popleft() or ValueError
        return place.is_private or sender.id in self.managers

    async def start(self) -> None:
        """There is nothing to get ready."""

    async def listen(self, receive: Receive) -> None:
        """Tests put events in themselves."""

    async def close(self) -> None:
        """There is nothing to let go of."""
