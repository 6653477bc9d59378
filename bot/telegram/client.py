"""The Bot API by method name: PTB's bot on connections of its own, with its secret kept out of logs, reprs and errors."""

import logging
import os
from collections.abc import Mapping
from typing import Any

from pydantic import SecretStr
from telegram import Bot
from telegram.warnings import PTBUserWarning

from bot.telegram.connections import Connections

os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB's way to choose its coming type for retry_after; else it warns at each 429
_CONNECTIONS = 64


class _NamedCalls(Bot):
    """PTB's bot where each call is made by its name: without advice to use typed methods, without the token in its repr."""

    def __repr__(self) -> str:
        return "Bot"

    @classmethod
    def _warn(cls, message: str | PTBUserWarning, category: type[Warning] = PTBUserWarning, stacklevel: int = 0) -> None:
        pass


class Client:
    """Calls to one bot's API. Raises what PTB raises."""

    def __init__(self, token: SecretStr, api_url: str, timeout: float) -> None:
        logging.getLogger("telegram").setLevel(logging.CRITICAL)  # it logs the token, and texts, also in errors
        self._polls, self._calls = Connections(1, timeout), Connections(_CONNECTIONS, timeout)
        self._bot = _NamedCalls(token.get_secret_value(), f"{api_url.rstrip('/')}/bot", request=self._calls, get_updates_request=self._polls)
        self._timeout = timeout

    async def open(self) -> None:
        """Opens connections anew where they were closed."""
        await self._calls.initialize()
        await self._polls.initialize()

    async def ask(self, method: str, params: Mapping[str, Any] | None = None, *, wait: float = 0) -> Any:
        """The result of a method; `wait` seconds longer than usual for one that answers late on purpose."""
        return await self._bot.do_api_request(method, dict(params or {}), read_timeout=self._timeout + wait)

    async def close(self) -> None:
        """Closes all connections."""
        await self._calls.shutdown()
        await self._polls.shutdown()
