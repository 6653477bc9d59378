"""Socket Mode: one socket held open, and looked after, since a socket can fall silent without being closed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapter import CallError

_log = logging.getLogger("bot.slack")


@dataclass(frozen=True, slots=True)
class Watch:
    """How a socket is looked after, in seconds: pings, how often it is looked at, how long it may say nothing."""

    ping: float = 10
    look: float = 60
    silence: float = 900


TakeIn = Callable[[Mapping[str, Any]], Awaitable[bool]]  # stores a payload; whether it may be confirmed


async def keep_socket(web: AsyncWebClient, app_token: SecretStr, watch: Watch, take_in: TakeIn, is_known: Callable[[], Awaitable[None]]) -> None:
    """Holds a socket until cancelled; `is_known` asks Slack whether the token is good, and raises a CallError if not."""

    async def taken(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if await take_in(request.payload):
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    client = SocketModeClient(app_token.get_secret_value(), logger=web.logger, web_client=web, ping_interval=watch.ping)
    client.socket_mode_request_listeners.append(taken)
    heard = _Heard()
    client.message_listeners.append(heard)
    try:
        await client.connect()  # type: ignore[no-untyped-call]
        while True:
            await asyncio.sleep(watch.look)
            await _look(client, heard, watch, is_known)
    finally:
        await _close(client)


class _Heard:
    """When the socket last said something, by the loop's clock."""

    def __init__(self) -> None:
        self.at = asyncio.get_running_loop().time()

    async def __call__(self, _client: Any, _message: dict[str, Any], _raw: str | None) -> None:
        self.at = asyncio.get_running_loop().time()

    @property
    def silence(self) -> float:
        return asyncio.get_running_loop().time() - self.at


async def _look(client: SocketModeClient, heard: _Heard, watch: Watch, is_known: Callable[[], Awaitable[None]]) -> None:
    """Reconnects a socket that is closed, whose receiver has died, or that has been silent for long though pings come back."""
    receiver = client.message_receiver
    if await client.is_connected() and receiver is not None and not receiver.done() and heard.silence < watch.silence:
        return
    try:
        await is_known()
        await client.connect_to_new_endpoint(force=True)
        heard.at = asyncio.get_running_loop().time()
    except CallError as error:
        _log.warning("the socket to Slack is silent, and no other can be opened: %s", error)
    except Exception as error:  # noqa: BLE001 - tried again at the next look
        _log.warning("the socket to Slack is silent, and no other could be opened: %s", type(error).__name__)


async def _close(client: SocketModeClient) -> None:
    """Closes the socket and waits for what belongs to it to end."""
    tasks = [t for t in (client.current_session_monitor, client.message_receiver, client.message_processor) if t is not None]
    await client.close()  # type: ignore[no-untyped-call]
    await asyncio.gather(*tasks, return_exceptions=True)
