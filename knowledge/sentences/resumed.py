"""What an amount is of whose noun stands before an aside, behind a verb of spending, or is whoever is employed."""

import re

from knowledge.language.patterns import pattern, rare
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, fits, measure_of
from knowledge.sentences.measures import Measures
from knowledge.sentences.nouns import trimmed

_RESUMED, _SPENT, _SPENT_ON, _EMPLOYS = rare("resumed"), pattern("spent"), pattern("spent_on"), rare("employs")
_FURTHER, _WHO = pattern("spending_further"), re.compile(r"\b(?:customers|clients|users|accounts|merchants|members|advertisers|buyers)\b")
_A_SUM_BEFORE, _A_SUM_BEHIND, _COSTS = pattern("a_sum_before"), pattern("a_sum_behind"), pattern("costs_before")
_BRACKETS = re.compile(r"\([^()]*\)")
_OF_WHICH, _OF_WHICH_BEHIND = pattern("of_which"), pattern("of_which_behind")
_NEAR = 24


def told_apart(at: Clauses, measures: Measures, q: Quantity) -> tuple[Measure, str] | None:
    """The measure of an amount and its construction; None where it is none of these."""
    return _labelled(at, measures, q) or _resumed(at, measures, q) or _spent(at, q) or _employed(at, q) or _spending(at, q) or _of_which(at, q)


def is_a_sum(at: Clauses, q: Quantity) -> bool:
    """Hit by a $3 million legal settlement; tariffs will cost it 1.2 billion yen: whether an amount is a sum of its own, of nothing measured before."""
    named = _A_SUM_BEHIND.match(at.text, q.end) and _A_SUM_BEFORE.search(at.text, max(0, q.start - 2 * _NEAR), q.start)
    return bool(named or _COSTS.search(at.text, max(0, q.start - 2 * _NEAR), q.start))


def _labelled(at: Clauses, measures: Measures, q: Quantity) -> tuple[Measure, str] | None:
    """GAAP net loss per share: $0.19; non-GAAP net income per share: $0.15: the metric before the colon that leads to the amount."""
    colon = at.text.rfind(": ", 0, q.start)
    if colon < 0 or at.text[colon + 1 : q.start].strip():
        return None
    told = next((m for m in reversed(at.named("metric", 0, colon)) if not _BRACKETS.sub("", at.text[m.end : colon]).strip()), None)
    known = at.reader.lexicon.metrics.get((told.of("metric") or "") if told else "")
    return (measures.read(told), "value-after-metric") if told and known and fits(known, q) else None


def _resumed(at: Clauses, measures: Measures, q: Quantity) -> tuple[Measure, str] | None:
    """Reported EBIT, which includes 23 million euros of charges, came in at 85 million euros: the metric before the aside."""
    found = next((m for m in _RESUMED.finditer(at.text, 0, q.start) if m.end() == q.start), None)
    before = [m for m in at.named("metric", 0, found.start()) if at.text[m.end : found.start()].strip(" )") == ""] if found else []
    known = at.reader.lexicon.metrics.get((before[-1].of("metric") or "") if before else "")
    return (measures.read(before[-1]), "value-after-metric") if known and fits(known, q) else None


def _spent(at: Clauses, q: Quantity) -> tuple[Measure, str] | None:
    """The company spent 18 billion yen on research and development: what the money went for."""
    spent = _SPENT.search(at.text, max(0, q.start - _NEAR), q.start) if q.unit in MONEY else None
    behind = _SPENT_ON.match(at.text, q.end) if spent else None
    if not behind:
        return None
    told = next((m for m in at.named("metric", behind.start("what"), behind.end("what")) if at.reader.lexicon.metrics[m.of("metric") or ""].unit == "money"), None)
    if told and told.start == behind.start("what"):
        return measure_of(at.reader.lexicon.metrics[told.of("metric") or ""], told.start, at.original(told.start, told.end)), "object"
    noun = trimmed(behind["what"])
    label = f"spending on {at.original(behind.start('what'), behind.start('what') + len(noun))}" if noun else ""
    return (Measure(label, (label,), "money", "flow", "", at.terms(noun), q.end), "object") if noun else None


def _employed(at: Clauses, q: Quantity) -> tuple[Measure, str] | None:
    """The maker, which employs around 14,200 people: how many work there."""
    found = _EMPLOYS.search(at.text, max(0, q.start - _NEAR), q.start) if q.unit in ("", "count") else None
    return (measure_of(at.reader.lexicon.metrics["headcount"], found.start()), "counted-noun") if found else None


def _spending(at: Clauses, q: Quantity) -> tuple[Measure, str] | None:
    """1,284 customers paying more than $100,000 a year, and 74 paying more than $1 million: those of another threshold, with the noun told before."""
    found = _FURTHER.match(at.text, q.number_end) if q.unit in ("", "count") else None
    amount = next((f for f in at.figures if found and f.start == found.end()), None)
    noun = next((m[0] for m in _WHO.finditer(at.text, 0, q.start)), "") if amount else ""
    if not found or not amount or not noun:
        return None
    label = f"{noun} {at.original(found.start('what'), amount.end)}"
    return Measure(label, (label,), "count", "stock", "", at.terms(label), q.start), "counted-noun"


def _of_which(at: Clauses, q: Quantity) -> tuple[Measure, str] | None:
    """3.6 million policies, of which 2.1 million were motor policies: a part that is called by its own name."""
    behind = _OF_WHICH_BEHIND.match(at.text, q.end) if _OF_WHICH.search(at.text, max(0, q.start - _NEAR), q.start) else None
    noun = trimmed(behind["what"]) if behind else ""
    if not behind or not noun or at.named("metric", behind.start("what"), behind.end("what")):
        return None
    label = at.original(behind.start("what"), behind.start("what") + len(noun))
    unit = "money" if q.unit in MONEY else "count"
    return Measure(label, (label,), unit, "stock", "", at.terms(noun), q.end), "included"
