"""What is measured: the metric of the lexicon or the noun phrase that a figure belongs to."""

from dataclasses import dataclass, replace

from knowledge.clauses import BREAK, Clauses
from knowledge.fact import Subject
from knowledge.lexicon import Metric
from knowledge.mention import Mention
from knowledge.patterns import pattern
from knowledge.quantity import MONEY, Quantity

_JOINT = pattern("joint")
_LEAD = pattern("lead")
_TAIL = pattern("tail")
_PHRASE_END = pattern("phrase_end")
_BOUNDARIES = frozenset((
    "entity", "person", "reach", "basis", "anaphor", "forecast", "pair", "direction", "rank", "surpass", "speech", "event", "cause", "ahead",
))  # kinds of words behind which a noun phrase begins
_UNITS = {
    "money": MONEY, "per_share": MONEY, "price": MONEY,
    "percent": ("percent", "pp"), "times": ("times", "percent"),
    "count": ("count", "tonne", "kilogram", "square_metre", "kwh"), "duration": ("minute", "hour", "second"),
}


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


def trimmed(phrase: str) -> str:
    """A noun phrase without the words that open it or lead to its figure."""
    return _TAIL.sub("", _LEAD.sub("", phrase))


@dataclass(frozen=True)
class Measures:
    """The measures that the words around the figures of one sentence name."""

    at: Clauses

    def read(self, mention: Mention) -> Measure:
        """A metric with the words that narrow it: 首日 in 首日GMV makes another measure than GMV."""
        metric = self.at.reader.lexicon.metrics[mention.of("metric") or ""]
        start = self.phrase_start(mention.start)
        described = [f for f in self.at.figures if f.end + 1 == mention.start and self.at.text[f.end] == "的"]
        if described:  # GMV破百万的直播间数: a figure inside the phrase narrows the metric
            start = self.at.after_names(described[0].start)
        phrase = _LEAD.sub("", self.at.text[start : mention.start])
        narrower = phrase.rstrip("的 ")
        terms = self.at.terms(narrower)
        if not terms or len(narrower) < 2:
            return measure_of(metric, mention.start)
        begin = mention.start - len(phrase)
        label = self.at.original(begin, mention.end)
        labels = dict.fromkeys((label, label.replace("的", ""), label[len(phrase) :], metric.name.zh, metric.name.hant, metric.name.en))
        return Measure(label, tuple(labels), metric.unit, metric.kind, metric.id, terms, begin)

    def named(self, phrase: str, unit: str) -> Measure:
        """A measure that only this article names, by its phrase."""
        place = self.at.text.find(phrase)
        label = self.at.original(place, place + len(phrase)) if place >= 0 else phrase
        lexicon = self.at.reader.lexicon
        base = ""
        for token in lexicon.scanner.hits(phrase):
            if token.of("metric") and token.end == len(phrase):
                base = token.of("metric") or ""
        names = lexicon.metrics[base].name if base else None
        labels = (label, label.replace("的", ""), *((names.zh, names.hant, names.en) if names else ()))
        return Measure(label, tuple(dict.fromkeys(labels)), unit, "stock", base, self.at.terms(phrase), place)

    # --- metrics of the lexicon near a figure

    def nearest(self, start: int, end: int) -> Measure | None:
        """The last metric named within [start, end), whatever its unit."""
        return next((self.read(m) for m in reversed(self.at.between(start, end)) if m.of("metric")), None)

    def before(self, q: Quantity, start: int) -> Measure | None:
        """The nearest metric between `start` and the figure whose unit the figure can have."""
        for mention in reversed(self.at.between(start, q.start)):
            key = mention.of("metric")
            if key and _fits(self.at.reader.lexicon.metrics[key], q):
                return self.read(mention)
        return None

    def after(self, q: Quantity) -> Measure | None:
        """179亿元的广告收入: the metric follows as the head of the phrase."""
        for mention in self.at.between(q.end, self.at.right(q.end)):
            if mention.quantity:
                return None
            key = mention.of("metric")
            if key and _fits(self.at.reader.lexicon.metrics[key], q):
                return measure_of(self.at.reader.lexicon.metrics[key], mention.start)
        return None

    # --- noun phrases around a figure

    def phrase_start(self, end: int) -> int:
        """Where the noun phrase before `end` begins: after the last name, period, verb of reaching, or break."""
        start = self.at.left(end, BREAK)
        for mention in self.at.between(start, end):
            kinds = {s.kind for s in mention.token.senses} if mention.token else {"number"}
            own = {"direction"} if mention.of("direction") and mention.end == end else set[str]()
            if mention.period or mention.quantity or kinds & (_BOUNDARIES - own):
                start = mention.end
        return max((start + w.end() for w in _JOINT.finditer(self.at.text[start:end])), default=start)

    def phrase_before(self, i: int, q: Quantity) -> str:
        """The noun phrase between the `i`-th figure and whatever stands before it."""
        text = self.at.text
        start = self.at.left(q.start, BREAK)
        earlier = [m.quantity for m in self.at.figures[:i] if m.quantity and m.end > start]
        if earlier and not text[earlier[-1].end :].startswith("的"):
            start = earlier[-1].end
        for mention in self.at.between(start, q.start):
            if mention.period or mention.of("entity") or mention.of("anaphor"):
                start = mention.end
        return trimmed(text[start : q.start])

    def phrase_after(self, q: Quantity) -> str:
        """The noun phrase that a figure describes or counts."""
        text = self.at.text
        end = self.at.right(q.end)
        while end < len(text) and text[end] == "、" and "的" not in text[q.end : end]:
            end = self.at.right(end + 1)
        phrase = text[q.end : end]
        return phrase[1:].strip() if phrase.startswith("的") else _PHRASE_END.split(phrase.strip(), maxsplit=1)[0].strip()

    def of_phrase(self, i: int, q: Quantity) -> tuple[Measure | None, str]:
        """Measures the lexicon lacks, with their rule: X数超2500个, 日均消耗超3000万元的X, 服务数千家X, 数百亿参数规模的X."""
        text = self.at.text
        left, right = self.phrase_before(i, q), self.phrase_after(q)
        attributive = text[q.end :].startswith("的")
        counted = q.unit in ("count", "") and right and not attributive and text[q.end] not in ",;。()"
        if counted and (not left or q.vague or not self.at.terms(left)):
            joined = left.removesuffix("的") + right if text[: q.start].endswith("的") and left else right
            return self.named(joined, "count"), "counted-noun"
        if attributive and left and q.unit:
            name = self.named(left, "")
            whole = right + left
            return replace(name, id=whole, labels=(whole, left, right), terms=name.terms | self.at.terms(right)), "phrase"
        if left and (self.at.terms(left) or len(left) > 1):
            return self.named(left, ""), "phrase"
        return None, ""

    def described(self, measure: Measure, q: Quantity, phrase: str) -> Measure:
        """日均消耗超3000万元的AIGC内容: the metric is the AIGC content's, not the company's."""
        shown = _TAIL.sub("", self.at.original(max(measure.start, 0), q.start))
        place = self.at.text.find(phrase, q.end)
        whole = self.at.original(place, place + len(phrase)) + shown
        return replace(measure, id=whole, labels=(whole, shown, *measure.labels), kind="stock", terms=measure.terms | self.at.terms(phrase))

    def describes(self, measure: Measure) -> Subject | None:
        """数百亿参数规模的快意MoE模型: the figure belongs to the entity that the phrase describes."""
        told = [m for m in self.at.between(measure.start + 1, len(self.at.text)) if m.of("entity") and self.at.text[m.start - 1] == "的"]
        near = told and self.at.right(measure.start + 1) > told[0].start
        return self.at.reader.subject(told[0].of("entity") or "") if near else None


def _fits(metric: Metric, q: Quantity) -> bool:
    return (q.unit == "" and metric.unit != "percent") or q.unit in _UNITS.get(metric.unit, ())
