"""Grading: what an answer record is worth, as the development graders judge it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.asked import evaluate, read_gold
from bot.evaluation.grading import Gold, Grade, Outcome, folded, grade
from bot.stored.articles import open_library
from bot.terminal.batch import Desk, encoded
from tests.cases import DEVELOPMENT, TESTS, records

CASES = records(TESTS / "bot" / "grading.jsonl")


def _record(case: dict[str, Any]) -> dict[str, Any]:
    """An answer record from the short form of a case: values as [value, unit, high], citations as texts."""
    given = case["record"]
    values = [dict(zip(("value", "unit", "value_high"), value, strict=False)) for value in given.get("values", [])]
    return {"verdict": None, **given, "values": values, "citations": [{"text": text} for text in given.get("citations", [])]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_grade(case: dict[str, Any]) -> None:
    """This record is worth this."""
    gold = Gold.model_validate({"id": "x", "question": "x", "category": "metric", "lang": "en", **case["gold"]})
    assert grade(gold, _record(case)) == Grade(Outcome(case["outcome"]), tuple(case.get("reasons", ())))


def test_folding_drops_what_citations_may_differ_in() -> None:
    """White space, punctuation, control characters, case and width."""
    assert folded(" 总收入,\t１２６９亿元。\u200bFY24 ") == "总收入1269亿元fy24"


@pytest.mark.skipif(not (DEVELOPMENT / "grade.py").is_file(), reason="the development graders do not lie beside the project")
@pytest.mark.parametrize("name", ["seed-questions.jsonl"])
def test_the_development_grader_counts_the_same(name: str, tmp_path: Path) -> None:
    """`eval` and grade.py agree on the program's own answers."""
    report = evaluate(read_gold(DEVELOPMENT / name), Desk(open_library()))
    answers = tmp_path / "answers.jsonl"
    answers.write_bytes(b"".join(encoded(row.record) for row in report.rows))
    run = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(DEVELOPMENT)!r}); sys.argv = ['grade.py', *{[str(DEVELOPMENT / name), str(answers)]!r}]; import grade; grade.main()"]
    shown = subprocess.run(run, capture_output=True, encoding="utf-8", check=True, env={"PYTHONUTF8": "1"}).stdout
    right, asked = report.rate(Outcome.RIGHT, "answer")
    wrong, total = report.rate(Outcome.WRONG)
    assert f"({right}/{asked})" in next(line for line in shown.splitlines() if line.startswith("answerable"))
    assert f"({wrong}/{total})" in next(line for line in shown.splitlines() if line.startswith("wrong"))


def test_cases_are_told_apart() -> None:
    """No two cases share a name."""
    assert len({case["case"] for case in CASES}) == len(CASES), json.dumps(CASES, ensure_ascii=False)
