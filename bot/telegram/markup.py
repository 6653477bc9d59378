"""Text as Telegram may show it: cleaned, inert, escaped, measured and cut."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.telegram.menus import COMMANDS

JOINER = "\u2060"  # WORD JOINER: unseen, and stops a text from becoming a link by itself
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, which make figures read backwards
    "\U000e0000-\U000e007f"  # tags: text that nobody sees
    "\ud800-\udfff\ufffe\uffff]"  # halves of characters and what is no character
)
_LINKING = re.compile(
    r"(?<=[@#])(?=\w)|(?<=\$)(?=[A-Z]|1INCH)"  # mentions, mail addresses, tags; $3.01 is no tag
    rf"|(?<=/)(?<![\w/<>]/)(?!(?:{'|'.join(COMMANDS)})\b)(?=\w)"  # commands that are none of ours
    r"|(?<=:)(?=//)"  # addresses with a scheme
    r"|(?<=\w\.)(?=[^\W\d_]{2})"  # bare domains
    r"|(?<=\d\.)(?=\d+\.\d+\.\d)"  # bare IP addresses
)
_SENTENCE_END = re.compile(r"[。！？!?；;]|\.(?=\s)|\n")
_SPACE = re.compile(r"[,，、\s]")


def inert(text: str) -> str:
    r"""The text without what may not be shown, and with joiners where Telegram would make links by itself.

    >>> inert("a\x00b\u202e @durov") == f"ab @{JOINER}durov"
    True
    """
    return _LINKING.sub(JOINER, clean(text))


def clean(text: str) -> str:
    r"""The text without control and direction characters, tags and lone surrogates; joiners of emoji stay.

    >>> clean("1\r\n2\ud8003")
    '1\n23'
    """
    return _UNSAFE.sub("", text)


def escape(text: str) -> str:
    r"""The text as HTML.

    >>> escape('a < b & "c"')
    'a &lt; b &amp; "c"'
    """
    return html.escape(inert(text), quote=False)


def link(label: str, url: str) -> str:
    """A label that opens an address; the label alone where Telegram would drop the address without a word.

    >>> link("[1]", "https://t.me/bot?start=c_1"), link("[1]", "http://localhost/a")
    ('<a href="https://t.me/bot?start=c_1">[1]</a>', '[1]')
    """
    return f'<a href="{html.escape(url)}">{html.escape(label, quote=False)}</a>' if opens(url) else html.escape(label, quote=False)


def opens(url: str) -> bool:
    """Whether an address is one that Telegram opens: https, and a host with a dot."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and "." in (parts.hostname or "").strip(".") and not _UNSAFE.search(url) and " " not in url
    except ValueError:
        return False


def units(text: str) -> int:
    """The length in UTF-16 units, in which Telegram counts.

    >>> units("快手😀")
    4
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def pieces(text: str, limit: int) -> Iterator[str]:
    """The text in pieces of at most `limit` UTF-16 units, cut after sentences, else after commas and spaces, else anywhere.

    >>> list(pieces("甲乙。丙丁。戊", 5)), list(pieces("abcdef", 4))
    (['甲乙。', '丙丁。戊'], ['abcd', 'ef'])
    """
    while units(text) > limit:
        head = text.encode("utf-16-le", "surrogatepass")[: 2 * limit].decode("utf-16-le", "ignore")
        ends = [m.end() for m in _SENTENCE_END.finditer(head)] or [m.end() for m in _SPACE.finditer(head)]
        cut = ends[-1] if ends else len(head)
        yield text[:cut]
        text = text[cut:]
    yield text
