"""Subscriptions on Slack, from the wire to the wire: in a channel, in direct messages, on the bot's own page, by a form."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.digests.ticking import Ticker
from bot.events import Place, Platform, Sender
from bot.storage import subscriptions
from bot.storage.subscriptions import Order
from tests.bot.slack.cards import HOME
from tests.bot.slack.office import Office, buttons, opened_office, said
from tests.bot.slack.wire import adapter_of
from tests.fakes.slack import Fault, Request, Slack
from tests.fakes.slack_payloads import command, home_press, opened, press, stamp, submission
from tests.platform import Clock

LINE = "subscribe kuaishou daily 22:00 Asia/Shanghai"
HOUR = 3600
numbers = count(100)


@dataclass
class Workplace:
    """A bot in Slack, on a clock that tests move."""

    office: Office
    slack: Slack
    clock: Clock

    async def types(self, text: str, **more: Any) -> Request:
        return await self.office.one(command(text, reply_url=self.slack.reply_url(), **more))

    async def presses(self, shown: Request, label: str, channel: str = "C1", **more: Any) -> list[Request]:
        """What a press on a hidden card leads to."""
        (action,) = [b["value"] for b in buttons(shown) if b["text"]["text"].removeprefix("✓ ") == label]
        return await self.office.told(press(action, channel=channel, ts=stamp(), reply_url=self.slack.reply_url(), ephemeral=True, **more))

    async def after(self, seconds: float) -> list[Request]:
        """The posts of the digests that are due after a time."""
        self.clock.at += seconds
        before = len(self.slack.journal)
        await Ticker(self.office.pipeline.database, self.clock, self.office.lanes.put).tick()
        await self.office.lanes.quiet()
        return [request for request in self.slack.journal[before:] if request.method == "chat.postMessage"]

    async def orders(self) -> list[Order]:
        return await self.office.pipeline.database.do(subscriptions.all_orders)


@pytest.fixture
async def work(tmp_path: Path) -> AsyncIterator[Workplace]:
    slack = Slack(home=HOME, allows_roots=True)
    await slack.start()
    async with opened_office(slack, "http", tmp_path) as office:
        clock = Clock(dt.datetime.fromisoformat("2026-05-04T21:00+08:00").timestamp())
        office.pipeline.clock = clock
        yield Workplace(office, slack, clock)
    await slack.close()
    assert slack.complaints == []


async def test_buttons_lead_to_a_digest_in_the_channel_at_the_hour(work: Workplace) -> None:
    shown = await work.types("subscribe")
    for label in ("The latest results of a company", "Kuaishou", "Every day", "10", "10:00", "America/New_York · New York", "Confirm"):
        (shown,) = await work.presses(shown, label)
        assert shown.body["replace_original"] is True
    assert [len(await work.after(seconds)) for seconds in (HOUR - 1, 1, 60)] == [0, 1, 0]
    (digest,) = work.slack.posts("chat.postMessage")
    assert (digest.params["channel"], "thread_ts" in digest.params, "RMB 126.9 billion" in said(digest)) == ("C1", False, True)
    assert "/earnings subscriptions" in said(digest)


async def test_the_preview_is_the_digest_byte_for_byte(work: Workplace) -> None:
    shown = await work.types(LINE)
    (preview,) = await work.presses(shown, "Preview")
    await work.presses(shown, "Confirm")
    (digest,) = await work.after(HOUR)
    assert (preview.body["text"], preview.body["blocks"]) == (digest.body["text"], digest.body["blocks"])


async def test_a_subscription_is_paused_resumed_and_deleted_in_its_list(work: Workplace) -> None:
    await work.presses(await work.types(LINE), "Confirm")
    (one,) = await work.presses(await work.types("subscriptions"), "1. Latest results of Kuaishou")
    (paused,) = await work.presses(one, "Pause")
    assert (len(await work.after(HOUR)), (await work.orders())[0].paused) == (0, "by hand")
    (resumed,) = await work.presses(paused, "Resume")
    (sure,) = await work.presses(resumed, "Delete")
    await work.presses(sure, "Delete")
    assert await work.orders() == []


async def test_the_own_page_shows_what_was_ordered_in_direct_messages(work: Workplace) -> None:
    await work.presses(await work.types(LINE, channel="D1"), "Confirm", "D1")
    page = await work.office.one(opened("home"))
    (action,) = [b["value"] for b in buttons(page) if b["text"]["text"] == "1. Latest results of Kuaishou"]
    one = await work.office.one(home_press(action))
    assert (one.method, one.params["user_id"]) == ("views.publish", "U1")
    (pause,) = [b["value"] for b in buttons(one) if b["text"]["text"] == "Pause"]
    await work.office.one(home_press(pause))
    assert (await work.orders())[0].paused == "by hand"
    other = await work.office.one(opened("home", user="U2"))
    assert not any("Latest results" in b["text"]["text"] for b in buttons(other))


async def test_what_is_ordered_on_the_own_page_comes_as_a_direct_message(work: Workplace) -> None:
    for action in ("d:w", "d:y:n::3j:100:mb22"):
        assert (await work.office.one(home_press(action))).method == "views.publish"
    (order,) = await work.orders()
    assert (order.place, order.made_by) == (Place(Platform.SLACK, "T1/U1"), "U1")


async def test_a_form_is_opened_and_leads_to_the_last_look(work: Workplace) -> None:
    shown = await work.types("subscribe")
    (form,) = await work.presses(shown, "Fill in a form")
    assert (form.method, bool(form.params["trigger_id"])) == ("views.open", True)
    view = form.params["view"]
    company = view["blocks"][1]["element"]["options"][0]["value"]
    last = await work.office.one(submission(view, {"1": [company]}))
    assert (last.method, last.params["channel"], last.params["user"]) == ("chat.postEphemeral", "C1", "U1")
    assert "every weekday at 08:30" in said(last)
    await work.presses(last, "Confirm")
    (order,) = await work.orders()
    assert (order.place.chat, order.companies) == ("T1/C1", ("kuaishou",))


async def test_a_form_takes_a_time_that_no_list_offers(work: Workplace) -> None:
    (form,) = await work.presses(await work.types("subscribe"), "Fill in a form")
    view = form.params["view"]
    last = await work.office.one(submission(view, {"1": [view["blocks"][1]["element"]["options"][0]["value"]], "5": ["cron 15 8,16 * * 1-5 Asia/Tokyo"]}))
    assert "every weekday at 08:15 and 16:15 (Asia/Tokyo)" in said(last)
    await work.presses(last, "Confirm")
    (order,) = await work.orders()
    assert (order.schedule["cron"], order.schedule["zone"]) == ("15 8,16 * * 1-5", "Asia/Tokyo")


async def test_a_form_without_a_company_asks_for_one(work: Workplace) -> None:
    (form,) = await work.presses(await work.types("subscribe", channel="D1"), "Fill in a form", "D1")
    asked = await work.office.one(submission(form.params["view"], {}))
    assert (asked.method, asked.params["channel"], "Which company?" in said(asked)) == ("chat.postMessage", "D1", True)


async def test_a_form_whose_moment_has_passed_leaves_the_buttons(work: Workplace) -> None:
    shown = await work.types("subscribe")
    work.slack.faults.append(Fault("expired_trigger_id", "views.open"))
    (form,) = await work.presses(shown, "Fill in a form")
    assert form.error == "expired_trigger_id"
    assert await work.presses(shown, "What is new")


async def test_every_member_may_unless_only_admins_may(work: Workplace) -> None:
    work.slack.admins.add("U1")
    channel = Place(Platform.SLACK, "T1/C1", is_private=False)
    for managers, expected in (("members", [True, True]), ("admins", [True, False])):
        adapter = adapter_of(work.slack, "http", managers=managers)
        await adapter.start()
        assert [await adapter.may_manage(channel, Sender(user)) for user in ("U1", "U2")] == expected
        assert await adapter.may_manage(Place(Platform.SLACK, "T1/D1"), Sender("U2"))
        await adapter.close()


async def test_a_member_who_may_not_is_told_so_alone(work: Workplace) -> None:
    adapter = next(iter(work.office.pipeline.adapters.values()))
    adapter._managers = "admins"  # type: ignore[attr-defined]
    refused = (await work.office.told(command(LINE, reply_url=work.slack.reply_url())))[-1]
    assert (refused.method, refused.body["response_type"], "only admins" in said(refused)) == ("response_url", "ephemeral", True)
    assert await work.orders() == []
