"""Words of a question that nothing explains: the article's own, word for word, and unknown ones."""

import re
from collections.abc import Iterator

from intents.questions.question import Unit
from knowledge.knowledgebase import KnowledgeBase

_LATIN_RUN = re.compile(r"[a-z0-9][a-z0-9.+_-]*[a-z0-9]|[a-z0-9]")
_NAMED = re.compile(r"[,;:!?。\s]?[\u3400-\u9fff]{2}[\dq]")  # two characters that open a clause before a period written in digits
_NUMERALS = frozenset("0123456789一二三四五六七八九十百千万亿几")
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")


def left_over(folded: str, covered: int, kb: KnowledgeBase) -> list[Unit]:
    """Words that nothing explains: those of the article as text:…, others as unknown:…; a bit of `covered` a character."""
    units = []
    for run in () if folded.isascii() else _HANZI_RUN.finditer(folded):
        if bare := (1 << run.end()) - (1 << run.start()) & ~covered:
            for start, end in _stretches(bare):
                units += _literal(folded, start, end, kb)
    for run in _LATIN_RUN.finditer(folded):
        if not covered & (1 << run.end()) - (1 << run.start()):
            known = len(run[0]) > 1 and run[0] in kb.words
            units.append(Unit(f"{'text' if known else 'unknown'}:{run[0]}", *run.span(), word=run[0] if known else "", soft=len(run[0]) == 1 and run[0].isalpha()))
    return units


def _stretches(bits: int) -> Iterator[tuple[int, int]]:
    """The runs of ones, from the lowest bit.

    >>> list(_stretches(0b1101110))
    [(1, 4), (5, 7)]
    """
    while bits:
        start = (bits & -bits).bit_length() - 1
        run = bits >> start
        end = start + ((run + 1) & ~run).bit_length() - 1
        yield start, end
        bits &= -1 << end


def _literal(folded: str, start: int, end: int, kb: KnowledgeBase) -> list[Unit]:
    """The longest pieces of a stretch that the article has word for word; the rest is unknown."""
    units, position = [], start
    while position < end:
        n = next((n for n in range(end - position, 1, -1) if folded[position : position + n] in kb.folded), 0)
        if n:
            units.append(Unit(f"text:{folded[position:position + n]}", position, position + n, word=folded[position : position + n]))
            position += n
        else:
            if end - start == 1 and (joined := _joined(folded, start, kb)):
                return [Unit(f"text:{folded[slice(*joined)]}", *joined, word=folded[slice(*joined)])]
            if end - start == 1 and start and _NAMED.fullmatch(folded, max(0, start - 2), min(len(folded), end + 1)):
                return [Unit(f"unknown:{folded[start - 1 : end]}", start - 1, end)]
            stop = next((i for i in range(position + 1, end) if any(folded[i : i + n] in kb.folded for n in (2,) if i + n <= end)), end)
            units.append(Unit(f"unknown:{folded[position:stop]}", position, stop, soft=stop - position < 2))
            position = stop
    return units


def _joined(folded: str, at: int, kb: KnowledgeBase) -> tuple[int, int] | None:
    """对公, 个险: a lone character that makes one of the article's words with the character beside it, before a noun."""
    counted = at > 1 and folded[at - 2] in _NUMERALS  # the character before is a number's unit
    pairs = ((start, start + 2) for start in ((at,) if counted else (at - 1, at)) if 0 <= start <= len(folded) - 2 and _HANZI_RUN.fullmatch(folded, start, start + 2))
    return next((p for p in pairs if folded[slice(*p)] in kb.folded), None)
