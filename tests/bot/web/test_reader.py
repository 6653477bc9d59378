"""Articles as pages: the text is all there, nothing in it is markup, and figures stand at their sentences."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.texts import catalogue
from bot.web.reader import article_page, index_page, missing_page
from intents.questions.language import Language
from knowledge.article import About
from knowledge.building import build
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import tidy
from knowledge.library import Library

STYLE = "/static/reader.css"
TAGS = {"html", "head", "meta", "title", "link", "body", "nav", "a", "article", "header", "h1", "h2", "p", "span", "footer", "ul", "li"}


class _Page(HTMLParser):
    """What a page holds: its tags, its ids, its links, the texts of its sentences."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.sentences: dict[str, str] = {}
        self.links: list[str] = []
        self.classes: list[str] = []
        self.read = ""  # what stands in paragraphs, without marks and figures
        self._open: str | None = None
        self.stack: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes |= set(given)
        if tag not in ("meta", "link"):
            self.stack.append(tag)
            self.classes.append(given.get("class") or "")
        if tag == "a":
            self.links.append(given["href"] or "")
        self._open = given.get("id")
        if self._open:
            assert self._open not in self.sentences
            self.sentences[self._open] = ""

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        self.classes.pop()
        self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.sentences[self._open] += data
        if "article" in self.stack and "header" not in self.stack and not {"mark", "figures"}.intersection(self.classes):
            self.read += data


def _page(text: str, title: str = "", company: str = "") -> tuple[_Page, KnowledgeBase]:
    kb = build(text, About("x", title, company))
    return _Page(article_page(kb, STYLE)), kb


def test_every_sentence_has_its_address(kb: KnowledgeBase) -> None:
    page = _Page(article_page(kb, STYLE))
    assert page.sentences == {f"s{sentence.index}": sentence.text for sentence in kb.article.sentences}
    assert page.stack == []


def test_the_page_reads_like_the_article(kb: KnowledgeBase) -> None:
    """Without the figures and marks it is the article's text, spaces included, a paragraph a line."""
    assert _Page(article_page(kb, STYLE)).read.strip().splitlines() == [line.strip() for line in kb.article.text.splitlines() if line.strip()]


def test_figures_stand_behind_their_sentence(kb: KnowledgeBase) -> None:
    page = article_page(kb, STYLE)
    beside = page[page.index('id="s3"') : page.index('id="s4"')]
    assert '<a class="mark" href="#s3" aria-label="看这句话给出的4个数字">4</a>' in beside
    assert re.search(r'总收入</span> <span class="when">2024年全年</span></span><span class="told"><span class="number">1269亿元</span> <span class="growth">同比增长11.8%', beside)


def test_a_sentence_without_figures_has_no_mark(kb: KnowledgeBase) -> None:
    page = article_page(kb, STYLE)
    assert "mark" not in page[page.index('id="s4"') : page.index('id="s5"')]


def test_every_figure_of_the_article_is_shown(kb: KnowledgeBase) -> None:
    """Each sentence that states facts shows at least one row, and no other does."""
    marked = {int(n) for n in re.findall(r'class="mark" href="#s(\d+)"', article_page(kb, STYLE))}
    assert marked == {fact.citation.sentence for fact in kb.facts}


def test_title_company_and_date_stand_above(kb: KnowledgeBase) -> None:
    page = article_page(kb, STYLE)
    assert '<html lang="zh-Hans">' in page
    assert "<h1>快手2024年全年财报：AI战略与业绩</h1>" in page
    assert '<p class="about"><span>快手</span><span>2025年3月25日</span></p>' in page


def test_a_title_in_the_text_is_not_shown_twice() -> None:
    page, kb = _page("Acme raises outlook\nAcme Inc. reported revenue of $5 billion for the second quarter of 2024. It was up 5%.")
    assert page.tags.count("h1") == 1
    assert list(page.sentences) == ["s0", "s1", "s2"]
    assert f'<h1><span class="s" id="s0">{kb.article.sentences[0].text}</span></h1>' in article_page(kb, STYLE)


def test_english_articles_are_english_pages() -> None:
    _, kb = _page("Acme Inc. reported revenue of $5 billion for the second quarter of 2024, up 5% year over year.")
    shown = article_page(kb, STYLE)
    assert '<html lang="en">' in shown
    assert "All articles" in shown
    assert "US$5 billion" in shown


@pytest.mark.parametrize("field", ["title", "company"])
def test_nothing_told_of_an_article_is_markup(field: str) -> None:
    page, kb = _page("Revenue was $5 billion in 2024.", **{field: "<script>alert(1)</script>&\"'"})
    assert set(page.tags) <= TAGS
    assert "<script" not in index_page(Library({"x": kb}).catalog, Language.EN, STYLE)


@given(st.text(alphabet=st.characters(exclude_categories=()) | st.sampled_from(list("<>&\"'=/\n。.亿元%123 ")), min_size=1, max_size=200))
def test_no_text_makes_markup(text: str) -> None:
    """Any article is a page of our tags only, well nested, without handlers or styles, and its sentences are there to the letter."""
    page, kb = _page(text, title="t")
    assert set(page.tags) <= TAGS
    assert page.attributes <= {"lang", "charset", "name", "content", "rel", "href", "class", "id", "role", "aria-label"}
    assert page.stack == []
    assert [link for link in page.links if not re.fullmatch(r"/|#s\d+", link)] == []
    assert page.sentences == {f"s{s.index}": tidy(s.text) for s in kb.article.sentences}
    article_page(kb, STYLE).encode()


@pytest.mark.parametrize("key", ["a/b", "中文", "a b", "<x>", "a\udcffb", "..", "a?b#c"])
def test_odd_ids_are_quoted_in_addresses(key: str) -> None:
    kb = build("Revenue was $5 billion in 2024.", About(key))
    page = index_page(Library({key: kb}).catalog, Language.EN, STYLE)
    page.encode()
    assert re.search(r'href="/a/[A-Za-z0-9%._~-]+"', page)


@pytest.mark.parametrize("language", Language)
def test_the_missing_page_is_there_in_every_language(language: Language, kb: KnowledgeBase) -> None:
    page = missing_page(Library({"kuaishou-2024-annual": kb}).catalog, language, STYLE)
    assert f'<html lang="{language.value}">' in page
    assert catalogue()["reader_missing"][language.value] in page


def test_the_same_article_gives_the_same_page(kb: KnowledgeBase) -> None:
    assert article_page(kb, STYLE) == article_page(kb, STYLE)
