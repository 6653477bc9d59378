"""What becomes of a call, told by the real client library talking to the fake over loopback."""

import asyncio
import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import SecretStr
from telegram.error import RetryAfter as Flood

from bot.adapter import BadMarkup, Call, CallError, ChatMoved, Gone, NotSent, Refused, RetryAfter, Unsure
from bot.telegram import menus
from bot.telegram.adapter import TelegramAdapter
from bot.telegram.errors import call_error
from tests.bot.telegram.conftest import new_adapter
from tests.fakes.telegram import FakeTelegram, Fault, Kind
from tests.fakes.telegram_judge import Refusal

SILENT = {"link_preview_options": {"is_disabled": True}}


def message(chat: int = 7, text: str = "hello", **more: Any) -> Call:
    return Call("sendMessage", {"chat_id": chat, "text": text} | SILENT | more, chat=str(chat), is_message=True)


@dataclass(frozen=True)
class Case:
    """What the platform does, the error that it is told as, and how often the message came to be."""

    fault: Fault
    error: type[CallError]
    text: str = ""
    shown: int = 0


def refusal(status: int, text: str, **parameters: int) -> Fault:
    return Fault(Kind.REFUSE, refusal=Refusal(status, text, **parameters))


CASES = {
    "flood": Case(refusal(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter, "retry after 7.0 s"),
    "moved": Case(refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1009), ChatMoved, "the chat moved to -1009"),
    "blocked": Case(refusal(403, "Forbidden: bot was blocked by the user"), Gone, "Forbidden: bot was blocked by the user"),
    "kicked": Case(refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Gone),
    "deactivated": Case(refusal(403, "Forbidden: user is deactivated"), Gone),
    "no such chat": Case(refusal(400, "Bad Request: chat not found"), Gone),
    "muted": Case(refusal(400, "Bad Request: not enough rights to send text messages to the chat"), Gone),
    "not allowed": Case(refusal(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Gone),
    "markup": Case(refusal(400, "Bad Request: can't parse entities: Unsupported start tag \"br\" at byte offset 0"), BadMarkup),
    "too long": Case(refusal(400, "Bad Request: message is too long"), Refused),
    "button": Case(refusal(400, "Bad Request: BUTTON_DATA_INVALID"), Refused),
    "nothing to edit": Case(refusal(400, "Bad Request: message to edit not found"), Refused),
    "token": Case(refusal(401, "Unauthorized"), NotSent, "Telegram does not know the token"),
    "internal error": Case(refusal(500, "Internal Server Error"), NotSent),
    "bad gateway": Case(refusal(502, "Bad Gateway"), NotSent),
    "gateway timeout": Case(refusal(504, "Gateway Timeout"), Unsure),
    "reset before it is read": Case(Fault(Kind.RESET_UNREAD), Unsure),
    "reset after it is done": Case(Fault(Kind.RESET_DONE), Unsure, shown=1),
    "done, never answered": Case(Fault(Kind.DROP, seconds=0.05), Unsure, shown=1),
    "too slow": Case(Fault(Kind.SLOW, seconds=9), Unsure, shown=1),
    "half an answer": Case(Fault(Kind.HALF), Unsure, shown=1),
    "a web page as answer": Case(Fault(Kind.PAGE), Unsure, shown=1),
}


@pytest.mark.parametrize("name", CASES)
async def test_a_call_that_fails_says_how(telegram: FakeTelegram, name: str) -> None:
    case = CASES[name]
    adapter = new_adapter(telegram, timeout=1 if case.fault.kind is Kind.SLOW else 5)
    telegram.people.chat(7)
    telegram.faults.append(case.fault)
    with pytest.raises(CallError) as raised:
        await adapter.call(message())
    await adapter.close()
    assert type(raised.value) is case.error
    assert case.text in str(raised.value)
    assert len(telegram.said(7)) == case.shown
    assert len(telegram.calls("sendMessage")) == 1, "the library repeats nothing by itself"


async def test_a_server_that_is_not_there_got_nothing() -> None:
    adapter = TelegramAdapter(SecretStr("4242:x"), api_url="http://127.0.0.1:1", timeout=2)
    with pytest.raises(NotSent):
        await adapter.call(message())
    await adapter.close()


@pytest.mark.parametrize(("excepted", "calls"), [("", 0), ("127.0.0.1", 1)])
async def test_calls_go_by_the_proxy_of_the_environment(telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, excepted: str, calls: int) -> None:
    """Nothing listens where the proxy should be, so nothing is sent by it; an address that is excepted is called without one."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", excepted)
    telegram.people.chat(7)
    adapter = new_adapter(telegram)
    with contextlib.suppress(NotSent):
        await adapter.call(message())
    await adapter.close()
    assert len(telegram.said(7)) == calls


@pytest.mark.parametrize("wait", [3, dt.timedelta(seconds=3)], ids=["int", "timedelta"])
def test_both_forms_of_retry_after_are_seconds(wait: int | dt.timedelta) -> None:
    error = call_error(Flood(wait))
    assert isinstance(error, RetryAfter)
    assert error.seconds == 3


async def test_a_call_returns_the_number_of_its_message(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    telegram.people.chat(7)
    number = await adapter.call(message())
    assert [str(m.id) for m in telegram.said(7)] == [number]


async def test_an_edit_returns_the_number_of_the_message_also_where_nothing_changes(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    telegram.people.chat(7)
    number = await adapter.call(message())
    edit = Call("editMessageText", {"chat_id": 7, "message_id": int(number), "text": "other"} | SILENT)
    assert [await adapter.call(edit), await adapter.call(edit)] == [number, number]
    assert [(m.text, m.edits) for m in telegram.said(7)] == [("other", 1)]


async def test_a_query_that_is_too_old_is_done(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    assert await adapter.call(Call("answerCallbackQuery", {"callback_query_id": "1"})) == ""
    assert len(telegram.calls("answerCallbackQuery")) == 1


@pytest.mark.parametrize("state", ["gone", "closed"])
async def test_without_its_topic_a_message_goes_to_the_general_one(telegram: FakeTelegram, adapter: TelegramAdapter, state: str) -> None:
    chat = telegram.people.chat(-100, topics=(4, 5))
    chat.closed.add(4)
    topic = 4 if state == "closed" else 99
    await adapter.call(message(-100, message_thread_id=topic, reply_parameters={"message_id": 1, "allow_sending_without_reply": True}))
    assert [m.params.get("message_thread_id", 0) for m in telegram.said(-100)] == [0]
    assert len(telegram.calls("sendMessage")) == 2


async def test_a_call_follows_a_group_to_its_supergroup(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    telegram.people.chat(-100, "group")
    telegram.people.upgrades(-100, -1009, tells=False)
    call = message(-100, reply_parameters={"message_id": 1, "allow_sending_without_reply": True})
    with pytest.raises(ChatMoved) as raised:
        await adapter.call(call)
    again = adapter.readdressed(call, raised.value.chat)
    await adapter.call(again)
    assert (again.chat, [m.text for m in telegram.said(-1009)]) == ("-1009", ["hello"])


def test_an_edit_in_a_moved_chat_is_a_new_message() -> None:
    """Messages have other numbers there."""
    edit = Call("editMessageText", {"chat_id": -1, "message_id": 5, "text": "<b>x</b>", "parse_mode": "HTML"}, {"chat_id": -1, "message_id": 5, "text": "x"}, "-1", is_group=True)
    moved = TelegramAdapter(SecretStr("4242:x")).readdressed(edit, "-2")
    assert moved == Call("sendMessage", {"chat_id": -2, "text": "<b>x</b>", "parse_mode": "HTML"}, {"chat_id": -2, "text": "x"}, "-2", is_group=True, is_message=True)


async def test_start_sets_menus_once(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """A second start finds them set: Telegram limits how often menus may be set."""
    await adapter.start()
    settings = [r.method for r in telegram.journal if r.method.startswith("set")]
    await adapter.start()
    assert len(settings) == len(menus.LANGUAGES) * (len(menus.SCOPES) + 2)
    assert [r.method for r in telegram.journal if r.method.startswith("set")] == settings


async def test_menus_are_in_chinese_for_each_kind_of_chat(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    """A narrower scope without Chinese would show English."""
    await adapter.start()
    chinese = {r.params["scope"]["type"]: r.params["commands"] for r in telegram.calls("setMyCommands") if r.params["language_code"] == "zh"}
    assert set(chinese) == {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
    assert all("\u4e00" <= c["description"][0] <= "\u9fff" for commands in chinese.values() for c in commands)


async def test_menus_that_cannot_be_set_do_not_keep_the_bot_from_starting(telegram: FakeTelegram) -> None:
    telegram.faults.append(Fault(Kind.REFUSE, "setMyCommands", refusal=Refusal(429, "Too Many Requests: retry after 900", retry_after=900)))
    adapter = new_adapter(telegram)
    await adapter.start()
    await adapter.close()
    assert adapter.me.username == "EarningsTestBot"


@pytest.mark.parametrize(
    ("fault", "error"),
    [(refusal(401, "Unauthorized"), Refused), (refusal(502, "Bad Gateway"), NotSent), (Fault(Kind.PAGE), Unsure)],
    ids=["wrong token", "out of order", "no Bot API"],
)
async def test_start_says_why_it_cannot(telegram: FakeTelegram, fault: Fault, error: type[CallError]) -> None:
    fault.method = "getMe"
    telegram.faults.append(fault)
    adapter = new_adapter(telegram)
    with pytest.raises(error):
        await adapter.start()
    await adapter.close()


async def test_calls_to_many_chats_run_at_the_same_time(telegram: FakeTelegram, adapter: TelegramAdapter) -> None:
    for chat in range(1, 21):
        telegram.people.chat(chat)
    telegram.faults.append(Fault(Kind.SLOW, chat=1, seconds=9))
    slow = asyncio.create_task(adapter.call(message(1)))
    await asyncio.gather(*(adapter.call(message(chat)) for chat in range(2, 21)))
    assert not slow.done()
    slow.cancel()
