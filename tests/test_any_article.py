"""Any question to any article or library gets a reply, and a chat remembers nothing that the next question could not be read with."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

from intents.answer import ask
from intents.conversation import EMPTY, Conversation
from intents.library import ask_any
from intents.saying.record import record_of
from intents.saying.render import render
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library, load, load_folder
from tests.cases import DEVELOPMENT, TESTS, records

SHELVES = [TESTS / "intents" / "articles", TESTS / "intents" / "shelf", *sorted((TESTS / "evaluation" / "articles").iterdir()), *([DEVELOPMENT / "articles"] if DEVELOPMENT.is_dir() else [])]
ARTICLES = [file for shelf in SHELVES for file in sorted(shelf.glob("*.txt")) if file.name != "open.txt"]
STEP = 29  # every so manieth question goes to an article; which ones depends on the article
GOING_ON = ("and how did it do?", "那占比呢", "is it a loss?", "同比呢", "how much per month", "是不是最高的", "减去去年的呢")
WHICH = ("Which region is the largest?", "哪个产品卖得最多", "which segment grew fastest")


@cache
def questions() -> tuple[str, ...]:
    """The questions of all sets, each once."""
    files = [DEVELOPMENT / "seed-questions.jsonl", DEVELOPMENT / "articles" / "questions.jsonl", *sorted((TESTS / "intents").glob("*.jsonl")), *sorted((TESTS / "evaluation").rglob("*.jsonl"))]
    return tuple(dict.fromkeys(record["question"] for file in files for record in records(file) if "question" in record))


def _of_its_facts(kb: KnowledgeBase) -> Iterator[str]:
    """What the article's own words ask for, each followed by what goes on from it."""
    for opening in dict.fromkeys((*WHICH, *(text for f in kb.facts for text in (f.labels[0], f"{f.subject.name}卖了多少", f"How much did {f.subject.name} make?")))):
        yield opening
        yield from GOING_ON


def _names_only_what_is_known(conversation: Conversation, kb: KnowledgeBase) -> bool:
    return all(u.id in kb.metrics for u in (*conversation.units, *conversation.earlier) if u.kind == "metric")


@pytest.mark.parametrize("file", [pytest.param(file, id=f"{file.parent.name}/{file.stem}") for file in ARTICLES])
def test_any_chat_about_an_article_gets_replies(file: Path) -> None:
    """Questions of other articles and of its own facts, in one chat: each is answered in words, and its measures stay known."""
    kb, conversation = load(file), EMPTY
    start = ARTICLES.index(file) % STEP
    for text in (*islice(questions(), start, None, STEP), *_of_its_facts(kb)):
        reply, conversation = ask(text, kb, conversation)
        assert render(reply, kb).strip(), text
        assert record_of(reply, kb)["status"], text
        assert _names_only_what_is_known(conversation, kb), text


@cache
def _library(shelf: Path) -> Library:
    return load_folder(shelf)


@pytest.mark.parametrize("shelf", [pytest.param(shelf, id=shelf.name + "-" + shelf.parent.name) for shelf in SHELVES])
def test_any_chat_about_a_library_gets_replies(shelf: Path) -> None:
    """What one of its articles names alone is understood before an article is chosen, and goes on to another one as words."""
    library, conversation = _library(shelf), EMPTY
    own = dict.fromkeys(measure.name.zh for measure in library.catalog.measures.values())
    companies = [library.catalog.name(key).name.zh for key in library.catalog.companies if key]
    asked = (text for name in own for company in companies[:4] for text in (f"{name}多少", f"{company}呢", f"{company}和{companies[0]}的{name}谁高"))
    for text in (*questions()[:: STEP // 3], *asked):
        told, conversation = ask_any(text, library, conversation)
        assert told.record["status"], text
