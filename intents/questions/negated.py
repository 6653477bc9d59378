"""What a question leaves out by a negation: not from ads, 不是广告的, not active daily."""

from collections.abc import Mapping, Sequence

from intents.questions.patterns import found, pattern
from intents.questions.question import Unit
from knowledge.periods.period import PeriodMention

_DENIES, _NOT_OF = pattern("denies"), pattern("not_of")
_REACH = 40  # characters between a negation and what it leaves out
_COUNTING = ("share", "how_much", "ratio")
_OTHERWISE = ("claim", "why", "who", "when", "exclude")


def left_out(units: Sequence[Unit], periods: Sequence[PeriodMention], cues: Mapping[str, tuple[int, ...]], folded: str) -> dict[str, tuple[int, ...]]:
    """The cue of leaving out, where a measure, a part or a time begins that a number is to leave out; {} where a cue says so itself."""
    if not any(c in cues for c in _COUNTING) or any(c in cues for c in _OTHERWISE) or not found(_DENIES, folded):
        return {}
    named = [u.start for u in units if u.kind in ("metric", "entity", "term") and u.start < u.end] + [p.start for p in periods]
    return next(({"exclude": (at,)} for at in sorted(named) if _NOT_OF.search(folded, max(0, at - _REACH), at)), {})
