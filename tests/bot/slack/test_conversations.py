"""What people in Slack do and what they see then, from the wire to the wire, by HTTP and over a socket."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from sqlalchemy import select

from bot.actions import number_of
from bot.storage.tables import feedback
from bot.texts import text
from intents.questions.language import Language
from tests.bot.slack.cards import HOME
from tests.bot.slack.office import Office, buttons, opened_office, said, terminal
from tests.fakes.slack import Fault, Slack
from tests.fakes.slack_payloads import changed, command, home_press, mention, message, opened, press, shortcut, stamp

REVENUE, PROFIT = "快手2024年全年总收入是多少？", "快手2024年净利润是多少"
ANSWERING = ("chat.postMessage", "chat.update", "chat.postEphemeral", "response_url", "views.publish")


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(params=["http", "socket"], scope="module", loop_scope="module")
async def workplace(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One bot for all tests of a way in; each test has threads of its own."""
    slack = Slack(home=HOME)
    await slack.start()
    async with opened_office(slack, request.param, tmp_path_factory.mktemp("office")) as office:
        yield office
    await slack.close()


@pytest.fixture
def office(workplace: Office) -> Iterator[Office]:
    """The bot; what its Slack complains about fails the test."""
    workplace.slack.allows_roots = False
    yield workplace
    complaints, workplace.slack.complaints = workplace.slack.complaints, []
    assert complaints == []


async def test_a_mention_is_answered_in_its_thread_as_in_the_terminal(office: Office) -> None:
    request = await office.one(mention(REVENUE, ts=(ts := stamp())))
    assert (request.method, request.params["channel"], request.params["thread_ts"], said(request)) == ("chat.postMessage", "C1", ts, terminal(REVENUE))


async def test_a_direct_message_is_answered_in_its_thread(office: Office) -> None:
    request = await office.one(message(REVENUE, ts=(ts := stamp())))
    assert (request.params["channel"], request.params["thread_ts"], said(request)) == ("D1", ts, terminal(REVENUE))


@pytest.mark.parametrize("text", ["快手2024年全年总收入是多少？", "快手2024年全年总收入是多少", "快手2024年全年总收入是多少?"], ids=["full-width mark", "no mark", "ASCII mark"])
async def test_a_question_needs_no_mark(office: Office, text: str) -> None:
    assert "1269亿元" in said(await office.one(mention(text)))


async def test_a_follow_up_in_the_thread_goes_on_and_one_elsewhere_does_not(office: Office) -> None:
    await office.told(mention(REVENUE, ts=(root := stamp())))
    here, elsewhere = await office.one(mention("同比呢", thread=root)), await office.one(mention("同比呢"))
    assert "11.8%" in said(here)
    assert "11.8%" not in said(elsewhere)


async def test_a_mention_alone_gets_help(office: Office) -> None:
    assert "/earnings" in said(await office.one(mention("")))


async def test_a_command_is_answered_to_its_sender_and_can_be_shared(office: Office) -> None:
    office.slack.allows_roots = True
    hidden = await office.one(command(f"ask {REVENUE}", reply_url=(url := office.slack.reply_url())))
    assert (hidden.method, hidden.params["url"], hidden.body["response_type"]) == ("response_url", url, "ephemeral")
    (share,) = [b for b in buttons(hidden) if b.get("value", "").startswith("s:")]
    shown, noted = await office.told(press(share["value"], ts=stamp(), reply_url=office.slack.reply_url(), ephemeral=True))
    assert (shown.method, shown.params["channel"]) == ("chat.postMessage", "C1")
    assert terminal(REVENUE) in said(shown)
    assert (noted.method, noted.body["replace_original"]) == ("response_url", True)
    assert text("shared", Language.HANS) in said(noted)


@pytest.mark.parametrize("text", ["facts", "sources", "help", "language", "why", "digest", "", "快手收入多少"])
async def test_each_command_is_answered_to_its_sender_alone(office: Office, text: str) -> None:
    request = await office.one(command(text, reply_url=office.slack.reply_url()))
    assert (request.method, request.body["response_type"]) == ("response_url", "ephemeral")


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("快手2024年全年总收入为1269亿元", "claim_stated"), ("快手2024年全年总收入为1500亿元", "claim_contradicted"), ("快手2024年全年经营现金流为300亿元", "claim_open"),
        ("快手去年净利润177亿元", "claim_alike"), ("快手去年净利润200亿元", "claim_beside"),
    ],
    ids=["stated", "contradicted", "not stated", "another measure's figure", "neither"],
)  # fmt: skip
async def test_a_colleagues_sentence_is_checked(office: Office, claim: str, verdict: str) -> None:
    request = await office.one(shortcut(claim, reply_url=office.slack.reply_url()))
    assert said(request).split("\n")[:2] == [f"“{claim}”", text(verdict, Language.HANS)]


