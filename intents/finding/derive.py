"""Derived figures: named formulas over figures; every result says what it was computed from."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from intents.reply import Figure
from knowledge.fact import Role
from knowledge.language.lexicon import Name
from knowledge.periods.period import Period
from knowledge.quantities.quantity import Bound

_HUNDRED = Decimal(100)


def _derived(formula: str, name: Name, period: Period | None, value: Decimal, unit: str, operands: tuple[Figure, ...], role: Role = Role.VALUE) -> Figure:
    first = operands[0]
    cited = tuple(dict.fromkeys(c for o in operands for c in o.citations))
    bound = Bound.EXACT if all(o.bound is Bound.EXACT for o in operands) else Bound.ABOUT
    return Figure(name, first.metric, first.subject, period, value, unit, role, cited, bound=bound, formula=formula, operands=operands)


def implied_prior(value: Figure, growth: Figure) -> Figure:
    """The value a year before: value / (1 + growth)."""
    before = value.period.shifted(-1) if value.period else None
    return _derived("implied_prior", value.name, before, value.value / (1 + _signed(growth) / _HUNDRED), value.unit, (value, growth))


def increase(value: Figure, growth: Figure) -> Figure:
    """How much more than a year before: value - value / (1 + growth)."""
    prior = implied_prior(value, growth)
    return _derived("increase", value.name, value.period, value.value - prior.value, value.unit, (value, growth))


def share(part: Figure, whole: Figure) -> Figure:
    """Gives part / whole in percent."""
    return _derived("share", part.name, part.period, part.value / whole.value * _HUNDRED, "percent", (part, whole), Role.SHARE)


def ratio(first: Figure, second: Figure) -> Figure:
    """Gives first / second in percent (DAU/MAU)."""
    return _derived("ratio", first.name, first.period, first.value / second.value * _HUNDRED, "percent", (first, second))


def multiple(first: Figure, second: Figure) -> Figure:
    """Gives first / second as a number of times."""
    return _derived("multiple", first.name, first.period, first.value / second.value, "times", (first, second))


def difference(first: Figure, second: Figure) -> Figure:
    """Gives first - second; of two percentages in percentage points."""
    unit = "pp" if first.unit == "percent" else first.unit
    return _derived("difference", first.name, first.period, _signed(first) - _signed(second), unit, (first, second))


def gap(first: Figure, second: Figure) -> Figure:
    """The difference of two figures as a number above zero: the larger less the smaller."""
    return difference(second, first) if _signed(first) < _signed(second) else difference(first, second)


def growth(now: Figure, before: Figure) -> Figure:
    """The change on an earlier figure of the same measure: in percent, of percentages in percentage points."""
    if now.unit in ("percent", "pp"):
        return _derived("point_change", now.name, now.period, now.value - before.value, "pp", (now, before), Role.YOY)
    return _derived("growth", now.name, now.period, (now.value / before.value - 1) * _HUNDRED, "percent", (now, before), Role.YOY)


def relative_difference(first: Figure, second: Figure) -> Figure:
    """Gives (first - second) / second in percent."""
    return _derived("relative_difference", first.name, first.period, (first.value / second.value - 1) * _HUNDRED, "percent", (first, second))


def shortfall(first: Figure, second: Figure) -> Figure:
    """Gives (second - first) / second in percent: how far the first lies below the second."""
    return _derived("shortfall", first.name, first.period, (1 - first.value / second.value) * _HUNDRED, "percent", (first, second))


def remainder(whole: Figure, part: Figure, period: Period | None = None) -> Figure:
    """Gives whole - part: the other businesses, or the other quarters."""
    return _derived("remainder", whole.name, period or whole.period, whole.value - part.value, whole.unit, (whole, part))


def rest_of_hundred(share: Figure) -> Figure:
    """Gives 100 % - a share, or the sum of some: the share of what makes up the rest."""
    return _derived("rest_of_hundred", share.name, share.period, _HUNDRED - share.value, "percent", (share,), Role.SHARE)


def total(first: Figure, second: Figure) -> Figure:
    """Gives first + second: what two companies or two parts have together."""
    return _derived("total", first.name, first.period, first.value + second.value, first.unit, (first, second))


def midpoint(span: Figure) -> Figure:
    """Gives the middle of a range."""
    high = span.value if span.high is None else span.high
    ends = (replace(span, high=None, fact=None), replace(span, value=high, high=None, fact=None))
    return _derived("midpoint", span.name, span.period, (span.value + high) / 2, span.unit, ends)


def before_change(value: Figure, change: Figure, period: Period) -> Figure:
    """The value that a change in its unit led from: value - change."""
    return _derived("before_change", value.name, period, value.value - _signed(change), value.unit, (value, change))


def average(total: Figure, parts: int) -> Figure:
    """Gives total / parts: a year's value for each quarter, month or day."""
    return _derived("average", total.name, total.period, total.value / parts, total.unit, (total,))


