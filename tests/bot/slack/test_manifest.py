"""The manifest asks for what the code uses, and for nothing else."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest

from bot.slack import rendering
from bot.slack.reading import CLAIM_SHORTCUT, COMMANDS, FOLLOWING, SUBSCRIBED
from bot.stored.articles import bundled_bases
from intents.library import ask_any
from intents.reply import Decline, Reason
from knowledge.library import Library
from tests.cases import ROOT

MANIFEST: dict[str, Any] = json.loads((files("bot") / "slack-manifest.json").read_text(encoding="utf-8"))
FEATURES = MANIFEST["features"]
EVENT_SCOPES = {"app_mention": "app_mentions:read", "message.im": "im:history", "message.channels": "channels:history", "message.groups": "groups:history"}
METHOD_SCOPES = {"chat.postMessage": "chat:write", "chat.update": "chat:write", "chat.postEphemeral": "chat:write", "views.publish": "", "views.open": "", "users.info": "users:read", "auth.test": "", "assistant.threads.setStatus": "chat:write", "assistant.threads.setSuggestedPrompts": "assistant:write", "response_url": ""}
FEATURE_SCOPES = {"agent_view": "assistant:write", "slash_commands": "commands", "shortcuts": "commands", "app_home": "im:write"}
PROMPTS = FEATURES["agent_view"]["suggested_prompts"]


def methods() -> set[str]:
    """The methods that the code calls."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "slack").glob("*.py"))
    return set(re.findall(r'"([a-z]+(?:\.[a-zA-Z]+)+)"', source)) - EVENT_SCOPES.keys() - {"bot.slack", "bot.slack.wire"} | {rendering.REPLY}


def test_the_events_are_those_that_are_read() -> None:
    assert set(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == SUBSCRIBED


def test_each_method_has_a_known_scope() -> None:
    assert methods() == METHOD_SCOPES.keys()


def test_the_scopes_are_those_of_events_methods_and_features() -> None:
    wanted = {EVENT_SCOPES.get(event, "") for event in SUBSCRIBED} | {METHOD_SCOPES[m] for m in methods()} | {FEATURE_SCOPES.get(feature, "") for feature in FEATURES}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == wanted - {""}


def test_following_threads_asks_for_more() -> None:
    assert EVENT_SCOPES.keys() >= FOLLOWING
    assert not FOLLOWING & SUBSCRIBED


def test_the_shortcut_is_the_one_that_is_read() -> None:
    assert [(s["type"], s["callback_id"]) for s in FEATURES["shortcuts"]] == [("message", CLAIM_SHORTCUT)]


def test_the_command_names_what_it_understands() -> None:
    (command,) = FEATURES["slash_commands"]
    assert set(re.findall("[a-z]+", command["usage_hint"])) == COMMANDS - {"start"}


def test_the_app_is_an_agent_with_at_most_four_prompts() -> None:
    assert "assistant_view" not in FEATURES
    assert 0 < len(PROMPTS) <= 4


@pytest.mark.parametrize("prompt", PROMPTS, ids=[p["title"] for p in PROMPTS])
def test_each_prompt_is_understood(prompt: dict[str, str]) -> None:
    reply = ask_any(prompt["message"], Library(bundled_bases()))[0].reply
    assert not (isinstance(reply, Decline) and reply.reason is Reason.UNSAID)


@pytest.mark.parametrize(("text", "longest"), [(MANIFEST["display_information"]["name"], 35), (MANIFEST["display_information"]["description"], 140), (FEATURES["agent_view"]["agent_description"], 300), (FEATURES["shortcuts"][0]["name"], 24)])
def test_no_text_is_longer_than_slack_takes(text: str, longest: int) -> None:
    assert len(text) <= longest