async def test_each_thing_that_a_message_says_is_checked_by_itself(office: Office) -> None:
    request = await office.one(shortcut("快手2024年总收入1269亿元，经调整净利润200亿元。大家怎么看？", reply_url=office.slack.reply_url()))
    lines = said(request).split("\n")
    assert [lines.index(text(verdict, Language.HANS)) for verdict in ("claim_stated", "claim_contradicted")] == [1, 5]
    assert lines.count("[1] “3月25日,快手发布2024年全年财报,总收入同比增长11.8%至人民币1269亿元,全年经调整净利润人民币177亿元,同比增长72.5%,全年经调整净利润率14%,盈利能力稳步提升。”") == 1


async def test_a_message_that_says_nothing_of_the_articles_is_told_so(office: Office) -> None:
    request = await office.one(shortcut("中午吃什么", reply_url=office.slack.reply_url()))
    assert said(request).startswith(text("claim_none", Language.HANS))
    assert buttons(request)


async def test_an_offered_question_is_asked_by_its_button(office: Office) -> None:
    declined = await office.one(mention("快手Q4净利润", ts=(root := stamp())))
    offer = buttons(declined)[0]
    pressed = await office.one(press(offer["value"], ts=declined.ts, thread=root, reply_url=office.slack.reply_url()))
    assert (pressed.method, pressed.params["thread_ts"]) == ("chat.postMessage", root)
    assert terminal(offer["text"]["text"]) in said(pressed)


async def test_a_button_whose_answer_is_gone_says_so_to_who_pressed(office: Office) -> None:
    request = await office.one(press("q:zzz:0", ts=stamp(), reply_url=office.slack.reply_url()))
    assert (request.method, request.body["response_type"]) == ("response_url", "ephemeral")


async def test_the_last_mark_of_a_person_counts(office: Office) -> None:
    answer = await office.one(mention(REVENUE, ts=(root := stamp())))
    marks = buttons(answer)[-1]
    for side, user in (("positive_button", "U1"), ("negative_button", "U1"), ("positive_button", "U2")):
        assert await office.told(press(marks[side]["value"], ts=answer.ts, thread=root, user=user, kind="feedback_buttons", reply_url=office.slack.reply_url())) == []
    number = number_of(marks["positive_button"]["value"].partition(":")[2])
    rows = await office.pipeline.database.do(lambda connection: connection.execute(select(feedback).where(feedback.c.answer == number)).all())
    assert sorted((row.sender, bool(row.is_good)) for row in rows) == [("U1", False), ("U2", True)]


async def test_figures_are_browsed_in_place(office: Office) -> None:
    listed = await office.one(command("facts", reply_url=office.slack.reply_url()))
    topic = buttons(listed)[0]
    turned = await office.one(press(topic["value"], ts=stamp(), reply_url=(url := office.slack.reply_url()), ephemeral=True))
    assert (turned.params["url"], turned.body["replace_original"]) == (url, True)


async def test_the_preview_of_a_link_is_met_with_silence(office: Office) -> None:
    await office.told(message(REVENUE, ts=(ts := stamp())))
    assert await office.told(changed(ts, REVENUE, REVENUE, edited=False)) == []


async def test_an_edited_question_gets_its_answer_edited(office: Office) -> None:
    first = await office.one(message(PROFIT, ts=(ts := stamp())))
    second = await office.one(changed(ts, REVENUE, PROFIT))
    assert (second.method, second.params["ts"], said(second)) == ("chat.update", first.ts, terminal(REVENUE))


async def test_the_same_event_twice_gets_one_answer(office: Office) -> None:
    payload = mention(REVENUE)
    assert [len(await office.told(payload)), len(await office.told(payload))] == [1, 0]


