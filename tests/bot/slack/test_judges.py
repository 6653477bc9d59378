"""The judges can fail: each fault that they look for is found in a message that has it, and none in a good one."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.card import Say
from bot.slack.rendering import render
from intents.questions.language import Language
from tests.bot.slack.cards import HOME, LINKS, cards
from tests.fakes.slack_judges import faults

Params = dict[str, Any]


def good() -> Params:
    say = cards(Language.EN)["decline"]
    assert isinstance(say, Say)
    (call,) = render(say, LINKS)
    return dict(call.params)


def with_block(block: Params) -> Callable[[Params], Params]:
    return lambda params: {**params, "blocks": [*params["blocks"], block]}


def rich(element: Params) -> Params:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


SECTION = {"type": "section", "text": {"type": "plain_text", "text": "The article gives"}}
BUTTON = {"type": "button", "action_id": "1", "value": "x", "text": {"type": "plain_text", "text": "x"}}
WRONG: dict[str, Callable[[Params], Params]] = {
    "no text": lambda p: {**p, "text": " "},
    "text is live": lambda p: {**p, "text": p["text"] + "<!channel>"},
    "text is live: '&": lambda p: {**p, "text": "&" + p["text"]},
    "text is cut": lambda p: {**p, "text": p["text"] + "x" * 40_000},
    "text hides": lambda p: {**p, "text": p["text"] + "\u202e"},
    "not in the text": lambda p: {**p, "text": "something else"},
    "unfurling": lambda p: {**p, "unfurl_links": True},
    "plain text is read": lambda p: {key: value for key, value in p.items() if key != "blocks"},
    "no such block": with_block({"type": "poem"}),
    "51 blocks": lambda p: {**p, "blocks": [SECTION] * 51},
    "a block is too long": with_block(rich({"type": "text", "text": "x" * 3_001})),
    "msg_blocks_too_long": lambda p: {**p, "blocks": [rich({"type": "text", "text": "x" * 2_700})] * 5},
    "block_id twice": lambda p: {**p, "blocks": [{**SECTION, "block_id": "a"}] * 2},
    "action_id twice": with_block({"type": "actions", "elements": [BUTTON, BUTTON]}),
    "a live user": with_block(rich({"type": "user", "user_id": "U1"})),
    "a live broadcast": with_block(rich({"type": "broadcast", "range": "channel"})),
    "markup in a block": with_block({"type": "section", "text": {"type": "mrkdwn", "text": "The article gives"}}),
    "an empty text": with_block(rich({"type": "text", "text": ""})),
    "a foreign link": with_block(rich({"type": "link", "url": "https://evil.example", "text": "The"})),
    "no accessibility_label": with_block({"type": "context_actions", "elements": [{"type": "feedback_buttons", "positive_button": {"text": {"type": "plain_text", "text": "+"}, "value": "+"}, "negative_button": {"text": {"type": "plain_text", "text": "-"}, "value": "-"}}]}),
}


def test_a_good_message_has_no_fault() -> None:
    assert faults("chat.postMessage", good(), home=HOME) == []


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_is_found(fault: str) -> None:
    found = faults("chat.postMessage", WRONG[fault](good()), home=HOME)
    assert [one for one in found if one.startswith(fault)]
