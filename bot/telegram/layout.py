"""A card as Telegram messages: blocks of HTML, each with its plain twin, put together into parts that Telegram takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.card import Card
from bot.links import Links
from bot.telegram.markup import escape, inert, link, pieces, units
from intents.saying.spoken import Line, Source
from knowledge.article import Citation

LIMIT = 4000  # UTF-16 units of a part; Telegram takes 4096
_PIECE = 3500  # UTF-16 units of one block's text, which leaves room for its numbers
_MOST_BYTES = 30_000  # of HTML before parsing; Telegram takes 32 KiB
_MOST_ENTITIES = 90  # Telegram shows no more than 100 links and quotes in a message, and drops the others without a word


@dataclass(frozen=True, slots=True)
class Block:
    """What is never cut: HTML with all its tags closed, the text that it shows, and the text of its plain twin."""

    html: str
    shown: str
    plain: str

    def __add__(self, other: "Block") -> "Block":
        """The block with another below it."""
        html, shown = ((a + "\n" + b if a and b else a or b) for a, b in ((self.html, other.html), (self.shown, other.shown)))
        return Block(html, shown, f"{self.plain}\n{other.plain}")

    @property
    def begun(self) -> "Block":
        """The block at the beginning of a message, without the empty line before it."""
        return Block(self.html.lstrip("\n"), self.shown.lstrip("\n"), self.plain.lstrip("\n"))

    @property
    def fits(self) -> bool:
        """Whether Telegram takes it as one message."""
        return (
            max(units(self.shown), units(self.plain)) <= LIMIT
            and len(self.html.encode()) <= _MOST_BYTES
            and self.html.count("</") <= _MOST_ENTITIES
        )


_GAP = Block("", "", "")  # an empty line of the plain twin; quotes stand apart by themselves


def parts(card: Card, links: Links) -> tuple[Block, ...]:
    """The messages of a card, in order; none of an empty card. The sources follow the lines, so that no cut loses them."""
    found: list[Block] = []
    for block in _blocks(card, links):
        if found and (joined := found[-1] + block).fits:
            found[-1] = joined
        elif block is not _GAP:
            found.append(block.begun)
    return tuple(part for part in found if part.shown.strip())


def whole(card: Card, links: Links) -> Block | None:
    """The card as one message: as many lines from the first on as fit together with their sources; None where no line does."""
    for count in range(len(card.lines), 0, -1):
        lines = card.lines[:count]
        cited = {number for line in lines for number in line.sources}
        sources = tuple(s for s in card.sources if s.number in cited or count == len(card.lines))
        found = parts(Card(card.language, lines, sources, card.heading), links)
        if len(found) == 1 and found[0].shown.strip():
            return found[0]
    return None


def _blocks(card: Card, links: Links) -> Iterator[Block]:
    """The blocks in the order of `Card.text`."""
    addresses = {source.number: _address(source.citation, links) for source in card.sources}
    if card.heading:
        yield from (Block(f"<b>{escape(p)}</b>", p, p) for p in pieces(inert(card.heading), _PIECE))
    for line in card.lines:
        yield from _line(line, addresses)
    told = [source for source in card.sources if not source.is_told]
    if told:
        yield _GAP
    for source in told:
        yield from _source(source, addresses[source.number])
    if card.offer:
        yield from _offer(card)
    if card.code:
        yield from (Block(f"<pre>{escape(p)}</pre>", p, p) for p in pieces(inert(card.code), _PIECE))


def _line(line: Line, addresses: dict[int, str]) -> Iterator[Block]:
    *firsts, last = pieces(inert(line.text), _PIECE)
    above = "\n" if line.is_first else ""
    for p in firsts:
        yield Block(above + escape(p), above + p, above + p)
        above = ""
    numbers = "".join(link(f"[{n}]", addresses.get(n, "")) for n in line.sources)
    shown = above + inert(Line(last, line.sources).marked)
    words = f"<b>{escape(last)}</b>" if line.is_heading else escape(last)
    yield Block(f"{above}{words} {numbers}" if numbers else above + words, shown, shown)


def _source(source: Source, address: str) -> Iterator[Block]:
    """A sentence with its number in a quote that unfolds, its article below."""
    cut = [*pieces(inert(f"“{source.citation.quote}”"), _PIECE)]
    for i, words in enumerate(cut):
        number = f"[{source.number}] " if i == 0 else ""
        label = source.label if i == len(cut) - 1 else ""
        below = f"\n{escape(label.strip())}" if label else ""
        html = f"<blockquote expandable>{link(number.strip(), address) + ' ' if number else ''}{escape(words)}</blockquote>{below}"
        yield Block(html, number + words + (f"\n{inert(label.strip())}" if label else ""), number + words + inert(label))


def _offer(card: Card) -> Iterator[Block]:
    """What introduces the suggestions, which are buttons; the plain twin counts them out as well."""
    questions = [b.label for row in card.buttons for b in row if b.action.startswith("q:")]
    if questions:
        yield _GAP
        listed = "\n".join(f"{i}. {q}" for i, q in enumerate(questions, 1))
        yield Block(escape(card.offer), inert(card.offer), inert(f"{card.offer}\n{listed}"))


def _address(citation: Citation, links: Links) -> str:
    return links.telegram(citation) or links.reader(citation)
