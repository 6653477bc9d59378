"""What Telegram sends, read into events: pure, never raising on any JSON, silent on whatever is not meant for the bot."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.events import Command, Event, Lookup, Moved, Place, Platform, Presence, Press, Question, Received, Sender
from bot.telegram.menus import COMMANDS
from intents.questions.language import Language

Json = Mapping[str, Any]
GUEST = "guest:"  # what the query of a guest begins with: it is answered by another method than that of inline mode
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?", re.DOTALL)
_AROUND_MENTION = " \t\n\u3000,，:：、"
_ABSENT = {"left", "kicked"}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo", "yue")
_CHINESE = ("zh", "yue")


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is: its id, its name without @, whether groups show it all they write (privacy mode off)."""

    id: str
    username: str = ""
    sees_all: bool = False


def received(update: object) -> Received | None:
    """An update as it is stored; None for what has no update_id."""
    number = _number(update, "update_id")
    if not isinstance(update, dict) or number is None:
        return None
    return Received(Platform.TELEGRAM, str(number), _lane(update), update)


def read_update(update: Json, me: Me) -> Event | None:
    """The event of an update; None for what is met with silence."""
    for kind, read in _READERS.items():
        if part := _object(update, kind):
            return read(part, me)
    return None


def read_me(user: object) -> Me:
    """The answer of getMe."""
    return Me(_id(user, "id"), _text(user, "username"), sees_all=_is(user, "can_read_all_group_messages"))


def _lane(update: Json) -> str:
    """The chat within which order is kept; that of the sender where there is none."""
    part = next((p for kind in _READERS if (p := _object(update, kind))), {})
    chat = _object(part, "chat") or _object(_object(part, "message"), "chat")
    return _id(chat, "id") or _id(_object(part, "from"), "id")


def _message(message: Json, me: Me) -> Event | None:
    """A message, or a post of a channel."""
    place = _place(message)
    if place is None:
        return None
    return _moved(message, place) or _said(message, place, me)


def _edited(message: Json, me: Me) -> Event | None:
    """An edited message that asks; other commands are not carried out twice."""
    match _message(message, me):
        case Question(place, sender, text, number) | Command(place, sender, "ask", text, number) if text:
            return Question(place, sender, text, number, is_edited=True)
        case _:
            return None


def _said(message: Json, place: Place, me: Me) -> Question | Command | None:
    sender, body = _sender(message), _body(message)
    if sender is None or not body:
        return None
    text, mentioned = _without_mention(body, _entities(message), me)
    addressed = place.is_private or mentioned or _is_reply_to(message, me)
    number, hears_all = _id(message, "message_id"), place.is_private or me.sees_all
    if command := _COMMAND.fullmatch(text):
        name, to, argument = command[1].lower(), command[2] or "", (command[3] or "").strip()
        if to.lower() != me.username.lower() if to else not (addressed or name in COMMANDS):
            return None
        return Command(place, sender, name, argument or (_quoted(message, me) if name == "ask" else ""), number, hears_all=hears_all)
    if not addressed:
        return None
    text = text or _quoted(message, me)
    return Question(place, sender, text, number) if text else Command(place, sender, "help", "", number, hears_all=hears_all)


def _press(query: Json, _me: Me) -> Press | None:
    """A pressed button. Under a message sent by inline mode no chat is told: the reply goes to the private one of who pressed."""
    sender = _user(_object(query, "from"))
    if sender is None:
        return None
    message = _object(query, "message")
    place = _place(message) or Place(Platform.TELEGRAM, sender.id)
    return Press(place, sender, _text(query, "data"), _id(message, "message_id"), _text(query, "id"))


def _lookup(query: Json, _me: Me) -> Lookup | None:
    sender = _user(_object(query, "from"))
    number = _text(query, "id")
    return Lookup(sender, number, _text(query, "query").strip()) if sender and number else None


def _guest(message: Json, me: Me) -> Lookup | None:
    """The bot was mentioned in a chat that it is no member of."""
    sender, number = _sender(message), _text(message, "guest_query_id")
    text, _ = _without_mention(_body(message), _entities(message), me)
    return Lookup(sender, GUEST + number, text or _quoted(message, me)) if sender and number else None


def _presence(change: Json, _me: Me) -> Presence | None:
    place = _place(change)
    old, new = _object(change, "old_chat_member"), _object(change, "new_chat_member")
    if place is None or not _text(new, "status") or (old and _may_write(old) == _may_write(new)):
        return None
    return Presence(place, _may_write(new), "" if _may_write(new) else _text(new, "status"))


def _may_write(member: Json) -> bool:
    if _text(member, "status") == "restricted":
        return _is(member, "is_member") and _is(member, "can_send_messages")
    return _text(member, "status") not in _ABSENT


