"""A case of the asker's own under a change that the article tells: my clip cost a million, what does it cost with their AIGC?"""

from intents.finding import derive
from intents.finding.figures import figure_of
from intents.finding.find import covered
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Mode, Reply
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.quantities.quantity import MONEY

_OWN_CASE, _OWN_COST, _SAVED = pattern("own_case"), pattern("own_cost"), pattern("own_saving")
_LARGE = 100  # a bare number below is a count of something
_MET = 0.5  # how far a change must speak of a word


def own_case(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What an amount of the asker's becomes, or what of it is saved; None where no change, or more than one, speaks of the case."""
    if not question.quantities or not question.finds(_OWN_CASE) or not question.finds(_OWN_COST):
        return None
    amounts = [q for q in question.quantities if q.unit in MONEY or (q.unit == "" and q.value >= _LARGE)]
    if len(amounts) != 1 or len(question.quantities) > 1 or amounts[0].vague or any(f.value == amounts[0].value and f.role is Role.VALUE for f in kb.facts):
        return None
    told = [f for f in kb.facts if _is_cut(f) and _is_case_of(f, question, kb)]
    if len(told) != 1:
        return None
    own, change = derive.given(amounts[0].value, amounts[0].unit or "count", amounts[0].high), figure_of(told[0], kb)
    if own.high is not None:
        return None
    return Answer(question.language, Mode.FIGURES, (derive.saved(own, change) if question.finds(_SAVED) else derive.cut(own, change),))


def _is_cut(fact: Fact) -> bool:
    """Whether a fact is a change of a cost in percent that holds for whoever uses something, not of the company's accounts."""
    return fact.value is not None and fact.role is Role.CHANGE and fact.unit == "percent" and related("cut", fact.base or fact.metric) is not None


def _is_case_of(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether the change speaks of something that the question names, and the question names no measure or company besides."""
    keys = kb.keys[id(fact)] | {f"term:{fact.subject.id}"}
    named = [u for u in question.content if u.kind in ("term", "metric", "text", "entity")]
    if any(_is_other(u, fact, kb) for u in named):
        return False
    return any(u.kind != "metric" and u.key != f"entity:{kb.company.id}" and covered(u, keys | kb.clause(fact), kb) >= _MET for u in named)


def _is_other(unit: Unit, fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a unit is a measure that is no cost, or a product or company that the sentence does not name."""
    if unit.kind == "metric":
        return related("cut", unit.id) is None and unit.id not in ("cost_reduction", fact.base) and not unit.loose
    return unit.kind == "entity" and unit.id != kb.company.id and covered(unit, kb.content[fact.citation.sentence], kb) < _MET
