"""Lists paired with lists: A和B分别为1及2, 分别同比增长3%和4%; and what several share: A、B均增长3%."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from knowledge.fact import Fact, Subject
from knowledge.language.patterns import pattern, rare
from knowledge.language.text import has_hanzi
from knowledge.periods.period import Period
from knowledge.quantities.quantity import Quantity, numeral
from knowledge.sentences.clauses import BREAK, Clauses
from knowledge.sentences.measure import Measure, fits, measure_of
from knowledge.sentences.measures import Measures
from knowledge.sentences.mention import Mention
from knowledge.sentences.nouns import without_lead
from knowledge.sentences.spoken import measure_again
from knowledge.sentences.times import Times

_LIST_LINK, _NEW_RUN = pattern("list_link"), pattern("new_run")
_COUNTED_LINK = pattern("counted_link")
_SIDE_BY_SIDE = pattern("side_by_side")
_NAMES_LINK, _BETWEEN_NAMES = pattern("names_link"), pattern("between_names")
_ENUMERATED, _LATIN, _COUNTED_BEHIND = pattern("enumerated"), pattern("enumerated_latin"), pattern("counted_behind")
_SEGMENT_WHOLE = pattern("segment_whole")
_YEAR_BEFORE = pattern("year_before")
_BETWEEN, _COUNTED = pattern("between_parts"), pattern("counted_things")
_RATIOS = ("percent", "pp", "times")
_TWIN_LINK, _AND_FURTHER, _OF_TWINS = pattern("twin_link"), pattern("and_further"), pattern("of_twins")
_OR_ELSE, _OR_NEAR = rare("or_else"), 16
_SEVERAL = 2  # figures that make a list
_BEHIND = 40  # characters behind a list in which respectively may stand


@dataclass(frozen=True)
class Owner:
    """What a figure of a paired list belongs to: a measure, a subject, a period or several; `skip` where it is no figure of its own."""

    measure: Measure | None = None
    subject: Subject | None = None
    period: Period | None = None
    skip: bool = False
    figure: int | None = None  # of what another figure of the sentence measures

    @property
    def told(self) -> bool:
        """Whether the list says whose the figure is."""
        return bool(self.measure or self.subject or self.period)


UNPAIRED = Owner()


@dataclass
class Lists:
    """The paired lists of one sentence: figure -> its owner, and figure -> the first figure of its list."""

    at: Clauses
    measures: Measures
    times: Times
    earlier: Sequence[Fact]
    owners: dict[int, Owner] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)
    shared: dict[int, list[Owner]] = field(default_factory=dict)

    def read(self) -> "Lists":
        """The n-th figure belongs to the n-th metric, subject, period or part; a list that cannot be paired is left out."""
        pairing: list[Owner] = []
        i = 0
        while i < len(self.at.figures):
            run = self._run(i)
            told = self._respectively(run)
            if told is None and len(run) > 2 and self._alike(run):
                spans = self._years([m for m in self.times.told if m.end <= self.at.figures[i].start], len(run))
                pairing = [Owner(period=p) for p in spans] or [Owner(skip=True)] * len(run)
            if told is not None and len(run) > 1 and not (len(pairing) == len(run) and self._goes_on(i, told)):
                pairing = self._owners(told, run) or [Owner(skip=True)] * len(run)
            if len(run) > 1 and len(run) == len(pairing):
                self.owners |= dict(zip(run, pairing, strict=True))
                self.heads |= dict.fromkeys(run, i)
            if told is None and len(run) == 1 and (both := self._shared(i)):
                self.shared[i] = both
            i = run[-1] + 1
        if self.at.is_latin:
            self._twins()
        return self

    def owner(self, i: int, facts: Sequence[Fact]) -> Owner:
        """What the `i`-th figure belongs to; where that is another figure, what it measures, by the facts read so far."""
        owner = self.owners.get(i, UNPAIRED)
        if owner.figure is None:
            return owner
        start = self.at.sentence.start + self.at.figures[owner.figure].start
        fact = next((f for f in facts if f.start == start), None)
        measure = measure_again(fact, self.at.reader.lexicon) if fact else None
        return Owner(measure=measure, subject=fact.subject) if fact and measure else Owner(skip=True)

    def _twins(self) -> None:
        """Net income for the fourth quarter and full year of $22 million, or $0.17 per share, and $58 million: one for each; a single figure is of nobody knows which."""
        told = next(((a, b) for a, b in pairwise(self.times.told) if _TWIN_LINK.fullmatch(self.at.text, a.end, b.start) and self._is_within(a, b)), None)
        main = [i for i, f in enumerate(self.at.figures) if told and f.start >= told[1].end and not _OR_ELSE.search(self.at.text, max(0, f.start - _OR_NEAR), f.start) and i not in self.owners]
        if not told or not main or not _OF_TWINS.fullmatch(self.at.text, told[1].end, self.at.figures[main[0]].start):
            return
        figures = [self.at.figures[i] for i in main[:2]]
        if len(figures) == 2 and self._is_ratio(figures[0]) == self._is_ratio(figures[1]) and _AND_FURTHER.fullmatch(self.at.text, figures[0].end, figures[1].start):
            last = self.times.resolved(told[1])
            self.owners |= {main[0]: Owner(period=Period(last.year, self.times.resolved(told[0]).part)), main[1]: Owner(period=last)}
        else:
            self.owners[main[0]] = Owner(skip=True)

    def _is_within(self, first: Mention, second: Mention) -> bool:
        """Whether two periods are a part of a year and more of it, or the other way round."""
        a, b = self.times.resolved(first), self.times.resolved(second)
        same_year = a.year == b.year or None in (a.year, b.year) or not (first.period and first.period.dated)
        return not (a.is_day or b.is_day) and a.part != b.part and same_year

    def _shared(self, i: int) -> list[Owner]:
        """营收和净利润均增长10%: the metrics of a list that share one figure."""
        figure = self.at.figures[i]
        left = self.at.left(figure.start)
        each = next((m for m in self.at.named("pair", left, figure.start) if m.of("pair") == "each"), None)
        metrics = self._listed(self.at.named("metric", left, each.start)) if each else []
        return [Owner(self.measures.read(m)) for m in metrics] if len(metrics) > 1 else []

    def _run(self, i: int) -> list[int]:
        """The figures from the `i`-th on that form one list; growth behind amounts begins another."""
        figures, run = self.at.figures, [i]
        while run[-1] + 1 < len(figures) and self._is_linked(figures[run[-1]], figures[run[-1] + 1]):
            last, following = figures[run[-1]], figures[run[-1] + 1]
            alike = self._is_ratio(last) == self._is_ratio(following)
            if not alike and _NEW_RUN.search(self.at.text, last.end, following.start):
                break
            run.append(run[-1] + 1)
        return run

    def _is_linked(self, last: Mention, following: Mention) -> bool:
        """Whether two figures stand in one list, also with what both count: 70个网点及22个网点."""
        if _LIST_LINK.fullmatch(self.at.text, last.end, following.start):
            return True
        counted = _COUNTED_LINK.fullmatch(self.at.text, last.end, following.start)
        return counted is not None and self.at.text.startswith(counted[1], following.end)

    def _alike(self, run: list[int]) -> bool:
        """Whether the figures of a list are of one unit and stand side by side: 增长5%、6%、7%."""
        units = {q.unit for i in run if (q := self.at.figures[i].quantity)}
        return len(units) == 1 and all(_SIDE_BY_SIDE.fullmatch(self.at.text, self.at.figures[i].end, self.at.figures[i + 1].start) for i in run[:-1])

    @staticmethod
    def _is_ratio(mention: Mention) -> bool:
        return mention.quantity is not None and mention.quantity.unit in _RATIOS

    def _respectively(self, run: list[int]) -> int | None:
        """Where the owners end that a list is paired with: at 分别 before it, or at the list that respectively stands behind."""
        first, last = self.at.figures[run[0]], self.at.figures[run[-1]]
        before = [m for m in self.at.named("pair", self.at.left(first.start), first.start) if m.of("pair") == "respectively"]
        if before:
            return before[-1].start
        behind = [m for m in self.at.named("pair", last.end, last.end + _BEHIND) if m.of("pair") == "respectively"]
        return first.start if behind or self._in_slashes(run) else None

    def _in_slashes(self, run: list[int]) -> bool:
        """营收/净利润同比增长3%/4%: whether as many measures stand between strokes as the figures of a list do."""
        figures = [self.at.figures[i] for i in run]
        if len(run) < _SEVERAL or any(self.at.text[a.end : b.start].strip() != "/" for a, b in pairwise(figures)):
            return False
        metrics = self.at.named("metric", self.at.left(figures[0].start), figures[0].start)[-len(run) :]
        return len(metrics) == len(run) and all(self.at.text[a.end : b.start].strip() == "/" for a, b in pairwise(metrics))

    def _fit(self, metrics: list[Mention], run: list[int]) -> bool:
        """Whether each figure of a list can be one of its metric, or its growth: no 17% of a number of shops, with a margin beside it."""
        known = [self.at.reader.lexicon.metrics[m.of("metric") or ""] for m in metrics]
        ratios = [k.unit == "percent" for k in known]
        return all(ratios) or not any(ratios) or all(fits(k, q) for k, i in zip(known, run, strict=True) if (q := self.at.figures[i].quantity))

    def _owners(self, position: int, run: list[int]) -> list[Owner]:
        """As many metrics before `position` as there are figures, else entities, periods, parts of one noun, or as many things told before."""
        count = len(run)
        bases = self._listed(self.at.named("basis", self.at.left(position), position))
        if len(bases) == count and not self.at.named("metric", bases[0].end, position):
            return [UNPAIRED] * count  # 按年及按季分别增长38%及11%: one measure, against each basis
        metrics = self.at.named("metric", 0, position)
        piece = [m for m in metrics if m.start >= self._untold(position, run)]
        listed = len(metrics) >= count and self.at.left(metrics[-1].start) <= metrics[-count].start
        if (listed or len(piece) == count) and self._fit(metrics[-count:], run):
            return [Owner(self.measures.read(m)) for m in metrics[-count:]]
        named = self._listed([m for m in self.at.named("entity", 0, position) if self.at.can_own(m.start)])
        if len(named) >= count:
            return [Owner(subject=self.at.reader.subject(m.of("entity") or "")) for m in named[-count:]]
        periods = [m for m in self.times.told if m.end <= position and m.period and not m.period.same]
        if metrics and (spans := self._years(periods, count)):
            return [Owner(period=p) for p in spans]
        return (self._parts(metrics[-1], count) if metrics else []) or self._enumerated(position, count) or self._told_before(position, count) or self._of_figures(run)

    def _goes_on(self, i: int, told: int) -> bool:
        """A、B客座率分别为84%和80%,同比分别提升1个和4个百分点: whether a list stands right behind a paired one and names nothing new."""
        between = self.at.between(self.at.figures[i - 1].end, told) if i - 1 in self.owners else [*self.at.mentions]
        return not any(m.of("metric") or m.of("entity") or m.period for m in between)

    def _untold(self, position: int, run: list[int]) -> int:
        """客座率84%,A、B客座率分别为: behind the last figure where names of parts stand before a list of levels, else where its piece begins."""
        begin = max(0, self.at.text.rfind(";", 0, position))
        named = "、" in self.at.text[self.at.left(position) : position] and not self.at.ids("direction", self.at.left(position), self.at.figures[run[0]].start)
        return max([begin, *(f.end for f in self.at.figures if f.end <= position)]) if named else begin

    def _of_figures(self, run: list[int]) -> list[Owner]:
        """The growth of as many amounts as the piece tells before: 面积966万平方米,收入110亿元,分别减少2.7%和1.5%."""
        begin = self.at.text.rfind(";", 0, self.at.figures[run[0]].start) + 1
        told = [i for i in range(run[0]) if self.at.figures[i].start >= begin]
        ratios = all(self._is_ratio(self.at.figures[i]) for i in run) and not any(self._is_ratio(self.at.figures[i]) for i in told)
        return [Owner(figure=i) for i in told] if ratios and len(told) == len(run) else []

    def _enumerated(self, position: int, count: int) -> list[Owner]:
        """上海、杭州、成都三个城市分别贡献: names that no lexicon has, each with what the sentence measures, else what was told last."""
        latin = not has_hanzi(self.at.text)
        found = _LATIN.search(self.at.sentence.text, 0, position) if latin else _ENUMERATED.search(self.at.text, 0, position)
        names = _BETWEEN_NAMES.split(_COUNTED_BEHIND.sub("", found[1])) if found else []
        if not found or len(names) != count or any(m.of("metric") for m in self.at.between(found.start(1), found.end(1))):
            return []
        begin = found.start(1)
        written = [self.at.original(place, place + len(name)) for name in names if (place := self.at.text.index(name.lower() if latin else name, begin)) >= 0]
        own = next((m for m in self.at.mentions if m.of("metric") and m.start >= position), None)
        metrics = self.at.reader.lexicon.metrics
        within = any(m.of("metric") for m in self.at.between(0, begin))  # of what the sentence measured before
        measure = measure_of(metrics[own.of("metric") or ""], own.start, self.at.original(own.start, own.end)) if own else None if within else self._measured_last([f.quantity for f in self.at.figures if f.quantity and f.start >= position][:count])
        if measure is None and not within:
            return []
        self.owners |= {i: Owner(skip=True) for i, f in enumerate(self.at.figures) if begin <= f.start < position}
        return [Owner(subject=Subject("", name), measure=measure) for name in written]

    def _measured_last(self, parts: Sequence[Quantity]) -> Measure | None:
        """The metric of the last level that the paragraph tells and of which each of some figures can be a part."""
        metrics = self.at.reader.lexicon.metrics
        whole = (f for f in reversed(self.earlier) if not f.role.is_change and f.metric in metrics and metrics[f.metric].kind in ("flow", "stock"))
        told = next((f for f in whole if f.value is not None and all(q.unit == f.unit and q.value <= f.value for q in parts)), None)
        near = told and self.at.reader.article.sentences[told.citation.sentence].paragraph == self.at.sentence.paragraph
        return measure_of(self.at.reader.lexicon.metrics[told.metric]) if told and near else None

    def _listed(self, mentions: list[Mention]) -> list[Mention]:
        """The last of the mentions that stand in one list."""
        listed = mentions[-1:]
        for mention in reversed(mentions[:-1]):
            if not _NAMES_LINK.fullmatch(self.at.text, mention.end, listed[0].start):
                break
            listed.insert(0, mention)
        return listed

    def _years(self, periods: list[Mention], count: int) -> list[Period]:
        """2023年和2024年, 2022年至2024年: as many periods as there are figures."""
        told = [self.times.resolved(m) for m in periods]
        if len(told) == 1 and told[0].year and (first := _YEAR_BEFORE.search(self.at.text, max(0, periods[0].start - 8), periods[0].start)):
            told.insert(0, Period(int(first[1]), told[0].part))
        joined = all(_NAMES_LINK.fullmatch(self.at.text, a.end, b.start) for a, b in pairwise(periods))
        if len(told) == count and joined:
            return told
        if len(told) == 2 and told[0].part == told[1].part and told[0].year and told[1].year == told[0].year + count - 1:
            return [told[0].shifted(n) for n in range(count)]
        return []

    def _parts(self, metric: Mention, count: int) -> list[Owner]:
        """境内、境外收入分别为: the parts of one noun phrase, each with its metric."""
        left = max((m.end() for m in BREAK.finditer(self.at.text, 0, metric.start) if m[0] != "、"), default=0)
        start = max([left, *(m.end for m in self.at.between(left, metric.start) if m.of("entity") or m.of("anaphor") or m.period)])
        words = without_lead(self.at.text[start : metric.end])
        parts = [p.removesuffix("的") for p in _BETWEEN.split(words) if p]
        if len(parts) != count or any(len(p) < 2 for p in parts):
            return []
        surfaces = self.at.reader.lexicon.surfaces
        tails = (parts[-1][i:] for i in range(1, len(parts[-1])))
        tail = next((t for t in tails if (sense := surfaces.get(t)) and sense.kind == "metric"), "")
        return [Owner(self._part_of(p, p if p.endswith(tail) else p + tail, surfaces[tail].id, tail)) for p in parts] if tail else []

    def _part_of(self, part: str, whole: str, shared: str, tail: str) -> Measure:
        """境内收入: a metric of the lexicon, else the part with the metric that all share, named by the `tail` of the list."""
        lexicon = self.at.reader.lexicon
        place = self.at.text.find(part)
        label = self.at.original(place, place + len(part)) + whole[len(part) :]
        known = lexicon.surfaces.get(whole)
        if known and known.kind == "metric":
            return measure_of(lexicon.metrics[known.id], place, label)
        head = measure_of(lexicon.metrics[shared], place)
        alone = len(part.removesuffix(tail))
        owner = self.at.original(place, place + alone) if _SEGMENT_WHOLE.fullmatch(part[:alone]) else ""
        return replace(head, id=label, labels=(label, *head.labels), terms=self.at.terms(part), owner=owner)

    def _told_before(self, position: int, count: int) -> list[Owner]:
        """三个业务…分别为: as many things as the sentences before told of, in their order."""
        counted = [m for m in _COUNTED.finditer(self.at.text, 0, position) if (int(m[1]) if m[1].isdigit() else numeral(m[1])) == count]
        if not counted:
            return []
        things = list(dict.fromkeys(f.subject for f in self.earlier if not f.subject.id))
        if len(things) < count:
            return []
        inside = (i for i, f in enumerate(self.at.figures) if counted[-1].start() <= f.start < counted[-1].end())
        self.owners |= dict.fromkeys(inside, Owner(skip=True))
        return [Owner(subject=thing) for thing in things[-count:]]