def _moved(message: Json, place: Place) -> Moved | None:
    """A group became a supergroup: told once in the old chat, once in the new one."""
    if new := _id(message, "migrate_to_chat_id"):
        return Moved(place, new)
    if old := _id(message, "migrate_from_chat_id"):
        return Moved(Place(Platform.TELEGRAM, old, is_private=False), place.chat)
    return None


def _place(of: Json) -> Place | None:
    """Where something happened. A thread is told only of forum topics: elsewhere message_thread_id names chains of replies."""
    chat = _object(of, "chat")
    number = _id(chat, "id")
    thread = _id(of, "message_thread_id") if _is(of, "is_topic_message") else ""
    return Place(Platform.TELEGRAM, number, thread, _text(chat, "type") == "private") if number else None


def _sender(message: Json) -> Sender | None:
    """A person, or the chat in whose name an anonymous admin or a channel writes; None for bots and what bots made."""
    if _object(message, "via_bot") or _is(message, "is_automatic_forward"):
        return None
    user, chat = _object(message, "from"), _object(message, "sender_chat")
    if chat and (not user or _is(user, "is_bot")):
        number = _id(chat, "id")
        return Sender(number) if number else None
    return None if _is(user, "is_bot") else _user(user)


def _user(user: Json) -> Sender | None:
    number = _id(user, "id")
    return Sender(number, _language(_text(user, "language_code").lower())) if number else None


def _language(code: str) -> Language | None:
    if not code:
        return None
    if code.startswith(_TRADITIONAL):
        return Language.HANT
    return Language.HANS if code.startswith(_CHINESE) else Language.EN


def _body(message: Json) -> str:
    return (_text(message, "text") or _text(message, "caption")).strip("\0")


def _entities(message: Json) -> list[Json]:
    found = message.get("entities") if _text(message, "text") else message.get("caption_entities")
    return [e for e in found if isinstance(e, Mapping)] if isinstance(found, list) else []


def _without_mention(body: str, entities: list[Json], me: Me) -> tuple[str, bool]:
    """The text without mentions of the bot, and whether there were any. Offsets of entities count UTF-16 units."""
    encoded, mentioned = body.encode("utf-16-le", "surrogatepass"), False
    for entity in sorted(entities, key=lambda e: -(_number(e, "offset") or 0)):
        start, length = _number(entity, "offset") or 0, _number(entity, "length") or 0
        covered = encoded[2 * start : 2 * (start + length)].decode("utf-16-le", "replace")
        named = _text(entity, "type") == "mention" and me.username and covered.lower() == f"@{me.username}".lower()
        linked = _text(entity, "type") == "text_mention" and me.id and _id(_object(entity, "user"), "id") == me.id
        if named or linked:
            encoded, mentioned = encoded[: 2 * start] + " ".encode("utf-16-le") + encoded[2 * (start + length) :], True
    text = encoded.decode("utf-16-le", "surrogatepass")
    return (text.strip(_AROUND_MENTION) if mentioned else text.strip()), mentioned


def _is_reply_to(message: Json, me: Me) -> bool:
    """Whether it answers the bot. In a topic that the bot opened every message carries the opening as what it replies to."""
    replied = _object(message, "reply_to_message")
    opening = _is(message, "is_topic_message") and _id(replied, "message_id") == _id(message, "message_thread_id")
    return bool(me.id) and not opening and _id(_object(replied, "from"), "id") == me.id


def _quoted(message: Json, me: Me) -> str:
    """The words of somebody else that a message replies to."""
    replied = _object(message, "reply_to_message")
    if _id(_object(replied, "from"), "id") == me.id:
        return ""
    return (_text(_object(message, "quote"), "text") or _body(replied)).strip()


def _object(of: object, key: str) -> Json:
    value = of.get(key) if isinstance(of, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _text(of: object, key: str) -> str:
    value = of.get(key) if isinstance(of, Mapping) else None
    return value if isinstance(value, str) else ""


def _number(of: object, key: str) -> int | None:
    value = of.get(key) if isinstance(of, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63 else None


def _id(of: object, key: str) -> str:
    """An id as text; those of groups are negative."""
    value = of.get(key) if isinstance(of, Mapping) else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63 else ""


def _is(of: object, key: str) -> bool:
    return isinstance(of, Mapping) and of.get(key) is True


_READERS: dict[str, Callable[[Json, Me], Event | None]] = {
    "message": _message,
    "edited_message": _edited,
    "channel_post": _message,
    "edited_channel_post": _edited,
    "callback_query": _press,
    "inline_query": _lookup,
    "guest_message": _guest,
    "my_chat_member": _presence,
}
UPDATES = tuple(_READERS)  # what Telegram is asked to send
