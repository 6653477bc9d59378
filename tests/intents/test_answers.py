"""Constructions of questions, each with the figures that answer it or the reason of its decline."""

import pytest

from intents.questions.language import Language
from intents.reply import Answer, Decline, Reply
from intents.saying.wording import said
from tests.cases import TESTS, pairs, reply_to


def told(reply: Reply) -> str:
    """Verdict, figures and what is missing of an answer; the reason of a decline."""
    if not isinstance(reply, Answer):
        return reply.reason.value if isinstance(reply, Decline) else "clarify"
    verdict = {True: "yes", False: "no", None: ""}[reply.verdict]
    figures = ", ".join(f"{float(f.value):.6g}" for f in reply.figures)
    missing = ", ".join(said(name, Language.EN if reply.language is Language.EN else Language.HANS) for name in reply.missing)
    return " ".join(filter(None, (verdict, figures))) + (f"; missing {missing}" if missing else "")


@pytest.mark.parametrize(("question", "expected"), pairs(TESTS / "intents" / "answers.txt"))
def test_a_construction_is_answered(question: str, expected: str) -> None:
    """With these figures, or declined for this reason."""
    assert told(reply_to(question)) == expected
