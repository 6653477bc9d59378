"""The preview of a digest: standard output is its text and nothing else, by company, kind and language; faults name the mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from intents.digests.digest import Latest, Sort, compose
from intents.questions.language import Language
from knowledge.library import bundled, load_folder
from tests.cases import BUNDLED, TESTS, Done

Inside = Callable[..., Done]
SHELF = str(TESTS / "intents" / "shelf")


@pytest.mark.parametrize(("lang", "language"), [("zh", Language.HANS), ("zh-Hant", Language.HANT), ("en", Language.EN)])
def test_the_preview_is_the_text_of_the_digest(inside: Inside, lang: str, language: Language) -> None:
    library = load_folder(bundled())
    expected = compose(Latest(library.default.company.id), library, language).text
    done = inside("digest", "preview", "--lang", lang)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{expected}\n", "")


def test_several_companies_are_a_watchlist(inside: Inside) -> None:
    done = inside("digest", "preview", "--articles", SHELF, "--company", "云岫食品", "--company", "Canyu", "--lang", "en")
    assert done.returncode == 0
    assert [line.split(",")[0] for line in done.stdout.splitlines() if ": total revenue" in line] == ["Canyu Technology", "云岫食品"]


def test_news_of_what_was_seen_is_nothing(inside: Inside) -> None:
    done = inside("digest", "preview", "--kind", "news", "--seen", BUNDLED)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "没有新内容，不会发送。\n")


def test_the_chart_is_written_and_described_on_standard_error(inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "chart.png"
    done = inside("digest", "preview", "--png", str(file))
    assert done.returncode == 0
    assert file.read_bytes().startswith(b"\x89PNG")
    assert "总收入：1269亿元（同比增长11.8%）" in done.stderr
    assert "替代文字" not in done.stdout


def test_unanswered_questions_come_from_a_file(inside: Inside, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_text("毛利率多少\n\n毛利率多少\n", encoding="utf-8")
    done = inside("digest", "preview", "--kind", "unanswered", "--questions", str(file))
    assert done.stdout == "没有答上来的问题：1 个\n· 毛利率多少（2 次） → 这篇文章没有给出“毛利率”。\n"


FAULTS = [
    (["--company", "Nobody & Sons"], "no article tells of 'Nobody & Sons'; there are articles about Kuaishou"),
    (["--kind", "news", "--seen", "x"], f"no article 'x'; there are {BUNDLED}"),
    (["--kind", "unanswered"], "--questions FILE"),
    (["--kind", "unanswered", "--png", "x.png"], "--questions FILE"),
    (["--kind", "news", "--seen", BUNDLED, "--png", "x.png"], "no chart"),
]


@pytest.mark.parametrize(("arguments", "message"), FAULTS, ids=lambda v: str(v)[:40])
def test_a_fault_is_one_line_that_names_the_mend(inside: Inside, arguments: list[str], message: str) -> None:
    done = inside("digest", "preview", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.splitlines()[-1]


def test_the_kinds_of_the_command_are_the_sorts_of_digests() -> None:
    from bot.cli import Kind

    assert [kind.value for kind in Kind] == [sort.value for sort in Sort]
