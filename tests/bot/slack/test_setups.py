"""What depends on how the bot is set up: threads followed without a mention, no reader page, so many questions a minute."""

from pathlib import Path

import pytest

from bot.limits import Visits
from bot.links import Links
from tests.bot.slack.office import buttons, opened_office, said
from tests.fakes.slack import Slack
from tests.fakes.slack_payloads import command, mention, message, press, stamp

REVENUE = "快手2024年全年总收入是多少？"


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_thread_is_followed_without_a_mention_only_where_the_bot_talks(slack: Slack, tmp_path: Path, way: str) -> None:
    async with opened_office(slack, way, tmp_path, follows_threads=True) as office:
        await office.told(mention(REVENUE, ts=(root := stamp())))
        assert "11.8%" in said(await office.one(message("同比呢", channel="C1", thread=root)))
        assert await office.told(message("同比呢", channel="C1", thread=stamp())) == []


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_sentence_opens_in_context_for_who_pressed(slack: Slack, tmp_path: Path, way: str) -> None:
    async with opened_office(slack, way, tmp_path, links=Links()) as office:
        answer = await office.one(mention(REVENUE, ts=(root := stamp())))
        (button,) = [b for b in buttons(answer) if b.get("value", "").startswith("c:")]
        shown = await office.one(press(button["value"], ts=answer.ts, thread=root, reply_url=office.slack.reply_url()))
        assert (shown.method, shown.body["response_type"], shown.body["replace_original"]) == ("response_url", "ephemeral", False)
        assert "1269亿元" in said(shown)


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_who_asks_too_often_alone_is_told_alone(slack: Slack, tmp_path: Path, way: str) -> None:
    async with opened_office(slack, way, tmp_path) as office:
        office.pipeline.visits = Visits(1)
        await office.told(command("help", reply_url=slack.reply_url()))
        told = await office.one(command("help", reply_url=slack.reply_url()))
        assert (told.method, told.body["response_type"]) == ("response_url", "ephemeral")


async def test_threads_of_others_count_for_nothing(slack: Slack, tmp_path: Path) -> None:
    async with opened_office(slack, "http", tmp_path, follows_threads=True) as office:
        office.pipeline.visits = Visits(1)
        assert [await office.told(message("hello", channel="C1", thread=stamp())) for _ in range(3)] == [[], [], []]
        assert "1269" in said(await office.one(mention(REVENUE)))
