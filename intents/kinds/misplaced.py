"""A figure of the article that a claim gives to another time or another measure: the gain of 50% happened in 2024, the 72.5% is the statutory profit."""

from dataclasses import replace

from intents.finding.figures import figure_of, with_companion
from intents.finding.picking import Problem
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline_for
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.quantities.quantity import Quantity

_THE, _CALLED, _EITHER = pattern("that_very_number"), pattern("is_that_number"), pattern("either_or")
_NEAR = (Reason.PERIOD, Reason.METRIC)


def misplaced(claim: Quantity, problem: Problem, question: Question, kb: KnowledgeBase) -> Reply | None:
    """A no with the figure as the article gives it, where the claim is about that very number; else the decline, beside the sentence that has it."""
    told = _figure_named(claim, problem, question, kb)
    reply = decline_for(problem, question, kb)
    if told is None or problem.reason not in _NEAR:
        return reply
    if not (_THE.search(question.folded, 0, claim.start) or _CALLED.match(question.folded, claim.end)):
        return replace(reply, passages=(told.citation,)) if reply and not reply.passages else reply
    verdict = None if question.finds(_EITHER) else False  # profit or revenue: a no would not say which
    substitute = kb.metrics[question.of("metric")[-1]].name if problem.reason is Reason.METRIC else None
    return Answer(question.language, Mode.FIGURES if verdict is None else Mode.VERDICT, (with_companion(figure_of(told, kb), kb),), verdict=verdict, substitute=substitute)


def _figure_named(claim: Quantity, problem: Problem, question: Question, kb: KnowledgeBase) -> Fact | None:
    """The one figure of the article with the claimed number: of the measure at another time, or of one that may stand for the measure."""
    metrics = question.of("metric")
    kin = {m for key in metrics for m in (key, *kb.metrics[key].instead, *kb.metrics[key].accepts)}
    near = problem.near if problem.reason is Reason.PERIOD else tuple(f for f in kb.facts if {f.metric, f.base} & kin)
    found = {(f.metric, f.period, f.role): f for f in near if f.value == claim.value and f.unit == (claim.unit or f.unit) and f.role is not Role.THRESHOLD}
    return next(iter(found.values())) if len(found) == 1 else None
