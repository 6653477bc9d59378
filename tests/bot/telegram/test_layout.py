"""Cards of any size as messages that Telegram takes, judged by TDLib's parser."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import Button, Card
from bot.links import Links
from bot.telegram.layout import LIMIT, parts, whole
from bot.telegram.markup import inert, units
from intents.questions.language import Language
from intents.saying.spoken import Line, Source
from knowledge.article import Citation
from tests.fakes import telegram_judge as tdlib

LINKS = Links("https://reader.example", "EarningsTestBot")
sizes = st.sampled_from([0, 1, 30, 400, 2_500, 6_000])
words = st.sampled_from(["净利润", "126.9 billion", "<b>", "&amp;", "😀", "。", " ", "@durov", "a.com", "x" * 50, "]"])
texts = st.builds(lambda word, more, size: ((word + more) * (size // max(1, len(word + more)) + 1))[:size], words, words, sizes)


@st.composite
def cards(draw: st.DrawFn) -> Card:
    """A card with lines that rest on its sources."""
    quotes = draw(st.lists(texts.map(lambda t: t.strip() or "一句话。"), max_size=5))
    sources = tuple(Source(i, Citation("a", i, 0, len(quote), quote), draw(st.sampled_from(["", " — Annual report, 2024"]))) for i, quote in enumerate(quotes, 1))
    numbers = st.lists(st.integers(1, max(1, len(quotes))), max_size=3, unique=True) if quotes else st.just([])
    lines = tuple(Line(draw(texts), tuple(draw(numbers))) for _ in range(draw(st.integers(1, 4))))
    buttons = draw(st.lists(texts.map(lambda t: (Button(t[:200], "q:1:1"),)), max_size=3))
    return Card(Language.EN, lines, sources, draw(texts)[:200], draw(texts), tuple(buttons), offer="Ask:" if buttons else "")


@settings(max_examples=40)
@given(cards())
def test_all_parts_are_taken(card: Card) -> None:
    """Their markup is whole, and their length is that which TDLib counts."""
    for part in parts(card, LINKS):
        shown = tdlib.shown(part.html, "HTML")
        assert max(tdlib.units(shown.text), tdlib.units(part.plain)) <= LIMIT
        assert tdlib.linking(shown.text) == []
        assert len(shown.links) == part.html.count("<a ")


@settings(max_examples=40)
@given(cards())
def test_what_is_shown_is_what_was_meant(card: Card) -> None:
    for part in parts(card, LINKS):
        assert packed(tdlib.shown(part.html, "HTML").text) == packed(part.shown)


@settings(max_examples=40)
@given(cards())
def test_the_plain_twins_are_the_cards_own_text(card: Card) -> None:
    assert packed("".join(part.plain for part in parts(card, LINKS))) == packed(inert(card.text))


@settings(max_examples=40)
@given(cards())
def test_no_line_and_no_citation_is_lost(card: Card) -> None:
    shown = packed("".join(tdlib.shown(part.html, "HTML").text for part in parts(card, LINKS)))
    wanted = [*(line.text for line in card.lines), *(source.citation.quote for source in card.sources)]
    lost = [text for text in wanted if len(text) <= 3_000 and packed(inert(text)) not in shown]
    assert lost == []


@settings(max_examples=40)
@given(cards())
def test_a_whole_card_fits_and_cites(card: Card) -> None:
    """Of an answer that is too long as many lines as fit are kept, each with its sources."""
    block = whole(card, LINKS)
    if block is None:
        return
    shown = tdlib.shown(block.html, "HTML").text
    assert units(shown) <= LIMIT
    kept = [line for line in card.lines if packed(inert(line.marked)) in packed(shown)]
    cited = {number for line in kept for number in line.sources}
    assert [s.number for s in card.sources if s.number in cited and packed(inert(s.citation.quote)) not in packed(shown)] == []


def test_a_cut_falls_between_sentences() -> None:
    line = "这是一个句子，说了一些话。" * 400
    ends = [part.shown[-1] for part in parts(Card(Language.HANS, (Line(line),)), LINKS)]
    assert set(ends) == {"。"}


def test_more_links_than_telegram_shows_become_more_messages() -> None:
    lines = tuple(Line(f"n {i}", (1,)) for i in range(150))
    card = Card(Language.EN, lines, (Source(1, Citation("a", 0, 0, 1, "x")),))
    found = [tdlib.shown(part.html, "HTML") for part in parts(card, LINKS)]
    assert len(found) == 2
    assert sum(len(one.links) for one in found) == 151


def packed(text: str) -> str:
    """The text without spaces, some of which Telegram changes."""
    return "".join(text.split())
