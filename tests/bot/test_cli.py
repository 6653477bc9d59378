"""The command line as a shell meets it: the real program, its exit codes and its streams."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases import ROOT, Done

_ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", "EARNINGS_BOT_HOME": "/nowhere"}


def run(*arguments: str, sent: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The program run in an environment of its own."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, input=sent, capture_output=True, encoding="utf-8", check=False, cwd=ROOT, env=_ENVIRONMENT | {"EARNINGS_BOT_HOME": os.environ["EARNINGS_BOT_HOME"]} | environment)


def test_the_answer_is_utf8_whatever_the_locale() -> None:
    """In a bare C locale too, where Python would take the bytes for ASCII."""
    done = run("ask", "快手2024年总收入是多少", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1269亿元" in done.stdout


def test_json_is_the_answer_record() -> None:
    """The same as in a batch, without an id."""
    record = json.loads(run("ask", "What was Kuaishou's revenue in 2024?", "--json").stdout)
    assert (record["status"], record["language"], record["values"][0]["value"]) == ("answered", "en", "126900000000")


def test_a_batch_reads_standard_input() -> None:
    """Errors are records; the exit code is that of a batch that ran to its end."""
    done = run("ask", "--batch", "-", sent='{"id": "a", "question": "快手日活"}\nx\n')
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["answered", "error"]


@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1", "TERM": "xterm-256color"}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}], ids=["piped", "NO_COLOR", "forced and forbidden"])
def test_a_piped_chat_is_plain(environment: dict[str, str]) -> None:
    """Lines in, answers out, no escape sequences, a quiet end."""
    done = run("chat", sent="快手2024年总收入是多少\n同比呢\n/facts\n/why\n/quit\n快手日活\n", **environment)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1269亿元" in done.stdout
    assert "\x1b" not in done.stdout
    assert "4.01亿（同比" not in done.stdout


@pytest.mark.parametrize(("arguments", "message"), [
    (["ask", "x", "--article", "nope"], "nope: neither a text file nor the id of an article"),
    (["ask", "x", "--articles", "/no/such/folder"], "no article (*.txt) in this folder"),
    (["ask", "--batch", "/no/such/file"], "/no/such/file: No such file or directory"),
    (["eval", "/no/such/file"], "/no/such/file: No such file or directory"),
    (["facts", "{latin}"], "latin.txt:2: not UTF-8 (byte 0xe9)"),
    (["facts", "{empty}"], "empty.txt: the file is empty"),
    (["ask", "--batch", "-", "--articles", "{folder}"], "empty.txt: the file is empty"),
], ids=["article", "folder", "batch file", "gold file", "encoding", "empty article", "a bad article among others"])
def test_a_fault_is_one_line_and_exit_code_2(tmp_path: Path, arguments: list[str], message: str, inside: Callable[..., Done]) -> None:
    """It names what is wrong; nothing is written before."""
    (tmp_path / "latin.txt").write_bytes(b"one\ncaf\xe9\n")
    (tmp_path / "empty.txt").touch()
    places = {"latin": tmp_path / "latin.txt", "empty": tmp_path / "empty.txt", "folder": tmp_path}
    done = inside(*(a.format_map(places) for a in arguments))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("earnings-bot: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [["ask"], ["ask", "x", "--batch", "-"], ["ask", "x", "--lang", "fr"], ["fly"], ["explain"]], ids=" ".join)
def test_a_wrong_command_is_exit_code_2(arguments: list[str], inside: Callable[..., Done]) -> None:
    """With the usage, and without a traceback."""
    done = inside(*arguments)
    assert done.returncode == 2
    assert "Usage: earnings-bot" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this platform")
def test_an_unwritable_output_is_one_line_and_exit_code_2() -> None:
    """A full disk is no traceback."""
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run([sys.executable, "-m", "bot", "ask", "日活"], stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False, cwd=ROOT, env=_ENVIRONMENT)
    assert done.returncode == 2
    assert done.stderr.startswith("earnings-bot: standard output: No space left on device")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_leaves_ends_the_program_quietly() -> None:
    """`facts --json | head -1`."""
    with subprocess.Popen([sys.executable, "-m", "bot", "facts", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=_ENVIRONMENT) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""


def test_facts_come_as_json_lines() -> None:
    """One object a line."""
    records = [json.loads(line) for line in run("facts", "--json").stdout.splitlines()]
    assert {"metric": "revenue", "value": "126900000000"}.items() <= next(r for r in records if r["metric"] == "revenue" and r["role"] == "value").items()


def test_the_bundled_article_agrees_with_its_own_figures() -> None:
    """177 / 1269 = 13.9 % against the 14 % that it states."""
    done = run("facts", "--check")
    assert "consistent    margin of adjusted_net_margin, 快手 2024: 17.7 billion CNY / 126.9 billion CNY = 13.9 %; stated 14 %" in done.stdout
    assert "inconsistent" not in done.stdout


@pytest.mark.parametrize(("limits", "code"), [([], 0), (["--fail-under", "100"], 1), (["--fail-under", "50", "--fail-over", "0"], 0), (["--fail-over", "-1"], 1)], ids=["none", "missed", "kept", "too many wrong"])
def test_eval_fails_only_below_a_limit_that_was_given(tmp_path: Path, limits: list[str], code: int, inside: Callable[..., Done]) -> None:
    """One of two answerable questions is declined."""
    gold = tmp_path / "gold.jsonl"
    row = {"lang": "zh-Hans", "category": "metric", "expect": "answer"}
    gold.write_text("\n".join(json.dumps({"id": q, "question": q, **row}) for q in ("快手2024年总收入是多少", "毛利率是多少")), encoding="utf-8")
    done = inside("eval", str(gold), *limits)
    assert (done.returncode, done.stderr) == (code, "")
    assert "50.0 % (1/2)" in done.stdout


def test_asking_does_not_load_what_it_does_not_need() -> None:
    """No chat platform, no table, no parser of command lines, and nothing that reads articles, for one question about what was read before."""
    code = "import sys; sys.argv = ['earnings-bot', 'ask', 'x']\nfrom bot.__main__ import main\ntry: main()\nexcept SystemExit: print(*sorted(m for m in sys.modules if m in ('telegram', 'slack_bolt', 'httpx', 'anyio', 'trafilatura', 'lxml', 'pypdf', 'rich', 'typer', 'pydantic', 'rapidfuzz', 'sqlite3', 'knowledge.sentences.reading', 'bot.terminal.batch', 'bot.evaluation.grading', 'bot.terminal.console')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, cwd=ROOT, env=_ENVIRONMENT)
    assert done.stdout.splitlines()[-1] == ""


def test_the_version_is_shown() -> None:
    """That of the installed package."""
    assert run("--version").stdout.startswith("earnings-bot 0.")
