"""Conversations with the whole service, as people on Telegram have them: one service for all tests, chats of its own for each."""

import re
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
import pytest_asyncio

from bot.telegram.markup import JOINER
from bot.texts import text
from intents.conversation import EMPTY, Conversation
from intents.library import ask_any
from intents.questions.language import Language
from tests.bot.telegram.service import running
from tests.cases import BUNDLED, DEVELOPMENT, bundled_base, records
from tests.fakes.telegram import FakeTelegram, Fault, Kind
from tests.fakes.telegram_judge import Refusal
from tests.fakes.telegram_people import Message

REVENUE, PROFIT = "快手2024年总收入是多少？", "快手2024年经调整净利润是多少"
BOT = "@EarningsTestBot"
pytestmark = pytest.mark.asyncio(loop_scope="module")
numbers = count(1000)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FakeTelegram]:
    folder = tmp_path_factory.mktemp("service")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EARNINGS_BOT_HOME", str(folder))
        async with FakeTelegram() as telegram, running(telegram, folder):
            yield telegram


@pytest.fixture
def telegram(shared: FakeTelegram) -> Iterator[FakeTelegram]:
    """The fake, whose verdict is passed after each test."""
    shared.journal.clear()
    yield shared
    found, shared.problems[:] = shared.verdict(), []
    assert found == []


@pytest.fixture
def chat() -> int:
    """A private chat that nobody wrote in yet."""
    return next(numbers)


@pytest.fixture
def group(telegram: FakeTelegram) -> int:
    """A group that nobody wrote in yet, with a topic 4."""
    number = -next(numbers)
    telegram.people.chat(number, topics=(4,))
    return number


def plain(message: Message) -> str:
    """What people read, without the joiners that they do not see."""
    return message.text.replace(JOINER, "")


async def test_a_question_is_answered_with_its_figure_and_its_sentence(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, REVENUE)
    answer = await telegram.answer_in(chat)
    assert plain(answer).startswith("快手2024年全年总收入：1269亿元")
    (quote,) = answer.shown.of("ExpandableBlockQuote")
    assert "总收入同比增长11.8%至人民币1269亿元" in quote
    assert answer.params["reply_parameters"]["message_id"] == 1
    assert len(answer.shown.links) == 2


async def test_a_follow_up_leaves_out_what_was_said(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, REVENUE)
    await telegram.answer_in(chat)
    telegram.people.says(chat, "同比呢")
    assert "11.8%" in (await telegram.answer_in(chat, 2)).text


@pytest.mark.parametrize("question", [f"{BOT} {PROFIT}", f"{PROFIT} {BOT}", f"/ask{BOT} {PROFIT}", f"/ask {PROFIT}"], ids=["mention", "mention behind", "named command", "command"])
async def test_a_group_gets_answers_where_it_asks_for_them(telegram: FakeTelegram, group: int, question: str) -> None:
    telegram.people.says(group, question, user=7)
    assert "177亿元" in (await telegram.answer_in(group)).text


async def test_a_reply_to_an_answer_is_a_follow_up(telegram: FakeTelegram, group: int) -> None:
    telegram.people.says(group, f"/ask {PROFIT}", user=7)
    first = await telegram.answer_in(group)
    telegram.people.says(group, "同比呢", user=8, reply_to=telegram.people.of_bot(first))
    assert "72.5%" in (await telegram.answer_in(group, 2)).text


async def test_a_group_that_talks_of_something_else_hears_nothing(telegram: FakeTelegram, group: int) -> None:
    telegram.people.says(group, REVENUE, user=7)
    telegram.people.says(group, "/ask@OtherBot x", user=7)
    telegram.people.says(group, f"/ask {REVENUE}", user=7)
    await telegram.answer_in(group)
    assert len(telegram.said(group)) == 1


async def test_an_answer_stays_in_its_topic(telegram: FakeTelegram, group: int) -> None:
    telegram.people.says(group, f"/ask {REVENUE}", user=7, topic=4)
    assert (await telegram.answer_in(group)).params["message_thread_id"] == 4


async def test_a_channel_that_names_the_bot_is_answered(telegram: FakeTelegram) -> None:
    channel = -next(numbers)
    telegram.people.chat(channel, "channel")
    telegram.people.says(channel, f"{BOT} {REVENUE}")
    assert "1269亿元" in (await telegram.answer_in(channel)).text


