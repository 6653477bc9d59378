"""What a change is measured from, where that is not the year before."""

from intents.finding.find import Wanted
from intents.questions.patterns import pattern
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold

_OTHER, _MONTH, _YEAR_END = pattern("other_base"), pattern("month_before"), pattern("year_end_before")
_REACH = 14  # characters before a change that say what it is measured from
_BEHIND = 24  # and behind it


def is_on_another_base(fact: Fact) -> bool:
    """Whether a change is on something else than the year before (较年初, 月增)."""
    if fact.role is not Role.CHANGE:
        return False
    before = fold(fact.citation.quote)[: max(0, fact.start - fact.citation.start)]
    return _OTHER.search(before, max(0, len(before) - _REACH)) is not None


def base_of(fact: Fact) -> str:
    """The base of a change as wordings name it: mom, ytd (较上年末), else the role that the fact has."""
    if fact.role is not Role.CHANGE:
        return fact.role.value
    if is_on_month_before(fact):
        return "mom"
    before = fold(fact.citation.quote)[: max(0, fact.start - fact.citation.start)]
    return "ytd" if _YEAR_END.search(before, max(0, len(before) - _REACH)) else fact.role.value


def is_on_month_before(fact: Fact) -> bool:
    """Whether a change is on the month before: 月增2.9%, up 2.9% month on month."""
    if fact.role is not Role.CHANGE:
        return False
    at, quote = max(0, fact.start - fact.citation.start), fold(fact.citation.quote)
    return any(m.start() < at or quote[at : m.start()].isascii() for m in _MONTH.finditer(quote, max(0, at - _REACH), at + _BEHIND))


def is_in_points(fact: Fact, wanted: Wanted, kb: KnowledgeBase) -> bool:
    """5.7 points of catastrophe losses: whether a level in percent is told by words that name an amount of money, which it is none of."""
    known = kb.metrics.get(wanted.metric)
    return known is not None and known.unit == "money" and fact.role is Role.VALUE and fact.unit in ("percent", "pp")
