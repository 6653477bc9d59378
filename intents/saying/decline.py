"""Declines: naming what is missing, and offering what the article does say as ready questions."""

import re
from collections.abc import Iterable
from functools import lru_cache

from intents.finding.figures import name_of, subject_name
from intents.finding.find import measuring
from intents.finding.picking import Problem
from intents.questions.language import Language
from intents.questions.question import Question
from intents.reply import Decline, Reason
from intents.saying.wording import in_period, period_text, phrase, ready_question, said
from knowledge.article import Citation
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import has_hanzi
from knowledge.periods.period import PeriodMention

_NUMBER = re.compile("[0-9百千万萬亿億]")
_MOST = 3
_FEW = 2  # figures of a company that is only held against another
_READY = 1024  # facts whose questions are kept
_BASES = 64  # articles whose headline facts are kept


def decline(
    question: Question, kb: KnowledgeBase, reason: Reason, missing: str = "", near: tuple[Fact, ...] = (), present: tuple[str, ...] = (),
    passages: tuple[Citation, ...] = (),
) -> Decline:
    """A decline with the nearest ready questions."""
    return Decline(question.language, reason, missing, present, suggestions(question, kb, near), passages)


def decline_for(problem: Problem, question: Question, kb: KnowledgeBase) -> Decline | None:
    """The decline that a problem with a figure leads to; None where the question named no measure at all."""
    language = question.language
    match problem.reason:
        case Reason.METRIC:
            return _without_metric(question, kb)
        case Reason.PERIOD:
            periods = tuple(dict.fromkeys(period_text(f.period, language) for f in problem.near if f.period))
            wanted = ("、" if language is not Language.EN else ", ").join(_asked(p, question, kb) for p in question.periods) or period_text(kb.anchor.reported, language)
            named = said(name_of(problem.near[0], kb), language)
            named = phrase("operand", "growth", language, name=named) if problem.growth else named
            return decline(question, kb, Reason.PERIOD, f"{wanted}|{named}", problem.near, periods)
        case Reason.PART:
            parts = dict.fromkeys(subject_name(f, kb) for f in problem.near)
            return decline(question, kb, Reason.PART, said(name_of(problem.near[0], kb), language), problem.near, tuple(said(p, language) for p in parts))
        case _:
            named = said(name_of(problem.near[0], kb), language) if problem.near else ""
            asked = question.periods[-1].period if question.periods and problem.reason is Reason.GROWTH_ONLY_VALUE else None
            when = (in_period(asked or problem.near[0].period, language, problem.near[0].metric),) if problem.near else ()
            return decline(question, kb, problem.reason, named, problem.near, when, tuple(f.citation for f in problem.near[:1]))


def _asked(mention: PeriodMention, question: Question, kb: KnowledgeBase) -> str:
    """A period that was asked for; in the question's own words where they count from a year that nobody knows (去年)."""
    words = question.folded[mention.start : mention.end]
    own = mention.period.year is not None and kb.anchor.reported.year is None and not any(c.isdigit() for c in words)
    return words.strip() if own else period_text(mention.period, question.language)


def _without_metric(question: Question, kb: KnowledgeBase) -> Decline | None:
    """The decline where no fact is of the measure, or none of the measure as the question narrows it."""
    language = question.language
    asked = [kb.metrics[m] for m in question.of("metric")]
    if not asked:
        return None
    if rivals := [kb.entity(e) for e in question.of("entity") if e != kb.company.id and kb.entity(e).owner != kb.company.id and not is_told_of(e, kb)]:
        return decline(question, kb, Reason.COMPANY, said(rivals[0].name, language), present=(said(kb.company.name, language),))
    last, name = asked[-1].id, said(asked[-1].name, language)
    own = next((kb.entity(e).name for e in question.of("entity") if e != kb.company.id), None)
    name = name if own is None else said(own, language) + (" " if language is Language.EN else "") + name
    if not any(match == 1.0 and f.value is not None for f, match in measuring(last, kb)):
        return decline(question, kb, Reason.METRIC, name, _relatives(last, kb), passages=_told_of(last, kb))
    near = kb.by_metric.get(last, ())
    narrowed = "".join(u.word for u in question.units if u.narrows and has_hanzi(u.word))
    if narrowed and language is not Language.EN:
        return decline(question, kb, Reason.METRIC, narrowed + said(asked[-1].name, language), near)
    return decline(question, kb, Reason.UNSAID, near=near)


