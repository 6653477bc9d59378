"""Figures on which articles disagree: other values of the same company, measure and period."""

from decimal import Decimal

from intents.finding.figures import figure_of, with_companion
from intents.reply import Figure
from knowledge.library import Library
from knowledge.quantities.quantity import Bound
from knowledge.shelves.catalog import Catalog, Row

_MOST = 3  # articles that are shown to disagree
_LOOSE = Decimal("0.1")  # share by which figures that are not exact may differ and agree
_ROUNDED = Decimal("0.01")  # a number with zeros at its end is rounded to no less than a hundredth of it


def with_versions(figures: tuple[Figure, ...], library: Library) -> tuple[tuple[Figure, ...], bool]:
    """The figures, each with what other articles say differently of the same company, measure and period behind it."""
    shown: list[Figure] = []
    disagree = False
    for figure in figures:
        others = [other for operand in figure.operands or (figure,) for other in _versions(operand, library)]
        shown += [figure, *others]
        disagree = disagree or bool(others)
    return tuple(shown), disagree


def _versions(figure: Figure, library: Library) -> list[Figure]:
    """The same figure in other articles, where its value is another one."""
    found: list[Figure] = []
    for row in same_elsewhere(figure, library.catalog):
        if any(agree(row, f) for f in (figure, *found)):
            continue
        if len(found) + 1 < _MOST:
            found += figure_of_row(row, library)
    return found


def same_elsewhere(figure: Figure, catalog: Catalog) -> list[Row]:
    """What other articles give for the same company, measure and period, the newest first; nothing for a period without a year."""
    fact = figure.fact
    if fact is None or fact.period is None or fact.period.year is None or fact.forecast or fact.value is None:
        return []
    own = catalog.places[fact.citation.article]
    subject = catalog.keys.get(fact.subject.id, fact.subject.id) or catalog.cards[own].company
    rows = (r for r in catalog.figures(catalog.key(subject), fact.metric) if r.article != own)
    same = (r for r in rows if (r.period, r.role, r.unit, r.terms) == (fact.period, fact.role, fact.unit, fact.terms))
    return [r for r in same if (catalog.keys.get(r.subject, r.subject) or catalog.cards[r.article].company) == subject]


def figure_of_row(row: Row, library: Library) -> list[Figure]:
    """The figure that a row of the index tells of, with what stands beside it; [] where its article lacks it."""
    kb = library.at(row.article)
    fact = next((f for f in kb.facts if (f.metric, f.period, f.role, f.value, f.terms) == (row.metric, row.period, row.role, row.value, row.terms)), None)
    return [with_companion(figure_of(fact, kb), kb)] if fact else []


def agree(row: Row, figure: Figure) -> bool:
    """Whether two figures are the same but for rounding; figures that are not exact agree within a tenth."""
    a, b = row.value, figure.value
    if a == b:
        return True
    if row.bound is not Bound.EXACT or figure.bound is not Bound.EXACT:
        return abs(a - b) <= _LOOSE * max(abs(a), abs(b))
    step = max(Decimal(1).scaleb(int(v.normalize().as_tuple().exponent)) for v in (a, b))
    if figure.unit not in ("percent", "pp"):
        step = min(step, _ROUNDED * max(abs(a), abs(b)))
    return abs(a - b) <= step / 2
