"""From sentences to facts: every number finds its metric, subject, period and role.

Each figure is attached by one named construction of the language (`Fact.rule`); what a sentence leaves
unsaid (subject, period, year) is inherited from the sentences of its paragraph.
"""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from knowledge.article import Sentence
from knowledge.changes import Changes
from knowledge.clauses import BREAK, Clauses, Reader
from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.lists import Owner, pair_lists
from knowledge.measures import Measure, Measures, measure_of, trimmed
from knowledge.mention import ordinals
from knowledge.patterns import pattern
from knowledge.period import Period
from knowledge.quantity import MONEY, Bound, Quantity

_AS_OF = pattern("as_of")
_SHARE = pattern("share_words")
_HORIZON = pattern("horizon")
_MARK = pattern("mark")
_UNPAIRED = Owner(None, None)


@dataclass(frozen=True)
class Inherited:
    """What later sentences of a paragraph take over where they say nothing themselves."""

    subject: Subject
    period: Period | None = None
    currency: str = "CNY"


def read_facts(reader: Reader) -> tuple[Fact, ...]:
    """The facts of an article in the order of its text."""
    facts: list[Fact] = []
    reporting = reader.reporting(Subject("", ""))
    inherited = Inherited(reporting)
    paragraph = -1
    for sentence in reader.article.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            inherited = replace(inherited, subject=reporting, period=None)
        figures = SentenceReader(reader, sentence, inherited, facts[-1] if facts else None)
        facts += figures.read()
        inherited = figures.passed_on()
    return tuple(facts)


