"""How two things of the article hang together: 短剧跟广告有什么关系, what do short dramas have to do with ads."""

from itertools import pairwise

from intents.finding.find import covered
from intents.kinds.speakers import MOST
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase

_RELATED, _WORD = pattern("related_asked"), pattern("relation_word")
_TOPICS = 2
_MET = 0.6  # how far a sentence must speak of each of them


def related_topics(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The sentences that speak of both, or two that follow one another and do together; a decline where none does."""
    asked = question.finds(_RELATED)
    if not asked or question.asks("how_much", "share", "difference", "claim", "why"):
        return None
    topics = [u for u in question.content if u.kind != "person" and not _WORD.fullmatch(question.folded, u.start, u.end) and u.key not in (f"entity:{kb.company.id}", "term:relation")]
    sentences = [s for s in kb.article.sentences if not s.heading]
    if any(not any(_met(u, s.index, kb) >= _MET for s in sentences) for u in topics):
        return decline(question, kb, Reason.UNSAID)
    if len(topics) < _TOPICS:
        return None
    told = [s.index for s in sentences if all(_met(u, s.index, kb) >= _MET for u in topics)]
    told.sort(key=lambda i: -sum(_met(u, i, kb) for u in topics))
    if not told:
        near = ((a.index, b.index) for a, b in pairwise(sentences) if a.paragraph == b.paragraph and all(max(_met(u, a.index, kb), _met(u, b.index, kb)) >= _MET for u in topics))
        told = list(next(near, ()))
    if not told:
        return decline(question, kb, Reason.UNSAID)
    return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in told[:MOST]))


def _met(unit: Unit, sentence: int, kb: KnowledgeBase) -> float:
    return covered(unit, kb.content[sentence], kb, kb.article.sentences[sentence].folded)
