"""What is told of one part of the company goes on about the next: revenue in Asia grew 5%, Europe declined 3% to $5 million."""

from dataclasses import dataclass, replace

from knowledge.fact import Fact
from knowledge.language.lexicon import Metric
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.text import has_hanzi
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import SPOT, Measure, fits, measure_of
from knowledge.sentences.parts import Parts

_SEGMENT = pattern("segment_whole")
_TAKINGS, _NO_TAKINGS = pattern("takings"), pattern("no_takings")
_TOPIC, _NAMED_ALONE = rare("topic_metric"), pattern("named_alone")
_LONGEST = 8  # characters of a part that 则 sets against another


@dataclass(frozen=True)
class GoingOn:
    """Measures of parts whose metric was told before; `before` is the fact told before the sentence."""

    at: Clauses
    before: Fact | None

    def of_part(self, phrase: str, said: Measure | None, q: Quantity, parted: Measure | None = None) -> Measure | None:
        """Europe declined 3%, Europe delivered $5 million: the metric told last of another part, or what a part earned.

        内地业务3.6亿元 behind 香港业务之新业务价值9.8亿元: `parted` is the last measure that was narrowed to a part.
        """
        if parted and has_hanzi(phrase) and _SEGMENT.fullmatch(phrase) and related("of_any_part", parted.base) and q.unit in MONEY:
            place = self.at.text.find(phrase)
            return self.measure(self.at.original(place, place + len(phrase)), self.at.reader.lexicon.metrics[parted.base])
        if told := self._takings(phrase, q) or self._of_next(phrase, said, q):
            return told
        name, earned = Parts(self.at).before(phrase, q)
        if not name:
            return None
        metric = self._told_last(said)
        if metric is None or (q.unit in MONEY and metric.unit != "money"):
            metric = self.at.reader.lexicon.metrics["revenue"] if earned and q.unit in MONEY else None
        return self.measure(name, metric) if metric else None

    def _takings(self, phrase: str, q: Quantity) -> Measure | None:
        """收益为3亿港元, 物业服务之收益: revenue as companies of Hong Kong call it, of all or of the part before it."""
        found = _TAKINGS.fullmatch(phrase) if phrase.endswith("收益") and (q.unit == "HKD" or self.at.reader.in_hong_kong) else None
        if not found or q.unit == "pp" or _NO_TAKINGS.search(self.at.text, 0, q.start):
            return None
        place, revenue = self.at.text.find(phrase), self.at.reader.lexicon.metrics["revenue"]
        if not found[1]:
            return measure_of(revenue, place, self.at.original(place, place + len(phrase)))
        return self.measure(self.at.original(place, place + len(found[1])), revenue, self.at.original(place + len(phrase) - 2, place + len(phrase)))

    def of_topic(self, q: Quantity) -> Measure | None:
        """运价方面,美西线每40呎柜5606美元: the metric that begins a sentence as its topic, of the part that a clause names alone."""
        topic = _TOPIC.match(self.at.text) if not self.at.is_latin else None
        told = next(iter(self.at.named("metric", 0, topic.end())), None) if topic else None
        metric = self.at.reader.lexicon.metrics.get(told.of("metric") or "") if told and topic and told.end == topic.end(1) else None
        left = self.at.left(q.start)
        found = _NAMED_ALONE.fullmatch(self.at.text, left, q.start) if metric and fits(metric, q) else None
        within = self.at.between(*found.span(1)) if found else []
        if found and metric and len(within) == 1 and within[0].of("entity") and (within[0].start, within[0].end) == found.span(1):
            return measure_of(metric)  # 资本开支方面,甲电讯为9亿元;乙宽频为4亿元
        if not found or not metric or any(m.token or m.period for m in within):
            return None
        measure = self.measure(self.at.original(*found.span(1)), metric)
        return measure if metric.kind in ("flow", "stock") else replace(measure, kind=SPOT)

    def _of_next(self, phrase: str, said: Measure | None, q: Quantity) -> Measure | None:
        """台湾同店销售增长4%,大陆则下降3%: the metric of a part that was told last, of the one that 则 sets against it."""
        metric = self.at.reader.lexicon.metrics.get(said.base) if said and said.base != said.id and q.unit not in MONEY else None
        name = phrase.rstrip("则")
        place = self.at.text.find(name + "则") if metric and name and has_hanzi(name) and len(name) <= _LONGEST else -1
        alone = place >= 0 and not any(m.of("metric") or m.period for m in self.at.between(place, place + len(name)))
        return self.measure(self.at.original(place, place + len(name)), metric) if metric and alone and related("of_any_part", metric.id) else None

    def named(self, phrase: str, said: Measure | None, q: Quantity) -> Measure | None:
        """Electric cars were the bright spot: 52,700 units: the metric told last, of a part that has no capitals."""
        metric = self._told_last(said)
        place = self.at.text.find(phrase)
        fits = metric is not None and ((metric.unit == "money") is (q.unit in MONEY))
        return self.measure(self.at.original(place, place + len(phrase)), metric) if metric and fits and place >= 0 else None

    def measure(self, name: str, metric: Metric, written: str = "") -> Measure:
        """A metric of a part, as it is `written`."""
        whole = measure_of(metric)
        written = written or metric.name.zh.removeprefix("总") if has_hanzi(name) else metric.name.en.removeprefix("total ")
        label = name + ("" if has_hanzi(name) else " ") + written
        return replace(whole, id=label, labels=tuple(dict.fromkeys((label, written, *whole.labels))), terms=self.at.terms(name.lower()), owner=name)

    def _told_last(self, said: Measure | None) -> Metric | None:
        """The metric that the sentence, else its paragraph told last, where every part has it."""
        key = (said.base or said.id) if said else self.before.base if self.before and self._is_near(self.before) else ""
        return self.at.reader.lexicon.metrics.get(key) if related("of_any_part", key) else None

    def _is_near(self, fact: Fact) -> bool:
        return self.at.reader.article.sentences[fact.citation.sentence].paragraph == self.at.sentence.paragraph
