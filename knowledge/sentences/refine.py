"""Numbers that are no figures, and ranges that are none: what a sentence's figures are before anything is read of them."""

import re
from decimal import Decimal
from itertools import pairwise

from knowledge.language.patterns import pattern, rare
from knowledge.quantities.quantity import Bound, Quantity
from knowledge.sentences.mention import Mention

_LIST_ITEM = tuple("、.)")
_TOLERANCE_BEHIND = pattern("tolerance_behind")
_OF_GROWTH = pattern("of_growth")
_BETWEEN, _MODEL = pattern("between_before"), pattern("model_name")
_TENOR, _TERMS = pattern("tenor"), ("year", "month", "day")
_DENOMINATOR, _TOLERANCE, _SIZE = rare("denominator"), pattern("tolerance"), pattern("size_of")
_FROM, _TO_BETWEEN, _UP_FROM = pattern("from_before"), pattern("to_between"), pattern("up_from")
_OUTFLOW = rare("outflow")
_SIGNED_CHANGE, _POINTS, _POINTS_LISTED = pattern("signed_change"), pattern("points"), pattern("points_listed")
_GROWTH_BETWEEN = pattern("growth_between")
_OR_ELSE, _OR_AMOUNT = rare("or_else"), pattern("or_amount")
_SPENDING, _SPENDING_ASIDE = pattern("spending"), pattern("spending_aside")
_RANGE_LINK, _ALSO_FROM = pattern("range_link"), pattern("also_from")
_HOUR, _RANGE_FROM = pattern("hour_behind"), pattern("range_from")
_SUMMED, _INDEX = pattern("summed_in_bracket"), pattern("index_before")
_RATE, _POINTING = pattern("rate_behind"), pattern("pointing_word")
_STAKE, _STAKE_BEHIND = pattern("stake_of"), pattern("stake_of_behind")
_NEAR = 16
_MODEL_DIGITS = 4
_OF_AN_INDEX, _HANZI = 100, re.compile("[\u4e00-\u9fff]")  # points from which on 点 counts those of an index
_OF_POWER = 10000  # factors from which on 度 counts electricity
_RATIOS = ("percent", "pp", "times")
_AND = ("and", "or", "和", "及", "与", "、")