@pytest.mark.parametrize("order", [1, -1], ids=["mention first", "message first"])
@pytest.mark.parametrize("channel", ["D1", "C1"])
async def test_a_mention_and_a_message_of_one_post_get_one_answer(office: Office, channel: str, order: int) -> None:
    ts = stamp()
    payloads = [mention(REVENUE, channel=channel, ts=ts), message(f"<@UBOT> {REVENUE}", channel=channel, ts=ts)][::order]
    requests = [request for payload in payloads for request in await office.told(payload)]
    assert [said(request) for request in requests] == [terminal(REVENUE)]


async def test_the_home_page_is_published_and_its_buttons_work(office: Office) -> None:
    page = await office.one(opened("home"))
    assert (page.method, page.params["user_id"]) == ("views.publish", "U1")
    figures = await office.one(home_press(next(b["value"] for b in buttons(page) if b["value"].startswith("f:"))))
    assert (figures.method, buttons(figures)[-1]["value"]) == ("views.publish", "h:")
    again = await office.one(home_press("h:"))
    assert [b["text"] for b in buttons(again)] == [b["text"] for b in buttons(page)]


async def test_a_welcome_is_said_once_and_questions_stand_ready_each_time(office: Office) -> None:
    """They are the questions that the library offers, and each of them is answered."""
    told = [await office.told(opened("messages")) for _ in range(3)]
    assert [[r.method for r in requests] for requests in told] == [["assistant.threads.setSuggestedPrompts", "chat.postMessage"], *[["assistant.threads.setSuggestedPrompts"]] * 2]
    prompts = [prompt["message"] for prompt in told[-1][0].params["prompts"]]
    assert prompts == [b["text"]["text"] for b in buttons(told[0][1]) if b["value"].startswith("q:")]
    answers = [said(await office.one(message(prompt))) for prompt in prompts]
    assert answers == [terminal(prompt) for prompt in prompts]
    assert all("[1]" in answer for answer in answers)


@pytest.mark.parametrize("text", ["<!channel> 收入", "&lt;!channel&gt; *x* `y`", "<@U2> <#C1|x>", "\u202e收入\x00", "👩‍👩‍👧" * 400, "快手" * 3000])
async def test_no_question_makes_anything_live(office: Office, text: str) -> None:
    """The fake complains about what is live, too long or not in the text."""
    assert (await office.one(mention(text))).method in ANSWERING


async def test_markup_that_slack_refuses_is_sent_plain_with_the_same_facts(office: Office) -> None:
    office.slack.faults.append(Fault("invalid_blocks", "chat.postMessage"))
    refused, plain = await office.told(mention(REVENUE))
    assert (refused.error, "blocks" in plain.params, said(plain)) == ("invalid_blocks", False, terminal(REVENUE))


async def test_what_one_person_asks_alone_is_nobody_elses_business(office: Office) -> None:
    await office.told(command(f"ask {REVENUE}", reply_url=office.slack.reply_url()))
    follow_up = await office.one(command("ask 同比呢", user="U2", reply_url=office.slack.reply_url()))
    reason = await office.one(command("why", user="U3", reply_url=office.slack.reply_url()))
    assert "11.8%" not in said(follow_up)
    assert "1269" not in said(reason)
    assert "11.8%" in said(await office.one(command("ask 同比呢", reply_url=office.slack.reply_url())))


async def test_the_language_chosen_in_a_direct_chat_holds_in_its_threads(office: Office) -> None:
    offered = await office.one(command("language", channel="D7", reply_url=office.slack.reply_url()))
    (choice,) = [b for b in buttons(offered) if b["value"] == "l:zh-Hant"]
    await office.told(press(choice["value"], channel="D7", ts=stamp(), reply_url=office.slack.reply_url(), ephemeral=True))
    assert "總收入" in said(await office.one(message("What was total revenue in 2024?", channel="D7")))


@pytest.mark.parametrize(("question", "told"), [(REVENUE, "选一个主题，看它的数字和原文："), ("Kuaishou revenue", "Choose a topic to see its figures and their sentences:")])
async def test_what_is_pressed_is_answered_in_the_language_of_the_thread(office: Office, question: str, told: str) -> None:
    answer = await office.one(mention(question, ts=(root := stamp())))
    assert told in said(await office.one(press("f:", ts=answer.ts, thread=root, reply_url=office.slack.reply_url())))
