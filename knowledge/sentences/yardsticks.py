"""What a change is where the period is named that it is held against: 下半年较上半年增长35%, 较2019年增长80%."""

from knowledge.fact import Role
from knowledge.language.patterns import pattern
from knowledge.periods.period import QUARTERS
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.changes import Changes
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure
from knowledge.sentences.times import Times

_FROM_PERIOD = pattern("from_period")
_LAST_MONTH = {"Q1": 3, "Q2": 6, "H1": 6, "Q3": 9, "Q1-Q3": 9, "Q4": 12}


def role_against(at: Clauses, times: Times, changes: Changes, role: Role, q: Quantity, measure: Measure) -> Role:
    """下半年较上半年增长35%: growth against a period that is named and is not the one of a year before."""
    left = at.left(q.start)
    held = next((m for m in at.between(left, q.start) if m.period and not m.period.same and times.is_compared(m)), None)
    if held is None and at.is_latin:  # an increase of 1.1% from the second quarter of 2030
        after = next((m for m in at.mentions if m.period and m.start >= q.end), None)
        held = after if after and after.period and not after.period.same and _FROM_PERIOD.fullmatch(at.text, q.end, after.start) else None
    begin = max((f.end for f in at.figures if left < f.end <= q.start), default=left)
    bases = [m for m in at.named("basis", begin, q.start) if begin == left or at.text[begin : m.start].strip()]  # 12% from a year earlier and 4% from the third quarter
    if held is None or role not in (Role.YOY, Role.CHANGE) or bases or changes.than(q):
        return role
    against, own = times.resolved(held), times.of(q.start, q.end, measure, changes=True)
    if role is Role.CHANGE:
        before = own.shifted(-1) if own is not None and own.year and not own.is_day else None
        return Role.YOY if against == before and held.period and not held.period.end_of else role  # 较2023年下降1.4个百分点
    if own is not None and own.is_month and against.is_month and own.part != against.part:
        return Role.CHANGE  # 4月营收较3月增长28%
    if own is not None and own.part == against.part == "" and (against.year or 0) < (own.year or 0) - 1:
        return Role.CHANGE  # 较2019年增长80%
    if own is not None and own.part in _LAST_MONTH and against.is_day and int(against.part[1:3]) != _LAST_MONTH[own.part]:
        return Role.CHANGE  # deposits in the third quarter grew 5% from December 31
    if own is None or own.year is None or against.year is None or against.part[:1] in ("", "-") or own == against.shifted(1) or own == against:
        return role
    return Role.QOQ if own.part in QUARTERS and against.part in QUARTERS else Role.CHANGE
