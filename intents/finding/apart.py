"""Figures that are told of something else than a question names, though its words are among theirs: of two places together, on an adjusted basis."""

from itertools import pairwise

from intents.questions.patterns import pattern
from intents.questions.question import Question
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.language.text import fold

_BY_THE_BOOKS, _JOINS = pattern("by_the_books"), pattern("joins_names")
_ADJUSTED = "adjusted_"


def is_told_apart(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a figure is none that the question asks for: GAAP profit of an adjusted one, Macau alone of Hong Kong and Macau."""
    return _is_adjusted_instead(fact, question) or _is_joint(fact, question, kb)


def _is_adjusted_instead(fact: Fact, question: Question) -> bool:
    """Whether what the books say is asked, and an adjusted measure told."""
    adjusted = any(m.startswith(_ADJUSTED) for m in (fact.metric, fact.base))
    return adjusted and question.finds(_BY_THE_BOOKS) is not None and not any(m.startswith(_ADJUSTED) for m in question.of("metric"))


def _is_joint(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a figure is of a place together with another one that the question does not name."""
    asked = {u.id for u in question.units if u.kind == "term" and related("place", u.id)}
    if not asked:
        return False
    for name in (fact.subject.name, fact.labels[0]):
        folded = fold(name)
        places = [(t.start, t.end, {s.id for s in t.senses}) for t in kb.lexicon.scanner.hits(folded) if any(s.kind == "term" and related("place", s.id) for s in t.senses)]
        if any(bool(a[2] & asked) is not bool(b[2] & asked) and _JOINS.fullmatch(folded, a[1], b[0]) for a, b in pairwise(places)):
            return True
    return False
