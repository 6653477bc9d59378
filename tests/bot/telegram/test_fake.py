"""The fake itself: it finds what it is there to find, also with other clients than the bot's."""

import asyncio
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientSession
from telegram import Update
from telegram.ext import Application, MessageHandler, filters

from tests.fakes.telegram import TOKEN, FakeTelegram, Request
from tests.fakes.telegram_judge import Refusal, judge, shown, typed_entities, units

LINKS = ("https://t.me/EarningsTestBot?start=",)
QUIET = {"chat_id": 7, "link_preview_options": {"is_disabled": True}, "parse_mode": "HTML"}


def message(text: str, **more: Any) -> dict[str, Any]:
    return QUIET | {"text": text} | more


def button(**more: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "x"} | more]]}


@pytest.mark.parametrize(
    "params",
    [
        message("hello", parse_mod="HTML"),
        message("hello", link_preview_options={}),
        message("write to @durov"),
        message("see example.com"),
        message('<a href="https://evil.example/">[1]</a>'),
        message('<a href="tg://user?id=7">Ada</a>'),
        message('<a href="http://localhost/a">[1]</a>'),
        message("a\u202eb"),
        message("<b>x</b> " * 101),
    ],
    ids=["unknown parameter", "previews", "mention", "bare domain", "foreign link", "live mention", "dropped link", "direction", "too many entities"],
)
def test_what_a_good_bot_does_not_do_is_a_problem(params: dict[str, Any]) -> None:
    assert list(judge("sendMessage", params, links=LINKS))


@pytest.mark.parametrize(
    "params",
    [
        message("<b>x"),
        message("a < b"),
        message("<br>"),
        message(""),
        message("<b> </b>"),
        message("x" * 4097),
        message("😀" * 2049),
        message("&amp;" * 6554),
        message("x", reply_markup=button(callback_data="x" * 65)),
        message("x", reply_markup=button(callback_data="中" * 22)),
        message("x", reply_markup=button()),
        message("x", reply_markup=button(url="https://localhost/a")),
        message("x", reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "y"}] * 9]}),
    ],
    ids=["open tag", "bare sign", "unknown tag", "empty", "only markup", "too long", "too long in UTF-16", "too many bytes", "long data", "long data in bytes", "idle button", "dotless button", "long row"],
)
def test_what_telegram_refuses_is_refused(params: dict[str, Any]) -> None:
    with pytest.raises(Refusal):
        list(judge("sendMessage", params, links=LINKS))


def test_the_longest_message_is_taken() -> None:
    assert list(judge("sendMessage", message("x" * 4096), links=LINKS)) == []


def test_entities_of_what_people_type_are_those_of_telegram() -> None:
    assert typed_entities("😀 @durov /ask@EarningsTestBot x") == [{"type": "mention", "offset": 3, "length": 6}, {"type": "bot_command", "offset": 10, "length": 20}]


def test_links_and_quotes_are_seen() -> None:
    seen = shown('<blockquote expandable><a href="https://a.example/">[1]</a> x</blockquote>', "HTML")
    assert (seen.links, seen.of("ExpandableBlockQuote"), units(seen.text)) == (["https://a.example/"], ["[1] x"], 5)


async def test_a_button_that_nobody_confirms_is_a_problem() -> None:
    async with FakeTelegram() as telegram:
        telegram.people.chat(7)
        telegram.people.looks_up("x")
        assert telegram.verdict() == ["query 000000000000000001 was never answered"]


@pytest.mark.parametrize(
    ("sent", "rushed"),
    [([(7, 0.0), (7, 0.4)], 1), ([(7, 0.0), (7, 1.0)], 0), ([(-7, 1.4 * i) for i in range(21)], 1), ([(i, i / 100) for i in range(31)], 1), ([(i, 0.0) for i in range(30)], 0)],
    ids=["two in a second", "one a second", "21 in a minute", "31 in a second", "30 in a second"],
)
async def test_haste_is_seen(sent: list[tuple[int, float]], rushed: int) -> None:
    telegram = FakeTelegram()
    telegram.journal += [Request(at, "sendMessage", {"chat_id": chat}) for chat, at in sent]
    assert len(telegram.rushed()) == rushed


async def test_a_method_that_does_not_exist_is_a_problem() -> None:
    async with FakeTelegram() as telegram, ClientSession() as session, session.post(f"{telegram.url}/bot{TOKEN}/sendFlowers") as answer:
        assert (answer.status, telegram.problems) == (404, ["sendFlowers: no such method"])


@pytest.mark.parametrize("how", ["json", "form", "query"])
async def test_other_clients_are_understood(how: str) -> None:
    async with FakeTelegram() as telegram, ClientSession() as session:
        telegram.people.chat(7)
        url, flat = f"{telegram.url}/bot{TOKEN}/sendMessage", {"chat_id": "7", "text": "7", "link_preview_options": '{"is_disabled": true}'}
        request = {"json": partial(session.post, url, json=message("7")), "form": partial(session.post, url, data=flat), "query": partial(session.get, url, params=flat)}
        async with request[how]() as answer:
            assert (await answer.json())["result"]["text"] == "7"
        assert ([m.text for m in telegram.said(7)], telegram.verdict()) == (["7"], [])


async def test_a_bot_made_as_in_the_examples_loses_what_it_confirmed() -> None:
    """The harness sees what it is there to see: the library's own loop confirms an update before its handler is done."""
    async with FakeTelegram() as telegram:
        began = asyncio.Event()

        async def never_done(_update: Update, _context: object) -> None:
            began.set()
            await asyncio.Event().wait()

        app = Application.builder().token(TOKEN).base_url(f"{telegram.url}/bot").build()
        app.add_handler(MessageHandler(filters.TEXT, never_done, block=False))
        async with app:
            assert app.updater is not None
            await app.start()
            await app.updater.start_polling(timeout=1, poll_interval=0)
            telegram.people.says(7, "revenue")
            await began.wait()
            await telegram.until(lambda: not telegram.updates)
            assert telegram.said(7) == [], "confirmed, and never answered"
            await app.updater.stop()
            for task in asyncio.all_tasks():
                if "never_done" in repr(task) or "process_update" in repr(task):
                    task.cancel()
            await app.stop()
