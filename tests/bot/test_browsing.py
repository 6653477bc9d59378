"""Looking around: the articles, their topics, their figures, one sentence."""

from functools import cache

import pytest

from bot.browsing import articles_card, browse_card, sentence_card
from bot.card import Card
from bot.links import Links, article_code, sentence_code
from bot.texts import text
from intents.questions.language import Language
from knowledge.article import About
from knowledge.building import build
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library, load_folder
from tests.cases import TESTS, bundled_base

READER, NONE = Links("https://reader.example"), Links()
EN = Language.EN


@cache
def shelf() -> Library:
    return load_folder(TESTS / "intents" / "shelf-results")


def alone(kb: KnowledgeBase) -> Library:
    return Library({kb.article.id: kb})


def actions(card: Card) -> list[str]:
    return [button.action or button.url for row in card.buttons for button in row]


def labels(card: Card) -> list[str]:
    return [button.label for row in card.buttons for button in row]


def test_each_article_has_a_line_with_its_title_and_a_short_button_of_the_same_number() -> None:
    card = articles_card(shelf(), NONE, EN)
    assert card.heading == text("sources_heading", EN, n=4) == "4 articles, the newest first"
    assert [line.text[:3] for line in card.lines] == [label[:3] for label in labels(card)] == ["1. ", "2. ", "3. ", "4. "]
    assert all(len(label) < len(line.text) for label, line in zip(labels(card), card.lines, strict=True))


def test_browsing_asks_for_an_article_where_there_are_several() -> None:
    assert browse_card(shelf(), NONE, EN, ("",)).heading == text("facts_articles", EN)


def test_the_only_article_needs_no_choice() -> None:
    assert browse_card(alone(bundled_base()), NONE, EN, ("",)).lines[0].text == text("facts_topics", EN)


def test_the_only_topic_needs_no_choice_either_and_leads_back_to_the_articles() -> None:
    kb = build("Maple Retail ends 2031 well\nMaple Retail said revenue for 2031 rose 8% to $3.1 billion.", About("maple"))
    card = browse_card(alone(kb), NONE, EN, ("",))
    assert [line.text for line in card.lines] == ["Maple Retail total revenue in full-year 2031: US$3.1 billion (up 8% year on year)"]
    assert actions(card) == []
    code = article_code("birchway-2031q4")
    only = browse_card(shelf(), NONE, EN, (code,))
    assert only.sources
    assert actions(only)[-1] == "f:"


def test_growth_stands_beside_its_value_and_the_period_that_is_reported_comes_first() -> None:
    kb = bundled_base()
    first = browse_card(alone(kb), NONE, Language.HANS, (article_code(kb.article.id), "0"))
    assert first.heading == "快手2024年全年财报：AI战略与业绩（2025年3月25日） › 快手"
    assert first.lines[0].text == "快手2024年全年总收入：1269亿元（同比增长11.8%）"
    assert not [line for line in first.lines if "突破" in line.text and "（" in line.text]


def test_every_figure_of_a_topic_is_on_one_of_its_pages() -> None:
    kb = bundled_base()
    topics = browse_card(alone(kb), NONE, Language.HANS, (article_code(kb.article.id),))
    for label, first in zip(labels(topics), actions(topics), strict=True):
        shown, action = 0, first
        while action:
            card = browse_card(alone(kb), NONE, Language.HANS, tuple(action.removeprefix("f:").split(":")))
            shown += len(card.lines)
            action = next((a for name, a in zip(labels(card), actions(card), strict=True) if name.endswith("›")), "")
        assert label.endswith(f"({shown})")


def test_an_article_leads_to_its_page_where_there_is_one() -> None:
    kb = bundled_base()
    assert "https://reader.example/a/kuaishou-2024-annual" in actions(browse_card(alone(kb), READER, EN, (article_code(kb.article.id),)))


@pytest.mark.parametrize("language", Language)
def test_a_sentence_stands_out_between_its_neighbours(language: Language) -> None:
    kb = bundled_base()
    card = sentence_card(sentence_code(kb.article.cite(3)), alone(kb), READER, language)
    assert [(line.text, line.is_heading) for line in card.lines] == [(kb.article.sentences[i].text, i == 3) for i in (2, 3, 4)]
    assert "4" in card.heading


@pytest.mark.parametrize("index", [0, -1], ids=["first", "last"])
def test_a_sentence_at_an_end_has_one_neighbour(index: int) -> None:
    kb = bundled_base()
    card = sentence_card(sentence_code(kb.article.cite(range(len(kb.article.sentences))[index])), alone(kb), NONE, EN)
    assert (len(card.lines), card.lines[index].is_heading) == (2, True)


def test_an_article_without_a_title_is_called_after_its_company() -> None:
    kb = build("搜狗2020年第二季度总营收2.61亿美元，同比下降14%。净亏损869.3万美元。", About("sogou-q2"))
    card = articles_card(alone(kb), NONE, Language.HANS)
    assert [line.text for line in card.lines] == ["1. 关于搜狗的文章（2020年第二季度）"]
    assert articles_card(alone(kb), NONE, EN).lines[0].text == "1. Article on Sogou (Q2 2020)"
