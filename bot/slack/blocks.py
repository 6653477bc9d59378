"""A card in Block Kit. Words stand in rich_text and plain_text, which know no markup: nothing in them is live."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.card import Button, Card
from bot.links import Links, sentence_code
from bot.slack.fitting import MAX_BLOCK, pieces
from bot.slack.markup import inert
from bot.texts import text
from intents.saying.spoken import Source

Block = dict[str, Any]
Element = dict[str, Any]

_MAX_LABEL = 75
_MAX_HEADER = 150
_MAX_ALT = 2_000
_MAX_URL = 2_900
_QUOTED = ("“", "「", '"')
_IN_CONTEXT = 3  # buttons that open sentences in context
_VALUE = re.compile(r"(?P<before>.{0,200}?(?:：|: ))(?P<value>[^（(，；;]{0,30}\d[^（(，；;]{0,30}?)(?P<after>\s*(?:[（(，；;].*)?)", re.DOTALL)


def blocks_of(card: Card, links: Links) -> list[Block]:
    """The blocks of a card that fits (see `bot.slack.fitting`)."""
    found = [*_heading(card), *_packed(_lines(card, links)), *_chart(card, links), *_code(card), *_packed(_quotes(card, links))]
    if card.offer and any(b.action.startswith("q:") for row in card.buttons for b in row):
        found += _packed([_section([_text(card.offer)])])
    rows = [*card.buttons, _in_context(card, links)]
    return [*found, *filter(None, (_actions(row) for row in rows)), *_feedback(card)]


def without_pictures(blocks: list[Block]) -> list[Block]:
    """The same for where Slack cannot fetch a picture, all of whose figures stand in the lines."""
    return [block for block in blocks if block["type"] != "image"]


def _chart(card: Card, links: Links) -> list[Block]:
    """The chart, which Slack fetches from the reader's server."""
    address = links.charts.address(card.chart) if card.chart else ""
    return [{"type": "image", "image_url": address, "alt_text": card.chart.alt[:_MAX_ALT]}] if card.chart and address else []


def _heading(card: Card) -> list[Block]:
    if not card.heading.strip():
        return []
    if len(card.heading) <= _MAX_HEADER:
        return [{"type": "header", "text": _plain(card.heading)}]
    return [{"type": "rich_text", "elements": [_section([_text(part, bold=True)])]} for part in pieces(card.heading)]


def _lines(card: Card, links: Links) -> Iterator[Element]:
    """A section for each line; the figure that it gives is bold, the numbers of its sources lead to them."""
    by_number = {source.number: source for source in card.sources}
    for place, line in enumerate(card.lines):
        *before, last = pieces(line.text)
        if place and line.is_first:
            yield _section([_text(" ")])
        yield from (_section([_text(part)]) for part in before if part)
        is_figure = bool(line.sources) and not before and not line.text.startswith(_QUOTED)  # nothing in a title or a quote is an answer's value
        elements = [_text(last, bold=True)] if line.is_heading and last else list(_emphasised(last)) if is_figure else [_text(last)] if last else []
        if line.sources:
            elements += [_text(" "), *(_mark(n, by_number.get(n), links) for n in line.sources)]
        yield _section(elements or [_text(" ")])


def _emphasised(line: str) -> Iterator[Element]:
    """The parts of a line: what stands after its first colon and has a figure, up to a bracket or comma, is the answer's value."""
    match = _VALUE.fullmatch(line)
    if match is None:
        yield from [_text(line)] if line else []
        return
    yield _text(match["before"])
    yield _text(match["value"], bold=True)
    yield from [_text(match["after"])] if match["after"] else []


def _quotes(card: Card, links: Links) -> Iterator[Element]:
    """The sources in order, each a quote."""
    for source in card.sources:
        if source.is_told:
            continue
        *before, last = pieces(f"“{inert(source.citation.quote)}”")
        first = [_mark(source.number, source, links), _text(" ")]
        for part in before:
            yield {"type": "rich_text_quote", "elements": [*first, _text(part)]}
            first = []
        label = [_text(source.label, italic=True)] if source.label else []
        yield {"type": "rich_text_quote", "elements": [*first, _text(last), *label]}


def _mark(number: int, source: Source | None, links: Links) -> Element:
    url = _url(links.reader(source.citation)) if source else ""
    return {"type": "link", "url": url, "text": f"[{number}]"} if url else _text(f"[{number}]")


def _code(card: Card) -> list[Block]:
    if not card.code.strip():
        return []
    parts = pieces(card.code)
    return [{"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [_text(part)]}]} for part in parts if part]


def _packed(elements: Iterable[Element]) -> list[Block]:
    """Sections and quotes in as few blocks as hold them; sections of one block are lines of one section."""
    found: list[Block] = []
    room = 0
    for element in elements:
        size = _size(element) + 1
        if size > room or found[-1]["elements"][0]["type"] != element["type"]:
            found.append({"type": "rich_text", "elements": [element]})
            room = MAX_BLOCK - size
            continue
        room -= size
        held = found[-1]["elements"]
        if element["type"] == "rich_text_section":
            held[0]["elements"] += [_text("\n"), *element["elements"]]
        else:
            held.append(element)
    return found


def _size(element: Element) -> int:
    return sum(len(part.get("text", "")) for part in element["elements"])


def _in_context(card: Card, links: Links) -> tuple[Button, ...]:
    """Buttons that show the first sources with their neighbours, where no reader page does."""
    if links.public_url or any(button.action.startswith("c:") for row in card.buttons for button in row):
        return ()
    return tuple(Button(text("slack_in_context", card.language, number=s.number), f"c:{sentence_code(s.citation)}") for s in card.sources[:_IN_CONTEXT])


def _actions(row: tuple[Button, ...]) -> Block | None:
    buttons = [built for place, button in enumerate(row) if (built := _button(button, place))]
    return {"type": "actions", "elements": buttons} if buttons else None


def _button(button: Button, place: int) -> Element | None:
    label = f"✓ {button.label}" if button.is_chosen else button.label
    shown = label if len(label) <= _MAX_LABEL else label[: _MAX_LABEL - 1] + "…"
    if not label.strip():
        return None
    built: Element = {"type": "button", "action_id": f"{place}:{button.action or 'open'}", "text": _plain(shown)}
    if button.url:
        url = _url(button.url)
        return {**built, "url": url} if url else None
    return {**built, "value": button.action} if button.action else None


def _feedback(card: Card) -> list[Block]:
    if not card.feedback:
        return []
    sides = {side: _opinion(card, key, sign) for side, key, sign in (("positive_button", "slack_helpful", "+"), ("negative_button", "slack_unhelpful", "-"))}
    return [{"type": "context_actions", "elements": [{"type": "feedback_buttons", "action_id": "feedback", **sides}]}]


def _opinion(card: Card, key: str, sign: str) -> Element:
    label = text(f"{key}_label", card.language)
    return {"text": _plain(text(key, card.language)), "value": f"{sign}:{card.feedback}", "accessibility_label": label}


def _section(elements: list[Element]) -> Element:
    return {"type": "rich_text_section", "elements": elements}


def _text(words: str, **style: bool) -> Element:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


def _plain(words: str) -> Element:
    return {"type": "plain_text", "text": words, "emoji": False}


def _url(url: str) -> str:
    """The address as Slack takes it; "" for what is none."""
    return url.replace("|", "%7C") if url.startswith(("https://", "http://")) and len(url) <= _MAX_URL else ""
