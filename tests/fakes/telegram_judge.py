"""What Telegram's servers would say of a request, judged by TDLib's own parser. Shares no code with the bot.

A `Refusal` is an answer that the real servers give; a problem (text) is what a good bot never does, also where they take it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import tdjson

tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')

_MESSAGE = {"chat_id", "text"}
_RICH = {"parse_mode", "entities", "link_preview_options", "reply_markup"}
_SCOPED = {"scope", "language_code"}
METHODS: dict[str, tuple[set[str], set[str]]] = {  # required and possible parameters
    "getMe": (set(), set()),
    "getUpdates": (set(), {"offset", "limit", "timeout", "allowed_updates"}),
    "setWebhook": ({"url"}, {"secret_token", "allowed_updates", "drop_pending_updates", "max_connections", "ip_address", "certificate"}),
    "deleteWebhook": (set(), {"drop_pending_updates"}),
    "getWebhookInfo": (set(), set()),
    "sendMessage": (_MESSAGE, _RICH | {"message_thread_id", "reply_parameters", "disable_notification", "protect_content"}),
    "editMessageText": ({"text"}, _RICH | {"chat_id", "message_id", "inline_message_id"}),
    "editMessageReplyMarkup": ({"chat_id", "message_id"}, {"reply_markup"}),
    "deleteMessage": ({"chat_id", "message_id"}, set()),
    "answerCallbackQuery": ({"callback_query_id"}, {"text", "show_alert", "url", "cache_time"}),
    "answerInlineQuery": ({"inline_query_id", "results"}, {"cache_time", "is_personal", "next_offset", "button"}),
    "answerGuestQuery": ({"guest_query_id", "result"}, set()),
    "sendPhoto": ({"chat_id", "photo"}, {"caption", "parse_mode", "message_thread_id", "reply_parameters", "reply_markup"}),
    "sendDocument": ({"chat_id", "document"}, {"caption", "parse_mode", "message_thread_id", "reply_parameters", "reply_markup"}),
    "sendChatAction": ({"chat_id", "action"}, {"message_thread_id"}),
    "getChat": ({"chat_id"}, set()),
    "getChatMember": ({"chat_id", "user_id"}, set()),
    "leaveChat": ({"chat_id"}, set()),
    "setMyCommands": ({"commands"}, _SCOPED),
    "getMyCommands": (set(), _SCOPED),
    "deleteMyCommands": (set(), _SCOPED),
    "setMyDescription": (set(), {"description", "language_code"}),
    "getMyDescription": (set(), {"language_code"}),
    "setMyShortDescription": (set(), {"short_description", "language_code"}),
    "getMyShortDescription": (set(), {"language_code"}),
}
_LINKS_ITSELF = {"Mention", "Url", "EmailAddress", "Hashtag", "Cashtag"}


class Refusal(Exception):
    """An answer that is no success: status, description, parameters."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


@dataclass(frozen=True)
class Shown:
    """A text as people see it, with the entities of TDLib: type, offset and length in UTF-16 units, url."""

    text: str
    entities: tuple[dict[str, Any], ...] = field(default=(), hash=False)

    @property
    def links(self) -> list[str]:
        """The addresses that it opens."""
        return [e["type"]["url"] for e in self.entities if e["type"]["@type"] == "textEntityTypeTextUrl"]

    def of(self, kind: str) -> list[str]:
        """The stretches of text that are of a kind: Bold, ExpandableBlockQuote …"""
        return [stretch(self.text, e) for e in self.entities if e["type"]["@type"] == f"textEntityType{kind}"]


def stretch(text: str, entity: dict[str, Any]) -> str:
    """The text that an entity covers."""
    start, length = 2 * entity["offset"], 2 * entity["length"]
    return text.encode("utf-16-le", "surrogatepass")[start : start + length].decode("utf-16-le", "replace")


def shown(text: str, parse_mode: str | None) -> Shown:
    """The text as people see it; Refusal for what Telegram cannot parse."""
    if parse_mode is None:
        return Shown(text)
    found = _tdlib({"@type": "parseTextEntities", "text": text, "parse_mode": {"@type": f"textParseMode{parse_mode}"}})
    if found["@type"] == "error":
        raise Refusal(400, f"Bad Request: can't parse entities: {found['message']}")
    return Shown(found["text"], tuple(found["entities"]))


def linking(text: str) -> list[str]:
    """What Telegram makes links of by itself, commands apart."""
    return [stretch(text, e) for e in _entities(text) if e["type"]["@type"].removeprefix("textEntityType") in _LINKS_ITSELF]


def commands(text: str) -> list[str]:
    """The commands that can be tapped."""
    return [stretch(text, e) for e in _entities(text) if e["type"]["@type"] == "textEntityTypeBotCommand"]


def _entities(text: str) -> list[dict[str, Any]]:
    return list(_tdlib({"@type": "getTextEntities", "text": text}).get("entities", ()))  # none of what is no Unicode


def _tdlib(asked: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(tdjson.td_execute(json.dumps(asked).encode()) or b"{}"))


