"""Figures that a question sets apart from what it asks: what it leaves out, what is left, all so far where one month is asked."""

from intents.finding.find import covered
from intents.questions.patterns import pattern
from intents.questions.question import Question
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.language.text import fold, has_hanzi

_ONE_SPAN, _ALONE, _SO_FAR = pattern("one_span"), pattern("alone"), pattern("so_far")
_LISTED = pattern("separator")
_MET = 0.5  # how far a sentence must speak of whom a question names
_BESIDE = 12  # characters between a time and a word that sets it apart


def is_otherwise_asked(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether the question asks to compute with a figure, or for a part of it: what is left without it, a ratio, one month of all so far."""
    if question.asks("exclude") and (fact.rule == "included" or _is_left_out(fact, question, kb)):
        return True  # what was sold in a place, where what was sold elsewhere is asked
    if question.asks("remainder") and "measure" in question.inherited:
        return True
    if question.asks("ratio") and fact.unit not in ("percent", "pp", "times"):
        return True
    return (is_so_far(fact) and for_one_span(question)) or _is_of_somebody_else(fact, question, kb) or _is_of_what_is_named(fact, question, kb)


def _is_of_somebody_else(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Enterprise clients' ad revenue, 广告收入里企业客户有多少: whether people are named beside the measure of whom the article has no number,
    and its sentence says nothing of them."""
    asked = next((u for u in question.content if u.kind == "metric" and u.id == fact.metric and u.start < u.end), None)
    if asked is None:
        return False
    keys, text = kb.content[fact.citation.sentence], kb.article.sentences[fact.citation.sentence].folded
    people = [u for u in question.content if u.kind == "metric" and u is not asked and (u.parts or not u.loose) and u.start < u.end and kb.metrics[u.id].unit == "count"]
    between = [(u, (min(u.end, asked.end), max(u.start, asked.start))) for u in people]
    return any(covered(u, keys, kb, text) < _MET and not _LISTED.search(question.folded, *gap) for u, gap in between)


def _is_of_what_is_named(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """荃湾松苑带来多少收益: whether the question names, before the measure, something of the article's that the sentence of the figure says nothing of."""
    asked = next((u for u in question.content if u.kind == "metric" and u.id == fact.metric and u.start < u.end), None)
    named = [u for u in question.content if asked and u.kind == "text" and not u.soft and u.start < u.end <= asked.start and has_hanzi(u.id)]
    text = kb.article.sentences[fact.citation.sentence].folded + fold(fact.subject.name)
    return bool(named) and not any(u.id in text for u in named)


def _is_left_out(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a figure is of what the question leaves out: what is named right behind the words that say so, else right before them."""
    at = min(question.cues["exclude"])
    named = [u for u in question.content if u.kind in ("metric", "entity") and u.id != kb.company.id]
    out = next((u for u in named if u.start >= at), named[-1] if named else None)
    return out is not None and out.id in (fact.metric, fact.subject.id)


def is_so_far(fact: Fact) -> bool:
    """Whether a figure is what came in from the beginning up to its time, of which its last month is only a part."""
    return related("over_period", fact.metric) is not None


def for_one_span(question: Question) -> bool:
    """Whether it is asked for a month or a quarter by itself: in February alone, 单月."""
    if question.finds(_SO_FAR):
        return False
    return question.finds(_ONE_SPAN) is not None or any(_ALONE.search(question.folded, max(0, p.start - _BESIDE), p.end + _BESIDE) for p in question.periods)
