"""Several workspaces: installing over HTTP, calls with each workspace's own token, tokens sealed where they lie."""

import datetime as dt
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import inspect
from starlette.applications import Starlette
from starlette.routing import Route

from bot.adapter import Gone
from bot.clock import SystemClock
from bot.desk import Desk
from bot.digests.schedule import Schedule
from bot.events import Place, Platform, Received
from bot.limits import Limits, Pace
from bot.pipeline import Pipeline
from bot.slack.adapter import SlackAdapter
from bot.slack.installing import INSTALL_PATH, REDIRECT_PATH, Workspaces
from bot.storage import subscriptions
from bot.storage.database import Database, open_database
from bot.storage.subscriptions import Order
from intents.digests.digest import Sort
from intents.questions.language import Language
from knowledge.library import Library
from tests.bot.slack.test_calls import POST
from tests.bot.slack.test_manifest import MANIFEST
from tests.fakes.slack import SECRET, Fault, Slack, signed
from tests.fakes.slack_payloads import callback

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk's own use of aiohttp

KEY = SecretStr(Fernet.generate_key().decode())
TOKENS = {"one": "T1/xoxb-of-the-first", "two": "T2/xoxb-of-the-second"}
IN_T2 = replace(POST, chat="T2/C1")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_database(f"sqlite:///{tmp_path}/bot.db")
    yield opened
    await opened.close()


def made(slack: Slack, database: Database, key: SecretStr = KEY) -> SlackAdapter:
    slack.installs = dict(TOKENS)
    workspaces = Workspaces("1.2", SecretStr("client-secret"), key, f"https://bot.example{REDIRECT_PATH}", database.engine)
    return SlackAdapter(signing_secret=SecretStr(SECRET), api_url=slack.url, workspaces=workspaces)


async def keep(_: Received) -> bool:
    return True


@pytest.fixture
async def adapter(slack: Slack, database: Database) -> AsyncIterator[SlackAdapter]:
    adapter = made(slack, database)
    await adapter.start()
    await adapter.listen(keep)
    yield adapter
    await adapter.close()


def client_of(adapter: SlackAdapter) -> httpx.AsyncClient:
    routes = [*(Route(path, adapter.install, methods=["GET"]) for path in (INSTALL_PATH, REDIRECT_PATH)), Route("/slack/events", adapter.handle, methods=["POST"])]
    return httpx.AsyncClient(transport=httpx.ASGITransport(Starlette(routes=routes)), base_url="http://127.0.0.1")


async def visit(client: httpx.AsyncClient, code: str, *, state: str = "") -> int:
    """The status of the page that Slack leads a browser back to."""
    page = await client.get(INSTALL_PATH)
    given = parse_qs(urlsplit(page.headers["location"]).query)["state"][0]
    cookie = page.headers["set-cookie"].partition(";")[0]
    return (await client.get(REDIRECT_PATH, params={"code": code, "state": state or given}, headers={"cookie": cookie})).status_code


async def install(adapter: SlackAdapter, code: str, *, state: str = "") -> int:
    """Installs the app as a browser does; the status of the last page."""
    async with client_of(adapter) as client:
        return await visit(client, code, state=state)


async def test_a_call_is_made_with_the_token_of_its_workspace(adapter: SlackAdapter, slack: Slack) -> None:
    assert [await install(adapter, code) for code in TOKENS] == [200, 200]
    for call in (POST, IN_T2):
        await adapter.call(call)
    assert [r.token for r in slack.posts("chat.postMessage")] == ["xoxb-of-the-first", "xoxb-of-the-second"]


async def test_only_the_scopes_of_the_manifest_are_asked_for(adapter: SlackAdapter) -> None:
    async with client_of(adapter) as client:
        leads_to = (await client.get(INSTALL_PATH)).headers["location"]
    assert leads_to.startswith("https://slack.com/oauth/v2/authorize?")
    assert parse_qs(urlsplit(leads_to).query)["scope"] == [",".join(MANIFEST["oauth_config"]["scopes"]["bot"])]


async def test_without_an_installation_there_is_nobody_to_write_to(adapter: SlackAdapter) -> None:
    with pytest.raises(Gone, match="not installed"):
        await adapter.call(POST)


async def test_a_workspace_of_an_enterprise_is_found_by_its_own_id_and_forgotten(adapter: SlackAdapter, slack: Slack) -> None:
    """Events name the workspace, installations also the enterprise."""
    slack.enterprise = "E1"
    await install(adapter, "one")
    assert await adapter.call(POST)
    assert adapter._store is not None
    await adapter._store.forget("T1")
    assert await adapter._store.teams() == {}


