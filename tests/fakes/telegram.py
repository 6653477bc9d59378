"""A Bot API on loopback: takes requests, judges them, does what they say to its chats, and delivers what people do there.

`journal` is the ground truth: one row a request, written before it is judged. `problems` must be empty at the end of a test.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Self

from aiohttp import ClientError, ClientSession, web

from tests.fakes.telegram_judge import METHODS, Refusal, Shown, judge, shown
from tests.fakes.telegram_parameters import params_of, reset
from tests.fakes.telegram_people import Chat, Message, People
from tests.machine import PATIENCE

TOKEN = "4242424242:AAFakeTokenOfTheFakeTelegram_0123456789"  # noqa: S105  # of nobody
ME = {"id": 4242424242, "is_bot": True, "first_name": "Earnings", "username": "EarningsTestBot", "can_read_all_group_messages": False, "supports_inline_queries": True}
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_HOOKED = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_DELAYS = (0, 2, 4, 8, 16, 32, 60)  # seconds before each delivery to a webhook
_EVEN = 0.5  # of an interval: calls that leave evenly arrive less so where the machine stands still between the two
_LINKS = (f"https://t.me/{ME['username']}?start=", "https://reader.example/")


class Kind(Enum):
    """What can go wrong with a request."""

    REFUSE = "an error of the API"
    RESET_UNREAD = "the connection breaks before anything is done"
    RESET_DONE = "all is done and the connection breaks"
    DROP = "all is done and the answer never comes"
    HALF = "all is done and the answer breaks off"
    PAGE = "all is done and the answer is a web page"
    SLOW = "the answer comes late"


@dataclass
class Fault:
    """Goes wrong `times` times for requests of a method (and chat), after `skip` that go well."""

    kind: Kind
    method: str = "sendMessage"
    chat: int | None = None
    times: int = 1
    skip: int = 0
    refusal: Refusal = field(default_factory=lambda: Refusal(500, "Internal Server Error"))
    seconds: float = 0.0


@dataclass
class Request:
    """A row of the journal. `status` is 0 where no answer was sent."""

    at: float
    method: str
    params: dict[str, Any]
    status: int = 0


class FakeTelegram:
    """The server. Use as `async with FakeTelegram() as telegram`; `second` shortens its seconds between webhook deliveries."""

    def __init__(self, *, second: float = 0.01) -> None:
        self.people = People(self.push, ME)
        self.journal: list[Request] = []
        self.problems: list[str] = []
        self.faults: list[Fault] = []
        self.cards: dict[str, list[dict[str, Any]]] = {}  # answers to inline queries
        self.notices: dict[str, str] = {}  # answers to pressed buttons
        self.settings: dict[str, Any] = {}  # commands and descriptions, by method, scope and language
        self.webhook: dict[str, Any] = {}
        self.reached: dict[str, str] = {}  # where public addresses lead on this machine, as a reverse proxy has them
        self.photos: dict[str, bytes] = {}  # what was uploaded, by file id
        self.deliveries: list[tuple[int, int]] = []  # update ids and statuses, in order
        self.updates: list[dict[str, Any]] = []  # not confirmed yet
        self._next, self._second = 700_000_000, second
        self._changed = asyncio.Condition()
        self._poll: object = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes: dict[object, asyncio.Lock] = {}

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()
        await self._runner.cleanup()

    # what tests ask and wait for

    def calls(self, method: str) -> list[Request]:
        """The requests of a method, in order."""
        return [r for r in self.journal if r.method == method]

    def said(self, chat: int) -> list[Message]:
        """What the bot's messages in a chat look like now, in order."""
        return [m for m in self.people.messages.values() if m.chat == chat]

    async def until(self, fact: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Waits until something is so; TimeoutError if it never is."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(fact)

    async def answer_in(self, chat: int, count: int = 1) -> Message:
        """The newest message of the bot in a chat, once there are so many."""
        await self.until(lambda: len(self.said(chat)) >= count)
        return self.said(chat)[-1]

    def verdict(self) -> list[str]:
        """All that a good bot does not do, with the buttons that were never answered."""
        return [*self.problems, *(f"query {query} was never answered" for query in sorted(self.people.asked))]

    def rushed(self) -> list[str]:
        """Messages that came faster than Telegram likes: one a second to a chat, twenty a minute to a group, thirty a second over all."""
        sent = [(r.at, r.params["chat_id"]) for r in self.calls("sendMessage")]
        limits = [("all", 1, 30)] + [(str(c), 1, 1) for _, c in sent] + [(str(c), 60, 20) for _, c in sent if c < 0]
        return [
            f"{whose}: {most + 1} messages in {times[most] - times[0]:.2f} s"
            for whose, seconds, most in dict.fromkeys(limits)
            for of in [[at for at, chat in sent if whose in {"all", str(chat)}]]
            for times in [of[i : i + most + 1] for i in range(len(of) - most)]
            if times[most] - times[0] < _EVEN * seconds
        ]

    # updates

    def push(self, update: dict[str, Any]) -> dict[str, Any]:
        """Something happened that the bot is to know; the update with its number."""
        self._next += 1
        known = {"update_id": self._next} | update
        self.updates.append(known)
        self._later(self._deliver(known) if self.webhook else self._tell())
        return known

    def push_again(self, update: dict[str, Any]) -> None:
        """An update comes a second time, as after an answer that was lost; where it is polled for, with the batch."""
        self.updates.append(update)
        self._later(self._deliver(update) if self.webhook else self._tell())

    def _later(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _deliver(self, update: dict[str, Any]) -> None:
        """To the webhook: in order within a chat, again until it is taken."""
        part = next(v for k, v in update.items() if k != "update_id")
        chat = (part.get("chat") or part.get("message", {}).get("chat") or part["from"])["id"]
        async with self._lanes.setdefault(chat, asyncio.Lock()):
            for delay in (*_DELAYS, *[60] * 1000):
                if update not in self.updates:
                    return  # taken since, from another delivery
                await asyncio.sleep(delay * self._second)
                headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
                status = 0
                address = self.webhook.get("url", "")
                for public, local in self.reached.items():
                    address = address.replace(public, local)
                with contextlib.suppress(ClientError):
                    async with self._session.post(address, json=update, headers=headers) as answer:
                        status = answer.status
                self.deliveries.append((update["update_id"], status))
                if 200 <= status < 300:
                    self.updates.remove(update)
                    await self._tell()
                    return

    async def _get_updates(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, _HOOKED)
        mine = self._poll = object()
        if offset := params.get("offset"):
            self.updates = [u for u in self.updates if u["update_id"] >= offset]
        await self._tell()
        wanted = params.get("allowed_updates")

        def waiting() -> list[dict[str, Any]]:
            return [u for u in self.updates if not wanted or set(u) & set(wanted)][: params.get("limit", 100)]

        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(params.get("timeout", 0)), self._changed:
                await self._changed.wait_for(lambda: waiting() or self._poll is not mine)
        if self._poll is not mine:
            raise Refusal(409, _CONFLICT)
        return waiting()

    # requests

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await params_of(request)
        row = Request(time.monotonic(), method, params)
        self.journal.append(row)
        await self._tell()
        fault = self._fault(method, params)
        if fault and fault.kind is Kind.RESET_UNREAD:
            return reset(request)
        try:
            self._judge(method, params, request.match_info["token"], fault)
            status, body = 200, {"ok": True, "result": await self._do(method, params)}
        except Refusal as error:
            status, body = error.status, {"ok": False, "error_code": error.status, "description": error.description}
            body |= {"parameters": error.parameters} if error.parameters else {}
        await self._tell()
        if fault and fault.kind in {Kind.RESET_DONE, Kind.DROP}:
            await asyncio.sleep(fault.seconds)
            return reset(request)
        if fault and fault.kind is Kind.SLOW:
            await asyncio.sleep(fault.seconds)
        text = json.dumps(body)
        text = text[: len(text) // 2] if fault and fault.kind is Kind.HALF else "<html>hello</html>" if fault and fault.kind is Kind.PAGE else text
        row.status = status
        return web.Response(status=status, text=text, content_type="application/json")

    def _fault(self, method: str, params: dict[str, Any]) -> Fault | None:
        for fault in self.faults:
            if fault.times and fault.method == method and fault.chat in {None, params.get("chat_id")}:
                if fault.skip:
                    fault.skip -= 1
                    return None
                fault.times -= 1
                return fault
        return None

    def _judge(self, method: str, params: dict[str, Any], token: str, fault: Fault | None) -> None:
        """Raises the Refusal that a request meets at once; what it does wrong is a problem of the test."""
        if token != TOKEN:
            raise Refusal(401, "Unauthorized")
        if fault and fault.kind is Kind.REFUSE:
            raise fault.refusal
        if method not in METHODS:
            self.problems.append(f"{method}: no such method")
            raise Refusal(404, "Not Found")
        try:
            self.problems += judge(method, params, links=_LINKS)
        except Refusal as error:
            self.problems.append(f"{method}: {error.description}")
            raise

    async def _do(self, method: str, params: dict[str, Any]) -> Any:
        match method:
            case "getMe":
                return ME
            case "getUpdates":
                return await self._get_updates(params)
            case "setWebhook" | "deleteWebhook":
                return self._set_webhook(params)
            case "getWebhookInfo":
                return {"url": self.webhook.get("url", ""), "pending_update_count": len(self.updates), "has_custom_certificate": False}
            case "sendMessage":
                return self._send(params, "text")
            case "sendPhoto":
                return self._photo(params)
            case "getChatMember":
                return self._member(params)
            case "editMessageText":
                return self._edit(params)
            case "answerCallbackQuery" | "answerInlineQuery":
                return self._answered(params)
            case _ if "My" in method:
                return self._setting(method, params)
            case _:
                return True

    def _set_webhook(self, params: dict[str, Any]) -> bool:
        if params.get("drop_pending_updates"):
            self.problems.append("updates that wait were dropped")
        self.webhook = params if params.get("url") else {}
        if self.webhook:
            for update in self.updates:
                self._later(self._deliver(update))
        return True

    def _open_chat(self, params: dict[str, Any]) -> Chat:
        chat = self.people.chats.get(params["chat_id"])
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to:
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to)
        if chat.away:
            raise Refusal(403, f"Forbidden: {chat.away}")
        return chat

    def _photo(self, params: dict[str, Any]) -> dict[str, Any]:
        """A photo that is uploaded, or one that is known by its id."""
        photo = params["photo"]
        if isinstance(photo, web.FileField):
            number = f"photo-{len(self.photos) + 1}"
            self.photos[number] = photo.file.read()
            params["photo"] = number
        if params["photo"] not in self.photos:
            raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if not self.photos[params["photo"]].startswith(b"\x89PNG"):
            raise Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
        return self._send(params, "caption") | {"photo": [{"file_id": params["photo"], "width": 1, "height": 1}]}

    def _member(self, params: dict[str, Any]) -> dict[str, Any]:
        chat = self._open_chat(params)
        if params["user_id"] <= 0:
            raise Refusal(400, "Bad Request: invalid user_id specified")
        return {"status": "administrator" if params["user_id"] in chat.admins else "member", "user": self.people.user(params["user_id"])}

    def _send(self, params: dict[str, Any], words: str) -> dict[str, Any]:
        chat = self._open_chat(params)
        reply, topic = params.get("reply_parameters"), params.get("message_thread_id")
        if topic and topic not in chat.topics:
            raise Refusal(400, "Bad Request: message thread not found")
        if topic in chat.closed:
            raise Refusal(400, "Bad Request: TOPIC_CLOSED")
        if reply and not 1 <= reply["message_id"] <= chat.last and not reply.get("allow_sending_without_reply"):
            raise Refusal(400, "Bad Request: message to be replied not found")
        chat.last += 1
        seen: Shown = shown(params[words], params.get("parse_mode"))
        message = Message(chat.id, chat.last, seen, params)
        self.people.messages[chat.id, chat.last] = message
        return self.people.of_bot(message)

    def _edit(self, params: dict[str, Any]) -> dict[str, Any]:
        self._open_chat(params)
        message = self.people.messages.get((params["chat_id"], params["message_id"]))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        seen, markup = shown(params["text"], params.get("parse_mode")), params.get("reply_markup")
        if seen == message.shown and markup == message.params.get("reply_markup"):
            same = "specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
            raise Refusal(400, f"Bad Request: message is not modified: {same}")
        message.shown, message.edits = seen, message.edits + 1
        message.params = {k: v for k, v in message.params.items() if k != "reply_markup"} | params
        return self.people.of_bot(message)

    def _answered(self, params: dict[str, Any]) -> bool:
        query = params.get("callback_query_id") or params["inline_query_id"]
        if query not in self.people.asked:
            raise Refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        self.people.asked.remove(query)
        if "results" in params:
            self.cards[query] = params["results"]
        else:
            self.notices[query] = params.get("text", "")
        return True

    def _setting(self, method: str, params: dict[str, Any]) -> Any:
        what = method[3:] if method[:3] in {"set", "get"} else method[6:]
        key = (what, json.dumps(params.get("scope") or {"type": "default"}), params.get("language_code", ""))
        content = next((v for k, v in params.items() if k not in {"scope", "language_code"}), None)
        if not method.startswith("get"):
            self.settings[str(key)] = content
            return True
        found = self.settings.get(str(key))
        return (found or []) if what == "MyCommands" else {"description" if what == "MyDescription" else "short_description": found or ""}


@contextlib.asynccontextmanager
async def fake_telegram() -> AsyncIterator[FakeTelegram]:
    """A fake whose verdict is passed at the end: a test with a problem fails."""
    async with FakeTelegram() as telegram:
        yield telegram
        assert telegram.verdict() == []
