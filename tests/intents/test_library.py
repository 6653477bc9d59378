"""Several articles: the right one answers, several together, and each figure says from which article it is."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.conversation import EMPTY, Conversation
from intents.library import Told, ask_any
from intents.reply import Answer, Clarify, Decline, Figure
from intents.saying.wording import number_text
from knowledge.library import Library, load_folder
from tests.cases import TESTS, bundled_base, pairs

SHELF = TESTS / "intents" / "shelf"
CASES = pairs(TESTS / "intents" / "library_questions.txt")
RESULTS = TESTS / "intents" / "shelf-results"


@cache
def library(shelf: Path = SHELF) -> Library:
    """Thirteen invented articles on six companies; or four on four, of two currencies, with profits and losses."""
    return load_folder(shelf)


def talk(questions: str, shelf: Path = SHELF) -> tuple[list[Told], Conversation]:
    """The replies of a chat and what it remembers in the end."""
    conversation, told = EMPTY, []
    for question in questions.split(" / "):
        reply, conversation = ask_any(question, library(shelf), conversation)
        told.append(reply)
    return told, conversation


def shown(told: Told) -> str:
    """Verdict and figures with the articles they are cited from; the reason of a decline; how many companies are offered."""
    match told.reply:
        case Answer() as reply:
            verdict = "disagree" if reply.disagree else "uneven" if reply.uneven else {True: "yes", False: "no", None: ""}[reply.verdict]
            figures = ", ".join(f"{float(signed(f)):.6g} @ {' '.join(dict.fromkeys(c.article for c in f.citations))}" for f in reply.figures)
            return " ".join(filter(None, (verdict, figures))) if figures else f"says @ {reply.citations[0].article}"
        case Decline() as reply:
            return f"{reply.reason.value} {reply.missing}".strip()
        case Clarify() as reply:
            return f"clarify {len(reply.suggestions)}"


def signed(figure: Figure) -> Decimal:
    """The value, below zero for what fell."""
    return figure.fact.signed if figure.fact else figure.value


@pytest.mark.parametrize(("questions", "expected"), CASES)
def test_the_right_articles_answer(questions: str, expected: str) -> None:
    """The last reply of the chat has these figures of these articles, or declines, or asks back."""
    assert shown(talk(questions)[0][-1]) == expected


@pytest.mark.parametrize(("question", "expected"), pairs(TESTS / "intents" / "results_questions.txt"))
def test_companies_of_profits_and_losses_are_ranked(question: str, expected: str) -> None:
    """By the newest figure of each; nobody is called the highest where figures are of several periods or currencies."""
    assert shown(talk(question, RESULTS)[0][-1]) == expected


def test_what_the_bot_has_read_is_listed() -> None:
    """Company, title and date of each article, the newest first; of the one article that there is alone."""
    told, _ = ask_any("你有哪些公司的财报", library(RESULTS))
    assert [line.split("：")[0] for line in told.text.split("\n")[1:5]] == ["溯蓝医疗", "岩嵐物流", "鸣鹭电器", "Birchway Robotics"]
    alone, _ = ask_any("which article are your answers based on", bundled_base())
    assert bundled_base().article.about.title in alone.text


@pytest.mark.parametrize("questions", [case.values[0] for case in CASES], ids=[str(case.id) for case in CASES])
def test_every_number_stands_in_a_cited_sentence_of_the_named_article(questions: str) -> None:
    """The sentence is the article's own text, the article's title stands beside it, and the figure's number is in it."""
    for told in talk(questions)[0]:
        reply = told.reply
        if not isinstance(reply, Answer):
            continue
        for citation in reply.citations:
            article = library().bases[citation.article].article
            assert article.text[citation.start : citation.end] == citation.quote
            assert f"“{citation.quote}”" in told.text
            assert article.about.title in told.text
        for figure in (o for f in reply.figures for o in (f.operands or (f,))):
            assert figure.fact is not None
            assert figure.fact in library().bases[figure.citations[0].article].facts
            assert number_text(figure.value, figure.unit, reply.language) in told.text or figure.role.is_change


@pytest.mark.parametrize("questions", [case.values[0] for case in CASES], ids=[str(case.id) for case in CASES])
def test_the_same_question_has_the_same_answer(questions: str) -> None:
    """Also after other questions, and from a library that was read in another order."""
    other = Library(dict(reversed(list(library().bases.items()))))
    conversation = EMPTY
    for question, told in zip(questions.split(" / "), talk(questions)[0], strict=True):
        again, conversation = ask_any(question, other, conversation)
        assert again.record == told.record


