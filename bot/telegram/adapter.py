"""Telegram as a platform: reading, rendering, calling, taking updates by polling or by webhook."""

import asyncio
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

import structlog
from pydantic import SecretStr
from telegram.error import BadRequest, InvalidToken

from bot.adapter import Call, Gone, Receive, Refused, RetryAfter, Unsure
from bot.card import Outgoing
from bot.events import Event, Place, Platform, Sender
from bot.links import Links
from bot.telegram import menus
from bot.telegram.client import Client
from bot.telegram.errors import call_error, is_done, is_topic_gone
from bot.telegram.pictures import Pictures
from bot.telegram.polling import Polling
from bot.telegram.reading import UPDATES, Me, read_me, read_update, received
from bot.telegram.rendering import PICTURE, render

API = "https://api.telegram.org"
_log = structlog.stdlib.get_logger(__name__)
_MANAGERS = ("creator", "administrator")
_OLD = ("message_thread_id", "reply_parameters", "message_id")
_IN_TOPIC = ("message_thread_id", "reply_parameters")  # what ties a message to a topic


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram delivers to instead of being polled; each delivery carries the secret in a header."""

    url: str
    secret: SecretStr


class TelegramAdapter:
    """One bot on Telegram; see `bot.adapter.Adapter`.

    `timeout` is that of a request, `hold` how long Telegram may keep a poll, `pause` the first wait after a failed one, in
    seconds. `me` is known once `start` is done.
    """

    platform = Platform.TELEGRAM

    def __init__(
        self, token: SecretStr, *, links: Links | None = None, webhook: Webhook | None = None, api_url: str = API, timeout: float = 20, hold: int = 25, pause: float = 1
    ) -> None:
        self._client = Client(token, api_url, timeout)
        self._pictures = Pictures(self._client)
        self._polling = Polling(self._client, hold=hold, pause=pause)
        self._webhook, self._pause = webhook, pause
        self._links = links or Links()
        self.me = Me(token.get_secret_value().partition(":")[0])  # a token begins with the bot's id

    def __repr__(self) -> str:
        return f"TelegramAdapter(@{self.me.username})"

    def read(self, payload: Mapping[str, Any]) -> Event | None:
        """The event of a stored update; None for what is met with silence."""
        return read_update(payload, self.me)

    def render(self, outgoing: Outgoing) -> tuple[Call, ...]:
        """The calls that show something, in order."""
        return render(outgoing, self._links)

    def status(self, event: Event, words: str) -> Call | None:  # noqa: ARG002  # as the protocol has it
        """None: what Telegram has is gone by itself after five seconds, long before an answer that is late."""
        return None

    def readdressed(self, call: Call, chat: str) -> Call:
        """The call for the supergroup that a group became: its messages have other numbers there, so nothing is replied to or edited."""
        params, plain = (p and {k: v for k, v in p.items() if k not in _OLD} | {"chat_id": int(chat)} for p in (call.params, call.plain))
        return replace(call, method=call.method if call.method == PICTURE else "sendMessage", params=params or {}, plain=plain, chat=chat, is_message=True)

    async def call(self, call: Call) -> str:
        """Makes one call and returns the id of the message it made or changed, "" if none. Raises a CallError, nothing else.

        Where the topic of a message is closed or gone, the message goes to the General topic of its chat, once.
        """
        if call.method == PICTURE:
            return _message_id(await self._pictures.send(call.params))
        try:
            return _message_id(await self._client.ask(call.method, call.params))
        except BadRequest as error:
            if is_done(error):
                return _message_id(call.params)
            if not (is_topic_gone(error) and call.method == "sendMessage" and call.params.get("message_thread_id")):
                raise call_error(error) from error
        except Exception as error:  # PTB raises KeyError and the like on broken answers
            raise call_error(error) from error
        _log.warning("a topic is closed or gone; its message goes to the General topic", chat=call.chat)
        return await self.call(replace(call, params={k: v for k, v in call.params.items() if k not in _IN_TOPIC}))

    async def may_manage(self, place: Place, sender: Sender) -> bool:
        """Whether somebody owns or administers a group or channel; those who write in its own name do, as everybody in a private chat."""
        if place.is_private or sender.id == place.chat:
            return True
        try:
            member = await self._client.ask("getChatMember", {"chat_id": int(place.chat), "user_id": int(sender.id)})
        except Exception as error:  # PTB raises KeyError and the like on broken answers
            found = call_error(error)
            if isinstance(found, Gone | Refused):
                return False
            raise found from error
        return isinstance(member, Mapping) and member.get("status") in _MANAGERS

    async def start(self) -> None:
        """Learns who the bot is and sets its menus, each only where it differs; menus that cannot be set are only logged.
        Raises as `meet` does."""
        await self.meet()
        if not self.me.sees_all:
            _log.info("privacy mode is on: groups show the bot only commands, mentions and replies to it", bot=self.me.username)
        ends = await asyncio.gather(*(self._settle(what, wished) for what, wished in menus.wishes()), return_exceptions=True)
        if failed := [end for end in ends if isinstance(end, Exception)]:
            _log.warning("menus are not all set; the next start tries again", failed=len(failed), reason=str(call_error(failed[0])))

    async def meet(self) -> None:
        """Learns who the bot is. Raises Refused for a wrong token, another CallError where Telegram is out of reach."""
        await self._client.open()
        try:
            self.me = read_me(await self._client.ask("getMe"))
        except InvalidToken as error:
            raise Refused("Telegram does not know the token; @BotFather shows it under /mybots") from error
        except Exception as error:
            raise call_error(error) from error
        if not self.me.id or not self.me.username:
            raise Unsure("what answered getMe is no Bot API")
        self._links = replace(self._links, telegram_bot=self._links.telegram_bot or self.me.username)

    async def listen(self, receive: Receive) -> None:
        """Polls until cancelled; with a webhook, tells Telegram of it and returns. Raises Refused for an address that it refuses."""
        if self._webhook is None:
            await self._polling.run(receive)
        hook = {"url": self._webhook.url, "secret_token": self._webhook.secret.get_secret_value(), "allowed_updates": list(UPDATES)}
        while True:
            try:
                await self._client.ask("setWebhook", hook | {"drop_pending_updates": False})
            except Exception as error:  # PTB raises KeyError and the like on broken answers
                found = call_error(error)
                if isinstance(found, Refused):
                    raise found from error
                _log.warning("the webhook is not set yet", reason=str(found))
                await asyncio.sleep(found.seconds if isinstance(found, RetryAfter) else self._pause)
            else:
                return

    async def take(self, body: bytes, secret: str | None, receive: Receive) -> int:
        """The HTTP status for a delivery to the webhook: 200 once it is committed, 401 for a wrong secret, 503 to have it again.

        `secret` is the header X-Telegram-Bot-Api-Secret-Token; without a webhook nothing is accepted.
        """
        wanted = self._webhook.secret.get_secret_value() if self._webhook else ""
        if not wanted or not hmac.compare_digest((secret or "").encode("utf-8", "surrogateescape"), wanted.encode()):
            return HTTPStatus.UNAUTHORIZED
        try:
            stored = received(json.loads(body))
        except (ValueError, RecursionError):
            return HTTPStatus.BAD_REQUEST
        if stored is None:
            return HTTPStatus.OK  # an object that is no update would only come again
        try:
            await receive(stored)
        except Exception:  # noqa: BLE001  # whatever it is, Telegram delivers again
            _log.exception("an update was not stored", update_id=stored.event_id)
            return HTTPStatus.SERVICE_UNAVAILABLE
        return HTTPStatus.OK

    async def close(self) -> None:
        """Lets go of connections."""
        await self._client.close()

    async def _settle(self, what: str, wished: Mapping[str, Any]) -> None:
        asked = {k: v for k, v in wished.items() if k in {"scope", "language_code"}}
        content = {k: v for k, v in wished.items() if k not in asked}
        if await self._client.ask(f"get{what}", asked) not in (content, *content.values()):
            await self._client.ask(f"set{what}", wished)


def _message_id(of: object) -> str:
    number = of.get("message_id") if isinstance(of, Mapping) else None
    return str(number) if isinstance(number, int) else ""
