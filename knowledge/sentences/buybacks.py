"""What a firm paid for its own shares: each on average, and together."""

import re
from dataclasses import replace

from knowledge.language.patterns import rare
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.measures import Measures

_AT, _FOR = rare("bought_at"), rare("bought_for")
_PIECE = re.compile(r"[;。!?]")


def bought(at: Clauses, measures: Measures, q: Quantity) -> tuple[Measure, str] | None:
    """Repurchased 1.2 million shares at an average price of $61.20 for $73 million: what an amount is and its construction; None of all else."""
    if q.unit not in MONEY:
        return None
    begin = at.left(q.start, _PIECE)
    if found := _AT.search(at.text, begin, q.start):
        return replace(measures.named(found["what"], "money"), base="", kind="average"), "phrase"
    return (measure_of(at.reader.lexicon.metrics["buyback"], q.start), "object") if _FOR.search(at.text, begin, q.start) else None
