"""Cards as calls to the Bot API: HTML with its plain twin, buttons, replies. Pure."""

import re
from collections.abc import Iterator
from typing import assert_never

from bot.adapter import Call, Params
from bot.card import MAX_ACTION, Button, Card, Confirm, Edit, Form, Offer, Outgoing, Page, Say, Suggest
from bot.digests.chart import chart_record
from bot.events import Place
from bot.links import Links
from bot.telegram.layout import Block, parts, whole
from bot.telegram.markup import clean, inert, opens, pieces, units
from bot.telegram.reading import GUEST

PICTURE = "sendPhoto"
CAPTION = 1000  # UTF-16 units; Telegram takes 1024
_ROW, _MOST_BUTTONS = 8, 100
_MOST_CARDS = 5
_NOTICE = 200  # UTF-16 units of the confirmation of a button
_TITLE, _DESCRIPTION = 120, 250  # UTF-16 units of an inline result's title and of the line below
_CACHED = 60  # seconds that Telegram may keep the answers of an inline query: articles change
_AFTER_COLON = re.compile("([:：]) · ")
_HELPFUL, _NOT_HELPFUL = "👍", "👎"
_NO_PREVIEW: Params = {"is_disabled": True}


def render(outgoing: Outgoing, links: Links) -> tuple[Call, ...]:
    """The calls that show something, in order."""
    match outgoing:
        case Say(place, card, reply_to):
            return (*_messages(place, card, parts(card, links), reply_to), *_picture(place, card))
        case Edit(place, message, card):
            return tuple(_edit(place, message, card, links))
        case Confirm(_, press, text):
            return (_confirm(press, text),) if press else ()
        case Offer(query, cards):
            return _offer(query, cards, links)
        case Page() | Form() | Suggest():
            return ()
        case _:
            assert_never(outgoing)


def _messages(place: Place, card: Card, found: tuple[Block, ...], reply_to: str) -> Iterator[Call]:
    """The parts of a card: the first as a reply, the last with the buttons."""
    for i, part in enumerate(found):
        params = _target(place) | _topic(place)
        if i == 0 and reply_to.isdecimal():
            params["reply_parameters"] = {"message_id": int(reply_to), "allow_sending_without_reply": True}
        if i == len(found) - 1:
            params |= _keyboard(card)
        yield _call("sendMessage", place, params, part)


def _picture(place: Place, card: Card) -> Iterator[Call]:
    """The chart of a card, which follows its text: what may go wrong with a picture keeps no text back. It is drawn when it is sent."""
    if card.chart is None:
        return
    params = _target(place) | _topic(place) | {"photo": chart_record(card.chart), "caption": _short(inert(card.chart.alt), CAPTION)}
    yield Call(PICTURE, params, None, place.chat, is_group=not place.is_private, is_message=True)


def _topic(place: Place) -> Params:
    return {"message_thread_id": int(place.thread)} if place.thread.isdecimal() else {}


def _edit(place: Place, message: str, card: Card, links: Links) -> Iterator[Call]:
    """The first part takes the place of what stands; what does not fit into it follows as messages."""
    found = parts(card, links)
    if not found or not message.isdecimal():
        return
    params = _target(place) | {"message_id": int(message)} | (_keyboard(card) if len(found) == 1 else {})
    yield _call("editMessageText", place, params, found[0])
    yield from _messages(place, card, found[1:], message)


def _call(method: str, place: Place, params: Params, part: Block) -> Call:
    params |= {"link_preview_options": _NO_PREVIEW}
    rich = params | {"text": part.html, "parse_mode": "HTML"}
    return Call(method, rich, params | {"text": part.plain}, place.chat, is_group=not place.is_private, is_message=method == "sendMessage")


def _target(place: Place) -> Params:
    return {"chat_id": int(place.chat) if place.chat.lstrip("-").isdecimal() else place.chat}


def _confirm(press: str, text: str) -> Call:
    notice = _short(clean(text), _NOTICE)
    return Call("answerCallbackQuery", {"callback_query_id": press} | ({"text": notice} if notice else {}))


def _keyboard(card: Card) -> Params:
    """The buttons of a card in rows; no parameter where there are none, which takes those of an edited message away."""
    rows = [*card.buttons]
    if card.feedback and not any(b.action.startswith(("+:", "-:")) for row in rows for b in row):
        rows.append((Button(_HELPFUL, f"+:{card.feedback}"), Button(_NOT_HELPFUL, f"-:{card.feedback}")))
    shown = [[b for button in row if (b := _button(button))] for row in rows]
    cut = [row[i : i + _ROW] for row in shown for i in range(0, len(row), _ROW)]
    while sum(map(len, cut)) > _MOST_BUTTONS:
        cut.pop()
    return {"reply_markup": {"inline_keyboard": cut}} if cut else {}


def _button(button: Button) -> Params | None:
    """A button that Telegram takes; None for an address that it would refuse, and for what is no action of ours."""
    label = ("✓ " if button.is_chosen else "") + clean(button.label).strip()
    if button.url:
        return {"text": label, "url": button.url} if label and opens(button.url) else None
    return {"text": label, "callback_data": button.action} if label and 0 < len(button.action.encode()) <= MAX_ACTION else None


def _offer(query: str, cards: tuple[Card, ...], links: Links) -> tuple[Call, ...]:
    """Complete answers for an inline query, or the best one for a guest's."""
    found = [(card, block) for card in cards if (block := whole(card, links))][:_MOST_CARDS]
    rich = [_result(i, card, {"message_text": block.html, "parse_mode": "HTML"}) for i, (card, block) in enumerate(found)]
    plain = [_result(i, card, {"message_text": block.plain}) for i, (card, block) in enumerate(found)]
    if query.startswith(GUEST):
        guest = {"guest_query_id": query.removeprefix(GUEST)}
        return (Call("answerGuestQuery", guest | {"result": rich[0]}, guest | {"result": plain[0]}),) if found else ()
    params: Params = {"inline_query_id": query, "is_personal": True, "cache_time": _CACHED}
    return (Call("answerInlineQuery", params | {"results": rich}, params | {"results": plain}),)


def _result(number: int, card: Card, content: Params) -> Params:
    said = [clean(line.text).strip() for line in card.lines]
    title = clean(card.heading).strip() or said[0]
    description = _AFTER_COLON.sub(r"\1 ", " · ".join(said if card.heading else said[1:]))
    return {
        "type": "article",
        "id": str(number),
        "title": _short(title, _TITLE),
        "input_message_content": content | {"link_preview_options": _NO_PREVIEW},
    } | ({"description": _short(description, _DESCRIPTION)} if description else {})


def _short(text: str, limit: int) -> str:
    return text if units(text) <= limit else f"{next(pieces(text, limit - 1)).rstrip()}…"
