"""Cutting a card to what a message on Slack may hold: details go first, a line never loses its sources."""

from dataclasses import replace

from bot.card import Card
from bot.slack.markup import inert
from bot.texts import text
from intents.saying.spoken import Line, Source

MAX_BLOCKS = 40  # Slack takes 50
MAX_CHARACTERS = 12_000  # over all blocks; Slack refuses a little above 13,200
MAX_BLOCK = 2_900  # characters of one block
_MAX_ROWS = 18
_MAX_BUTTONS = 100
_MAX_ACTIONS = 20  # buttons of one block where there are too many rows
_OWN = 400  # characters of the labels that this surface adds
_ENDS = "。！？.!?；;\n"


def fitted(card: Card) -> Card:
    """The card within the limits, its texts inert; what it leaves out is said in its last line."""
    card = _clean(_with_rows(card))
    room = MAX_CHARACTERS - _OWN - len(card.heading) - len(card.offer) - sum(len(b.label) + len(b.action) + len(b.url) for row in card.buttons for b in row)
    lines, sources, room = _kept(card, room)
    code = _cut(card.code, room) if card.code else ""
    if len(lines) == len(card.lines) and code == card.code:
        return card if lines == card.lines else replace(card, lines=lines)
    return replace(card, lines=(*lines, Line(text("slack_cut", card.language))), sources=sources, code=code)


def pieces(passage: str, longest: int = MAX_BLOCK) -> list[str]:
    """A text in parts of at most `longest` characters, cut after a sentence where one ends.

    >>> pieces("One. Two. Three.", 10)
    ['One. Two.', ' Three.']
    """
    found = []
    while len(passage) > longest:
        head = passage[:longest]
        end = max(head.rfind(stop) for stop in _ENDS) + 1 or longest
        found.append(passage[:end])
        passage = passage[end:]
    return [*found, passage]


def _kept(card: Card, room: int) -> tuple[tuple[Line, ...], tuple[Source, ...], int]:
    """The lines that fit together with the sources they rest on, those sources, and the characters that are left."""
    by_number = {source.number: source for source in card.sources}
    lines: list[Line] = []
    told: dict[int, Source] = {}
    for line in card.lines:
        new = {n: by_number[n] for n in line.sources if n in by_number and n not in told}
        cost = len(line.marked) + 1 + sum(_length(source) for source in new.values())
        if cost > room and lines:
            break
        rest = room - (cost - len(line.text))
        lines.append(line if cost <= room else replace(line, text=_cut(line.text, max(rest, MAX_BLOCK))))
        told.update(new)
        room -= cost
    return tuple(lines), tuple(sorted(told.values(), key=lambda source: source.number)), max(room, 0)


def _length(source: Source) -> int:
    return len(source.citation.quote) + len(source.label) + len(f"[{source.number}] “”")


def _cut(passage: str, longest: int) -> str:
    return passage if len(passage) <= longest else pieces(passage, max(longest - 1, 1))[0] + "…"


def _with_rows(card: Card) -> Card:
    """The card with its buttons in as few rows as a message may have blocks."""
    if len(card.buttons) <= _MAX_ROWS and all(len(row) <= _MAX_ACTIONS for row in card.buttons):
        return card
    flat = [button for row in card.buttons for button in row][:_MAX_BUTTONS]
    return replace(card, buttons=tuple(tuple(flat[i : i + _MAX_ACTIONS]) for i in range(0, len(flat), _MAX_ACTIONS)))


def _clean(card: Card) -> Card:
    """The card with nothing in its texts that hides or reorders others; nearly always as it is."""
    labels = (b.label for row in card.buttons for b in row)
    shown = "".join((card.heading, card.code, card.offer, *(line.text for line in card.lines), *(source.label for source in card.sources), *labels))
    if inert(shown) == shown:
        return card
    return replace(
        card,
        heading=inert(card.heading),
        lines=tuple(replace(line, text=inert(line.text)) for line in card.lines),
        sources=tuple(replace(source, label=inert(source.label)) for source in card.sources),  # quotes stay as they are cited
        code=inert(card.code),
        offer=inert(card.offer),
        buttons=tuple(tuple(replace(b, label=inert(b.label)) for b in row) for row in card.buttons),
    )
