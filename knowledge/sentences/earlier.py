"""What was foreseen before: compared with earlier forecasts of A and B, from its prior range of A to B, better than the A we guided to in March."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.fact import Fact
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.forecasts import Forecasts

EARLIER = "earlier"  # the sort of a forecast that a newer one has replaced
_BEFORE = 80  # characters before a figure in which it is said that it was foreseen before


def earlier(at: Clauses, forecasts: Forecasts, q: Quantity, facts: Sequence[Fact]) -> Fact | None:
    """The fact that a figure which was only foreseen before states: of the measure that is foreseen in its place, of several in their order;
    None where the sentence does not say of which."""
    run = [f.quantity for f in at.figures if f.quantity and forecasts.is_outdated(f.quantity) and not _is_bracketed(at, f.quantity)]
    newer = [f for f in facts if f.forecast == "guidance" and not f.role.is_change and f.rule != "converted" and f.start >= at.sentence.start]
    if q not in run:
        return None
    if len(run) == 1:
        newer = [f for f in newer if _is_alike(f, q)][-1:]
    pair = dict(zip((f.start for f in run), newer, strict=True)).get(q.start) if len(run) == len(newer) else None
    if pair is None or not _is_alike(pair, q) or _names_another(at, q, pair):
        return None
    return replace(pair, value=q.value, high=q.high, bound=q.bound, direction=None, vague=q.vague, rule=EARLIER, forecast=EARLIER, start=at.sentence.start + q.start)


def _is_alike(fact: Fact, q: Quantity) -> bool:
    """Whether a figure can be of what a fact is of."""
    return fact.unit == q.unit or (fact.unit in MONEY and not q.unit)


def _is_bracketed(at: Clauses, q: Quantity) -> bool:
    """Whether a figure in brackets tells another one in other money: ($405 million), not (previously: $400 million)."""
    opened = at.text.rfind("(", 0, q.start)
    return at.in_brackets(q.start) and q.unit in MONEY and not at.text[opened + 1 : q.start].strip()


def _names_another(at: Clauses, q: Quantity, pair: Fact) -> bool:
    """Whether the words of what was foreseen before name a measure of their own."""
    place = pair.start - at.sentence.start
    told = [m.of("metric") or "" for m in at.named("metric", max(place, q.start - _BEFORE), q.start)]
    own = {pair.metric, pair.base, pair.metric.removesuffix("_guidance")}
    return any(key.removesuffix("_guidance") not in own and key not in own for key in told)
