"""Reading questions: slots are found whatever the script, the width, the spelling and the words around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.questions.language import Language, language_of
from intents.questions.question import Question
from intents.questions.reading import MAX_CHARACTERS, read_question
from intents.questions.vocabulary import load_vocabulary
from tests.cases import TESTS, bundled_base, pairs


def read(text: str) -> Question:
    """A question about the bundled article."""
    return read_question(text, bundled_base(), load_vocabulary())


@pytest.mark.parametrize(("text", "expected"), pairs(TESTS / "intents" / "questions.txt"))
def test_slots(text: str, expected: str) -> None:
    """The question asks for these metrics, of these periods, of these companies or products."""
    question = read(text)
    found = [question.of("metric"), [str(p.period) for p in question.periods], question.of("entity")]
    assert found == [part.split() for part in expected.split("|")]


@pytest.mark.parametrize(("text", "language"), [
    ("快手总收入", Language.HANS), ("快手總收入", Language.HANT), ("total revenue", Language.EN), ("kuaishou shouru duoshao", Language.HANS),
    ("DAU?", Language.EN), ("Q4 DAU多少", Language.HANS), ("利润显著增长了吗", Language.HANS), ("營收多少", Language.HANT),
    ("How did the e-commerce business do?", Language.EN), ("2024", Language.EN), ("快手有哪些著名主播", Language.HANS), ("Kuaishou", Language.EN),
    ("Baidu and Kuaishou", Language.EN), ("What did Cheng Yixiao say?", Language.EN),
])
def test_language(text: str, language: Language) -> None:
    """A reply comes in the language and script of its question."""
    assert language_of(text) is language


@pytest.mark.parametrize("text", ["快手2024年总收入是多少", "What was Kuaishou's revenue in 2024?", "毛利率", "去年广告收入同比增长多少", "is the DAU over 400 million"])
def test_a_question_spelt_right_is_not_mended(text: str) -> None:
    assert read(text).mended == ()


@pytest.mark.parametrize("word", ["market", "weather", "profile", "advance", "天气", "手机", "利率", "首富", "股市"])
def test_real_words_are_not_mended(word: str) -> None:
    """A word of its own that looks like a surface stays what it is."""
    assert [before for before, _ in read(f"what about {word}" if word.isascii() else f"{word}怎么样").mended] == []


_WORDS = ["快手", "总收入", "净利闰", "revnue", "kaishou", "2024年", "Q4", "同比", "是多少", "shouru", "百度", "的", "吗", " ", "？", "@bot ", "夺少", "-3%", "1269亿元", "那", "呢", "比", "占", "和", "not ", "👍"]


@given(st.lists(st.sampled_from(_WORDS), max_size=16).map("".join) | st.text(max_size=MAX_CHARACTERS))
def test_any_question_is_read(text: str) -> None:
    """Units lie in the folded text in order, and what is asked of them is where it stands."""
    question = read(text)
    assert [u.start for u in question.units] == sorted(u.start for u in question.units)
    assert all(0 <= u.start <= u.end <= len(question.folded) for u in question.units)
    assert all(0 <= at <= len(question.folded) for places in question.cues.values() for at in places)
