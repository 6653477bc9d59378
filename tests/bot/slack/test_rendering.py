"""What Slack is sent for each kind of card: golden calls, Slack's limits and parser, and texts that can do nothing."""

import html
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions import read_action
from bot.adapter import Call
from bot.card import Button, Card, Confirm, Offer, Say
from bot.links import Links
from bot.slack.fitting import MAX_BLOCKS, MAX_CHARACTERS
from bot.slack.rendering import render
from intents.questions.language import Language
from intents.saying.spoken import Line, Source
from knowledge.article import Citation
from tests.bot.slack.cards import CHANNEL, DIRECT, HOME, LINKS, REVENUE, THREAD, URL, WORDS, cards
from tests.fakes.slack_judges import faults

GOLDEN = Path(__file__).parent / "golden"
KINDS = [pytest.param(kind, language, id=f"{kind}-{language}") for language in Language for kind in cards(language)]


def calls(kind: str, language: Language) -> list[dict[str, Any]]:
    """The calls of a kind of card as records."""
    return [{"method": c.method, "params": c.params, "plain": c.plain, "chat": c.chat, "is_group": c.is_group, "is_message": c.is_message} for c in render(cards(language)[kind], LINKS)]


def complaints(call: Call, home: str = HOME) -> list[str]:
    """What is wrong with a call in either form."""
    return [*faults(call.method, call.params, home=home), *(faults(call.method, call.plain, home=home) if call.plain is not None else ["no plain twin"])]


def body(call: Call) -> dict[str, Any]:
    found = call.params.get("body", call.params)
    assert isinstance(found, dict)
    return found


def words(node: Any) -> str:
    """All text that blocks show."""
    if isinstance(node, list):
        return "".join(map(words, node))
    return "".join(value if key == "text" and isinstance(value, str) else words(value) for key, value in node.items()) if isinstance(node, dict) else ""


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_a_kind_of_card_is_shown_as_before(kind: str, language: Language) -> None:
    """To change what is shown, change the golden file with the code."""
    assert calls(kind, language) == json.loads((GOLDEN / f"{kind}.json").read_text(encoding="utf-8"))[language]


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_a_kind_of_card_keeps_to_slacks_limits(kind: str, language: Language) -> None:
    assert [complaints(call) for call in render(cards(language)[kind], LINKS)] == [[]]


@pytest.mark.parametrize("language", Language)
def test_the_figure_is_bold_by_style_and_no_markup_stands_beside_it(language: Language) -> None:
    (call,) = render(cards(language)["answer"], LINKS)
    bold = [e["text"] for e in call.params["blocks"][0]["elements"][0]["elements"] if e.get("style") == {"bold": True}]
    assert bold == ["RMB 126.9 billion" if language is Language.EN else "1269亿元" if language is Language.HANS else "1269億元"]
    assert "*" not in words(call.params["blocks"])


def test_an_answer_goes_to_the_thread() -> None:
    (call,) = render(Say(THREAD, Card(Language.EN, (Line("x"),))), LINKS)
    assert call.params["thread_ts"] == THREAD.thread


def test_a_reply_without_a_thread_makes_one() -> None:
    (call,) = render(Say(CHANNEL, Card(Language.EN, (Line("x"),)), "1700000900.000100"), LINKS)
    assert call.params["thread_ts"] == "1700000900.000100"


def test_a_digest_goes_to_the_channel() -> None:
    (call,) = render(Say(CHANNEL, Card(Language.EN, (Line("x"),))), LINKS)
    assert "thread_ts" not in call.params


def test_nothing_is_shared_where_nobody_else_is() -> None:
    card = Card(Language.EN, (Line("x"),), buttons=((Button("Share", "s:1z"),),))
    (call,) = render(Say(DIRECT, card, hidden_for="U1", reply_url=URL), LINKS)
    assert '"s:1z"' not in json.dumps(call.params)


def test_without_a_reader_page_sentences_open_by_button() -> None:
    (call,) = render(cards(Language.EN)["sources"], Links())
    values = [e["value"] for block in call.params["blocks"] if block["type"] == "actions" for e in block["elements"]]
    assert [read_action(value).verb for value in values] == ["c", "c"]  # type: ignore[union-attr]
    assert complaints(call, "") == []


@pytest.mark.parametrize("outgoing", [Confirm(THREAD, "", "x"), Confirm(THREAD, URL), Offer("1", ())], ids=["no address", "no words", "inline"])
def test_what_slack_does_not_have_makes_no_call(outgoing: Confirm | Offer) -> None:
    assert render(outgoing, LINKS) == ()


def test_a_card_without_words_still_has_text() -> None:
    (call,) = render(Say(THREAD, Card(Language.EN)), LINKS)
    assert complaints(call) == []


