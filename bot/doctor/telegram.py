"""A look at the bot on Telegram: its token, what groups show it, how updates come in."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.clock import Clock
from bot.doctor.asking import Answered, ask, look_at_clock
from bot.doctor.finding import Finding, broken, good, note
from bot.settings import Settings

_PORTS = {443, 80, 88, 8443}  # that Telegram delivers to
_UNKNOWN = {401, 404}


async def look_at_telegram(settings: Settings, client: httpx.AsyncClient, clock: Clock) -> list[Finding]:
    """All about Telegram; that it is off, where there is no token."""
    if not settings.has_telegram:
        return [note("Telegram", "is off", "set TELEGRAM_TOKEN to turn it on")]
    method = f"{settings.telegram_api_url.rstrip('/')}/bot{settings.telegram_token.get_secret_value()}/"
    me = await ask(client, f"{method}getMe")
    if me.data.get("ok") is not True:
        return [_silent(me, settings), *look_at_clock("Telegram", me, clock)]
    hook = await ask(client, f"{method}getWebhookInfo")
    return [*_token(_result(me)), *_intake(_result(hook), hook, settings), *look_at_clock("Telegram", me, clock)]


def _result(answered: Answered) -> Mapping[str, Any]:
    result = answered.data.get("result")
    return result if isinstance(result, dict) else {}


def _silent(answered: Answered, settings: Settings) -> Finding:
    """Why getMe did not answer."""
    if answered.status in _UNKNOWN:
        return broken("Telegram", "does not know the token", "copy it anew from @BotFather (/mybots, API Token) into TELEGRAM_TOKEN")
    said = answered.trouble or str(answered.data.get("description") or f"HTTP {answered.status}")
    return broken("Telegram", f"{urlsplit(settings.telegram_api_url).netloc} cannot be used: {said}", "see that this machine reaches it, or set TELEGRAM_API_URL")


def _token(me: Mapping[str, Any]) -> Iterator[Finding]:
    yield good("Telegram", f"the token is that of @{me.get('username')}")
    if me.get("can_read_all_group_messages"):
        yield note("Privacy mode", "is off: groups show the bot all messages, and it answers only what is meant for it", "@BotFather turns it on with /setprivacy")
    else:
        yield good("Privacy mode", "is on: groups show the bot commands and replies to it, and not every mention; /setprivacy of @BotFather changes that, once the bot is added anew")
    if not me.get("can_join_groups", True):
        yield note("Groups", "cannot add the bot", "@BotFather allows it with /setjoingroups")
    if not me.get("supports_inline_queries"):
        yield note("Inline mode", "is off: @bot QUESTION does nothing in other chats", "@BotFather turns it on with /setinline")


def _intake(hook: Mapping[str, Any], answered: Answered, settings: Settings) -> Iterator[Finding]:
    """Whether updates come in as the settings say."""
    url, waiting = str(hook.get("url", "")), hook.get("pending_update_count", 0)
    if not hook:
        yield broken("Updates", f"getWebhookInfo failed: {answered.trouble or answered.data.get('description')}", "try again later")
    elif not settings.has_webhook:
        yield note("Updates", "a webhook is set while TELEGRAM_MODE is polling", "`serve` deletes it when it starts") if url else good("Updates", f"are polled for; {waiting} wait")
    else:
        yield from _webhook(hook, url, settings)


def _webhook(hook: Mapping[str, Any], url: str, settings: Settings) -> Iterator[Finding]:
    port = urlsplit(settings.public_url).port
    if port and port not in _PORTS:
        yield broken("Webhook", f"Telegram does not deliver to port {port}", "let PUBLIC_URL name port 443, 80, 88 or 8443")
    if not url.startswith(settings.public_url):
        yield note("Webhook", "is not set to PUBLIC_URL yet", "`serve` sets it when it starts")
    elif said := hook.get("last_error_message"):
        yield broken("Webhook", f"Telegram's last delivery failed: {said}", "see that PUBLIC_URL leads to this service, with a certificate that is valid")
    else:
        yield good("Webhook", f"is set; {hook.get('pending_update_count', 0)} updates wait")
