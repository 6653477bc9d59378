"""Outlets counted: opened 63 stores and closed 21, leaving 487 in total; 新开门店63家,关闭21家,期末门店达487家."""

from dataclasses import dataclass, replace

from knowledge.language.patterns import pattern
from knowledge.language.relations import related
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, measure_of

_OUTLETS = pattern("outlets")
_ACTS = {"new_stores": pattern("outlets_opened"), "closed_stores": pattern("outlets_closed"), "store_count": pattern("outlets_left")}
_BEHIND = pattern("proper_noun_behind")
_NEAR = 24


@dataclass(frozen=True)
class Outlets:
    """The counts of outlets in one sentence."""

    at: Clauses

    def measure(self, q: Quantity, said: Measure | None) -> Measure | None:
        """What a verb of opening, closing or leaving before a count makes of it; a brand's count in the list behind a total."""
        if q.unit not in ("", "count") or q.scale != 1 or q.value != int(q.value):
            return None
        metrics = self.at.reader.lexicon.metrics
        if said and said.base == "store_count" and (name := _BEHIND.match(self.at.sentence.text, q.number_end)):
            whole = measure_of(metrics["store_count"])
            label = f"{name[1]} {self._noun()}"
            return replace(whole, id=label, labels=(label, *whole.labels), owner=name[1])
        begin = max(0, q.start - _NEAR)
        key = next((key for key, verb in _ACTS.items() if verb.search(self.at.text, begin, q.start)), None)
        noun = self._noun() if key else ""
        if not key or not noun:
            return None
        verb = related("outlet_verb", key) or ""
        return measure_of(metrics[key], written=f"{noun} {verb}".strip() if noun.isascii() else "")

    def _noun(self) -> str:
        """What is counted in the sentence: stores, restaurants, 门店; "" where nothing of the kind."""
        found = _OUTLETS.search(self.at.text)
        return found[0] if found else ""
