"""Finding the sentences that speak of what a question does, and how much of it they cover."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from intents.finding.find import nearly, weight
from intents.questions.question import Question
from knowledge.fact import Kind
from knowledge.knowledgebase import KnowledgeBase

_HEADED = 2  # things that a heading names which says something
_LENT = 0.4  # how far a word counts that only the sentence before has
_WORDS = 4096  # words whose sentences are known
_REMEMBERED = 1024  # sets of kinds whose sentences are known; each keeps its article open


class Passage(NamedTuple):
    """A sentence with the share of the question that it covers."""

    sentence: int
    score: float
    coverage: float


def passages(question: Question, kb: KnowledgeBase, kinds: Iterable[Kind] = (), only: frozenset[int] | None = None, *, lending: bool = False) -> list[Passage]:
    """Sentences that cover the question's units, best first; those that do what is asked (`kinds`) first among equals, with `lending`
    also those behind a sentence that speaks of it. A heading that is but a name says nothing."""
    hits: dict[int, float] = {}
    lent: dict[int, float] = {}  # what the sentence before says for one that goes on from it
    total = 0.0
    for unit in question.units:
        if unit.kind == "unknown" and unit.soft:
            continue
        told = weight(unit, kb)
        total += told
        places = _places(unit.key, unit.parts, kb)
        for sentence, share in places:
            hits[sentence] = hits.get(sentence, 0.0) + told * share
        for sentence, share in _behind(unit.key, unit.parts, kb) if lending else ():
            lent[sentence] = lent.get(sentence, 0.0) + told * share
    doing = _doing(tuple(kinds), kb)
    sentences, found = kb.article.sentences, []
    for sentence, hit in hits.items():
        if (only is None or sentence in only) and not (sentences[sentence].heading and (len(kb.content[sentence]) < _HEADED or all(key.startswith("entity:") for key in kb.content[sentence]))):
            coverage = hit / total
            found.append(Passage(sentence, (coverage + lent.get(sentence, 0.0) / total) * (1.25 if sentence in doing else 1.0) * (0.7 if sentences[sentence].heading else 1.0), coverage))
    found.sort(key=lambda p: (-p.score, p.sentence))
    return found


@lru_cache(_REMEMBERED)
def _doing(kinds: tuple[Kind, ...], kb: KnowledgeBase) -> frozenset[int]:
    """The sentences that do one of the things that are asked: give a reason, describe, list."""
    return frozenset(s.citation.sentence for s in kb.statements if s.kind in kinds)


@lru_cache(_WORDS)
def _behind(key: str, parts: frozenset[str], kb: KnowledgeBase) -> tuple[tuple[int, float], ...]:
    """The sentences right behind those that speak of something, in their paragraph, which do not say it again; each with what is lent to it."""
    told = dict(_places(key, parts, kb))
    sentences = kb.article.sentences
    return tuple((i + 1, _LENT * (share - told.get(i + 1, 0.0))) for i, share in told.items() if i + 1 < len(sentences) and sentences[i + 1].paragraph == sentences[i].paragraph and share > told.get(i + 1, 0.0))


@lru_cache(_WORDS)
def _places(key: str, parts: frozenset[str], kb: KnowledgeBase) -> tuple[tuple[int, float], ...]:
    """The sentences that speak of something, each with how far it does; words of the text (text:…) are looked for in it."""
    word = key.removeprefix("text:") if key.startswith("text:") else None
    sentences = zip(kb.article.sentences, kb.content, strict=True)
    shares = [(s.index, 1.0 if key in keys or (word and word in s.folded) else nearly(key, parts, keys, kb)) for s, keys in sentences]
    return tuple((sentence, share) for sentence, share in shares if share)
