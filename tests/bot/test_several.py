"""Several articles from the shell: one question, a batch, an explanation, a chat, and what is kept between runs."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.stored.articles import open_asked, open_library, progress
from bot.terminal.asking import answer_batch, answer_one, explain_one
from bot.terminal.batch import Asked, Desk
from bot.terminal.chat import Chat, Show, turn
from intents.questions.language import Language
from knowledge.library import Library
from tests.cases import BUNDLED, TESTS

SHELF = TESTS / "intents" / "shelf"


@pytest.fixture
def library(home: Path) -> Library:
    """The invented articles and the bundled one."""
    assert not home.exists()
    return open_library(SHELF)


def record(library: Library, question: str, **keys: str) -> dict[str, Any]:
    """The record of one question."""
    return Desk(library).record(Asked(question=question, **keys))


def test_the_library_answers_where_no_article_is_named(library: Library) -> None:
    """Company and period choose the article; the values say whose and of when they are."""
    got = record(library, "云岫食品2022年营业收入多少")
    assert (got["status"], got["citations"][0]["article"]) == ("answered", "yunxiu-2022")
    assert (got["values"][0]["value"], got["values"][0]["subject"], got["values"][0]["period"]) == ("4120000000", "云岫食品", "2022")
    assert "《云岫食品2022年业绩》" in got["text"]
    assert record(library, "快手2024年总收入是多少")["citations"][0]["article"] == BUNDLED


def test_a_record_that_names_an_article_is_answered_from_it_alone(library: Library) -> None:
    """As that article answers where there is no other."""
    restricted = record(library, "营业收入多少", article="yunxiu-2022")
    assert restricted == Desk(Library({"yunxiu-2022": library.bases["yunxiu-2022"]})).record(Asked(question="营业收入多少"))
    assert record(library, "沧屿科技2024年收入多少", article="yunxiu-2022")["status"] == "declined"


def test_conversations_of_a_batch_go_on_across_articles(library: Library) -> None:
    """And apart from each other."""
    desk = Desk(library)
    asked = [("a", "云岫食品2023年营收多少"), ("b", "Alderbrook gross margin in 2023"), ("a", "沧屿呢"), ("b", "and in 2024?"), ("a", "谁高")]
    got = [desk.record(Asked(question=q, conversation=c)) for c, q in asked]
    assert [g["citations"][0]["article"] for g in got] == ["yunxiu-2023", "alder-2023", "cangyu-2023", "alder-2024", "yunxiu-2023"]


def test_one_question_from_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    answer_one("云岫和沧屿2023年的收入谁高", None, SHELF, None, as_json=False)
    assert "《沧屿科技2023年业绩》" in capsys.readouterr().out
    answer_one("营业收入多少", "alder-2023", SHELF, None, as_json=True)
    assert json.loads(capsys.readouterr().out)["citations"][0]["article"] == "alder-2023"


def test_a_batch_from_the_shell(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """A named article may be a file of its own; without one the library is asked."""
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": 1, "question": "What was Alderbrook\'s revenue in 2023?"}\n{"id": 2, "question": "revenue?", "article": "thornfoods-2024"}\n', encoding="utf-8")
    answer_batch(str(file), None, SHELF, None)
    got = [json.loads(line) for line in capsysbinary.readouterr().out.splitlines()]
    assert [g["citations"][0]["article"] for g in got] == ["alder-2023", "thornfoods-2024"]


def test_an_explanation_names_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    explain_one("云岫食品2022年营业收入多少", None, SHELF, None)
    shown = capsys.readouterr().out
    assert "companies  云岫食品" in shown
    assert "article    yunxiu-2022 of 14" in shown
    assert "reply      answer" in shown


def test_a_chat_about_a_library(library: Library) -> None:
    """It says whose articles there are; the facts and the reasons are those of the article that answered last."""
    chat = Chat(library.default, Language.HANS, library=library)
    assert "14篇文章" in chat.welcome
    shown, chat = turn(chat, "云岫食品2022年净利润")
    assert "《云岫食品2022年业绩》" in shown.text
    _, chat = turn(chat, "那2023年呢")
    assert chat.kb.article.id == "yunxiu-2023"
    assert "article    yunxiu-2023" in turn(chat, "/why")[0].text
    assert turn(chat, "/facts")[0].show is Show.FACTS


def test_without_a_folder_the_one_article_is_asked() -> None:
    assert isinstance(open_asked(None), Library) is (len(open_library().bases) > 1)


def test_what_was_read_is_kept_in_the_home(library: Library, home: Path) -> None:
    """Two files for one folder of articles, however often it is opened."""
    folder = home / "cache"
    before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
    assert len(before) == 2
    again = open_library(SHELF)
    assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before
    assert list(again.bases) == list(library.bases)


def test_no_bar_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(10_000) as told:
        assert told is None
    assert capsys.readouterr() == ("", "")
