"""Parts of the company that label the paragraphs about them: Retail: premiums rose 11%. Reinsurance: premiums rose 10%."""

from knowledge.article import Sentence
from knowledge.fact import Subject
from knowledge.language.patterns import pattern
from knowledge.sentences.clauses import Reader

_LABEL, _NO_PART = pattern("paragraph_label"), pattern("no_paragraph_label")
_SEVERAL = 2  # labels that make each other parts
_NAMING = ("entity", "metric", "person", "title", "anaphor")


def labelled(reader: Reader) -> dict[int, Subject]:
    """The parts that paragraphs are labelled with, by the index of each one's first sentence; none where a single one is."""
    first = {s.paragraph: s for s in reversed(reader.article.sentences)}
    found = {s.index: label for s in first.values() if (label := _label(s, reader))}
    return {index: Subject("", label) for index, label in found.items()} if len(set(found.values())) >= _SEVERAL else {}


def _label(sentence: Sentence, reader: Reader) -> str:
    """The label of a paragraph that goes on with a measure and its figure; "" if it has none or the label names something else."""
    match = _LABEL.match(sentence.text)
    label = (match["latin"] or match["hanzi"]) if match else ""
    if not match or _NO_PART.match(label):
        return ""
    mentions = reader.mentions(sentence)
    figure = next((m.start for m in mentions if m.quantity), 0)
    if not any(m.of("metric") and match.end() <= m.start < figure for m in mentions):
        return ""  # Loyalty members: up 5%: the label is the measure
    named = any(m.start < match.end() and (m.period or m.quantity or any(m.of(kind) for kind in _NAMING)) for m in mentions)
    return "" if named else label
