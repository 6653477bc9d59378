"""What depends on how the bot is set up: threads followed without a mention, sentences in context without a reader page."""

from pathlib import Path

import pytest

from bot.links import Links
from tests.bot.slack.office import buttons, opened_office, said
from tests.fakes.slack import Slack
from tests.fakes.slack_payloads import mention, message, press, stamp

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
