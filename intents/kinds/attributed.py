"""Who says so, where does that come from: the sentence of what is asked about, where it names its source."""

from intents.finding.passages import passages
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reply
from knowledge.knowledgebase import KnowledgeBase

_ASKED, _SOURCE = pattern("source_asked"), pattern("source_named")
_SURE = 0.6  # share of a question that the sentence must cover


def attributed(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """谁说可灵第一的, where does that ranking come from: the sentence, if it says on whose word (根据行业调研)."""
    if not question.finds(_ASKED) or question.asks("how_much"):
        return None
    topical = [u for u in question.content if u.kind != "entity" and u.key != "term:say"]
    if not topical and "measure" not in question.inherited:
        if not before:
            return None
        cited = before[0].citations[:1]
    else:
        cited = tuple(kb.article.cite(p.sentence) for p in passages(question, kb) if p.coverage >= _SURE)[:1]
    if not cited:
        return None
    named = _SOURCE.search(kb.article.sentences[cited[0].sentence].folded)
    return Answer(question.language, Mode.PASSAGES, passages=cited) if named else None
