"""The facts of a table: what each column and each row say of the figure where they meet."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import reduce
from itertools import dropwhile, takewhile
from typing import NamedTuple

from knowledge.fact import Direction, Fact, Role, Subject
from knowledge.language.lexicon import Metric
from knowledge.language.patterns import pattern
from knowledge.language.text import fold, has_hanzi
from knowledge.periods.order import is_later
from knowledge.periods.period import Period, PeriodMention, read_periods
from knowledge.quantities.currency import of_currency
from knowledge.quantities.quantity import MONEY, Bound, Quantity, quantities
from knowledge.sentences.clauses import Reader
from knowledge.sentences.measure import Measure, fits, measure_of
from knowledge.tables.layout import Cell, Layout, Row, is_loose, layouts, may_hold

_CHANGE, _QUARTERLY, _CONSENSUS = pattern("table_change"), pattern("table_quarterly"), pattern("table_consensus")
_GUIDANCE, _OLD, _ACTUAL = pattern("table_guidance"), pattern("table_old"), pattern("table_actual")
_BARE_OLD = pattern("table_old_alone")
_SCALE, _BRACKETED, _IN_BRACKETS = pattern("table_scale"), pattern("table_bracketed"), pattern("table_in_brackets")
_NEUTRAL, _TOTAL, _PERCENT = pattern("table_neutral"), pattern("table_total"), pattern("table_percent")
_CURRENCY = pattern("table_currency")
_YEARLY, _FALLEN = pattern("table_yearly"), pattern("table_fallen")
_SCALE_BEHIND, _NEGATIVE = pattern("table_scale_behind"), re.compile(r"\((\d[\d.,]*)([^()]*)\)")


_MONEYED = ("money", "per_share", "price")
_BARE_YEAR = 5  # characters of 2031年
_IN_FULL = 1_000_000  # amounts of less under no scale are of thousands or millions, nobody tells


class Column(NamedTuple):
    """What a column holds: levels of a period, or changes of those of the column `of`; expected ones where `forecast` says so."""

    period: Period | None
    change: bool
    forecast: str
    basis: Role
    unit: str
    metric: Metric | None = None


def read_tables(reader: Reader) -> Mapping[int, tuple[Fact, ...]]:
    """The facts of each line that is one of a table, by its sentence; none of those of a head."""
    if not may_hold(reader.article):
        return {}
    found: dict[int, tuple[Fact, ...]] = {s.index: () for s in reader.article.sentences if is_loose(s)}
    for layout in layouts(reader.article):
        columns = [*_columns(layout, reader)]
        if not any(c.period or c.metric or c.forecast for c in columns) or _are_alike(columns):
            found |= dict.fromkeys((row.sentence.index for row in layout.rows), ())
            continue
        found |= dict.fromkeys(layout.silent, ())
        for row in layout.rows:
            found[row.sentence.index] = tuple(_of_row(row, layout, columns, reader))
    return found


# --- columns


def _columns(layout: Layout, reader: Reader) -> Iterator[Column]:
    """What each column holds; nothing at all where one has a head that nobody understands."""
    columns: list[Column] = []
    for words in layout.columns:
        column = _column(fold(words), fold(f"{layout.caption} {layout.corner}"), columns, reader)
        if column is None:
            return
        columns.append(column)
    yield from columns


def _are_alike(columns: list[Column]) -> bool:
    """Whether two columns of levels are of one time, so that nobody can tell them apart."""
    levels = [(c.period, c.forecast, c.metric and c.metric.id) for c in columns if not c.change]
    return len(set(levels)) < len(levels)


def _column(head: str, above: str, before: list[Column], reader: Reader) -> Column | None:
    caption = _period(above, reader)
    told = _period(head, reader, caption)
    metric = _metric(head, reader)
    unit = "percent" if _PERCENT.search(head) else ""
    if _CHANGE.search(head) and not (metric and not before):
        levels = _levels(before)
        base = reduce(lambda a, b: b if a.period and b.period and is_later(b.period, a.period) else a, levels) if levels else None
        return Column(base.period if base else told, True, base.forecast if base else "", _basis(head, levels, reader), unit, base.metric if base else None)
    forecast = _forecast(head, above)
    if told or forecast or metric or _ACTUAL.search(head):
        own = None if forecast in ("guidance", "earlier") else reader.anchor.reported  # what is foreseen is of no time that is over
        period = told or caption or own
        ahead = not forecast and period is not None and is_later(period, reader.anchor.reported)
        return Column(period, False, "guidance" if ahead else forecast, Role.VALUE, unit, metric)
    return None


def _levels(before: list[Column]) -> list[Column]:
    """The columns that a change behind others is of: those that stand together last."""
    levels = [*dropwhile(lambda c: c.change, reversed(before))]
    return [*takewhile(lambda c: not c.change, levels)][::-1]


def _forecast(head: str, above: str) -> str:
    """What sort of forecasts a column holds, by its head or by what stands above it; "" for what was reported."""
    if _CONSENSUS.search(head):
        return "consensus"
    guided = _GUIDANCE.search(above) is not None
    if _OLD.search(head) or (guided and _BARE_OLD.fullmatch(head.strip())):
        return "earlier"
    return "guidance" if guided or _GUIDANCE.search(head) else ""


def _basis(head: str, levels: list[Column], reader: Reader) -> Role:
    """Whether a change is against the year or the quarter before: as its head says, else as the levels beside it are."""
    if _QUARTERLY.search(head):
        return Role.QOQ
    told = [c.period for c in levels if c.period]
    yearly = len(told) > 1 and told[1] in (told[0].shifted(-1), told[0].shifted(1))
    return Role.YOY if yearly or _period(head, reader) or _YEARLY.search(head) else Role.CHANGE if len(told) > 1 else Role.YOY


def _period(head: str, reader: Reader, caption: Period | None = None) -> Period | None:
    """The period that the words over a column tell: a bare year is the part of it that the caption tells, else the one that the article reports."""
    told = {_meant(m, reader, caption) for m in read_periods(head, reader.anchor)}
    return told.pop() if len(told) == 1 else None


def _meant(mention: PeriodMention, reader: Reader, caption: Period | None) -> Period:
    reported, period = reader.anchor.reported, mention.period
    if mention.same:
        return reported.shifted(mention.years)
    if period.year is None:
        return Period(reported.year, period.part)
    if caption and caption.part and not period.part and not period.is_day and mention.end - mention.start <= _BARE_YEAR:
        return Period(period.year, caption.part)
    whole = not period.part and reported.part and mention.dated and mention.end - mention.start <= 4 and period.year in (reported.year, (reported.year or 0) - 1)
    return Period(period.year, reported.part) if whole else period


# --- rows


def _of_row(row: Row, layout: Layout, columns: list[Column], reader: Reader) -> Iterator[Fact]:
    above = fold(f"{layout.caption} {layout.corner}")
    for cell, column, head in zip(row.cells, columns, layout.columns, strict=True):
        measure = _measure(row, column, reader)
        q = _quantity(cell, row, column, measure, f"{above} {fold(head)}", reader) if measure else None
        if measure and q:
            fact = _fact(q, measure, row, cell, column, reader)
            yield replace(fact, inferred="scale") if _is_by_head(q, row, cell) else fact


def _is_by_head(q: Quantity, row: Row, cell: Cell) -> bool:
    """Whether only the words over a table say what its amounts are in: the row alone would tell of less."""
    own = quantities(fold(cell.text).strip())
    return q.scale != 1 and not _SCALE.search(fold(row.label)) and all(o.scale == 1 for o in own)


def _metric(words: str, reader: Reader) -> Metric | None:
    """The metric that some words are, but for neutral ones and what stands in brackets."""
    plain = _bare(words)
    token = next((t for t in reader.lexicon.hits(plain) if t.of("metric") and (t.start, t.end) == (0, len(plain))), None)
    return reader.lexicon.metrics[token.of("metric") or ""] if token else None


def _bare(words: str) -> str:
    """The name in a head or a label, without what stands in brackets and words that are none of it."""
    plain = _SCALE_BEHIND.sub("", _BRACKETED.sub("", words)).strip(" .,:*")
    while (shorter := _NEUTRAL.sub("", plain).strip(" .,:*")) and shorter != plain:
        plain = shorter
    return plain


def _measure(row: Row, column: Column, reader: Reader) -> Measure | None:
    """What a row measures; where its column does, of the part of the company that the row is called after."""
    label = _BRACKETED.sub("", row.label).strip(" .,:*")
    if column.metric:
        metric = column.metric
        if _TOTAL.fullmatch(fold(label)) or not label:
            return measure_of(metric)
        name = f"{label} {metric.name.en.removeprefix('total ')}"
        return Measure(name, (name, metric.name.zh, metric.name.en), metric.unit, metric.kind, metric.id, frozenset(), -1, label)
    if known := _metric(fold(row.label), reader):
        return measure_of(known, written=label)
    plain = _bare(fold(row.label))
    ends = next((t.of("metric") for t in reader.lexicon.hits(plain) if t.of("metric") and t.end == len(plain)), None)
    known = reader.lexicon.metrics.get(ends or "")
    terms = frozenset(f"{s.kind}:{s.id}" for t in reader.lexicon.hits(plain) for s in t.senses if s.kind in ("term", "metric"))
    labels = (label, *((known.name.zh, known.name.hant, known.name.en) if known else ()))
    return Measure(label, labels, known.unit if known else "", known.kind if known else "flow", known.id if known else "", terms) if label else None


def _quantity(cell: Cell, row: Row, column: Column, measure: Measure, above: str, reader: Reader) -> Quantity | None:
    """The figure of a cell in the unit that it tells itself, else in that of its row or of its column."""
    told = fold(cell.text).strip()
    text = _FALLEN.sub("-", _NEGATIVE.sub(r"-\1\2", told))
    found = quantities(text)
    if len(found) != 1:
        return None
    q = found[0]
    if column.change:
        return _changed(q, column, fold(row.label), text)
    if q.unit and (q.unit not in ("count", *MONEY) or q.scale != 1):
        return q
    own = " ".join(_IN_BRACKETS.findall(fold(row.label)))
    if _PERCENT.search(own) or measure.unit == "percent" or column.unit == "percent":
        return q._replace(unit="percent")
    return _scaled(q, own or above, measure, row, reader, own=bool(own))


def _changed(q: Quantity, column: Column, label: str, text: str) -> Quantity | None:
    if q.unit:
        return q
    points = _PERCENT.search(" ".join(_IN_BRACKETS.findall(label))) and "%" not in text
    return q._replace(unit="pp" if points else "percent") if column.unit == "percent" or points else None


def _scaled(q: Quantity, told: str, measure: Measure, row: Row, reader: Reader, *, own: bool) -> Quantity | None:
    """1,234 under EUR million, in thousands, $1,234 under (in millions): a number in the scale and the currency that are told for it."""
    money = measure.unit in _MONEYED or q.unit in MONEY or (not measure.unit and not own)
    alone = _CURRENCY.fullmatch(told.strip()) if own else None
    each = None if alone else _each(told)
    if alone:
        return q._replace(unit=_currency(_one(alone[0]), told, row, reader))
    if q.unit not in MONEY and (measure.unit in ("count", "duration", "times") or (measure.unit == "" and not own)):
        return _times(q, each if own else None) if measure.unit else None
    currency = q.unit if q.unit in MONEY else _currency(each, told, row, reader)
    if not money or not currency:
        return _times(q, each) if own and each else None
    if measure.unit in ("per_share", "price") or measure.kind == "average":
        return q._replace(unit=currency, value=q.value * (each.value if each and each.value < 1 and own else 1))
    if each is None and q.unit in MONEY:
        return q if measure.unit != "money" or abs(q.value) >= _IN_FULL else None
    each = each or _declared(row, reader)
    return _times(q._replace(unit=""), each)._replace(unit=currency) if each and measure.unit in _MONEYED else None


def _each(told: str) -> Quantity | None:
    """What a one is in the scale that some words tell: EUR million, 000s, 人民币百万元; None where they tell none."""
    scale = _SCALE.search(told)
    if scale is None:
        return None
    if scale["hanzi"]:
        return _one(scale["hanzi"], scale["sort"] or "")
    each = _one("thousand" if scale["thousands"] else scale["factor"].removesuffix("s"), scale["currency"] or "")
    return each if each and each.value != 1 else None


def _one(scale: str, currency: str = "") -> Quantity | None:
    """One of a scale or of a currency, as a quantity."""
    found = quantities(f"{currency}1{'' if has_hanzi(scale) else ' '}{scale}") or quantities(f"{scale} 1")
    return found[0] if len(found) == 1 else None


def _currency(each: Quantity | None, told: str, row: Row, reader: Reader) -> str:
    """The currency that bare numbers are in: the one told, of cents and of 元 the one that the article means by them."""
    if each is None or each.unit not in MONEY:
        return reader.currency or of_currency(Quantity(0, 0, Decimal(1), ""), "", row.sentence.start, reader.declared)[0]
    if each.value < 1 and "cent" in told:
        return reader.cents
    return of_currency(each, "元", row.sentence.start, reader.declared)[0] if has_hanzi(told) and each.unit == "CNY" and "人民币" not in told else each.unit


def _declared(row: Row, reader: Reader) -> Quantity | None:
    """The scale that the article declares for all amounts behind it; None if it does not."""
    factor = of_currency(Quantity(0, 0, Decimal(1), ""), "", row.sentence.start, reader.declared)[1]
    return Quantity(0, 0, factor, "") if factor != 1 else None


def _times(q: Quantity, each: Quantity | None) -> Quantity:
    factor = each.value if each else Decimal(1)
    unit = each.unit if each and each.unit else q.unit or "count"
    return q._replace(value=q.value * factor, high=None if q.high is None else q.high * factor, scale=factor, unit=unit)


def _fact(q: Quantity, measure: Measure, row: Row, cell: Cell, column: Column, reader: Reader) -> Fact:
    role, direction = Role.VALUE, None
    if column.change:
        role = column.basis if q.unit not in ("pp", *MONEY) and not (measure.unit == "percent" and q.unit == "percent") else Role.CHANGE
        direction = Direction.DOWN if q.value < 0 else Direction.UP if q.value > 0 else None
    elif q.unit == "percent" and measure.kind == "ratio":
        role = Role.MARGIN if "margin" in measure.id or "margin" in measure.base else Role.VALUE
    subject = Subject("", measure.owner) if measure.owner else reader.reporting(Subject("", ""))
    fact = Fact(
        metric=measure.id, labels=tuple(dict.fromkeys(filter(None, measure.labels))), subject=subject, period=column.period, value=abs(q.value) if column.change else q.value,
        high=q.high, unit=q.unit, role=role, bound=q.bound if q.bound is Bound.RANGE else Bound.EXACT, direction=direction, vague=False,
        citation=reader.article.cite(row.sentence.index), rule="table", start=row.sentence.start + cell.start, base=measure.base, terms=measure.terms, forecast=column.forecast,
    )
    return fact if fits_metric(fact, measure, reader) else replace(fact, metric=row.label, labels=(row.label,), base="")


def fits_metric(fact: Fact, measure: Measure, reader: Reader) -> bool:
    """Whether a level can be one of its metric."""
    known = reader.lexicon.metrics.get(measure.id)
    if known is None or fact.role.is_change or fact.value is None:
        return True
    return fits(known, Quantity(0, 0, fact.value, fact.unit, fact.bound))