def refined(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions without numbers that are no figures (1、; 每10股; plus or minus 2%), ranges told as from A to B as two."""
    found: list[Mention] = []
    for mention in mentions:
        q = mention.quantity
        if not q:
            found.append(mention)
        elif not _is_none(text, q):
            loosened = _loosened(text, _in_points(text, mention, q))
            found += [loosened] if _is_former_range(text, q, found) else _split(text, loosened, q)
    return _of_one_unit(text, found) if "respectively" in text or "百分点" in text else found


def _of_one_unit(text: str, mentions: list[Mention]) -> list[Mention]:
    """430 and 370 basis points, respectively; 分别提升1.8个和4.6个百分点: the first number is of the unit of the second."""
    result = mentions[:]
    for i, (a, b) in enumerate(pairwise(mentions)):
        first, second = a.quantity, b.quantity
        bare = first is not None and (not first.unit or (first.unit == "count" and text[first.number_end : first.end] == "个" and second is not None and second.unit == "pp"))
        if first and second and bare and second.unit in _RATIOS and text[a.end : b.start].strip() in _AND:
            factor = second.value / Decimal(str(numeral_before(text, second))) if (second.unit == "pp") else 1
            result[i] = a._replace(quantity=first._replace(unit=second.unit, value=first.value * factor))
    return result


def numeral_before(text: str, q: Quantity) -> str:
    """The digits of a quantity as they are written."""
    return "".join(c for c in text[q.start : q.number_end] if c.isdigit() or c == ".") or "1"


def _is_none(text: str, q: Quantity) -> bool:
    """The number of a list item (1、), a size (12吋), a term (十年期), how far another may be off, or a number that another is counted by (每10股)."""
    before = max(0, q.start - _NEAR)
    if q.unit == "times" and _OF_GROWTH.search(text, before, q.start):
        return True  # 增速是营收增速的两倍
    if q.unit in _TERMS and _TENOR.match(text, q.end):
        return True  # 十年期及以上首年期交保费
    if not q.unit and q.scale == 1 and q.number_end - q.start == _MODEL_DIGITS and _MODEL.match(text, q.start - 1):
        return True  # 晶片甲9500需求强劲
    if q.scale == 1 and q.unit in ("", "count") and _HOUR.match(text, q.number_end):
        return True  # by 0810 GMT
    if not q.unit and q.scale == 1 and _INDEX.search(text, before, q.start):
        return True  # the S&P 500
    if q.unit == "percent" and _STAKE_BEHIND.match(text, q.end) and _STAKE.search(text, before, q.start):
        return True  # 持股60%的甲公司
    if q.value == 1 and q.scale == 1 and (_RATE.match(text, q.end) or (text[q.number_end : q.end] == "个" and _POINTING.search(text, max(0, q.start - 1), q.start))):
        return True  # 1美元兑29.2元新台币, 下一个五年
    item = q.start == 0 and text[q.end : q.end + 1] in _LIST_ITEM
    counted_by = _DENOMINATOR.search(text, before, q.start) is not None and text[q.end : q.end + 1] != "的"
    if " + " in text and any(m.start() < q.start < m.end() for m in _SUMMED.finditer(text)):
        return True  # ($0.60 ordinary + $0.15 special)
    if _SIZE.match(text, q.number_end - 2 if text[q.number_end - 2 : q.number_end] == "mm" else q.number_end) and (q.scale == 1 or not q.unit):
        return True  # 12吋
    return item or counted_by or _TOLERANCE.search(text, before, q.start) is not None


def _loosened(text: str, mention: Mention) -> Mention:
    """$2.95 billion, plus or minus 2%: the figure before is about right."""
    q = mention.quantity
    told = _TOLERANCE_BEHIND.match(text, q.end) if q and q.bound is Bound.EXACT else None
    if not q or not told:
        return mention
    end = told.end() if told["much"] else q.end
    return mention._replace(end=end, quantity=q._replace(bound=Bound.ABOUT, end=end))


def _in_points(text: str, mention: Mention, q: Quantity) -> Mention:
    """环比-3.5pct: behind its sign a change in points, whose name others use for percent; 净流出5亿元: a flow out is negative."""
    if q.value > 0 and q.high is None and _OUTFLOW.search(text, max(0, q.start - _NEAR), q.start):
        return mention._replace(quantity=q._replace(value=-q.value))
    if q.unit in ("", "count") and q.scale >= _OF_POWER and text[q.end : q.end + 1] == "度":
        return mention._replace(end=q.end + 1, quantity=q._replace(unit="kwh", end=q.end + 1))  # 158亿度
    if not q.unit and text[q.end : q.end + 1] == "点" and (q.value >= _OF_AN_INDEX or q.value % 1) and not _HANZI.match(text, q.end + 1):
        return mention._replace(end=q.end + 1, quantity=q._replace(unit="point", end=q.end + 1))  # 指数为2240.35点
    points = q.unit == "percent" and (_POINTS.search(text, q.number_end, q.end) or _POINTS_LISTED.match(text, q.end))
    signed = points and _SIGNED_CHANGE.search(text, max(0, q.start - 4 * _NEAR), q.start + (text[q.start] in "+-"))
    return mention._replace(quantity=q._replace(unit="pp")) if signed else mention


def _split(text: str, mention: Mention, q: Quantity) -> list[Mention]:
    """由10亿元至12亿元, from $100 million to $179 million: two figures, where a range would be one."""
    link = _RANGE_LINK.search(text, q.start + 1, q.end) if q.bound is Bound.RANGE and q.high is not None else None
    if not link:
        return [mention]
    change = _SIGNED_CHANGE.search(text, max(0, q.start - _NEAR), q.start + 1) is not None
    if _BETWEEN.search(text, max(0, q.start - _NEAR), q.start) or not (change or _FROM.search(text, max(0, q.start - _NEAR), q.start)):
        return [mention]
    points = change and _POINTS.search(text, q.start, link.start()) is not None
    low = q._replace(unit="pp" if points else q.unit, end=link.start(), high=None, bound=Bound.EXACT, number_end=min(q.number_end, link.start()))
    high = q._replace(start=link.end(), value=q.high or q.value, high=None, bound=Bound.EXACT)
    return [mention._replace(end=low.end, quantity=low), mention._replace(start=high.start, quantity=high)]


def _is_former_range(text: str, q: Quantity, before: list[Mention]) -> bool:
    """To $12 million to $13 million, from $11 million to $12 million: whether a range is what the one right before it came from."""
    last = next((m.quantity for m in reversed(before) if m.quantity), None)
    return last is not None and q.high is not None and last.high is not None and last.unit == q.unit and _RANGE_FROM.fullmatch(text, last.end, q.start) is not None


def moves(text: str, figures: list[Mention]) -> dict[int, int]:
    """Figure -> the figure that it moved to: 由A增至B, from A to B, to B from A."""
    found: dict[int, int] = {}
    told = [i for i, f in enumerate(figures) if not (_OR_ELSE.search(text, max(0, f.start - _NEAR), f.start) or _SPENDING.search(text, max(0, f.start - 4 * _NEAR), f.start))]
    main = [figures[i] for i in told]
    for i, j in _moves(text, main).items():
        found[told[i]] = told[j]
    return found


def _moves(text: str, figures: list[Mention]) -> dict[int, int]:
    found: dict[int, int] = {}
    for i in range(len(figures) - 1):
        between = _OR_AMOUNT.sub("", text[figures[i].end : figures[i + 1].start])
        between = _SPENDING_ASIDE.sub("", between) if "$" in between else between
        begin = figures[i - 1].end if i in found.values() else 0  # 从65%降到58%,乙占比升至42%: where one moved to, another does not begin
        comes = _FROM.search(text[max(begin, figures[i].start - 2 * _NEAR) : figures[i].start]) is not None
        if not _alike(figures[i].quantity, figures[i + 1].quantity):
            if i + 2 < len(figures) and comes and _alike(figures[i].quantity, figures[i + 2].quantity):
                rest = text[figures[i + 1].end : figures[i + 2].start]  # 由8亿元增加25%至10亿元
                if _TO_BETWEEN.fullmatch(rest) and _GROWTH_BETWEEN.fullmatch(between):
                    found[i] = i + 2
            continue
        if comes and _TO_BETWEEN.fullmatch(between):
            found[i] = i + 1
        elif not comes and _UP_FROM.fullmatch(between):
            found[i + 1] = i
        elif i in found and found[i] < i and _ALSO_FROM.fullmatch(text, figures[i].end, figures[i + 1].start):
            found[i + 1] = found[i]  # 111%, from 114% a year ago and 112% last quarter
    return found


def _alike(first: Quantity | None, second: Quantity | None) -> bool:
    """Whether two figures can be of one measure: no percentage moves to an amount."""
    return first is not None and second is not None and (first.unit in _RATIOS) == (second.unit in _RATIOS)
