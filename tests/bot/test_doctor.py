"""The doctor: every fault of the surroundings is found, said in one line with its mend, and nothing is changed by looking."""

import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from slack_sdk.oauth.installation_store.models.installation import Installation
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.doctor import Finding, State, doctor
from bot.doctor import slack as slack_look
from bot.settings import Settings, read_settings
from bot.slack.installing import SealedStore
from bot.storage.database import open_database
from bot.web.server import serving
from tests.cases import Done

TOKEN = "123456789:AAF-canary-canary-canary-canary-0123"  # noqa: S105  # of nobody
BOT, APP = "xoxb-canary-1234567890", "xapp-canary-1234567890"
ME: dict[str, Any] = {"ok": True, "result": {"username": "earnings_bot", "can_join_groups": True, "supports_inline_queries": True}}
KNOWN: dict[str, Any] = {"ok": True, "user": "earnings", "team": "Acme", "team_id": "T01"}


@dataclass
class World:
    """Platforms and a public address on this machine, as the doctor is to find them."""

    me: Mapping[str, Any] = field(default_factory=lambda: ME)
    hook: Mapping[str, Any] = field(default_factory=lambda: {"ok": True, "result": {"url": "", "pending_update_count": 0}})
    known: Mapping[str, Any] = field(default_factory=lambda: KNOWN)
    opened: Mapping[str, Any] = field(default_factory=lambda: {"ok": True, "url": "wss://x"})
    app: Mapping[str, Any] = field(default_factory=lambda: {"ok": False, "error": "invalid_code"})
    scopes: str = "chat:write,commands"
    status: int = 200
    ahead: float = 0  # seconds that this machine's clock is ahead of the platforms'
    health: str = "ok"
    asked: list[str] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def settings(self, **changes: object) -> AsyncIterator[Settings]:
        """Settings that name this world."""
        routes = [Route("/bot{token}/{method}", self._telegram, methods=["POST"]), Route("/api/{method}", self._slack, methods=["POST"]), Route("/healthz", self._alive)]
        async with serving(Starlette(routes=routes), "127.0.0.1", 0) as served:
            here = f"http://127.0.0.1:{served.port}"
            self.hook = json.loads(json.dumps(self.hook).replace("HERE", here))
            told = {"telegram_api_url": here, "slack_api_url": f"{here}/api/", "port": 0} | changes
            yield read_settings(None).model_copy(update={k: here if v == "HERE" else v for k, v in told.items()})

    async def _telegram(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.asked.append(method)
        return self._answer(self.me if method == "getMe" else self.hook if request.path_params["token"] == TOKEN else {"ok": False})

    async def _slack(self, request: Request) -> Response:
        method = request.path_params["method"]
        self.asked.append(method)
        if method == "oauth.v2.access":
            assert b"client_secret=canary-of-the-app" in await request.body()
            return self._answer(self.app)
        wanted = {"auth.test": BOT, "apps.connections.open": APP}[method]
        assert request.headers["authorization"] == f"Bearer {wanted}"
        return self._answer(self.known if method == "auth.test" else self.opened)

    async def _alive(self, _: Request) -> Response:
        return PlainTextResponse(self.health)

    def _answer(self, data: Mapping[str, Any]) -> Response:
        response = JSONResponse(dict(data), self.status)
        response.headers["x-oauth-scopes"] = self.scopes
        return response


@dataclass
class _Clock:
    ahead: float

    def now(self) -> float:
        return time.time() + self.ahead

    def steady(self) -> float:
        return time.monotonic()


TELEGRAM = {"telegram_token": SecretStr(TOKEN)}
SLACK = {"slack_bot_token": SecretStr(BOT), "slack_app_token": SecretStr(APP)}
KEY = Fernet.generate_key().decode()
SHARED = {
    "slack_client_id": "1.2", "slack_client_secret": SecretStr("canary-of-the-app"), "slack_token_key": SecretStr(KEY), "slack_app_token": SecretStr(APP), "public_url": "HERE",
}
HOOKED = TELEGRAM | {"telegram_mode": "webhook", "public_url": "HERE"}


async def _found(world: World, **changes: object) -> list[Finding]:
    async with world.settings(**changes) as settings:
        return await doctor(settings, _Clock(world.ahead))


@pytest.fixture(autouse=True)
def scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest of two scopes."""
    monkeypatch.setattr(slack_look, "wanted_scopes", lambda: frozenset({"chat:write", "commands"}))


async def test_a_good_world_has_no_fault(home: Path) -> None:
    database = await open_database(f"sqlite:///{home}/bot.db")
    await database.close()
    found = await _found(World(), **TELEGRAM, **SLACK, public_url="HERE")
    assert [str(finding) for finding in found if finding.state is not State.GOOD] == []
    assert [finding.subject for finding in found] == [
        "Telegram", "Privacy mode", "Updates", "Clock", "Slack", "Scopes", "Clock", "Socket Mode", "Public address", "Database", "Web server", "Time zones", "Articles",
        *(["Font"] if found[-1].subject == "Font" else []),
    ]


async def test_looking_changes_nothing(home: Path) -> None:
    """No webhook is set or deleted, and no database is made."""
    world = World()
    await _found(world, **TELEGRAM, **SLACK)
    assert sorted(world.asked) == ["apps.connections.open", "auth.test", "getMe", "getWebhookInfo"]
    assert not (home / "bot.db").exists()


async def test_platforms_that_are_off_are_not_asked() -> None:
    world = World()
    found = await _found(world)
    assert world.asked == []
    assert [f"{f.subject}: {f.text}; {f.mend}" for f in found[:2]] == ["Telegram: is off; set TELEGRAM_TOKEN to turn it on", "Slack: is off; set SLACK_BOT_TOKEN to turn it on"]


CASES: list[tuple[str, World, Mapping[str, object], State, str]] = [
    ("a token nobody knows", World(me={"ok": False, "error_code": 401}, status=401), TELEGRAM, State.BROKEN, "Telegram: does not know the token; copy it anew from @BotFather"),
    ("Telegram out of order", World(me={"ok": False, "description": "Bad Gateway"}, status=502), TELEGRAM, State.BROKEN, "cannot be used: Bad Gateway"),
    ("groups show all", World(me={"ok": True, "result": {**ME["result"], "can_read_all_group_messages": True}}), TELEGRAM, State.NOTE, "Privacy mode: is off"),
    ("no groups", World(me={"ok": True, "result": {**ME["result"], "can_join_groups": False}}), TELEGRAM, State.NOTE, "@BotFather allows it with /setjoingroups"),
    ("no inline mode", World(me={"ok": True, "result": {"username": "b"}}), TELEGRAM, State.NOTE, "@BotFather turns it on with /setinline"),
    ("a webhook is left", World(hook={"ok": True, "result": {"url": "https://old.example.com"}}), TELEGRAM, State.NOTE, "a webhook is set while TELEGRAM_MODE is polling"),
    ("webhook info fails", World(hook={"ok": False, "description": "Flood"}), TELEGRAM, State.BROKEN, "getWebhookInfo failed: Flood"),
    ("no webhook yet", World(), HOOKED, State.NOTE, "Webhook: is not set to PUBLIC_URL yet"),
    ("a webhook that works", World(hook={"ok": True, "result": {"url": "HERE/telegram/x", "pending_update_count": 3}}), HOOKED, State.GOOD, "Webhook: is set; 3 updates wait"),
    (
        "a webhook that fails", World(hook={"ok": True, "result": {"url": "HERE/telegram/x", "last_error_message": "Connection refused"}}), HOOKED, State.BROKEN,
        "Telegram's last delivery failed: Connection refused",
    ),
    ("a port that Telegram avoids", World(), HOOKED, State.BROKEN, "Webhook: Telegram does not deliver to port"),
    ("a token of Slack revoked", World(known={"ok": False, "error": "token_revoked"}), SLACK, State.BROKEN, "Slack: auth.test says token_revoked; copy"),
    ("Slack out of order", World(known={}, status=503), SLACK, State.BROKEN, "cannot be used: HTTP 503; see that this machine reaches it, or set SLACK_API_URL"),
    ("a scope is missing", World(scopes="chat:write"), SLACK, State.BROKEN, "Scopes: the token lacks commands; add them"),
    ("another workspace", World(), SLACK | {"slack_workspaces": frozenset({"T99"})}, State.BROKEN, "T01 is not among SLACK_WORKSPACES"),
    ("no socket", World(opened={"ok": False, "error": "missing_scope"}), SLACK, State.BROKEN, "apps.connections.open failed: missing_scope; make an app-level token"),
    ("Slack by HTTP", World(), SLACK | {"slack_mode": "http", "public_url": "HERE"}, State.NOTE, "/slack/events"),
    ("HTTP without an address", World(), SLACK | {"slack_mode": "http"}, State.BROKEN, "SLACK_MODE is http, and PUBLIC_URL is not set"),
    ("an app that workspaces install", World(), SHARED, State.GOOD, "Slack: knows the app; workspaces install it at http://127.0.0.1:"),
    ("nobody has installed it", World(), SHARED, State.NOTE, "Workspaces: none has installed the app yet; open http://127.0.0.1:"),
    ("an app that Slack does not know", World(app={"ok": False, "error": "bad_client_secret"}), SHARED, State.BROKEN, "oauth.v2.access says bad_client_secret; copy “Client ID”"),
    ("an app that Slack is tired of", World(app={"ok": False, "error": "ratelimited"}), SHARED, State.NOTE, "oauth.v2.access says ratelimited; try again later"),
    ("Slack out of order for an app", World(app={}, status=503), SHARED, State.BROKEN, "cannot be used: HTTP 503; see that this machine reaches it"),
    ("a clock ahead", World(ahead=600.5), SLACK, State.BROKEN, "s ahead of Slack, and Slack's signatures are refused beyond 300 s; let"),
    ("a clock a little behind", World(ahead=-29.5), TELEGRAM, State.NOTE, "s behind Telegram; let the machine keep time by NTP"),
    ("a stranger at the address", World(health="nginx"), {"public_url": "HERE"}, State.NOTE, "does not lead to a running service: HTTP 200"),
    ("a zone", World(), {"timezone": "Asia/Shanghai"}, State.GOOD, "in Asia/Shanghai (UTC+0800)"),
    ("no database yet", World(), {}, State.NOTE, "bot.db is not there yet; `serve` makes it"),
    ("no database server", World(), {"database_url": SecretStr("postgresql+psycopg://bot:canary@127.0.0.1:1/bot?connect_timeout=2")}, State.BROKEN, "postgresql+psycopg://[hidden]@127.0.0.1:1/bot?connect_timeout=2 cannot be used: "),
]


@pytest.mark.parametrize(("world", "changes", "state", "said"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
async def test_the_doctor_finds(world: World, changes: Mapping[str, object], state: State, said: str) -> None:
    found = await _found(world, **changes)
    lines = {str(finding): finding for finding in found}
    told = [line for line in lines if said in line]
    assert told != [], list(lines)
    assert lines[told[0]].state is state
    assert all("\n" not in line and "canary" not in line for line in lines)
    assert all(finding.mend for finding in found if finding.state is State.BROKEN)


@pytest.mark.parametrize(
    ("key", "lets_in", "state", "said"),
    [
        (KEY, (), State.GOOD, "Workspaces: 1 can be written to: T1"),
        (KEY, ("T2",), State.NOTE, "Workspaces: T1 installed the app, and are not answered; add them to SLACK_WORKSPACES"),
        (Fernet.generate_key().decode(), (), State.BROKEN, "Workspaces: the tokens of 1 of 1 (T1) were sealed with another key; put the old key back into SLACK_TOKEN_KEY"),
    ],
    ids=["its key", "not let in", "another key"],
)
async def test_workspaces_that_installed_the_app_are_looked_at(home: Path, key: str, lets_in: tuple[str, ...], state: State, said: str) -> None:
    database = await open_database(f"sqlite:///{home}/bot.db")
    store = SealedStore("1.2", database.engine, SecretStr(KEY))
    await store.prepare()
    await store.async_save(Installation(app_id="A1", team_id="T1", user_id="U1", bot_token="xoxb-canary", bot_id="B1", bot_user_id="U2"))  # noqa: S106  # of nobody
    await database.close()
    found = await _found(World(), **SHARED | {"slack_token_key": SecretStr(key), "slack_workspaces": frozenset(lets_in)})
    assert (state, True) in [(f.state, said in str(f)) for f in found], list(map(str, found))
    assert all("canary" not in str(finding) for finding in found)


async def test_nothing_listens_at_the_platforms() -> None:
    nowhere = {"telegram_api_url": "http://127.0.0.1:1", "slack_api_url": "http://127.0.0.1:1/api/", "public_url": "http://127.0.0.1:1"}
    found = await _found(World(), **(TELEGRAM | SLACK | nowhere))
    assert [f.subject for f in found if f.state is State.BROKEN] == ["Telegram", "Slack", "Socket Mode"]
    assert all("canary" not in str(finding) for finding in found)


async def test_a_port_in_use_is_noted() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = await _found(World(), port=taken.getsockname()[1])
    assert "fine if it is this service that runs there" in next(f.mend for f in found if f.subject == "Web server")


def _spoil(home: Path) -> None:
    home.mkdir()
    (home / "bot.db").write_bytes(b"this is no database at all, but long enough to be looked at" * 100)


def _empty(home: Path) -> None:
    home.mkdir()
    (home / "bot.db").touch()


def _block(home: Path) -> None:
    home.touch()


@pytest.mark.parametrize(("make", "said"), [(_spoil, "file is not a database"), (_empty, "can be reached and has no tables yet"), (_block, "home is not a folder")])
async def test_files_that_are_no_database_yet(home: Path, make: Callable[[Path], None], said: str) -> None:
    make(home)
    found = await _found(World())
    assert said in next(f.text for f in found if f.subject == "Database")


async def test_a_database_of_a_newer_version_is_not_touched(home: Path) -> None:
    database = await open_database(f"sqlite:///{home}/bot.db")
    await database.do(lambda connection: connection.execute(text("update alembic_version set version_num = 'ffff'")))
    await database.close()
    found = await _found(World())
    assert next(str(f) for f in found if f.subject == "Database") == "✗ Database: its tables are those of a newer version; run the version that made them, or bring this one up to date"


def test_the_command_names_wrong_settings_and_fails(inside: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TELEGRAM_TOKEN", "canary")
    done = inside("doctor")
    assert done.returncode == 1
    assert done.stdout.startswith("✗ Settings: TELEGRAM_TOKEN is not a bot's token")
    assert "canary" not in done.stdout + done.stderr


def test_the_command_is_content_without_platforms(inside: Callable[..., Done], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing is broken; what could be turned on is noted."""
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "PUBLIC_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORT", "0")
    done = inside("doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "! Telegram: is off" in done.stdout
    assert "✗" not in done.stdout
