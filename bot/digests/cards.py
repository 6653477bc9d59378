"""A digest as a card: its lines with their sources, the news first, and last why it came and how to stop it."""

from bot.card import Card
from bot.digests.chart import chart_of
from bot.texts import text
from intents.digests.digest import Digest
from intents.saying.spoken import Line


def digest_card(digest: Digest, *, late: str = "", footer: str = "") -> Card:
    """The card of a digest, whose first line is the news; `late` names the time it should have come at."""
    lines = [line for section in digest.sections for line in section.lines] + list(digest.lines)
    if late:
        lines.insert(1, Line(text("digest_late", digest.language, time=late)))
    if footer:
        lines.append(Line(footer, is_apart=True))
    alone = digest.sections[0] if len(digest.sections) == 1 else None  # a chart of one company says nothing of the others
    return Card(digest.language, tuple(lines), digest.sources, chart=chart_of(alone) if alone else None)
