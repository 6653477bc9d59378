"""Claims of an order of magnitude against figures that are of one, over all orders and in both languages."""

from decimal import Decimal

import pytest

from intents.finding.derive import given
from intents.kinds.magnitudes import holds_of_order
from intents.questions.reading import read_question
from intents.questions.vocabulary import load_vocabulary
from intents.reply import Figure
from knowledge.quantities.quantity import Bound, quantities
from tests.cases import bundled_base

ORDERS = [("数百", "hundreds of", 2), ("数千", "thousands of", 3), ("数万", "tens of thousands of", 4), ("数百万", "millions of", 6), ("数亿", "hundreds of millions of", 8)]


def _figure(exponent: int, *, vague: bool) -> Figure:
    figure = given(Decimal(3 if not vague else 1) * Decimal(10) ** exponent, "count")
    return Figure(figure.name, "users", figure.subject, None, figure.value, "count", figure.role, (), bound=Bound.OVER if vague else Bound.EXACT, vague=vague)


@pytest.mark.parametrize("language", [0, 1])
@pytest.mark.parametrize("claimed", ORDERS)
@pytest.mark.parametrize("told", ORDERS)
def test_an_order_is_borne_out_by_its_own_alone(claimed: tuple[str, str, int], told: tuple[str, str, int], language: int) -> None:
    """A claimed order holds where the figure is of that order, and is refuted where it is of another one."""
    text = f"有{claimed[0]}家客户吧" if language == 0 else f"it has {claimed[1]} clients, right?"
    question = read_question(text, bundled_base(), load_vocabulary())
    claim = next(q for q in quantities(text) if q.vague)
    assert holds_of_order(claim, _figure(told[2], vague=True), question) is (claimed[2] == told[2])


@pytest.mark.parametrize("exact", [2000, 5000, 9000])
def test_an_exact_number_within_an_order_is_left_open(exact: int) -> None:
    """数千 may be 5,000 or may not."""
    question = read_question(f"有{exact}家客户吗", bundled_base(), load_vocabulary())
    claim = quantities(f"有{exact}家客户吗")[0]
    assert holds_of_order(claim, _figure(3, vague=True), question) is None
