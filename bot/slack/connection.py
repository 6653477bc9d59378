"""Socket Mode: one socket held open, and looked after, since a socket can fall silent without being closed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.adapter import CallError

_log = logging.getLogger("bot.slack")


@dataclass(frozen=True, slots=True)
class Watch:
    """How a socket is looked after, in seconds: pings, how often it is looked at, how long it may say nothing."""

    ping: float = 10
    look: float = 60
    silence: float = 900


async def keep_socket(app: AsyncApp, app_token: SecretStr, watch: Watch, is_known: Callable[[], Awaitable[None]]) -> None:
    """Holds a socket until cancelled; `is_known` asks Slack whether the token is good, and raises a CallError if not."""
    handler = AsyncSocketModeHandler(app, app_token.get_secret_value(), logger=app.logger, ping_interval=watch.ping)
    client = handler.client
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
