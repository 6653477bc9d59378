"""Checks an article against its own figures: margins, shares, growth, thresholds, parts and sums."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

from knowledge.article import Citation
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Metric, read_data
from knowledge.periods.period import QUARTERS, Period
from knowledge.quantities.quantity import Bound

_SPLITS = (QUARTERS, ("H1", "H2"), ("Q1-Q3", "Q4"))
_SCALES = ((Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_SIGNS = {"percent": " %", "pp": " pp"}


class Verdict(StrEnum):
    """Whether two sides agree within the rounding of what is written."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


@dataclass(frozen=True, slots=True)
class Check:
    """Two sides that must agree, worked out, and the sentences that state them."""

    name: str
    left: str
    right: str
    verdict: Verdict
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """All numbers that a written one may stand for."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)

    def over(self, other: "Span") -> "Span":
        """The quotient of two positive spans."""
        return Span(self.low / other.high, self.high / other.low)

    def meets(self, other: "Span") -> bool:
        """Whether some number lies in both."""
        return self.low <= other.high and other.low <= self.high


class Stated:
    """The exact figures of an article by metric, subject and period."""

    def __init__(self, facts: Iterable[Fact], metrics: Mapping[str, Metric], margins: Mapping[str, tuple[str, str]]) -> None:
        self.facts = tuple(f for f in facts if f.value is not None and not f.forecast and not f.vague)
        self.exact = tuple(f for f in self.facts if f.bound is Bound.EXACT)
        self.values = tuple(f for f in self.exact if f.role is Role.VALUE)
        self.metrics = metrics
        self.margins = margins

    def value(self, like: Fact, metric: str = "", period: Period | None = None) -> Fact | None:
        """The value of a metric and period (default: those of `like`) of the same subject."""
        wanted = (metric or like.metric, like.subject, period or like.period)
        return next((f for f in self.values if (f.metric, f.subject, f.period) == wanted and f.period), None)


@cache
def load_margins() -> dict[str, tuple[str, str]]:
    """Margin -> the measure above and the measure below the line, from data/checks.toml."""
    table = read_data(files("knowledge") / "data" / "checks.toml")["margin"]
    return {margin: (str(pair[0]), str(pair[1])) for margin, pair in table.items() if isinstance(pair, list)}


def check_article(kb: KnowledgeBase) -> tuple[Check, ...]:
    """All checks that the article's figures allow."""
    stated = Stated(kb.facts, kb.lexicon.metrics, load_margins())
    return (*margins(stated), *shares(stated), *growths(stated), *thresholds(stated), *parts(stated), *sums(stated))


def margins(stated: Stated) -> Iterator[Check]:
    """A reported margin is profit / revenue."""
    for fact in stated.exact:
        if fact.metric in stated.margins and not fact.role.is_change:
            above, below = (stated.value(fact, metric) for metric in stated.margins[fact.metric])
            yield from _quotient("margin", above, below, fact)


def shares(stated: Stated) -> Iterator[Check]:
    """A reported share is part / whole."""
    for fact in stated.exact:
        known = stated.metrics.get(fact.metric)
        if fact.role is Role.SHARE and known and known.part_of:
            yield from _quotient("share", stated.value(fact), stated.value(fact, known.part_of), fact)


def growths(stated: Stated) -> Iterator[Check]:
    """A reported growth is the value over a stated earlier one, less one."""
    for fact in stated.exact:
        earlier = _earlier(fact)
        now, before = stated.value(fact), stated.value(fact, period=earlier) if earlier else None
        if fact.unit != "percent" or not now or not before or now.unit != before.unit or not _are_positive(now, before):
            continue
        ratio = span_of(now).over(span_of(before))
        growth = Span((ratio.low - 1) * 100, (ratio.high - 1) * 100)
        worked = (_amount(now) / _amount(before) - 1) * 100
        yield _check("growth", f"{_text(now)} / {_text(before)} - 1 = {worked:.1f} %", f"{fact.signed:f} %", growth.meets(span_of(fact)), now, before, fact)


