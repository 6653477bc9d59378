"""Words that say how two figures of several articles are set beside each other."""

from intents.finding import derive
from intents.finding.operands import signed
from intents.kinds.numbers import wants_higher
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Figure

_LOWER_THAN = pattern("lower_than")


def compares(question: Question) -> bool:
    """Whether it is asked which one is higher."""
    return question.asks("compare", "more_than", "less_than") or wants_higher(question)


def is_lower(question: Question) -> bool:
    """Whether a claim is that the first one is below the second."""
    return question.asks("less_than") or question.finds(_LOWER_THAN) is not None


def gap_of(first: Figure, second: Figure, question: Question) -> Figure:
    """The higher figure less the lower one, in percent where that is asked."""
    high, low = (first, second) if signed(first) >= signed(second) else (second, first)
    relative = first.unit != "percent" and question.in_percent and low.value > 0
    return derive.relative_difference(high, low) if relative else derive.difference(high, low)
