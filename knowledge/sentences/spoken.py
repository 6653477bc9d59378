"""What a sentence measured last, and the measure of a fact that was told before."""

from dataclasses import dataclass

from knowledge.fact import Fact, Subject
from knowledge.language.lexicon import Lexicon
from knowledge.language.patterns import pattern
from knowledge.language.text import fold
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.measure import Measure, fits, measure_of

_SALES_OF_PART = pattern("sales_of_part")


@dataclass
class Spoken:
    """What a sentence measured last: how a figure that names nothing is read."""

    measure: Measure | None = None
    unit: str = ""
    subject: Subject | None = None
    end: int = 0
    forecast: str = ""
    part: str = ""  # the part of the company that was spoken of last
    parted: Measure | None = None  # the last measure that was narrowed to a part
    counted: Measure | None = None  # the last count that is no narrower one of the count before (经销商, not 省外经销商)
    valued: bool = False  # whether an amount of it was told, not only a change
    topic: str = ""  # the same where it was told as such, not as a metric's narrower noun

    def forget(self) -> None:
        """Others are told of from here on."""
        self.measure = self.subject = None

    def remember(self, measure: Measure, fact: Fact, end: int) -> None:
        """Remembers a figure."""
        if fact.unit == "count" and not (self.counted and (self.counted.labels[0] in measure.labels[0] or (measure.base == self.counted.id and measure.id != measure.base))) and measure.kind != "added" and fact.rule != "added":
            self.counted = measure
        if measure.base and measure.id != measure.base and not fact.role.is_change:
            self.parted = measure
        if self.topic and not fact.base and fact.subject.name != self.topic:
            self.topic = ""  # what only this article measures would have gone on about the part
        if measure.id != fact.base and measure.owner:
            self.part = self.topic = measure.owner
        elif measure.base and measure.id != measure.base and not fact.role.is_change:
            self.part = measure.labels[0].removesuffix(measure.labels[1] if measure.labels[0].endswith(measure.labels[1]) else "").removesuffix("的")
        elif fact.unit in MONEY and not fact.role.is_change:
            parts = (label[: sold.end(1)] for label in measure.labels if (sold := _SALES_OF_PART.fullmatch(fold(label))))
            self.part = next((part for part in parts if part in fact.citation.quote), "")  # 手机业务收入, which the lexicon knows
        self.valued = not fact.role.is_change or (self.valued and self.measure is not None and self.measure.id == measure.id)
        self.measure, self.subject, self.end, self.forecast = measure, fact.subject, end, fact.forecast
        self.unit = self.unit if fact.role.is_change else fact.unit

    def fits(self, q: Quantity, lexicon: Lexicon) -> bool:
        """Whether a figure can measure the same: money after money, a count after a count."""
        metric = lexicon.metrics.get(self.measure.id) if self.measure else None
        if metric is not None and metric.unit == "per_share" and not fits(metric, q):
            return False  # 每股收益5.2元,较去年同期的241亿元: millions are nothing of one share's
        return not q.unit or q.unit == self.unit or (q.unit in MONEY and self.unit in MONEY) or not self.unit or (metric is not None and fits(metric, q))


def measure_again(fact: Fact, lexicon: Lexicon) -> Measure | None:
    """The measure of a fact that was told before."""
    known = lexicon.metrics.get(fact.metric)
    if known:
        return measure_of(known)
    base = lexicon.metrics.get(fact.base)
    return Measure(fact.metric, fact.labels, base.unit if base else "", base.kind if base else "stock", fact.base, fact.terms)
