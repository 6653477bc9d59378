"""A count that the article tells only by its kinds: active users, of which it tells the daily and the monthly ones."""

from dataclasses import replace

from intents.finding.find import Aspect, Fit
from intents.finding.picking import best_pick
from intents.questions.question import Question
from knowledge.knowledgebase import KnowledgeBase


def kinds_told(pick: Fit, question: Question, aspect: Aspect, kb: KnowledgeBase) -> list[Fit]:
    """The figures of all kinds of what is asked, of one subject and time, where `pick` is one of them; else `pick` alone."""
    asked = next((m for m in question.of("metric") if pick.fact.metric in kb.metrics[m].accepts), "")
    if not pick.substitute or not asked or kb.metrics[asked].unit != "count":
        return [pick]
    found = []
    for kind in kb.metrics[asked].accepts:
        units = tuple(replace(u, key=f"metric:{kind}", parts=frozenset(), loose=False) if u.key == f"metric:{asked}" else u for u in question.units)
        other = best_pick(units, replace(question, units=units), aspect, kb) if kind in kb.by_metric else None
        if isinstance(other, Fit) and not other.substitute and (other.fact.period, other.fact.subject, other.fact.role) == (pick.fact.period, pick.fact.subject, pick.fact.role):
            found.append(other)
    return found if len(found) > 1 else [pick]
