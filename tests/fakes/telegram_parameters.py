"""Requests to the fake Telegram as they come over the wire, and how a connection breaks."""

import json
import socket
import struct
from typing import Any

from aiohttp import web


async def params_of(request: web.Request) -> dict[str, Any]:
    """The parameters of a form, of JSON or of a query string; values of forms are JSON where they can be read so."""
    if request.content_type == "application/json":
        return dict(await request.json())
    text = await request.post() if request.can_read_body else request.query
    return {key: _value(key, value) for key, value in text.items()}


_TEXTS = {"text", "caption", "callback_query_id", "inline_query_id", "guest_query_id", "description", "short_description", "language_code", "parse_mode", "url", "secret_token"}


def _value(key: str, value: Any) -> Any:
    if key in _TEXTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def reset(request: web.Request) -> web.Response:
    """Breaks the connection as a crash does: with RST."""
    assert request.transport is not None
    sock = request.transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()
    return web.Response()
