"""Payloads as Slack sends them, made for one workspace in which the app is installed."""

import itertools
from typing import Any

TEAM, APP, BOT, BOT_ID = "T1", "A1", "UBOT", "BBOT"
CHANNEL, DIRECT, USER = "C1", "D1", "U1"
Payload = dict[str, Any]
_numbers = itertools.count(1)


def stamp() -> str:
    """The ts of a new post."""
    return f"{1_700_000_000 + next(_numbers)}.000100"


def callback(event: Payload) -> Payload:
    """An event in the envelope of the Events API."""
    return {
        "token": "verification-token", "team_id": TEAM, "api_app_id": APP, "type": "event_callback", "event_id": f"Ev{next(_numbers):08}",
        "event_time": 1_700_000_000, "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}], "event": event,
    }


def mention(text: str, *, channel: str = CHANNEL, thread: str = "", user: str = USER, ts: str = "") -> Payload:
    """Somebody mentions the bot in a channel."""
    event = {"type": "app_mention", "user": user, "text": f"<@{BOT}> {text}".strip(), "ts": ts or stamp(), "channel": channel}
    return callback({**event, "thread_ts": thread} if thread else event)


def message(text: str, *, channel: str = DIRECT, thread: str = "", user: str = USER, ts: str = "", **more: Any) -> Payload:
    """Somebody writes a message, in a direct one unless a channel is named."""
    kind = "im" if channel.startswith("D") else "channel"
    event = {"type": "message", "user": user, "text": text, "ts": ts or stamp(), "channel": channel, "channel_type": kind, **more}
    return callback({**event, "thread_ts": thread} if thread else event)


def changed(ts: str, text: str, before: str, *, channel: str = DIRECT, edited: bool = True, user: str = USER) -> Payload:
    """A message is another one now: edited by its author, or, where not, given a preview of a link."""
    new: Payload = {"type": "message", "user": user, "text": text, "ts": ts}
    if edited:
        new["edited"] = {"user": user, "ts": stamp()}
    kind = "im" if channel.startswith("D") else "channel"
    old = {"type": "message", "user": user, "text": before, "ts": ts}
    return callback({"type": "message", "subtype": "message_changed", "channel": channel, "channel_type": kind, "ts": stamp(), "message": new, "previous_message": old})


def opened(tab: str, *, user: str = USER) -> Payload:
    """Somebody opens a tab of the app."""
    return callback({"type": "app_home_opened", "user": user, "channel": DIRECT, "tab": tab, "event_ts": stamp()})


def command(text: str, *, channel: str = CHANNEL, user: str = USER, reply_url: str = "") -> Payload:
    """Somebody types /earnings and more."""
    return {
        "token": "verification-token", "team_id": TEAM, "team_domain": "team", "channel_id": channel, "channel_name": "general", "user_id": user,
        "user_name": "ann", "command": "/earnings", "text": text, "api_app_id": APP, "response_url": reply_url, "trigger_id": f"{next(_numbers)}.1.trigger",
    }


def press(action: str, *, ts: str, channel: str = CHANNEL, thread: str = "", user: str = USER, reply_url: str = "", kind: str = "button", ephemeral: bool = False) -> Payload:
    """Somebody presses a button below a message."""
    container = {"type": "message", "message_ts": ts, "channel_id": channel, "is_ephemeral": ephemeral}
    if thread:
        container["thread_ts"] = thread
    pressed = {"type": kind, "action_id": "0", "block_id": "b", "value": action, "action_ts": stamp()}
    return {
        "type": "block_actions", "token": "verification-token", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "api_app_id": APP,
        "container": container, "channel": {"id": channel, "name": "general"}, "trigger_id": f"{next(_numbers)}.1.trigger", "response_url": reply_url, "actions": [pressed],
    }


def home_press(action: str, *, user: str = USER) -> Payload:
    """Somebody presses a button on the App Home."""
    return {
        "type": "block_actions", "token": "verification-token", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "api_app_id": APP,
        "container": {"type": "view", "view_id": "V1"}, "trigger_id": f"{next(_numbers)}.1.trigger", "view": {"id": "V1", "type": "home"},
        "actions": [{"type": "button", "action_id": "0", "block_id": "b", "value": action, "action_ts": stamp()}],
    }


def shortcut(text: str, *, channel: str = CHANNEL, thread: str = "", user: str = USER, reply_url: str = "", callback_id: str = "check_claim") -> Payload:
    """Somebody chooses a message shortcut on a colleague's message."""
    on = {"type": "message", "user": "U2", "text": text, "ts": stamp(), **({"thread_ts": thread} if thread else {})}
    return {
        "type": "message_action", "token": "verification-token", "callback_id": callback_id, "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "api_app_id": APP,
        "channel": {"id": channel, "name": "general"}, "message": on, "message_ts": on["ts"], "trigger_id": f"{next(_numbers)}.1.trigger", "response_url": reply_url,
    }


def submission(view: Payload, chosen: dict[str, list[str]], *, user: str = USER) -> Payload:
    """Somebody fills in a form: values by block; where none are given, what stood there."""
    values = {}
    for block in view["blocks"]:
        element = block["element"]
        if element["type"] == "plain_text_input":
            values[block["block_id"]] = {"choice": {"type": element["type"], "value": next(iter(chosen.get(block["block_id"], [])), None)}}
            continue
        picked = [{"value": value} for value in chosen.get(block["block_id"], [])] or [element[key] for key in ("initial_option",) if key in element]
        several = element["type"].startswith("multi")
        values[block["block_id"]] = {"choice": {"type": element["type"], **({"selected_options": picked} if several else {"selected_option": picked[0]})}}
    return {
        "type": "view_submission", "token": "verification-token", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "api_app_id": APP,
        "trigger_id": f"{next(_numbers)}.1.trigger", "view": {**view, "id": "V2", "state": {"values": values}}, "response_urls": [],
    }
