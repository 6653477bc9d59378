"""Text as it was written: without control characters, page furniture and table rows, its wrapped lines joined."""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from knowledge.language.text import has_hanzi, tidy

_BREAKS = re.compile(r"\r\n?|[\v\x1c-\x1e\x85\u2028\u2029]")
_STOPS = "。！？!?；;：:.”」』)）"
_ITEM = re.compile(r"\s{0,8}(?:[-*•·●■◆▪–—|]|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[a-z]|[ivx]{1,4})[)）、.．]\s?)(?!\d)")
_NUMBER = re.compile(r"[(（+-]?[$€£¥]?\d[\d,.]*[)）%％]{0,2}|[-–—]|n/?a", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"(?:page|第|p\.?)?\s?[-–—]?\s?\d{1,4}\s?[-–—]?(?:\s?(?:/|of)\s?\d{1,4})?\s?页?", re.IGNORECASE)
_SPACED = re.compile(r"(?<=[\u3400-\u9fff，。；：、（）“”]) (?=[\u3400-\u9fff，。；：、（）“”\d])|(?<=\d) (?=[\u3400-\u9fff])")
_DIGITS = re.compile(r"\d+")
_FULL = 0.75  # of the usual width; a shorter line ends where its writer ended it
_EDGE = 2  # lines at the top and the bottom of a page
_LONGEST_EDGE = 60  # characters of a running head
_LEAST_WRAPPED = 4  # lines
_NARROW, _WIDE = 20, 40  # characters of the narrowest lines that are wrapped, in Chinese and in English


def plain(text: str) -> str:
    r"""The text with one kind of line end and without control, format and private characters.

    >>> plain("a\r\nb\x00\u200b\fc")
    'a\nb\nc'
    """
    lines = _BREAKS.sub("\n", text).replace("\f", "\n").split("\n")
    return "\n".join(tidy(line).rstrip() for line in lines).strip("\n")


def without_rows(text: str) -> tuple[str, int]:
    """The text of a page without the rows of its tables, and how many those were.

    A row is no sentence: its numbers belong to headings elsewhere.
    """
    lines = text.split("\n")
    kept = [line for line in lines if not line.lstrip().startswith("|")]
    rows = sum(any(c.isdigit() for c in line) for line in lines if line.lstrip().startswith("|"))
    return "\n".join(kept), rows


def flowed(text: str) -> str:
    """The text with its lines joined where they were wrapped at a width, as in mails; else as it is."""
    lines = text.split("\n")
    inner = [a for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(inner) < _LEAST_WRAPPED:
        return text
    width = _width(inner)
    full = sum(len(line) >= _FULL * width for line in inner)
    ended = sum(line.rstrip()[-1] in _STOPS for line in inner)
    wrapped = width >= (_NARROW if has_hanzi(text) else _WIDE) and full >= _FULL * len(inner) and ended <= len(inner) // 2
    return "\n".join(_joined(lines, width)) if wrapped and max(map(len, inner)) <= 1.3 * width else text


def from_layout(text: str) -> tuple[str, int]:
    """The running text of pages (a form feed between two), and how many table rows were left out.

    Headers and footers are lines that come back at the edge of most pages, whatever their numbers.
    """
    pages = [[" ".join(line.split()) for line in plain(page).split("\n")] for page in text.split("\f")]
    seen = Counter(mark for page in pages for mark in {_DIGITS.sub("#", line) for line in _edges(page)})
    furniture = {mark for mark, count in seen.items() if len(pages) > 2 and count > len(pages) / 2}
    lines = [line for page in pages for line in page if not _PAGE_NUMBER.fullmatch(line) and not (_DIGITS.sub("#", line) in furniture and line in _edges(page))]
    prose = [line for line in lines if not is_row(line)]
    joined = _joined(prose, _width([line for line in prose if line]))
    return "\n".join(_SPACED.sub("", line) for line in joined).strip("\n"), len(lines) - len(prose)


def _edges(page: list[str]) -> list[str]:
    """The lines of a page where headers and footers stand, but for ends of sentences."""
    told = [line for line in page if line]
    return [line for line in (*told[:_EDGE], *told[-_EDGE:]) if line[-1] not in "。！？" and len(line) <= _LONGEST_EDGE]


def is_row(line: str) -> bool:
    """Whether a line of a page is the row of a table: a label and several numbers.

    >>> is_row("Revenue 3,376 2,767 22.0%"), is_row("Revenue rose 22% to 3,376 million in 2031.")
    (True, False)
    """
    words = line.split()
    numbers = sum(_NUMBER.fullmatch(word) is not None for word in words)
    return numbers > 1 and numbers >= 0.4 * len(words) and _NUMBER.fullmatch(words[-1]) is not None


def _width(lines: Iterable[str]) -> int:
    """The usual length of full lines."""
    lengths = sorted(map(len, lines))
    return lengths[len(lengths) * 4 // 5] if lengths else 0


def _joined(lines: list[str], width: int) -> list[str]:
    """The lines with each that was full and went on joined to what it went on with."""
    found: list[str] = []
    open_ = False
    for line in lines:
        if open_ and line.strip() and not _ITEM.match(line):
            found[-1] = _glued(found[-1], line.strip())
        else:
            found.append(line)
        open_ = bool(line.strip()) and len(line) >= _FULL * width and line.rstrip()[-1] not in _STOPS
    return found


def _glued(before: str, after: str) -> str:
    """Two parts of a line, with a space where both sides of the seam are Latin."""
    if before.endswith("-") or has_hanzi(before[-1]) or has_hanzi(after[0]) or before[-1] in "，、（" or after[0] in "，。、；）":
        return before + after
    return f"{before} {after}"
