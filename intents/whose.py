"""Whose a figure is that a question asks for: a subject's, a part's that the question names, else the company's own."""

from intents.find import Fit, Wanted, is_part
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.text import fold


def of_whom(right: list[Fit], told: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """The figures of the subjects asked; with none asked, of the part that the question names, else of the company itself."""
    if wanted.subjects:
        return [f for f in right if f.fact.subject.id in wanted.subjects] or right
    if _is_named(right[0].fact, wanted, kb):
        return [f for f in right if f.fact.subject == right[0].fact.subject]
    return [f for f in right if f.fact.subject.id == kb.company.id] or _of_the_whole(right, told, wanted, kb) or right


def _is_named(fact: Fact, wanted: Wanted, kb: KnowledgeBase) -> bool:
    """Whether a word of the question names the part of the company that a figure is of (platform revenue)."""
    part = fold(fact.subject.name)
    return is_part(fact.subject.id, kb) and any(len(u.word) > 1 and u.word in part for u in wanted.units if u.kind != "metric")


def _of_the_whole(right: list[Fit], told: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """The company's own figures of the measure, where the best ones are of a part that the question does not name."""
    first = right[0].fact
    part = fold(first.subject.name)
    if first.subject.id == kb.company.id or not first.base or any(u.word and u.word in part for u in wanted.units if u.kind != "metric" and not u.soft):
        return []
    return [f for f in told if f.fact.subject.id == kb.company.id and f.fact.metric == first.base and not f.fact.terms]


def near_relatives(wanted: Wanted, told: list[Fit], right: list[Fit], kb: KnowledgeBase) -> list[Fit]:
    """归母净利润 where no 净利润 of the period is told: what may answer for the measure, of those asked for, named as what it is."""
    own = wanted.subjects or (kb.company.id,)
    return [f for f in told if f.substitute and f not in right and f.fact.subject.id in own]
