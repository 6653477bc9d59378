"""What is wrong with a message to Slack, by Slack's own limits, its own parser of blocks, and what people must be able to read."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import Block

_MAX = {"blocks": 50, "characters": 13_200, "text": 40_000, "block": 3_000, "url": 3_000, "value": 2_000, "action_id": 255}
_LIVE = frozenset({"user", "usergroup", "channel", "broadcast", "team", "emoji"})
_MESSAGES = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"})


def faults(method: str, params: Mapping[str, Any], *, home: str = "") -> list[str]:
    """All faults of a call; none for a good one. Links may only lead below `home`."""
    if method == "views.publish":
        view = params.get("view", {})
        return [*_of_blocks(view.get("blocks", []), most=100), *_of_elements(view.get("blocks", []), home)]
    if method == "views.open":
        return list(_of_modal(params.get("view", {})))
    if method == "assistant.threads.setSuggestedPrompts":
        return list(_of_prompts(params))
    if method not in _MESSAGES:
        return []
    body = params.get("body", params) if method == "response_url" else params
    blocks = body.get("blocks", [])
    found = [*_of_text(body.get("text")), *_of_blocks(blocks), *_of_elements(blocks, home), *_of_words(body.get("text") or "", blocks)]
    if method == "chat.postMessage" and (params.get("unfurl_links") is not False or params.get("unfurl_media") is not False):
        found.append("unfurling is not off")
    if not blocks and body.get("mrkdwn") is not False and method == "chat.postMessage":
        found.append("plain text is read as markup")
    return found


def _of_prompts(params: Mapping[str, Any]) -> Iterator[str]:
    """What an agent's app would not show."""
    if "thread_ts" in params:
        yield "prompts of a thread, which Slack drops without a word"
    prompts = params.get("prompts", [])
    if not 0 < len(prompts) <= 4 or any(not prompt.get("title") or not prompt.get("message") for prompt in prompts):
        yield "prompts that are none, or too many"


def _of_modal(view: Mapping[str, Any]) -> Iterator[str]:
    """What Slack would not open."""
    if view.get("type") != "modal" or len(view.get("private_metadata", "")) > 3000:
        yield "no modal, or too much kept in it"
    yield from (f"{part} is too long" for part in ("title", "submit", "close") if not 0 < len(view[part]["text"]) <= 24)
    yield from _of_blocks(view["blocks"], most=100)
    for block in view["blocks"]:
        if block["element"]["type"] == "plain_text_input":
            if not 0 < len(block["element"]["placeholder"]["text"]) <= 150 or not 0 < block["element"]["max_length"] <= 3000:
                yield f"the text of {block['label']['text']}"
            continue
        options = block["element"]["options"]
        if not 0 < len(options) <= 100 or any(not 0 < len(o["text"]["text"]) <= 75 or not 0 < len(o["value"]) <= 150 for o in options):
            yield f"options of {block['label']['text']}"
        if len({o["value"] for o in options}) != len(options):
            yield f"an option twice in {block['label']['text']}"
        if block["element"].get("initial_option", options[0]) not in options:
            yield "what is chosen is no option"


def _of_text(text: object) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield "no text"
        return
    if len(text) > _MAX["text"]:
        yield "text is cut"
    if re.search(r"[<>]|&(?!amp;|lt;|gt;)", text):
        yield f"text is live: {text[:80]!r}"
    if any("\ud800" <= c <= "\udfff" or c in "\x00\u202e\u2066" for c in text):
        yield "text hides or reorders characters"


def _of_blocks(blocks: list[dict[str, Any]], most: int = _MAX["blocks"]) -> Iterator[str]:
    if len(blocks) > most:
        yield f"{len(blocks)} blocks"
    for sent, parsed in zip(blocks, Block.parse_all(blocks), strict=True):
        if parsed is None:
            yield f"no such block: {sent.get('type')}"
        else:
            parsed.to_dict()  # raises on what its class does not take
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "block_id twice"
    for block in blocks:
        if len("".join(_words_of(block))) > _MAX["block"]:
            yield "a block is too long"
        actions = [e["action_id"] for e in block.get("elements", []) if "action_id" in e]
        if len(actions) != len(set(actions)):
            yield "action_id twice in a block"
    if len("".join(_words_of(blocks))) > _MAX["characters"]:
        yield "msg_blocks_too_long"


def _of_elements(blocks: object, home: str) -> Iterator[str]:
    for node in _nodes(blocks):
        kind = node.get("type")
        if kind in _LIVE:
            yield f"a live {kind}"
        if kind == "mrkdwn":
            yield "markup in a block"
        if kind == "text" and not node.get("text"):
            yield "an empty text"
        if kind == "button" and not 0 < len(node["text"]["text"]) <= 75:
            yield "a label of no or too many characters"
        if kind in {"image", "data_visualization"} and not node.get("alt_text"):
            yield "no alt_text"
        if kind == "feedback_buttons" and any(not node[side].get("accessibility_label") for side in ("positive_button", "negative_button")):
            yield "no accessibility_label"
        if "url" in node and not (home and str(node["url"]).startswith(home)):
            yield f"a foreign link: {node['url']}"
        yield from (f"{key} is too long" for key in ("url", "value", "action_id") if len(str(node.get(key, ""))) > _MAX[key])


def _of_words(text: str, blocks: list[dict[str, Any]]) -> Iterator[str]:
    """Whoever reads only the text misses nothing that is said in blocks; buttons are no part of it."""
    said = "".join(html.unescape(text).split())
    for block in blocks:
        if block.get("type") in {"rich_text", "header", "section"}:
            for element in block.get("elements", [block]):
                words = "".join("".join(_words_of(element)).split())
                if words not in said:
                    yield f"not in the text: {words[:80]!r}"


def _words_of(node: object) -> Iterator[str]:
    """All words that a part of a message shows."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "text" and isinstance(value, str):
                yield value
            elif key != "accessibility_label":
                yield from _words_of(value)
    elif isinstance(node, list):
        for one in node:
            yield from _words_of(one)


def _nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    elif isinstance(node, list):
        for one in node:
            yield from _nodes(one)
