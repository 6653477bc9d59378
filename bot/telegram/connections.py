"""The connections that PTB makes its requests on: aiohttp's, which take a third of the work of those that it has by itself.

Errors are told without their causes, whose texts hold the address and with it the token.
"""

import json
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_UNKNOWN = (aiohttp.ClientError, TimeoutError, OSError)


class NotConnectedError(NetworkError):
    """There was no connection, so nothing was sent."""


class NoAnswerError(NetworkError):
    """The connection broke, or no answer came in time: nobody knows what became of the request."""


class Connections(BaseRequest):
    """So many connections at most; `timeout` is that of a request in seconds, and of getting a connection for it."""

    def __init__(self, count: int, timeout: float) -> None:
        self._count, self._timeout = count, timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return self._timeout

    async def initialize(self) -> None:
        """Nothing: they are opened with the first request, by the address that it goes to."""

    async def shutdown(self) -> None:
        """Closes them; a later request opens others."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(self, url: str, method: str, request_data: RequestData | None = None, read_timeout: Any = BaseRequest.DEFAULT_NONE, *_: Any, **__: Any) -> tuple[int, bytes]:
        """The status and the body of an answer."""
        seconds = self._timeout if read_timeout is BaseRequest.DEFAULT_NONE else read_timeout
        content = _content(request_data)
        limits = aiohttp.ClientTimeout(total=seconds + self._timeout, connect=self._timeout, sock_read=seconds)
        try:
            if self._session is None:
                self._session = self._opened(url)
            async with self._session.request(method, url, timeout=limits, allow_redirects=False, **content) as answer:
                return answer.status, await answer.read()
        except _NOT_SENT as error:
            raise NotConnectedError(type(error).__name__) from None
        except _UNKNOWN as error:
            raise NoAnswerError(type(error).__name__) from None

    def _opened(self, url: str) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(limit=self._count, ssl=_certificates())
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), headers={"user-agent": self.USER_AGENT}, proxy=_proxy(url))


def _content(data: RequestData | None) -> dict[str, Any]:
    """The body of a request: JSON, or a form with files. UnicodeError for a text that is no Unicode."""
    if data is None:
        return {}
    if not data.contains_files:
        return {"data": json.dumps(data.parameters, ensure_ascii=False).encode(), "headers": {"content-type": "application/json"}}
    form = aiohttp.FormData(data.json_parameters)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


def _proxy(url: str) -> str | None:
    """The proxy of the environment for an address."""
    parts = urlsplit(url)
    known = getproxies()
    return None if proxy_bypass(parts.netloc) else known.get(parts.scheme) or known.get("all")


@cache
def _certificates() -> ssl.SSLContext:
    """Those that come with httpx, or that the environment names; read once: it takes a while."""
    return httpx.create_ssl_context()
