"""Changes told before what changed: a 7% rise in net income; a $0.7 million, or 49.9%, increase in interest expense."""

from dataclasses import dataclass
from typing import NamedTuple

from knowledge.fact import Direction
from knowledge.language.patterns import pattern, rare
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.measures import Measures
from knowledge.sentences.nouns import trimmed

_RISE_IN, _MARKS = rare("rise_in"), pattern("marks_change")
_FALL_IN = pattern("fall_in")
_GAINS_OF, _IN_WHAT, _GOAL = pattern("gains_of"), pattern("in_what"), rare("growth_goal")
_DIRECTIONS = {"up": Direction.UP, "down": Direction.DOWN}
_NEAR = 72  # characters before a change in which a participle makes it one of what was told before


class Rise(NamedTuple):
    """What rose or fell by a figure, and which way."""

    measure: Measure | None
    direction: Direction | None


@dataclass(frozen=True)
class Rises:
    """The changes of one English sentence that stand before what changed."""

    at: Clauses
    measures: Measures

    def behind(self, q: Quantity) -> Rise | None:
        """What the noun of change right behind a figure is of; None where none stands there. Its measure is None where nobody knows what changed."""
        found = _RISE_IN.match(self.at.text, q.end) if self.at.is_latin and (q.unit in MONEY or q.unit in ("percent", "pp", "count", "")) else None
        if not found:
            return self._gains(q)
        moved = next(iter(self.at.ids("direction", found.start("noun"), found.end("noun") + 1)), "")
        first = next(iter(self.at.visible("metric", found.start("what"), found.end("what"))), None)
        return Rise(self.measures.read(first) if first else self._named(found["what"]), _DIRECTIONS.get(moved))

    def _gains(self, q: Quantity) -> Rise | None:
        """Gains of 42 percent in revenue and 52 percent in profit."""
        if q.unit not in ("percent", "pp") or not self.at.is_latin or not (found := _IN_WHAT.match(self.at.text, q.end)):
            return None
        gains = _GAINS_OF.search(self.at.text, self.at.left(q.start), q.start)
        first = next(iter(self.at.visible("metric", found.start("what"), found.end("what"))), None) if gains else None
        if not gains or not first:
            return None
        moved = next(iter(self.at.ids("direction", gains.start("noun"), gains.end("noun"))), "")
        return Rise(self.measures.read(first), _DIRECTIONS.get(moved))

    def goal(self, q: Quantity) -> Measure | None:
        """Its sales growth forecast to 8%: what a percentage is the growth of that is aimed at."""
        found = _GOAL.search(self.at.text, self.at.left(q.start), q.start) if q.unit == "percent" and self.at.is_latin else None
        if not found:
            return None
        words = trimmed(self.at.text[max(found.start("what"), self.measures.nouns.phrase_start(found.end("what"))) : found.end("what")])
        told = [t.of("metric") for t in self.at.reader.lexicon.scanner.hits(words) if t.of("metric") and t.end == len(words)]
        return measure_of(self.at.reader.lexicon.metrics[told[0] or ""], found.start("what"), words) if told else self.measures.named(words, "") if words else None

    def fallen(self, left: int, q: Quantity) -> Measure | None:
        """A decline in profit of 18%: the metric between a noun of change and its figure."""
        metric = next(reversed(self.at.visible("metric", left, q.start)), None)
        fell = metric and _FALL_IN.search(self.at.text, left, metric.start)
        return measure_of(self.at.reader.lexicon.metrics[metric.of("metric") or ""], metric.start) if metric and fell and self.at.text[metric.end : q.start] == " of " else None

    def _named(self, words: str) -> Measure | None:
        """A noun that only this article measures: a 5% rise in bookings made online."""
        phrase = words.split(" to ", maxsplit=1)[0].split(" from ", maxsplit=1)[0].strip()
        return self.measures.named(phrase, "") if 0 < len(phrase.split()) < 4 else None

    def marks(self, q: Quantity) -> bool:
        """Whether a change is, by the participle before it, of what was told last: marking a 9% increase."""
        return self.at.is_latin and _MARKS.search(self.at.text, max(0, q.start - _NEAR), q.start) is not None
