"""What is measured: the metric of the lexicon that a figure belongs to, or the noun phrase that stands for one."""

import re
from dataclasses import dataclass, replace

from knowledge.fact import Subject
from knowledge.language.lexicon import Metric
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.text import fold, has_hanzi
from knowledge.quantities.quantity import MONEY, PHYSICAL, Quantity
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.glosses import glossed, told_by
from knowledge.sentences.measure import Measure, fits, measure_of
from knowledge.sentences.mention import Mention
from knowledge.sentences.nouns import Nouns, is_noun, trimmed, without_lead
from knowledge.sentences.parts import Parts

_TAIL, _BEHIND_FIGURE, _SEGMENT, _COMPANY_NOUN = pattern("tail"), pattern("behind_figure"), pattern("segment"), pattern("company_noun")
_EXPECTS = re.compile("(?:expect|forecast|see|project|predict|guid|estimat|anticipat)")
_LONE_VERB, _NO_NOUN, _OF_THING, _CAME_OR_WENT = pattern("lone_verb"), pattern("no_noun"), pattern("of_thing"), pattern("came_or_went")
_WENT = re.compile("^(?:新增|净增加?|新开|引进|新签|新设|新拓|新招|退出|关闭|关停|净减少?|流失|注销|终止|撤销|淘汰|撤并|清退)")
_CLOSES, _ACTS, _ACT_CLASSIFIER = pattern("closing_verb"), pattern("acts_counted"), pattern("act_classifier")
_CODE, _PRODUCT, _SEGMENT_WHOLE = pattern("code_in_brackets"), pattern("product"), pattern("segment_whole")
_NAMED_APART, _TURNED, _ATTRIBUTABLE, _BEFORE_CHARGES = rare("named_apart"), pattern("turned_into"), rare("attributable"), pattern("before_charges")
_ADJUSTED_FRAME, _PIECE_END, _UNDERLYING = rare("adjusted_frame"), re.compile("[,;。]"), re.compile("基础|核心|经调整")
_POSSESSED, _NEAR = re.compile("^(?:['’]s\\s|的|之)"), 20  # characters before a metric in which it is told whose it is
_NEUTRAL, _NO_NARROWER, _SIZED = pattern("neutral"), pattern("no_narrower"), pattern("sized_name")
_VEHICLES, _PART_OF_IT, _DEED_OF, _RESULT_OF_DEED = pattern("vehicles"), pattern("part_of_company"), pattern("deed_of"), pattern("result_of_deed")
_ADJUSTED, _DETERMINER, _PER_THING, _PART_BEHIND = pattern("adjusted_before"), pattern("determiner"), pattern("per_thing"), pattern("part_behind")
_SHARE_LIST, _OF_SHARE, _OF_WHOLE, _NOT_COUNTED = pattern("share_list"), pattern("share_words"), pattern("of_whole"), pattern("not_counted")
_EACH_SHARE, _PER_SHARE, _AS_OF, _SOLD, _ANY_COMPANY = pattern("each_share"), pattern("per_share_word"), pattern("as_of"), pattern("sold"), pattern("any_company")
_TOLD_OF = ("direction", "basis", "event", "speech", "reach", "pair")
_TOLD_WITHOUT, _NAME_OF_PART, _TAKEN_IN = pattern("told_without"), pattern("name_of_share"), ("revenue", "net_revenue", "sales_revenue")
_MEASURED = ("megawatt", "kwh", "terabyte", "gigabyte")  # units that describe the noun behind them: a 450 MW battery


