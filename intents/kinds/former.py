"""What a figure was before it was changed, asked together with what it is now: 调到多少,之前是多少."""

from intents.finding.find import Fit
from intents.finding.picking import is_former
from intents.kinds.listed import listed
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase

_WAS_BEFORE = pattern("was_before")


def with_former(pick: Fit, question: Question, kb: KnowledgeBase) -> Reply | None:
    """调到多少,之前是多少: the figure with the former one of its own sentence; where none is read there, the sentence itself and no half of what is asked; None where none is asked."""
    if not question.finds(_WAS_BEFORE):
        return None
    own = (pick.fact.metric, pick.fact.subject.id, pick.fact.unit, pick.fact.citation)
    alike = [f for f in kb.facts if (f.metric, f.subject.id, f.unit, f.citation) == own and not f.role.is_change and f.value != pick.fact.value]
    if len(alike) != 1:
        return decline(question, kb, Reason.UNSAID, near=(pick.fact,), passages=(pick.fact.citation,))
    return listed(question, kb, sorted((pick, Fit(alike[0], pick.score)), key=lambda f: is_former(f.fact)))
