"""What a sentence states without a figure: that something is unchanged, doubled, or first."""

from dataclasses import replace
from decimal import Decimal

from knowledge.fact import Direction, Role
from knowledge.language.patterns import pattern
from knowledge.quantities.quantity import Bound, Quantity
from knowledge.sentences.clauses import BREAK
from knowledge.sentences.flats import FLAT_NEAR, held_flat, is_beside
from knowledge.sentences.measure import Measure
from knowledge.sentences.mention import ordinals
from knowledge.sentences.nouns import trimmed
from knowledge.sentences.sentencefacts import SentenceFacts
from knowledge.sentences.spoken import measure_again

_ABOUT_FLAT = pattern("about_flat")
_MULTIPLES = {Decimal(n): pattern(f"multiple_{n}") for n in (100, 200, 300)}
_MORE_THAN, _NEARLY_SO = pattern("more_than"), pattern("nearly")
_FLAT_OF_PART = pattern("flat_of_part")


class Unfigured(SentenceFacts):
    """Adds what the words of one sentence state by themselves."""

    def flats(self) -> None:
        """环比持平: a change of nothing, against the basis that is named beside it."""
        for mention in self.at.kinds.get("direction", ()):
            if mention.of("direction") != "flat":
                continue
            near = [m for m in self.at.kinds.get("basis", ()) if is_beside(self.at, m, mention)]
            against = self.changes.against(near[0]) if near else held_flat(self.at, self.times, mention, self.facts[-1].period if self.facts else self.reader.anchor.reported)
            left = self.at.left(mention.start)
            measure = self.measures.nearest(left, mention.start) or self._measured_before(mention.start)
            of_part = measure is not None and not measure.owner and _FLAT_OF_PART.search(self.at.text, left, mention.start) is not None
            if against and measure and not of_part:  # 高档产品销量增长但收入同比持平
                first = near[0] if near else mention
                q = Quantity(min(first.start, mention.start), max(first.end, mention.end), Decimal(0), "percent", Bound.ABOUT if _ABOUT_FLAT.search(self.at.text, mention.start - 4, mention.end) else Bound.EXACT)
                self.add(q, measure, against, "flat", None)

    def multiples(self) -> None:
        """收入同比翻番至10亿元, revenue doubled: a change told by its word alone."""
        for mention in self.at.kinds.get("direction", ()):
            if mention.of("direction") != "up" or not mention.token:
                continue
            told = next((value for value, words in _MULTIPLES.items() if words.match(mention.token.surface)), None)
            begin = self.at.left(mention.start)
            others = any(f.quantity and begin <= f.start < mention.start and self.at.text[f.quantity.number_end : f.end] == "家" for f in self.at.figures)
            measure = self.measures.nearest(begin, mention.start) or (None if others else self._measured_before(mention.start)) if told else None
            if told and measure:
                before = max(0, mention.start - 2 * FLAT_NEAR)
                bound = Bound.OVER if _MORE_THAN.search(self.at.text, before, mention.start) else Bound.ABOUT if _NEARLY_SO.search(self.at.text, before, mention.start) else Bound.EXACT
                q = Quantity(mention.start, mention.end, told, "percent", bound)
                self.add(q, measure, self.changes.basis(q, begin, measure), "multiple", Direction.UP)

    def _measured_before(self, position: int) -> Measure | None:
        """What the last figure of the sentence before a place measures."""
        before = [f for f in self.facts if self.sentence.start <= f.start < self.sentence.start + position]
        return measure_again(before[-1], self.reader.lexicon) if before else None

    def ranks(self) -> None:
        """X的综合效果位列全球第一: a rank after a verb of ranking or a scope."""
        for start, end, rank in ordinals(self.at.text):
            near = self.at.named("rank", self.at.left(start, BREAK), start)
            if near:
                told = self.measures.nearest(near[0].start, start)  # 排名全球销量第一
                phrase = trimmed(self.at.text[self.at.after_names(near[0].start) : near[0].start]) or "排名"
                measure = replace(told, labels=told.labels[-1:] + told.labels) if told else self.measures.named(phrase, "count")
                measure = replace(measure, labels=(measure.labels[0] + "排名", *measure.labels, "排名", "ranking"), base="ranking")
                self.add(Quantity(start, end, Decimal(rank), "rank", number_end=end), measure, Role.RANK, "rank", None)