async def test_the_answer_to_an_edited_question_is_edited(telegram: FakeTelegram, chat: int) -> None:
    asked = telegram.people.says(chat, REVENUE)
    answer = await telegram.answer_in(chat)
    telegram.people.edits(asked, PROFIT)
    await telegram.until(lambda: answer.edits == 1)
    assert plain(answer).startswith("快手2024年全年经调整净利润：177亿元")
    telegram.people.edits(asked, REVENUE)
    await telegram.until(lambda: answer.edits == 2)
    assert plain(answer).startswith("快手2024年全年总收入：1269亿元")
    assert len(telegram.said(chat)) == 1


async def test_an_offered_question_is_asked_by_its_button(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, "快手2019年第一季度毛利率是多少")
    decline = await telegram.answer_in(chat)
    label = next(label for label, action in decline.buttons.items() if action.startswith("q:"))
    telegram.people.presses(decline, label)
    answer = await telegram.answer_in(chat, 2)
    assert answer.shown.of("Bold") == [label]
    assert answer.shown.of("ExpandableBlockQuote")


async def test_a_mark_is_confirmed(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, REVENUE)
    query = telegram.people.presses(await telegram.answer_in(chat), "👍")
    await telegram.until(lambda: telegram.notices.get(query))


@pytest.mark.parametrize("data", ["q:zzzz:0", "nonsense"], ids=["of an answer that is gone", "of another program"])
async def test_an_old_button_says_why_it_does_nothing(telegram: FakeTelegram, chat: int, data: str) -> None:
    telegram.people.says(chat, REVENUE)
    query = telegram.people.sends_data(await telegram.answer_in(chat), data)
    await telegram.until(lambda: telegram.notices.get(query))
    assert len(telegram.said(chat)) == 1


async def test_figures_are_browsed_in_one_message(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, "/facts")
    browsed = await telegram.answer_in(chat)
    seen = {browsed.text}
    for step in (1, 2):
        telegram.people.presses(browsed, next(label for label, action in browsed.buttons.items() if action.startswith("f:")))
        await telegram.until(lambda step=step: browsed.edits == step)  # type: ignore[misc]
        seen.add(browsed.text)
    assert len(seen) > 1
    assert len(telegram.said(chat)) == 1


async def test_inline_cards_are_complete_answers(telegram: FakeTelegram) -> None:
    query = telegram.people.looks_up("快手 收入")
    await telegram.until(lambda: query in telegram.cards)
    texts = [card["input_message_content"]["message_text"] for card in telegram.cards[query]]
    assert len(texts) > 1
    assert all("<blockquote expandable>" in text for text in texts)
    assert texts[0].startswith("<b>快手 收入</b>\n快手2024年全年总收入")
    assert len({text.partition("\n")[2] for text in texts}) == len(texts)


async def test_nothing_typed_gets_examples(telegram: FakeTelegram) -> None:
    query = telegram.people.looks_up("")
    await telegram.until(lambda: query in telegram.cards)
    assert [card["description"] for card in telegram.cards[query]][:1] == ["Kuaishou total revenue in full-year 2024: RMB 126.9 billion (up 11.8% year on year)"]


async def test_the_link_of_a_citation_opens_its_sentence_with_its_neighbours(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, REVENUE)
    link = (await telegram.answer_in(chat)).shown.links[0]
    telegram.people.says(chat, f"/start {link.partition('?start=')[2]}")
    opened = await telegram.answer_in(chat, 2)
    heading, cited = opened.shown.of("Bold")
    assert heading.endswith("March 25, 2025, sentence 4")
    assert "总收入同比增长11.8%至人民币1269亿元" in cited
    assert len(opened.text.split("\n\n")) == 3


async def test_a_link_to_a_sentence_that_is_gone_says_so(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, "/start c_00000000-1-00000")
    assert not (await telegram.answer_in(chat)).shown.of("ExpandableBlockQuote")