@pytest.mark.parametrize("kind", ["reset", "500", "html"])
async def test_where_slack_cannot_be_reached_a_person_is_asked_to_try_again(adapter: SlackAdapter, slack: Slack, kind: str) -> None:
    slack.faults.append(Fault(kind, "oauth.v2.access", times=9))
    assert await install(adapter, "one") in {401, 502}
    with pytest.raises(Gone):
        await adapter.call(POST)


async def test_what_rested_in_a_workspace_goes_on_when_it_installs_the_app_anew(slack: Slack, database: Database) -> None:
    """In this workspace, and not in the one whose name begins alike."""
    adapter = made(slack, database)
    pipeline = Pipeline(database, Desk(Library({})), {Platform.SLACK: adapter}, SystemClock(), {Platform.SLACK: Limits(Pace())})
    schedule = Schedule(zone="UTC", at=dt.time(9)).model_dump(mode="json")
    order = Order(Place(Platform.SLACK, "T1/C1"), Sort.LATEST, (), Language.HANS, schedule, 0, 4_000_000_000_000, "U1", 0)
    for chat in ("T1/C1", "T11/C1"):
        await database.do(partial(subscriptions.subscribe, order=replace(order, place=Place(Platform.SLACK, chat))))
        await database.do(partial(subscriptions.pause_chat, platform=Platform.SLACK, chat=chat, reason="not installed"))

    async def receive(one: Received) -> bool:
        row = await pipeline.receive(one)
        assert row is not None
        await pipeline.handle(row)
        return True

    await adapter.start()
    await adapter.listen(receive)
    assert await install(adapter, "one") == 200
    assert {order.place.chat: bool(order.paused) for order in await database.do(subscriptions.all_orders)} == {"T1/C1": False, "T11/C1": True}
    await adapter.close()


async def test_who_never_comes_back_leaves_nothing(adapter: SlackAdapter, database: Database) -> None:
    async with client_of(adapter) as client:
        await client.get(INSTALL_PATH)
    assert await database.do(lambda c: [t for t in inspect(c).get_table_names() if t.startswith("slack") and c.exec_driver_sql(f"SELECT 1 FROM {t}").first()]) == []  # noqa: S608


@pytest.mark.parametrize(("code", "state", "status"), [("one", "forged", 400), ("unknown", "", 401)])
async def test_what_slack_did_not_send_is_not_installed(adapter: SlackAdapter, code: str, state: str, status: int) -> None:
    assert await install(adapter, code, state=state) == status
    with pytest.raises(Gone):
        await adapter.call(POST)


async def test_no_token_lies_in_the_clear(adapter: SlackAdapter, tmp_path: Path) -> None:
    await install(adapter, "one")
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("bot.db*")))  # noqa: ASYNC240  # nothing else runs here
    assert b"sealed:" in kept
    assert b"xoxb-of-the-first" not in kept


async def test_with_another_key_a_workspace_counts_as_not_installed(adapter: SlackAdapter, slack: Slack, database: Database) -> None:
    await install(adapter, "one")
    other = made(slack, database, SecretStr(Fernet.generate_key().decode()))
    await other.start()
    with pytest.raises(Gone):
        await other.call(POST)
    await other.close()


async def test_after_a_restart_the_token_is_still_known(adapter: SlackAdapter, slack: Slack, database: Database) -> None:
    await install(adapter, "one")
    again = made(slack, database)
    await again.start()
    assert await again.call(POST)
    await again.close()


@pytest.mark.parametrize("event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}], ids=lambda event: event["type"])
async def test_a_workspace_that_removes_the_app_is_forgotten_and_others_are_not(adapter: SlackAdapter, event: dict[str, object]) -> None:
    for code in TOKENS:
        await install(adapter, code)
    body = json.dumps(callback(event))
    async with client_of(adapter) as client:
        assert (await client.post("/slack/events", content=body, headers={**signed(body), "content-type": "application/json"})).status_code == 200
    with pytest.raises(Gone):
        await adapter.call(POST)
    assert await adapter.call(IN_T2)


def test_a_bot_has_one_token_or_many() -> None:
    with pytest.raises(ValueError, match="not both"):
        SlackAdapter(signing_secret=SecretStr(SECRET))
