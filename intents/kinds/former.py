"""What a figure was before it was changed, asked together with what it is now: 调到多少,之前是多少."""

from intents.finding.find import Fit
from intents.kinds.listed import listed
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase

_WAS_BEFORE = pattern("was_before")


def with_former(reply: Reply, question: Question, kb: KnowledgeBase) -> Reply:
    """调到多少,之前是多少: a lone figure with the former one of its own sentence; where none is read there, the sentence itself and no half of what is asked."""
    told = reply.figures[0].fact if isinstance(reply, Answer) and len(reply.figures) == 1 else None
    if told is None or not question.finds(_WAS_BEFORE):
        return reply
    own = (told.metric, told.subject.id, told.unit, told.citation)
    alike = [f for f in kb.facts if (f.metric, f.subject.id, f.unit, f.citation) == own and not f.role.is_change and f.value != told.value]
    if len(alike) != 1:
        return decline(question, kb, Reason.UNSAID, near=(told,), passages=(told.citation,))
    return listed(question, kb, [Fit(told, 1.0), Fit(alike[0], 1.0)])
