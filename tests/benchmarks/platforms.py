"""Stand-ins of the platforms for the load benchmark: they take every call at once and judge nothing, so that they cost little."""

import asyncio
import contextlib
import itertools
import json
import time
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp import web

from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, signed
from tests.fakes.slack_payloads import message
from tests.fakes.telegram import ME, TOKEN
from tests.machine import free_port

_SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105  # of nobody
_PATIENCE = 600.0  # seconds


class StandIn:
    """A platform; each event is of a chat of its own, and its end is the message that goes there."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.begun: dict[str, tuple[float, asyncio.Future[float]]] = {}
        self.port = free_port()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{way:.*}", self.answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()
        await self._runner.cleanup()

    def environment(self, folder: Path) -> dict[str, str]:
        """The settings under which the program talks to this stand-in."""
        return {"PORT": str(self.port), "DATABASE_URL": f"sqlite:///{folder}/bot.db", "EARNINGS_BOT_HOME": str(folder / "home"), "QUESTIONS_PER_MINUTE": "10000", "LOG_LEVEL": "warning"}

    async def ready(self, process: asyncio.subprocess.Process) -> None:
        """Waits until events are taken."""
        while process.returncode is None:
            with contextlib.suppress(aiohttp.ClientError):
                async with self.session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)
        raise RuntimeError("the program ended")

    async def put(self, texts: list[str], events: int, under_way: int) -> list[float]:
        """Puts events in, so many at once, and waits for their answers; the seconds that each took."""
        places = asyncio.Semaphore(under_way)
        seconds = []

        async def one(text: str) -> None:
            async with places:
                chat = str(next(self.numbers))
                end: asyncio.Future[float] = asyncio.get_running_loop().create_future()
                self.begun[chat] = time.perf_counter(), end
                await self.send(chat, text)
                seconds.append(await asyncio.wait_for(end, _PATIENCE))

        async with asyncio.TaskGroup() as tasks:
            for number in range(events):
                tasks.create_task(one(texts[number % len(texts)]))
        return seconds

    def ended(self, chat: str) -> None:
        """A message went to a chat."""
        began, end = self.begun.pop(chat, (0.0, None))
        if end is not None:
            end.set_result(time.perf_counter() - began)

    async def send(self, chat: str, text: str) -> None:
        """Somebody writes."""
        raise NotImplementedError

    async def answer(self, request: web.Request) -> web.Response:
        """Takes a call."""
        raise NotImplementedError


class SlackStandIn(StandIn):
    """Slack by signed HTTP."""

    def environment(self, folder: Path) -> dict[str, str]:
        return super().environment(folder) | {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_MODE": "http", "SLACK_SIGNING_SECRET": _SECRET, "SLACK_API_URL": f"{self.url}/api/"}

    async def send(self, chat: str, text: str) -> None:
        body = json.dumps(message(text, channel=f"D{chat}", user=f"U{chat}"))
        headers = {**signed(body, secret=_SECRET), "content-type": "application/json"}
        async with self.session.post(f"http://127.0.0.1:{self.port}/slack/events", data=body.encode(), headers=headers) as answer:
            assert answer.status == 200, answer.status

    async def answer(self, request: web.Request) -> web.Response:
        if request.path.endswith("auth.test"):
            return web.json_response({"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "BBOT"})
        given = await (request.json() if request.content_type == "application/json" else request.post())
        if "channel" not in given:
            return web.json_response({"ok": True})  # a status, where an answer is late
        self.ended(str(given["channel"]).removeprefix("D"))
        return web.json_response({"ok": True, "channel": given["channel"], "ts": f"{time.time():.6f}"})


class TelegramStandIn(StandIn):
    """Telegram by polling."""

    def __init__(self) -> None:
        super().__init__()
        self.updates: list[dict[str, Any]] = []
        self.news = asyncio.Event()
        self.polled = asyncio.Event()

    def environment(self, folder: Path) -> dict[str, str]:
        return super().environment(folder) | {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": self.url}

    async def ready(self, process: asyncio.subprocess.Process) -> None:
        ended, polled = asyncio.create_task(process.wait()), asyncio.create_task(self.polled.wait())
        await asyncio.wait({ended, polled}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done():
            raise RuntimeError("the program ended")
        ended.cancel()

    async def send(self, chat: str, text: str) -> None:
        person = {"id": int(chat), "is_bot": False, "first_name": "Ada", "language_code": "en"}
        said = {"message_id": 1, "date": 1_764_000_000, "chat": {"id": int(chat), "type": "private", "first_name": "Ada"}, "from": person, "text": text}
        self.updates.append({"update_id": int(chat), "message": said})
        self.news.set()

    async def answer(self, request: web.Request) -> web.Response:
        given = dict(await request.json() if request.content_type == "application/json" else await request.post())
        match request.path.rpartition("/")[2]:
            case "getMe":
                return _result(ME)
            case "getUpdates":
                return _result(await self._waiting(int(given.get("offset", 0)), float(given.get("timeout", 0))))
            case "sendMessage":
                chat = str(given["chat_id"])
                self.ended(chat)
                return _result({"message_id": 2, "date": 1_764_000_000, "chat": {"id": int(chat), "type": "private"}, "from": ME, "text": given["text"]})
            case method:
                return _result([] if method == "getMyCommands" else True)

    async def _waiting(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self.polled.set()
        self.updates = [u for u in self.updates if u["update_id"] >= offset]
        if not self.updates:
            self.news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), seconds or 0.1)
        return self.updates[:100]


def _result(value: Any) -> web.Response:
    return web.json_response({"ok": True, "result": value})
