"""Batches: JSON Lines in, JSON Lines out, whatever stands on a line."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.batch import Desk, answer_lines, encoded
from intents.questions.language import Language
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library
from tests.cases import BUNDLED, TESTS, bundled_base, pairs

_RECORD_KEYS = {"id", "status", "language", "text", "values", "citations", "verdict"}
_VALUE_KEYS = {"label", "metric", "subject", "period", "value", "unit", "kind", "bound"}


def desk(language: Language | None = None) -> Desk:
    """A desk with the bundled article."""
    return Desk(Library({BUNDLED: bundled_base()}), language=language)


def answers(*lines: bytes | dict[str, Any], at: Desk | None = None) -> list[dict[str, Any]]:
    """The records that come for lines, read as any reader of JSON in UTF-8 would."""
    sent = [line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines]
    return [json.loads(line.decode("utf-8")) for line in answer_lines(sent, at or desk())]


def test_records_come_in_the_order_of_the_questions() -> None:
    """A bad line keeps its place, a blank one has none."""
    found = answers({"id": "a", "question": "收入"}, b"\n", b"oops\n", b"  \n", {"id": 3, "question": "revenue?"}, {"question": "日活"})
    assert [(r["id"], r["status"]) for r in found] == [("a", "answered"), (None, "error"), (3, "answered"), (None, "answered")]


def test_an_answer_record_has_the_agreed_form() -> None:
    """Numbers are strings in base units, citations whole sentences with their index."""
    [record] = answers({"id": "a", "question": "快手2024年总收入是多少"})
    assert record.keys() == _RECORD_KEYS
    assert record["values"][0].keys() == _VALUE_KEYS
    assert (record["values"][0]["value"], record["values"][0]["unit"]) == ("126900000000", "CNY")
    assert record["citations"][0]["text"] == bundled_base().article.sentences[record["citations"][0]["sentence"]].text


@pytest.mark.parametrize(("line", "message"), pairs(TESTS / "bot" / "bad_lines.txt"))
def test_a_bad_line_gets_an_error_record(line: str, message: str) -> None:
    """The error says what is wrong, and the next line is answered."""
    bad, good = answers(line.encode() + b"\n", {"id": "b", "question": "收入"})
    assert bad.keys() == {"id", "status", "error"}
    assert bad["status"] == "error"
    assert message in bad["error"]
    assert good["status"] == "answered"


@pytest.mark.parametrize("line", [b"\xff\xfe\n", b"[" * 100_000 + b"\n", b'{"id": ' + b"1" * 5000 + b', "question": "x"}\n', b'{"id": "x", "question": "\x00"}\n'], ids=["not UTF-8", "too deep", "huge number", "raw NUL"])
def test_a_line_that_cannot_be_read_gets_an_error_record(line: bytes) -> None:
    """Bytes, depth and size that the JSON reader refuses are no end of the batch."""
    bad, good = answers(line, {"id": "b", "question": "收入"})
    assert (bad["id"], bad["status"], good["status"]) == (None, "error", "answered")


def test_the_id_of_a_bad_record_is_kept() -> None:
    """Whoever sent the record can tell which one it was."""
    assert answers({"id": "q7", "question": None})[0]["id"] == "q7"


def test_a_byte_order_mark_is_no_part_of_the_first_question() -> None:
    """Files from Windows begin with one."""
    assert answers(b'\xef\xbb\xbf{"id": "a", "question": "\xe6\x94\xb6\xe5\x85\xa5"}\n')[0]["status"] == "answered"


def test_questions_of_one_conversation_share_it() -> None:
    """A follow-up inherits from its own conversation and from no other."""
    found = answers(
        {"id": 1, "question": "快手2024年总收入是多少", "conversation": "x"},
        {"id": 2, "question": "快手日活多少", "conversation": "y"},
        {"id": 3, "question": "同比呢", "conversation": "x"},
        {"id": 4, "question": "同比呢", "conversation": "y"},
        {"id": 5, "question": "同比呢"},
    )
    assert [r["values"][0]["value"] for r in found[2:4]] == ["11.8", "4.8"]
    assert found[4]["values"] == []


def test_the_language_of_the_desk_is_the_language_of_its_answers() -> None:
    """--lang holds for a batch too."""
    assert answers({"id": 1, "question": "快手收入"}, at=desk(Language.EN))[0]["language"] == "en"


def test_an_answer_comes_before_the_next_question_is_read() -> None:
    """A batch streams."""
    read: list[int] = []

    def lines() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b'{"question": "x"}\n'

    stream = answer_lines(lines(), desk())
    next(stream)
    assert read == [0]


def test_a_defect_costs_one_answer_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the program's own becomes that question's error record."""
    def broken(*_: object) -> None:
        raise ZeroDivisionError("nothing")

    monkeypatch.setattr("bot.terminal.batch.ask_any", broken)
    assert answers({"id": 1, "question": "x"})[0] == {"id": 1, "status": "error", "error": "defect in the program: ZeroDivisionError: nothing"}


@given(st.binary(max_size=200))
def test_any_bytes_get_a_record_a_line(blob: bytes) -> None:
    """One well-formed record for each line that is not blank."""
    line = blob.replace(b"\n", b" ") + b"\n"
    assert len(answers(line)) == bool(line.removeprefix(b"\xef\xbb\xbf").strip())


@given(st.text(max_size=80))
def test_any_question_gets_a_record(question: str) -> None:
    """Control characters, surrogates, line separators: the record is one line of JSON in UTF-8."""
    [line] = answer_lines([json.dumps({"id": question, "question": question}).encode() + b"\n"], desk())
    assert line.count(b"\n") == 1
    assert json.loads(line)["status"] in {"answered", "declined", "clarify", "error"}


def test_what_utf8_has_no_bytes_for_never_comes_out() -> None:
    """A line of output can always be decoded."""
    assert encoded({"id": "\ud83d"}) == b'{"id": "?"}\n'


def test_an_article_of_the_library_is_asked_by_its_id(kb: KnowledgeBase) -> None:
    """The article key of a record names it; the first one is asked without."""
    other = Desk(Library({"first": kb, BUNDLED: kb}))
    assert [r["status"] for r in answers({"id": 1, "question": "收入", "article": "first"}, {"id": 2, "question": "收入"}, {"id": 3, "question": "收入", "article": "third"}, at=other)] == ["answered", "answered", "error"]
