"""Figures that carry on what the sentence measured last: a bracket's comparative, a part of an amount, the whole of parts, outlets counted."""

from dataclasses import dataclass, replace

from knowledge.language.patterns import pattern
from knowledge.language.relations import related
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.measures import Measures
from knowledge.sentences.outlets import Outlets

_HELD, _TOTAL = pattern("held_in_brackets"), pattern("in_total")
_INCLUDED, _INCLUDED_BEHIND = pattern("included"), pattern("included_behind")
_EMPLOYS, _PEOPLE = pattern("employs"), pattern("people_behind")
_SPENT, _SPENT_ON = pattern("spent_before"), pattern("spent_on")
_NEAR = 16
_BRACKET = 32  # characters of a bracket before its figure


@dataclass(frozen=True)
class Carried:
    """What the figures of one sentence measure by the figure before them; `said` is what was measured last."""

    at: Clauses
    measures: Measures
    said: Measure | None

    def measure(self, q: Quantity, *, fits: bool) -> tuple[Measure, str] | None:
        """The measure and its construction; `fits` tells whether the figure can be of what was measured last."""
        if self.said and fits and (again := self._compared(q) or self._in_total(q)):
            return again, "same-metric"
        part = Outlets(self.at).measure(q, self.said) or self._included(q) or self._of_verb(q)
        return (part, "part") if part else None

    def behind_aside(self, q: Quantity, end: int) -> Measure | None:
        """Reported EBIT, which includes a charge of $23 million, came in at $85 million: the metric before a clause put in between, in which
        what was measured last ends at `end`."""
        aside = next((a for a in self.at.exclusions.between if a[0] < end <= a[1] <= q.start), None) if self.said and self.at.is_latin else None
        own = aside is not None and any(m.of("metric") or m.of("entity") for m in self.at.between(aside[1], q.start))
        return self.measures.before(q, self.at.left(aside[0])) if aside and not own else None

    def _compared(self, q: Quantity) -> Measure | None:
        """£148m (H1 2024: £162m): a figure behind the period that opens a bracket is of what was measured before it."""
        opened = self.at.text.rfind("(", max(0, q.start - _BRACKET), q.start)
        period = next((m for m in self.at.mentions if m.period and m.start == opened + 1), None) if opened >= 0 else None
        return self.said if period is not None and _HELD.fullmatch(self.at.text, period.end, q.start) else None

    def _included(self, q: Quantity) -> Measure | None:
        """$1 billion, including $842 million in the United States: a part of the amount before, never all of it."""
        if not self.said or not _INCLUDED.search(self.at.text, max(0, q.start - _NEAR), q.start):
            return None
        if found := _INCLUDED_BEHIND.match(self.at.sentence.text, q.end):
            label = f"{self.said.labels[0]} {found[1]}"
            return replace(self.said, id=label, labels=(label, *self.said.labels), terms=self.said.terms | self.at.terms(found[1].lower()))
        if any(m.period for m in self.at.between(q.end, self.at.right(q.end))):
            return self.said  # including $3 million in the fourth quarter
        phrase = self.measures.nouns.phrase_after(q)
        return self.measures.named(phrase, self.said.unit) if phrase else None

    def _of_verb(self, q: Quantity) -> Measure | None:
        """Employs around 14,200 people; spent $18 million on research and development: what a verb before a figure makes it."""
        if not self.at.is_latin:
            return None
        metrics = self.at.reader.lexicon.metrics
        if q.unit in ("", "count") and _EMPLOYS.search(self.at.text, max(0, q.start - 2 * _NEAR), q.start) and _PEOPLE.match(self.at.text, q.number_end):
            return measure_of(metrics["headcount"])
        spent = _SPENT_ON.match(self.at.text, q.end) if q.unit in MONEY and _SPENT.search(self.at.text, max(0, q.start - _NEAR), q.start) else None
        told = next((m for m in self.at.named("metric", spent.end(), len(self.at.text)) if m.start == spent.end()), None) if spent else None
        known = metrics[told.of("metric") or ""] if told else None
        return measure_of(known, told.start, self.at.original(told.start, told.end)) if told and known and known.unit == "money" else None

    def _in_total(self, q: Quantity) -> Measure | None:
        """连同中期息22仙,全年共派52仙: the whole that the parts told before make up."""
        key = related("in_total", self.said.id) if self.said else None
        told = key and _TOTAL.search(self.at.text, self.at.left(q.start), q.start)
        return measure_of(self.at.reader.lexicon.metrics[key]) if key and told else None
