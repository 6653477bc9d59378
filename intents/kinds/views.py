"""What somebody expects and what the market does, asked in one breath: the analyst's estimate and the consensus."""

from dataclasses import replace

from intents.finding.find import Aspect, Fit
from intents.finding.picking import best_pick
from intents.kinds.expected import CONSENSUS, GUIDANCE
from intents.kinds.listed import listed
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Reason, Reply
from intents.saying.decline import decline
from knowledge.knowledgebase import KnowledgeBase

_BOTH = pattern("both_views")


def both_views(question: Question, kb: KnowledgeBase) -> Reply | None:
    """Both figures of the one measure that is named; a decline beside the sentence where one is not told, as it is no answer to both."""
    if len(question.of("metric")) != 1 or not kb.forecasts or not question.finds(_BOTH):
        return None
    picks = [best_pick(question.units, replace(question, expected=sort), Aspect.VALUE, kb) for sort in (GUIDANCE, CONSENSUS)]
    found = [p for p in picks if isinstance(p, Fit) and p.fact.forecast]
    if not found:
        return None
    if len(found) < len(picks):
        return decline(question, kb, Reason.UNSAID, near=(found[0].fact,), passages=(found[0].fact.citation,))
    return listed(question, kb, found)
