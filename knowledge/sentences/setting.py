"""Where a sentence stands: its mentions, the periods that it tells, what it inherits and what it passes on."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from knowledge.article import Sentence
from knowledge.fact import Subject
from knowledge.language.patterns import rare
from knowledge.periods.order import is_later
from knowledge.periods.period import Period
from knowledge.periods.relative import LAST_MONTH
from knowledge.sentences.clauses import Clauses, Reader
from knowledge.sentences.subjects import in_reason
from knowledge.sentences.times import Times

_BY_TRADE, _DONE = rare("firm_by_trade"), rare("done")
_SENSITIVE = rare("sensitivity")
_STATING = ("direction", "rank")  # words that state something without a figure: unchanged, doubled, first


class Inherited(NamedTuple):
    """What later sentences of a paragraph take over where they say nothing themselves; `last` is what the paragraph before spoke of last."""

    subject: Subject
    period: Period | None = None
    last: Period | None = None


@dataclass
class Setting:
    """A sentence, whether or not it has figures."""

    reader: Reader
    sentence: Sentence
    inherited: Inherited
    at: Clauses = field(init=False)
    times: Times = field(init=False)

    def __post_init__(self) -> None:
        self.at = Clauses(self.reader, self.sentence)
        self.times = Times(self.at, None if self._is_done() else self.inherited.period, self.inherited.last)

    def _is_done(self) -> bool:
        """We expect a margin of 25% in the first quarter. We repurchased $210 million of stock: whether the period that the sentence before
        foresaw cannot hold what this one tells of as done."""
        period, anchor = self.inherited.period, self.reader.anchor
        if period is None or not self.at.is_latin or not anchor.reported.year or not is_later(period, anchor.reported) or any(k in self.at.kinds for k in ("forecast", "ahead")):
            return False
        return (period.year or 0, LAST_MONTH.get(period.part, 12)) >= (anchor.date.year, anchor.date.month) and _DONE.search(self.at.text) is not None

    @property
    def states(self) -> bool:
        """Whether the sentence can state facts: most of an article's sentences do not; nor does one that says what something would change."""
        told = bool(self.at.figures) or any(kind in self.at.kinds for kind in _STATING)
        return told and not _SENSITIVE.search(self.at.text)

    def passed_on(self) -> Inherited:
        """What the next sentence of the paragraph inherits."""
        own = next((m.of("entity") for m in self.at.visible("entity", 0, len(self.at.text)) if self.at.can_own(m.start) and not in_reason(self.at, m) and self._can_go_on(m.start, m.of("entity") or "")), None)
        other = own is not None and self.reader.is_company(own) and not self.reader.is_reporting(own) and not self.reader.several
        firm = None if own else _BY_TRADE.match(self.at.text)
        subject = self.reader.subject(own) if own else Subject("", self.at.original(*firm.span(1))) if firm else self.inherited.subject
        return Inherited(subject, self.inherited.period if other else self.times.passed_on(), self.inherited.last)

    def _can_go_on(self, start: int, key: str) -> bool:
        """Whether a name can be whom the next sentence goes on about: in English a product that is named behind the figures is none."""
        return not self.at.is_latin or self.reader.is_company(key) or not self.at.figures or start < self.at.figures[0].start

    def headed(self) -> Inherited:
        """What a heading says of the paragraphs below it: the company that it begins with, where others begin with others, and the period."""
        company = self.reader.headed(self.sentence) if self.reader.sectioned else ""
        reporting = self.reader.reporting(Subject("", ""))
        return Inherited(self.reader.subject(company) if company else reporting, None if self.at.figures else replace(self.times, known=None).passed_on())
