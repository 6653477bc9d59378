"""Words of a question that nothing explains: the article's own, word for word, and unknown ones."""

import re

from intents.question import Unit
from knowledge.knowledgebase import KnowledgeBase
from knowledge.scanner import mask

_LATIN_RUN = re.compile(r"[a-z0-9][a-z0-9.+_-]*[a-z0-9]|[a-z0-9]")
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")


def left_over(folded: str, covered: int, kb: KnowledgeBase) -> list[Unit]:
    """Words that nothing explains: those of the article as text:…, others as unknown:…; a bit of `covered` a character."""
    units = []
    for run in _HANZI_RUN.finditer(folded):
        if not mask([run.span()]) & ~covered:
            continue
        free = [i for i in range(run.start(), run.end()) if not covered >> i & 1]
        for start, end in _stretches(free):
            units += _literal(folded, start, end, kb)
    for run in _LATIN_RUN.finditer(folded):
        if not covered & (1 << run.end()) - (1 << run.start()):
            known = len(run[0]) > 1 and run[0] in kb.words
            units.append(Unit(f"{'text' if known else 'unknown'}:{run[0]}", *run.span(), word=run[0] if known else "", soft=len(run[0]) == 1 and run[0].isalpha()))
    return units


def _stretches(positions: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for i in positions:
        if found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def _literal(folded: str, start: int, end: int, kb: KnowledgeBase) -> list[Unit]:
    """The longest pieces of a stretch that the article has word for word; the rest is unknown."""
    units, position = [], start
    while position < end:
        n = next((n for n in range(end - position, 1, -1) if folded[position : position + n] in kb.folded), 0)
        if n:
            units.append(Unit(f"text:{folded[position:position + n]}", position, position + n, word=folded[position : position + n]))
            position += n
        else:
            stop = next((i for i in range(position + 1, end) if any(folded[i : i + n] in kb.folded for n in (2,) if i + n <= end)), end)
            units.append(Unit(f"unknown:{folded[position:stop]}", position, stop, soft=stop - position < 2))
            position = stop
    return units
