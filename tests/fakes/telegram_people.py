"""People on the fake Telegram: what they type and press becomes updates of the Bot API's shape. Shares no code with the bot."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_judge import Shown, typed_entities


@dataclass
class Message:
    """A message that the bot sent, as it stands now."""

    chat: int
    id: int
    shown: Shown
    params: dict[str, Any]
    edits: int = 0

    @property
    def text(self) -> str:
        """What people read."""
        return self.shown.text

    @property
    def buttons(self) -> dict[str, str]:
        """What each button carries or opens, by its label."""
        rows = (self.params.get("reply_markup") or {}).get("inline_keyboard", [])
        return {b["text"]: b.get("callback_data") or b["url"] for row in rows for b in row}


@dataclass
class Chat:
    """A chat: `away` is the text of a 403, `moved_to` the supergroup that it became."""

    id: int
    type: str = "private"
    is_forum: bool = False
    topics: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    away: str = ""
    moved_to: int = 0
    admins: set[int] = field(default_factory=set)
    last: int = 0  # number of its newest message

    @property
    def record(self) -> dict[str, Any]:
        """The chat as updates tell of it."""
        name = {"first_name": "Ada"} if self.type == "private" else {"title": f"chat {self.id}"}
        return {"id": self.id, "type": self.type} | name | ({"is_forum": True} if self.is_forum else {})


@dataclass
class People:
    """All chats and what happens in them. `push` takes each update; `me` is the bot."""

    push: Callable[[dict[str, Any]], object]
    me: dict[str, Any]
    chats: dict[int, Chat] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)  # callback and inline queries that wait for an answer
    _queries: int = 0

    def chat(self, number: int, kind: str | None = None, *, topics: tuple[int, ...] = ()) -> Chat:
        """The chat of a number; made where there is none, private for positive numbers."""
        made = Chat(number, kind or ("private" if number > 0 else "supergroup"), bool(topics), set(topics))
        return self.chats.setdefault(number, made)

    def user(self, number: int, language: str = "en", **more: Any) -> dict[str, Any]:
        """A person as updates tell of it."""
        return {"id": number, "is_bot": False, "first_name": "Ada", "language_code": language} | more

    def message(self, chat: int, text: str, *, user: int = 0, reply_to: dict[str, Any] | None = None, topic: int = 0, language: str = "en") -> dict[str, Any]:
        """A message of a person, not yet sent; `user` is the chat's own number in private ones."""
        place = self.chat(chat)
        place.last += 1
        said: dict[str, Any] = {"message_id": place.last, "date": 1_764_000_000, "chat": place.record, "text": text}
        if place.type == "channel":
            said["sender_chat"] = place.record
        else:
            said["from"] = self.user(user or abs(chat), language)
        if entities := typed_entities(text):
            said["entities"] = entities
        if topic:
            said |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to:
            said["reply_to_message"] = reply_to
        return said

    def says(self, chat: int, text: str, **more: Any) -> dict[str, Any]:
        """Somebody writes."""
        said = self.message(chat, text, **more)
        self.push({"channel_post" if self.chats[chat].type == "channel" else "message": said})
        return said

    def edits(self, message: dict[str, Any], text: str) -> None:
        """Somebody changes a message."""
        kind = "edited_channel_post" if message["chat"]["type"] == "channel" else "edited_message"
        self.push({kind: message | {"text": text, "entities": typed_entities(text), "edit_date": 1_764_000_060}})

    def of_bot(self, message: Message) -> dict[str, Any]:
        """A message of the bot, as something that is replied to or whose button is pressed."""
        return {"message_id": message.id, "date": 1_764_000_000, "chat": self.chats[message.chat].record, "from": self.me, "text": message.text} | self._topic(message)

    def _topic(self, message: Message) -> dict[str, Any]:
        topic = message.params.get("message_thread_id")
        return {"message_thread_id": topic, "is_topic_message": True} if topic else {}

    def presses(self, message: Message, label: str, user: int = 0) -> str:
        """Somebody presses a button by its label; returns the query that the bot has to answer."""
        return self.sends_data(message, message.buttons[label], user)

    def sends_data(self, message: Message, data: str, user: int = 0) -> str:
        """Somebody's program sends the data of a button."""
        query = self._query()
        self.push({"callback_query": {"id": query, "from": self.user(user or abs(message.chat)), "chat_instance": "7", "data": data, "message": self.of_bot(message)}})
        return query

    def looks_up(self, text: str, user: int = 1) -> str:
        """Somebody types @bot and a text anywhere; returns the query."""
        query = self._query()
        self.push({"inline_query": {"id": query, "from": self.user(user), "query": text, "offset": ""}})
        return query

    def _query(self) -> str:
        self._queries += 1
        query = f"{self._queries:018}"
        self.asked.add(query)
        return query

    def member(self, chat: int, old: str, new: str) -> None:
        """The bot is added, removed or blocked."""
        states = [{"status": status, "user": self.me} for status in (old, new)]
        self.push({"my_chat_member": {"chat": self.chat(chat).record, "from": self.user(abs(chat)), "date": 1_764_000_000, "old_chat_member": states[0], "new_chat_member": states[1]}})

    def upgrades(self, chat: int, supergroup: int, *, tells: bool = True) -> None:
        """A group becomes a supergroup; where nobody `tells`, only the next call of the bot learns of it."""
        self.chat(chat).moved_to = supergroup
        self.chat(supergroup)
        if tells:
            base = {"date": 1_764_000_000, "from": self.user(1)}
            self.push({"message": base | {"message_id": 999, "chat": self.chats[chat].record, "migrate_to_chat_id": supergroup}})
            self.push({"message": base | {"message_id": 1, "chat": self.chats[supergroup].record, "migrate_from_chat_id": chat}})