@dataclass(frozen=True)
class Measures:
    """The measures that the words around the figures of one sentence name."""

    at: Clauses
    nouns: Nouns

    @property
    def parts(self) -> Parts:
        """The names of parts of the company in the sentence."""
        return Parts(self.at)

    def read(self, mention: Mention) -> Measure:
        """A metric as its sentence means it: without what it leaves out (EBITDA before exceptional items), adjusted where items are left out."""
        if not self.at.is_latin:
            mention = told_by(self.at, mention)
            return self._adjusted(self._narrowed(mention), mention)
        measure = self._narrowed(mention)
        adjusted = self.at.exclusions.adjusts(mention) or _ADJUSTED.search(self.at.text, max(0, mention.start - _NEAR), mention.start)
        key = related("adjusted", measure.id) or related("adjusted", measure.base if not measure.owner else "") if adjusted else None
        without = _TOLD_WITHOUT.match(self.at.text, mention.end)
        end = self.at.exclusions.narrows(mention) or (without.end() if without and not key else 0)
        if not key and not end:
            return measure
        if not key and measure.id.startswith("adjusted_"):
            return measure  # adjusted operating profit before special items
        label = self.at.original(mention.start, end or mention.end)
        if key:
            return measure_of(self.at.reader.lexicon.metrics[key], mention.start, label)
        return replace(measure, id=label, labels=(label, *measure.labels), base=measure.base or measure.id, terms=measure.terms | self.at.terms(self.at.text[mention.end : end]))

    def _adjusted(self, measure: Measure, mention: Mention) -> Measure:
        """按非公认会计准则计,经营亏损为: a measure told on another basis than that of the accounts."""
        begin = measure.start if measure.start >= 0 else mention.start
        frame = next((m for m in _ADJUSTED_FRAME.finditer(self.at.text, 0, begin) if m["all"] or not _PIECE_END.search(self.at.text, m.end(), begin)), None)
        if not frame:
            return measure
        metrics, written = self.at.reader.lexicon.metrics, self.at.original(begin, mention.end)
        if key := related("adjusted", measure.id):
            return measure_of(metrics[key], begin, written)
        if "adjusted" in measure.id:
            return measure
        label = f"非GAAP{written}"
        return replace(measure, id=label, labels=(label, *measure.labels), base="", terms=measure.terms | self.at.terms(frame[0]))

    def _narrowed(self, mention: Mention) -> Measure:
        """A metric with the words that narrow it: 首日 in 首日GMV makes another measure than GMV."""
        metric = self.at.reader.lexicon.metrics[mention.of("metric") or ""]
        if joined := self._joined(mention) or self._turned(mention, metric) or glossed(self.at, mention) or self._per_thing(mention, metric):
            return joined
        if attributable := _ATTRIBUTABLE.search(self.at.text, max(0, mention.start - _NEAR), mention.start):
            metric = self.at.reader.lexicon.metrics[related("attributable", metric.id) or metric.id]
            mention = mention._replace(start=attributable.start())
        if (each := _EACH_SHARE.search(self.at.text, max(0, mention.start - _NEAR), mention.start)) and (key := related("per_share", metric.id)):
            key = (related("adjusted", key) if _UNDERLYING.search(each[0]) else None) or key
            return measure_of(self.at.reader.lexicon.metrics[key], each.start(), self.at.original(each.start(), mention.end))
        if part := _PART_BEHIND.match(self.at.text, mention.end):  # its advertising platform saw: a part, named after what it sells
            label = self.at.original(mention.start, part.end())
            return replace(measure_of(metric, mention.start, label), id=label, owner=label)
        if told := self._before_charges(mention, metric) or (self._of_deed(mention, metric) if self.at.is_latin else None):
            return told
        start = mention.start if metric.id.endswith("_guidance") and _EXPECTS.match(self.at.text, mention.start) else self.nouns.phrase_start(mention.start)
        described = [f for f in self.at.figures if f.end + 1 == mention.start and self.at.text[f.end] == "的"]
        if described:  # GMV破百万的直播间数: a figure inside the phrase narrows the metric
            start = self.at.after_names(described[0].start)
        start = max((m.end() for m in _DETERMINER.finditer(self.at.text, start, mention.start)), default=start)
        phrase = without_lead(self.at.text[start : mention.start])
        narrower = "" if self.parts.is_earner(phrase, mention.start) else _NEUTRAL.sub("", phrase.rstrip("的之 "))
        terms = self.at.terms(narrower)
        begin = mention.start - len(phrase)
        label = self.at.original(begin, mention.end)
        if self.at.is_latin and (who := self.parts.earning(phrase)) and related("of_any_part", metric.id):
            return self._of(fold(who), metric, mention)
        if _ADJUSTED_FRAME.fullmatch(narrower):
            return measure_of(metric, mention.start, self.at.original(mention.start, mention.end))
        owner = self._segment(label, narrower) or self._behind_it(metric, mention) or (self.parts.narrowing(self.at.original(begin, mention.start)) if related("of_any_part", metric.id) else "")
        if len(narrower) < 2 or _NO_NARROWER.search(_SIZED.sub("", narrower)):
            if owner := self._behind_it(metric, mention):
                return replace(self._from(fold(owner), metric, mention), owner=owner)
            name = self.parts.behind(mention.end)
            if of := name.lower() or self.nouns.behind(mention.end):
                return replace(self._from(of, metric, mention), owner=name or self.parts.placed(of, mention))
            who = self.nouns.who(mention.start)
            return self._of(who, metric, mention) if who else measure_of(metric, mention.start, self.at.original(mention.start, mention.end))
        written = self.at.original(mention.start, mention.end)
        head = _POSSESSED.sub("", label[len(owner) :]).strip() if owner and label.startswith(owner) else ""
        labels = dict.fromkeys(filter(None, (head, label, label.replace("的", "").replace("之", ""), written, metric.name.zh, metric.name.hant, metric.name.en)))
        return Measure(label, tuple(labels), metric.unit, metric.kind, metric.id, terms, begin, owner)

    def _joined(self, mention: Mention) -> Measure | None:
        """经营利润盈利5亿元, 营业利润亏损3亿元: two metrics side by side, the second a verb of earning or losing; 前9个月累计亏损, 三季度收入5亿元,累计收入14亿元."""
        metrics, key = self.at.reader.lexicon.metrics, mention.of("metric") or ""
        before = next((m for m in reversed(self.at.mentions) if m.end == mention.start), None)
        first = (before.of("metric") if before else None) or ""
        joined = first if first and key == "profit" else related("lost", first) if key == "net_loss" else None
        spans = [m for m in self.at.mentions if m.period and m.period.period.part and m.end <= mention.start and not self._is_until(m)] if joined is None and related("over_period", key) else []
        if spans and (spans[-1] is before or not self.at.named("metric", spans[-1].end, mention.start) or any(spans[-1].end <= f.start < mention.start for f in self.at.figures)):
            joined = related("over_period", key)
        return measure_of(metrics[joined], mention.start, self.at.original(mention.start, mention.end)) if joined else None

    def _turned(self, mention: Mention, metric: Metric) -> Measure | None:
        """核心分部的经营溢利下降,转为经营亏损3亿元: a loss of the part whose profit it was."""
        if not (turned := _TURNED.search(self.at.text, max(0, mention.start - _NEAR), mention.start)):
            return None
        before = next((m for m in reversed(self.at.named("metric", 0, turned.start())) if m.of("metric") not in ("net_loss", "profit")), None)
        was = self._narrowed(before) if before else None
        owner = was.owner or (was.labels[0].removesuffix(self.at.original(before.start, before.end)).removesuffix("的") if was.base else "") if was and before else ""
        return self._of(fold(owner), metric, mention) if owner and fold(owner) in self.at.text[: mention.start] else measure_of(metric, mention.start, self.at.original(mention.start, mention.end))

    def _per_thing(self, mention: Mention, metric: Metric) -> Measure | None:
        """Ancillary revenue per passenger: no amount of the whole, but a measure that only this article names."""
        each = _PER_THING.match(self.at.text, mention.end) or (None if related("per_share", metric.id) else _PER_SHARE.match(self.at.text, mention.end)) if metric.unit == "money" else None
        if not each:
            return None
        label = self.at.original(mention.start, each.end())
        terms = self.at.terms(self.at.text[mention.start : each.end()]) - {f"metric:{metric.id}"}
        return Measure(label, (label,), "money", "average", "", terms, mention.start)

    def _before_charges(self, mention: Mention, metric: Metric) -> Measure | None:
        """扣除信贷损失变动前之营业溢利, 非广告收入: a metric told without something, and all that is not the metric."""
        text = self.at.text
        found = _BEFORE_CHARGES.search(text, self.at.left(mention.start), mention.start) if "前" in text[mention.start - 2 : mention.start] or "后" in text[mention.start - 2 : mention.start] else None
        begin = found.start() if found else mention.start - 1 if text[mention.start - 1 : mention.start] == "非" else mention.start
        if begin == mention.start:
            return None
        label = self.at.original(begin, mention.end)
        base = metric.id if found else ""
        return Measure(label, (label, label.replace("之", "")), metric.unit, metric.kind, base, self.at.terms(text[begin : mention.start]), begin)

    def _of_deed(self, mention: Mention, metric: Metric) -> Measure | None:
        """Amortization of intangible assets, a loss on the sale of: what is done with something, or comes of it, is no amount of the metric."""
        done = _DEED_OF.search(self.at.text, self.at.left(mention.start), mention.start) if metric.kind == "stock" else None
        result = _RESULT_OF_DEED.match(self.at.text, mention.end) if metric.id in ("net_loss", "profit") else None
        if not (done or result):
            return None
        begin = done.start() if done else mention.start
        label = self.at.original(begin, result.end() if result else mention.end)
        return Measure(label, (label,), metric.unit, "flow", "", self.at.terms(self.at.text[begin : mention.end]) - {f"metric:{metric.id}"}, begin)

    def _is_until(self, mention: Mention) -> bool:
        """Whether a period is only where a span ends: 截至今年2月累计收入."""
        told = mention.period
        return told is not None and (told.since or told.end_of or told.period.is_month or told.period.is_day or _AS_OF.search(self.at.text[: mention.start][-6:]) is not None)

    def _of(self, who: str, metric: Metric, mention: Mention) -> Measure:
        """省内实现收入: a metric of the part of the company that earns it."""
        place = self.at.text.rfind(who, 0, mention.start)
        owner, written = self.at.original(place, place + len(who)), self.at.original(mention.start, mention.end)
        whole = measure_of(metric, mention.start, written)
        label = owner + ("" if has_hanzi(owner) else " ") + written
        return replace(whole, id=label, labels=(written, label, *whole.labels), terms=self.at.terms(who), owner=owner if metric.unit == "money" else "")

    def _from(self, of: str, metric: Metric, mention: Mention) -> Measure:
        """Revenue from data centers: a metric that is narrowed behind."""
        place = self.at.text.find(of, mention.end)
        label, written = self.at.original(mention.start, place + len(of)), self.at.original(mention.start, mention.end)
        whole = measure_of(metric, mention.start, written)
        return replace(whole, id=label, labels=(label, *whole.labels), terms=self.at.terms(of))

    def _behind_it(self, metric: Metric, mention: Mention) -> str:
        """Its life sciences unit in operating gross profit in its life sciences unit: a part of the company behind a metric; "" if none."""
        part = _PART_OF_IT.match(self.at.text, mention.end) if self.at.is_latin and related("of_any_part", metric.id) else None
        return self.at.original(part.start("part"), part.end("part")) if part else ""

    def _segment(self, label: str, narrower: str) -> str:
        """手机业务 in 手机业务的收入: a part of the company that a phrase narrower than its metric names."""
        found = _SEGMENT.match(label.lower()) if narrower else None
        return label[: found.end(1)] if found else ""

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
        product = _PRODUCT.match(label)
        labels = (label, label.replace("的", ""), *((names.zh, names.hant, names.en) if names else ()), *((product[1],) if product else ()))
        owner = product[1] if product else label if _SEGMENT_WHOLE.fullmatch(label.lower()) else ""
        return Measure(label, tuple(dict.fromkeys(labels)), unit, "stock", base, self.at.terms(phrase), place, owner)

    # --- metrics of the lexicon near a figure

    def nearest(self, start: int, end: int) -> Measure | None:
        """The last metric named within [start, end)."""
        return next((self.read(m) for m in reversed(self.at.visible("metric", start, end)) if not related("no_growth", m.of("metric") or "")), None)

    def before(self, q: Quantity, start: int) -> Measure | None:
        """The nearest metric between `start` and the figure whose unit the figure can have."""
        for mention in reversed(self.at.visible("metric", start, q.start)):
            if fits(self.at.reader.lexicon.metrics[mention.of("metric") or ""], q):
                return self.read(mention)
            if q.unit in MONEY and (key := related("in_money", mention.of("metric") or "")):
                return measure_of(self.at.reader.lexicon.metrics[key], mention.start, self.at.original(mention.start, mention.end))
        return None

    def in_percent(self, start: int, q: Quantity) -> Measure | None:
        """毛利59.5%: a profit right before a percentage is told as its margin."""
        told = next(reversed(self.at.named("metric", start, q.start)), None)
        key = related("in_percent", told.of("metric") or "") if told and len(trimmed(self.at.text[told.end : q.start])) == 0 else None
        return measure_of(self.at.reader.lexicon.metrics[key], told.start, self.at.original(told.start, told.end)) if key and told else None

    def after(self, q: Quantity) -> Measure | None:
        """179亿元的广告收入, $3 billion of revenue: the metric follows as the head of the phrase."""
        for mention in self.at.between(q.end, self.at.right(q.end)):
            if mention.quantity:
                return None
            key = mention.of("metric")
            if key and fits(self.at.reader.lexicon.metrics[key], q):
                near = _BEHIND_FIGURE.fullmatch(self.at.text, q.end, mention.start)
                return measure_of(self.at.reader.lexicon.metrics[key], mention.start, self.at.original(mention.start, mention.end)) if near else None
        return None

    def share_of(self, left: int, part: Mention, q: Quantity, whole: Measure | None, *, named: bool) -> Measure | None:
        """广告收入占总收入的30%: the measure that is a share, called after what it is a share of too.

        Where the owner is told by a list, the share itself is the measure: 占总收入的比例.
        """
        words = _OF_WHOLE.sub("", self.at.text[part.end : q.start])
        of = next(reversed(self.at.named("metric", part.end, q.start)), None)
        name = self.at.original(of.start, of.end) if of else self.at.original(part.end, part.end + len(words)) if words else ""
        verb = self.at.original(part.start, part.start + 1)
        called = (f"{verb}{name}的比例", f"{name}{verb}比") if name else ()
        if named:
            return Measure(called[0], called, "percent", "ratio", "", self.at.terms(words), part.start) if called else whole
        apart = _NAMED_APART.search(self.at.text, 0, left) if left and not self.at.text[left : part.start].strip() else None
        measure = self.part_of(left, part.start) or (self.named(apart["name"], "percent") if apart else None) or whole
        of_sales = (of is not None and of.of("metric") in _TAKEN_IN) or (whole is not None and whole.owner == whole.id)
        if measure and of_sales and not (measure.base or measure.owner or measure.id in self.at.reader.lexicon.metrics) and _NAME_OF_PART.fullmatch(measure.id):
            measure = replace(measure, owner=measure.id)  # 车用产品占营收比重28%
        return replace(measure, labels=(*measure.labels, *(f"{measure.labels[0]}{verb}{name}比例" for _ in called[:1]), *called)) if measure else None

    def next_share(self, begin: int, q: Quantity, last: Measure | None) -> Measure | None:
        """工控 in 车用占营收31%、工控27%: the next part of a list, a share of the same whole; `begin` is where the share before ends."""
        found = _SHARE_LIST.fullmatch(self.at.text, begin, q.start)
        name = "" if not found else found["name"].strip() if found["name"].startswith("其") else trimmed(found["name"])
        if not found or not name or last is None or any(m.of("metric") and m.end >= found.end("name") for m in self.at.between(begin, q.start)):
            return None
        called = [label for label in last.labels if _OF_SHARE.search(label)]
        named = self.named(name, "percent")
        whole = [label.removeprefix(last.labels[0]) for label in called if label.startswith(last.labels[0])]
        return replace(named, kind="ratio", labels=tuple(dict.fromkeys((*named.labels, *(named.labels[0] + w for w in whole), *(c for c in called if not c.startswith(last.labels[0]))))), owner=self.parts.subject(name) or (named.id if last.owner else ""))

    def part_of(self, start: int, end: int) -> Measure | None:
        """广告收入 in 广告收入占总收入的30%: the metric or the noun that is a share of something, before the word for a part."""
        if measure := self.nearest(start, end):
            return measure
        phrase = trimmed(self.at.text[max(start, self.nouns.phrase_start(end)) : end])
        named = self.named(phrase, "percent") if phrase else None
        name = self.parts.subject(phrase) if named and not named.base else ""
        return replace(named, owner=name) if named and name else named

    # --- noun phrases around a figure

    def of_phrase(self, i: int, q: Quantity) -> tuple[Measure | None, str]:
        """Measures the lexicon lacks, with their rule: X数超2500个, 日均消耗超3000万元的X, 服务数千家X, 数百亿参数规模的X."""
        text = self.at.text
        left, right = self.nouns.phrase_before(i, q), self.nouns.phrase_after(q)
        attributive = text[q.end :].startswith("的")
        if right and self.at.is_latin and not is_noun(right):
            right = ""
        if right and self.at.ids("forecast", q.end, q.end + 2 + len(right)):
            right = ""  # the 4.6 million expected
        if q.unit == "count" and not attributive and has_hanzi(right):
            right = self._counted_alone(right, q)
            if _ANY_COMPANY.fullmatch(right):
                return None, ""  # 三家公司收入均增长: whose something is, not how many there are
        if q.unit in ("", "count") and self.parts.is_numbered(q):
            return None, ""
        counted = q.unit in ("count", "", *PHYSICAL) and right and not attributive and text[q.end : q.end + 1] not in tuple(",;。()") and not _NOT_COUNTED.match(text, q.end)
        if q.unit == "count" and (sold := _SOLD.search(self.nouns.words_before(i, q).strip())):
            return self._sold(left or sold[0], related("sold", str(sold.lastindex)) or "", q), "sold"
        if q.unit == "count" and (people := self._counted(left) or (self._counted(right) if not attributive and not left else None)):
            return people, "counted-noun"
        if counted and (not left or q.vague or q.unit in _MEASURED or not self.at.terms(left)):
            joined = left.removesuffix("的") + right if text[: q.start].endswith("的") and left else right
            return self.named(joined, "count"), "counted-noun"
        if q.unit in MONEY and not left and (of := _OF_THING.match(text, q.end)) and is_noun(of[1]):
            return self.named(of[1], "money"), "counted-noun"
        if attributive and left and q.unit:
            name = self.named(left, "")
            right = _CODE.sub("", right)
            whole = right + left
            return replace(name, id=whole, labels=tuple(dict.fromkeys((whole, left, right, *name.labels))), terms=name.terms | self.at.terms(right)), "phrase"
        if left and (self.at.terms(left) or len(left) > 1) and not _LONE_VERB.fullmatch(left) and not _NO_NOUN.search(left):
            return self.named(left, ""), "phrase"
        return self._act_counted(q), "counted-act"

    def _counted_alone(self, phrase: str, q: Quantity) -> str:
        """上市银行 of 42家上市银行营业收入2.8万亿元: what is counted, without what is told of it."""
        start = self.at.text.find(phrase, q.end)
        ends = [m.start for m in self.at.between(start + 1, start + len(phrase)) if m.quantity or m.period or any(m.of(k) for k in _TOLD_OF) or (m.of("metric") and (m.end < start + len(phrase) or _ANY_COMPANY.fullmatch(self.at.text, start, m.start)))]
        return phrase[: min(ends) - start] if start >= 0 and ends else phrase

    def _sold(self, noun: str, key: str, q: Quantity) -> Measure:
        """客车销售3000辆: what is sold, delivered or shipped, counted."""
        metrics = self.at.reader.lexicon.metrics
        noun = _COMPANY_NOUN.sub("", noun).strip() or noun if not has_hanzi(noun) else noun
        vehicles = related("sold_vehicles", key) if _VEHICLES.search(self.at.text, q.start, q.end) else None
        if _SOLD.fullmatch(noun):
            return measure_of(metrics[vehicles or key], self.at.text.rfind(noun, 0, q.start), noun)  # Elm delivered 3,000 vehicles
        named = self.named(noun, "count")
        called = (n for k in dict.fromkeys((vehicles or key, key)) for n in (metrics[k].name.zh, metrics[k].name.hant, metrics[k].name.en))
        return replace(named, kind="flow", base=vehicles or key, labels=(named.labels[0], *called))

    def _counted(self, noun: str) -> Measure | None:
        """员工11.5万人, 11.5万名员工: the metric that counts what a term names."""
        sense = self.at.reader.lexicon.surfaces.get(noun)
        key = related("counted", sense.id) if sense and sense.kind == "term" else None
        return measure_of(self.at.reader.lexicon.metrics[key], written=noun) if key else None

    def added(self, measure: Measure, verb: str) -> Measure:
        """新增200万会员, added 2 million subscribers: what came to a stock is not the stock."""
        zh = has_hanzi(verb)
        called = verb + measure.labels[-1] if zh else f"{measure.labels[-1]} {verb}"
        known = self.at.reader.lexicon.surfaces.get(called)
        key = known.id if known and known.kind == "metric" else related("closed" if _CLOSES.match(verb) else "added", measure.id)
        if key:
            return measure_of(self.at.reader.lexicon.metrics[key], measure.start, called)
        return replace(measure, id=called, labels=(called, *measure.labels), kind="added")

    def came_or_went(self, q: Quantity, said: Measure | None) -> Measure | None:
        """新增87家,退出31家: what came to and left what was counted before in the sentence."""
        found = _CAME_OR_WENT.search(self.at.text, max(0, q.start - _NEAR), q.start) if said and q.unit in ("", "count", *PHYSICAL) else None
        if not found or not said:
            return None
        head = replace(said, labels=said.labels[:1]) if said.kind != "added" else replace(said, labels=(said.labels[0][len(went[0]) if (went := _WENT.match(fold(said.labels[0]))) else 0 :] or said.labels[0], *said.labels[1:]))
        return self.added(head, found[1])

    def of_classifier(self, q: Quantity) -> Measure | None:
        """1,245 stores: the metric that counts what the classifier itself names."""
        noun = self.at.text[q.number_end : q.end].strip()
        sense = self.at.reader.lexicon.surfaces.get(noun) if noun.isascii() and len(noun) > 2 else None
        metric = self.at.reader.lexicon.metrics.get(sense.id) if sense and sense.kind == "metric" else None
        return measure_of(metric, written=noun) if metric and metric.unit == "count" else None

    def _act_counted(self, q: Quantity) -> Measure | None:
        """服务1亿人次: what is counted is an act, named by its verb and classifier."""
        classifier = _ACT_CLASSIFIER.search(self.at.text, q.start, q.end)
        verb = self.at.text[self.at.after_names(q.start) : q.start]
        verb = _TAIL.sub("", verb)[-2:]
        return self.named(verb + classifier[0], "count") if classifier and _ACTS.match(verb) else None

    def described(self, measure: Measure, q: Quantity, phrase: str) -> Measure:
        """日均消耗超3000万元的AIGC内容: the metric is the AIGC content's, not the company's."""
        shown = _TAIL.sub("", self.at.original(max(measure.start, 0), q.start))
        place = self.at.text.find(phrase, q.end)
        whole = self.at.original(place, place + len(phrase)) + shown
        return replace(measure, id=whole, labels=(whole, shown, *measure.labels), kind="stock", terms=measure.terms | self.at.terms(phrase))

    def describes(self, measure: Measure) -> Subject | None:
        """数百亿参数规模的快意MoE模型: the figure belongs to the entity that the phrase describes."""
        told = [m for m in self.at.named("entity", measure.start + 1, len(self.at.text)) if self.at.text[m.start - 1] == "的"]
        near = told and self.at.right(measure.start + 1) > told[0].start
        return self.at.reader.subject(told[0].of("entity") or "") if near else None

    def described_entity(self, q: Quantity) -> Subject | None:
        """持有总值99亿元的甲行股票: the entity that stands right behind 的 of an attributive figure."""
        told = next((m for m in self.at.mentions if m.start == q.end + 1 and m.of("entity")), None)
        return self.at.reader.subject(told.of("entity") or "") if told and self.at.text[q.end] == "的" else None
