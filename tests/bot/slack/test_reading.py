"""Payloads of Slack as events: each case a payload and what it means, and silence for the rest."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Field, Form
from bot.events import Claim, Command, Event, Home, Opened, Place, Platform, Presence, Press, Question, Sender
from bot.slack.forms import form_view
from bot.slack.reading import read_event, received
from intents.questions.language import Language
from tests.fakes.slack_payloads import BOT, callback, changed, command, home_press, mention, message, opened, press, shortcut, submission

TS, ROOT, URL = "1700000900.000100", "1700000800.000100", "https://hooks.slack.com/x"
ANN = Sender("U1")


def place(channel: str, thread: str = "", person: str = "") -> Place:
    return Place(Platform.SLACK, f"T1/{channel}", thread, channel.startswith(("D", "U")), person)


def case(name: str, payload: dict[str, Any], expected: Event | None, *, follows: bool = False) -> Any:
    """A payload and its event; a press can open a form by the payload's own trigger."""
    if isinstance(expected, Press) and not expected.is_form:
        expected = replace(expected, trigger=payload["trigger_id"])
    return pytest.param(payload, expected, follows, id=name)


VIEW = form_view(Form(place("C1", "", "U1"), "t", Language.EN, "T", "Go", "No", "d:r", (Field("What", (("A", "l"), ("B", "n")), "n"), Field("Who", (("A", "abcde"),), most=8), Field("Days", (("A", "v"),), "v"), Field("When", (), hint="8:30"))))
READ = [
    case("a mention begins a thread", mention("快手收入", ts=TS), Question(place("C1", TS), ANN, "快手收入", TS)),
    case("a mention in a thread stays there", mention("net profit?", ts=TS, thread=ROOT), Question(place("C1", ROOT), ANN, "net profit?", TS)),
    case("a mention in a group of people is no private chat", mention("x", ts=TS, channel="G1"), Question(place("G1", TS), ANN, "x", TS)),
    case("the mention may stand anywhere", callback({"type": "app_mention", "user": "U1", "text": f"hi <@{BOT}|bot> revenue?", "ts": TS, "channel": "C1"}), Question(place("C1", TS), ANN, "hi revenue?", TS)),
    case("a mention without text asks for help", mention("", ts=TS), Command(place("C1", TS), ANN, "help", message=TS)),
    case("entities are read as they are shown", mention("AT&amp;T &lt;5% <#C2|news> <https://e.com|here> <mailto:a@e.com|a@e.com>", ts=TS), Question(place("C1", TS), ANN, "AT&T <5% #news here a@e.com", TS)),
    case("a mention by a bot", callback({"type": "app_mention", "user": "U9", "bot_id": "B9", "text": f"<@{BOT}> x", "ts": TS, "channel": "C1"}), None),
    case("a direct message begins a thread", message("DAU?", ts=TS), Question(place("D1", TS), ANN, "DAU?", TS)),
    case("a direct message in a thread stays there", message("and MAU?", ts=TS, thread=ROOT), Question(place("D1", ROOT), ANN, "and MAU?", TS)),
    case("a direct message with a file", message("DAU?", ts=TS, subtype="file_share"), Question(place("D1", TS), ANN, "DAU?", TS)),
    case("a direct message of a file alone asks for help", message("", ts=TS, subtype="file_share"), Command(place("D1", TS), ANN, "help", message=TS)),
    case("the bot's own message", message("hello", ts=TS, user=BOT, bot_id="BBOT"), None),
    case("the bot's own message without a bot id", message("hello", ts=TS, user=BOT), None),
    case("another bot's message", message("hello", ts=TS, subtype="bot_message", bot_id="B9"), None),
    case("a message of Slackbot", message("Reminder", ts=TS, user="USLACKBOT"), None),
    case("somebody joined", message("joined", ts=TS, subtype="channel_join"), None),
    case("a message was deleted", message("", ts=TS, subtype="message_deleted", deleted_ts=ROOT), None),
    case("a question was edited", changed(TS, "净利润?", "收入?"), Question(place("D1", TS), ANN, "净利润?", TS, is_edited=True)),
    case("a link got its preview", changed(TS, "see <https://e.com>", "see <https://e.com>", edited=False), None),
    case("an edit that changes no word", changed(TS, "same", "same"), None),
    case("the bot's own message was edited", changed(TS, "new", "old", user=BOT), None),
    case("an edit in a channel", changed(TS, "new", "old", channel="C1"), None),
    case("a channel's message", message("收入?", channel="C1", ts=TS), None),
    case("a channel's message with a mention comes as a mention too", message(f"<@{BOT}> 收入?", channel="C1", ts=TS, thread=ROOT), None, follows=True),
    case("a thread's message where threads are not followed", message("收入?", channel="C1", ts=TS, thread=ROOT), None),
    case("a thread's message where threads are followed", message("收入?", channel="C1", ts=TS, thread=ROOT), Question(place("C1", ROOT), ANN, "收入?", TS, is_addressed=False), follows=True),
    case("a thread's message to somebody else", message("<@U2> 收入?", channel="C1", ts=TS, thread=ROOT), None, follows=True),
    case("a channel's message outside threads", message("收入?", channel="C1", ts=TS), None, follows=True),
    case("the first message of a thread", message("收入?", channel="C1", ts=TS, thread=TS), None, follows=True),
    case("the home tab", opened("home"), Home(place("U1"), ANN)),
    case("the messages tab", opened("messages"), Opened(place("D1"), ANN)),
    case("the about tab", opened("about"), None),
    case("a command with a question", command("ask 收入多少", reply_url=URL), Command(place("C1", "", "U1"), ANN, "ask", "收入多少", is_hidden=True, reply_url=URL)),
    case("a command's word in capitals", command("FACTS", reply_url=URL), Command(place("C1", "", "U1"), ANN, "facts", is_hidden=True, reply_url=URL)),
    case("a command with a question alone", command("what was revenue?"), Command(place("C1", "", "U1"), ANN, "ask", "what was revenue?", is_hidden=True)),
    case("a command alone", command(""), Command(place("C1", "", "U1"), ANN, "help", is_hidden=True)),
    case("a command in a direct message", command("digest 快手", channel="D1"), Command(place("D1"), ANN, "digest", "快手", is_hidden=True)),
    case("a button in a thread", press("q:1z:0", ts=TS, thread=ROOT, reply_url=URL), Press(place("C1", ROOT), ANN, "q:1z:0", TS, URL, reply_url=URL)),
    case("a button below a channel's post", press("f:", ts=TS), Press(place("C1", TS), ANN, "f:", TS)),
    case("a button below what only one sees", press("s:1z", ts=TS, reply_url=URL, ephemeral=True), Press(place("C1", "", "U1"), ANN, "s:1z", TS, URL, is_hidden=True, reply_url=URL)),
    case("a mark for an answer", press("+:1z", ts=TS, thread=ROOT, reply_url=URL, kind="feedback_buttons"), Press(place("C1", ROOT), ANN, "+:1z", TS, reply_url=URL)),
    case("a form in a channel", submission(VIEW, {"0": ["l"], "1": ["abcde", "fghij"]}), Press(place("C1", "", "U1"), ANN, "d:r:l:abcdefghij:v", "", is_hidden=True, is_form=True)),
    case("a form with a text", submission(VIEW, {"3": ["cron 0 8 * * 1-5"]}), Press(place("C1", "", "U1"), ANN, "d:r:n::v", "", is_hidden=True, is_form=True, typed="cron 0 8 * * 1-5")),
    case("a form of somebody else", submission({**VIEW, "callback_id": "other"}, {}), None),
    case("a form whose memory is spoilt", submission({**VIEW, "private_metadata": "{"}, {}), None),
    case("a button on the home page", home_press("f:"), Press(place("U1"), ANN, "f:", "")),
    case("a button that opens an address", press("", ts=TS), None),
    case("a claim to check", shortcut("收入&gt;1000亿", thread=ROOT, reply_url=URL), Claim(place("C1", ROOT, "U1"), ANN, "收入>1000亿", URL)),
    case("another shortcut", shortcut("x", callback_id="other"), None),
    case("the channel was archived", callback({"type": "channel_archive", "channel": "C1", "user": "U1"}), Presence(place("C1"), is_there=False, reason="the channel was archived")),
    case("the channel is back", callback({"type": "channel_unarchive", "channel": "C1", "user": "U1"}), Presence(place("C1"), is_there=True)),
    case("the bot left", callback({"type": "channel_left", "channel": "C1"}), Presence(place("C1"), is_there=False, reason="the bot was removed from the channel")),
    case("the bot came", callback({"type": "member_joined_channel", "channel": "C1", "user": BOT}), Presence(place("C1"), is_there=True)),
    case("somebody else came", callback({"type": "member_joined_channel", "channel": "C1", "user": "U2"}), None),
    case("the app is gone", callback({"type": "app_uninstalled"}), Presence(Place(Platform.SLACK, "T1", is_private=False), is_there=False, reason="the app was uninstalled")),
    case("the bot's token is gone", callback({"type": "tokens_revoked", "tokens": {"bot": [BOT]}}), Presence(Place(Platform.SLACK, "T1", is_private=False), is_there=False, reason="the token was revoked")),
    case("a user's token is gone", callback({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}}), None),
    case("an event of a newer Slack", callback({"type": "agent_session_stopped", "user": "U1"}), None),
    case("too many events", {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1}, None),
    case("a modal", {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": {}}, None),
    case("nothing", {}, None),
]


@pytest.mark.parametrize(("payload", "expected", "follows"), READ)
def test_a_payload_is_read_as(payload: dict[str, Any], expected: Event | None, follows: bool) -> None:
    assert read_event(payload, follows_threads=follows) == expected


def stored(payload: dict[str, Any]) -> Any:
    event = read_event(payload, follows_threads=True)
    assert event is not None
    return received(payload, event)


def test_a_second_delivery_has_the_same_id() -> None:
    event, pressed = mention("x"), press("f:", ts=TS)
    assert (stored(event).event_id, stored(pressed).event_id) == (event["event_id"], pressed["trigger_id"])


def test_without_an_id_the_same_payload_has_the_same_id_and_another_has_another() -> None:
    once = {key: value for key, value in command("help").items() if key != "trigger_id"}
    assert stored(once).event_id == stored(dict(reversed(once.items()))).event_id != stored({**once, "user_id": "U2"}).event_id


def test_what_the_bot_wrote_itself_is_no_event_where_only_it_knows_who_it_is() -> None:
    """A payload without authorizations, by the bot's own user and without the id of a bot."""
    payload = {key: value for key, value in message("收入多少", user="UBOT").items() if key != "authorizations"}
    assert read_event(payload) is not None
    assert read_event(payload, own="UBOT") is None


def test_one_post_that_arrives_twice_has_one_key() -> None:
    assert stored(mention("x", channel="D1", ts=TS)).post == stored(message("x", ts=TS)).post == f"D1/{TS}"


def test_an_edit_is_about_another_text_than_the_post() -> None:
    assert stored(changed(TS, "b", "a")).post not in {f"D1/{TS}", ""}


@pytest.mark.parametrize("payload", [opened("home"), opened("messages"), command("help"), press("f:", ts=TS), shortcut("x")])
def test_what_answers_no_post_has_no_key(payload: dict[str, Any]) -> None:
    assert stored(payload).post == ""


def test_a_lane_is_a_thread() -> None:
    assert stored(mention("x", ts=TS, thread=ROOT)).lane == stored(press("f:", ts=TS, thread=ROOT)).lane == f"T1/C1/{ROOT}"


def test_the_verification_token_is_not_stored() -> None:
    assert "token" not in stored(mention("x")).payload


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)
SOUND = [mention("x"), message("x"), changed(TS, "b", "a"), opened("home"), opened("messages"), command("ask x"), press("f:", ts=TS), home_press("f:"), shortcut("x")]


def places_in(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to all parts of a payload."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for key, value in children for found in ((*path, key), *places_in(value, (*path, key)))]


def replaced(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A payload with another value at a path; `...` drops what stands there."""
    key, *rest = path
    pairs = list(node.items() if isinstance(node, dict) else enumerate(node))
    made = [(k, v if k != key else replaced(v, tuple(rest), value) if rest else value) for k, v in pairs]
    made = [(k, v) for k, v in made if v is not ...]
    return dict(made) if isinstance(node, dict) else [v for _, v in made]


@given(st.dictionaries(st.sampled_from(["type", "event", "command", "actions", "user", "x"]), JSON, max_size=5))
def test_any_object_is_read_without_an_error(payload: dict[str, Any]) -> None:
    read_event(payload, follows_threads=True)


@given(st.data())
def test_a_payload_with_anything_anywhere_is_read_and_stored_without_an_error(data: st.DataObject) -> None:
    payload = data.draw(st.sampled_from(SOUND))
    for _ in range(data.draw(st.integers(1, 3))):
        if paths := places_in(payload):
            payload = replaced(payload, data.draw(st.sampled_from(paths)), data.draw(JSON | st.just(...)))
    event = read_event(payload, follows_threads=True)
    assert event is None or received(payload, event).event_id
