"""Tables in a text: a line of periods above lines that begin with a measure, a figure for each period."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import reduce
from itertools import pairwise

from knowledge.article import Sentence
from knowledge.fact import Direction, Fact, Role
from knowledge.language.patterns import pattern
from knowledge.periods.order import is_later
from knowledge.periods.period import Period
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.setting import Setting

_CHANGE, _FORESEEN, _SCALE = pattern("change_column"), pattern("foreseen_column"), pattern("scale_of_table")
_ENDS, _FILLING = pattern("end_of_sentence"), pattern("between_columns")
_SCALES = {"thousand": Decimal(1000), "million": Decimal(1_000_000), "billion": Decimal(1_000_000_000)}
_MOST_LABEL = 60  # characters before the columns or the figures of a line
_LEAST = 100_000  # an amount of a company below which its table must be in thousands or more
_NEAR = 3  # sentences above a table in which it is said what its amounts are in


@dataclass
class Tables:
    """The table whose lines are being read; `columns` holds the period of each column, None of a column of changes."""

    columns: list[Period | None] = field(default_factory=list)
    foreseen: bool = False
    scale: Decimal = Decimal(1)
    scaled_at: int = -_NEAR  # the sentence that says what amounts are in

    def read(self, read: Setting, stated: list[Fact]) -> list[Fact]:
        """The facts of a line: in a table those of its columns, of any other what its sentence states; takes note of headers."""
        sentence, at = read.sentence, read.at
        if scale := _SCALE.search(at.text):
            self.scale, self.scaled_at = _SCALES[scale[1]], sentence.index
        if not at.figures:
            self._begin(read)
            return stated
        line = len(self.columns) > 1 and not _ENDS.search(at.text) and at.figures[0].start <= _MOST_LABEL
        if not line:
            self.columns = []
            return stated
        return self._line(sentence, [m.quantity for m in at.figures if m.quantity], at.text, stated, read)

    def _begin(self, read: Setting) -> None:
        """Takes a line of periods, with columns of changes between, for the head of a table; any other line ends one."""
        at = read.at
        told = [(m.start, m.end, read.times.resolved(m)) for m in at.mentions if m.period and not m.period.same]
        changes = [(m.start(), m.end(), None) for m in _CHANGE.finditer(at.text) if not any(s < m.end() and m.start() < e for s, e, _ in told)]
        columns = sorted([*told, *changes], key=lambda c: c[0])
        apart = all(_FILLING.fullmatch(at.text, a[1], b[0]) for a, b in pairwise(columns))
        if len(columns) > 1 and told and apart and columns[0][0] <= _MOST_LABEL and not _ENDS.search(at.text) and len(at.text) - columns[-1][1] < _NEAR * 2:
            self.columns = [c[2] for c in columns]
            self.foreseen = _FORESEEN.search(at.text) is not None
            self.scale = self.scale if read.sentence.index - self.scaled_at <= _NEAR else Decimal(1)
        elif any(c.isalnum() for c in at.text):
            self.columns = []

    def _line(self, sentence: Sentence, figures: Sequence[Quantity], text: str, stated: list[Fact], read: Setting) -> list[Fact]:
        """The figures of a line under their columns; none where there are more or fewer of them, or nobody knows of what they are."""
        first = next((f for f in stated if f.start == sentence.start + figures[0].start and not f.role.is_change), None)
        if first is None or first.value is None or len(figures) != len(self.columns):
            return []
        if first.unit in MONEY and self.scale == 1 and abs(first.value) < _LEAST and not _is_small(first, read):
            return []  # in millions, which nothing says
        factor = first.value / figures[0].value if first.value and figures[0].value else Decimal(1)
        scale = self.scale if first.unit in MONEY and not _is_small(first, read) else Decimal(1)
        newest = reduce(lambda a, b: b if is_later(b, a) else a, [c for c in self.columns if c])
        facts = []
        for q, period in zip(figures, self.columns, strict=True):
            fact = _changed(replace(first, period=newest), q, text) if period is None else _at(first, q, period, factor * (scale if q.scale == 1 else 1), text)
            if fact:
                foreseen = period is not None and (self.foreseen or is_later(period, read.reader.anchor.reported))
                facts.append(replace(fact, start=sentence.start + q.start, rule="column", forecast="guidance" if foreseen else ""))
        return facts


def _is_small(fact: Fact, read: Setting) -> bool:
    """Whether an amount is of each share, or a price, which no scale of a table holds for."""
    known = read.reader.lexicon.metrics.get(fact.base or fact.metric)
    return known is None or known.unit != "money"


def _in_brackets(q: Quantity, text: str) -> bool:
    return text[max(0, q.start - 1) : q.start] == "(" and text[q.end : q.end + 1] == ")"


def _at(first: Fact, q: Quantity, period: Period, factor: Decimal, text: str) -> Fact | None:
    """The measure of a line in the column of a period."""
    if q.unit not in ("", first.unit) and not (q.unit in MONEY and first.unit in MONEY):
        return None
    sign = -1 if _in_brackets(q, text) and q.value > 0 else 1
    return replace(first, value=q.value * factor * sign, high=None if q.high is None else q.high * factor, period=period, bound=q.bound, unit=first.unit)


def _changed(first: Fact, q: Quantity, text: str) -> Fact | None:
    """The change of a line; of a ratio only where its unit is told."""
    negative = q.value < 0 or _in_brackets(q, text)
    unit = q.unit if q.unit in ("percent", "pp") else "percent" if not q.unit or _in_brackets(q, text) else ""
    if not unit or (first.unit == "percent" and q.unit != "pp"):
        return None
    return replace(first, value=abs(q.value), high=None, unit=unit, role=Role.YOY, direction=Direction.DOWN if negative else Direction.UP, bound=q.bound)
