"""Reading Slack's payloads into events; whatever is not for the bot is met with silence. Pure, and total on JSON objects."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.events import Claim, Command, Event, Home, Opened, Place, Platform, Presence, Press, Question, Received, Sender
from bot.slack.forms import read_form
from bot.slack.markup import mentioned, plain

CLAIM_SHORTCUT = "check_claim"  # callback_id of the message shortcut
COMMANDS = frozenset({"ask", "facts", "digest", "sources", "help", "language", "why", "start", "subscribe", "subscriptions"})
SUBSCRIBED = frozenset({"app_mention", "message.im", "app_home_opened", "app_uninstalled", "tokens_revoked"})
FOLLOWING = frozenset({"message.channels", "message.groups"})  # wanted too where threads are followed without a mention
_TYPED = frozenset({"", "file_share", "thread_broadcast"})  # subtypes of messages that people write
_GONE = {
    "app_uninstalled": "the app was uninstalled",
    "tokens_revoked": "the token was revoked",
    "channel_archive": "the channel was archived",
    "group_archive": "the channel was archived",
    "channel_deleted": "the channel was deleted",
    "group_deleted": "the channel was deleted",
    "channel_left": "the bot was removed from the channel",
    "group_left": "the bot was removed from the channel",
    "member_left_channel": "the bot was removed from the channel",
}
INSTALLED = "workspace_installed"  # an event of our own, see `bot.slack.adapter`
_BACK = frozenset({INSTALLED, "channel_unarchive", "group_unarchive", "member_joined_channel"})
_MEMBER = frozenset({"member_left_channel", "member_joined_channel"})  # told of everybody, not of the bot alone

Json = Mapping[str, Any]


def read_event(payload: Json, *, follows_threads: bool = False, own: str = "") -> Event | None:
    """The event of a payload of the Events API, of a command or of an interaction; None for what is met with silence.

    Messages in threads that mention nobody are events only where `follows_threads`, and then not addressed to the bot. `own`
    is the user that the bot is, where the payload does not say: what the bot itself wrote is no event.
    """
    match _text(payload, "type"):
        case "event_callback":
            return _callback(payload, follows_threads, own)
        case "block_actions":
            return _press(payload)
        case "view_submission":
            return read_form(payload)
        case "message_action":
            return _claim(payload)
        case "" if _text(payload, "command"):
            return _command(payload)
        case _:
            return None


def received(payload: Json, event: Event) -> Received:
    """The payload as it is stored; Slack's verification token, a secret, is not."""
    place = getattr(event, "place", None)
    lane = "/".join(filter(None, (place.chat, place.thread, place.person))) if place else ""
    kept = {key: value for key, value in payload.items() if key != "token"}
    return Received(Platform.SLACK, _delivery(kept), lane, kept, _post(payload, event))


def _delivery(payload: Json) -> str:
    """What a second delivery of a payload has in common with the first."""
    given = _text(payload, "event_id") or _text(payload, "trigger_id")
    return given or hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _post(payload: Json, event: Event) -> str:
    """The post that an event answers: one post may arrive as a mention and as a message."""
    inner = _object(payload, "event")
    channel = _text(inner, "channel")
    match event:
        case Question(message=ts, is_edited=True):
            return f"{channel}/{ts}/{_text(inner, 'message', 'edited', 'ts')}"
        case Question(message=ts) | Command(message=ts) if ts:
            return f"{channel}/{ts}"
        case _:
            return ""


def _callback(payload: Json, follows_threads: bool, own: str) -> Event | None:
    event, team, bot = _object(payload, "event"), _team(payload), _bot(payload) or own
    match kind := _text(event, "type"):
        case "app_mention":
            return _asked(event, team, bot)
        case "message" if _text(event, "channel_type") == "im" or _text(event, "channel").startswith("D"):
            return _edited(event, team, bot) if _text(event, "subtype") == "message_changed" else _asked(event, team, bot)
        case "message" if follows_threads and not mentioned(_text(event, "text")) and _is_in_thread(event):
            return _asked(event, team, bot, is_addressed=False)
        case "app_home_opened":
            return _opened(event, team)
        case _ if kind in _GONE or kind in _BACK:
            return _presence(event, team, bot)
        case _:
            return None


def _asked(event: Json, team: str, bot: str, *, is_addressed: bool = True) -> Event | None:
    """What somebody wrote: a question, or a call for help where nothing is said."""
    user, channel, ts = _text(event, "user"), _text(event, "channel"), _text(event, "ts")
    if not (user and channel and ts) or not _is_by_person(event, bot) or _text(event, "subtype") not in _TYPED:
        return None
    place = _place(team, channel, _text(event, "thread_ts") or ts, _text(event, "channel_type"))
    text = plain(_text(event, "text"))
    if text:
        return Question(place, Sender(user), text, ts, is_addressed=is_addressed)
    return Command(place, Sender(user), "help", message=ts) if is_addressed else None


