"""Calls of Slack's Web API over one session. Each is made once, and what became of it is told in the words of `bot.adapter`."""

import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
from pydantic import SecretStr

from bot.proxy import proxy_of
from bot.slack.faults import fault, fault_of

_SECONDS = 30  # that a call may take
_JSON = {"content-type": "application/json; charset=utf-8"}
_WORD = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


class Api:
    """The API at an address. Made where a loop runs."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/") + "/"
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_SECONDS), cookie_jar=aiohttp.DummyCookieJar())
        self._proxy = proxy_of(self.url)

    async def ask(self, method: str, params: Mapping[str, Any], token: SecretStr, *, as_form: bool = False) -> Mapping[str, Any]:
        """What Slack answers to a method; those that only read take their parameters `as_form`. Raises a CallError, nothing else."""
        try:
            status, headers, body = await self._post(self.url + method, params if as_form else _encoded(params), self._proxy, token)
        except Exception as error:  # noqa: BLE001 - whatever the library raises is a CallError for the caller
            raise fault_of(error) from None
        said = _answer(body)
        if status == 200 and said.get("ok") is True:
            return said
        word = said.get("error")
        raise fault(status, word if isinstance(word, str) else "", headers)

    async def reply(self, url: str, body: Mapping[str, Any]) -> None:
        """Answers at the address that came with a command or press. Raises a CallError, nothing else."""
        try:
            status, headers, said = await self._post(url, _encoded(body), proxy_of(url))
        except Exception as error:  # noqa: BLE001 - as above
            raise fault_of(error) from None
        if status != 200:
            found = _WORD.search(said[:300].decode("utf-8", "replace"))
            raise fault(status, found[0] if found else "", headers)

    async def _post(self, url: str, data: bytes | Mapping[str, Any], proxy: str | None, token: SecretStr | None = None) -> tuple[int, Mapping[str, str], bytes]:
        """The status, the headers and the body of an answer. No frame but this one holds the token in the clear."""
        headers = _JSON if isinstance(data, bytes) else {}
        if token is not None:
            headers = {**headers, "authorization": f"Bearer {token.get_secret_value()}"}
        async with self.session.post(url, data=data, headers=headers, proxy=proxy, allow_redirects=False) as answer:
            return answer.status, answer.headers, await answer.read()

    async def close(self) -> None:
        """Closes the session."""
        await self.session.close()


def _encoded(params: Mapping[str, Any]) -> bytes:
    return json.dumps(params).encode()


def _answer(body: bytes) -> Mapping[str, Any]:
    """The object in a body; an empty one where something between Slack and us answered."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