def scaled(each: Figure, times: Decimal) -> Figure:
    """Gives each * times: a daily value for so many days."""
    return _derived("scaled", each.name, each.period, each.value * times, each.unit, (each,))


def quotient(money: Figure, people: Figure) -> Figure:
    """Gives money / people: money for each of them."""
    return _derived("quotient", money.name, money.period, money.value / people.value, money.unit, (money, people))


def given(value: Decimal, unit: str, high: Decimal | None = None) -> Figure:
    """A number that the asker brings in; `unit` is "" where none is named."""
    nobody = Name("", "", "")
    return Figure(nobody, "", nobody, None, value, unit, Role.VALUE, (), high, Bound.EXACT if high is None else Bound.RANGE, given=True)


def parted(whole: Figure, parts: Figure) -> Figure:
    """Gives whole / a number of the asker's."""
    return _derived("parted", whole.name, whole.period, whole.value / parts.value, whole.unit, (whole, parts))


def product(first: Figure, second: Figure, unit: str) -> Figure:
    """Gives first * second, in `unit`."""
    return _derived("product", first.name, first.period, first.value * second.value, unit, (first, second))


def part_of(amount: Figure, percent: Figure) -> Figure:
    """Gives so many percent of an amount."""
    return _derived("product", amount.name, amount.period, amount.value * percent.value / _HUNDRED, amount.unit, (amount, percent))


def supposed(figure: Figure, change: Figure, *, down: bool) -> Figure:
    """A figure with a change in percent that the asker supposes."""
    ratio = change.value / _HUNDRED
    return _derived("supposed_fall" if down else "supposed_rise", figure.name, figure.period, figure.value * (1 - ratio if down else 1 + ratio), figure.unit, (figure, change))


def cut(own: Figure, fall: Figure) -> Figure:
    """What is left of an amount of the asker's after a fall in percent; from and to, where the fall is a range."""
    return _of_own("cut", [own.value * (1 - p / _HUNDRED) for p in reversed(_ends(fall))], own, fall)


def saved(own: Figure, fall: Figure) -> Figure:
    """What a fall in percent takes off an amount of the asker's."""
    return _of_own("saved", [own.value * p / _HUNDRED for p in _ends(fall)], own, fall)


def _ends(fall: Figure) -> list[Decimal]:
    return [fall.value] if fall.high is None else [fall.value, fall.high]


def _of_own(formula: str, ends: list[Decimal], own: Figure, fall: Figure) -> Figure:
    figure = replace(_derived(formula, fall.name, fall.period, ends[0], own.unit, (own, fall)), metric=fall.metric, subject=fall.subject, forecast=fall.forecast)
    return replace(figure, high=ends[1], bound=Bound.RANGE) if len(ends) > 1 else figure


FORMULAS: dict[str, Callable[[Figure, Figure], Figure]] = {
    "ratio": ratio, "share": share, "difference": difference, "remainder": remainder, "multiple": multiple,
}


def _signed(figure: Figure) -> Decimal:
    return figure.fact.signed if figure.fact else figure.value