@lru_cache(_READY)
def _told_of(metric: str, kb: KnowledgeBase) -> tuple[Citation, ...]:
    """The sentence that speaks of a measure and gives no figure of its kind: 市占率持续提升."""
    figured = {f.citation.sentence for f in kb.facts if f.value is not None and f.unit == kb.metrics[metric].unit.replace("money", "CNY")}
    return tuple(kb.article.cite(i) for i, keys in enumerate(kb.content) if f"metric:{metric}" in keys and i not in figured)[:1]


def is_told_of(entity: str, kb: KnowledgeBase) -> bool:
    """Whether the article tells of a company as of its own, not only of one figure that another's is held against."""
    return sum(f.subject.id == entity and f.value is not None for f in kb.facts) > _FEW


def _relatives(metric: str, kb: KnowledgeBase) -> tuple[Fact, ...]:
    """Facts of the metrics that may stand instead of one the article lacks."""
    instead = kb.metrics[metric].instead
    whole = kb.metrics[metric].part_of
    return tuple(f for m in (*instead, whole) if m for f, match in measuring(m, kb) if match == 1.0)


def suggestions(question: Question, kb: KnowledgeBase, near: tuple[Fact, ...] = ()) -> tuple[str, ...]:
    """Up to three ready questions: the nearest facts first, amounts before growths unless a growth is asked; then the headline ones."""
    subjects = set(question.of("entity")) - {kb.company.id}
    about = [f for f in kb.facts if f.subject.id in subjects] if subjects else []
    growing = question.asks("yoy", "qoq", "mom", "growth", "up", "decline")
    nearest = sorted((*near, *about), key=lambda f: (bool(subjects) and f.subject.id not in subjects, f.role.is_change is not growing))
    return _ready((*nearest, *headlines(kb)), kb, question.language)


def suggest_facts(kb: KnowledgeBase, language: Language) -> tuple[str, ...]:
    """Ready questions about the headline facts."""
    return _ready(headlines(kb), kb, language)


def _ready(facts: Iterable[Fact], kb: KnowledgeBase, language: Language) -> tuple[str, ...]:
    """The questions of the first facts, one for each thing that is measured."""
    found: dict[tuple[object, ...], str] = {}
    for fact in facts:
        if len(found) == _MOST:
            break
        if _askable(fact, kb) and (measured := (fact.metric, fact.subject, fact.period)) not in found:
            found[measured] = _question(id(fact), kb, language) if id(fact) in kb.keys else ready_question(fact, name_of(fact, kb), kb, language)
    return tuple(dict.fromkeys(found.values()))


@lru_cache(_READY)
def _question(fact: int, kb: KnowledgeBase, language: Language) -> str:
    """A question that one of the article's facts answers, by its identity."""
    told = next(f for f in kb.facts if id(f) == fact)
    return ready_question(told, name_of(told, kb), kb, language)


def _askable(fact: Fact, kb: KnowledgeBase) -> bool:
    told = fact.role in (Role.VALUE, Role.MARGIN, Role.YOY, Role.CHANGE)
    numbered = fact.metric not in kb.lexicon.metrics and _NUMBER.search(fact.labels[0])  # GMV破百万的直播间数
    return told and not numbered and fact.value is not None and fact.metric in kb.metrics and fact.unit != "year"


@lru_cache(_BASES)
def headlines(kb: KnowledgeBase) -> tuple[Fact, ...]:
    """The company's own figures of the reported period first, revenue and profit leading; those of the year before last."""
    order = {"revenue": 0, "adjusted_net_profit": 1, "net_profit": 1, "profit_attributable": 1, "ad_revenue": 2, "dau": 3}
    values = [f for f in kb.facts if f.value is not None and f.role in (Role.VALUE, Role.MARGIN) and not f.forecast]
    own = [f for f in values if f.subject.id == kb.company.id or (f.subject.id and kb.entity(f.subject.id).owner == kb.company.id)]
    year = kb.anchor.reported.year or 0
    return tuple(sorted(own, key=lambda f: (f.period is not None and (f.period.year or year) < year, f.metric not in order, f.period != kb.anchor.reported, order.get(f.metric, 9), f.start)))

