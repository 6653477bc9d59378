"""Words that only explain or narrow what is told before them: relative clauses, glosses, brackets, and what a metric leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.language.patterns import pattern, rare
from knowledge.sentences.mention import Mention

_ASIDE, _BRACKET = rare("aside"), pattern("bracket")
_LEFT_OUT, _AND_ALSO, _LEAVING_OUT = pattern("left_out"), pattern("and_also"), pattern("leaving_out")
_PER, _NEAR = pattern("per_before"), 24
_DEDUCTED = pattern("deducted")
_OPENING, _QUALIFYING, _ADJUSTS = rare("excluding_first"), rare("excluding_aside"), pattern("adjusts")


@dataclass(frozen=True)
class Exclusions:
    """Of one sentence: the spans of what is said aside, and metric -> where the words end that say what it leaves out."""

    asides: tuple[tuple[int, int], ...] = ()
    between: tuple[tuple[int, int], ...] = ()  # those of the asides that stand between commas
    narrowed: tuple[tuple[int, int], ...] = ()
    hidden: frozenset[int] = frozenset()  # where the metrics begin that are only left out of the one before
    adjusted: tuple[tuple[int, int], ...] = ()  # metric -> where the words begin that make it an adjusted one

    def hides(self, mention: Mention, end: int) -> bool:
        """Whether a mention stands in an aside that ends before `end`, or is what another metric leaves out."""
        return mention.start in self.hidden or any(s <= mention.start and mention.end <= e <= end for s, e in self.asides)

    def apart(self, mention: Mention, end: int) -> bool:
        """Whether a period stands in a clause put in between commas that ends before `end`: sales, which fell last year, rose."""
        return any(s <= mention.start and mention.end <= e <= end for s, e in self.between)

    def narrows(self, mention: Mention) -> int:
        """Where the words end that say what a metric leaves out (EBITDA before exceptional items); 0 if none do."""
        return next((end for start, end in self.narrowed if start == mention.start), 0)

    def adjusts(self, mention: Mention) -> bool:
        """Whether items are left out of a metric: excluding special items, net income was."""
        return any(start == mention.start for start, _ in self.adjusted)


def exclusions_of(text: str, mentions: Sequence[Mention]) -> Exclusions:
    """What a sentence says aside and leaves out."""
    metrics = [m for m in mentions if m.of("metric")]
    asides = [m.span() for m in _ASIDE.finditer(text)]
    between = tuple(a for a in asides if text[a[0]] == ",")
    if "(" in text:
        glosses = {(m.start, m.end) for m in metrics if not _shortens(text, m, metrics)}
        asides += [m.span() for m in _BRACKET.finditer(text) if m.span("words") not in glosses]
    narrowed, hidden = _narrowed(text, metrics)
    adjusted = {m.start: m.start for m in metrics if m.start not in hidden and _is_adjusted(text, m, mentions, dict(narrowed))}
    return Exclusions(tuple(asides), between, tuple(narrowed), frozenset(hidden), tuple(adjusted.items()))


def _shortens(text: str, metric: Mention, metrics: Sequence[Mention]) -> bool:
    """Adjusted earnings before interest and tax (EBIT): whether a metric in brackets is only short for an adjusted one right before."""
    return any(text[m.end : metric.start] == " (" and (m.of("metric") or "").startswith("adjusted_") for m in metrics)


def _narrowed(text: str, metrics: Sequence[Mention]) -> tuple[list[tuple[int, int]], set[int]]:
    """Profit before tax and exceptional items: the metric with the end of what it leaves out, and the metrics that are left out."""
    hidden: set[int] = set()
    ends: dict[int, int] = {}
    head: Mention | None = None
    for mention in metrics:
        if _PER.search(text, max(0, mention.start - _NEAR), mention.start):
            hidden.add(mention.start)  # annual spending per active buyer
        elif head and _is_left_out(text, head, mention):
            hidden.add(mention.start)
            ends[head.start] = mention.end
        else:
            head = mention
    return list(ends.items()), hidden


def _is_left_out(text: str, head: Mention, mention: Mention) -> bool:
    deducted = _DEDUCTED.search(text, mention.start, mention.end) is not None
    if _LEFT_OUT.fullmatch(text, head.end, mention.start):
        return deducted or " and " not in text[head.end : mention.start]
    if "respectively" in text:
        return False  # loss before tax and fuel costs were $3 million and $5 million, respectively
    return deducted and _LEAVING_OUT.search(text, head.start, head.end) is not None and _AND_ALSO.fullmatch(text, head.end, mention.start) is not None


def _is_adjusted(text: str, metric: Mention, mentions: Sequence[Mention], narrowed: dict[int, int]) -> bool:
    """Whether words in front of a sentence, behind a metric or in an aside behind it leave items out of it."""
    if (end := narrowed.get(metric.start)) and _ADJUSTS.search(text, metric.end, end):
        return True
    opening = _OPENING.match(text)
    if opening and opening.end() <= metric.start and _ADJUSTS.search(opening[0]) and ";" not in text[opening.end() : metric.start]:
        return True
    aside = next((a for a in _QUALIFYING.finditer(text, metric.end)), None)
    if aside is None or not _ADJUSTS.search(aside[0]):
        return False
    between = [m for m in mentions if metric.end <= m.start < aside.start() and (m.quantity or m.of("metric"))]
    ends = text[aside.start()] == "," and not text[aside.end() :].strip(" .")  # profit was $4.7 billion, or $1.85 a share, excluding items
    return not between or (ends and all(m.quantity for m in between) and ";" not in text[metric.end : aside.start()])