def test_one_article_answers_as_it_does_alone() -> None:
    """Byte for byte, with the same conversation behind it."""
    alone, shelved = EMPTY, EMPTY
    for question in ("快手2024年总收入是多少", "同比呢", "毛利率呢", "比百度高吗", "腾讯呢", "", "你好", "可灵AI是什么"):
        first, alone = ask_any(question, bundled_base(), alone)
        second, shelved = ask_any(question, Library({"kuaishou-2024-annual": bundled_base()}), shelved)
        assert (first.text, first.record, alone) == (second.text, second.record, shelved)


@pytest.mark.parametrize("question", ["总收入多少", "2023年研发费用多少", "gross margin in 2023?", "Thornbury revenue in 2024", "毛利率", "Who is the chief executive?"])
def test_what_is_offered_is_answered(question: str) -> None:
    """Each ready question of one that is asked back leads to an answer about one company, each another one."""
    told, conversation = ask_any(question, library(), EMPTY)
    assert isinstance(told.reply, Clarify)
    assert 1 < len(told.reply.suggestions) <= 3
    companies = set()
    for ready in told.reply.suggestions:
        answered, after = ask_any(ready, library(), conversation)
        assert isinstance(answered.reply, Answer), ready
        assert len(after.companies) == 1
        companies.add(after.companies)
    assert len(companies) == len(told.reply.suggestions)


@pytest.mark.parametrize("question", ["岩嵐物流和Birchway的毛利率谁高", "whose revenue growth is higher, Birchway or 溯蓝医疗, in 2019?"])
def test_a_decline_of_two_companies_is_no_dead_end(question: str) -> None:
    told, _ = ask_any(question, library(RESULTS))
    assert isinstance(told.reply, Decline)
    assert all(isinstance(ask_any(offered, library(RESULTS))[0].reply, Answer) for offered in told.reply.suggestions)
    assert told.reply.suggestions


@pytest.mark.parametrize("greeting", ["你好", "what can you do?"])
def test_the_examples_of_a_greeting_are_on_several_companies_and_answered(greeting: str) -> None:
    told, _ = ask_any(greeting, library(RESULTS))
    assert isinstance(told.reply, Clarify)
    answers = [ask_any(question, library(RESULTS))[0].reply for question in told.reply.suggestions]
    assert len({reply.citations[0].article for reply in answers if isinstance(reply, Answer)}) == len(answers) == 3


@pytest.mark.parametrize("question", ["腾讯去年收入多少", "What was Foobar's net profit?", "白鹭医疗收入多少"])
def test_a_decline_names_the_companies_that_there_are(question: str) -> None:
    told, _ = ask_any(question, library(), EMPTY)
    assert isinstance(told.reply, Decline)
    assert all(name in told.text for name in ("云岫食品", "Alderbrook Media", "瀾庭藥業"))


def test_a_conversation_about_many_articles_stays_small() -> None:
    """Two hundred questions leave no more behind than a few."""
    conversation, sizes = EMPTY, []
    asked = ("云岫营收", "沧屿呢", "谁高", "2023年呢", "瀾庭藥業毛利率", "Alderbrook revenue over the years", "and Thornbury Foods?", "哪家公司毛利率最高")
    for i in range(200):
        _, conversation = ask_any(asked[i % len(asked)], library(), conversation)
        sizes.append(len(repr(conversation)))
    assert max(sizes[100:]) <= max(sizes[:100])


@given(st.text(max_size=60), st.sampled_from(["", "云岫食品", "Thornbury", "云岫和沧屿", "2023年收入"]))
def test_any_text_gets_a_reply(text: str, before: str) -> None:
    """Whatever is asked, also right after something else."""
    _, conversation = ask_any("云岫食品2023年营收多少", library())
    for told in (ask_any(before + text, library())[0], ask_any(text + before, library(), conversation)[0]):
        assert told.text
        assert told.record["status"] in {"answered", "declined", "clarify"}


def test_a_library_is_opened_from_a_folder(tmp_path: Path) -> None:
    """An article with no company, no date and no figure harms nobody."""
    for file in SHELF.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "zzz.txt").write_text("院子里的石榴开花了。\n邻居说今年雨水多。\n", encoding="utf-8")
    told, _ = ask_any("云岫食品2022年营业收入多少", load_folder(tmp_path))
    assert shown(told) == "4.12e+09 @ yunxiu-2022"
