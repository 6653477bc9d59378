"""A question as slots: who, what, when, what is asked of it, and what is left over."""

import itertools
import re
from collections.abc import KeysView, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from intents.questions.language import Language
from intents.questions.patterns import Wording, pattern, possible
from knowledge.periods.period import PeriodMention
from knowledge.quantities.quantity import Quantity

_CLAUSE = re.compile(r"[,;:!?。](?!\d)|\.(?=\s)|\s-\s")
_STOPS = " ,;:!?.。"
_HOW_MANY, _ABOUT_ASKER = pattern("how_many"), pattern("about_asker")
_SET_ASIDE, _RESTRICTS = pattern("set_aside"), pattern("restricts")
_IN_PERCENT = pattern("in_percent")
_EACH_SPAN = pattern("each_span")
_HIGHER_BY = pattern("higher_by")
_TOPIC = 48  # characters of a clause that names what the next one asks of
_COUNTING = ("how_much", "yoy", "growth", "share", "difference", "ratio")
_LOOSE = attrgetter("loose")
_CASUAL = ("greeting", "thanks", "bye", "followup", "pronoun", "current")


@dataclass(frozen=True, slots=True)
class Unit:
    """Something a question speaks of: `key` is kind:id, or text:… for words no lexicon knows.

    `parts` are keys of the words inside a compound; `soft` ones may go unanswered; what `narrows` a metric
    stands right beside it (海外 in 海外收入, target in revenue target) and makes it another one; a `loose`
    metric is a plain noun (商家, users) that counts as a measure only where a number is asked; a `denied` scope is
    one that the figure must not have (not just the opening day).
    """

    key: str
    start: int
    end: int
    parts: frozenset[str] = frozenset()
    soft: bool = False
    narrows: bool = False
    loose: bool = False
    denied: bool = False
    word: str = ""

    kind: str = field(init=False)
    id: str = field(init=False)

    def __post_init__(self) -> None:
        kind, _, key = self.key.partition(":")
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "id", key)


