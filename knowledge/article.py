"""An article: its clean text with the way back to the raw one, cut into paragraphs and sentences."""

import datetime as dt
import re
from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from knowledge.language.text import fold_clauses, has_hanzi, without_noise

_STOPS = "。！？!?"
_CLOSERS = "”’」』）)】\"'"
_QUOTES = {"“": "”", "「": "」", "『": "』"}
_LONGEST_SENTENCE = 600  # characters; longer ones are no sentences, and reading takes time by the square of them
_LONGEST_QUOTE = 200  # characters; a longer quotation is cut at its own full stops
_HEAD = re.compile(r"\s{0,4}(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s{0,2}[、.．)）]\s{0,4}\S")
_ABBREVIATION = re.compile(r"(?:\b(?:inc|corp|co|ltd|vs|no|sept?|jan|feb|aug|oct|nov|dec|mr|mrs|ms|dr|st|approx|est|adj|rs|fig|e\.g|i\.e|u\.s|u\.k|l\.p)|(?<![/&])\b[a-z])$")


class Citation(NamedTuple):
    """A place in an article: `article.text[start:end] == quote`."""

    article: str
    sentence: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the clean text, [start, end), with the paragraph it stands in."""

    index: int
    paragraph: int
    start: int
    end: int
    text: str
    folded: str
    heading: bool


@dataclass(frozen=True, slots=True)
class About:
    """What the text does not say about itself; every field may be inferred from the text."""

    id: str
    title: str = ""
    company: str = ""
    language: str = ""
    date: dt.date | None = None
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Article:
    """Clean text, raw text, the raw offset of each clean character, and sentences in order."""

    about: About
    raw: str
    text: str
    offsets: "array[int]"
    sentences: tuple[Sentence, ...]

    @cached_property
    def folded(self) -> str:
        """The clean text, folded."""
        return fold_clauses(self.text)

    @property
    def id(self) -> str:
        return self.about.id

    @property
    def title(self) -> Sentence | None:
        """The first line, where it is one sentence without a final stop and others follow."""
        first = self.sentences[:2]
        alone = len(first) > 1 and first[1].paragraph > first[0].paragraph
        return first[0] if alone and first[0].text[-1] not in _STOPS + "." else None

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Where the sentences stand."""
        return tuple((s.start, s.end) for s in self.sentences)

    def cite(self, index: int) -> Citation:
        """The whole sentence `index` as a citation."""
        return self._citations[index]

    @cached_property
    def _citations(self) -> tuple[Citation, ...]:
        return tuple(Citation(self.id, s.index, s.start, s.end, s.text) for s in self.sentences)

    def raw_span(self, citation: Citation) -> tuple[int, int]:
        """Where the cited sentence stands in the raw text."""
        return self.offsets[citation.start], self.offsets[citation.end - 1] + 1


def read_article(raw: str, about: About) -> Article:
    """Cleans `raw` and cuts it into sentences."""
    text, offsets = without_noise(raw)
    return Article(about, raw, text, offsets, tuple(_sentences(text)))


def _sentences(text: str) -> list[Sentence]:
    folded = fold_clauses(text)
    sentences: list[Sentence] = []
    paragraph = 0
    for line in re.finditer(r"[^\n\r\u2028\u2029]+", text):
        cuts = (piece for cut in _cuts(text, line.start(), line.end()) for piece in _pieces(text, *cut))
        spans = [_trim(text, *span) for span in cuts]
        spans = [span for span in spans if span[0] < span[1]]
        for start, end in spans:
            heading = len(spans) == 1 and is_heading(text[start:end])
            sentences.append(Sentence(len(sentences), paragraph, start, end, text[start:end], folded[start:end], heading))
        paragraph += bool(spans)
    return sentences


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence of sane length as it is; a longer run without a stop, cut at its commas or at the limit."""
    pieces = []
    while end - start > _LONGEST_SENTENCE:
        comma = max(text.rfind(c, start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE) for c in "，,;； ")
        middle = comma + 1 if comma > 0 else start + _LONGEST_SENTENCE
        pieces.append((start, middle))
        start = middle
    return [*pieces, (start, end)]


def is_heading(line: str) -> bool:
    """Whether a line that is one sentence is a heading: short, or numbered, and without a final stop.

    >>> is_heading("1、业务底盘持续巩固,商业化能力再突破"), is_heading("总收入1269亿元。")
    (True, False)
    """
    if line[-1] in _STOPS + ".;；:：,，" or re.search(r"\d\s*(?:[亿万%％]|million|billion)", line):
        return False
    return bool(_HEAD.match(line)) or len(line) <= (40 if has_hanzi(line) else 90)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cuts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cuts one line at full stops, but not inside a short quotation."""
    spans: list[tuple[int, int]] = []
    begin, position = start, start
    while position < end:
        character = text[position]
        if character in _QUOTES:
            close = text.find(_QUOTES[character], position, min(end, position + _LONGEST_QUOTE))
            if close > 0:
                if text[close - 1] not in _STOPS or position == begin or not _opens_sentence(text, close + 1, end):
                    position = close + 1
                    continue
                position = close - 1
                character = text[position]
        position += 1
        if character in _STOPS or (character == "." and _is_full_stop(text, position - 1, end)):
            while position < end and text[position] in _STOPS + _CLOSERS:
                position += 1
            spans.append((begin, position))
            begin = position
    spans.append((begin, end))
    return spans


def _opens_sentence(text: str, position: int, end: int) -> bool:
    """Whether what follows a closed quotation begins a new sentence rather than going on with this one."""
    return position >= end or text[position] not in "，,、；;的和与及,."


def _is_full_stop(text: str, position: int, end: int) -> bool:
    """A point ends a sentence before white space and a capital, a digit or a quotation, not in 125.6 or Inc."""
    after = text[position + 1 : min(end, position + 4)]
    closed = after.lstrip('”’")]')
    if closed and not (closed[0].isspace() and (len(closed) < 2 or not closed[1].islower())):
        return False
    return not _ABBREVIATION.search(text[max(0, position - 8) : position].lower())