@pytest.mark.parametrize("command", ["/start", "/help", "/sources", "/language", "/why", "/digest", "/unheard_of"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
async def test_every_command_is_answered_in_every_language(telegram: FakeTelegram, chat: int, command: str, language: str) -> None:
    telegram.people.says(chat, command, language=language)
    assert (await telegram.answer_in(chat)).text


async def test_a_mention_without_a_word_gets_help(telegram: FakeTelegram, group: int) -> None:
    telegram.people.says(group, BOT, user=7)
    assert "/facts" in (await telegram.answer_in(group)).text


async def test_a_chosen_language_stays(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, "/language")
    choice = await telegram.answer_in(chat)
    telegram.people.presses(choice, "English")
    await telegram.until(lambda: choice.edits)
    telegram.people.says(chat, REVENUE)
    assert (await telegram.answer_in(chat, 2)).text.startswith("Kuaishou")


@pytest.mark.parametrize(
    "text",
    ["<b>x</b> & <a href='tg://user?id=1'>快手</a>收入", "@durov http://evil.example 收入\u202e", "快手收入" * 1000, "😀" * 2000, "\u0000\ud83d", "（3.5%）- . 1.2 < & 收入"],
    ids=["markup", "links", "long", "emoji", "broken", "signs"],
)
async def test_hostile_text_is_answered_and_stays_text(telegram: FakeTelegram, chat: int, text: str) -> None:
    """The fake's verdict fails the test on live mentions, links and markup."""
    telegram.people.says(chat, text)
    assert (await telegram.answer_in(chat)).text


# what goes wrong on the way


async def test_a_refused_form_is_sent_as_its_plain_twin(telegram: FakeTelegram, chat: int) -> None:
    telegram.faults.append(Fault(Kind.REFUSE, chat=chat, refusal=Refusal(400, "Bad Request: can't parse entities: no")))
    telegram.people.says(chat, REVENUE)
    assert plain(await telegram.answer_in(chat)) == ask_any(REVENUE, bundled_base())[0].text


async def test_a_chat_that_has_to_wait_keeps_nobody_else_waiting(telegram: FakeTelegram, chat: int) -> None:
    telegram.faults.append(Fault(Kind.REFUSE, chat=chat, refusal=Refusal(429, "Too Many Requests: retry after 1", retry_after=1)))
    telegram.people.says(chat, REVENUE)
    await telegram.until(lambda: telegram.calls("sendMessage"))
    for other in (next(numbers), next(numbers)):
        telegram.people.says(other, REVENUE)
        await telegram.answer_in(other)
    assert telegram.said(chat) == []
    await telegram.answer_in(chat)
    first, again = [r.at for r in telegram.calls("sendMessage") if r.params["chat_id"] == chat]
    assert again - first >= 1


async def test_a_chat_that_blocked_the_bot_is_tried_once(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.chat(chat).away = "bot was blocked by the user"
    telegram.people.says(chat, REVENUE)
    await telegram.until(lambda: telegram.calls("sendMessage"))
    telegram.people.chat(chat).away = ""
    telegram.people.says(chat, PROFIT)
    assert "净利润" in (await telegram.answer_in(chat)).text
    assert len(telegram.calls("sendMessage")) == 2


async def test_a_moved_group_gets_its_answer_where_it_is_now(telegram: FakeTelegram, chat: int) -> None:
    old, new = -chat, -chat - 1_000_000
    telegram.people.chat(old, "group")
    telegram.people.says(old, f"/ask {REVENUE}", user=7)
    telegram.people.upgrades(old, new, tells=False)
    assert "1269亿元" in (await telegram.answer_in(new)).text


async def test_a_group_that_moved_goes_on_with_its_conversation(telegram: FakeTelegram, chat: int) -> None:
    old, new = -chat, -chat - 1_000_000
    telegram.people.chat(old, "group")
    telegram.people.says(old, f"/ask {REVENUE}", user=7)
    await telegram.answer_in(old)
    telegram.people.upgrades(old, new)
    await telegram.until(lambda: not telegram.updates)
    telegram.people.says(new, "/ask 同比呢", user=7)
    assert "11.8%" in (await telegram.answer_in(new)).text


async def test_an_answer_whose_confirmation_was_lost_comes_once_more_at_most(telegram: FakeTelegram, chat: int) -> None:
    telegram.faults.append(Fault(Kind.RESET_DONE, chat=chat))
    telegram.people.says(chat, REVENUE)
    await telegram.answer_in(chat, 2)
    telegram.people.says(chat, PROFIT)
    assert "177亿元" in (await telegram.answer_in(chat, 3)).text
    assert len({m.text for m in telegram.said(chat)}) == 2


async def test_the_same_update_twice_gets_one_answer(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, REVENUE)
    await telegram.answer_in(chat)
    telegram._next -= 1
    telegram.people.says(chat, REVENUE)
    telegram.people.says(chat, PROFIT)
    await telegram.until(lambda: any("177亿元 [1]" in m.text or "净利润：" in m.text for m in telegram.said(chat)))
    assert len(telegram.said(chat)) == 2


# the development questions, where they lie beside the project

QUESTIONS = [q for q in records(DEVELOPMENT / "seed-questions.jsonl") if q["article"] == BUNDLED]


@pytest.mark.skipif(not QUESTIONS, reason="there are no development questions beside the project")
async def test_all_development_questions_get_the_answers_of_the_terminal(telegram: FakeTelegram) -> None:
    """Every line and every cited sentence of the terminal's answer stands in what people read, in the order of the conversation."""
    chats = {name: next(numbers) for name in dict.fromkeys(map(conversation_of, QUESTIONS))}
    state: dict[str, Conversation] = dict.fromkeys(chats, EMPTY)
    wanted: dict[str, list[list[str]]] = {name: [] for name in chats}
    for question in QUESTIONS:
        name = conversation_of(question)
        telegram.people.says(chats[name], question["question"])
        told, state[name] = ask_any(question["question"], bundled_base(), state[name])
        wanted[name].append([*(line.marked for line in told.spoken.lines), *(s.citation.quote for s in told.spoken.sources)])
    for name, chat in chats.items():
        await telegram.until(lambda name=name, chat=chat: len(telegram.said(chat)) == len(wanted[name]), 120)  # type: ignore[misc]
    missing = [
        (name, line)
        for name, chat in chats.items()
        for message, lines in zip(telegram.said(chat), wanted[name], strict=True)
        for line in lines
        if packed(line) not in packed(plain(message))
    ]
    assert missing == []


def conversation_of(question: dict[str, str]) -> str:
    """The name of a question's conversation: its own where it stands alone."""
    return question.get("conversation") or question["id"]


def packed(text: str) -> str:
    """The text without spaces."""
    return re.sub(r"\s", "", text)


async def test_a_group_is_told_how_it_gets_answers_and_what_privacy_mode_keeps_back(telegram: FakeTelegram, group: int) -> None:
    telegram.people.says(group, f"/start{BOT}", user=7)
    assert text("telegram_start_group", Language.EN) in plain(await telegram.answer_in(group))
    telegram.people.says(group, f"/help{BOT}", user=7)
    assert plain(await telegram.answer_in(group, 2)).endswith(text("telegram_privacy", Language.EN))


async def test_a_private_chat_hears_nothing_of_privacy_mode(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, "/start")
    assert text("telegram_start", Language.EN) in plain(await telegram.answer_in(chat))
    telegram.people.says(chat, "/help")
    assert plain(await telegram.answer_in(chat, 2)) == text("telegram_help", Language.EN)


@pytest.mark.parametrize(
    ("language", "question", "shown"),
    [("zh-hant", "快手收入多少", "總收入"), ("zh-hans", "快手收入多少", "总收入"), ("en", "快手收入多少", "总收入"), ("zh-hant", "快手总收入多少", "总收入"), ("zh-hans", "快手總收入多少", "總收入")],
)
async def test_characters_of_both_scripts_are_answered_in_that_of_the_program(telegram: FakeTelegram, chat: int, language: str, question: str, shown: str) -> None:
    telegram.people.says(chat, question, language=language)
    assert f"快手2024年全年{shown}" in plain(await telegram.answer_in(chat))


async def test_why_tells_how_a_question_was_read_and_nothing_of_a_greeting(telegram: FakeTelegram, chat: int) -> None:
    telegram.people.says(chat, "/start")
    await telegram.answer_in(chat)
    telegram.people.says(chat, "/why")
    assert plain(await telegram.answer_in(chat, 2)) == text("nothing_yet", Language.EN)
    telegram.people.says(chat, REVENUE)
    await telegram.answer_in(chat, 3)
    telegram.people.says(chat, "/why")
    why = await telegram.answer_in(chat, 4)
    assert plain(why).splitlines()[1] == "我的理解：快手 · 总收入 · 2024年全年"
    assert why.shown.of("ExpandableBlockQuote")
