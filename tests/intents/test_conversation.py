"""Conversations: a follow-up inherits what it leaves out, and only that; a conversation stays small."""

import pytest

from intents.answer import ask
from intents.conversation import EMPTY, Conversation
from intents.reply import Answer, Decline, Reply
from knowledge.knowledgebase import KnowledgeBase
from tests.cases import TESTS, pairs


def talk(kb: KnowledgeBase, *questions: str) -> tuple[Reply, Conversation]:
    """The last reply of a chat and what it then remembers."""
    conversation, reply = EMPTY, None
    for question in questions:
        reply, conversation = ask(question, kb, conversation)
    assert reply is not None
    return reply, conversation


def shown(reply: Reply) -> str:
    """The figures of an answer, or the reason of a decline."""
    if isinstance(reply, Answer):
        return ", ".join(f"{f.value.normalize():f}" for f in reply.figures) or "says"
    return reply.reason.value if isinstance(reply, Decline) else "clarify"


@pytest.mark.parametrize(("questions", "expected"), pairs(TESTS / "intents" / "conversations.txt"))
def test_follow_up(kb: KnowledgeBase, questions: str, expected: str) -> None:
    """The last question of the chat is answered with these figures, or declined for this reason."""
    assert shown(talk(kb, *questions.split(" / "))[0]) == expected


def test_a_conversation_is_a_value(kb: KnowledgeBase) -> None:
    """Asking again with the same conversation gives the same reply; the one passed in is not changed."""
    _, before = talk(kb, "快手2024年总收入是多少")
    copy = Conversation(**{f: getattr(before, f) for f in before.__dataclass_fields__})
    assert ask("同比呢？", kb, before) == ask("同比呢？", kb, before)
    assert before == copy


def test_a_conversation_stays_small(kb: KnowledgeBase) -> None:
    """Two hundred questions leave no more behind than a few."""
    conversation = EMPTY
    sizes = []
    for i in range(200):
        _, conversation = ask(("快手总收入", "那日活和月活呢", "比百度呢", "同比呢？", "and MAU?", "毛利率", "可灵AI是什么")[i % 7], kb, conversation)
        sizes.append(len(repr(conversation)))
    assert max(sizes[100:]) <= max(sizes[:100])


def test_without_a_conversation_nothing_is_inherited(kb: KnowledgeBase) -> None:
    """A follow-up that follows nothing is not answered with a figure."""
    for question in ("那呢？", "同比呢？", "and that?", "比百度呢"):
        reply, _ = ask(question, kb)
        assert not isinstance(reply, Answer) or not reply.figures
