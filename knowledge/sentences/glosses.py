"""Metrics that a bracket tells in other words: before the bracket, or behind it."""

from knowledge.language.patterns import pattern
from knowledge.language.text import has_hanzi
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.mention import Mention

_GLOSSED = pattern("glossed")
_NEAR = 120  # characters before a metric in which its name and the bracket stand


def glossed(at: Clauses, mention: Mention) -> Measure | None:
    """非美国通用会计准则(Non-GAAP)净利润: the metric whose first words a bracket tells another way."""
    found = _GLOSSED.search(at.text, max(0, mention.start - _NEAR), mention.start) if at.text[max(0, mention.start - 2) : mention.start].rstrip().endswith(")") else None
    if not found:
        return None
    written, surfaces = at.text[mention.start : mention.end], at.reader.lexicon.surfaces
    for words in filter(None, (found[1], found[2])):
        for called in (words + written, f"{words} {written}", f"{words} {written}".replace("-", " ")):
            if (sense := surfaces.get(called)) and sense.kind == "metric":
                return measure_of(at.reader.lexicon.metrics[sense.id], found.start(), at.original(found.start(), mention.end))
    return None


def told_by(at: Clauses, gloss: Mention) -> Mention:
    """移动ARPU in 移动ARPU(每户平均收入), EBITDA(息税折旧及摊销前溢利): the metric that a bracket behind it only tells in other words."""
    opened = at.text.rfind("(", 0, gloss.start) if at.text[gloss.end : gloss.end + 1] == ")" else -1
    told = next((m for m in reversed(at.named("metric", 0, opened)) if m.end == opened), None) if opened > 0 else None
    if told is None or not has_hanzi(at.text[opened : gloss.end]):
        return gloss
    short = at.text[told.start : told.end].isascii()
    return told if short or gloss.of("metric") in at.reader.lexicon.metrics[told.of("metric") or ""].instead else gloss
