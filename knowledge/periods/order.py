"""Which of two spans is the later one, and the spans that lie before others or run up to them."""

from knowledge.periods.atoms import months_of, part_of_months
from knowledge.periods.timespan import QUARTERS, Period

ORDER = ("Q1", "H1", "Q2", "Q1-Q3", "Q3", "H2", "Q4", "")  # parts of a year by their ends


def since_new_year(period: Period) -> Period:
    """From the beginning of the year to the end of a month or quarter; other spans are left as they are."""
    last = months_of(period.part)[1] if period.is_month or period.part in QUARTERS else 0
    return period._replace(part=part_of_months(1, last) or "") if last else period


def is_later(a: Period, b: Period) -> bool:
    """Whether a span ends after another one, or in a later year."""
    if (a.year or 0) != (b.year or 0) or a.part not in ORDER or b.part not in ORDER:
        return (a.year or 0) > (b.year or 0)
    ends = [{"": 4, "H1": 2, "H2": 4, "Q1-Q3": 3}.get(p.part) or int(p.part[1]) for p in (a, b)]
    return ends[0] > ends[1]


def quarter_before(period: Period) -> Period | None:
    """The quarter before another; None of what is no quarter of a known year."""
    if period.part not in QUARTERS or period.year is None:
        return None
    index = period.year * 4 + QUARTERS.index(period.part) - 1
    return Period(index // 4, QUARTERS[index % 4])


def quarter_behind(period: Period) -> Period | None:
    """The quarter that comes next; None of what is no quarter of a known year."""
    if period.part not in QUARTERS or period.year is None:
        return None
    index = period.year * 4 + QUARTERS.index(period.part) + 1
    return Period(index // 4, QUARTERS[index % 4])
