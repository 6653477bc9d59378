"""Figures that are told of something else than a question names, though its words are among theirs: of two places together, on an adjusted basis."""

from functools import lru_cache
from itertools import pairwise

from intents.questions.patterns import pattern
from intents.questions.question import Question
from knowledge.fact import Fact
from knowledge.language.lexicon import load_lexicon
from knowledge.language.relations import related
from knowledge.language.text import fold

_BY_THE_BOOKS, _JOINS = pattern("by_the_books"), pattern("joins_names")
_ADJUSTED = "adjusted_"
_REMEMBERED = 1024  # names whose places are known


def is_told_apart(fact: Fact, question: Question) -> bool:
    """Whether a figure is none that the question asks for: GAAP profit of an adjusted one, Macau alone of Hong Kong and Macau."""
    return _is_adjusted_instead(fact, question) or _is_joint(fact, question)


def _is_adjusted_instead(fact: Fact, question: Question) -> bool:
    """Whether what the books say is asked, and an adjusted measure told."""
    adjusted = any(m.startswith(_ADJUSTED) for m in (fact.metric, fact.base))
    return adjusted and question.finds(_BY_THE_BOOKS) is not None and not any(m.startswith(_ADJUSTED) for m in question.of("metric"))


def _is_joint(fact: Fact, question: Question) -> bool:
    """Whether a figure is of a place together with another one that the question does not name."""
    for folded in dict.fromkeys(map(fold, (fact.subject.name, fact.labels[0]))):
        joined = [(a[2], b[2]) for a, b in pairwise(_places(folded)) if _JOINS.fullmatch(folded, a[1], b[0])]
        asked = {key for _, _, key in _places(question.folded)} if joined else set()
        if any((a in asked) is not (b in asked) for a, b in joined):
            return True
    return False


@lru_cache(_REMEMBERED)
def _places(folded: str) -> list[tuple[int, int, str]]:
    """Where places are named, and their ids."""
    return [(t.start, t.end, key) for t in load_lexicon().scanner.hits(folded) if (key := next((s.id for s in t.senses if s.kind == "term" and related("place", s.id)), ""))]
