"""From sentences to facts: every number finds its metric, subject, period and role.

Each figure is attached by one named construction of the language (`Fact.rule`); what a sentence leaves
unsaid (subject, period, year) is inherited from the sentences of its paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from knowledge.amounts import Amounts, Spoken, measure_again
from knowledge.article import Sentence
from knowledge.changes import Changes
from knowledge.clauses import BREAK, Clauses, Reader
from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.lists import Lists, Owner
from knowledge.measures import Measure, Measures, measure_of
from knowledge.mention import Mention, ordinals
from knowledge.nouns import Nouns, trimmed
from knowledge.patterns import pattern
from knowledge.period import Period
from knowledge.quantity import MONEY, Bound, Quantity
from knowledge.subjects import subject_at
from knowledge.times import Times

_SHARE = pattern("share_words")
_HORIZON = pattern("horizon")
_TO_PRICE = pattern("to_price")
_PRICE_MOVE = pattern("price_move")
_MARK = pattern("mark")
_ABOUT_FLAT = pattern("about_flat")
_EXPECTED = pattern("expected_behind")
_UNPAIRED = Owner()
_REMEMBERED = 24  # facts of the sentences before, which 三个业务 or 这一数字 may speak of
_OR, _OR_ELSE = pattern("or"), pattern("or_else")
_FIRST_MONTH = {"Q2": 4, "Q3": 7, "H2": 7, "Q4": 10}
_OR_NEAR = 16
_FLAT_NEAR = 6  # characters between a basis and the word that nothing changed


@dataclass(frozen=True)
class Inherited:
    """What later sentences of a paragraph take over where they say nothing themselves."""

    subject: Subject
    period: Period | None = None


def read_facts(reader: Reader) -> tuple[Fact, ...]:
    """The facts of an article in the order of its text; a title that only repeats them states none."""
    facts: list[Fact] = []
    reporting = reader.reporting(Subject("", ""))
    inherited = Inherited(reporting)
    paragraph = -1
    for sentence in reader.article.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            inherited = replace(inherited, subject=reporting, period=None)
        figures = SentenceReader(reader, sentence, inherited, facts[-_REMEMBERED:])
        facts += figures.read()
        inherited = figures.passed_on()
    return tuple(f for f in facts if not _is_repeated(f, facts, reader))


def _is_repeated(fact: Fact, facts: list[Fact], reader: Reader) -> bool:
    """Whether a fact of the title stands in the text below it."""
    title = reader.article.title
    if title is None or fact.citation.sentence != title.index:
        return False
    return any((f.value, f.unit, f.role.is_change) == (fact.value, fact.unit, fact.role.is_change) and f.citation.sentence != title.index for f in facts)


@dataclass
class SentenceReader:
    """Reads the figures of one sentence from left to right."""

    reader: Reader
    sentence: Sentence
    inherited: Inherited
    earlier: Sequence[Fact]
    at: Clauses = field(init=False)
    nouns: Nouns = field(init=False)
    measures: Measures = field(init=False)
    changes: Changes = field(init=False)
    times: Times = field(init=False)
    amounts: Amounts = field(init=False)
    facts: list[Fact] = field(default_factory=list)
    head: Subject | None = None  # 超3000万元的AIGC内容: what an attributive figure describes is spoken of next
    spoken: Spoken = field(default_factory=Spoken)

    def __post_init__(self) -> None:
        self.at = Clauses(self.reader, self.sentence)
        self.nouns = Nouns(self.at)
        self.measures = Measures(self.at, self.nouns)
        self.changes = Changes(self.at)
        self.times = Times(self.at, self.inherited.period)
        self.amounts = Amounts(self.at, self.measures, self.spoken, self.earlier[-1] if self.earlier else None)

    def read(self) -> list[Fact]:
        """The facts of the sentence in the order of its text."""
        lists = Lists(self.at, self.measures, self.times, self.earlier).read()
        for i, mention in enumerate(self.at.figures):
            owner = lists.owners.get(i, _UNPAIRED)
            if mention.quantity and not owner.skip:
                first = lists.heads.get(i, i)
                begin = max(self.at.left(self.at.figures[first].start), self.at.figures[first - 1].end if first else 0)
                self._figure(i, mention.quantity, self.at.figures[first].quantity or mention.quantity, begin, owner)
        self._flats()
        self._ranks()
        return sorted(map(self._with_growth, self.facts), key=lambda f: f.start)

    def _with_growth(self, fact: Fact) -> Fact:
        """What is told without a period is of the period of its growth, or the reported one where the year before is told beside it."""
        if fact.period or fact.role.is_change:
            return fact
        same = [f for f in self.facts if f.metric == fact.metric and f.period]
        reported = self.reader.anchor.reported
        compared = any(f.period == reported.shifted(-1) for f in same if reported.year)
        return replace(fact, period=next((f.period for f in same if f.role.is_change), reported if compared else None))

    def passed_on(self) -> Inherited:
        """What the next sentence of the paragraph inherits."""
        own = next((key for m in self.at.mentions if (key := m.of("entity")) and self.at.can_own(m.start)), None)
        return replace(self.inherited, subject=self.reader.subject(own) if own else self.inherited.subject, period=self.times.passed_on())

    # --- what a figure is

    def _figure(self, i: int, q: Quantity, first: Quantity, begin: int, owner: Owner) -> None:
        """Reads the `i`-th figure; `first` is the first of its list, `begin` where that one's clause begins."""
        if self._is_stray(i, q):
            return
        moved = self.changes.moved(first, begin) if i not in self.at.moves and i not in self.at.moves.values() else None
        if self.changes.lost_percent(i, q):
            self._change(q, begin, owner, inferred="percent")
        elif q.unit in ("percent", "pp", "times") and moved and not self.changes.arrives(moved, first):
            self._change(q, begin, owner)
        elif i and q.unit == "percent" and self.facts and self.facts[-1].role is Role.CHANGE and _OR.fullmatch(self.at.text, self.at.figures[i - 1].end, q.start):
            direction = self.facts[-1].direction  # 减少2亿元或22%
            if self.spoken.measure:
                self._add(q, self.spoken.measure, self.changes.basis(q, begin, self.spoken.measure), "growth", direction, owner)
        elif q.unit in ("percent", "pp"):
            self._ratio(i, q, owner)
        elif q.unit in ("year", "month", "day"):
            self._horizon(q)
        else:
            self._value(i, q, begin, owner)

    def _is_stray(self, i: int, q: Quantity) -> bool:
        """Whether a figure only tells another way what was left out: , or $1.91 per share."""
        told = _OR_ELSE.search(self.at.text, max(0, q.start - _OR_NEAR), q.start)
        return told is not None and i > 0 and (not self.facts or self.facts[-1].start != self.sentence.start + self.at.figures[i - 1].start)

    def _change(self, q: Quantity, begin: int, owner: Owner, inferred: str = "") -> None:
        measure = owner.measure or (self.measures.nearest(0, q.start) if owner.told else None) or self._changing(q, begin)
        if measure is None:
            return
        rule = "respectively" if owner.told else "lost-percent-sign" if inferred else "growth"
        direction = Direction.DOWN if q.value < 0 else self.changes.direction(q, begin) or Direction.UP
        role = self.changes.basis(q, begin, measure)
        self._add(replace(q, value=abs(q.value), unit="percent" if inferred else q.unit), measure, role, rule, direction, owner, inferred)

    def _changing(self, q: Quantity, begin: int) -> Measure | None:
        """What a change is of: the metric or the noun before it, the metric behind 36% increase in, else what was measured last."""
        if measure := self.measures.nearest(begin, q.start):
            return measure
        moved = self.changes.moved(q, begin)
        if moved and moved.start >= q.end and (measure := self.measures.nearest(q.end, self.at.right(q.end))):
            return measure
        if self._is_price_move(moved, begin):
            return measure_of(self.reader.lexicon.metrics["share_price_change"])
        if phrase := self.nouns.changing(begin, moved.start if moved and moved.start < q.start else q.start):
            return self.measures.named(phrase, "")
        measure = self.spoken.measure or self.measures.nearest(0, q.start) or self.measures.after(replace(q, unit=""))
        if measure:
            return measure
        to_date = any(m.period and m.period.period.part == "YTD" for m in self.at.between(begin, q.start))
        return measure_of(self.reader.lexicon.metrics["share_price_change_ytd"]) if to_date else None

    def _is_price_move(self, moved: Mention | None, begin: int) -> bool:
        """甲公司涨超8%: a word of prices that nothing measured stands before moves the share."""
        if not moved or not moved.token or not _PRICE_MOVE.fullmatch(moved.token.surface):
            return False
        known = self.reader.lexicon.metrics.get(self.spoken.measure.base) if self.spoken.measure else None
        company = any(m.of("entity") or m.of("anaphor") for m in self.at.between(begin, moved.start))
        names = [m for m in self.at.between(begin, moved.start) if m.of("entity")]
        if names and _TO_PRICE.fullmatch(self.at.text, names[-1].end, moved.start):
            return True
        return (known is not None and known.unit == "price") or (company and self.spoken.measure is None)

    def _ratio(self, i: int, q: Quantity, owner: Owner) -> None:
        left = self.at.left(q.start)
        measure, part = owner.measure, next((m for m in self.at.between(left, q.start) if m.of("part")), None)
        share = part is not None or _SHARE.search(self.at.text[left : q.start]) is not None
        if measure is None and part:
            measure = self.measures.share_of(left, part, q, self.spoken.measure, named=owner.told)
        if measure is None:
            measure = self.measures.before(q, left)
        if measure is None and (phrase := self.nouns.phrase_before(i, q)):
            measure = self.measures.named(phrase, "percent")
        if measure is None:
            measure = self.amounts.again(q) or self._same_ratio(q, left)
        if measure is None:
            return
        told = self.at.between(left, q.start)
        if part and self.facts and measure.id == self.facts[-1].metric and not owner.told and not any(m.period or m.of("metric") for m in told if m.end <= part.start):
            owner = replace(owner, period=self.facts[-1].period)  # 上年同期为6亿元,占收入的17%
        role, direction = self.changes.role_of_ratio(measure, q, share=share)
        self._add(q, measure, role, "respectively" if owner.told else "share-of" if part else "ratio", direction, owner, figure=i)

    def _same_ratio(self, q: Quantity, left: int) -> Measure | None:
        """毛利率35%,去年为30%: the measure told last, at another time; the only one told so far where none was measured."""
        if self.spoken.measure is None:
            return self.measures.before(q, 0)
        dated = any(m.period for m in self.at.between(left, q.start))
        return self.spoken.measure if dated and self.spoken.unit == q.unit else None

    def _horizon(self, q: Quantity) -> None:
        """未来三年将加大AI研发投入: a span of years ahead and what it is planned for."""
        if q.unit != "year" or not _HORIZON.search(self.at.text[: q.start]):
            return
        end = self.at.right(q.end)
        if measure := self.measures.nearest(q.end, end):
            self._add(q, replace(measure, kind="stock"), Role.VALUE, "horizon", self.changes.planned(q.end, end))

    def _value(self, i: int, q: Quantity, begin: int, owner: Owner) -> None:
        attributive = self.at.text[q.end :].startswith("的")
        measure, rule = self.amounts.measure_of_value(i, q, begin, owner, attributive=attributive)
        if measure is None:
            return
        subject = owner.subject
        if rule in ("attributive", "phrase") and (measure.start >= q.end or rule == "phrase"):
            subject = subject or (self.measures.describes(measure) if rule == "attributive" else self.measures.described_entity(q))
        if rule == "attributive" and measure.start >= q.end:
            self._surpassed(q)
        moving = i in self.at.moves or i in self.at.moves.values()
        role, direction = (Role.PRICE if measure.unit == "price" else Role.VALUE, None) if moving else self.changes.role_of_value(i, q, begin, measure)
        unit, factor = (q.unit, Decimal(1)) if q.unit else self._unit(measure, q)
        currency = not q.unit and unit in MONEY and role is Role.THRESHOLD and not _MARK.search(self.at.text)
        figure = replace(q, unit=unit, value=q.value * factor, high=q.high and q.high * factor)
        self._add(figure, measure, role, rule, direction, replace(owner, subject=subject), "currency" if currency else "", i)
        if attributive and q.unit and rule in ("phrase", "attributive") and measure.start < q.start:
            self._speak_of(self.nouns.phrase_after(q))

    def _unit(self, measure: Measure, q: Quantity) -> tuple[str, Decimal]:
        """The unit of a bare number, and what it is to be multiplied by where the article declares it."""
        if measure.unit in ("money", "per_share", "price"):
            currency, factor = self.at.money(q)
            return currency, factor if measure.unit == "money" else Decimal(1)
        return ("percent" if measure.unit == "percent" else "count"), Decimal(1)

    def _speak_of(self, phrase: str) -> None:
        if phrase:
            place = self.at.text.find(phrase)
            self.head = Subject("", self.at.original(place, place + len(phrase)))

    def _surpassed(self, q: Quantity) -> None:
        """这一数字超越百度同期179亿元: a rival's figure is also the mark that the figure just named has passed."""
        before = self.amounts.before
        measure = measure_again(before, self.reader.lexicon) if before and before.base in self.reader.lexicon.metrics else None
        if before and measure and self.at.ids("surpass", self.at.left(q.start), q.start):
            fact = self._fact(q, measure_of(self.reader.lexicon.metrics[before.base]), Role.THRESHOLD, "surpassed", Direction.UP, Owner(subject=before.subject))
            self.facts.append(replace(fact, period=before.period, bound=Bound.OVER))

    def _flats(self) -> None:
        """环比持平: a change of nothing, against the basis that is named beside it."""
        for mention in self.at.mentions:
            if mention.of("direction") != "flat":
                continue
            near = [m for m in self.at.between(mention.start - _FLAT_NEAR, mention.end + 2 * _FLAT_NEAR) if m.of("basis")]
            before = [f for f in self.facts if self.sentence.start <= f.start < self.sentence.start + mention.start]
            measure = self.measures.nearest(self.at.left(mention.start), mention.start) or (measure_again(before[-1], self.reader.lexicon) if before else None)
            if near and measure:
                q = Quantity(near[0].start, mention.end, Decimal(0), "percent", Bound.ABOUT if _ABOUT_FLAT.search(self.at.text, mention.start - 4, mention.end) else Bound.EXACT)
                self._add(q, measure, self.changes.against(near[0]), "flat", None)

    def _ranks(self) -> None:
        """X的综合效果位列全球第一: a rank after a verb of ranking or a scope."""
        for start, end, rank in ordinals(self.at.text):
            near = [m for m in self.at.between(self.at.left(start, BREAK), start) if m.of("rank")]
            if near:
                told = self.measures.nearest(near[0].start, start)  # 排名全球销量第一
                phrase = trimmed(self.at.text[self.at.after_names(near[0].start) : near[0].start]) or "排名"
                measure = replace(told, labels=told.labels[-1:] + told.labels) if told else self.measures.named(phrase, "count")
                measure = replace(measure, labels=(measure.labels[0] + "排名", *measure.labels, "排名", "ranking"), base="ranking")
                self._add(Quantity(start, end, Decimal(rank), "rank", number_end=end), measure, Role.RANK, "rank", None)

    # --- the fact

    def _add(
        self, q: Quantity, measure: Measure, role: Role, rule: str, direction: Direction | None, owner: Owner = _UNPAIRED, inferred: str = "", figure: int = -1,
    ) -> None:
        """Adds a fact unless it is of a time that nobody can tell, and remembers what was measured."""
        fact = self._of_future(self._fact(q, measure, role, rule, direction, owner, inferred))
        told = fact.period is not None
        if figure in self.at.moves:
            goal = self.at.figures[self.at.moves[figure]]
            of = self.times.of(goal.start, goal.end, measure, changes=True)
            quarterly = "qoq" in self.at.ids("basis", 0, len(self.at.text)) and "yoy" not in self.at.ids("basis", 0, len(self.at.text))
            origin = None if measure.unit == "price" else self.times.origin(figure, of, quarterly=quarterly)
            fact = replace(fact, period=origin, rule="from-to")
            told = fact.period is not None and not fact.forecast
        if (told or figure not in self.at.moves) and not self.times.is_lost(q.start):
            self.facts.append(fact)
        if not _OR_ELSE.search(self.at.text, max(0, q.start - _OR_NEAR), q.start):
            self.spoken.now(measure, fact, q.end)

    def _period(self, q: Quantity, measure: Measure, role: Role) -> Period | None:
        """The period of a figure; what a figure merely describes (超3000万元的X) has none of its own."""
        if self.head:
            return self.times.told_for(q.start, q.end, measure)
        return self.times.of(q.start, q.end, measure, changes=role in (Role.YOY, Role.QOQ) or (q.unit in MONEY and bool(measure.owner)))

    def _period_before(self, q: Quantity) -> Period | None:
        """$98 million, or 45 cents per share: the period of the amount that this one tells another way."""
        return self.facts[-1].period if self.facts and _OR_ELSE.search(self.at.text, max(0, q.start - _OR_NEAR), q.start) else None

    def _fact(
        self, q: Quantity, measure: Measure, role: Role, rule: str, direction: Direction | None, owner: Owner = _UNPAIRED, inferred: str = "",
    ) -> Fact:
        subject = owner.subject or self.head or subject_at(self.at, q.start, measure, self.inherited.subject, self.spoken)
        return Fact(
            metric=measure.id, labels=tuple(dict.fromkeys(label for label in measure.labels if label)),
            subject=subject, period=owner.period or self._period_before(q) or self.amounts.period_again(q) or self._period(q, measure, role),
            value=q.value, high=q.high, unit=q.unit, role=role, bound=q.bound, direction=direction, vague=q.vague,
            citation=self.reader.article.cite(self.sentence.index), rule=rule, start=self.sentence.start + q.start,
            base=measure.base, terms=measure.terms, inferred=inferred, forecast=self._forecast(q, measure),
        )

    def _of_future(self, fact: Fact) -> Fact:
        """What is of a period that begins after the article's day is only expected, whatever the sentence says."""
        date, period = self.reader.anchor.date, fact.period
        if fact.forecast or not period or not period.year or not self.reader.anchor.reported.year:
            return fact
        later = period.year > date.year or (period.year == date.year and _FIRST_MONTH.get(period.part, 1) > date.month)
        return replace(fact, forecast="guidance") if later else fact

    def _framed(self, position: int) -> str:
        """法人预估,…: a forecast that a comma follows frames what the sentence says behind it."""
        told = [m for m in self.at.between(0, position) if m.of("forecast") and self.at.text[m.end : m.end + 1] in (",", ":")]
        return (told[-1].of("forecast") or "") if told else ""

    def _forecast(self, q: Quantity, measure: Measure) -> str:
        """Guidance or consensus where the clause says so, before the figure or right behind it; what goes on from a forecast is one."""
        left = self.at.left(q.start)
        if behind := _EXPECTED.match(self.at.text, q.end):
            return next(iter(self.at.ids("forecast", behind.start(), behind.end() + 1)), "consensus")
        if told := self.at.ids("forecast", left, q.start):
            return told[-1]
        if framed := self._framed(left):
            return framed
        known = self.reader.lexicon.metrics.get(measure.id)
        if known and known.id.endswith("_guidance"):
            return "guidance"
        own = any(m.of("metric") or m.period for m in self.at.between(left, q.start))
        goes_on = self.spoken.measure is not None and measure.id == self.spoken.measure.id and not own
        return "guidance" if goes_on and self.spoken.forecast == "guidance" else ""
