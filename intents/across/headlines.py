"""Companies in short, where no measure is named: what each took in and what it earned or lost."""

from dataclasses import replace

from intents.across.parties import Asked
from intents.across.plain import Given
from intents.across.ranking import FEW, newest_of_each
from intents.across.setting import compares
from intents.finding.find import Aspect
from intents.kinds.texts import GENERAL
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Figure, Mode
from knowledge.knowledgebase import KnowledgeBase

_MEASURES = ("revenue", "net_profit")
_SIDE_BY_SIDE, _EARNINGS = pattern("side_by_side"), pattern("earnings_season")


def of_named(asked: Asked) -> Given | None:
    """快手对比腾讯, Roku vs Nvidia: two or more companies set beside each other; None where something else is asked of them."""
    question = asked.question
    if not (compares(question) or question.finds(_SIDE_BY_SIDE)) or not _is_general(question):
        return None
    kb, figures = _in_short(asked, [p.key for p in asked.parties])
    if kb is None or len({f.subject for f in figures}) < len(asked.parties):
        return None
    uneven = len({(f.unit, f.period) for f in figures}) > 1
    return Given(Answer(question.language, Mode.FIGURES, figures, uneven=uneven), kb)


def of_everybody(asked: Asked) -> Given | None:
    """Summarise all results, Q3 results: the companies of a small library, or those of them that have figures of the time asked."""
    question = asked.question
    if len(asked.catalog.companies) > FEW or not (question.asks("overview") or question.periods) or not _is_general(question):
        return None
    kb, figures = _in_short(asked, list(asked.catalog.companies))
    return Given(Answer(question.language, Mode.OVERVIEW, figures), kb) if kb and len({f.subject for f in figures}) > 1 else None


def _is_general(question: Question) -> bool:
    """Whether nothing is named but companies and their results; Q2 earnings of nobody in particular are results, no profit."""
    measures = [u for u in question.units if u.kind == "metric" and not u.soft]
    if measures and (question.asks("how_much", "growth", "compare", "why") or any(_EARNINGS.fullmatch(u.word) is None for u in measures)):
        return False
    return bool(measures or not question.of("metric")) and all(u.kind == "entity" or u in measures or u.key in GENERAL for u in question.content)


def _in_short(asked: Asked, companies: list[str]) -> tuple[KnowledgeBase | None, tuple[Figure, ...]]:
    """The newest figures of a few companies, one company after the other, and an article that they are from."""
    bare = {m: replace(asked, question=replace(asked.question, units=(Unit(f"metric:{m}", 0, 0),))) for m in _MEASURES}
    told = [given for key in companies for metric in _MEASURES for given in newest_of_each(bare[metric], metric, (key,), Aspect.VALUE)]
    return (told[0][0] if told else None), tuple(figure for _, figure in told)
