"""What comes in is checked, stored, and only then confirmed, by HTTP and over a socket alike."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from bot.events import Received
from bot.slack.adapter import SlackAdapter
from tests.bot.slack.wire import QUICK, Wire, adapter_of, listening
from tests.fakes.slack import Fault, Slack, on_the_wire, signed
from tests.fakes.slack_payloads import changed, command, home_press, mention, message, opened, press, shortcut, stamp
from tests.machine import PATIENCE

URL = "https://hooks.slack.com/commands/1"
WAYS = ("http", "socket")
EACH = {
    "mention": mention("x"), "message": message("x"), "home": opened("home"), "command": command("ask x", reply_url=URL), "press": press("f:", ts="1.1", reply_url=URL),
    "page": home_press("f:"), "shortcut": shortcut("x", reply_url=URL),
}


class Store:
    """Keeps what it is given; `broken` raises instead, so many times."""

    def __init__(self, broken: int = 0) -> None:
        self.kept: list[Received] = []
        self.seen: list[str] = []
        self.broken = broken
        self.hold = asyncio.Event()
        self.hold.set()

    async def __call__(self, received: Received) -> bool:
        self.seen.append(received.event_id)
        await self.hold.wait()
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        if any(received.event_id == known.event_id for known in self.kept):
            return False
        self.kept.append(received)
        return True


def client_of(adapter: SlackAdapter) -> httpx.AsyncClient:
    """A client of the bot's web app, in this process."""
    app = Starlette(routes=[Route("/slack/events", adapter.handle, methods=["POST"])])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


@contextlib.asynccontextmanager
async def taking(slack: Slack, store: Store, way: str) -> AsyncIterator[Wire]:
    async with listening(slack, adapter_of(slack, way), store, way) as wire:
        yield wire


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", EACH)
async def test_each_kind_is_stored_and_confirmed_at_the_first_try(slack: Slack, way: str, kind: str) -> None:
    store = Store()
    async with taking(slack, store, way) as wire:
        assert await wire.deliver(EACH[kind]) == 1
    (kept,) = store.kept
    assert kept.payload == {key: value for key, value in EACH[kind].items() if key != "token"}


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_is_confirmed_before_it_is_stored(slack: Slack, way: str) -> None:
    store = Store()
    store.hold.clear()
    async with taking(slack, store, way) as wire:
        delivery = asyncio.create_task(wire.deliver(mention("x"), tries=1))
        while not store.seen:  # noqa: ASYNC110  # until it is being stored
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert not delivery.done()
        store.hold.set()
        assert await delivery == 1


@pytest.mark.parametrize("way", WAYS)
async def test_what_cannot_be_stored_is_not_confirmed_and_comes_again(slack: Slack, way: str) -> None:
    store = Store(broken=2)
    async with taking(slack, store, way) as wire:
        assert await wire.deliver(mention("x"), in_vain=2) == 3
    assert (len(store.seen), len(store.kept)) == (3, 1)


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_known_is_confirmed_again(slack: Slack, way: str) -> None:
    store, payload = Store(), mention("x")
    async with taking(slack, store, way) as wire:
        assert [await wire.deliver(payload), await wire.deliver(payload)] == [1, 1]
    assert len(store.kept) == 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("payload", [message("x", bot_id="B9"), changed("1.1", "a", "a"), {"type": "view_submission", "team": {"id": "T1"}, "view": {}}, {"type": "block_suggestion"}], ids=["bot", "preview", "modal", "menu"])
async def test_silence_is_confirmed_and_not_stored(slack: Slack, way: str, payload: dict[str, Any]) -> None:
    store = Store()
    async with taking(slack, store, way) as wire:
        assert await wire.deliver(payload) == 1
    assert store.seen == []


@pytest.mark.parametrize("way", WAYS)
async def test_events_are_stored_while_slack_does_not_know_the_token(slack: Slack, way: str) -> None:
    store = Store()
    async with taking(slack, store, way) as wire:
        slack.faults.append(Fault("invalid_auth", "auth.test", times=99))
        assert await wire.deliver(mention("x")) == 1
    assert len(store.kept) == 1


async def test_an_only_delivery_may_be_a_retry(slack: Slack) -> None:
    store = Store()
    body, kind = on_the_wire(mention("x"))
    async with taking(slack, store, "http") as wire, aiohttp.ClientSession() as session:
        headers = {**signed(body), "content-type": kind, "x-slack-retry-num": "3", "x-slack-retry-reason": "http_timeout"}
        async with session.post(wire.address, data=body, headers=headers) as answer:
            assert answer.status == 200
    assert len(store.kept) == 1


async def test_the_address_is_proven_by_its_challenge(slack: Slack) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "abc"})
    async with taking(slack, Store(), "http") as wire, client_of(wire.adapter) as client:
        answer = await client.post("/slack/events", content=body, headers={**signed(body), "content-type": "application/json"})
    assert (answer.status_code, "abc" in answer.text) == (200, True)


