"""Texts on Slack: what comes in loses Slack's markup, what goes out can do nothing."""

import re
import unicodedata

_ENTITY = re.compile(r"<([^<>]*)>")
_ADDRESSED = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_KEPT = "\n\t\u200c\u200d"  # joiners hold emoji and some scripts together
_DROPPED = frozenset(("Cc", "Cf", "Cs"))


def plain(text: str) -> str:
    """The text that somebody typed, without the markup that Slack wrote into it.

    >>> plain("<@U1> AT&amp;T <#C1|news> <https://example.com|see> <!here>")
    'AT&T #news see'
    """
    shown = _ENTITY.sub(lambda match: _shown(match[1]), text)
    return " ".join(shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split())


def _shown(entity: str) -> str:
    """What a reader sees of an entity: nothing of mentions, the label of a link."""
    target, _, label = entity.partition("|")
    match target[:1]:
        case "@" | "!":
            return label if target.startswith("!date") else ""
        case "#":
            return f"#{label}" if label else ""
        case _:
            return label or target


def mentioned(text: str) -> tuple[str, ...]:
    """The ids of the people whom a text mentions, in order.

    >>> mentioned("<@U1> and <@U2|ann>")
    ('U1', 'U2')
    """
    return tuple(_ADDRESSED.findall(text))


def inert(text: str) -> str:
    r"""The text without characters that hide or reorder others: control, format and lone surrogate characters.

    >>> inert("a\u202eb\x00c\ud800")
    'abc'
    """
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c for c in text.replace("\r\n", "\n") if c in _KEPT or unicodedata.category(c) not in _DROPPED)


def escaped(text: str) -> str:
    """The text for a field that Slack reads markup in: what it shows is what is written.

    >>> escaped("<!channel> R&D")
    '&lt;!channel&gt; R&amp;D'
    """
    return inert(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
