"""What an answer rests on is told in the language of the question, and cites all that the answer cites."""

from functools import cache

import pytest

from intents.conversation import EMPTY
from intents.grounds import grounds
from intents.library import ask_any
from intents.saying.spoken import Spoken
from knowledge.library import Library, load_folder
from tests.cases import TESTS, bundled_base, questions

ALONE = Library({bundled_base().article.id: bundled_base()})


@cache
def shelf() -> Library:
    return load_folder(TESTS / "intents" / "shelf-results")


def told(chat: str, library: Library) -> Spoken:
    """What the last answer of a chat rests on."""
    *before, last = chat.split(" / ")
    conversation = EMPTY
    for question in before:
        conversation = ask_any(question, library, conversation)[1]
    return grounds(last, library, conversation)


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        ("快手2024年总收入多少", ["我的理解：快手 · 总收入 · 2024年全年", "文章：《快手2024年全年财报：AI战略与业绩》，2025年3月25日", "原文第4句"]),
        ("快手2024年总收入多少 / 经调整净利润呢", ["我的理解：经调整净利润 · 2024年全年", "沿用上文的期间", "文章：《快手2024年全年财报：AI战略与业绩》，2025年3月25日", "原文第4句"]),
        ("毛力率多少", ["我的理解：毛利率", "“毛力率”读作“毛利率”", "这篇文章没有给出“毛利率”。"]),
        ("revenue?", ["How I read it: total revenue", "No period is named, so it is the latest reported: full-year 2024", "Article: “快手2024年全年财报：AI战略与业绩”, March 25, 2025", "Sentence 4 of the text"]),
        ("Q4日活多少 / 月活呢 / 两个相差多少人", ["我的理解：平均日活跃用户 · 平均月活跃用户 · 第四季度", "沿用上文的指标、期间", "文章：《快手2024年全年财报：AI战略与业绩》，2025年3月25日", "数字由原文的数字算出，算式见回答。", "原文第9句"]),
    ],
    ids=["read", "inherited", "mended", "assumed", "worked out"],
)  # fmt: skip
def test_how_a_question_was_read_is_told(chat: str, expected: list[str]) -> None:
    assert [line.text for line in told(chat, ALONE).lines] == expected


def test_each_article_of_a_library_is_named() -> None:
    lines = [line.text for line in told("岩嵐物流和鳴鷺電器2031年的收入", shelf()).lines]
    assert len([line for line in lines if line.startswith("文章：")]) == 2


@pytest.mark.parametrize("question", [q["question"] for q in questions()][::5])
def test_the_grounds_are_the_sentences_of_the_answer(question: str) -> None:
    answer, _ = ask_any(question, ALONE)
    assert grounds(question, ALONE).sources == answer.spoken.sources
