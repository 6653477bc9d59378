"""Of which time a figure is that another is held against: compared to $0.33 reported last year, from 64,300 oz in the March quarter, SEK 12,337 m (8,402)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.fact import Fact, Role
from knowledge.language.patterns import pattern, rare
from knowledge.periods.order import quarter_before
from knowledge.periods.period import Period
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.mention import Mention
from knowledge.sentences.times import Times

HELD = ("from-to", "held-against", "bracketed")  # rules of figures that others are held against
_HELD, _FROM, _VERB = rare("held_before"), rare("from_words"), pattern("finite_verb")
_NAMELESS = pattern("untold_behind")
_BEHIND, _OPENED, _EXPECTED = pattern("told_behind"), re.compile(r"\.?\s?\(\s?"), rare("expected_behind")
_BETWEEN = pattern("between_held")
_THIS_COMPARES, _UNTOLD, _NEAR = pattern("this_compares"), pattern("against_untold"), 24
_ALSO, _SHARE_HELD = pattern("also_held"), pattern("share_held")
_PARTS = ("Q1", "Q2", "Q3", "H1", "Q1-Q3")
_BEFORE = 80  # characters before a figure in which it is said that another is held against it
_LEAST, _MOST = Decimal("0.02"), Decimal(50)  # how often a figure in brackets holds the one before it


@dataclass(frozen=True)
class Comparatives:
    """The figures of one English sentence that others are held against; `facts` are those read so far."""

    at: Clauses
    times: Times
    facts: Sequence[Fact]
    before: Fact | None = None  # the fact told before the sentence

    def period(self, q: Quantity, forecast: str) -> tuple[bool, Period | None]:
        """Whether a figure is of another time that is told with it, and of which; None where that has no year to reckon from, or what was foreseen before."""
        begin = max(0, q.start - _BEFORE)
        if not self.at.is_latin or not (found := _FROM.search(self.at.text, begin, q.start) or _HELD.search(self.at.text, begin, q.start)):
            return False, None
        i = next((i for i, f in enumerate(self.at.figures) if f.start == q.start), -1)
        if self._is_none(found, i, q):
            return False, None
        if found[0].startswith(", after") and not (self._behind(q.end) or _NAMELESS.match(self.at.text, q.end)):
            return False, None  # after $7 million of costs
        of, moved = self._of(), found[0].startswith(("from", ", after"))
        if told := self._behind(q.end) or self._between(found.start(), q.start):
            self.times.held.add(told.start)
            return True, self._meant(told, of)
        if "yoy" in self.at.ids("basis", found.start(), q.start):
            return True, of.shifted(-1) if of and of.year else None  # growth of 3% from last year's $4.22
        if _NAMELESS.match(self.at.text, q.end):
            return True, None  # down from $715 million at mid-year
        if self.is_year_before(q):
            return True, self._before(of)
        if i in self.at.moves and not self._follows(i) and self.at.reader.anchor.reported.year:
            return False, None
        return moved and i > 0, self._before(of) if not forecast and self._follows(i) else None

    def also(self, i: int, q: Quantity) -> Fact | None:
        """Versus 116% a year ago and 112% last quarter: a further figure that the one before is held against, of the time that stands behind it."""
        last = self.facts[-1] if self.facts and i and self.at.is_latin else None
        before = self.at.figures[i - 1] if i else None
        if last is not None and before is not None and last.role is Role.SHARE and last.rule not in HELD:
            return self._share_before(last, before, q)
        if last is None or before is None or last.rule not in HELD or last.start != self.at.sentence.start + before.start or last.unit != (q.unit or last.unit):
            return None
        told = self._behind(q.end) or self.times.right_behind(q.end) if _ALSO.fullmatch(self.at.text, before.end, q.start) else None
        return replace(last, value=q.value, high=q.high, period=self._meant(told, self._of()), start=self.at.sentence.start + q.start) if told else None

    def _share_before(self, last: Fact, before: Mention, q: Quantity) -> Fact | None:
        """Made up 41% of the total, versus 38% a year earlier: the share of another time."""
        adjacent = q.unit == "percent" and last.start == self.at.sentence.start + before.start and _SHARE_HELD.fullmatch(self.at.text, before.end, q.start)
        told = self._behind(q.end) if adjacent else None
        period = self._meant(told, self._of()) if told else None
        return replace(last, value=q.value, high=q.high, period=period, rule="held-against", start=self.at.sentence.start + q.start) if period else None

    def is_year_before(self, q: Quantity) -> bool:
        """Cash flow was $89 million, compared with $71 million: a bare comparison of what is reported of a span, in a sentence that
        tells no time, where nothing is expected and no quarter before is spoken of."""
        if not self.at.is_latin or not self.facts or self.times.told or not _UNTOLD.search(self.at.text, max(0, q.start - _NEAR), q.start):
            return False
        last = next((f for f in reversed(self.facts) if f.unit == q.unit or not q.unit), self.facts[-1])
        metrics, reported = self.at.reader.lexicon.metrics, self.at.reader.anchor.reported
        known = metrics.get(last.metric) or metrics.get(last.base)
        figures = [f for f in self.at.figures if f.end <= q.start]
        beside = [self.at.sentence.start + f.start for f in figures[-2:]]
        over_span = known is not None and known.kind in ("flow", "ratio", "average") and not last.role.is_change and last.start in beside
        plain = not last.forecast and "forecast" not in self.at.kinds and "qoq" not in self.at.ids("basis", 0, len(self.at.text))
        return over_span and plain and bool(reported.year) and last.period == reported and last.rule not in HELD and ":" not in self.at.text[self.at.figures[0].start : q.start]

    def _is_none(self, found: re.Match[str], i: int, q: Quantity) -> bool:
        """Whether the words before a figure hold nothing against it: a range (from A to B), what was expected, the beginning of a sentence."""
        ranged = self.at.moves.get(i, i) > i
        expected = _EXPECTED.match(self.at.text, q.end) or self.at.named("forecast", found.start(), q.start)
        return ranged or bool(expected) or any(found.start() < f.start < q.start for f in self.at.figures) or _VERB.search(found[0]) is not None

    def _of(self) -> Period | None:
        """The period of what is held against the figure: of the last figure of the sentence that is no such one itself, else the paragraph's."""
        own = next((f.period for f in reversed(self.facts) if f.rule not in HELD), None)
        if own is None and self.before and _THIS_COMPARES.match(self.at.text):
            own = self.before.period
        reported = self.at.reader.anchor.reported
        return own or self.times.known or (reported if reported.year or reported.part else None)

    def _behind(self, end: int) -> Mention | None:
        """The period behind a figure with nothing but the words of a comparison between."""
        after = next((m for m in self.at.mentions if m.period and m.start >= end), None)
        return after if after and _BEHIND.fullmatch(self.at.text, end, after.start) else None

    def _between(self, start: int, end: int) -> Mention | None:
        """Compared to prior year $0.39, compared to net income for 2029 of $18 million."""
        told = next((m for m in reversed(self.at.between(start, end)) if m.period), None)
        return told if told and _BETWEEN.fullmatch(self.at.text, told.end, end) else None

    def _follows(self, i: int) -> bool:
        """Whether a figure that is told by from alone follows another of its kind, or a change."""
        if not self.facts or i < 1:
            return False
        before = self.at.figures[i - 1]
        return self.facts[-1].start == self.at.sentence.start + before.start and self.facts[-1].period is not None

    def _before(self, of: Period | None) -> Period | None:
        """The period before another: of the quarter before where only such a basis is named, else of the year before."""
        bases = self.at.ids("basis", 0, len(self.at.text))
        if of is None or of.year is None or of.is_day:
            return None
        return quarter_before(of) if "qoq" in bases and "yoy" not in bases else of.shifted(-1)

    def _meant(self, mention: Mention, of: Period | None) -> Period | None:
        """The period that a comparison names, in the light of what is compared; None where its year cannot be told."""
        told = self.times.meant_by(mention, of)
        away = self.times.years_away(mention)
        if away is not None and of and of.year:
            return of.shifted(away)
        if told.year is None and (of is None or told.part == of.part):
            return None
        if of and of.year and told == Period(of.year - 1) and of.part in _PARTS and not (mention.period and mention.period.end_of):
            return of.shifted(-1)  # nine months' costs of $40 million, compared with $31 million in 2030
        if told != of:
            return told
        return told.shifted(-1) if "year" in self.at.text[mention.start : mention.end] else quarter_before(told) or told.shifted(-1)

    # --- in brackets

    def converted(self, i: int, q: Quantity) -> Fact | None:
        """4.5 billion euros ($5 billion): the fact that an amount in brackets tells in another currency."""
        last = self.facts[-1] if self.facts else None
        if i < 1 or last is None or not self.at.is_latin or q.unit not in MONEY or q.unit == last.unit or last.unit not in MONEY or self.at.text[q.end : q.end + 1] != ")":
            return None
        before = self.at.figures[i - 1]
        near = last.start == self.at.sentence.start + before.start and _OPENED.fullmatch(self.at.text, before.end, q.start)
        return replace(last, value=q.value, high=q.high, unit=q.unit, rule="converted", start=self.at.sentence.start + q.start) if near else None

    def bracketed(self, i: int, q: Quantity) -> Fact | None:
        """SEK 12,337 m (8,402), 11.1% (9.6): the same of the year before, told by a bare number in brackets right behind; None where it is anything else."""
        last = self.facts[-1] if self.facts else None
        before = self.at.figures[i - 1].quantity
        if last is None or before is None or last.role.is_change or last.forecast or last.value is None or last.start != self.at.sentence.start + before.start:
            return None
        value = q.value * (before.scale if q.scale == 1 and q.unit in ("", "count") else 1)
        period = last.period.shifted(-1) if last.period and last.period.year else None
        alike = value * last.value <= 0 or _LEAST <= abs(value / last.value) <= _MOST
        return replace(last, value=value, high=None, period=period, rule="bracketed", start=self.at.sentence.start + q.start, direction=None) if alike and period else None

    def is_bracketed(self, i: int, q: Quantity) -> bool:
        """Whether a number stands alone in brackets right behind another of its unit or with none."""
        if not i or not self.at.is_latin or self.at.text[q.end : q.end + 1] != ")":
            return False
        before = self.at.figures[i - 1].quantity
        bare = before is not None and (q.unit in ("", before.unit) or (q.unit == "count" and before.unit in MONEY))
        return bare and _OPENED.fullmatch(self.at.text, self.at.figures[i - 1].end, q.start) is not None
