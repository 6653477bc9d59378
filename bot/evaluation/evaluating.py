"""The command that evaluates."""

from pathlib import Path

from bot.evaluation.asked import evaluate, failure_lines, read_gold, report_lines
from bot.evaluation.grading import Outcome
from bot.stored.articles import open_library
from bot.terminal.batch import Desk


def run(file: Path, show: int, articles: Path | None, fail_under: float | None, fail_over: float | None) -> bool:
    """Prints the report of a gold file; False if a limit that was given is missed."""
    golds = read_gold(file)
    report = evaluate(golds, Desk(open_library(articles)))
    print("\n".join([*report_lines(report), *failure_lines(report, show)]))
    right, wrong = report.percent(Outcome.RIGHT, "answer"), report.percent(Outcome.WRONG)
    return not ((fail_under is not None and right is not None and right < fail_under) or (fail_over is not None and wrong is not None and wrong > fail_over))