BODY = json.dumps(mention("x"))
BAD: dict[str, Callable[[int], dict[str, str]]] = {  # the headers of a request at an instant
    "none": lambda _: {},
    "wrong secret": lambda _: signed(BODY, secret="other"),  # noqa: S106
    "of another body": lambda _: signed(BODY + " "),
    "old": lambda now: signed(BODY, at=now - 360),
    "early": lambda now: signed(BODY, at=now + 100_000),
    "no number": lambda _: {**signed(BODY), "x-slack-request-timestamp": "soon"},
    "another script's number": lambda _: {**signed(BODY), "x-slack-request-timestamp": "²"},
    "no signature": lambda now: {"x-slack-request-timestamp": str(now)},
    "empty": lambda _: {"x-slack-request-timestamp": "", "x-slack-signature": ""},
    "no ASCII": lambda _: {**signed(BODY), "x-slack-signature": "v0=é"},
}


@pytest.mark.parametrize("case", BAD)
async def test_what_slack_did_not_sign_is_refused(slack: Slack, case: str) -> None:
    store = Store()
    async with taking(slack, store, "http") as wire, client_of(wire.adapter) as client:
        headers = [(key.encode(), value.encode("latin-1")) for key, value in {**BAD[case](int(time.time())), "content-type": "application/json"}.items()]
        answer = await client.post("/slack/events", content=BODY, headers=headers)
    assert (answer.status_code, store.seen) == (401, [])


async def test_a_replayed_request_is_stored_once(slack: Slack) -> None:
    store = Store()
    body, kind = on_the_wire(mention("x"))
    headers = {**signed(body, at=int(time.time()) - 100), "content-type": kind}
    async with taking(slack, store, "http") as wire, aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.post(wire.address, data=body, headers=headers) as answer:
                assert answer.status == 200
    assert (len(store.seen), len(store.kept)) == (2, 1)


async def test_over_a_socket_the_web_takes_nothing(slack: Slack) -> None:
    async with taking(slack, Store(), "socket") as wire:
        assert (await wire.adapter.handle(Request({"type": "http", "method": "POST", "headers": []}))).status_code == 503


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60) | st.sampled_from([b"{", b"[]", b"payload=x", b"payload=[]", b"null", b'{"event":1}', b'{"type":[]}', b"ssl_check=1"]), st.sampled_from(["application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]), st.booleans())
async def test_no_body_makes_the_bot_fail(body: bytes, kind: str, is_signed: bool) -> None:
    slack, store = Slack(), Store()
    await slack.start()
    adapter = adapter_of(slack, "http")
    await adapter.start()
    await adapter.listen(store)
    headers = {**(signed(body.decode("utf-8", "replace")) if is_signed else {}), "content-type": kind}
    async with client_of(adapter) as client:
        status = (await client.post("/slack/events", content=body, headers=headers)).status_code
    await adapter.close()
    await slack.close()
    assert status in ({200, 400, 401} if is_signed or b"ssl_check" in body else {400, 401})
    assert store.seen == []


async def test_a_socket_that_is_sent_away_is_replaced(slack: Slack) -> None:
    store = Store()
    async with taking(slack, store, "socket") as wire:
        await slack.disconnect()
        assert await wire.deliver(mention("x")) == 1
    assert (len(slack.sockets), len(store.kept)) == (2, 1)


async def test_a_socket_that_is_cut_is_replaced(slack: Slack) -> None:
    store = Store()
    async with taking(slack, store, "socket") as wire:
        slack.connected.clear()
        await slack.sockets[-1].close()
        assert await wire.deliver(mention("x")) == 1
    assert len(store.kept) == 1


async def test_a_socket_that_answers_no_ping_is_replaced(slack: Slack) -> None:
    store = Store()
    async with taking(slack, store, "socket") as wire:
        slack.is_silent = True
        slack.connected.clear()
        await asyncio.wait_for(slack.connected.wait(), PATIENCE)
        slack.is_silent = False
        assert await wire.deliver(mention("x"), tries=999, in_vain=999)  # some go to sockets that are being replaced
    assert len(store.kept) == 1


async def test_a_socket_that_answers_pings_and_says_nothing_is_replaced(slack: Slack) -> None:
    store = Store()
    adapter = adapter_of(slack, "socket", watch=type(QUICK)(ping=5, look=0.05, silence=0.1))
    async with listening(slack, adapter, store, "socket"):
        slack.connected.clear()
        await asyncio.wait_for(slack.connected.wait(), PATIENCE)
    assert len(slack.sockets) >= 2


async def test_a_lost_confirmation_brings_the_event_again(slack: Slack) -> None:
    """The socket goes away between storing and confirming; the second delivery is known."""
    store, payload = Store(), mention("x", ts=stamp())
    async with taking(slack, store, "socket") as wire:
        store.hold.clear()
        first = asyncio.create_task(slack.send(payload, tries=1, seconds=0.3))
        while not store.seen:  # noqa: ASYNC110  # until it is being stored
            await asyncio.sleep(0.005)
        slack.acks.clear()
        store.hold.set()
        assert await first == 0
        assert await wire.deliver(payload) == 1
    assert (len(store.seen), len(store.kept)) == (2, 1)


