"""What somebody wrote is checked, each thing that it says by itself."""

import pytest

from intents.checking import check
from intents.questions.language import Language, language_of
from intents.saying.wording import said
from knowledge.fact import Fact, Role
from knowledge.library import Library
from knowledge.quantities.quantity import Bound
from tests.cases import TESTS, bundled_base, pairs

LIBRARY = Library({bundled_base().article.id: bundled_base()})
VERDICTS = {True: "yes", False: "no", None: "open"}
GROWN = [f for f in bundled_base().facts if f.role is Role.YOY and f.bound is Bound.EXACT and f.period == bundled_base().anchor.reported]


@pytest.mark.parametrize(("message", "expected"), pairs(TESTS / "intents" / "checked.txt"))
def test_each_thing_has_its_verdict(message: str, expected: str) -> None:
    checked = check(message, LIBRARY, language_of(message))
    assert " | ".join(f"{part.claim}: {VERDICTS[part.verdict]}" for part in checked) == expected


@pytest.mark.parametrize("fact", GROWN, ids=lambda fact: f"{fact.metric} {fact.value}")
def test_what_is_wrong_beside_what_is_right_is_said_to_be_wrong(fact: Fact) -> None:
    assert fact.value is not None
    name = said(bundled_base().lexicon.metrics[fact.metric].name, Language.HANS)
    message = f"快手2024年总收入1269亿元，{name}同比增长{fact.value + 3}%。"
    assert [part.verdict for part in check(message, LIBRARY, Language.HANS)] == [True, False]
