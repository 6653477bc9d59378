"""The facts of one sentence in the making: what every figure gets besides its measure, and what is remembered of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.article import Sentence
from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.text import fold, has_hanzi
from knowledge.periods.order import quarter_before
from knowledge.periods.period import Period
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.amounts import Amounts
from knowledge.sentences.changes import Changes
from knowledge.sentences.clauses import Clauses, Reader
from knowledge.sentences.comparatives import Comparatives
from knowledge.sentences.earlier import EARLIER
from knowledge.sentences.forecasts import Forecasts
from knowledge.sentences.lists import UNPAIRED, Owner
from knowledge.sentences.measure import SPOT, Measure, measure_of
from knowledge.sentences.measures import Measures
from knowledge.sentences.nouns import Nouns, is_noun
from knowledge.sentences.otherwise import other_basis
from knowledge.sentences.rises import Rises
from knowledge.sentences.setting import Setting
from knowledge.sentences.spoken import Spoken
from knowledge.sentences.subjects import subject_at
from knowledge.sentences.times import Times
from knowledge.sentences.untold import is_nameless

_OR_ELSE = rare("or_else")
_LEFT_OUT_OF_ALL, _ADJUSTS = rare("left_out_of_all"), pattern("adjusts")
_PLANNED, _NO_NOUN, _NO_HEAD = pattern("planned"), pattern("no_noun"), pattern("no_head")
_HUNDRED_MILLION, _FEW_WORDS = 100_000_000, 3
_OR_NEAR = 16  # characters before a figure in which or stands


@dataclass
class SentenceFacts:
    """What reading a sentence needs at hand, and the facts that it has found."""

    setting: Setting
    earlier: Sequence[Fact]
    reader: Reader = field(init=False)
    sentence: Sentence = field(init=False)
    at: Clauses = field(init=False)
    times: Times = field(init=False)
    nouns: Nouns = field(init=False)
    measures: Measures = field(init=False)
    changes: Changes = field(init=False)
    amounts: Amounts = field(init=False)
    forecasts: Forecasts = field(init=False)
    comparatives: Comparatives = field(init=False)
    rises: Rises = field(init=False)
    facts: list[Fact] = field(default_factory=list)
    head: Subject | None = None  # 超3000万元的AIGC内容: what an attributive figure describes is spoken of next
    spoken: Spoken = field(default_factory=Spoken)
    condition: str = ""  # 人民币每升值1%: what the figures behind it depend on

    def __post_init__(self) -> None:
        self.reader, self.sentence, self.at, self.times = self.setting.reader, self.setting.sentence, self.setting.at, self.setting.times
        self.nouns = Nouns(self.at)
        self.measures = Measures(self.at, self.nouns)
        self.changes = Changes(self.at)
        before = next((f for f in reversed(self.earlier) if f.forecast != EARLIER), None)
        self.comparatives = Comparatives(self.at, self.times, self.facts, before)
        self.amounts = Amounts(self.at, self.measures, self.spoken, before, self.comparatives)
        self.forecasts = Forecasts(self.at, self.spoken)
        self.rises = Rises(self.at, self.measures)

    def add(
        self, q: Quantity, measure: Measure, role: Role, rule: str, direction: Direction | None, owner: Owner = UNPAIRED, inferred: str = "", figure: int = -1,
    ) -> None:
        """Adds a fact unless it is of a time that nobody can tell or of nothing that has a name, and remembers what was measured."""
        if self._is_of_nothing(q, measure):
            return
        if self.condition and not measure.id.startswith(self.condition):
            measure, rule = self._under(f"{self.condition} ", measure), "sensitivity"
        elif (left_out := self._left_out(q)) and not any(label.startswith(left_out) for label in measure.labels):
            measure = self._under(left_out, measure) if has_hanzi(left_out) else self._labelled(f"{measure.labels[-1]} {left_out[0].lower()}{left_out[1:]}", left_out, measure)
        plain = measure
        if role.is_change and rule != "constant-currency" and not related("other_basis", measure.id) and (basis := other_basis(self.at, q)) and basis not in measure.id.lower():
            measure = self._under(basis, measure) if has_hanzi(basis) else self._labelled(f"{measure.labels[-1]} {basis}", basis, measure)
        measure = self._of_place(q, measure) if self.at.is_latin and (not measure.owner or rule == "same-metric") else measure
        fact = self.forecasts.of_future(self.fact(q, measure, role, rule, direction, owner, inferred))
        told = fact.period is not None
        held, when = self.comparatives.period(q, fact.forecast) if not role.is_change and fact.forecast != "consensus" and not owner.period and not self.is_other(q) else (False, None)
        if held:
            fact = replace(fact, period=when, forecast="", rule="from-to" if figure in self.at.moves else "held-against")
            told = when is not None
            figure = figure if told else -1
        elif figure in self.at.moves:
            goal = self.at.figures[self.at.moves[figure]]
            of = self.times.of(goal.start, goal.end, measure, changes=True)
            quarterly = "qoq" in self.at.ids("basis", 0, len(self.at.text)) and "yoy" not in self.at.ids("basis", 0, len(self.at.text))
            origin = None if measure.unit == "price" else self.times.origin(figure, of, quarterly=quarterly)
            revised = self.forecasts.is_revised(q)
            fact = replace(fact, period=of, rule="from-to", forecast="guidance") if revised else replace(fact, period=origin, rule="from-to")
            told = fact.period is not None and (revised or not fact.forecast)
        if (told or not (held or figure in self.at.moves)) and (held or not self.times.is_lost(q.start)):
            self.facts.append(fact)
        aside = self.spoken.measure is not None and self.at.in_brackets(q.start) and fact.metric != self.spoken.measure.id
        if not self.is_other(q) and not aside:
            self.spoken.remember(plain if rule.startswith("growth") else measure, replace(fact, forecast=self.spoken.forecast) if held else fact, q.end)

    def _is_of_nothing(self, q: Quantity, measure: Measure) -> bool:
        """先减到三成, 直营门店4.3亿,占11%: whether a phrase names nothing that can be measured, or no count is so large."""
        metrics = self.reader.lexicon.metrics
        known = metrics.get(measure.base or measure.id)
        if known is None:
            return _NO_NOUN.search(measure.id) is not None if has_hanzi(measure.id) else not is_noun(fold(measure.id)) and " per " not in measure.id and len(measure.id.split()) < _FEW_WORDS
        beside = self.at.text.endswith(fold(measure.labels[-1]), 0, q.start)  # no word leads from the one to the other
        return q.unit in ("", "count") and q.scale >= _HUNDRED_MILLION and beside and related("few", known.id) is not None

    def _under(self, told: str, measure: Measure) -> Measure:
        """A measure under a condition, or without what is left out of it: 人民币每升值1% 净利润, 剥离地产业务后净利润."""
        return self._labelled(f"{told}{measure.labels[0 if has_hanzi(told) else -1]}", told, measure)

    def _labelled(self, label: str, told: str, measure: Measure) -> Measure:
        """A measure that its label narrows by what is told."""
        return replace(measure, id=label, labels=(label, *measure.labels), base=measure.base or measure.id, terms=measure.terms | self.at.terms(fold(told)))

    def _left_out(self, q: Quantity) -> str:
        """剥离地产业务后 before 营收增长1%、净利润增长2%: what is left out of the measure of a figure; "" if nothing."""
        for found in _LEFT_OUT_OF_ALL.finditer(self.at.text, 0, q.start):
            first = bool(found["first"] or found["fronted"])
            end = found.end() - first
            if (";" if first else ",") not in self.at.text[found.end() : q.start] and not _ADJUSTS.search(found[0]):
                return self.at.original(found.start(), end)
        return ""

    def _of_place(self, q: Quantity, measure: Measure) -> Measure:
        """Revenue grew 19% in the Americas; in Asia, revenue grew 5%: a measure of the part of the company that is there."""
        known = self.reader.lexicon.metrics.get(measure.base or measure.id)
        parts = self.measures.parts
        place = ("" if measure.owner else parts.place(q.end)) or parts.place_first(q.start) if known and related("of_any_part", known.id) else ""
        if not place or not known or place == measure.owner:
            return measure
        measure = measure_of(known, measure.start) if measure.owner else measure
        label = f"{measure.labels[-1]} in {place}"
        return replace(measure, id=label, labels=(label, *measure.labels), base=measure.base or measure.id, owner=place, terms=measure.terms | self.at.terms(place.lower()))

    def _period(self, q: Quantity, measure: Measure, role: Role) -> Period | None:
        """The period of a figure; what a figure merely describes (超3000万元的X) has none of its own."""
        if self.head:
            return self.times.told_for(q.start, q.end, measure)
        if of := self._bracketed(q):
            return self.times.of(of.start, of.end, measure, changes=True)
        return self.times.of(q.start, q.end, measure, changes=role in (Role.YOY, Role.QOQ) or (q.unit in MONEY and bool(measure.owner) and measure.kind != SPOT))

    def _bracketed(self, q: Quantity) -> Quantity | None:
        """较去年同期的241亿元(合每股收益3.23元): the figure that a bracket tells another way, where the bracket tells no period."""
        opened = self.at.text.rfind("(", 0, q.start)
        if opened < 0 or ")" in self.at.text[opened : q.start] or any(m.period for m in self.at.between(opened, q.start)):
            return None
        return next((f.quantity for f in self.at.figures if f.end == opened), None)

    def _period_of(self, q: Quantity, measure: Measure, role: Role, owner: Owner, forecast: str) -> Period | None:
        """The period of a figure: told by its list, or of the figure that it tells again or is held against, else by the words around."""
        if self.amounts.before and q.start in self.amounts.repeated and self.amounts.before.forecast == "guidance":
            return self.amounts.before.period  # it expects $3 a share. Analysts were expecting $2.8
        return owner.period or self._period_before(q) or (self._period_against(q) if role.is_change else None) or self._period_expected(q, measure, forecast) or self.amounts.period_again(q) or self._period(q, measure, role)

    def _period_expected(self, q: Quantity, measure: Measure, forecast: str) -> Period | None:
        """Revenue of $4 billion, up from $3 billion a year earlier and ahead of the $3.9 billion expected: of what was reported."""
        if not self.facts or forecast != "consensus" or any(m.period and not m.period.same for m in self.at.between(self.at.left(q.start), q.start) if m.start > self.facts[-1].start - self.sentence.start):
            return None
        return next((f.period for f in self.facts if f.metric == measure.id and not f.forecast and f.start >= self.sentence.start), None)

    def _period_before(self, q: Quantity) -> Period | None:
        """$98 million, or 45 cents per share: the period of the amount that this one tells another way."""
        return self.facts[-1].period if self.facts and self.is_other(q) else None

    def _period_against(self, q: Quantity) -> Period | None:
        """溢利5亿元,2029年为7亿元,减少18%: a change behind two levels, the second of the year before, is of the first one's period."""
        now, before = self.facts[-2:] if len(self.facts) > 1 else (None, None)
        if now is None or before is None or now.metric != before.metric or now.subject != before.subject or now.period is None or before.period is None:
            return None
        levels = not now.role.is_change and not before.role.is_change and now.start >= self.sentence.start and now.period.year is not None
        own = any(m.period for m in self.at.between(before.start - self.sentence.start, q.start)) if levels else True
        return now.period if not own and before.period in (now.period.shifted(-1), quarter_before(now.period)) else None

    def fact(
        self, q: Quantity, measure: Measure, role: Role, rule: str, direction: Direction | None, owner: Owner = UNPAIRED, inferred: str = "",
    ) -> Fact:
        told = forecast = self.forecasts.told(q, measure)
        if told == "consensus" and measure.id.endswith("_guidance") and (plain := self.reader.lexicon.metrics.get(measure.id.removesuffix("_guidance"))):
            measure = measure_of(plain, measure.start, measure.labels[-1])  # analysts expect revenue of
            forecast = self.forecasts.told(q, measure)
        subject = owner.subject or self.head or subject_at(self.at, q.start, measure, self.setting.inherited.subject, self.spoken)
        return Fact(
            metric=measure.id, labels=tuple(dict.fromkeys(label for label in measure.labels if label)),
            subject=subject, period=self._period_of(q, measure, role, owner, forecast),
            value=q.value, high=q.high, unit=q.unit, role=role, bound=q.bound, direction=direction, vague=q.vague,
            citation=self.reader.article.cite(self.sentence.index), rule=rule, start=self.sentence.start + q.start,
            base=measure.base, terms=measure.terms, inferred=inferred, forecast=told,
        )

    def with_growth(self, fact: Fact) -> Fact:
        """What is told without a period is of the period of its growth, or the reported one where the year before is told beside it."""
        if fact.period:
            return fact
        if self._goes_with_results(fact):
            return replace(fact, period=self.reader.anchor.reported)
        if fact.role.is_change or (fact.role is Role.PRICE and self.at.is_latin):
            return fact
        same = [f for f in self.facts if fact.metric in (f.metric, f.base) and f.period]
        reported = self.reader.anchor.reported
        compared = any(f.period == reported.shifted(-1) for f in same if reported.year)
        grown = [f for f in self.facts if f.role.is_change and fact.metric in (f.metric, f.base)]
        nearest = min(grown, key=lambda f: abs(f.start - fact.start), default=None)  # sales of $5 million, with the second half up 9%
        return replace(fact, period=nearest.period if nearest and nearest.period else reported if compared else None)

    def _goes_with_results(self, fact: Fact) -> bool:
        """Whether a figure that tells no period stands among figures of the reported one; vague numbers, ranges and prices are of none."""
        loose = fact.vague or fact.high is not None or fact.forecast or fact.role in (Role.PRICE, Role.RANK, Role.THRESHOLD, Role.DATE)
        priced = fact.unit in ("year", "month", "week", "day") or fact.metric.startswith("share_price")
        measured = fact.unit not in MONEY and fact.unit not in ("count", "percent", "pp", "times")
        nameless = is_nameless(self.at, self.times.told, fact.start - self.sentence.start)
        if loose or priced or measured or nameless or self.head or not self.reader.anchor.reported.year or self._is_planned(fact.start - self.sentence.start):
            return False
        own = [f for f in self.facts if f.period and f.start < fact.start]
        near = own or [f for f in self.earlier[-3:] if self._is_in_paragraph(f)]
        if not near and fact.start - self.sentence.start >= 0 and (fact.role is Role.SHARE or (fact.unit == "count" and fact.metric in self.reader.lexicon.metrics)):
            return not self.head and self.sentence.index > 0  # a paragraph that tells no time begins with it: of the period reported
        return bool(near) and (near[-1].period == self.reader.anchor.reported or (fact.role is Role.SHARE and any(f.period == self.reader.anchor.reported for f in own)))

    def _is_planned(self, position: int) -> bool:
        """Whether the clause of a figure speaks of what is still to be done."""
        return _PLANNED.search(self.at.text, self.at.left(position), position) is not None

    def _is_in_paragraph(self, fact: Fact) -> bool:
        return self.reader.article.sentences[fact.citation.sentence].paragraph == self.sentence.paragraph

    def speak_of(self, phrase: str) -> None:
        if phrase and not _NO_HEAD.match(phrase):
            place = self.at.text.find(phrase)
            self.head = Subject("", self.at.original(place, place + len(phrase)))

    def is_other(self, q: Quantity) -> bool:
        """Whether a figure tells the one before another way: , or 45 cents per share."""
        return _OR_ELSE.search(self.at.text, max(0, q.start - _OR_NEAR), q.start) is not None
