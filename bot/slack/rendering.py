"""Cards as calls of Slack's Web API: rich blocks with complete plain text, and a twin without blocks."""

import re
from dataclasses import replace
from typing import assert_never

from bot.adapter import Call, Params
from bot.card import Button, Card, Confirm, Edit, Form, Offer, Outgoing, Page, Say, Suggest
from bot.events import Place
from bot.links import Links
from bot.slack.blocks import blocks_of
from bot.slack.fitting import fitted
from bot.slack.forms import form_view
from bot.slack.home import home_view, plain_view
from bot.slack.markup import escaped
from bot.texts import text

REPLY = "response_url"  # the method of calls that go to an address which came with a command or a press
_PROMPTS = 4  # that Slack shows; for an agent they belong to the chat, and a thread must not be named
_MAX_TEXT = 39_000  # Slack cuts at 40,000
_TS = re.compile(r"\d{1,12}\.\d{1,9}", re.ASCII)
_QUIET: Params = {"unfurl_links": False, "unfurl_media": False}


def render(outgoing: Outgoing, links: Links) -> tuple[Call, ...]:
    """The calls that show something; none for what Slack does not have."""
    match outgoing:
        case Say():
            return (_said(outgoing, links),)
        case Edit():
            return (_edited(outgoing, links),)
        case Page():
            return (_page(outgoing, links),)
        case Confirm():
            return _confirmed(outgoing)
        case Form():
            return (Call("views.open", {"trigger_id": outgoing.trigger, "view": form_view(outgoing)}, None, outgoing.place.chat),)
        case Suggest(place, title, questions) if questions:
            prompts = [{"title": question, "message": question} for question in questions[:_PROMPTS]]
            return (Call("assistant.threads.setSuggestedPrompts", {"channel_id": _channel(place), "title": title, "prompts": prompts}, None, place.chat),)
        case Offer() | Suggest():
            return ()
        case _:
            assert_never(outgoing)


def status(place: Place, words: str) -> Call | None:
    """The call that shows words beside the bot's name, where the agent's threads are; Slack takes them back when an answer comes."""
    if not (place.is_private and place.thread):
        return None
    return Call("assistant.threads.setStatus", {"channel_id": _channel(place), "thread_ts": place.thread, "status": words}, None, place.chat)


def _said(say: Say, links: Links) -> Call:
    rich, bare = _both(say.card, links, say.place)
    if say.hidden_for and say.reply_url:
        return _reply(say.place, say.hidden_for, say.reply_url, rich, bare)
    address: Params = {"channel": _channel(say.place)}
    if thread := _thread(say):
        address["thread_ts"] = thread
    if say.hidden_for:
        return _aside(say.place, say.hidden_for, address, rich, bare)
    return _call("chat.postMessage", say.place, {**address, **_QUIET}, rich, bare, is_message=True)


def _edited(edit: Edit, links: Links) -> Call:
    if not edit.message:  # what stands on the user's own page, with the way back to what is there else
        back = Button(text("home_button", edit.card.language), "h:")
        return _page(Page(edit.place, _channel(edit.place), (edit.card.with_buttons((back,)),)), links)
    rich, bare = _both(edit.card, links, edit.place)
    if edit.hidden_for and edit.reply_url:
        return _reply(edit.place, edit.hidden_for, edit.reply_url, rich, bare, replaces=True)
    if edit.hidden_for:  # what only one sees cannot be found again without its address
        thread: Params = {"thread_ts": edit.place.thread} if edit.place.thread else {}
        return _aside(edit.place, edit.hidden_for, {"channel": _channel(edit.place), **thread}, rich, bare)
    return _call("chat.update", edit.place, {"channel": _channel(edit.place), "ts": edit.message}, rich, bare)


def _page(page: Page, links: Links) -> Call:
    to: Params = {"user_id": page.user}
    return Call("views.publish", {**to, "view": home_view(page.cards, links)}, {**to, "view": plain_view(page.cards)}, page.place.chat)


def _confirmed(confirm: Confirm) -> tuple[Call, ...]:
    """A press is confirmed when it is stored; what there is to say of it goes to who pressed."""
    if not confirm.text or not confirm.press:
        return ()
    bare: Params = {"text": _words(confirm.text), "mrkdwn": False}
    return (_reply(confirm.place, confirm.place.person, confirm.press, bare, bare),)


def _both(card: Card, links: Links, place: Place) -> tuple[Params, Params]:
    """The rich form and its plain twin, which say the same."""
    card = fitted(_for(card, place))
    bare: Params = {"text": _words(card.text), "mrkdwn": False}
    blocks = blocks_of(card, links)
    return {"text": bare["text"], "blocks": blocks} if blocks else bare, bare


def _for(card: Card, place: Place) -> Card:
    """The card without the button that shows it to all, where there is nobody else."""
    if not place.is_private or not any(b.action.startswith("s:") for row in card.buttons for b in row):
        return card
    return replace(card, buttons=tuple(tuple(b for b in row if not b.action.startswith("s:")) for row in card.buttons))


def _words(said: str) -> str:
    """The text of a message: never empty, never longer than Slack shows."""
    said = said.strip() or "…"
    while len(shown := escaped(said)) > _MAX_TEXT:
        said = said[: len(said) - max((len(shown) - _MAX_TEXT) // 5, 1)]  # a character takes up to five
    return shown


def _call(method: str, place: Place, address: Params, rich: Params, bare: Params, *, is_message: bool = False) -> Call:
    return Call(method, {**address, **rich}, {**address, **bare}, place.chat, not place.is_private, is_message)


def _aside(place: Place, user: str, address: Params, rich: Params, bare: Params) -> Call:
    """A message that one person sees. It counts for that person, who waits for nobody else in the channel."""
    to = {**address, "user": user}
    return Call("chat.postEphemeral", {**to, **rich}, {**to, **bare}, f"{place.chat}/{user}", is_message=True)


def _reply(place: Place, user: str, url: str, rich: Params, bare: Params, *, replaces: bool = False) -> Call:
    """A reply to the address of a command or press, which one person sees."""
    form: Params = {"response_type": "ephemeral", "replace_original": replaces}
    return Call(REPLY, {"url": url, "body": {**form, **rich}}, {"url": url, "body": {**form, **bare}}, "/".join(filter(None, (place.chat, user))), is_message=not replaces)


def _thread(say: Say) -> str:
    """The thread that a message goes to: that of the place, else of the post it replies to; "" for the channel itself."""
    return say.place.thread or (say.reply_to if _TS.fullmatch(say.reply_to) else "")


def _channel(place: Place) -> str:
    return place.chat.rpartition("/")[2]
