"""From sentences to facts: every number finds its metric, subject, period and role.

Each figure is attached by one named construction of the language (`Fact.rule`); what a sentence leaves
unsaid (subject, period, year) is inherited from the sentences of its paragraph.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from knowledge.article import Article, Sentence
from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.lexicon import Entity, Lexicon, Metric, Scanner
from knowledge.mention import Mention, ordinals, read_mentions
from knowledge.period import Anchor, Period
from knowledge.quantity import MONEY, Bound, Quantity

_BREAK = re.compile(r"[,;:()!?。、](?!\d{3})")
_CLAUSE = re.compile(r"[,;:()!?。](?!\d{3})")
_JOINT = re.compile(r"[和及与将对]|以及|其中|\band\b|\bthe\b")
_LIST_LINK = re.compile(r"(?:[及和与、,]|以及|and|\s|(?:同比|年|环比)?(?:增长?|减少?|下降|上升))+")
_LEAD = re.compile(r"^(?:[的了其约则而并也已还将且共对]|其中|已经|仍然|例如|目前|并且|同时|此外|期间|大促期间|公司|集团|本|the|its|a|an|of|and|in|with)+\s?")
_TAIL = re.compile(r"(?:[了为达至到是有超近约逾破共的]|大关|关口|突破|超过|达到|实现|高达|分别|已经|大约|录得|仅|首次|合计|共计|不足|\s|was|were|of|to|is|over|about|nearly|reached)+$")
_UNITS = {"money": MONEY, "per_share": MONEY, "price": MONEY, "percent": ("percent", "pp"), "times": ("times", "percent"), "count": ("count", "tonne", "kilogram", "square_metre", "kwh"), "duration": ("minute", "hour", "second")}
_BY_DIRECTION = {"up": Direction.UP, "down": Direction.DOWN}


@dataclass(frozen=True)
class Reader:
    """What reading a sentence needs to know of its article."""

    article: Article
    lexicon: Lexicon
    names: Scanner
    entities: Mapping[str, Entity]
    company: Entity
    anchor: Anchor

    def subject(self, key: str) -> Subject:
        entity = self.entities.get(key) or self.lexicon.entities[key]
        return Subject(key, entity.name.zh)

    def mentions(self, sentence: Sentence) -> list[Mention]:
        return read_mentions(sentence.folded, self.lexicon, self.names, self.anchor)


@dataclass(frozen=True)
class Inherited:
    """What later sentences of a paragraph take over where they say nothing themselves."""

    subject: Subject
    period: Period | None = None
    currency: str = "CNY"


@dataclass(frozen=True)
class Measure:
    """A metric as a text names it: id (or the phrase), the words for it, and the metric it ends in."""

    id: str
    labels: tuple[str, ...]
    unit: str
    kind: str
    base: str = ""
    terms: frozenset[str] = frozenset()
    start: int = -1


def measure_of(metric: Metric, start: int = -1) -> Measure:
    """A metric of the lexicon, as it is."""
    return Measure(metric.id, (metric.name.zh, metric.name.hant, metric.name.en), metric.unit, metric.kind, metric.change_of or metric.id, frozenset(), start)


def read_facts(reader: Reader) -> tuple[Fact, ...]:
    """The facts of an article in the order of its text."""
    facts: list[Fact] = []
    inherited = Inherited(reader.subject(reader.company.id) if reader.company.id else Subject("", ""))
    paragraph = -1
    for sentence in reader.article.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            inherited = replace(inherited, subject=reader.subject(reader.company.id) if reader.company.id else Subject("", ""), period=None)
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
    mentions: list[Mention] = field(init=False)
    facts: list[Fact] = field(default_factory=list)
    pairs: dict[int, tuple[Measure | None, Subject | None]] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)  # figure of a list -> the list's first figure
    head: Subject | None = None  # 超3000万元的AIGC内容: what an attributive figure describes is spoken of next
    last: Measure | None = None

    def __post_init__(self) -> None:
        self.mentions = self.reader.mentions(self.sentence)
        self.text = self.sentence.folded
        self.figures = [m for m in self.mentions if m.quantity and not (m.start == 0 and self.text[m.end : m.end + 1] in tuple("、.)"))]

    def read(self) -> list[Fact]:
        self._pair_lists()
        for i, mention in enumerate(self.figures):
            self._figure(i, mention.quantity)  # type: ignore[arg-type]
        self._ranks()
        return sorted(self.facts, key=lambda f: f.start)

    def passed_on(self) -> Inherited:
        """What the next sentence of the paragraph inherits."""
        periods = [m.period for m in self.mentions if m.period and not m.period.since and not m.period.period.is_day]
        period = self._resolve(periods[-1].period, periods[-1].dated) if periods and not periods[-1].same else self.inherited.period
        own = [m for m in self.mentions if m.of("entity") and self._whose(m.start)]
        subject = self.reader.subject(own[0].of("entity") or "") if own else self.inherited.subject
        return replace(self.inherited, subject=subject, period=period)

    # --- where a figure stands

    def _left(self, position: int, pattern: re.Pattern[str] = _CLAUSE) -> int:
        """Where the clause that holds `position` begins."""
        return max((m.end() for m in pattern.finditer(self.text, 0, position)), default=0)

    def _right(self, position: int) -> int:
        found = _BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def _between(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.mentions if start <= m.start and m.end <= end]

    def _whose(self, position: int) -> bool:
        """Whether an entity at `position` can own figures: not in brackets, not the object of 超越."""
        return self.text.count("(", 0, position) == self.text.count(")", 0, position)

    def _subject(self, position: int) -> Subject:
        if self.head:
            return self.head
        for mention in reversed(self._between(0, position)):
            key = mention.of("entity")
            if key and self._whose(mention.start):
                return self.reader.subject(key)
            if mention.of("anaphor") == "company" and len(mention.token.surface) > 1:  # type: ignore[union-attr]
                return self.reader.subject(self.reader.company.id) if self.reader.company.id else self.inherited.subject
        return self.inherited.subject

    def _resolve(self, period: Period, dated: bool) -> Period:
        if dated or period.year is not None:
            return period
        year = self.inherited.period.year if self.inherited.period else None
        for mention in self.mentions:
            if mention.period and mention.period.dated and not mention.period.since and mention.period.period.year:
                year = mention.period.period.year
        return replace(period, year=year or self.reader.anchor.reported.year)

    def _period(self, position: int, measure: Measure) -> Period | None:
        """The nearest period to the left; a day only where the figure is of a day (截至, prices, balances)."""
        known = self.inherited.period
        found: Period | None = None
        for mention in self._between(0, position):
            told = mention.period
            if not told or told.since:
                continue
            if told.same:
                found = (found or known or self.reader.anchor.reported).shifted(told.years)
            elif told.period.is_day and not (told.end_of or measure.kind == "stock" or re.search(r"截[至止]|as of\s?$", self.text[: told.start][-6:])):
                continue
            else:
                found = self._resolve(told.period, told.dated)
        if found or known:
            return found or known
        flows = measure.kind in ("flow", "ratio") and measure.id in self.reader.lexicon.metrics
        return self.reader.anchor.reported if flows and self.head is None and measure.unit != "count" else None

    # --- lists paired with lists

    def _pair_lists(self) -> None:
        """A和B分别为1及2, 分别同比增长3%和4%: the n-th figure belongs to the n-th metric, or to the n-th subject."""
        pairing: list[tuple[Measure | None, Subject | None]] = []
        i = 0
        while i < len(self.figures):
            run = [i]
            while run[-1] + 1 < len(self.figures) and _LIST_LINK.fullmatch(self.text, self.figures[run[-1]].end, self.figures[run[-1] + 1].start):
                run.append(run[-1] + 1)
            told = [m for m in self._between(self._left(self.figures[i].start), self.figures[i].start) if m.of("pair") == "respectively"]
            if told and len(run) > 1:
                pairing = self._owners(told[-1].start, len(run)) or pairing
            if len(run) > 1 and len(run) == len(pairing):
                self.pairs |= dict(zip(run, pairing, strict=True))
                self.heads |= dict.fromkeys(run, i)
            i = run[-1] + 1

    def _owners(self, position: int, count: int) -> list[tuple[Measure | None, Subject | None]]:
        metrics = [m for m in self._between(0, position) if m.of("metric")]
        if len(metrics) >= count:
            return [(self._measure(m), None) for m in metrics[-count:]]
        owners = [m for m in self._between(0, position) if m.of("entity") and self._whose(m.start)]
        if len(owners) >= count:
            return [(None, self.reader.subject(m.of("entity") or "")) for m in owners[-count:]]
        return []

    # --- what is measured

    def _measure(self, mention: Mention) -> Measure:
        """A metric with the words that narrow it: 首日 in 首日GMV makes another measure than GMV."""
        metric = self.reader.lexicon.metrics[mention.of("metric") or ""]
        start = self._phrase_start(mention.start)
        described = [f for f in self.figures if f.end + 1 == mention.start and self.text[f.end] == "的"]
        if described:  # GMV破百万的直播间数: a figure inside the phrase narrows the metric
            start = self._after_names(described[0].start)
        phrase = _LEAD.sub("", self.text[start : mention.start])
        narrower = phrase.rstrip("的 ")
        terms = self._terms(narrower)
        if not terms or len(narrower) < 2:
            return measure_of(metric, mention.start)
        label = self._original(mention.start - len(phrase), mention.end)
        labels = dict.fromkeys((label, label.replace("的", ""), label[len(phrase) :], metric.name.zh, metric.name.hant, metric.name.en))
        return Measure(label, tuple(labels), metric.unit, metric.kind, metric.id, terms, mention.start - len(phrase))

    def _original(self, start: int, end: int) -> str:
        return self.sentence.text[start:end].strip()

    def _terms(self, folded: str) -> frozenset[str]:
        hits = self.reader.lexicon.scanner.hits(folded)
        return frozenset(f"{s.kind}:{s.id}" for t in hits for s in t.senses if s.kind in ("term", "metric"))

    def _phrase_start(self, end: int) -> int:
        """Where the noun phrase before `end` begins: after the last name, period, verb of reaching, or break."""
        start = self._left(end, _BREAK)
        for mention in self._between(start, end):
            kinds = {s.kind for s in mention.token.senses} if mention.token else {"number"}
            if mention.period or mention.quantity or kinds & {"entity", "person", "reach", "basis", "anaphor", "forecast", "pair", "direction", "rank", "surpass", "speech", "event", "cause", "ahead"} - ({"direction"} if mention.of("direction") and mention.end == end else set()):
                start = mention.end
        return max((start + w.end() for w in _JOINT.finditer(self.text[start:end])), default=start)

    def _fits(self, metric: Metric, q: Quantity) -> bool:
        return q.unit == "" and metric.unit != "percent" or q.unit in _UNITS.get(metric.unit, ())

    def _metric_before(self, q: Quantity, start: int) -> Measure | None:
        for mention in reversed(self._between(start, q.start)):
            key = mention.of("metric")
            if key and self._fits(self.reader.lexicon.metrics[key], q):
                return self._measure(mention)
        return None

    def _metric_after(self, q: Quantity) -> Measure | None:
        """179亿元的广告收入: the metric follows as the head of the phrase."""
        for mention in self._between(q.end, self._right(q.end)):
            if mention.quantity:
                return None
            key = mention.of("metric")
            if key and self._fits(self.reader.lexicon.metrics[key], q):
                return measure_of(self.reader.lexicon.metrics[key], mention.start)
        return None

    def _phrase_before(self, i: int, q: Quantity) -> str:
        start = self._left(q.start, _BREAK)
        earlier = [m.quantity for m in self.figures[:i] if m.quantity and m.end > start]
        if earlier and not self.text[earlier[-1].end :].startswith("的"):
            start = earlier[-1].end
        for mention in self._between(start, q.start):
            if mention.period or mention.of("entity") or mention.of("anaphor"):
                start = mention.end
        return _TAIL.sub("", _LEAD.sub("", self.text[start : q.start]))

    def _phrase_after(self, q: Quantity) -> str:
        end = self._right(q.end)
        while end < len(self.text) and self.text[end] == "、" and "的" not in self.text[q.end : end]:
            end = self._right(end + 1)
        phrase = self.text[q.end : end]
        return re.split(r"的|进行|,|。", phrase.strip(), maxsplit=1)[0].strip() if not phrase.startswith("的") else phrase[1:].strip()

    def _named(self, phrase: str, unit: str) -> Measure:
        """A measure that only this article names, by its phrase."""
        at = self.text.find(phrase)
        label = self._original(at, at + len(phrase)) if at >= 0 else phrase
        base = ""
        for token in self.reader.lexicon.scanner.hits(phrase):
            if token.of("metric") and token.end == len(phrase):
                base = token.of("metric") or ""
        names = self.reader.lexicon.metrics[base].name if base else None
        labels = (label, label.replace("的", ""), *((names.zh, names.hant, names.en) if names else ()))
        return Measure(label, tuple(dict.fromkeys(labels)), unit, "stock", base, self._terms(phrase), at)

    # --- figures

    def _figure(self, i: int, q: Quantity) -> None:
        paired, owner = self.pairs.get(i, (None, None))
        first = self.heads.get(i, i)
        begin = max(self._left(self.figures[first].start), self.figures[first - 1].end if first else 0)
        if self._lost_percent(i, q):
            self._change(q, begin, paired, owner, inferred="percent")
        elif q.unit in ("percent", "pp", "times") and self._moved(self.figures[first].quantity or q, begin):
            self._change(q, begin, paired, owner)
        elif q.unit in ("percent", "pp"):
            self._ratio(q, begin, paired, owner)
        elif q.unit in ("year", "month", "day"):
            self._horizon(q)
        else:
            self._value(i, q, begin, paired, owner)

    def _lost_percent(self, i: int, q: Quantity) -> bool:
        """增长20.1至724亿元: a bare number between a change and the value it leads to has lost its % sign."""
        if q.unit or q.scale != 1 or i + 1 >= len(self.figures) or not self._moved(q, q.start - 8):
            return False
        nxt = self.figures[i + 1].quantity
        return nxt is not None and re.fullmatch(r"\s?(?:至|到|达|to)(?:人民币)?\s?", self.text[q.end : nxt.start]) is not None and abs(q.value) < 1000

    def _moved(self, q: Quantity, begin: int) -> Mention | None:
        """The word of change next to the figure: 增长11.8%, up 94%, 36% increase, 15.34%的增长."""
        for mention in reversed(self._between(max(0, begin), q.start)):
            if mention.of("direction") or mention.of("basis"):
                gap = re.sub(r"(?:了|约|近|超过?|逾|达|达到|为|大约|more than|over|about|nearly|by|of|a|some|\s|人民币)+", "", self.text[mention.end : q.start])
                if len(gap) <= 2:
                    return mention
            elif mention.of("metric"):
                break
        after = self.text[q.end : q.end + 26]
        if re.match(r"(?:以上)?的?(?:增|降|涨|跌|升|同比)|\s(?:year|increase|decrease|growth|rise|decline|drop|jump|gain|sequential|higher|lower)", after):
            return next((m for m in self._between(q.end, q.end + 40) if m.of("direction")), None)
        return None

    def _direction(self, q: Quantity, begin: int) -> Direction | None:
        moved = [m.of("direction") for m in self._between(max(0, begin), q.start) if m.of("direction")]
        if not moved:
            moved = [m.of("direction") for m in self._between(q.end, q.end + 40) if m.of("direction")][:1]
        if not moved:
            sign = {"增": "up", "升": "up", "涨": "up", "减": "down", "降": "down", "跌": "down"}
            basis = [m.token.surface for m in self._between(max(0, begin), q.start) if m.of("basis") and m.token]
            moved = [sign[c] for s in basis[-1:] for c in s if c in sign]
        return _BY_DIRECTION.get(moved[-1] or "") if moved else None

    def _basis(self, q: Quantity, begin: int, measure: Measure) -> Role:
        near = [m.of("basis") for m in (*self._between(max(0, begin), q.start), *self._between(q.end, self._right(q.end))) if m.of("basis")]
        if near:
            return {"yoy": Role.YOY, "qoq": Role.QOQ}.get(near[0] or "", Role.CHANGE)
        known = self.reader.lexicon.metrics.get(measure.base or measure.id)
        return Role.YOY if known and measure.id in self.reader.lexicon.metrics and known.kind != "ratio" and known.unit not in ("price", "percent") else Role.CHANGE

    def _change(self, q: Quantity, begin: int, paired: Measure | None, owner: Subject | None, inferred: str = "") -> None:
        measure = paired or self._any_metric(begin, q.start) or self.last or self._any_metric(0, q.start) or self._any_metric(q.end, self._right(q.end))
        if measure is None:
            phrase = self._phrase_of_change(q, begin)
            to_date = any(m.period and m.period.period.part == "YTD" for m in self._between(begin, q.start))
            if not phrase and not to_date:
                return
            measure = self._named(phrase, "") if phrase else measure_of(self.reader.lexicon.metrics["share_price_change_ytd"])
        rule = "respectively" if paired or owner else "lost-percent-sign" if inferred else "growth"
        unit = "percent" if inferred or q.unit == "percent" else q.unit
        value = abs(q.value) if q.value < 0 else q.value
        direction = Direction.DOWN if q.value < 0 else self._direction(q, begin) or Direction.UP
        self._add(q, replace_value(q, value), measure, self._basis(q, begin, measure), unit, rule, direction, owner, inferred)

    def _any_metric(self, start: int, end: int) -> Measure | None:
        return next((self._measure(m) for m in reversed(self._between(start, end)) if m.of("metric")), None)

    def _phrase_of_change(self, q: Quantity, begin: int) -> str:
        """短视频内容制作成本降低60%: what changes is the phrase before the word of change."""
        moved = self._moved(q, begin)
        end = moved.start if moved and moved.start < q.start else q.start
        start = self._phrase_start(end)
        return _TAIL.sub("", _LEAD.sub("", self.text[start:end]))

    def _ratio(self, q: Quantity, begin: int, paired: Measure | None, owner: Subject | None) -> None:
        measure = paired or self._metric_before(q, self._left(q.start))
        share = any(m.of("part") for m in self._between(self._left(q.start), q.start)) or re.search(r"比例|比重|占比", self.text[self._left(q.start) : q.start])
        if measure is None and (phrase := self._phrase_before(self.figures_index(q), q)):
            measure = self._named(phrase, "percent")
        if measure is None:
            return
        known = self.reader.lexicon.metrics.get(measure.base)
        role = Role.SHARE if share or (known and "share" in known.id) else Role.MARGIN if known and "margin" in known.id else Role.VALUE
        self._add(q, q, measure, role, q.unit, "respectively" if paired or owner else "ratio", None, owner)

    def figures_index(self, q: Quantity) -> int:
        return next(i for i, m in enumerate(self.figures) if m.quantity is q)

    def _horizon(self, q: Quantity) -> None:
        """未来三年将加大AI研发投入: a span of years ahead and what it is planned for."""
        if q.unit != "year" or not re.search(r"(?:未来|今后|接下来|next|coming)\s?$", self.text[: q.start]):
            return
        end = self._right(q.end)
        measure = self._any_metric(q.end, end)
        if measure:
            moved = [m.of("direction") for m in self._between(q.end, end) if m.of("direction")]
            raised = _BY_DIRECTION.get(moved[0] or "") if moved else Direction.UP if re.search("加大|增加", self.text[q.end : end]) else None
            self._add(q, q, replace(measure, kind="stock"), Role.VALUE, "year", "horizon", raised, None)

    def _value(self, i: int, q: Quantity, begin: int, paired: Measure | None, owner: Subject | None) -> None:
        measure, rule = paired, "respectively"
        attributive = self.text[q.end :].startswith("的")
        if owner and not measure:
            measure = self._any_metric(0, q.start)
        if q.threshold:
            measure, rule = measure or self._metric_before(q, begin) or self.last, "threshold"
        if not measure:
            measure, rule = self._metric_before(q, begin), "value-after-metric"
            if measure and attributive and q.unit and (described := self._phrase_after(q)):
                measure, rule = self._described(measure, q, described), "attributive"
        if not measure and self.text.count("(", 0, q.start) > self.text.count(")", 0, q.start):
            measure, rule = self._metric_before(q, self._left(self.text.rfind("(", 0, q.start))), "apposition"
        if not measure and not (self._phrase_before(i, q) and q.bound is not Bound.EXACT and q.unit and not attributive) and (measure := self._metric_after(q)):
            rule = "attributive"
            owner = owner or self._described_by(measure)
            self._surpassed(q)
        if not measure:
            measure, rule = self._phrase_measure(i, q)
        if not measure:
            measure, rule = self.last, "same-metric"
        if measure is None and (self.before and self._anaphor(q)):
            measure = replace(measure_of(self.reader.lexicon.metrics[self.before.base])) if self.before.base in self.reader.lexicon.metrics else None
        if measure is None:
            return
        role, direction, inferred = self._role_of_value(i, q, begin, measure)
        unit = q.unit or self._unit(measure)
        if not q.unit and unit in MONEY and role is Role.THRESHOLD and "大关" not in self.text:
            inferred = "currency"
        self._add(q, q, measure, role, unit, rule, direction, owner, inferred)
        if attributive and q.unit and rule in ("phrase", "attributive") and measure.start < q.start:
            self._speak_of(self._phrase_after(q))

    def _described(self, measure: Measure, q: Quantity, phrase: str) -> Measure:
        """日均消耗超3000万元的AIGC内容: the metric is the AIGC content's, not the company's."""
        shown = _TAIL.sub("", self._original(max(measure.start, 0), q.start))
        at = self.text.find(phrase, q.end)
        whole = self._original(at, at + len(phrase)) + shown
        return replace(measure, id=whole, labels=(whole, shown, *measure.labels), kind="stock", terms=measure.terms | self._terms(phrase))

    def _described_by(self, measure: Measure) -> Subject | None:
        """数百亿参数规模的快意MoE模型: the figure belongs to the entity that the phrase describes."""
        told = [m for m in self._between(measure.start + 1, len(self.text)) if m.of("entity") and self.text[m.start - 1] == "的"]
        near = told and self._right(measure.start + 1) > told[0].start
        return self.reader.subject(told[0].of("entity") or "") if near else None

    def _anaphor(self, q: Quantity) -> bool:
        return any(m.of("anaphor") == "figure" for m in self._between(0, q.start))

    def _unit(self, measure: Measure) -> str:
        return self.inherited.currency if measure.unit in ("money", "per_share", "price") else "percent" if measure.unit == "percent" else "count"

    def _phrase_measure(self, i: int, q: Quantity) -> tuple[Measure | None, str]:
        """Measures the lexicon lacks: X数超2500个, 日均消耗超3000万元的X, 服务数千家X, 数百亿参数规模的X."""
        left, right = self._phrase_before(i, q), self._phrase_after(q)
        attributive = self.text[q.end :].startswith("的")
        counted = q.unit in ("count", "") and right and not attributive and self.text[q.end] not in ",;。()"
        if counted and (not left or q.vague or not self._terms(left)):
            joined = left.removesuffix("的") + right if self.text[: q.start].endswith("的") and left else right
            return self._named(right if joined == right else joined, "count"), "counted-noun"
        if attributive and left and q.unit:
            name = self._named(left, "")
            whole = right + left
            return replace(name, id=whole, labels=(whole, left, right), terms=name.terms | self._terms(right)), "phrase"
        if left and (self._terms(left) or len(left) > 1):
            return self._named(left, ""), "phrase"
        return None, ""

    def _speak_of(self, phrase: str) -> None:
        if phrase:
            at = self.text.find(phrase)
            self.head = Subject("", self._original(at, at + len(phrase)))

    def _role_of_value(self, i: int, q: Quantity, begin: int, measure: Measure) -> tuple[Role, Direction | None, str]:
        text = self.text
        direction = Direction.UP if re.search(r"(?:突破|破|跨过|超越|新增\S{0,4})(?:了|约|超)?\s?$", text[begin : q.start]) or re.match("新增", measure.labels[0]) else None
        if self.text[: q.start].endswith("(") or re.search(r"\([^)]{0,6}$", text[: q.start]):
            rest = text[q.end : q.end + 16]
            direction = Direction.UP if re.match(r"\)的?\S{0,4}增长", rest) else direction
        nxt = self.figures[i + 1].quantity if i + 1 < len(self.figures) else None
        passed = q.bound is Bound.OVER and nxt is not None and nxt.start < self._right(q.end)
        if q.threshold or (passed and text[q.end] == "的" and not q.unit):
            return Role.THRESHOLD, Direction.UP if q.threshold else None, ""
        if measure.unit == "price":
            return Role.PRICE, None, ""
        moved = self._moved(q, begin)
        if moved and moved.of("direction") in _BY_DIRECTION and moved.end <= q.start and not re.search(r"[至到]|to\s", text[moved.end : q.start]) and "新增" not in (moved.token.surface if moved.token else ""):
            return Role.CHANGE, _BY_DIRECTION[moved.of("direction") or ""], ""
        return Role.VALUE, direction, ""

    def _surpassed(self, q: Quantity) -> None:
        """这一数字超越百度同期179亿元: a rival's figure is also the mark that the figure just named has passed."""
        told = [m for m in self._between(self._left(q.start), q.start) if m.of("surpass")]
        if not told or not self.before or self.before.base not in self.reader.lexicon.metrics:
            return
        measure = measure_of(self.reader.lexicon.metrics[self.before.base])
        fact = self._fact(q, q, measure, Role.THRESHOLD, q.unit, "surpassed", Direction.UP, self.before.subject, "")
        self.facts.append(replace(fact, period=self.before.period, bound=Bound.OVER))

    def _ranks(self) -> None:
        """X的综合效果位列全球第一: a rank after a verb of ranking or a scope."""
        for start, end, rank in ordinals(self.text):
            near = [m for m in self._between(self._left(start, _BREAK), start) if m.of("rank")]
            if not near:
                continue
            phrase = _TAIL.sub("", _LEAD.sub("", self.text[self._after_names(near[0].start) : near[0].start])) or "排名"
            measure = self._named(phrase, "count")
            measure = replace(measure, labels=(measure.labels[0] + "排名", *measure.labels, "排名", "ranking"), base="ranking")
            q = Quantity(start, end, Decimal(rank), "rank", number_end=end)
            self._add(q, q, measure, Role.RANK, "rank", "rank", None, None)

    def _after_names(self, end: int) -> int:
        start = self._left(end, _BREAK)
        return max([start, *(m.end for m in self._between(start, end) if m.of("entity") or m.period)])

    def _forecast(self, q: Quantity) -> str:
        told = [m.of("forecast") for m in self._between(self._left(q.start), q.start) if m.of("forecast")]
        return told[-1] or "" if told else ""

    def _fact(self, q: Quantity, shown: Quantity, measure: Measure, role: Role, unit: str, rule: str, direction: Direction | None, owner: Subject | None, inferred: str) -> Fact:
        labels = tuple(dict.fromkeys(label for label in measure.labels if label))
        return Fact(
            metric=measure.id, labels=labels, subject=owner or self._subject(q.start), period=self._period(q.start, measure),
            value=shown.value, unit=unit, role=role, bound=shown.bound, direction=direction,
            citation=self.reader.article.cite(self.sentence.index), rule=rule, start=self.sentence.start + q.start,
            high=shown.high, base=measure.base, terms=measure.terms, inferred=inferred, vague=shown.vague, forecast=self._forecast(q),
        )

    def _add(self, q: Quantity, shown: Quantity, measure: Measure, role: Role, unit: str, rule: str, direction: Direction | None, owner: Subject | None, inferred: str = "") -> None:
        self.facts.append(self._fact(q, shown, measure, role, unit, rule, direction, owner, inferred))
        self.last = measure


def replace_value(q: Quantity, value: Decimal) -> Quantity:
    """The quantity with another value, for changes whose sign the direction carries."""
    return replace(q, value=value)
