"""Sentences in which the asker only tells of themselves, before or behind the one that asks: they lend it nothing."""

import itertools

from intents.questions.patterns import pattern
from intents.questions.question import Question
from knowledge.knowledgebase import KnowledgeBase

_END, _ASKING = pattern("sentence_end_only"), pattern("asking_clause")
_SITUATION, _URGED = pattern("asker_situation"), pattern("urged")
_ASKED = ("?", "吗")
_TIMES = ("second", "minute", "hour")  # how long the asker has
_RESTRICTS = pattern("restricts")


def without_asides(question: Question, kb: KnowledgeBase) -> str:
    """The folded text with blanks for what tells of the asker alone, where another sentence asks and names a measure itself.

    A sentence that names a time, a number, another company or a measure may be what the question is about; so may one with a
    word of scope (overseas), unless it says that it is of the asker; and any other, unless the question names its company itself.
    """
    folded = question.folded
    if not _END.search(folded, 0, len(folded) - 1):
        return folded
    edges = [0, *(m.end() for m in _END.finditer(folded)), len(folded)]
    spans = [(s, e) for s, e in itertools.pairwise(edges) if folded[s:e].strip()]
    asking = [s for s in spans if _ASKING.search(folded, *s) or any(c in folded[slice(*s)] for c in _ASKED)] or spans[-1:]
    told = [s for s in spans if s not in asking and _tells_nothing(question, s, asking, kb)]
    if not told or not (question.asks("overview") or any(_names_measure(question, s) for s in asking)):
        return folded
    for start, end in told:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def _tells_nothing(question: Question, span: tuple[int, int], asking: list[tuple[int, int]], kb: KnowledgeBase) -> bool:
    """Whether a sentence sets neither time nor number, nor names a company or a scope of what is asked."""
    start, end = span
    if _RESTRICTS.search(question.folded, start, end):
        return False
    if any(start <= p.start < end for p in question.periods) or any(start <= q.start < end and q.unit not in _TIMES for q in question.quantities):
        return False
    named = [u for u in question.units if start <= u.start < end]
    if any(u.kind in ("entity", "person") and u.id != kb.company.id for u in named):
        return False
    own = any(u.key == f"entity:{kb.company.id}" for s, e in asking for u in question.units if s <= u.start < e)
    scope = any(u.key in kb.lexicon.scope for u in named)
    if _SITUATION.search(question.folded, *span) or _URGED.search(question.folded, *span):
        return own or not scope
    return own and not scope and not _names_measure(question, span)


def _names_measure(question: Question, span: tuple[int, int]) -> bool:
    return any(u.kind == "metric" and not u.loose and span[0] <= u.start < span[1] for u in question.units)
