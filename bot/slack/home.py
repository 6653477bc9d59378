"""The App Home: what the bot knows, what to ask it, settings and recent digests, given as a card."""

from typing import Any

from bot.card import Card
from bot.links import Links
from bot.slack.blocks import Block, blocks_of
from bot.slack.fitting import MAX_BLOCK, fitted, pieces

View = dict[str, Any]


def home_view(card: Card, links: Links) -> View:
    """The view of a card."""
    return _view(blocks_of(fitted(card), links))


def plain_view(card: Card) -> View:
    """The view without any form: the words of the card."""
    words = pieces(fitted(card).text.strip() or "…", MAX_BLOCK)
    return _view([{"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}} for part in words if part.strip()])


def _view(blocks: list[Block]) -> View:
    return {"type": "home", "blocks": blocks}
