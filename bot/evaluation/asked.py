"""Asks the questions of a gold file and counts right answers, wrong ones and declines."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.evaluation.grading import Gold, Grade, Outcome, grade
from bot.terminal.batch import Asked, Desk, answered
from knowledge.library import ArticleError


@dataclass(frozen=True)
class Graded:
    """A gold question, the answer record and its grade."""

    gold: Gold
    record: dict[str, Any]
    grade: Grade


@dataclass(frozen=True)
class Report:
    """All graded questions of one run."""

    rows: tuple[Graded, ...]

    def rate(self, outcome: Outcome, expect: str | None = None) -> tuple[int, int]:
        """How many of the questions that expect something (None: of all) came out so."""
        chosen = [r for r in self.rows if expect in (None, r.gold.expect)]
        return sum(r.grade.outcome is outcome for r in chosen), len(chosen)

    def percent(self, outcome: Outcome, expect: str | None = None) -> float | None:
        """The rate in percent; None where there is no such question."""
        part, whole = self.rate(outcome, expect)
        return 100 * part / whole if whole else None


def read_gold(file: Path) -> list[Gold]:
    """The gold records of a file; ArticleError names file and line of a bad one."""
    found: dict[str, Gold] = {}
    for number, line in enumerate(file.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            gold = Gold.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors(include_url=False)[0]
            where = ".".join(map(str, fault["loc"]))
            raise ArticleError(f"{file}:{number}: {where + ': ' if where else ''}{fault['msg']}; mend the gold record") from error
        if gold.id in found:
            raise ArticleError(f"{file}:{number}: id {gold.id} occurs twice; give each record an id of its own")
        found[gold.id] = gold
    if not found:
        raise ArticleError(f"{file}: no gold record; put one JSON object on each line")
    return list(found.values())


def evaluate(golds: Iterable[Gold], desk: Desk) -> Report:
    """Asks all questions in order and grades the answers."""
    return Report(tuple(Graded(gold, record, grade(gold, record)) for gold in golds for record in [answered(_asked(gold), desk)]))


def _asked(gold: Gold) -> Asked:
    return Asked(id=gold.id, question=gold.question, article=gold.article, conversation=gold.conversation)


def report_lines(report: Report) -> Iterator[str]:
    """The report as a table by category and language, then the rates."""
    yield _row("by", "", "n", "right", "wrong", "declined")
    for kind, names in (("category", {r.gold.category for r in report.rows}), ("lang", {r.gold.lang for r in report.rows})):
        for name in sorted(names):
            yield _counted(kind, name, Report(tuple(r for r in report.rows if getattr(r.gold, kind) == name)))
    yield _counted("all", "", report)
    yield ""
    yield _rated("answerable accuracy", *report.rate(Outcome.RIGHT, "answer"))
    yield _rated("wrong-answer rate", *report.rate(Outcome.WRONG))
    yield _rated("decline accuracy", *report.rate(Outcome.RIGHT, "decline"))


def _counted(kind: str, name: str, report: Report) -> str:
    counts = [report.rate(outcome)[0] for outcome in (Outcome.RIGHT, Outcome.WRONG, Outcome.DECLINED)]
    return _row(kind, name, str(len(report.rows)), *map(str, counts))


def _row(kind: str, name: str, *cells: str) -> str:
    return f"{kind:<9}{name:<15}" + "".join(f"{cell:>9}" for cell in cells)


def _rated(name: str, part: int, whole: int) -> str:
    return f"{name:<21}{100 * part / whole:6.1f} % ({part}/{whole})" if whole else f"{name:<21}   n/a"


def failure_lines(report: Report, most: int) -> Iterator[str]:
    """The first failures: the question, what was expected, what came."""
    for row in [r for r in report.rows if r.grade.outcome is not Outcome.RIGHT][:most]:
        gold, record = row.gold, row.record
        wanted = [f"{v.number:f} {v.unit}" for v in gold.values]
        given = [f"{v['value']} {v['unit']} ({v['subject']} {v['label']} {v['period']})" for v in record.get("values", [])]
        yield f"\n[{gold.id}] {row.grade.outcome}: {', '.join(row.grade.reasons)} ({gold.category}, {gold.lang})"
        yield f"  question  {gold.question}"
        yield f"  expected  {gold.expect} {_joined(wanted)} verdict {gold.verdict} cite {json.dumps(gold.cite, ensure_ascii=False)}"
        yield f"  got       {record['status']} {_joined(given)} verdict {record.get('verdict')}"
        yield f"            {str(record.get('text', record.get('error'))).replace(chr(10), ' / ')}"


def _joined(values: list[str]) -> str:
    return "; ".join(values) or "no value"
