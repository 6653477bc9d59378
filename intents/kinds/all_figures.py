"""All figures of something: of an event, a product or part of the company, a period, or what a word names."""

from intents.finding.figures import beside, figure_of, with_companion
from intents.finding.find import covers_aspect, is_metric, of_subject, same_period
from intents.kinds.texts import GENERAL
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Mode
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.language.text import fold

_ASKED, _OF_FIGURES = pattern("figures_asked"), pattern("of_figures")
_MOST = 8  # figures that are told
_TOLD = (Role.VALUE, Role.MARGIN, Role.SHARE, Role.PRICE, Role.RANK, Role.YOY, Role.QOQ, Role.CHANGE)


def all_figures(question: Question, kb: KnowledgeBase) -> Answer | None:
    """双11有哪些数据, every stat on Kling: the figures of what is named, where that is no measure."""
    if not question.finds(_ASKED) or any(u.kind == "metric" and not u.loose for u in question.content) or question.quantities or question.asks("why", "who", "when", "how_much", "claim"):
        return None
    subjects = [e for e in question.of("entity") if e != kb.company.id]
    topic = [u for u in question.content if u.kind != "entity" and u.key not in GENERAL and (not covers_aspect(u) or related("counted", u.id)) and not _OF_FIGURES.fullmatch(u.word or u.id)]
    if len(topic) > 1 or not (topic or subjects or question.periods) or any(u.kind in ("unknown", "text", "person") for u in topic):
        return None
    told = [f for f in kb.facts if f.value is not None and f.role in _TOLD and f.unit != "year" and not f.forecast]
    told = [f for f in told if (f.subject.id in subjects if subjects else of_subject(f, (), kb))]
    if question.periods:
        told = [f for f in told if any(same_period(p, f.period) for p in question.periods)]
    if topic:
        keys = frozenset(k for u in topic for k in (u.key, *u.parts, *kb.lexicon.near.get(u.key, ())))
        counted = [m for u in topic if (m := related("counted", u.id))]
        told = [f for f in told if kb.clause(f) & keys or kb.keys[id(f)] & keys or any(is_metric(f, m, kb) > 0 for m in counted) or any(u.word and u.word in fold(f.subject.name) for u in topic)]
    figures = tuple(with_companion(figure_of(f, kb), kb) for f in told if not _stands_beside(f, told, kb))[:_MOST]
    return Answer(question.language, Mode.FIGURES, figures) if len(figures) > 1 else None


def _stands_beside(fact: Fact, told: list[Fact], kb: KnowledgeBase) -> bool:
    """Whether a growth is told beside its value."""
    return fact.role.is_change and any(not f.role.is_change and beside(f, kb, (fact.role,)) is fact for f in told)
