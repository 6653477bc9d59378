"""Updates of the Bot API as events: one case a line in updates.jsonl."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Command, Event, Lookup, Moved, Presence, Press, Question
from bot.telegram.reading import UPDATES, Me, read_me, read_update, received
from tests.cases import TESTS, records

ME = Me("4242424242", "EarningsTestBot")
CASES = records(TESTS / "bot" / "telegram" / "updates.jsonl")


def flat(event: Event) -> dict[str, Any]:
    """An event without what is empty."""
    found: dict[str, Any] = {"is": type(event).__name__}
    if not isinstance(event, Lookup):
        found |= {"place": event.place.key, "private": event.place.is_private}
    if not isinstance(event, Presence | Moved):
        found |= {"sender": event.sender.id, "hint": event.sender.hint}
    match event:
        case Question(_, _, text, message, is_edited):
            found |= {"text": text, "message": message, "edited": is_edited}
        case Command(_, _, name, argument, message):
            found |= {"name": name, "argument": argument, "message": message}
        case Press(_, _, action, message, press):
            found |= {"action": action, "message": message, "press": press}
        case Lookup(_, query, text):
            found |= {"query": query, "text": text}
        case Presence(_, is_there, reason):
            found |= {"there": is_there, "reason": reason}
        case Moved(_, chat):
            found |= {"chat": chat}
        case _:
            raise AssertionError(event)
    return {k: v for k, v in found.items() if v}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_an_update_is_read(case: dict[str, Any]) -> None:
    event = read_update(case["update"], ME)
    assert (flat(event) if event else None) == case["event"]


def test_cases_have_ids_of_their_own() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)


KEYS = [
    "update_id", "message_id", "from", "chat", "id", "type", "text", "caption", "entities", "offset", "length", "is_bot", "language_code", "reply_to_message",
    "message_thread_id", "is_topic_message", "sender_chat", "via_bot", "migrate_to_chat_id", "migrate_from_chat_id", "data", "message", "query", "quote", "user",
    "old_chat_member", "new_chat_member", "status", "guest_query_id", "is_automatic_forward", "can_send_messages", "a_field_of_next_year",
]  # fmt: skip
WORDS = ["private", "supergroup", "channel", "mention", "text_mention", "kicked", "member", "restricted", "@EarningsTestBot x", "/ask@EarningsTestBot", "/start c_1", "zh", "q:1:2", "\ud83d", ""]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=8) | st.sampled_from([int(ME.id), 1 << 70, -1])
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6), max_leaves=12)
updates = st.dictionaries(st.sampled_from([*UPDATES, *KEYS]), values, max_size=4)


@given(updates)
def test_no_update_crashes_reading(update: dict[str, Any]) -> None:
    """Missing, null and unknown fields, wrong types, numbers without end: an event or silence."""
    read_update(update, ME)
    received(update)


def broken(update: dict[str, Any], path: list[str | int], value: Any) -> dict[str, Any]:
    """A copy of an update with one part replaced."""
    copy = json.loads(json.dumps(update))
    at = copy
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return dict(copy)


def paths(of: Any, before: tuple[str | int, ...] = ()) -> list[list[str | int]]:
    inside = of.items() if isinstance(of, dict) else enumerate(of) if isinstance(of, list) else ()
    return [found for key, part in inside for found in ([*before, key], *paths(part, (*before, key)))]


@given(st.sampled_from([(case["update"], path) for case in CASES for path in paths(case["update"])]), scalars | st.just([]) | st.just({}))
def test_a_real_update_with_one_part_broken_crashes_nothing(one: tuple[dict[str, Any], list[str | int]], value: Any) -> None:
    try:
        update = broken(*one, value)
    except ValueError:
        return
    read_update(update, ME)
    received(update)


@pytest.mark.parametrize("update", [None, 3, "x", [], {}, {"update_id": None}, {"update_id": "7"}, {"update_id": True}, {"update_id": 1 << 80}], ids=repr)
def test_what_has_no_number_is_no_update(update: object) -> None:
    assert received(update) is None


@pytest.mark.parametrize(
    ("update", "lane"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -100}, "from": {"id": 7}}}, "-100"),
        ({"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": -100}}}}, "-100"),
        ({"update_id": 1, "inline_query": {"from": {"id": 7}}}, "7"),
        ({"update_id": 1}, ""),
    ],
    ids=["of a message its chat", "of a press the chat of its message", "of an inline query who types", "of nothing none"],
)
def test_the_lane_is_the_chat(update: dict[str, Any], lane: str) -> None:
    stored = received(update)
    assert stored is not None
    assert (stored.event_id, stored.lane, stored.post) == ("1", lane, "")


def test_the_bot_knows_itself_from_get_me() -> None:
    assert read_me({"id": 42, "username": "A", "can_read_all_group_messages": True}) == Me("42", "A", sees_all=True)