def long_card(lines: int, each: int, quote: int) -> Card:
    """A card of many lines, each with a source of its own."""
    sources = tuple(Source(n, Citation("a", n, 0, quote, f"{n:03}" + "长" * (quote - 3))) for n in range(1, lines + 1))
    return Card(Language.HANS, tuple(Line(f"第{n}行：" + "字" * each, (n,)) for n in range(1, lines + 1)), sources, feedback="1z")


@pytest.mark.parametrize(("lines", "each", "quote"), [(400, 20, 20), (60, 10, 600), (5, 9_000, 50), (1, 50_000, 600), (3_000, 1, 4), (30, 100, 20_000)])
def test_the_longest_answer_keeps_the_source_of_each_line_that_it_keeps(lines: int, each: int, quote: int) -> None:
    (call,) = render(Say(THREAD, long_card(lines, each, quote)), LINKS)
    shown = html.unescape(call.params["text"]).split("\n")
    kept = [line.rpartition(" ")[2] for line in shown if line.startswith("第")]
    assert kept
    assert [line.partition(" ")[0] for line in shown if line.startswith("[")] == kept
    assert len(call.params["blocks"]) <= MAX_BLOCKS
    assert len(words(call.params["blocks"])) <= MAX_CHARACTERS or quote > MAX_CHARACTERS
    if quote <= MAX_CHARACTERS:
        assert complaints(call) == []


def test_many_buttons_share_rows() -> None:
    card = Card(Language.EN, (Line("x"),), buttons=tuple((Button(f"topic {n}", f"f:a:{n}"),) for n in range(90)))
    (call,) = render(Say(THREAD, card), LINKS)
    assert len([e for block in call.params["blocks"] if block["type"] == "actions" for e in block["elements"]]) == 90
    assert complaints(call) == []


NASTY = st.sampled_from(["<!channel>", "<!here>", "<@U1>", "<#C1>", "<https://evil.example|RMB 1>", "&lt;!channel&gt;", "*b*", "_i_", "`c`", ":smile:", "@here", "\u202e", "\x00", "\ud800", "\U000e0041", "👩‍👩‍👧", "\r\n", "1269亿元", "：", ": ", "5%", "https://evil.example"])
TEXT = st.lists(NASTY | st.text(max_size=10), max_size=5).map("".join)
SENTENCE = TEXT.map(lambda t: Citation("a|b", 3, 0, 1, t or "x"))


@st.composite
def any_card(draw: st.DrawFn) -> Card:
    sources = tuple(Source(n, draw(SENTENCE), draw(TEXT)) for n in range(1, draw(st.integers(1, 4))))
    numbers = st.lists(st.integers(1, 5), max_size=3, unique=True).map(tuple)
    lines = tuple(Line(text, draw(numbers)) for text in draw(st.lists(TEXT | st.integers(900, 5_000).map("长句。".__mul__), max_size=4)))
    button = st.builds(Button, TEXT, st.sampled_from(["", "q:1z:0", "f:a:1"]), st.sampled_from(["", f"{HOME}/a|b", "javascript:alert(1)", "tg://user?id=1"]), st.booleans())
    rows = draw(st.lists(st.lists(button, max_size=7).map(tuple), max_size=22).map(tuple))
    return Card(draw(st.sampled_from(Language)), lines, sources, draw(TEXT), draw(TEXT), rows, draw(st.sampled_from(["", "1z"])), draw(TEXT))


@settings(max_examples=60)
@given(any_card(), st.sampled_from([Say(THREAD, Card(Language.EN)), Say(CHANNEL, Card(Language.EN), "", "U1", URL), Say(DIRECT, Card(Language.EN), hidden_for="U1")]))
def test_nothing_in_a_card_is_live_and_no_limit_is_passed(card: Card, say: Say) -> None:
    (call,) = render(Say(say.place, card, say.reply_to, say.hidden_for, say.reply_url), LINKS)
    assert complaints(call) == []
    assert len(body(call).get("blocks", [])) <= MAX_BLOCKS


@given(TEXT)
def test_what_is_typed_is_shown_as_it_is_typed(text: str) -> None:
    (call,) = render(Say(THREAD, Card(Language.EN, (Line(f"a{text}z"),))), LINKS)
    unseen = {"\u202e", "\x00", "\ud800", "\r"}
    if text.isprintable() or not unseen & set(text):
        assert html.unescape(call.params["text"])[0] == "a"
        assert [c for c in text if c.isprintable() and not c.isspace()] == [c for c in html.unescape(call.params["text"])[1:-1] if c.isprintable() and not c.isspace()]


def test_a_quote_is_shown_word_for_word() -> None:
    (call,) = render(cards(Language.HANS)["answer"], LINKS)
    (quote,) = [block for block in call.params["blocks"] if block["elements"][0]["type"] == "rich_text_quote"]
    assert f"“{REVENUE.quote}”" in words(quote)
    assert WORDS[Language.HANS][0] in words(call.params["blocks"])