def _edited(event: Json, team: str, bot: str) -> Event | None:
    """A question that its author rewrote; not a message to which Slack merely added the preview of a link."""
    message, before = _object(event, "message"), _object(event, "previous_message")
    text = plain(_text(message, "text"))
    user, channel, ts = _text(message, "user"), _text(event, "channel"), _text(message, "ts")
    if not (user and channel and ts and text and _text(message, "edited", "ts")) or not _is_by_person(message, bot):
        return None
    if text == plain(_text(before, "text")):
        return None
    place = _place(team, channel, _text(message, "thread_ts") or ts, _text(event, "channel_type"))
    return Question(place, Sender(user), text, ts, is_edited=True)


def _opened(event: Json, team: str) -> Event | None:
    user, channel = _text(event, "user"), _text(event, "channel")
    match _text(event, "tab"):
        case "home" if user:
            return Home(Place(Platform.SLACK, f"{team}/{user}"), Sender(user))
        case "messages" if user and channel:
            return Opened(_place(team, channel, "", "im"), Sender(user))
        case _:
            return None


def _presence(event: Json, team: str, bot: str) -> Presence | None:
    kind = _text(event, "type")
    channel = _text(event, "channel") or _text(event, "channel", "id")
    if kind in _MEMBER and (not bot or _text(event, "user") != bot):
        return None
    if kind == "tokens_revoked" and not _object(event, "tokens").get("bot"):
        return None  # the token of one user, which the bot does not use
    chat = "/".join(filter(None, (team, channel)))
    return Presence(Place(Platform.SLACK, chat, is_private=channel.startswith("D")), kind in _BACK, _GONE.get(kind, "")) if chat else None


def _command(payload: Json) -> Command | None:
    """A slash command; words that are no subcommand are a question."""
    user, channel = _text(payload, "user_id"), _text(payload, "channel_id")
    if not (user and channel):
        return None
    text = plain(_text(payload, "text"))
    first, _, rest = text.partition(" ")
    name, argument = (first.lower(), rest) if first.lower() in COMMANDS else ("ask" if text else "help", text)
    place = _alone(_place(_team(payload), channel, "", ""), user)
    return Command(place, Sender(user), name, argument.strip(), is_hidden=True, reply_url=_text(payload, "response_url"))


def _press(payload: Json) -> Press | None:
    """A pressed button; those that only open an address carry no action."""
    actions = payload.get("actions")
    pressed = actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], dict) else {}
    action, user = _text(pressed, "value") or _text(pressed, "selected_option", "value"), _text(payload, "user", "id")
    if not (action and user):
        return None
    holder, message = _object(payload, "container"), _object(payload, "message")
    channel = _text(payload, "channel", "id") or _text(holder, "channel_id")
    ts = _text(holder, "message_ts") or _text(message, "ts")
    is_hidden = holder.get("is_ephemeral") is True
    thread = _text(holder, "thread_ts") or _text(message, "thread_ts") or ("" if is_hidden else ts)
    place = _place(_team(payload), channel, thread, "") if channel else Place(Platform.SLACK, f"{_team(payload)}/{user}")
    place = _alone(place, user) if is_hidden else place
    url = _text(payload, "response_url")
    press = "" if _text(pressed, "type") == "feedback_buttons" else url  # the marks show by themselves that they were taken
    return Press(place, Sender(user), action, ts, press, is_hidden, url, _text(payload, "trigger_id"))


def _claim(payload: Json) -> Claim | None:
    user, channel, message = _text(payload, "user", "id"), _text(payload, "channel", "id"), _object(payload, "message")
    if _text(payload, "callback_id") != CLAIM_SHORTCUT or not (user and channel):
        return None
    place = _alone(_place(_team(payload), channel, _text(message, "thread_ts"), ""), user)
    return Claim(place, Sender(user), plain(_text(message, "text")), _text(payload, "response_url"))


def _is_by_person(message: Json, bot: str) -> bool:
    """Whether neither a bot nor Slack itself wrote a message."""
    return not (_text(message, "bot_id") or message.get("hidden") or _text(message, "user") in {bot, "USLACKBOT"})


def _is_in_thread(event: Json) -> bool:
    return _text(event, "thread_ts") not in {"", _text(event, "ts")}


def _place(team: str, channel: str, thread: str, kind: str) -> Place:
    return Place(Platform.SLACK, f"{team}/{channel}", thread, kind == "im" or channel.startswith("D"))


def _alone(place: Place, user: str) -> Place:
    """The place as a conversation that only one person sees."""
    return place if place.is_private else replace(place, person=user)


def _team(payload: Json) -> str:
    """The workspace in which the app is installed."""
    return _text(payload, "team_id") or _text(payload, "team", "id") or _text(payload, "user", "team_id")


def _bot(payload: Json) -> str:
    """The user that the bot is in the workspace; "" where the payload does not say."""
    given = payload.get("authorizations")
    return next((_text(a, "user_id") for a in given if isinstance(a, dict) and a.get("is_bot")), "") if isinstance(given, list) else ""


def _object(payload: Json, key: str) -> Json:
    found = payload.get(key)
    return found if isinstance(found, dict) else {}


def _text(payload: Json, *path: str) -> str:
    """The string at the end of a path; "" where there is none."""
    *way, last = path
    for key in way:
        payload = _object(payload, key)
    found = payload.get(last)
    return found if isinstance(found, str) else ""
