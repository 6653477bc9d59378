"""What a figure of change is of, which way it goes and against what."""

import re

from knowledge.fact import Direction, Role
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.text import has_hanzi
from knowledge.quantities.quantity import Quantity
from knowledge.sentences.goingon import GoingOn
from knowledge.sentences.lists import Owner
from knowledge.sentences.measure import Measure, measure_of
from knowledge.sentences.mention import Mention
from knowledge.sentences.otherwise import basis_beside
from knowledge.sentences.topics import star
from knowledge.sentences.unfigured import Unfigured
from knowledge.sentences.yardsticks import role_against

_MEASURE_ON = pattern("measure_on")
_TO_PRICE, _PRICE_MOVE = pattern("to_price"), pattern("price_move")
_POINTS, _SHARES_OF = pattern("points"), pattern("shares_of")
_ASIDE, _AND_GROWTH = rare("aside_before_change"), rare("and_growth")
_WORTH = pattern("worth")
_AND = re.compile(r"\s?(?:,|and|, and|&|/|or)\s?(?:by\s)?")


class Changing(Unfigured):
    """Reads the changes that the figures of one sentence tell."""

    def _change(self, q: Quantity, begin: int, owner: Owner, inferred: str = "") -> None:
        measure = owner.measure or (self.measures.nearest(0, q.start) if owner.told else None) or self._changing(q, begin)
        if measure is None:
            return
        measure = self._as_change(measure)
        rule = "respectively" if owner.told else "lost-percent-sign" if inferred else "growth"
        direction = Direction.DOWN if q.value < 0 else self._by_worth(q, begin, measure) or self.changes.direction(q, begin) or self._shared_direction(q) or Direction.UP
        if q.unit == "pp" and not self.changes.than(q) and self._is_of_growth(measure):
            return
        role = role_against(self.at, self.times, self.changes, self.changes.basis(q, begin, measure), q, measure)
        if role is Role.CHANGE and not self.at.ids("basis", begin, self.at.right(q.end)) and measure.unit != "price":
            role = basis_beside(measure, self.facts)
        points = q.unit == "percent" and measure.unit == "percent" and _POINTS.search(self.at.text, q.number_end, q.end) and has_hanzi(self.at.text)  # 毛利率同比提升1.2pct
        unit = "percent" if inferred else "pp" if points else q.unit
        figure = q._replace(value=abs(q.value), unit=unit) if unit != q.unit or q.value.is_signed() else q
        self.add(figure, measure, role, rule, direction, owner, inferred)

    def _by_worth(self, q: Quantity, begin: int, measure: Measure) -> Direction | None:
        """The combined ratio improved by 2 points: down where less is better; None where no word tells that something got better or worse."""
        told = list(_WORTH.finditer(self.at.text, begin, q.start)) if related("lower_is_better", measure.base or measure.id) else []
        if not told or any(m.start >= told[-1].end() for m in self.at.named("direction", begin, q.start)):
            return None
        return Direction.DOWN if told[-1]["better"] else Direction.UP

    def _as_change(self, measure: Measure) -> Measure:
        key = related("change", measure.id)
        return measure_of(self.reader.lexicon.metrics[key], measure.start, measure.labels[-1]) if key else measure

    def _shared_direction(self, q: Quantity) -> Direction | None:
        """Down 67% q-o-q and 72% y-o-y: the direction that two changes of one measure share."""
        last = self.facts[-1] if self.facts and self.at.is_latin else None
        if last is None or not last.role.is_change:
            return None
        end = max((f.end for f in self.at.figures if f.end <= q.start), default=0)
        bases = self.at.named("basis", end, q.start)
        between = self.at.text[bases[-1].end if bases else end : q.start]
        return last.direction if _AND.fullmatch(between) else None

    def _is_of_growth(self, measure: Measure) -> bool:
        """收入下降6%,降幅收窄12个百分点: points of what is no percentage are of its growth, which is told of no measure."""
        share = any(f.metric == measure.id and f.unit == "percent" and not f.role.is_change for f in self.facts)
        return measure.unit in ("money", "count", "per_share", "price") and not share

    def _changing(self, q: Quantity, begin: int) -> Measure | None:
        """What a change is of: the metric or the noun before it, the metric behind 36% increase in, else what was measured last."""
        moved = self.changes.moved(q, begin)
        if self.at.is_latin and moved and q.start == self.at.figures[0].start and _SHARES_OF.fullmatch(self.at.text, 0, min(moved.start, q.start)):
            return measure_of(self.reader.lexicon.metrics["share_price_change"])
        if self.at.is_latin and not self.at.named("metric", self.at.left(q.start), q.start) and (noun := self.nouns.antecedent(q.start)):
            return self.measures.named(noun, "")
        if told := self._before_aside(moved):
            return told
        if moved and not self.facts and (part := star(self.at, moved.start)):
            return self.measures.named(part.lower(), "")
        if self.spoken.measure and self.rises.marks(q):
            return self.spoken.measure
        if measure := self._of_verb(q, begin) or self._named_changing(q, begin, moved):
            return measure
        measure = self._noun_changing(q, begin, moved.start if moved and moved.start < q.start else q.start) or self.spoken.measure
        measure = measure or self.measures.nearest(0, q.start) or self.measures.after(q._replace(unit=""))
        if measure:
            return measure
        to_date = any(m.period and m.period.period.part == "YTD" for m in self.at.between(begin, q.start))
        return measure_of(self.reader.lexicon.metrics["share_price_change_ytd"]) if to_date else None

    def _before_aside(self, moved: Mention | None) -> Measure | None:
        """Revenue, published last week, had climbed 8%: the metric before what is said of it aside."""
        aside = _ASIDE.search(self.at.text, 0, moved.start) if moved and self.at.is_latin else None
        if not aside:
            return None
        begin = self.at.left(aside.start())
        noun = "" if self.at.named("metric", begin, aside.start()) else self.nouns.changing(begin, aside.start())
        return self.measures.named(noun, "") if noun else self.measures.nearest(begin, aside.start())

    def _of_verb(self, q: Quantity, begin: int) -> Measure | None:
        """中期多赚6%: a verb of earning more or less is of the profit."""
        told = self.at.named("direction", begin, q.start)
        key = next((k for m in told if m.token and (k := related("verb", m.token.surface))), None)
        return measure_of(self.reader.lexicon.metrics[key], q.start) if key else None

    def _named_changing(self, q: Quantity, begin: int, moved: Mention | None) -> Measure | None:
        """The metric before a change, the one behind it in 36% increase in revenue, or the share where a word of prices stands alone."""
        if self.at.is_latin and (noun := _AND_GROWTH.search(self.at.text, begin, q.start)) and not any(m.of(k) for m in self.at.between(noun.start("what"), noun.end("what")) for k in ("metric", "basis", "direction")):
            return self.measures.named(noun["what"].strip(), "")  # a margin of 40% and premium growth of 5%
        if measure := self._head_on(begin, q.start) or self.measures.nearest(begin, q.start):
            return self.amounts.of_the_same(measure)
        if moved and moved.start >= q.end and (measure := self.measures.nearest(q.end, self.at.right(q.end))):
            return measure
        return measure_of(self.reader.lexicon.metrics["share_price_change"]) if self._is_price_move(moved, begin) else None

    def _head_on(self, begin: int, end: int) -> Measure | None:
        """Capacity on routes to Brazil rose: the first of two measures of which the second says what it is on."""
        told = self.at.visible("metric", begin, end)[-2:] if self.at.is_latin else []
        on = len(told) > 1 and _MEASURE_ON.fullmatch(self.at.text, told[0].end, told[1].start)
        return self.measures.read(told[0]) if on else None

    def _noun_changing(self, q: Quantity, begin: int, end: int) -> Measure | None:
        """The part of the company or the noun that changes, told before `end`."""
        phrase = self.nouns.changing(begin, end)
        part = GoingOn(self.at, self.amounts.before).of_part(phrase or self.at.text[begin:end].strip(), self.spoken.measure, q)
        return part or (self.measures.named(phrase, "") if phrase else None)

    def _is_price_move(self, moved: Mention | None, begin: int) -> bool:
        """甲公司涨超8%: a word of prices that nothing measured stands before moves the share."""
        if not moved or not moved.token or not _PRICE_MOVE.fullmatch(moved.token.surface):
            return False
        known = self.reader.lexicon.metrics.get(self.spoken.measure.base) if self.spoken.measure else None
        company = any(m.of("entity") or m.of("anaphor") for m in self.at.between(begin, moved.start))
        names = self.at.named("entity", begin, moved.start)
        if names and _TO_PRICE.fullmatch(self.at.text, names[-1].end, moved.start):
            return True
        return (known is not None and known.unit == "price") or (company and self.spoken.measure is None)
