"""What a question means and does not name: the measure of a sum or a description, one kind of a count, a currency that is only a unit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from intents.questions.patterns import found, implied_measure, pattern
from intents.questions.question import Unit
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.periods.period import PeriodMention

_OF_STOCK = frozenset(("metric:buyback", "metric:dps", "metric:dividend", "metric:market_cap"))
_OF_SALES = frozenset(("how_much", "growth", "up", "decline", "yoy", "qoq", "difference", "compare", "more_than", "less_than", "share"))
_CHANGING = frozenset(("growth", "yoy", "qoq", "mom"))
_MOVING = frozenset(("up", "growth", "decline", "how"))
_CURRENCIES = frozenset(f"term:{c}" for c in ("renminbi", "us_dollar", "hk_dollar"))
_BEFORE_CURRENCY = pattern("before_currency")
_OF_EACH_HUNDRED, _ADJUSTED, _GROSS = pattern("of_each_hundred"), pattern("adjusted_basis"), pattern("gross_basis")
_PLUS, _EITHER_SIDE = pattern("plus"), pattern("either_side")
_OF_MAKING = pattern("of_making")
_OUTLAYS = frozenset(("term:invest", "term:expenditure"))
_OBJECT = 5  # characters between spending and what it is spent on (spend on the)
_TAKEN_IN = ("revenue", "profit_margin", "gross_profit", "total_income")


def meant(units: list[Unit], folded: str, periods: Sequence[PeriodMention], cues: Mapping[str, tuple[int, ...]], kb: KnowledgeBase) -> list[Unit]:
    """The units with the measures that the question means."""
    keys = {u.key for u in units}
    if not keys.isdisjoint(_CURRENCIES):
        units = [_currency(u, folded, kb, asked="how_much" in cues) if u.key in _CURRENCIES else u for u in units]
    if "which" in cues or " & " in folded or found(_PLUS, folded):
        units = [part for u in units for part in _operands(u, kb)]
    if not any(u.kind == "metric" for u in units) and (unsaid := _unsaid_measure(folded, units, periods, cues, kb)):
        units.append(Unit(f"metric:{unsaid}", len(folded), len(folded)))
    if not keys.isdisjoint(_OF_STOCK) and any(u.key in _OF_STOCK and not u.soft for u in units):
        units = [replace(u, soft=True) if u.key == "metric:share_price" else u for u in units]  # how much stock was bought back
    if len(kinds := [u for u in units if u.kind == "term" and not u.soft and related("taken_in", u.id)]) == 1:
        units = [replace(kinds[0], key=f"metric:{related('taken_in', kinds[0].id)}", parts=frozenset()) if u is kinds[0] else u for u in units] if _takes_in(units) else units
    if not keys.isdisjoint(_OUTLAYS):
        units = [replace(u, soft=True) if u.key in _OUTLAYS and _is_outlay_for(u, units) else u for u in units]
    return [_of_its_kind(u, folded, kb) if u.kind == "metric" else u for u in units]


def _takes_in(units: list[Unit]) -> bool:
    """What did subscriptions bring in: revenue is the only measure, and only a verb names it."""
    return [u.id for u in units if u.kind == "metric"] == ["revenue"] and all(u.soft or u.start == u.end for u in units if u.kind == "metric")


def _is_outlay_for(unit: Unit, units: list[Unit]) -> bool:
    """What did they spend on capex: spending whose object is a measure asks for that measure."""
    return any(u.kind == "metric" and not u.soft and 0 <= u.start - unit.end <= _OBJECT for u in units)


def _currency(unit: Unit, folded: str, kb: KnowledgeBase, *, asked: bool) -> Unit:
    """In RMB, 多少人民币: only what an amount is in; a currency of which the article has nothing but amounts in it is nothing that it speaks of."""
    if asked or _BEFORE_CURRENCY.search(folded, 0, unit.start):
        return replace(unit, soft=True)
    return unit if re.search(rf"{re.escape(unit.word)}(?!\s?[\d约])", kb.folded) else replace(unit, key=f"unknown:{unit.word}", parts=frozenset())


def _operands(unit: Unit, kb: KnowledgeBase) -> list[Unit]:
    """DAU/MAU各多少, DAU & MAU ask for both, not for their ratio."""
    formula = kb.metrics[unit.id].formula[1:] if unit.kind == "metric" else ()
    if not formula or any(f"metric:{m}" not in unit.parts for m in formula):
        return [unit]
    first, joined, second = unit.word.partition(" & ")
    if joined:
        spans = ((unit.start, unit.start + len(first.rstrip())), (unit.end - len(second.lstrip()), unit.end))
        return [Unit(f"metric:{m}", *span, word=word.strip()) for m, span, word in zip(formula, spans, (first, second), strict=True)]
    return [replace(unit, key=f"metric:{m}", parts=frozenset()) for m in formula]


def _of_its_kind(unit: Unit, folded: str, kb: KnowledgeBase) -> Unit:
    """How many people use it every day: the kind of a count that the question describes, where it names only the count."""
    if (known := kb.metrics[unit.id]).unit != "count" or not known.accepts:
        return unit
    implied = implied_measure(folded)
    return replace(unit, key=f"metric:{implied}", parts=frozenset(), loose=False) if implied in known.accepts else unit


def _unsaid_measure(folded: str, units: list[Unit], periods: Sequence[PeriodMention], cues: Mapping[str, tuple[int, ...]], kb: KnowledgeBase) -> str:
    """The metric that a question means and names in no word; "" if none."""
    if implied := implied_measure(folded):
        return implied
    if found(_OF_MAKING, folded) and any(u.kind == "entity" and kb.entity(u.id).owner == kb.company.id and not kb.is_part(u.id) for u in units):
        return "profit"  # what's Kling making: a product makes money, a company its products
    named = any(u.kind in ("text", "unknown") and not u.soft for u in units)  # 阔叶浆跌得比针叶浆多吗
    if not named and not _MOVING.isdisjoint(cues) and any(p.period.part == "YTD" for p in periods):
        return "share_price"  # 年初至今涨幅 speaks of the share
    if "why" not in cues and not _OF_SALES.isdisjoint(cues) and any(u.kind == "entity" and kb.is_part(u.id) for u in units):
        return "revenue"  # how much of a part of the company: what it sells
    if not _CHANGING.isdisjoint(cues) or found(_EITHER_SIDE, folded) or ("compare" in cues and len(periods) > 1):
        told = {f.metric for u in units if u.kind == "entity" for f in kb.facts if f.subject.id == u.id and f.value is not None and f.metric in kb.metrics}
        return told.pop() if len(told) == 1 else ""  # 大方6月月增多少: the one measure that is told of a company
    return ""


def of_each_hundred(units: list[Unit], folded: str, kb: KnowledgeBase) -> tuple[list[Unit], range]:
    """The units with the margin that is meant in place of the profit and the revenue, and where the hundred stands;
    as they are where something else is asked."""
    told = found(_OF_EACH_HUNDRED, folded)
    if told is None or any(u.kind == "metric" and not u.soft and u.id not in kb.lexicon.profits and u.id not in _TAKEN_IN for u in units):
        return units, range(0)
    margin = "gross_margin" if _GROSS.search(folded) else "adjusted_net_margin" if _ADJUSTED.search(folded) else "profit_margin"
    kept = [replace(u, soft=True) if u.kind in ("text", "term", "unknown") else u for u in units if u.kind != "metric"]
    return [*kept, Unit(f"metric:{margin}", told.start(), told.end())], range(told.start(), told.end())
