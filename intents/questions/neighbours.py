"""What words of a question mean beside one another: a part of the company by its concepts, a measure for each share or in a month."""

import re
from collections.abc import Sequence
from dataclasses import replace

from intents.questions.patterns import found, pattern
from intents.questions.question import Unit
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.periods.period import PeriodMention

_EACH_SHARE = pattern("each_share")
_PAYS, _NEWLY, _ADJUSTED = pattern("pays"), pattern("newly"), "term:adjust"
_REACH = 4  # characters before a count that say that it was added
_TOGETHER = re.compile(r"\s?(?:and|&|及|和|与|跟|、)?\s?")
_ENDING = re.compile(r"业务|部门|板块|分部|事业部|(?:segment|division|business|unit|arm)s?")
_DILUTED = ("摊薄", "稀释", "diluted")


def with_neighbours(units: list[Unit], folded: str, periods: Sequence[PeriodMention], kb: KnowledgeBase) -> list[Unit]:
    """The units with what their neighbours make of them."""
    if each := found(_EACH_SHARE, folded):
        units = _of_each_share(units, *each.span(), kb)
    units = [replace(u, key=f"metric:{key}") if u.kind == "metric" and u.id not in kb.by_metric and (key := related("over_period", u.id)) in kb.by_metric and any(p.period.part and not p.period.part.startswith("-") for p in periods) else u for u in units]  # 上半年累计营收
    keys = {u.key for u in units}
    if _ADJUSTED in keys:
        units = _adjusted(units, folded)
    if any(related("paid_by", u.id) for u in units if u.kind == "metric") and found(_PAYS, folded):
        units = _paid(units)
    if "新" in folded:
        units = _new_ones(units, folded)
    if any(p.period.is_month for p in periods):
        units = [replace(u, key=f"metric:{key}") if u.kind == "metric" and (key := related("in_month", u.id)) else u for u in units]
    return _of_parts(units, folded, kb) if kb.part_words and sum(u.kind == "term" for u in units) > 1 else units


def _adjusted(units: list[Unit], folded: str) -> list[Unit]:
    """Adjusted profit for the year: the adjusted measure, where the word stands before a name that has none of its own."""
    result: list[Unit] = []
    for unit in units:
        last = result[-1] if result else None
        key = related("adjusted", unit.id) if last and last.key == _ADJUSTED and unit.kind == "metric" and folded[last.end : unit.start].strip() in ("", "的") else None
        if last and key:
            result[-1] = Unit(f"metric:{key}", last.start, unit.end, word=folded[last.start : unit.end])
        else:
            result.append(unit)
    return result


def _new_ones(units: list[Unit], folded: str) -> list[Unit]:
    """新增的用户数: the count of those who are new."""
    result: list[Unit] = []
    for unit in units:
        key = related("newly", unit.id) if unit.kind == "metric" else None
        newly = _NEWLY.search(folded, max(0, unit.start - _REACH), unit.start) if key else None
        if newly:
            counted = Unit(f"metric:{key}", newly.start(), unit.end, word=folded[newly.start() : unit.end])
            result = [*(u for u in result if u.end <= newly.start()), counted]
        else:
            result.append(unit)
    return result


def _paid(units: list[Unit]) -> list[Unit]:
    """How much did advertisers bring in: what they pay is the measure, neither they nor revenue at large."""
    payers = [u for u in units if u.kind == "metric" and related("paid_by", u.id)]
    rest = [u for u in units if u not in payers and u.key != "metric:revenue"]
    return [*rest, *(replace(u, key=f"metric:{related('paid_by', u.id)}", parts=frozenset(), loose=False) for u in payers)]


def _of_each_share(units: list[Unit], start: int, end: int, kb: KnowledgeBase) -> list[Unit]:
    """每份ADS亏了几美分: what is earned or lost for each share, not the whole; ADS is no advertising."""
    kept = [u for u in units if not (start <= u.start and u.end <= end) or u.kind != "metric" or kb.metrics[u.id].unit == "per_share"]
    if any(u.kind == "metric" and kb.metrics[u.id].unit == "per_share" for u in kept):
        return kept
    each = [replace(u, key=f"metric:{key}", parts=frozenset()) if u.kind == "metric" and (key := related("per_share", u.id)) else u for u in kept]
    return [replace(u, soft=True) if u.word in _DILUTED else u for u in each]


def _of_parts(units: list[Unit], folded: str, kb: KnowledgeBase) -> list[Unit]:
    """Battery and solar, 硬件业务: two concepts side by side, or one that is called a part, are the part of the company whose name alone has them."""
    result: list[Unit] = []
    for unit in units:
        last = result[-1] if result else None
        pair = {last.key, unit.key} if last else set()
        apart = last is None or not (last.kind == unit.kind == "term") or last.soft or related("place", last.id) is not None
        ending = not apart and _ENDING.fullmatch(folded, unit.start, unit.end) is not None
        said = {last.key} if last and ending else pair if not unit.soft and len(pair) > 1 else set()
        parts = [] if apart or not said else [p for p, words in kb.part_words.items() if said <= words]
        if last and len(parts) == 1 and _TOGETHER.fullmatch(folded, last.end, unit.start):
            result[-1] = Unit(f"entity:{parts[0]}", last.start, unit.end, word=folded[last.start : unit.end])
        else:
            result.append(unit)
    return result
