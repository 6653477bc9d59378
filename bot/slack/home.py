"""The App Home: what the bot knows, what to ask it, subscriptions and recent digests, given as cards."""

from typing import Any

from bot.card import Card
from bot.links import Links
from bot.slack.blocks import Block, blocks_of
from bot.slack.fitting import MAX_BLOCK, fitted, pieces

View = dict[str, Any]
_MAX_BLOCKS = 100


def home_view(cards: tuple[Card, ...], links: Links) -> View:
    """The view of some cards, a line between them."""
    blocks: list[Block] = []
    for card in cards:
        own = blocks_of(fitted(card), links)
        if len(blocks) + len(own) < _MAX_BLOCKS:
            blocks += [{"type": "divider"}, *own] if blocks else own
    return _view(blocks)


def plain_view(cards: tuple[Card, ...]) -> View:
    """The view without any form: the words of the cards."""
    words = pieces("\n\n".join(fitted(card).text for card in cards).strip() or "…", MAX_BLOCK)
    return _view([{"type": "section", "text": {"type": "plain_text", "text": part, "emoji": False}} for part in words if part.strip()][:_MAX_BLOCKS])


def _view(blocks: list[Block]) -> View:
    return {"type": "home", "blocks": blocks}
