"""What goes out as calls: one golden text per kind of message and language, each taken by TDLib's parser.

renderings.txt holds a block for each: the method and what stands besides the text, the HTML, then the buttons.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.adapter import Call
from bot.card import Button, Card, Confirm, Edit, Offer, Outgoing, Page, Say
from bot.digests.chart import Bar, Chart
from bot.events import Place, Platform
from bot.links import Links
from bot.telegram.rendering import render
from intents.questions.language import Language
from intents.saying.spoken import Line, Source
from knowledge.article import Citation
from tests.cases import TESTS
from tests.fakes import telegram_judge as tdlib

LINKS = Links("https://reader.example", "EarningsTestBot")
PRIVATE = Place(Platform.TELEGRAM, "7")
TOPIC = Place(Platform.TELEGRAM, "-1001", "4", is_private=False)
QUOTE = "3月25日,快手发布2024年全年财报,总收入同比增长11.8%至人民币1269亿元,全年经调整净利润人民币177亿元,同比增长72.5%,全年经调整净利润率14%,盈利能力稳步提升。"
OTHER = "云岫食品2024年总收入为人民币32.6亿元。"
SOURCE = Source(1, Citation("kuaishou-2024-annual", 1, 0, len(QUOTE), QUOTE))
WORDS = {
    Language.HANS: ("快手2024年全年总收入：1269亿元", "可以问我：", "经调整净利润是多少？", "同比增长多少？", "文章没有说2023年第一季度的毛利率。"),
    Language.HANT: ("快手2024年全年總收入：1269億元", "可以問我：", "經調整淨利潤是多少？", "同比增長多少？", "文章沒有說2023年第一季度的毛利率。"),
    Language.EN: ("Kuaishou total revenue, FY 2024: RMB 126.9 billion", "You could ask:", "What was adjusted net profit?", "How much did it grow?", "The article does not give Q1 2023 gross margin."),
}


def answer(language: Language) -> Card:
    return Card(language, (Line(WORDS[language][0], (1,)),), (SOURCE,), feedback="1z")


def offering(language: Language) -> Card:
    _, offer, first, second, missing = WORDS[language]
    return Card(language, (Line(missing),), buttons=((Button(first, "q:1z:0"),), (Button(second, "q:1z:1"),)), feedback="1z", offer=offer)


def labelled(language: Language) -> Card:
    other = Source(2, Citation("yunxiu-2024", 3, 0, len(OTHER), OTHER), "（云岫食品 <2024>）" if language is not Language.EN else " (Yunxiu <2024>)")
    return Card(language, (Line(WORDS[language][0], (1, 2)), Line("a < b & @durov, www.example.com", (2,))), (SOURCE, other), heading="A & B?")


def choice(language: Language) -> Card:
    return Card(language, (Line(WORDS[language][1]),), buttons=((Button("简体中文", "l:zh-Hans"), Button("繁體中文", "l:zh-Hant", is_chosen=True), Button("English", "l:en")),))


KINDS: dict[str, Callable[[Language], Outgoing]] = {
    "answer": lambda language: Say(PRIVATE, answer(language), "5"),
    "decline": lambda language: Say(PRIVATE, offering(language), "5"),
    "several articles": lambda language: Say(PRIVATE, labelled(language), "5"),
    "why": lambda language: Say(PRIVATE, Card(language, heading=WORDS[language][2], code="metric  revenue <0.97>\nperiod  2024")),
    "in a topic": lambda language: Say(TOPIC, answer(language), "5"),
    "edit": lambda language: Edit(PRIVATE, "6", replace(answer(language), buttons=((Button(WORDS[language][1], url="https://reader.example/a/x"),),))),
    "choice": lambda language: Edit(PRIVATE, "6", choice(language)),
    "confirmation": lambda language: Confirm(PRIVATE, "99", WORDS[language][1]),
    "inline": lambda language: Offer("88", (replace(answer(language), heading=WORDS[language][2], feedback=""), labelled(language))),
    "guest": lambda language: Offer("guest:55", (replace(answer(language), heading=WORDS[language][2], feedback=""),)),
}
CASES = [(kind, language) for kind in KINDS for language in Language]
GOLDEN = TESTS / "bot" / "telegram" / "renderings.txt"


def drawn(call: Call) -> str:
    """A call for people to look at: its texts as they are, the rest as JSON."""
    params = {k: v for k, v in call.params.items() if k not in {"text", "reply_markup", "result", "results"}}
    rows = [" | ".join(f"{b['text']} -> {b.get('callback_data') or b['url']}" for b in row) for row in call.params.get("reply_markup", {}).get("inline_keyboard", [])]
    cards = [f"# {r['id']} {r['title']} | {r.get('description', '')}\n{r['input_message_content']['message_text']}" for r in results(call)]
    return "\n".join(filter(None, (f"{call.method} {json.dumps(params, ensure_ascii=False)}", call.params.get("text", ""), *rows, *cards)))


def results(call: Call) -> list[dict[str, Any]]:
    """The cards that a call offers."""
    return [*call.params.get("results", ()), *filter(None, [call.params.get("result")])]


def goldens() -> dict[str, str]:
    """The golden texts by their titles."""
    blocks = GOLDEN.read_text(encoding="utf-8").split("=== ")[1:]
    return {title: body.strip() for title, _, body in (block.partition("\n") for block in blocks)}


def texts(call: Call) -> Iterator[str]:
    """The HTML that a call shows."""
    if call.params.get("parse_mode"):
        yield call.params["text"]
    yield from (result["input_message_content"]["message_text"] for result in results(call))


@pytest.mark.parametrize(("kind", "language"), CASES, ids=str)
def test_a_kind_of_message_looks_as_it_should(kind: str, language: Language) -> None:
    shown = "\n".join(drawn(call) for call in render(KINDS[kind](language), LINKS))
    assert shown == goldens()[f"{kind}, {language}"]


@pytest.mark.parametrize(("kind", "language"), CASES, ids=str)
def test_telegram_takes_it_and_its_plain_twin(kind: str, language: Language) -> None:
    for call in render(KINDS[kind](language), LINKS):
        for params in filter(None, (call.params, call.plain)):
            assert list(tdlib.judge(call.method, dict(params), links=("https://t.me/EarningsTestBot?start=c_", "https://reader.example/"))) == []
        assert [tdlib.shown(html, "HTML") for html in texts(call)] or call.method == "answerCallbackQuery"


@pytest.mark.parametrize("kind", ["answer", "decline", "several articles", "why", "edit"])
def test_the_plain_twin_is_the_same_without_markup(kind: str) -> None:
    (call,) = render(KINDS[kind](Language.EN), LINKS)
    assert call.plain is not None
    assert call.plain == {k: v for k, v in call.params.items() if k not in {"text", "parse_mode"}} | {"text": call.plain["text"]}


def test_citations_open_the_chat_with_the_bot_else_the_reader() -> None:
    links = [Links("https://reader.example", "EarningsTestBot"), Links("https://reader.example"), Links("http://localhost:8080"), Links()]
    found = [tdlib.shown(render(Say(PRIVATE, answer(Language.EN)), one)[0].params["text"], "HTML").links for one in links]
    assert [(len(one), one[0].partition("=")[0] if one else "") for one in found] == [
        (2, "https://t.me/EarningsTestBot?start"), (2, "https://reader.example/a/kuaishou-2024-annual#s1"), (0, ""), (0, ""),
    ]  # fmt: skip


def test_a_quote_unfolds_and_its_article_stands_outside() -> None:
    (call,) = render(Say(PRIVATE, labelled(Language.EN)), LINKS)
    assert tdlib.shown(call.params["text"], "HTML").of("ExpandableBlockQuote") == [f"[1] “{QUOTE}”", f"[2] “{OTHER}”"]


def test_a_long_answer_is_answered_to_at_its_head_and_rated_at_its_end() -> None:
    long = replace(answer(Language.EN), lines=tuple(Line(f"line {i} " + "x" * 90, (1,)) for i in range(60)))
    calls = render(Say(PRIVATE, long, "5"), LINKS)
    assert len(calls) > 1
    assert ["reply_parameters" in c.params for c in calls] == [True, *[False] * (len(calls) - 1)]
    assert ["reply_markup" in c.params for c in calls] == [*[False] * (len(calls) - 1), True]
    assert QUOTE in tdlib.shown(calls[-1].params["text"], "HTML").text


def test_what_an_edit_cannot_hold_follows_it() -> None:
    long = replace(answer(Language.EN), lines=tuple(Line(f"line {i} " + "x" * 90, (1,)) for i in range(60)))
    assert [c.method for c in render(Edit(PRIVATE, "6", long), LINKS)][:2] == ["editMessageText", "sendMessage"]


def test_buttons_that_telegram_would_refuse_are_left_out() -> None:
    row = (Button("ok", "q:1:0"), Button("", "q:1:1"), Button("far", "q:" + "x" * 63), Button("local", url="http://localhost/a"), Button("dotless", url="https://reader/a"), Button("none"))
    (call,) = render(Say(PRIVATE, Card(Language.EN, (Line("x"),), buttons=(row,))), LINKS)
    assert call.params["reply_markup"] == {"inline_keyboard": [[{"text": "ok", "callback_data": "q:1:0"}]]}


def test_rows_are_cut_at_eight_and_keyboards_at_a_hundred() -> None:
    card = Card(Language.EN, (Line("x"),), buttons=(tuple(Button(str(i), f"q:1:{i}") for i in range(20)),) * 8)
    rows = render(Say(PRIVATE, card), LINKS)[0].params["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows[:3]] == [8, 8, 4]
    assert sum(map(len, rows)) <= 100


def test_limits_are_told_whom_a_call_is_for() -> None:
    calls = [*render(Say(TOPIC, answer(Language.EN)), LINKS), *render(Edit(PRIVATE, "6", answer(Language.EN)), LINKS), *render(Confirm(PRIVATE, "9"), LINKS)]
    assert [(c.chat, c.is_group, c.is_message) for c in calls] == [("-1001", True, True), ("7", False, False), ("", False, False)]


@pytest.mark.parametrize(
    "outgoing",
    [Page(PRIVATE, "7", (answer(Language.EN),)), Confirm(PRIVATE, ""), Say(PRIVATE, Card(Language.EN)), Edit(PRIVATE, "", answer(Language.EN)), Offer("guest:5", ())],
    ids=["a page", "the confirmation of nothing", "an empty card", "an edit of nothing", "no answer for a guest"],
)
def test_some_things_are_nothing_on_telegram(outgoing: Outgoing) -> None:
    assert render(outgoing, LINKS) == ()


def test_a_long_confirmation_is_cut_as_telegram_counts() -> None:
    (call,) = render(Confirm(PRIVATE, "9", "😀" * 200), LINKS)
    assert tdlib.units(call.params["text"]) <= 200


def test_an_inline_query_without_answers_gets_an_empty_list() -> None:
    """Else the program of who asks waits on."""
    assert [c.params["results"] for c in render(Offer("88", ()), LINKS)] == [[]]


def test_at_most_five_cards_are_offered() -> None:
    (call,) = render(Offer("88", (answer(Language.EN),) * 7), LINKS)
    assert [r["id"] for r in call.params["results"]] == ["0", "1", "2", "3", "4"]


def test_a_chart_follows_its_text_and_is_stored_small() -> None:
    """It is drawn when it is sent; its caption has every figure."""
    bars = tuple(Bar(f"总收入 {n}", Decimal(n), f"{n}亿元", "同比增长11.8%") for n in range(1, 7))
    card = replace(answer(Language.HANS), chart=Chart(Language.HANS, "快手", "关键数字", bars, "@durov"))
    text, picture = render(Say(TOPIC, card), Links())
    assert (text.method, picture.method, picture.params["message_thread_id"], picture.is_message, picture.is_group) == ("sendMessage", "sendPhoto", 4, True, True)
    assert all(bar.shown in picture.params["caption"] for bar in bars)
    assert len(json.dumps(picture.params)) < 2_000