@dataclass(frozen=True)
class Question:
    """What a question holds, in the order of its text; spans are those of `folded`."""

    text: str
    folded: str
    language: Language
    periods: tuple[PeriodMention, ...]
    quantities: tuple[Quantity, ...]
    units: tuple[Unit, ...]
    cues: Mapping[str, tuple[int, ...]]
    mended: tuple[tuple[str, str], ...] = ()
    inherited: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()  # of everything understood
    expected: str = ""  # guidance or consensus, where a forecast is asked
    held: tuple[PeriodMention, ...] = ()  # reported periods that a forecast is held against
    content: tuple[Unit, ...] = field(init=False, repr=False, compare=False)  # the units that an answer has to cover
    _cued: KeysView[str] = field(init=False, repr=False, compare=False)
    _possible: frozenset[int] = field(init=False, repr=False, compare=False)  # patterns that the text may match
    _ids: dict[str, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "content", tuple([u for u in self.units if not u.soft]))
        object.__setattr__(self, "_cued", self.cues.keys())
        object.__setattr__(self, "_possible", possible(self.folded))

    def finds(self, pattern: Wording) -> re.Match[str] | None:
        """The first place where a pattern matches the question."""
        return pattern.search(self.folded) if id(pattern) in self._possible else None

    def may_match(self, patterns: frozenset[int]) -> bool:
        """Whether some of the patterns, by their identities, may match."""
        return not self._possible.isdisjoint(patterns)

    def asks(self, *cues: str) -> bool:
        """Whether any of the cues stands in the question."""
        return not self._cued.isdisjoint(cues)

    @property
    def counts(self) -> bool:
        """Whether a number of things is asked: how many, 多少家, or nothing but a measure."""
        only = all(u.kind in ("metric", "entity") for u in self.content)
        return only or self.finds(_HOW_MANY) is not None

    def of(self, kind: str) -> list[str]:
        """Ids of one kind, in order, each once; soft ones only where there are no others."""
        known = self._ids.get(kind)
        if known is None:
            told = [u for u in self.units if u.kind == kind]
            if not told:
                known = []
            elif kind == "metric":
                known = measures_of(told, any(map(_LOOSE, told)) and self.counts)
            else:
                known = list(dict.fromkeys([u.id for u in told if not u.soft] or [u.id for u in told]))
            self._ids[kind] = known
        return known

    def about(self, units: tuple[Unit, ...], periods: tuple[PeriodMention, ...] | None = None) -> "Question":
        """The same asked of other units, and of other periods where some are given."""
        asked = self.periods if periods is None else periods
        return Question(self.text, self.folded, self.language, asked, self.quantities, units, self.cues, self.mended, self.inherited, self.spans, self.expected, self.held)

    def core(self) -> "Question":
        """The clauses that ask something: greetings and explanations around them speak of nothing that must be met."""
        first = _CLAUSE.search(self.folded)
        if first is None or not self.folded[first.end() :].strip(_STOPS):
            return self
        breaks = list(_CLAUSE.finditer(self.folded))
        edges = [0, *(m.end() for m in breaks), len(self.folded)]
        spans = [(s, e) for s, e in itertools.pairwise(edges) if self.folded[s:e].strip(_STOPS)]
        if len(spans) < 2:
            return self
        asking = {at for cue, places in self.cues.items() if cue not in _CASUAL for at in places}
        told = [any(s <= at < e for at in asking) and any(s <= u.start < e and not u.soft for u in self.units) for s, e in spans]
        counting = {at for cue in _COUNTING for at in self.cues.get(cue, ())}
        strong = [t and any(s <= at < e for at in counting) for t, (s, e) in zip(told, spans, strict=True)]
        told = strong if any(strong) else told  # what is told before a number is asked for explains who asks
        if not any(strong) and (told_of_asker := self._of_the_asker(spans)):
            return self._aside(told_of_asker)
        if not any(told):
            return self
        ended = {m.end() for m in breaks if m[0].strip() and m[0].strip()[-1] in ".!?。"}
        start, last = told.index(True), len(told) - 1 - told[::-1].index(True)
        if start and (self._is_topic(*spans[start - 1]) or _SET_ASIDE.match(self.folded, spans[start - 1][0])):
            start -= 1  # battery segment: revenue?; 除了搜索,其他收入多少
        outside = [span for i, span in enumerate(spans) if i < start or (i > last and span[0] in ended)]
        if self.asks("why") and all(u.kind == "entity" for u in self.content if not any(s <= u.start < e for s, e in outside)):
            return self  # 以前靠人工打标签,现在靠什么
        return self._aside(outside)

    def _of_the_asker(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The clauses in which the asker tells of themselves, where another one names a measure."""
        measures = [u.start for u in self.content if u.kind == "metric" and not u.loose]
        own = [(s, e) for s, e in spans if not any(s <= at < e for at in measures) and _ABOUT_ASKER.search(self.folded, s, e)]
        return own if measures else []

    def _aside(self, outside: list[tuple[int, int]]) -> "Question":
        """The question with what stands in some clauses as nothing that must be met."""
        outside = [s for s in outside if not _RESTRICTS.search(self.folded, *s)]
        if not outside:
            return self
        return self.about(tuple(replace(u, soft=True) if (u.kind in ("term", "unknown", "text") or u.loose) and any(s <= u.start < e for s, e in outside) else u for u in self.units))

    def _is_topic(self, start: int, end: int) -> bool:
        """Whether a short clause before a colon names what the next one asks of (battery segment: revenue?)."""
        named = [u.kind for u in self.units if start <= u.start < end and not u.soft]
        return self.folded[end - 1] == ":" and end - start <= _TOPIC and bool(named) and "unknown" not in named

    @property
    def in_percent(self) -> bool:
        """Whether the answer is asked for in percent."""
        return self.finds(_IN_PERCENT) is not None

    @property
    def higher_by(self) -> bool:
        """Whether it is asked by how much one figure is above or below another."""
        return self.finds(_HIGHER_BY) is not None

    @property
    def each_span(self) -> re.Match[str] | None:
        """For each quarter, month or day: the words that ask so."""
        return self.finds(_EACH_SPAN)


def measures_of(units: Sequence[Unit], counting: bool) -> list[str]:
    """Metric ids in order, each once: firm ones; else plain nouns where a number is asked; else soft ones."""
    told = [u for u in units if u.kind == "metric"]
    if not told:
        return []
    measured = [u.id for u in told if not u.soft and (counting or not u.loose)] or [u.id for u in told if u.soft and not u.loose]
    return measured if len(measured) < 2 else list(dict.fromkeys(measured))
