"""Changes of nothing: what 持平 stands against, a basis or a period."""

from knowledge.fact import Role
from knowledge.periods.order import quarter_before
from knowledge.periods.period import Period
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.mention import Mention
from knowledge.sentences.times import Times

FLAT_NEAR = 6  # characters between a basis and the word that nothing changed


def is_beside(at: Clauses, basis: Mention, flat: Mention) -> bool:
    """Whether a basis and a word for no change stand together in one clause: 同比持平, 持平于去年同期."""
    start, end = (basis.end, flat.start) if basis.end <= flat.start else (flat.end, basis.start)
    return end - start <= FLAT_NEAR and "," not in at.text[start:end]


def held_flat(at: Clauses, times: Times, flat: Mention, of: Period | None) -> Role | None:
    """与第二季度持平: no change on the quarter before the period `of`, or on the same span of the year before; None where none is held against."""
    told = next((m for m in reversed(at.mentions) if m.period and 0 <= flat.start - m.end <= 1 and times.is_compared(m)), None)
    before = times.meant_by(told, of) if told and of else None
    if before is None or of is None or before == of:
        return None
    return Role.QOQ if before == quarter_before(of) else Role.YOY if before == of.shifted(-1) else None
