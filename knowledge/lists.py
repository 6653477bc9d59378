"""Lists paired with lists: A和B分别为1及2, 分别同比增长3%和4%; and what several share: A、B均增长3%."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.clauses import BREAK, Clauses
from knowledge.fact import Fact, Subject
from knowledge.measures import Measure, Measures
from knowledge.mention import Mention
from knowledge.nouns import without_lead
from knowledge.patterns import pattern
from knowledge.period import Period
from knowledge.quantity import numeral
from knowledge.times import Times

_LIST_LINK, _NEW_RUN = pattern("list_link"), pattern("new_run")
_BETWEEN, _COUNTED = pattern("between_parts"), pattern("counted_things")
_RATIOS = ("percent", "pp", "times")
_BEHIND = 16  # characters behind a list in which respectively may stand


@dataclass(frozen=True)
class Owner:
    """What a figure of a paired list belongs to: a measure, a subject, a period or several; `skip` where it is no figure of its own."""

    measure: Measure | None = None
    subject: Subject | None = None
    period: Period | None = None
    skip: bool = False

    @property
    def told(self) -> bool:
        """Whether the list says whose the figure is."""
        return bool(self.measure or self.subject or self.period)


@dataclass
class Lists:
    """The paired lists of one sentence: figure -> its owner, and figure -> the first figure of its list."""

    at: Clauses
    measures: Measures
    times: Times
    earlier: Sequence[Fact]
    owners: dict[int, Owner] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)

    def read(self) -> "Lists":
        """The n-th figure belongs to the n-th metric, subject, period or part; a list that cannot be paired is left out."""
        pairing: list[Owner] = []
        i = 0
        while i < len(self.at.figures):
            run = self._run(i)
            told = self._respectively(run)
            if told is not None and len(run) > 1:
                pairing = self._owners(told, len(run)) or [Owner(skip=True)] * len(run)
            if len(run) > 1 and len(run) == len(pairing):
                self.owners |= dict(zip(run, pairing, strict=True))
                self.heads |= dict.fromkeys(run, i)
            i = run[-1] + 1
        return self

    def _run(self, i: int) -> list[int]:
        """The figures from the `i`-th on that form one list; growth behind amounts begins another."""
        figures, run = self.at.figures, [i]
        while run[-1] + 1 < len(figures) and _LIST_LINK.fullmatch(self.at.text, figures[run[-1]].end, figures[run[-1] + 1].start):
            last, following = figures[run[-1]], figures[run[-1] + 1]
            alike = self._is_ratio(last) == self._is_ratio(following)
            if not alike and _NEW_RUN.search(self.at.text, last.end, following.start):
                break
            run.append(run[-1] + 1)
        return run

    @staticmethod
    def _is_ratio(mention: Mention) -> bool:
        return mention.quantity is not None and mention.quantity.unit in _RATIOS

    def _respectively(self, run: list[int]) -> int | None:
        """Where the owners end that a list is paired with: at 分别 before it, or at the list that respectively stands behind."""
        first, last = self.at.figures[run[0]], self.at.figures[run[-1]]
        before = [m for m in self.at.between(self.at.left(first.start), first.start) if m.of("pair") == "respectively"]
        if before:
            return before[-1].start
        behind = [m for m in self.at.between(last.end, last.end + _BEHIND) if m.of("pair") == "respectively"]
        return first.start if behind else None

    def _owners(self, position: int, count: int) -> list[Owner]:
        """The last `count` metrics before `position`, else entities, periods, parts of one noun, or as many things told before."""
        metrics = [m for m in self.at.between(0, position) if m.of("metric")]
        if len(metrics) >= count:
            return [Owner(self.measures.read(m)) for m in metrics[-count:]]
        named = list(dict.fromkeys(key for m in self.at.between(0, position) if (key := m.of("entity")) and self.at.can_own(m.start)))
        if len(named) >= count and len(named) > 1:
            return [Owner(subject=self.at.reader.subject(key)) for key in named[-count:]]
        periods = [m for m in self.times.told if m.end <= position and m.period and not m.period.same]
        if metrics and len(periods) == count:
            return [Owner(period=self.times.resolved(m)) for m in periods]
        return (self._parts(metrics[-1], count) if metrics else []) or self._told_before(position, count)

    def _parts(self, metric: Mention, count: int) -> list[Owner]:
        """境内、境外收入分别为: the parts of one noun phrase, each with its metric."""
        start = self.at.after_names(metric.start)
        left = max((m.end() for m in BREAK.finditer(self.at.text, 0, metric.start) if m[0] != "、"), default=0)
        start = min(max(left, start), start) if "、" not in self.at.text[left : metric.start] else left
        words = without_lead(self.at.text[start : metric.start]).removesuffix("的")
        parts = [p for p in _BETWEEN.split(words) if p]
        if len(parts) != count or any(len(p) < 2 for p in parts):
            return []
        head = self.measures.read(metric)
        written = self.at.original(metric.start, metric.end)
        return [Owner(self._part_of(part, head, written)) for part in parts]

    def _part_of(self, part: str, head: Measure, written: str) -> Measure:
        place = self.at.text.find(part)
        label = self.at.original(place, place + len(part)) + written
        return Measure(label, (label, written, *head.labels), head.unit, head.kind, head.base or head.id, self.at.terms(part), head.start, "")

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
