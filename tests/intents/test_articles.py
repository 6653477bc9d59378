"""Questions about made-up articles of several sectors and scripts: the gold values, verdicts and declines."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.evaluation.grading import Gold, Outcome, grade
from intents.answer import ask
from intents.conversation import Conversation
from intents.questions.language import Language
from intents.reply import Answer
from intents.saying.decline import suggest_facts
from intents.saying.record import record_of
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import load
from tests.cases import TESTS, records, reply_to

FOLDER = TESTS / "intents" / "articles"
OPEN = frozenset((FOLDER / "open.txt").read_text(encoding="utf-8").split("\n"))
GOLDS = [Gold.model_validate(r) for file in ("articles.jsonl", "texts.jsonl") for r in records(TESTS / "intents" / file)]
MOST_WRONG = 0.03  # share of all questions, those that are open included


@cache
def base(article: str) -> KnowledgeBase:
    return load(Path(FOLDER / f"{article}.txt"))


def outcome(gold: Gold) -> tuple[Outcome, dict[str, Any]]:
    assert gold.article
    kb = base(gold.article)
    record = record_of(reply_to(gold.question, kb), kb)
    return grade(gold, record).outcome, record


@pytest.mark.parametrize("gold", [pytest.param(g, id=f"{g.id}: {g.question}") for g in GOLDS if g.id not in OPEN])
def test_a_question_of_an_article(gold: Gold) -> None:
    """Is answered with its gold values from the right sentence, or declined where the article does not say it."""
    found, record = outcome(gold)
    assert found is Outcome.RIGHT, record


def test_few_answers_are_wrong() -> None:
    """Of all questions, the open ones included."""
    wrong = [gold.id for gold in GOLDS if outcome(gold)[0] is Outcome.WRONG]
    assert len(wrong) <= MOST_WRONG * len(GOLDS), wrong


def test_open_questions_are_questions() -> None:
    """Every line of open.txt that is no comment is the id of a question."""
    assert {line for line in OPEN if line and not line.startswith("#")} <= {g.id for g in GOLDS}


@pytest.mark.parametrize("article", sorted(p.stem for p in FOLDER.glob("*-*.txt")))
@pytest.mark.parametrize("language", Language)
def test_ready_questions_are_answered(article: str, language: Language) -> None:
    """Whatever the article is about, what is offered has an answer, in English where it is offered in English."""
    kb = base(article)
    replies = [ask(question, kb, Conversation(language=language))[0] for question in suggest_facts(kb, language)]
    assert [r for r in replies if not isinstance(r, Answer) or (r.language is Language.EN) is not (language is Language.EN)] == []
