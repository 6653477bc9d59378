"""The chat: what a line leads to, without a terminal."""

import pytest

from bot.terminal.chat import Chat, Show, Turn, turn
from intents.questions.language import Language
from knowledge.knowledgebase import KnowledgeBase


def turns(kb: KnowledgeBase, *lines: str) -> list[Turn]:
    """What is shown for each of the lines, typed one after another."""
    chat, shown = Chat(kb, Language.HANS), []
    for line in lines:
        now, chat = turn(chat, line)
        shown.append(now)
    return shown


def test_a_follow_up_goes_on_from_the_last_answer(kb: KnowledgeBase) -> None:
    """One conversation runs through the chat."""
    assert "11.8%" in turns(kb, "快手2024年总收入是多少", "同比呢")[1].text


def test_a_number_asks_the_offered_question(kb: KnowledgeBase) -> None:
    """1 is the first question that the last decline offered."""
    declined, chosen = turns(kb, "毛利率是多少", "1")
    offered = next(line for line in declined.text.splitlines() if line.startswith("1. ")).removeprefix("1. ")
    assert chosen == turns(kb, offered)[0]


@pytest.mark.parametrize("line", ["1", "3", "9"])
def test_a_number_without_an_offer_is_told_so(kb: KnowledgeBase, line: str) -> None:
    """It is not asked as a question."""
    assert turns(kb, line) == [Turn(Show.NOTE, f"现在没有第{line}个问题可选。")]


def test_why_explains_the_last_answer(kb: KnowledgeBase) -> None:
    """The question is read again after the conversation that it was asked in."""
    shown = turns(kb, "快手2024年总收入是多少", "同比呢", "/why")[2]
    assert shown.show is Show.NOTE
    assert "question   同比呢" in shown.text
    assert "inherited" in shown.text
    assert "11.8 percent" in shown.text


@pytest.mark.parametrize(("line", "show"), [("/quit", Show.QUIT), ("/exit", Show.QUIT), ("/facts", Show.FACTS), ("/help", Show.NOTE), ("/what", Show.NOTE), ("/why", Show.NOTE), ("  ", Show.NOTHING), ("日活", Show.ANSWER)])
def test_what_a_line_leads_to(kb: KnowledgeBase, line: str, show: Show) -> None:
    """Commands, questions and empty lines."""
    assert turns(kb, line)[0].show is show


@pytest.mark.parametrize("language", Language)
def test_the_chat_speaks_of_itself_in_every_language(kb: KnowledgeBase, language: Language) -> None:
    """Welcome and help are there, with all slots filled."""
    chat = Chat(kb, language)
    texts = [chat.welcome, *(turn(chat, line)[0].text for line in ("/help", "/why", "1"))]
    assert all(text and "{" not in text for text in texts)
    assert kb.article.about.title in chat.welcome
