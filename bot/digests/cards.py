"""A digest as a card: the news above, its lines with their sources, and below why it came and how to stop it."""

from bot.card import Card
from bot.texts import text
from intents.digest import Digest
from intents.section import heading
from intents.spoken import Line


def digest_card(digest: Digest, *, late: str = "", footer: str = "") -> Card:
    """The card of a digest; `late` names the time it should have come at."""
    lines: list[Line] = []
    for section in digest.sections:
        lines += section.lines()
    lines += digest.lines
    if late:
        lines.insert(0, Line(text("digest_late", digest.language, time=late)))
    if footer:
        lines.append(Line(footer))
    return Card(digest.language, tuple(lines), digest.sources, heading=digest.headline if len(digest.sections) == 1 else heading("watchlist", digest.language))
