"""What became of a call to the Bot API, told in the errors of `bot.adapter`."""

import datetime as dt
from collections.abc import Callable

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, NetworkError, TelegramError
from telegram.error import RetryAfter as Flood

from bot.adapter import BadMarkup, CallError, ChatMoved, Gone, NotSent, Refused, RetryAfter, Unsure
from bot.telegram.connections import NoAnswerError, NotConnectedError

_DONE = ("message is not modified", "query is too old", "query id is invalid")
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_MARKUP = ("can't parse entities", "can't parse message text", "can't find end", "unsupported start tag", "entities_too_long", "entity_bounds_invalid")
_GONE = (
    "chat not found", "user not found", "peer_id_invalid", "chat_write_forbidden", "chat_restricted", "group chat was deactivated",
    "user is deactivated", "not enough rights to send", "have no rights to send", "need administrator rights", "bot is not a member",
    "chat_send_plain_forbidden", "user_is_blocked", "input_user_deactivated", "channel_private",
)  # fmt: skip


def call_error(error: Exception) -> CallError:
    """The error in the bot's own terms; what nobody can tell counts as `Unsure`."""
    match error:
        case Flood():
            return RetryAfter(_seconds(error.retry_after))
        case ChatMigrated():
            return ChatMoved(str(error.new_chat_id))
        case Forbidden():
            return Gone(_reason(error))
        case InvalidToken():  # the answer may be given once the token is mended
            return NotSent("Telegram does not know the token")
        case Conflict():
            return NotSent(_reason(error))
        case BadRequest():
            return _bad_request(error)
        case NetworkError():
            return _network(error)
        case TelegramError():  # an answer of 200 that cannot be read
            return Unsure(_reason(error))
        case _:
            return Unsure(type(error).__name__)


def is_done(error: Exception) -> bool:
    """Whether what was asked for is so already, or can no longer matter to anybody."""
    return isinstance(error, BadRequest) and _has(error, _DONE)


def is_topic_gone(error: Exception) -> bool:
    """Whether the forum topic was closed or deleted."""
    return isinstance(error, BadRequest) and _has(error, _NO_TOPIC)


def _bad_request(error: BadRequest) -> CallError:
    kind: Callable[[str], CallError] = BadMarkup if _has(error, _MARKUP) else Gone if _has(error, _GONE) else Refused
    return kind(_reason(error))


def _network(error: NetworkError) -> CallError:
    """Whether the request left: never without a connection; perhaps if it broke later; else Telegram answered that it is ill."""
    cause = error.__cause__
    if isinstance(cause, UnicodeError):
        return Refused("a text that is no Unicode")
    if isinstance(error, NotConnectedError):
        return NotSent(_reason(error))
    if isinstance(error, NoAnswerError) or (cause is not None and not isinstance(cause, TelegramError)):
        return Unsure(_reason(error) if isinstance(error, NoAnswerError) else type(cause).__name__)
    return Unsure(_reason(error)) if _has(error, ("gateway time",)) else NotSent(_reason(error))


def _seconds(wait: float | dt.timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, dt.timedelta) else float(wait)


def _has(error: TelegramError, signs: tuple[str, ...]) -> bool:
    message = error.message.lower()
    return any(sign in message for sign in signs)


def _reason(error: TelegramError) -> str:
    return error.message[:200]
