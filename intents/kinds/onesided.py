"""Two companies of which the article gives a measure of one: that one's figure is no answer to which has more."""

from dataclasses import replace

from intents.finding import operands
from intents.finding.find import Aspect, is_metric
from intents.finding.wanted import aspect_of
from intents.kinds import numbers
from intents.questions.question import Question
from intents.reply import Answer, Decline, Reason, Reply
from intents.saying.decline import decline
from intents.saying.wording import owned, said
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name

_REACH = 20  # characters before a period that say that it is compared with


def _lacking(question: Question, kb: KnowledgeBase) -> Name | None:
    """Another company's measure that is asked for beside the own one, and that the article does not give."""
    others = [e for e in question.of("entity") if operands.is_rival(e, kb) and kb.entity(e).sort == "company"]
    grows = aspect_of(question) is Aspect.GROWTH
    for metric in question.of("metric")[:1] if others else ():
        for other in others:
            if not any(is_metric(f, metric, kb) > 0 and f.subject.id == other and (f.role.is_change or not grows) for f in kb.facts):
                return owned(kb.entity(other).name, kb.metrics[metric].name)
    return None


def _is_in_time(question: Question) -> bool:
    """苹果持股市值比去年底: one company is held against itself at an earlier time."""
    return len(question.of("entity")) == 1 and any(operands.AGAINST.search(question.folded, max(0, p.start - _REACH), p.start) for p in question.periods)


def refused(question: Question, kb: KnowledgeBase) -> Decline | None:
    """Which of two companies has more, where the article gives the measure of one: that one's figure would be no answer."""
    if _is_in_time(question) or not (question.asks("compare", "more_than", "less_than") or numbers.wants_higher(question)) or not (lacking := _lacking(question, kb)):
        return None
    told = aspect_of(question) is Aspect.GROWTH and any(f.subject.id in question.of("entity") and operands.is_rival(f.subject.id, kb) for f in kb.by_metric.get(question.of("metric")[0], ()))
    return decline(question, kb, Reason.GROWTH_ONLY_VALUE if told else Reason.METRIC, said(lacking, question.language))


def with_lacking(reply: Reply | None, question: Question, kb: KnowledgeBase) -> Reply | None:
    """The figures of the company, and the name of what is asked beside them of another one and is not given."""
    if not isinstance(reply, Answer) or not reply.figures or not operands.rivals(question, kb) or not (lacking := _lacking(question, kb)):
        return reply
    return replace(reply, missing=(*reply.missing, lacking))
