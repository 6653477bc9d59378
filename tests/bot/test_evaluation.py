"""The evaluation: gold files read, questions asked, the table."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.asked import evaluate, failure_lines, read_gold, report_lines
from bot.evaluation.grading import Outcome
from bot.stored.articles import open_library
from bot.terminal.batch import Desk
from knowledge.library import ArticleError

_RIGHT = {"id": "1", "question": "快手2024年总收入是多少", "lang": "zh-Hans", "category": "metric", "expect": "answer", "values": [{"number": 126900000000, "unit": "CNY"}], "cite": ["1269亿元"]}
_FALSE = {**_RIGHT, "id": "2", "lang": "en", "question": "total revenue 2024?", "values": [{"number": 1, "unit": "CNY"}]}
_LOST = {**_RIGHT, "id": "3", "question": "毛利率是多少"}
_DUE = {"id": "4", "question": "毛利率是多少", "lang": "zh-Hans", "category": "unanswerable", "expect": "decline"}
_ELSEWHERE = {**_DUE, "id": "5", "article": "nope"}


def gold_file(folder: Path, *rows: dict[str, Any] | str) -> Path:
    """A gold file with these records."""
    file = folder / "gold.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return file


def test_the_report_counts_by_category_and_language(tmp_path: Path) -> None:
    """n, right, wrong and declined though answerable; then the rates."""
    report = evaluate(read_gold(gold_file(tmp_path, _RIGHT, _FALSE, _LOST, _DUE)), Desk(open_library()))
    assert [row.grade.outcome for row in report.rows] == [Outcome.RIGHT, Outcome.WRONG, Outcome.DECLINED, Outcome.RIGHT]
    table = [line.split() for line in report_lines(report)]
    assert ["category", "metric", "3", "1", "1", "1"] in table
    assert ["lang", "en", "1", "0", "1", "0"] in table
    assert ["all", "4", "2", "1", "1"] in table
    assert [" ".join(row[-3:]) for row in table[-3:]] == ["33.3 % (1/3)", "25.0 % (1/4)", "100.0 % (1/1)"]


def test_failures_show_what_was_expected_and_what_came(tmp_path: Path) -> None:
    """As many as asked for."""
    report = evaluate(read_gold(gold_file(tmp_path, _RIGHT, _FALSE, _LOST)), Desk(open_library()))
    shown = "\n".join(failure_lines(report, 1))
    assert "[2] wrong: values" in shown
    assert "total revenue 2024?" in shown
    assert "1 CNY" in shown
    assert "126900000000 CNY" in shown
    assert "[3]" not in shown


def test_a_question_about_an_unknown_article_is_wrong(tmp_path: Path) -> None:
    """The program has no answer record for it, and no decline either."""
    report = evaluate(read_gold(gold_file(tmp_path, _ELSEWHERE)), Desk(open_library()))
    assert report.rows[0].grade.outcome is Outcome.WRONG
    assert "no article 'nope'" in "\n".join(failure_lines(report, 9))


@pytest.mark.parametrize(("rows", "message"), [
    ([_RIGHT, "oops"], ":2: Invalid JSON"),
    ([_RIGHT, "", _RIGHT], ":3: id 1 occurs twice"),
    ([{**_RIGHT, "expect": "maybe"}], ":1: expect"),
    ([{"id": "x"}], ":1: question: Field required"),
    ([""], "no gold record"),
], ids=["no JSON", "an id twice", "an unknown expectation", "no question", "empty"])
def test_a_bad_gold_file_names_its_line(tmp_path: Path, rows: list[dict[str, Any] | str], message: str) -> None:
    """File, line and mend."""
    file = gold_file(tmp_path, *rows)
    with pytest.raises(ArticleError) as caught:
        read_gold(file)
    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)
