"""Claims of several movements at once: 增利不增收, profit rose but revenue fell; each measure by its own figure."""

from dataclasses import replace
from itertools import pairwise

from intents.finding.figures import with_companion
from intents.finding.find import Aspect
from intents.finding.operands import figure_for, year_on_year
from intents.kinds.claimed import verdict
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure
from knowledge.fact import Direction
from knowledge.knowledgebase import KnowledgeBase

_BREAK, _MORE_PROFIT, _MORE_SALES = pattern("between_claims"), pattern("profit_without_sales"), pattern("sales_without_profit")
_UPWARD, _DOWNWARD = pattern("claimed_up"), pattern("claimed_down")
_FEWEST = 2  # movements


def both_ways(question: Question, kb: KnowledgeBase) -> Answer | None:
    """The verdict on a claim that says of two or more measures which way each went; None where it does not, or one is not told."""
    claimed = _idiom(question) or _clauses(question)
    if len({metric for metric, _ in claimed}) < _FEWEST:
        return None
    figures = [(_movement(metric, question, kb), up) for metric, up in claimed]
    if any(f is None for f, _ in figures):
        return None
    return verdict(question, all((f.direction is Direction.UP) is up for f, up in figures if f), *{id(f.fact): f for f, _ in figures if f}.values())


def _idiom(question: Question) -> list[tuple[str, bool]]:
    """增利不增收 and 增收不增利, which name both measures."""
    if question.finds(_MORE_PROFIT):
        return [("net_profit", True), ("revenue", False)]
    return [("revenue", True), ("net_profit", False)] if question.finds(_MORE_SALES) else []


def _clauses(question: Question) -> list[tuple[str, bool]]:
    """The one measure and the one way of each clause; [] where a clause has several or none."""
    cuts = [0, *(m.end() for m in _BREAK.finditer(question.folded)), len(question.folded)]
    claimed = []
    for start, end in pairwise(cuts):
        metrics = list(dict.fromkeys(u.id for u in question.content if u.kind == "metric" and start <= u.start < end))
        up, down = (p.search(question.folded, start, end) is not None for p in (_UPWARD, _DOWNWARD))
        if not metrics:
            continue
        if len(metrics) > 1 or up is down:
            return []
        claimed.append((metrics[0], up))
    return claimed


def _movement(metric: str, question: Question, kb: KnowledgeBase) -> Figure | None:
    """The growth of a measure that the article tells, else its figure beside that of the year before, with the way that they make."""
    told = figure_for(metric, question, kb, aspect=Aspect.GROWTH)
    if told and told.direction and told.fact:
        return with_companion(told, kb)
    pair = year_on_year([metric], question, kb)
    if pair is None or pair[0].value == pair[1].value:
        return None
    return replace(pair[0], direction=Direction.UP if pair[0].value > pair[1].value else Direction.DOWN, companion=pair[1])
