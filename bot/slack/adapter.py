"""Slack as an adapter: slack-bolt checks and takes what comes in, by Socket Mode or HTTP; slack_sdk makes the calls."""

import logging
import re
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from bot.adapter import BadMarkup, Call, Gone, NotSent, Receive, Refused
from bot.card import Outgoing
from bot.events import Event, Place, Platform, Presence, Question, Sender
from bot.links import Links
from bot.slack import rendering
from bot.slack.blocks import without_pictures
from bot.slack.connection import Watch, keep_socket
from bot.slack.faults import fault, fault_of
from bot.slack.installing import SealedStore, Workspaces
from bot.slack.reading import INSTALLED, read_event, received

SLACK_API = "https://slack.com/api/"
_CALL_SECONDS = 30
_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
_log = logging.getLogger("bot.slack")
_wire = logging.getLogger("bot.slack.wire")
_wire.setLevel(logging.WARNING)  # below, the libraries write texts of messages and addresses that are secrets


class SlackAdapter:
    """The bot by Socket Mode where there is an app token, else by HTTP (see `handle`); in one workspace by its token, in those that
    install it where there are `workspaces`.

    `follows_threads` makes events of messages in threads that mention nobody. `managers` are who may change the subscriptions
    of a channel: its members, or the admins of the workspace.
    """

    platform = Platform.SLACK

    def __init__(
        self, bot_token: SecretStr | None = None, *, app_token: SecretStr | None = None, signing_secret: SecretStr | None = None,
        api_url: str = SLACK_API, links: Links | None = None, follows_threads: bool = False, watch: Watch | None = None, workspaces: Workspaces | None = None,
        managers: str = "members",
    ) -> None:
        """Takes what it needs; nothing is opened before `start`. ValueError where nothing can work."""
        if (bot_token is None) is (workspaces is None):
            raise ValueError("Slack needs a bot token, or what installing in workspaces needs, and not both")
        if not app_token and not signing_secret:
            raise ValueError("Slack needs an app token (Socket Mode) or a signing secret (HTTP)")
        self._bot_token, self._app_token, self._signing_secret = bot_token, app_token, signing_secret
        self._api_url, self._links, self._follows_threads = api_url, links or Links(), follows_threads
        self._managers = managers
        self._watch, self._workspaces = watch or Watch(), workspaces
        self._store: SealedStore | None = None
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None
        self._app: AsyncApp | None = None
        self._receive: Receive | None = None
        self.team = self.user = ""

    def __repr__(self) -> str:
        """The way in, and no token."""
        return f"SlackAdapter({'Socket Mode' if self._app_token else 'HTTP'})"

    def read(self, payload: Mapping[str, Any]) -> Event | None:
        """The event of a stored payload; None for what is met with silence."""
        return read_event(payload, follows_threads=self._follows_threads, own=self.user)

    def render(self, outgoing: Outgoing) -> tuple[Call, ...]:
        """The calls that show something."""
        return rendering.render(outgoing, self._links)

    def status(self, event: Event, words: str) -> Call | None:
        """The call that shows in the agent's thread that an answer is on its way."""
        return rendering.status(event.place, words) if isinstance(event, Question) else None

    def readdressed(self, call: Call, chat: str) -> Call:
        """The same call to another channel."""
        to = {"channel": chat.rpartition("/")[2]}
        return replace(call, chat=chat, params={**call.params, **to}, plain={**call.plain, **to} if call.plain is not None else None)

    async def may_manage(self, place: Place, sender: Sender) -> bool:
        """Whether somebody is an admin of the workspace, where only these may manage; else everybody may who can write in a channel."""
        if place.is_private or self._managers == "members":
            return True
        try:
            answer = await self._api("users.info", {"user": sender.id}, place.chat.partition("/")[0], as_form=True)
        except (Gone, Refused):
            return False
        user = answer.get("user")
        return isinstance(user, dict) and (user.get("is_admin") is True or user.get("is_owner") is True)

    async def start(self) -> None:
        """Opens the session and asks who the bot is. What comes in can be taken also where that question fails with a CallError."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_CALL_SECONDS))
            self._app = self._made_app(self._session)
            self._client = self._app.client
        if self._store is not None:
            await self._prepare(self._store)
        else:
            me = await self._api("auth.test", {})
            self.team, self.user = str(me.get("team_id", "")), str(me.get("user_id", ""))

    def _made_app(self, session: aiohttp.ClientSession) -> AsyncApp:
        """Bolt's app, with the client that it makes itself: given one, it warns that the token of the environment is not used."""
        secret = self._signing_secret.get_secret_value() if self._signing_secret else ""
        if self._bot_token is not None:
            app = AsyncApp(token=self._bot_token.get_secret_value(), signing_secret=secret, before_authorize=self._take_in, logger=_wire)
        else:
            assert self._workspaces is not None
            self._store = self._workspaces.store()
            self._store.installed = self._back
            app = AsyncApp(signing_secret=secret, before_authorize=self._take_in, logger=_wire, oauth_settings=self._workspaces.oauth(self._store, _wire))
        app.client.base_url, app.client.session, app.client.retry_handlers = self._api_url, session, []
        return app

    async def _prepare(self, store: SealedStore) -> None:
        try:
            await store.prepare()
        except (SQLAlchemyError, OSError):
            raise NotSent("the tables of workspaces cannot be made") from None

    async def listen(self, receive: Receive) -> None:
        """Keeps a socket open until cancelled; returns at once where `handle` takes events in by HTTP."""
        self._receive = receive
        if self._app_token is not None and self._app is not None:
            await keep_socket(self._app, self._app_token, self._watch, self._is_known)

    async def handle(self, request: Request) -> Response:
        """Answers one request of Slack by HTTP: 401 for what Slack did not sign, 500 for what could not be stored."""
        if self._app is None or self._receive is None or self._signing_secret is None:
            return Response("not ready", 503)
        stamp, signature = request.headers.get("x-slack-request-timestamp", "0"), request.headers.get("x-slack-signature", "")
        if not _NUMBER.fullmatch(stamp) or not signature.isascii():
            return Response("not signed", 401)
        try:
            return await AsyncSlackRequestHandler(self._app).handle(request)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return Response("not readable", 400)  # no JSON object, no form: bolt reads the body before it checks the signature

    async def install(self, request: Request) -> Response:
        """Answers a browser that installs the app in a workspace (see `bot.slack.installing`)."""
        if self._app is None or self._store is None:
            return Response("not ready", 503)
        try:
            return await AsyncSlackRequestHandler(self._app).handle(request)
        except Exception as error:  # noqa: BLE001 - Slack or the database cannot be reached; a traceback would tell of tokens
            _log.warning("the app could not be installed: %s", fault_of(error))
            return Response("The app could not be installed now; please try again later.", 502)

    async def call(self, call: Call) -> str:
        """Makes one call; the ts of the message that it made, "" if none. Raises a CallError, nothing else."""
        if call.method == rendering.REPLY:
            await self._reply(call.params["url"], call.params["body"])
            return ""
        team, blocks = call.chat.partition("/")[0], call.params.get("blocks", [])
        try:
            answer = await self._api(call.method, call.params, team)
        except BadMarkup:  # a picture that cannot be fetched is refused together with all the rest
            if without_pictures(blocks) == blocks:
                raise
            answer = await self._api(call.method, {**call.params, "blocks": without_pictures(blocks)}, team)
        return str(answer.get("ts", ""))

    async def close(self) -> None:
        """Closes the session."""
        if self._session is not None:
            await self._session.close()
        self._session = self._client = self._app = self._store = None

    async def _take_in(self, req: AsyncBoltRequest, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:  # noqa: A002 - bolt gives arguments by these names
        """Stores what is for the bot and confirms it; what cannot be stored is not confirmed, and Slack tries again."""
        if req.body.get("type") == "url_verification":
            return await next()
        if self._receive is None:
            return BoltResponse(status=503, body="")
        event = self.read(req.body)
        if event is not None:
            told = received(req.body, event)
            await self._receive(replace(told, event=event) if self.user else told)
            await self._forget(event)
        return BoltResponse(status=200, body="")

    async def _forget(self, event: Event) -> None:
        """The tokens of a workspace that removed the app are deleted."""
        if self._store is not None and isinstance(event, Presence) and not event.is_there and "/" not in event.place.chat:
            await self._store.forget(event.place.chat)

    async def _back(self, team: str) -> None:
        """A workspace has installed the app, perhaps anew: what rested there goes on. Slack tells nobody but us."""
        payload = {"type": "event_callback", "event_id": f"installed-{uuid.uuid4()}", "team_id": team, "event": {"type": INSTALLED}}
        if self._receive is not None and (event := self.read(payload)) is not None:
            await self._receive(received(payload, event))

    async def _is_known(self) -> None:
        if self._store is None:
            await self._api("auth.test", {})

    async def _headers(self, team: str) -> dict[str, str]:
        """What says on whose behalf a call is made, where there are several workspaces."""
        if self._store is None:
            return {}
        try:
            token = await self._store.token(team)
        except SQLAlchemyError:
            raise NotSent("the tokens of workspaces cannot be read") from None
        if token is None:
            raise Gone("the app is not installed in the workspace")
        return {"Authorization": f"Bearer {token.get_secret_value()}"}

    async def _api(self, method: str, params: Mapping[str, Any], team: str = "", *, as_form: bool = False) -> Mapping[str, Any]:
        if self._client is None:
            raise NotSent("not started")
        headers = await self._headers(team)
        try:
            if as_form:  # methods that only read take no JSON
                answer = await self._client.api_call(method, data=dict(params), headers=headers)
            else:
                answer = await self._client.api_call(method, json=dict(params), headers=headers)
        except Exception as error:  # noqa: BLE001 - whatever the libraries raise is a CallError for the caller
            raise fault_of(error) from None
        data = answer.data
        return data if isinstance(data, dict) else {}

    async def _reply(self, url: str, body: dict[str, Any]) -> None:
        """Answers at the address that came with a command or press."""
        if self._session is None:
            raise NotSent("not started")
        try:
            answer = await AsyncWebhookClient(url, session=self._session, retry_handlers=[], logger=_wire).send_dict(body)
        except Exception as error:  # noqa: BLE001 - as above
            raise fault_of(error) from None
        if answer.status_code != 200:
            raise fault(answer.status_code, _word(answer.body), answer.headers)


def _word(body: str) -> str:
    """Slack's word for what went wrong, from an answer in text or JSON."""
    found = re.search(r"\b[a-z]+(?:_[a-z]+)+\b", body[:300])
    return found[0] if found else ""
