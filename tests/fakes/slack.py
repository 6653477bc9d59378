"""A small Slack on loopback: the Web API, reply addresses, Socket Mode, and delivery of events with retries.

It shares no code with the bot. The journal holds every request in order, before and after it is judged: what stands there
happened, whatever the bot believes.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.fakes.slack_judges import faults
from tests.fakes.slack_payloads import APP, BOT, BOT_ID, TEAM, stamp
from tests.machine import PATIENCE

BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-fake-bot-token", "xapp-fake-app-token", "fake-signing-secret"  # open to all on loopback
_SOON = 0.3  # seconds
_TRIES = 4  # at once, at once again, after a minute, after five


@dataclass
class Request:
    """One request as it came in: the method of the Web API, its parameters, the status it was answered with (0: no answer)."""

    method: str
    params: dict[str, Any]
    status: int = 0
    error: str = ""
    ts: str = ""
    token: str = field(default="", repr=False)

    @property
    def body(self) -> dict[str, Any]:
        """What is shown: the parameters, or the body of a reply to an address."""
        body = self.params.get("body", self.params)
        return body if isinstance(body, dict) else {}


@dataclass
class Fault:
    """What goes wrong with the next `times` requests of a method ("" for any): reset, drop (taken, never answered), 429, 500, html, half, or an error of the API."""

    kind: str
    method: str = ""
    times: int = 1
    seconds: int = 7
    skip: int = 0  # so many go well before


@dataclass
class Slack:
    """The server. `url` is the address of the Web API, `home` that below which links may lead."""

    home: str = ""
    allows_roots: bool = False
    journal: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    messages: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    statuses: dict[tuple[str, str], str] = field(default_factory=dict)  # that stand in threads
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    is_silent: bool = False
    gone: dict[str, str] = field(default_factory=dict)  # channels that cannot be written to, with Slack's word for why
    admins: set[str] = field(default_factory=set)
    installs: dict[str, str] = field(default_factory=dict)  # what a code of an installation gives: TEAM/TOKEN
    enterprise: str = ""  # that the workspaces belong to
    acks: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None
    _port: int = 0
    _replies: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    def reply_url(self) -> str:
        """A new address that replies to a command or press go to."""
        self._replies += 1
        return f"http://127.0.0.1:{self._port}/reply/{self._replies}"

    async def start(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/reply/{number}", self._api)
        app.router.add_get("/socket/{number}", self._socket)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        for socket in self.sockets:
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def posts(self, *methods: str) -> list[Request]:
        """The requests of some methods that were taken, in order."""
        return [r for r in self.journal if r.method in methods and not r.error]

    async def until(self, count: int, *methods: str) -> list[Request]:
        """Waits until so many requests of some methods were taken."""
        async with asyncio.timeout(PATIENCE):
            while len(found := self.posts(*methods)) < count:
                self.news.clear()
                await self.news.wait()
        return found

    async def _api(self, http: web.Request) -> web.StreamResponse:
        params = await _params(http)
        method = http.match_info.get("method", "response_url")
        if method == "response_url":
            params = {"url": str(http.url), "body": params}
        request = Request(method, params)
        self.journal.append(request)
        fault = next((f for f in self.faults if f.method in {"", method} and f.times > 0), None)
        if fault and fault.skip:
            fault.skip, fault = fault.skip - 1, None
        if fault:
            fault.times -= 1
        if fault and fault.kind not in {"drop", "half"}:
            return self._refused(http, request, fault)
        answer = self._done(http, request)
        self.news.set()
        if fault and fault.kind == "drop":
            assert http.transport is not None
            http.transport.close()
        request.status = 200
        return web.Response(text=json.dumps(answer)[:9], content_type="application/json") if fault else web.json_response(answer)

    def _refused(self, http: web.Request, request: Request, fault: Fault) -> web.Response:
        request.error = fault.kind
        match fault.kind:
            case "reset":
                assert http.transport is not None
                http.transport.abort()
                return web.Response()
            case "429":
                request.status = 429
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(fault.seconds)})
            case "500" | "503":
                request.status = int(fault.kind)
                return web.Response(status=request.status, text="<html>sorry</html>", content_type="text/html")
            case "html":
                request.status = 200
                return web.Response(text="<html>log in</html>", content_type="text/html")
            case _ if request.method == "response_url":
                request.status = 404
                return web.Response(status=404, text=fault.kind)
            case _:
                request.status = 200
                return web.json_response({"ok": False, "error": fault.kind})

    def _done(self, http: web.Request, request: Request) -> dict[str, Any]:
        token = http.headers.get("authorization", "").removeprefix("Bearer ")
        request.token = token
        bots = {BOT_TOKEN, *(given.partition("/")[2] for given in self.installs.values())}
        wanted = {"apps.connections.open": {APP_TOKEN}, "response_url": {token}, "oauth.v2.access": {token}}.get(request.method, bots)
        answer = self._answer(request) if token in wanted else {"ok": False, "error": "invalid_auth"}
        request.error = str(answer.get("error", ""))
        if not request.error:
            self.complaints += [f"{request.method}: {fault}" for fault in faults(request.method, request.params, home=self.home)]
        return answer

    def _answer(self, request: Request) -> dict[str, Any]:
        return self._posted(request) if request.method.startswith("chat.") else self._told(request)

    def _told(self, request: Request) -> dict[str, Any]:
        """The answer to what asks, opens and shows."""
        params = request.params
        match request.method:
            case "auth.test":
                return {"ok": True, "url": self.url, "team": "Team", "user": "bot", "team_id": TEAM, "user_id": BOT, "bot_id": BOT_ID}
            case "oauth.v2.access":
                team, _, token = self.installs.get(str(params.get("code")), "").partition("/")
                given = {"app_id": APP, "access_token": token, "token_type": "bot", "scope": "chat:write", "bot_user_id": BOT}
                above = {"enterprise": {"id": self.enterprise, "name": self.enterprise}} if self.enterprise else {}
                return {"ok": True, **given, **above, "team": {"id": team, "name": team}, "authed_user": {"id": "U1"}} if token else {"ok": False, "error": "invalid_code"}
            case "apps.connections.open":
                return {"ok": True, "url": f"ws://127.0.0.1:{self._port}/socket/{len(self.sockets)}?ticket=x"}
            case "views.publish" | "response_url":
                return {"ok": True}
            case "views.open":
                return {"ok": True, "view": {"id": "V2"}} if params.get("trigger_id") else {"ok": False, "error": "invalid_trigger_id"}
            case "users.info":
                return {"ok": True, "user": {"id": params.get("user"), "is_admin": params.get("user") in self.admins}}
            case "assistant.threads.setSuggestedPrompts":
                return {"ok": True}
            case "assistant.threads.setStatus":
                self.statuses[str(params["channel_id"]), str(params["thread_ts"])] = str(params["status"])
                return {"ok": True}
            case _:
                return self._unknown(request)

    def _posted(self, request: Request) -> dict[str, Any]:
        """The answer to what writes into a channel."""
        params, channel = request.params, str(request.params.get("channel", ""))
        match request.method:
            case "chat.postMessage" if channel in self.gone:
                return {"ok": False, "error": self.gone[channel]}
            case "chat.postMessage":
                if channel.startswith("C") and not params.get("thread_ts") and not self.allows_roots:
                    self.complaints.append("an answer in a channel's root")
                request.ts = stamp()
                self.messages[channel, request.ts] = params
                self.statuses.pop((channel, str(params.get("thread_ts", ""))), None)
                return {"ok": True, "channel": channel, "ts": request.ts, "message": {"text": params.get("text"), "ts": request.ts}}
            case "chat.update":
                request.ts = str(params.get("ts", ""))
                if (channel, request.ts) not in self.messages:
                    return {"ok": False, "error": "message_not_found"}
                self.messages[channel, request.ts] = params
                return {"ok": True, "channel": channel, "ts": request.ts}
            case "chat.postEphemeral":
                return {"ok": True, "message_ts": stamp()}
            case _:
                return self._unknown(request)

    def _unknown(self, request: Request) -> dict[str, Any]:
        self.complaints.append(f"no such method: {request.method}")
        return {"ok": False, "error": "unknown_method"}

    async def _socket(self, http: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(http)
        self.sockets.append(socket)
        if not self.is_silent:
            await socket.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": APP}, "debug_info": {"host": "fake"}})
        self.connected.set()
        async for message in socket:
            if message.type == WSMsgType.PING and not self.is_silent:
                await socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                ack = json.loads(message.data)
                if (waiting := self.acks.get(ack.get("envelope_id"))) and not waiting.done():
                    waiting.set_result(ack)
        if self.sockets[-1] is socket:
            self.connected.clear()
        return socket

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells the newest socket to go and closes it."""
        socket = self.sockets[-1]
        self.connected.clear()
        await socket.send_json({"type": "disconnect", "reason": reason})

    async def send(self, payload: Mapping[str, Any], *, tries: int = _TRIES, seconds: float = PATIENCE, in_vain: int = 0) -> int:
        """Delivers a payload over the newest socket until it is acknowledged; the number of tries that took, 0 if none did. So many
        first ones are known to be `in_vain` and given up soon."""
        kind = "events_api" if "event" in payload else "slash_commands" if "command" in payload else "interactive"
        for number in range(tries):
            await self.connected.wait()
            envelope = f"envelope-{stamp()}"
            self.acks[envelope] = asyncio.get_running_loop().create_future()
            retry = {"retry_attempt": number, "retry_reason": "timeout"} if number else {}
            try:
                await self.sockets[-1].send_json({"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": False, **retry})
                await asyncio.wait_for(self.acks[envelope], _SOON if number < in_vain else seconds)
            except (TimeoutError, ConnectionError):  # nobody acknowledges, or the socket is being replaced
                continue
            return number + 1
        return 0