@dataclass
class SentenceReader:
    """Reads the figures of one sentence from left to right."""

    reader: Reader
    sentence: Sentence
    inherited: Inherited
    before: Fact | None
    at: Clauses = field(init=False)
    measures: Measures = field(init=False)
    changes: Changes = field(init=False)
    facts: list[Fact] = field(default_factory=list)
    head: Subject | None = None  # 超3000万元的AIGC内容: what an attributive figure describes is spoken of next
    last: Measure | None = None

    def __post_init__(self) -> None:
        self.at = Clauses(self.reader, self.sentence)
        self.measures = Measures(self.at)
        self.changes = Changes(self.at)

    def read(self) -> list[Fact]:
        """The facts of the sentence in the order of its text."""
        owners, heads = pair_lists(self.at, self.measures)
        for i, mention in enumerate(self.at.figures):
            if mention.quantity:
                first = heads.get(i, i)
                begin = max(self.at.left(self.at.figures[first].start), self.at.figures[first - 1].end if first else 0)
                self._figure(i, mention.quantity, self.at.figures[first].quantity or mention.quantity, begin, owners.get(i, _UNPAIRED))
        self._ranks()
        return sorted(self.facts, key=lambda f: f.start)

    def passed_on(self) -> Inherited:
        """What the next sentence of the paragraph inherits."""
        mentions = self.at.mentions
        periods = [m.period for m in mentions if m.period and not m.period.since and not m.period.period.is_day]
        period = self._resolve(periods[-1].period, periods[-1].dated) if periods and not periods[-1].same else self.inherited.period
        own = next((key for m in mentions if (key := m.of("entity")) and self.at.can_own(m.start)), None)
        return replace(self.inherited, subject=self.reader.subject(own) if own else self.inherited.subject, period=period)

    # --- whose a figure is, and of when

    def _subject(self, position: int) -> Subject:
        if self.head:
            return self.head
        for mention in reversed(self.at.between(0, position)):
            key = mention.of("entity")
            if key and self.at.can_own(mention.start):
                return self.reader.subject(key)
            if mention.token and mention.of("anaphor") == "company" and len(mention.token.surface) > 1:
                return self.reader.reporting(self.inherited.subject)
        return self.inherited.subject

    def _resolve(self, period: Period, dated: bool) -> Period:
        """A period without a year is of the year that the sentence, the paragraph or the article speaks of."""
        if dated or period.year is not None:
            return period
        year = self.inherited.period.year if self.inherited.period else None
        for mention in self.at.mentions:
            if mention.period and mention.period.dated and not mention.period.since and mention.period.period.year:
                year = mention.period.period.year
        return replace(period, year=year or self.reader.anchor.reported.year)

    def _period(self, position: int, measure: Measure) -> Period | None:
        """The nearest period to the left; a day only where the figure is of a day (截至, prices, balances)."""
        known = self.inherited.period
        found: Period | None = None
        for mention in self.at.between(0, position):
            told = mention.period
            if not told or told.since:
                continue
            if told.same:
                found = (found or known or self.reader.anchor.reported).shifted(told.years)
            elif not told.period.is_day or told.end_of or measure.kind == "stock" or _AS_OF.search(self.at.text[: told.start][-6:]):
                found = self._resolve(told.period, told.dated)
        if found or known:
            return found or known
        flows = measure.kind in ("flow", "ratio") and measure.id in self.reader.lexicon.metrics
        return self.reader.anchor.reported if flows and self.head is None and measure.unit != "count" else None

    # --- what a figure is

    def _figure(self, i: int, q: Quantity, first: Quantity, begin: int, owner: Owner) -> None:
        """Reads the `i`-th figure; `first` is the first of its list, `begin` where that one's clause begins."""
        if self.changes.lost_percent(i, q):
            self._change(q, begin, owner, inferred="percent")
        elif q.unit in ("percent", "pp", "times") and self.changes.moved(first, begin):
            self._change(q, begin, owner)
        elif q.unit in ("percent", "pp"):
            self._ratio(i, q, owner)
        elif q.unit in ("year", "month", "day"):
            self._horizon(q)
        else:
            self._value(i, q, begin, owner)

    def _change(self, q: Quantity, begin: int, owner: Owner, inferred: str = "") -> None:
        measure = owner.measure or self.measures.nearest(begin, q.start) or self.last
        measure = measure or self.measures.nearest(0, q.start) or self.measures.nearest(q.end, self.at.right(q.end)) or self._changing(q, begin)
        if measure is None:
            return
        rule = "respectively" if owner.measure or owner.subject else "lost-percent-sign" if inferred else "growth"
        direction = Direction.DOWN if q.value < 0 else self.changes.direction(q, begin) or Direction.UP
        role = self.changes.basis(q, begin, measure)
        self._add(replace(q, value=abs(q.value), unit="percent" if inferred else q.unit), measure, role, rule, direction, owner.subject, inferred)

    def _changing(self, q: Quantity, begin: int) -> Measure | None:
        """短视频内容制作成本降低60%: what changes is the phrase before the word of change; without one, year to date, the share."""
        moved = self.changes.moved(q, begin)
        end = moved.start if moved and moved.start < q.start else q.start
        phrase = trimmed(self.at.text[self.measures.phrase_start(end) : end])
        if phrase:
            return self.measures.named(phrase, "")
        to_date = any(m.period and m.period.period.part == "YTD" for m in self.at.between(begin, q.start))
        return measure_of(self.reader.lexicon.metrics["share_price_change_ytd"]) if to_date else None

    def _ratio(self, i: int, q: Quantity, owner: Owner) -> None:
        left = self.at.left(q.start)
        measure = owner.measure or self.measures.before(q, left)
        share = self.at.ids("part", left, q.start) or _SHARE.search(self.at.text[left : q.start])
        if measure is None and (phrase := self.measures.phrase_before(i, q)):
            measure = self.measures.named(phrase, "percent")
        if measure is None:
            return
        known = self.reader.lexicon.metrics.get(measure.base)
        role = Role.SHARE if share or (known and "share" in known.id) else Role.MARGIN if known and "margin" in known.id else Role.VALUE
        self._add(q, measure, role, "respectively" if owner.measure or owner.subject else "ratio", None, owner.subject)

    def _horizon(self, q: Quantity) -> None:
        """未来三年将加大AI研发投入: a span of years ahead and what it is planned for."""
        if q.unit != "year" or not _HORIZON.search(self.at.text[: q.start]):
            return
        end = self.at.right(q.end)
        if measure := self.measures.nearest(q.end, end):
            self._add(q, replace(measure, kind="stock"), Role.VALUE, "horizon", self.changes.planned(q.end, end))

    def _value(self, i: int, q: Quantity, begin: int, owner: Owner) -> None:
        attributive = self.at.text[q.end :].startswith("的")
        measure, rule = self._measure_of_value(i, q, begin, owner, attributive=attributive)
        if measure is None:
            return
        subject = owner.subject
        if rule == "attributive" and measure.start >= q.end:
            subject = subject or self.measures.describes(measure)
            self._surpassed(q)
        role, direction = self.changes.role_of_value(i, q, begin, measure)
        unit = q.unit or self._unit(measure)
        currency = not q.unit and unit in MONEY and role is Role.THRESHOLD and not _MARK.search(self.at.text)
        self._add(replace(q, unit=unit), measure, role, rule, direction, subject, "currency" if currency else "")
        if attributive and q.unit and rule in ("phrase", "attributive") and measure.start < q.start:
            self._speak_of(self.measures.phrase_after(q))

    def _measure_of_value(self, i: int, q: Quantity, begin: int, owner: Owner, *, attributive: bool) -> tuple[Measure | None, str]:
        """What an amount measures and the construction that tells it, from the most binding one to the loosest."""
        measure = owner.measure or (self.measures.nearest(0, q.start) if owner.subject else None)
        if q.threshold and (measure := measure or self.measures.before(q, begin) or self.last):
            return measure, "threshold"
        if measure:
            return measure, "respectively"
        if measure := self.measures.before(q, begin):
            if attributive and q.unit and (phrase := self.measures.phrase_after(q)):
                return self.measures.described(measure, q, phrase), "attributive"
            return measure, "value-after-metric"
        if self.at.in_brackets(q.start) and (measure := self.measures.before(q, self.at.left(self.at.text.rfind("(", 0, q.start)))):
            return measure, "apposition"
        return self._measure_in_words(i, q, attributive=attributive)

    def _measure_in_words(self, i: int, q: Quantity, *, attributive: bool) -> tuple[Measure | None, str]:
        """The metric that follows, a phrase around the figure, or what was measured last."""
        bound_by_phrase = self.measures.phrase_before(i, q) and q.bound is not Bound.EXACT and q.unit and not attributive
        if not bound_by_phrase and (measure := self.measures.after(q)):
            return measure, "attributive"
        measure, rule = self.measures.of_phrase(i, q)
        return (measure, rule) if measure else (self.last or self._named_again(q), "same-metric")

    def _named_again(self, q: Quantity) -> Measure | None:
        """这一数字: the measure of the figure before."""
        if not self.before or "figure" not in self.at.ids("anaphor", 0, q.start):
            return None
        known = self.reader.lexicon.metrics.get(self.before.base)
        return measure_of(known) if known else None

    def _unit(self, measure: Measure) -> str:
        """The unit of a bare number."""
        return self.inherited.currency if measure.unit in ("money", "per_share", "price") else "percent" if measure.unit == "percent" else "count"

    def _speak_of(self, phrase: str) -> None:
        if phrase:
            place = self.at.text.find(phrase)
            self.head = Subject("", self.at.original(place, place + len(phrase)))

    def _surpassed(self, q: Quantity) -> None:
        """这一数字超越百度同期179亿元: a rival's figure is also the mark that the figure just named has passed."""
        known = self.reader.lexicon.metrics.get(self.before.base) if self.before else None
        if self.before and known and self.at.ids("surpass", self.at.left(q.start), q.start):
            fact = self._fact(q, measure_of(known), Role.THRESHOLD, "surpassed", Direction.UP, self.before.subject)
            self.facts.append(replace(fact, period=self.before.period, bound=Bound.OVER))

    def _ranks(self) -> None:
        """X的综合效果位列全球第一: a rank after a verb of ranking or a scope."""
        for start, end, rank in ordinals(self.at.text):
            near = [m for m in self.at.between(self.at.left(start, BREAK), start) if m.of("rank")]
            if near:
                phrase = trimmed(self.at.text[self.at.after_names(near[0].start) : near[0].start]) or "排名"
                measure = self.measures.named(phrase, "count")
                measure = replace(measure, labels=(measure.labels[0] + "排名", *measure.labels, "排名", "ranking"), base="ranking")
                self._add(Quantity(start, end, Decimal(rank), "rank", number_end=end), measure, Role.RANK, "rank", None)

    # --- the fact

    def _add(self, q: Quantity, measure: Measure, role: Role, rule: str, direction: Direction | None, owner: Subject | None = None, inferred: str = "") -> None:
        self.facts.append(self._fact(q, measure, role, rule, direction, owner, inferred))
        self.last = measure

    def _fact(
        self, q: Quantity, measure: Measure, role: Role, rule: str, direction: Direction | None, owner: Subject | None = None, inferred: str = "",
    ) -> Fact:
        told = self.at.ids("forecast", self.at.left(q.start), q.start)
        return Fact(
            metric=measure.id, labels=tuple(dict.fromkeys(label for label in measure.labels if label)),
            subject=owner or self._subject(q.start), period=self._period(q.start, measure),
            value=q.value, high=q.high, unit=q.unit, role=role, bound=q.bound, direction=direction, vague=q.vague,
            citation=self.reader.article.cite(self.sentence.index), rule=rule, start=self.sentence.start + q.start,
            base=measure.base, terms=measure.terms, inferred=inferred, forecast=told[-1] if told else "",
        )
