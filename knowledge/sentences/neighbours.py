"""Facts of one sentence in the light of the one behind them: periods that only the neighbour tells."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from knowledge.fact import Fact, Role
from knowledge.periods.period import QUARTERS
from knowledge.sentences.comparatives import HELD
from knowledge.sentences.times import Times

_SPANS = ("H1", "Q1-Q3", "H2", *QUARTERS)


def in_their_light(facts: Sequence[Fact], times: Times, start: int) -> list[Fact]:
    """The facts of the sentence that begins at `start`, those that tell no time of the period that the next one tells for both."""
    result = [_as_share(fact, facts[:i]) for i, fact in enumerate(facts)]
    for i, (own, behind) in enumerate(pairwise(list(result))):
        if own.metric == behind.metric and own.period != behind.period and behind.period and not any(m.end <= own.start - start for m in times.told):
            if own.role is Role.YOY and behind.rule == "growth-to":
                result[i] = replace(own, period=behind.period)  # rose 24% to $1 million in the fourth quarter
            elif times.at.is_latin and _is_of_its_span(own, behind, times):
                result[i] = replace(own, period=behind.period.shifted(1))  # EPS was $2, compared with $3 for the first nine months of 2030
    return result


def _as_share(fact: Fact, before: Sequence[Fact]) -> Fact:
    """Online was 23% of revenue, up from 21%: a share at another time is one, too."""
    told = next((f for f in reversed(before) if f.metric == fact.metric and f.subject == fact.subject and f.unit == fact.unit and not f.role.is_change), None)
    return replace(fact, role=Role.SHARE) if told and told.role is Role.SHARE and fact.role is Role.VALUE and fact.unit == "percent" else fact


def _is_of_its_span(own: Fact, held: Fact, times: Times) -> bool:
    """Whether a fact of the reported period, which nothing tells, is of the span of the year before that it is held against."""
    reported, against = times.at.reader.anchor.reported, held.period
    if held.rule not in HELD or against is None or own.period != reported or times.known is not None:
        return False
    return against.part in _SPANS and against.part != reported.part and against.year == (reported.year or 0) - 1