async def _params(http: web.Request) -> dict[str, Any]:
    """The parameters of a call, in whichever of three ways they were sent."""
    given: dict[str, Any] = dict(http.query)
    if http.content_type == "application/json":
        return {**given, **await http.json()}
    return {**given, **{key: _parsed(value) for key, value in (await http.post()).items()}}


def _parsed(value: object) -> object:
    """A field of a form: lists, objects and truths are JSON in it."""
    try:
        return json.loads(value) if isinstance(value, str) and (value[:1] in {"[", "{"} or value in {"true", "false"}) else value
    except ValueError:
        return value


def signed(body: str, *, secret: str = SECRET, at: int | None = None) -> dict[str, str]:
    """The headers that prove a body to be Slack's."""
    timestamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


def on_the_wire(payload: Mapping[str, Any]) -> tuple[str, str]:
    """A payload as Slack posts it: its body and content type."""
    if "event" in payload or payload.get("type") == "url_verification":
        return json.dumps(payload), "application/json"
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    return urlencode(form), "application/x-www-form-urlencoded"


async def post(url: str, payload: Mapping[str, Any], *, tries: int = _TRIES) -> list[int]:
    """Delivers a payload by HTTP until it is answered with 200; the statuses."""
    body, kind = on_the_wire(payload)
    statuses: list[int] = []
    async with aiohttp.ClientSession() as session:
        for number in range(tries):
            retry = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_error"} if number else {}
            async with session.post(url, data=body.encode(), headers={**signed(body), "content-type": kind, **retry}) as answer:
                statuses.append(answer.status)
            if statuses[-1] == 200:
                break
    return statuses
