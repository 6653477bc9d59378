"""A rival that a question means and does not name: the one other company of the article that has the measure."""

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import is_metric, same_period
from intents.finding.operands import is_rival
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Mode
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase

_RIVAL = frozenset(("term:competitor",))
_WHICH_COMPANY = pattern("which_company")


def unnamed_rival(question: Question, kb: KnowledgeBase) -> Answer | None:
    """广告收入超过了谁, the rival's ad sales: the figure of the only other company with the measure."""
    metrics = question.of("metric")
    if not metrics or question.quantities:
        return None
    keys = {u.key for u in question.units}
    outdone = (question.asks("more_than") or "term:surpass" in keys) and question.finds(_WHICH_COMPANY)
    if not (outdone or keys & _RIVAL):
        return None
    if any(is_rival(e, kb) for e in question.of("entity")):
        return None
    told = [f for f in kb.facts if f.value is not None and f.role is Role.VALUE and f.subject.id and is_rival(f.subject.id, kb) and is_metric(f, metrics[0], kb) == 1.0]
    timely = [f for f in told if not question.periods or any(same_period(p, f.period) for p in question.periods)]
    if len({f.subject.id for f in told}) != 1 or not timely:
        return None
    return Answer(question.language, Mode.FIGURES, (with_companion(figure_of(_newest(timely), kb), kb),))


def _newest(facts: list[Fact]) -> Fact:
    return max(facts, key=lambda f: (f.period.year or 0, f.period.part) if f.period else (0, ""))
