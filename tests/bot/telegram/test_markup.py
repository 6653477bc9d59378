"""Text as Telegram may show it, judged by TDLib's parser."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.telegram.markup import JOINER, clean, escape, inert, link, opens, pieces, units
from bot.telegram.menus import COMMANDS
from tests.fakes import telegram_judge as tdlib

texts = st.text(st.characters(codec="utf-8"), max_size=60)
tricky = st.lists(
    st.sampled_from(["@", "#", "$", "/", ".", ":", "//", "http", "tg", "com", "www", "快手", "财报", "1", "23", " ", "\n", "help", "facts", "A", "AAPL", "_", "-", "<", "&", "b>", "😀", "，", "\u200d"]),
    max_size=14,
).map("".join)


@given(texts | tricky)
@example("1.2 < 3 & 4 > 2, (3.5%) -. <b>&amp;</b>")
def test_what_is_escaped_is_shown_as_it_is(text: str) -> None:
    assert same(tdlib.shown(f"<b>x{escape(text)}x</b>", "HTML").text, f"x{inert(text)}x")


def same(left: str, right: str) -> bool:
    """Equal but for spaces, some of which Telegram changes."""
    return "".join(left.split()) == "".join(right.split())


@given(texts | tricky)
@example("durov@example.com and @durov, #财报 $AAPL /stop http://x.com tg://user?id=1 1.2.3.4 快手.com ir.kuaishou.com")
def test_no_text_becomes_a_link_by_itself(text: str) -> None:
    assert tdlib.linking(inert(text)) == []


@given(tricky)
def test_only_commands_of_the_bot_can_be_tapped(text: str) -> None:
    assert {found[1:] for found in tdlib.commands(inert(text))} <= set(COMMANDS)


def test_commands_of_the_bot_stay_what_can_be_tapped() -> None:
    assert inert("/facts and /factsheet") == f"/facts and /{JOINER}factsheet"


@given(texts | tricky)
def test_making_inert_twice_changes_nothing(text: str) -> None:
    assert inert(inert(text)) == inert(text)


@given(st.text(max_size=40))
def test_what_is_clean_can_be_sent(text: str) -> None:
    """Also of lone surrogates, controls and unseen tags."""
    shown = clean(text)
    shown.encode()
    assert not [c for c in shown if (c < " " and c not in "\n\t") or "\u202a" <= c <= "\u202e" or "\U000e0000" <= c <= "\U000e007f"]


def test_emoji_keep_their_joiners() -> None:
    assert clean("👩\u200d💻") == "👩\u200d💻"


@given(texts, st.integers(2, 30))
def test_pieces_are_short_and_lose_nothing(text: str, limit: int) -> None:
    cut = list(pieces(text, limit))
    assert "".join(cut) == text
    assert max(map(units, cut)) <= limit


@given(texts)
def test_units_are_those_of_telegram(text: str) -> None:
    assert units(text) == tdlib.units(text)


def test_a_link_opens_what_it_says() -> None:
    assert tdlib.shown(link("[1]", "https://reader.example/a/x?a=1&b=<2>#s1"), "HTML").links == ["https://reader.example/a/x?a=1&b=<2>#s1"]


def test_only_addresses_that_telegram_opens_become_links() -> None:
    addresses = ["https://a.example/x", "http://a.example/x", "https://localhost/x", "https://[::1", "tg://user?id=1", "javascript:alert(1)", "https://a.example\u202e/x", ""]
    assert [address for address in addresses if opens(address)] == ["https://a.example/x"]
