"""Charts on Slack: an image block whose address holds the whole chart, drawn by the reader's server."""


import httpx
import pytest

from bot.adapter import Call
from bot.card import Say
from bot.digests.cards import digest_card
from bot.digests.chart import chart_of, draw
from bot.digests.chart_links import PATH, ChartLinks, chart_key
from bot.links import Links
from bot.metrics import Metrics
from bot.slack.rendering import render
from bot.web.app import web_app
from intents.digests.digest import Latest, compose
from intents.questions.language import Language
from tests.bot.slack.cards import CHANNEL, HOME
from tests.bot.slack.office import library
from tests.bot.slack.wire import adapter_of
from tests.fakes.slack import Fault, Slack

LINKS = Links(HOME, chart_key=chart_key("a secret"))
DIGEST = compose(Latest(library().catalog.cards[0].company), library(), Language.HANS)
CARD = digest_card(DIGEST)


def rendered(links: Links = LINKS) -> Call:
    (call,) = render(Say(CHANNEL, CARD), links)
    return call


def pictures(call: Call) -> list[dict[str, str]]:
    return [block for block in call.params["blocks"] if block["type"] == "image"]


async def got(path: str, links: Links = LINKS) -> httpx.Response:
    async def ready() -> tuple[str, ...]:
        return ()

    app = web_app(library, Metrics(), ready, charts=links.charts)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HOME) as client:
        return await client.get(path)


async def test_a_digest_shows_its_chart_from_the_readers_server() -> None:
    (picture,) = pictures(rendered())
    answer = await got(picture["image_url"].removeprefix(HOME))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    chart = chart_of(DIGEST.sections[0])
    assert chart is not None
    assert answer.content == draw(chart)
    assert picture["alt_text"] == chart.alt
    assert all(bar.shown in CARD.text for bar in chart.bars)


async def test_nobody_elses_words_are_drawn() -> None:
    """What is not signed with the bot's own key is not there: changed, cut off, of another key, no chart at all."""
    (picture,) = pictures(rendered())
    name = picture["image_url"].removeprefix(HOME + PATH)
    middle = len(name) // 2
    changed = name[:middle] + ("A" if name[middle] != "A" else "B") + name[middle + 1 :]
    answers = [await got(PATH + bad) for bad in (changed, name[:40], "x.png", "%00.png", "é.png", "A" * 5_000)]
    assert {answer.status_code for answer in answers} == {404}
    assert (await got(PATH + name, Links(HOME, chart_key=chart_key("another")))).status_code == 404


@pytest.mark.parametrize("links", [Links(HOME), Links("", chart_key=b"k"), Links("http://bot.example", chart_key=b"k")], ids=["no key", "no address", "not secure"])
def test_without_an_address_that_slack_can_fetch_from_there_is_no_picture(links: Links) -> None:
    assert pictures(rendered(links)) == []


async def test_a_picture_that_slack_cannot_fetch_costs_only_itself(slack: Slack) -> None:
    adapter = adapter_of(slack, "http", links=LINKS)
    await adapter.start()
    slack.allows_roots = True
    slack.faults.append(Fault("invalid_blocks", "chat.postMessage"))
    assert await adapter.call(rendered())
    await adapter.close()
    refused, taken = (request for request in slack.journal if request.method == "chat.postMessage")
    assert refused.body["blocks"] == rendered().params["blocks"]
    assert taken.body["blocks"] == [block for block in refused.body["blocks"] if block["type"] != "image"]


def test_a_key_and_an_address_are_not_shown() -> None:
    assert "secret" not in repr(LINKS)
    assert repr(chart_key("a secret")) not in repr(LINKS)
    assert ChartLinks().chart("") is None