def typed_entities(text: str) -> list[dict[str, Any]]:
    """The entities that an update carries for what a person typed."""
    names = {"Mention": "mention", "BotCommand": "bot_command", "Url": "url", "Hashtag": "hashtag", "Cashtag": "cashtag", "EmailAddress": "email"}
    kinds = ((e, names.get(e["type"]["@type"].removeprefix("textEntityType"))) for e in _entities(text))
    return [{"type": kind, "offset": e["offset"], "length": e["length"]} for e, kind in kinds if kind]


def judge(method: str, params: dict[str, Any], *, links: tuple[str, ...]) -> Iterator[str]:
    """The problems of a request; raises Refusal where the real servers would. `links` are beginnings of addresses it may open."""
    required, possible = METHODS[method]
    yield from (f"{method}: unknown parameter {name}" for name in params if name not in required | possible)
    for name in sorted(required):
        if params.get(name) in (None, ""):
            raise Refusal(400, f"Bad Request: {name.replace('_', ' ')} is empty")
    if method in {"sendMessage", "editMessageText"}:
        yield from _text(params, "text", links)
        _keyboard(params.get("reply_markup") or {})
    if method == "sendPhoto":
        yield from _caption(params)
    if method == "answerInlineQuery":
        yield from _results(params["results"], links)
    if method == "answerGuestQuery":
        yield from _results([params["result"]], links)
    if method == "answerCallbackQuery" and units(params.get("text", "")) > 200:
        raise Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
    if method == "setMyCommands":
        _commands(params["commands"])
    if units(params.get("description", "")) > 512 or units(params.get("short_description", "")) > 120:
        raise Refusal(400, "Bad Request: description is too long")


def _text(params: dict[str, Any], key: str, links: tuple[str, ...]) -> Iterator[str]:
    if len(params[key].encode("utf-8", "surrogatepass")) > 32_768:
        raise Refusal(400, "Bad Request: text is too long")
    seen = shown(params[key], params.get("parse_mode"))
    if not seen.text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if units(seen.text) > 4096:
        raise Refusal(400, "Bad Request: message is too long")
    if not (params.get("link_preview_options") or {}).get("is_disabled"):
        yield f"{key}: link previews are not off"
    yield from (f"{key}: links itself: {found}" for found in linking(seen.text))
    yield from (f"{key}: opens {link}" for link in seen.links if not link.startswith(links))
    yield from (f"{key}: a live mention" for e in seen.entities if e["type"]["@type"] == "textEntityTypeMentionName")
    if params.get("parse_mode") and params[key].count("<a ") != len(seen.links):
        yield f"{key}: a link was dropped without a word"
    if len(seen.entities) > 100:
        yield f"{key}: more than 100 entities"
    unsafe = [c for c in seen.text if (ord(c) < 32 and c not in "\n\t") or "\u202a" <= c <= "\u202e" or "\u2066" <= c <= "\u2069" or "\U000e0000" <= c <= "\U000e007f"]
    yield from (f"{key}: an unsafe character {ord(c):#x}" for c in unsafe)


def _caption(params: dict[str, Any]) -> Iterator[str]:
    caption = params.get("caption", "")
    if units(caption) > 1024:
        raise Refusal(400, "Bad Request: message caption is too long")
    if not caption.strip():
        yield "caption: a picture that nobody can read to others"
    yield from (f"caption: links itself: {found}" for found in linking(caption))


def _keyboard(markup: dict[str, Any]) -> None:
    rows = markup.get("inline_keyboard", [])
    if any(not 1 <= len(row) <= 8 for row in rows) or sum(map(len, rows)) > 100:
        raise Refusal(400, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for button in (b for row in rows for b in row):
        if not button.get("text"):
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
        if set(button) - {"text"} not in ({"callback_data"}, {"url"}):
            raise Refusal(400, "Bad Request: can't parse inline keyboard button: text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
        if "url" in button and "." not in button["url"].partition("://")[2].partition("/")[0]:
            raise Refusal(400, f"Bad Request: inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _results(results: list[dict[str, Any]], links: tuple[str, ...]) -> Iterator[str]:
    if len(results) > 50 or len({r["id"] for r in results}) != len(results):
        raise Refusal(400, "Bad Request: RESULT_ID_DUPLICATE")
    for result in results:
        if result["type"] != "article" or not 1 <= len(result["id"].encode()) <= 64 or not result.get("title"):
            raise Refusal(400, "Bad Request: can't parse inline query result")
        yield from _text(result["input_message_content"], "message_text", links)


def _commands(commands: list[dict[str, str]]) -> None:
    for command in commands:
        name = command["command"]
        if not (1 <= len(name) <= 32 and name.isascii() and name == name.lower() and name.replace("_", "").isalnum()):
            raise Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
        if not 1 <= units(command["description"]) <= 256:
            raise Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")


def units(text: str) -> int:
    """The length as Telegram counts it: characters beyond the basic plane are two."""
    return len(text) + sum(c > "\uffff" for c in text)
