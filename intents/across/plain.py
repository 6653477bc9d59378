"""The plain figures that articles give for the measures of a question, and what is put together from them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intents.across.parties import Asked, Party, put_to
from intents.finding.find import Aspect, same_period
from intents.kinds.numbers import answer_number
from intents.questions.front import Front
from intents.questions.question import Question
from intents.reply import Answer, Figure, Reply
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period, PeriodMention
from knowledge.shelves.catalog import Catalog, Row

_VALUES = (Role.VALUE, Role.MARGIN, Role.SHARE, Role.PRICE)
_ROLES = {Aspect.GROWTH: (Role.YOY, Role.CHANGE), Aspect.QOQ: (Role.QOQ,)}
_CUES = {Aspect.GROWTH: "yoy", Aspect.QOQ: "qoq"}
_ENDS = {"Q1": 3, "H1": 6, "Q2": 6, "Q1-Q3": 9, "Q3": 9}  # month in which a part of a year ends


@dataclass(frozen=True)
class Given:
    """A reply and the article that it was put together with."""

    reply: Reply
    kb: KnowledgeBase


def of_party(asked: Asked, party: Party, rows: list[Row], shared: Period | None, aspect: Aspect) -> tuple[KnowledgeBase, tuple[Figure, ...]] | None:
    """A company's figures of the shared period, else of the newest one."""
    if asked.question.periods and not shared:
        rows = [r for r in rows if any(same_period(p, r.period) for p in asked.question.periods)]
    period = shared or next((r.period for r in rows), None)
    if period is None:
        return None
    for position in articles_for(asked.catalog, party.key, [r for r in rows if r.period == period], period):
        kb = asked.library.at(position)
        if figures := plain_figures(asked, party, kb, period, aspect):
            return kb, figures
    return None


def for_measure(asked: Asked, wanted: str, metric: str, periods: tuple[PeriodMention, ...]) -> Asked:
    """The question with the measure that answers for the one it names, and the periods of one company."""
    return replace(asked, question=replace(asked.question, periods=periods), instead=(wanted, metric) if metric != wanted else None)


def rows_of(catalog: Catalog, company: str, metric: str, aspect: Aspect) -> list[Row]:
    """A company's figures of a measure and aspect that nothing narrows, newest article first."""
    roles = _ROLES.get(aspect, _VALUES)
    return [r for r in catalog.figures(company, metric) if r.role in roles and not any(t.startswith("term:") for t in r.terms)]


def is_loss(metric: str, front: Front) -> bool:
    """Whether a measure is the loss that stands in a profit's place."""
    known = front.metrics.get(metric)
    return known is not None and bool(known.opposite)


def articles_for(catalog: Catalog, company: str, rows: Iterable[Row], period: Period | None) -> list[int]:
    """The articles of figures: the company's own report of the period first, then its newest articles, then others'."""

    def rank(position: int) -> tuple[bool, bool, int]:
        card = catalog.cards[position]
        return card.company != company, period is None or card.anchor.reported != period, position

    return sorted({r.article for r in rows}, key=rank)


def plain_figures(asked: Asked, party: Party, kb: KnowledgeBase, period: Period | None, aspect: Aspect) -> tuple[Figure, ...]:
    """What an article gives for the measures of the question and one period, whatever else the question wants with them."""
    own = asked.catalog.keys.get(kb.company.id, kb.company.id) == party.key
    question = (_measures_only(asked, kb) if own else None) or put_to(kb, asked, party)
    if question is None:
        return ()
    periods = (PeriodMention(0, 0, period),) if period else ()
    if asked.instead:
        wanted, metric = asked.instead
        question = replace(question, units=tuple(replace(u, key=f"metric:{metric}", parts=frozenset()) if u.key == f"metric:{wanted}" else u for u in question.units))
    bare = replace(question, folded=" " * len(question.folded), cues={_CUES.get(aspect, "how_much"): (0,)}, periods=periods, quantities=(), inherited=())
    reply = answer_number(bare, kb, ())
    if not isinstance(reply, Answer) or reply.substitute:
        return ()
    return tuple(f for f in reply.figures if f.period == period and _is_of(f, party, asked.catalog))


def _measures_only(asked: Asked, kb: KnowledgeBase) -> Question | None:
    """The question without its companies, where it names nothing but them and measures: no article reads it otherwise."""
    question = asked.question
    if any(u.kind not in ("metric", "entity") and not u.soft for u in question.units) or any(asked.front.entity(u.id).sort != "company" for u in question.units if u.kind == "entity") or any(u.kind == "metric" and u.id not in kb.metrics for u in question.units):
        return None
    return replace(question, units=tuple(u for u in question.units if u.kind == "metric"))


def _is_of(figure: Figure, party: Party, catalog: Catalog) -> bool:
    """Whether a figure is a company's or of something that it owns."""
    operands = figure.operands or (figure,)
    return all(o.fact is not None and (catalog.key(o.fact.subject.id) if o.fact.subject.id else _company_of(o.fact, catalog)) == party.key for o in operands)


def _company_of(fact: Fact, catalog: Catalog) -> str:
    return catalog.cards[catalog.places[fact.citation.article]].company


def recency(period: Period) -> tuple[int, int]:
    return period.year or 0, _ENDS.get(period.part, int(period.part[1:3]) if period.is_month or period.is_day else 12)
