"""The commands that Telegram offers in its menu, per kind of chat and language. Words: bot/data/texts.toml."""

from collections.abc import Iterator
from typing import Any

from bot.texts import text
from intents.questions.language import Language

COMMANDS = ("start", "ask", "facts", "sources", "why", "digest", "subscribe", "subscriptions", "language", "help")
_PRIVATE = ("facts", "sources", "why", "digest", "subscribe", "subscriptions", "language", "help")  # no /ask: every text is a question there
_GROUP = ("ask", "facts", "sources", "why", "digest", "subscriptions", "help")
_ADMIN = (*_GROUP, "subscribe", "language")
SCOPES = {
    "default": COMMANDS[1:],
    "all_private_chats": _PRIVATE,
    "all_group_chats": _GROUP,
    "all_chat_administrators": _ADMIN,
}
# Telegram knows two-letter codes only; whoever uses another language, or one that a narrower scope lacks, gets "".
LANGUAGES = {"": Language.EN, "en": Language.EN, "zh": Language.HANS}


def wishes() -> Iterator[tuple[str, dict[str, Any]]]:
    """All that Telegram is to show: what is set (the method without set) and the parameters."""
    for code in LANGUAGES:
        yield from (("MyCommands", commands(scope, code)) for scope in SCOPES)
        yield "MyDescription", description(code)
        yield "MyShortDescription", short_description(code)


def commands(scope: str, code: str) -> dict[str, Any]:
    """The parameters of setMyCommands for a scope and a language code."""
    listed = [{"command": name, "description": text(f"telegram_command_{name}", LANGUAGES[code])} for name in SCOPES[scope]]
    return {"commands": listed, "scope": {"type": scope}, "language_code": code}


def description(code: str) -> dict[str, Any]:
    """The parameters of setMyDescription: what an empty chat with the bot shows, at most 512 characters."""
    return {"description": text("telegram_description", LANGUAGES[code]), "language_code": code}


def short_description(code: str) -> dict[str, Any]:
    """The parameters of setMyShortDescription: what the bot's profile and shared links show, at most 120 characters."""
    return {"short_description": text("telegram_short_description", LANGUAGES[code]), "language_code": code}
