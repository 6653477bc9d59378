"""What became of a call to Slack, in the words of `bot.adapter`. Texts of errors never hold tokens or addresses."""

import asyncio
from collections.abc import Mapping

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.adapter import BadMarkup, CallError, Gone, NotSent, Refused, RetryAfter, Unsure

_DEFAULT_WAIT = 30  # seconds, where a refusal names none
_TOKEN = {  # what a person can mend: all waits until then
    "account_inactive": "the token belongs to a removed user or workspace",
    "invalid_auth": "the token is not valid",
    "not_authed": "the token is not valid",
    "token_revoked": "the token was revoked",
    "token_expired": "the token has expired",
    "org_login_required": "the workspace is moving to another organisation",
    "team_access_not_granted": "the workspace has not let the app in",
}
_GONE = {
    "channel_not_found": "the channel does not exist or the bot cannot see it",
    "is_archived": "the channel is archived",
    "not_in_channel": "the bot is not in the channel",
    "user_not_in_channel": "the user is not in the channel",
    "user_not_found": "the user does not exist",
    "users_not_found": "the user does not exist",
    "user_disabled": "the user was deactivated",
    "cannot_dm_bot": "the user is a bot",
    "messages_tab_disabled": "the app takes no direct messages",
    "restricted_action": "the workspace does not let the app write here",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes only replies",
}
_MARKUP = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "invalid_arguments", "invalid_attachments"})
_BUSY = frozenset({"service_unavailable", "team_added_to_org", "accesslimited", "request_timeout"})
_MAYBE = frozenset({"internal_error", "fatal_error"})  # some of it may have happened, says Slack


def fault_of(error: BaseException) -> CallError:
    """The CallError of whatever slack_sdk or aiohttp raised."""
    match error:
        case CallError():
            return error
        case SlackApiError():
            return _answered(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return NotSent("no connection to Slack")
        case aiohttp.InvalidURL() | SlackClientError():
            return Refused(type(error).__name__)
        case aiohttp.ClientError() | asyncio.TimeoutError() | OSError():
            return Unsure(f"no answer from Slack ({type(error).__name__})")
        case _:
            return Refused(type(error).__name__)


def _answered(error: SlackApiError) -> CallError:
    """Slack answered, or something between did."""
    response = error.response
    status = int(getattr(response, "status_code", None) or getattr(response, "status", 0) or 0)
    data = getattr(response, "data", None)
    said = data.get("error") if isinstance(data, Mapping) else None
    return fault(status, said if isinstance(said, str) else "", getattr(response, "headers", {}))


def fault(status: int, said: str, headers: Mapping[str, str]) -> CallError:
    """The CallError of an answer: its HTTP status, Slack's word for what went wrong ("" for none), its headers."""
    if status == 429 or said in {"ratelimited", "rate_limited"}:
        return RetryAfter(_seconds(headers))
    if said in _TOKEN:
        return NotSent(_TOKEN[said])
    if said in _GONE:
        return Gone(_GONE[said])
    return _kind(status, said)(said or f"HTTP {status}")


def _kind(status: int, said: str) -> type[BadMarkup | NotSent | Refused | Unsure]:
    if said in _MARKUP:
        return BadMarkup
    if said in _MAYBE or (not said and status in {200, 504}):  # 200 with something that is not Slack's answer
        return Unsure
    return NotSent if said in _BUSY or status >= 500 else Refused


def _seconds(headers: Mapping[str, str]) -> float:
    given = next((value for key, value in headers.items() if key.lower() == "retry-after"), "")
    return float(given) if given.isascii() and given.isdigit() else float(_DEFAULT_WAIT)
