"""Updates come in: confirmed only after they were committed, by polling and by webhook."""

import asyncio
import json

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.events import Platform, Received
from bot.telegram.adapter import TelegramAdapter, Webhook
from tests.bot.telegram.conftest import Store, listening, new_adapter
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault, Kind
from tests.fakes.telegram_judge import Refusal
from tests.machine import PATIENCE

SECRET = "s3cr3t-of-the-webhook"  # noqa: S105  # of nobody


async def test_an_update_is_taken_as_it_came(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    store = Store()
    async with listening(adapter, store.receive):
        telegram.people.says(7, "revenue")
        await telegram.until(lambda: not telegram.updates)
    assert [(r.platform, r.lane, r.payload["message"]["text"]) for r in store.kept] == [(Platform.TELEGRAM, "7", "revenue")]  # type: ignore[index]


async def test_nothing_is_confirmed_before_it_is_committed(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """The request that confirms an update comes after the store had it."""
    store, unconfirmed = Store(), []

    def still_there(_: object) -> bool:
        unconfirmed.append(len(telegram.updates))
        return False

    store.refuses = still_there
    for text in ("a", "b", "c"):
        telegram.people.says(7, text)
    async with listening(adapter, store.receive):
        await telegram.until(lambda: not telegram.updates)
    assert unconfirmed == [3, 3, 3]


async def test_the_first_poll_confirms_nothing(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """What an earlier run took without bringing it to an end comes again."""
    async with listening(adapter, Store().receive):
        await telegram.until(lambda: telegram.calls("getUpdates"))
    assert "offset" not in telegram.calls("getUpdates")[0].params


async def test_what_could_not_be_committed_comes_again(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    store = Store()
    tries: list[str] = []

    def twice(_: object) -> bool:
        tries.append("try")
        return len(tries) <= 2

    store.refuses = twice
    telegram.people.says(7, "revenue")
    async with listening(adapter, store.receive):
        await telegram.until(lambda: not telegram.updates)
    assert (len(tries), len(store.kept)) == (3, 1)


async def test_an_update_that_cannot_be_committed_keeps_other_chats_going(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """It stays unconfirmed with all that follows it; its own chat waits, so that order is kept."""
    store = Store(refuses=lambda r: "poison" in str(r.payload))
    for chat, text in ((7, "before"), (7, "poison"), (8, "other chat"), (7, "after"), (8, "other chat again")):
        telegram.people.says(chat, text)
    async with listening(adapter, store.receive):
        await telegram.until(lambda: len(telegram.calls("getUpdates")) > 3)
        assert [r.payload["message"]["text"] for r in store.kept] == ["before", "other chat", "other chat again"]  # type: ignore[index]
        assert len(telegram.updates) == 4, "only the first was confirmed"
        store.refuses = lambda _: False
        await telegram.until(lambda: not telegram.updates)
    assert len(store.kept) == 5


async def test_updates_from_below_are_taken_after_a_quiet_time(telegram: FakeTelegram) -> None:
    """After a week without updates Telegram may count from any number."""
    adapter, store = TelegramAdapter(SecretStr(TOKEN), api_url=telegram.url, hold=0, pause=0.01), Store()
    async with listening(adapter, store.receive):
        telegram.people.says(7, "a")
        await telegram.until(lambda: len(telegram.calls("getUpdates")) > 2 and not telegram.updates)
        telegram._next = 100
        telegram.people.says(7, "b")
        await telegram.until(lambda: len(store.kept) == 2)
    await adapter.close()


@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.REFUSE, "getUpdates", times=2, refusal=Refusal(502, "Bad Gateway")),
        Fault(Kind.REFUSE, "getUpdates", refusal=Refusal(429, "Too Many Requests: retry after 1", retry_after=1)),
        Fault(Kind.RESET_UNREAD, "getUpdates", times=2),
        Fault(Kind.HALF, "getUpdates", times=2),
        Fault(Kind.PAGE, "getUpdates", times=2),
    ],
    ids=["bad gateway", "flood", "reset", "half an answer", "web page"],
)
async def test_polling_goes_on_after_a_failure(telegram: FakeTelegram, adapter: TelegramAdapter, fault: Fault) -> None:
    store = Store()
    telegram.faults.append(fault)
    telegram.people.says(7, "revenue")
    async with listening(adapter, store.receive):
        await telegram.until(lambda: not telegram.updates)
    assert len(store.kept) == 1


async def test_a_second_poller_loses_nothing(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """The two drive each other out until one goes; what either took is confirmed only once it is stored."""
    other, store = new_adapter(telegram), Store()
    async with listening(adapter, store.receive):
        async with listening(other, store.receive):
            await telegram.until(lambda: len([r for r in telegram.calls("getUpdates") if r.status == 409]) > 2)
            telegram.people.says(7, "a")
            await telegram.until(lambda: not telegram.updates)
        telegram.people.says(7, "b")
        await telegram.until(lambda: not telegram.updates)
    await other.close()
    assert len(store.kept) == 2


async def test_a_webhook_that_was_left_is_deleted(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    telegram.webhook = {"url": "https://old.example/hook"}
    store = Store()
    async with listening(adapter, store.receive):
        await telegram.until(lambda: not telegram.webhook)
        telegram.people.says(7, "revenue")
        await telegram.until(lambda: not telegram.updates)
    assert len(store.kept) == 1


# the webhook


def hooked(telegram: FakeTelegram, url: str = "https://bot.example/telegram/x") -> TelegramAdapter:
    return TelegramAdapter(SecretStr(TOKEN), api_url=telegram.url, webhook=Webhook(url, SecretStr(SECRET)), pause=0.01)


async def test_a_webhook_is_delivered_in_order_until_it_is_taken(telegram: FakeTelegram) -> None:
    store, adapter = Store(), TelegramAdapter(SecretStr(TOKEN))
    tries: list[str] = []

    async def take(request: web.Request) -> web.Response:
        return web.Response(status=await adapter.take(await request.read(), request.headers.get("X-Telegram-Bot-Api-Secret-Token"), store.receive))

    def twice(_: object) -> bool:
        tries.append("try")
        return len(tries) <= 2

    store.refuses = twice
    app = web.Application()
    app.router.add_post("/telegram/x", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    adapter = hooked(telegram, f"http://127.0.0.1:{runner.addresses[0][1]}/telegram/x")
    await adapter.listen(store.receive)
    for text in ("a", "b"):
        telegram.people.says(7, text)
    await telegram.until(lambda: not telegram.updates)
    await adapter.close()
    await runner.cleanup()
    assert [status for _, status in telegram.deliveries] == [503, 503, 200, 200]
    assert [r.payload["message"]["text"] for r in store.kept] == ["a", "b"]  # type: ignore[index]


async def test_setting_the_webhook_is_tried_until_it_works(telegram: FakeTelegram) -> None:
    telegram.faults.append(Fault(Kind.REFUSE, "setWebhook", times=2, refusal=Refusal(502, "Bad Gateway")))
    adapter = hooked(telegram)
    await adapter.listen(Store().receive)
    await adapter.close()
    assert telegram.webhook["secret_token"] == SECRET


UPDATE = json.dumps({"update_id": 5, "message": {"chat": {"id": 7}}}).encode()


@pytest.mark.parametrize(
    ("body", "secret", "status", "kept"),
    [
        (UPDATE, SECRET, 200, 1),
        (UPDATE, None, 401, 0),
        (UPDATE, "", 401, 0),
        (UPDATE, SECRET[:-1], 401, 0),
        (UPDATE, "sécret\udcff", 401, 0),
        (b"{", SECRET, 400, 0),
        (b"\xff", SECRET, 400, 0),
        (b"[" * 100_000, SECRET, 400, 0),
        (b"{}", SECRET, 200, 0),
        (b"null", SECRET, 200, 0),
    ],
    ids=["right", "no secret", "empty secret", "half a secret", "no ASCII", "no JSON", "no text", "a deep hole", "no update", "nothing"],
)
async def test_the_webhook_takes_only_what_is_meant_for_it(telegram: FakeTelegram, body: bytes, secret: str | None, status: int, kept: int) -> None:
    store, adapter = Store(), hooked(telegram)
    assert await adapter.take(body, secret, store.receive) == status
    assert len(store.kept) == kept


async def test_without_a_webhook_nothing_is_taken_over_http(adapter: TelegramAdapter) -> None:
    store = Store()
    assert [await adapter.take(UPDATE, secret, store.receive) for secret in (None, "", SECRET)] == [401, 401, 401]
    assert store.kept == []


async def test_the_chats_of_a_batch_are_committed_side_by_side(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """So that a backlog takes few commits, and a program that is killed soon after its start still gets on."""
    together = asyncio.Barrier(3)
    kept: list[str] = []

    async def receive(one: Received) -> bool:
        async with asyncio.timeout(PATIENCE):
            await together.wait()
        kept.append(one.lane)
        return True

    for chat in (1, 2, 3):
        telegram.people.says(chat, "hello")
    async with listening(adapter, receive):
        await telegram.until(lambda: len(kept) == 3 and not telegram.updates)
