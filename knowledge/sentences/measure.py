"""A measure: a metric as a text names it, or the noun phrase that stands for one."""

from dataclasses import dataclass

from knowledge.language.lexicon import Metric
from knowledge.quantities.quantity import MONEY, PHYSICAL, Quantity

SPOT = "spot"  # the kind of a measure that is of a day, of which the text tells no year before
_OF_NO_SHARE = 10000  # factors from which on an amount is no share's
_UNITS = {
    "money": MONEY, "per_share": MONEY, "price": MONEY,
    "percent": ("percent", "pp"), "times": ("times", "percent"),
    "count": ("count", *PHYSICAL), "duration": ("minute", "hour", "second", "day", "week", "month"),
}


@dataclass(frozen=True)
class Measure:
    """A metric as a text names it: id (or the phrase), the words for it, and the metric it ends in.

    `owner` is the part of the company that a phrase names before the metric (汽车业务 in 汽车业务的收入).
    """

    id: str
    labels: tuple[str, ...]
    unit: str
    kind: str
    base: str = ""
    terms: frozenset[str] = frozenset()
    start: int = -1
    owner: str = ""


def measure_of(metric: Metric, start: int = -1, written: str = "") -> Measure:
    """A metric of the lexicon as it is, called as the text writes it too."""
    labels = tuple(dict.fromkeys(label for label in (metric.name.zh, metric.name.hant, metric.name.en, written) if label))
    return Measure(metric.id, labels, metric.unit, metric.kind, metric.change_of or metric.id, frozenset(), start)


def fits(metric: Metric, q: Quantity) -> bool:
    """Whether a figure can have the unit of a metric; millions are nothing of one share's."""
    if metric.unit in ("per_share", "price") and q.scale >= _OF_NO_SHARE:
        return False
    return (q.unit == "" and metric.unit != "percent") or q.unit in _UNITS.get(metric.unit, ())
