"""Tables written as text: each figure is of what its column and its row say, and a row under no head states nothing."""

from pathlib import Path

import pytest

from knowledge.article import About
from knowledge.building import build
from knowledge.fact import Role
from tests.cases import TESTS
from tests.knowledge.test_reading import shown

TABLES = sorted((TESTS / "knowledge" / "tables").glob("*.txt"))
HEAD = "Norvane Air reported results for the third quarter of 2031.\n\n"


def _stated(text: str) -> list[str]:
    return [shown(f) for f in build(text, About("made-up")).facts if f.role is not Role.DATE]


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.stem)
def test_the_facts_of_a_table(table: Path) -> None:
    """Exactly these, in the order of the text."""
    assert _stated(table.read_text(encoding="utf-8")) == table.with_suffix(".facts").read_text(encoding="utf-8").splitlines()


def test_a_fact_stands_in_its_cell() -> None:
    """The row is what is cited, and the figure begins where its cell does."""
    kb = build(f"{HEAD}EUR million   Q3 2031   Q3 2030\nNet profit        301       280\n", About("made-up"))
    assert [(f.citation.quote, kb.article.text[f.start : f.start + 3]) for f in kb.facts] == [("Net profit        301       280", "301"), ("Net profit        301       280", "280")]


@pytest.mark.parametrize("rows", [
    "Net profit        301       280",
    "Some words here   and there\nNet profit        301       280",
    "EUR million   Q3 2031   Quux\nNet profit        301       280",
], ids=["no head", "a head of other columns", "a column that nobody understands"])
def test_what_nobody_can_tell_states_nothing(rows: str) -> None:
    """No figure of a row is guessed at."""
    assert _stated(HEAD + rows + "\n") == []


def test_a_bare_number_of_money_needs_its_scale() -> None:
    """1,234 of no scale may be thousands or millions; a margin and a count need none."""
    text = f"{HEAD}                  Q3 2031   Q3 2030\nNet profit        301       280\nOperating margin  12.0      11.0\nEmployees         512       498\n"
    assert _stated(text) == [
        "operating_margin Norvane Air 2031Q3 12 percent margin", "operating_margin Norvane Air 2030Q3 11 percent margin",
        "headcount Norvane Air 2031Q3 512 count value", "headcount Norvane Air 2030Q3 498 count value",
    ]


@pytest.mark.parametrize(("head", "row", "inferred"), [
    ("EUR million   Q3 2031   Q3 2030", "Net profit        301       280", "scale"),
    ("              Q3 2031   Q3 2030", "Net profit (EUR million)   301       280", ""),
    ("              Q3 2031   Q3 2030", "Net profit        €301m     €280m", ""),
], ids=["by the head", "by the row", "by the cell"])
def test_a_figure_in_the_unit_of_the_head_says_so(head: str, row: str, inferred: str) -> None:
    """The row that is cited does not tell of millions."""
    kb = build(f"{HEAD}{head}\n{row}\n", About("made-up"))
    assert [(int(f.value or 0), f.inferred) for f in kb.facts] == [(301_000_000, inferred), (280_000_000, inferred)]