def thresholds(stated: Stated) -> Iterator[Check]:
    """A value lies above the threshold that it is said to have passed."""
    for fact in stated.facts:
        value = stated.value(fact)
        if fact.role is Role.THRESHOLD and fact.bound is Bound.OVER and value and value.unit == fact.unit:
            yield _check("threshold", _text(value), f"over {_text(fact)}", span_of(value).high >= _amount(fact), value, fact)


def parts(stated: Stated) -> Iterator[Check]:
    """A part is no larger than its whole: a quarter and its year, a business and the company.

    Profits and cash flows are left out: a quarter's may be larger where another one's is negative.
    """
    signed = {above for above, _ in stated.margins.values()}
    for part in stated.values:
        known = stated.metrics.get(part.metric)
        if not known or known.kind != "flow" or part.metric in signed or part.period is None:
            continue
        wholes = [f for f in stated.values if (f.metric, f.subject) == (part.metric, part.subject) and f.period and part.period.within(f.period)]
        wholes += [f for f in [stated.value(part, known.part_of)] if known.part_of and f]
        for whole in wholes:
            if part.unit == whole.unit:
                yield _check("part", _text(part), f"at most {_text(whole)}", span_of(part).low <= span_of(whole).high, part, whole)


def sums(stated: Stated) -> Iterator[Check]:
    """The quarters, or the halves, of a year add up to it."""
    for whole in stated.values:
        known = stated.metrics.get(whole.metric)
        if not known or known.kind != "flow" or whole.period is None or whole.period.part:
            continue
        for split in _SPLITS:
            found = [f for part in split if (f := stated.value(whole, period=Period(whole.period.year, part))) and f.unit == whole.unit]
            if len(found) == len(split):
                total = sum((span_of(f) for f in found[1:]), span_of(found[0]))
                left = " + ".join(_text(f) for f in found)
                yield _check("sum", left, _text(whole), total.meets(span_of(whole)), *found, whole)


def span_of(fact: Fact) -> Span:
    """The numbers that a written one may stand for, rounded or cut off at its last written digit."""
    value = _amount(fact)
    digit = Decimal(1).scaleb(int(value.as_tuple().exponent))
    return Span(value - digit / 2, value + digit) if value >= 0 else Span(value - digit, value + digit / 2)


def _quotient(name: str, above: Fact | None, below: Fact | None, reported: Fact) -> Iterator[Check]:
    """The check that a reported percentage is above / below, where both are stated."""
    if not above or not below or above.unit != below.unit or not _are_positive(above, below):
        return
    ratio = span_of(above).over(span_of(below))
    percent = Span(ratio.low * 100, ratio.high * 100)
    left = f"{_text(above)} / {_text(below)} = {_amount(above) / _amount(below) * 100:.1f} %"
    yield _check(name, left, f"{_text(reported)}", percent.meets(span_of(reported)), above, below, reported)


def _check(name: str, left: str, right: str, agrees: bool, *facts: Fact) -> Check:
    citations = tuple(dict.fromkeys(f.citation for f in facts))
    title = f"{name} of {facts[-1].metric}, {facts[-1].subject.name} {facts[0].period}"
    return Check(title, left, right, Verdict.CONSISTENT if agrees else Verdict.INCONSISTENT, citations)


def _are_positive(*facts: Fact) -> bool:
    return all(span_of(f).low > 0 for f in facts)


def _earlier(fact: Fact) -> Period | None:
    """The period that a growth is measured from."""
    if fact.period is None or fact.period.year is None:
        return None
    match fact.role:
        case Role.YOY:
            return fact.period.shifted(-1)
        case Role.QOQ if fact.period.part in QUARTERS:
            position = QUARTERS.index(fact.period.part)
            return Period(fact.period.year - (position == 0), QUARTERS[position - 1])
        case _:
            return None


def _amount(fact: Fact) -> Decimal:
    """The fact's number; changes carry the sign of their direction."""
    return fact.signed


def _text(fact: Fact) -> str:
    """The number for a reader: 126.9 billion CNY, 14 %."""
    amount = _amount(fact)
    scale, word = next((s for s in _SCALES if abs(amount) >= s[0]), (Decimal(1), ""))
    return f"{(amount / scale).normalize():f}{word}{_SIGNS.get(fact.unit) or ' ' + fact.unit}"
