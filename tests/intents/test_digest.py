"""Digests: every number stands in a sentence that is cited beside it, in three languages, for every article that there is; what is new; watchlists."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.digests.digest import Digest, Latest, News, Request, Unanswered, Watchlist, companies_in, compose
from intents.digests.standing import digest_words, findings_of, standing_questions
from intents.questions.language import Language
from intents.saying.spoken import Line
from knowledge.article import About, Citation
from knowledge.building import build
from knowledge.language.text import fold
from knowledge.library import Library, bundled, load_folder
from tests.cases import BUNDLED, DEVELOPMENT, TESTS
from tests.invariants import is_supported, numbers_of

FOLDERS = {
    "bundled": bundled(), "shelf": TESTS / "intents" / "shelf", "made-up": TESTS / "intents" / "articles", "trades": TESTS / "knowledge" / "articles",
    "author": TESTS / "evaluation" / "articles" / "seen", "development": DEVELOPMENT / "articles",
}  # fmt: skip
SOME = [name for name, folder in FOLDERS.items() if folder.is_dir()]


@cache
def library(name: str) -> Library:
    return load_folder(FOLDERS[name])


@cache
def composed(name: str, request: Request, language: Language) -> Digest:
    return compose(request, library(name), language)


@cache
def numbers_in(citation: Citation, name: str) -> list[tuple[str, Any, str]]:
    """The numbers of a sentence, and of what it says without their digits."""
    shelf = library(name)
    found = numbers_of(citation.quote, shelf.bases[citation.article])
    plain = [(told, value, "") for told, value, unit in found if unit == "CNY"]  # 元 is what its article means by it
    return [*found, *plain, *worded(citation, shelf)]


def of(texts: dict[str, str]) -> Library:
    """A library of made-up texts by id."""
    return Library({key: build(text, About(key)) for key, text in texts.items()})


def requests() -> Iterator[tuple[str, Request]]:
    """A digest of every company, and all of a library as new and as a watchlist."""
    for name in SOME:
        companies = tuple(library(name).catalog.companies)
        yield from ((name, Latest(company)) for company in companies)
        yield name, Watchlist(companies)
        yield name, News(frozenset())


def cases() -> Iterator[Any]:
    """Each request in every language where the articles are few, else in one after the other."""
    for number, (name, request) in enumerate(requests()):
        for language in Language if name in ("bundled", "shelf", "development") else (tuple(Language)[number % 3],):
            yield pytest.param(name, request, language, id=f"{name} {str(request)[:50]} {language}")


CASES = list(cases())


def lines_of(digest: Digest) -> Iterator[Line]:
    """All lines of a digest that are not sentences of the article, each with its sources."""
    for section in digest.sections:
        yield section.headline
        yield from (row.line(digest.language, section.period) for row in (*section.rows, *section.parts))
        yield from section.forecasts
        yield from (Line(text) for text in (section.missing,) if text)
    yield from digest.lines


def worded(citation: Citation, shelf: Library) -> Iterator[tuple[str, Decimal, str]]:
    """What a sentence says without the digits of the number: doubled is over 100 %, 14c is 0.14 of a currency."""
    for fact in shelf.bases[citation.article].facts:
        if fact.citation == citation and fact.value is not None:
            said = fold(citation.quote)[fact.start - citation.start :]
            cents = re.match(r"(\d+(?:\.\d+)?)(?:c|p| cents?)\b", said)
            if not re.match(r"\W*\d", said) or (cents and Decimal(cents[1]) / 100 == fact.value):
                yield said, fact.value, fact.unit


@pytest.mark.parametrize(("name", "request_", "language"), CASES)
def test_every_number_stands_in_a_sentence_cited_on_its_line(name: str, request_: Request, language: Language) -> None:
    """What is left of a line without names, titles and periods has no number that the line's own sources lack."""
    shelf = library(name)
    digest = composed(name, request_, language)
    quotes = {s.number: s.citation for s in digest.sources}
    figures = [row.figure for section in digest.sections for row in (*section.rows, *section.parts)]
    names = {fold(n) for f in figures for n in (f.name.zh, f.name.hant, f.name.en, f.subject.zh)} | {fold(c.title) for c in shelf.catalog.cards}
    for line in lines_of(digest):
        cited = [n for number in line.sources for n in numbers_in(quotes[number], name)]
        shown = [n for n in numbers_of(line.text, shelf.default) if not any(n[0] in told for told in names)]
        assert [n for n in shown if not is_supported(n, cited)] == [], line.text


@pytest.mark.parametrize(("name", "request_", "language"), CASES)
def test_sources_are_verbatim_and_each_is_shown_once(name: str, request_: Request, language: Language) -> None:
    """Every source is the article's text at its place, is used, and stands once in the text; no mark points nowhere."""
    digest = composed(name, request_, language)
    text = digest.text
    used = {number for line in lines_of(digest) for number in line.sources} | {n for s in digest.sections for n in s.quoted}
    assert [s.number for s in digest.sources] == list(range(1, len(digest.sources) + 1))
    assert used == {s.number for s in digest.sources}
    for source in digest.sources:
        article = library(name).bases[source.citation.article].article
        assert article.text[source.citation.start : source.citation.end] == source.citation.quote
        below, within = (len(re.findall(form, text, re.MULTILINE)) for form in (rf"^\[{source.number}\] “", rf"^“.*”.* \[{source.number}\]$"))
        assert (below, within) == (0, 1) if source.is_told else (1, 0)


@pytest.mark.parametrize(("name", "request_"), list(requests()), ids=lambda v: str(v)[:60])
def test_a_digest_has_the_same_facts_in_every_language(name: str, request_: Request) -> None:
    digests = [composed(name, request_, language) for language in Language]
    facts = [[[(r.figure.metric, r.figure.value, r.figure.period, r.sources) for r in (*s.rows, *s.parts)] for s in d.sections] for d in digests]
    assert facts[0] == facts[1] == facts[2]
    assert len({tuple(source.citation for source in digest.sources) for digest in digests}) == 1


@pytest.mark.parametrize(("name", "request_"), list(requests()), ids=lambda v: str(v)[:60])
def test_no_forecast_and_no_other_company_among_the_results(name: str, request_: Request) -> None:
    """Rows are reported figures of the company of their section."""
    shelf = library(name)
    for section in composed(name, request_, Language.EN).sections:
        company = shelf.bases[section.key].company.id
        facts = [row.figure.fact for row in (*section.rows, *section.parts)]
        assert all(f is not None and not f.forecast for f in facts)
        keys = {shelf.catalog.key(f.subject.id or company) for f in facts if f}
        assert keys <= {shelf.catalog.key(company)}


@pytest.mark.parametrize("name", SOME)
def test_forecasts_and_quoted_sentences_are_of_the_company(name: str) -> None:
    """An article about several companies lends none of its words to another one."""
    for kb in library(name).bases.values():
        found = findings_of(kb)
        subjects = {f.fact.subject.id for f in found.guidance if f.fact} - {"", kb.company.id}
        assert {kb.entity(s).owner for s in subjects} <= {kb.company.id}
        others = {e.id for e in kb.entities.values() if e.sort == "company" and kb.company.id not in (e.id, e.owner)}
        for citation in (*found.outlook, *found.words):
            named = {key.removeprefix("entity:") for key in kb.content[citation.sentence]}
            assert kb.company.id in named or not named & others


def test_the_same_library_gives_the_same_bytes() -> None:
    texts = [compose(News(frozenset()), load_folder(FOLDERS["shelf"]), Language.HANS).text for _ in range(2)]
    assert texts[0] == texts[1]


def test_the_bundled_article() -> None:
    """Headline first, then the table, the outlook, what is quoted, what is not said, the sources."""
    kb = library("bundled").default
    digest = compose(Latest(kb.company.id), library("bundled"), Language.HANS)
    assert digest.headline == "快手2024年全年：总收入1269亿元（同比增长11.8%），经调整净利润177亿元（同比增长72.5%）"
    blocks = [block.splitlines()[0] for block in digest.text.split("\n\n")]
    assert blocks[1:] == ["关键数字（2024年全年）", "展望", "原文摘录", "文章没有给出：净利润（给出的是经调整净利润）。", "出处"]
    section = digest.sections[0]
    assert [(r.name, r.value, r.growth, r.period) for r in section.rows][:2] == [("总收入", "1269亿元", "同比增长11.8%", "2024年全年"), ("经调整净利润", "177亿元", "同比增长72.5%", "2024年全年")]
    assert section.rows[0].sources == (1,)
    assert section.key == BUNDLED
    assert len(section.quoted) == 3


def test_headlines_in_other_languages() -> None:
    company = library("bundled").default.company.id
    told = [compose(Latest(company), library("bundled"), language).headline for language in (Language.HANT, Language.EN)]
    assert told == [
        "快手2024年全年：總收入1269億元（同比增長11.8%），經調整淨利潤177億元（同比增長72.5%）",
        "Kuaishou, full-year 2024: total revenue RMB 126.9 billion (up 11.8% year on year), adjusted net profit RMB 17.7 billion (up 72.5% year on year)",
    ]


# --- made-up articles

FIRST = "丁岛电子2031年业绩\n3月20日,丁岛电子发布2031年全年财报,总收入同比增长22%至3376亿元,净利润为120亿元。\n公司预计2032年总收入为4000亿元。\n"
SECOND = "丁岛电子2032年一季报\n4月28日,丁岛电子发布2032年第一季度财报,总收入为900亿元,同比增长8%。\n2031年全年总收入为3376亿元。\n"
REPEATED = "丁岛电子年报速览\n3月21日,丁岛电子公布2031年全年业绩,总收入同比增长22%至3376亿元,净利润为120亿元。\n"
CHANGED = FIRST.replace("120亿元", "121.5亿元")
QUIET = "丁岛电子新办公楼\n4月2日,丁岛电子搬进了新办公楼。\n"
OTHER = "沧屿能源2031年业绩\n3月22日,沧屿能源发布2031年全年财报,总收入为50亿元,净利润为4亿元。\n"
KEY = "丁岛电子"


def rows(digest: Digest) -> list[tuple[str, str, str]]:
    return [(row.name, row.value, row.period) for section in digest.sections for row in section.rows]


def test_the_newest_article_with_results_is_told() -> None:
    digest = compose(Latest(KEY), of({"year": FIRST, "quarter": SECOND, "quiet": QUIET}), Language.HANS)
    assert digest.headline == "丁岛电子2032年第一季度：总收入900亿元（同比增长8%）"
    assert digest.sections[0].missing == "文章没有给出：净利润、业绩展望。"


def test_a_forecast_is_told_apart_from_results() -> None:
    section = compose(Latest(KEY), of({"year": FIRST}), Language.HANS).sections[0]
    assert [line.text for line in section.forecasts] == ["丁岛电子2032年全年总收入：4000亿元（预计，非已实现）"]
    assert ("总收入", "4000亿元") not in [(row.name, row.value) for row in section.rows]


def test_what_may_stand_for_a_measure_is_told_under_its_own_name() -> None:
    """Net profit of a later quarter is no answer for the year reported, whose attributable profit is told."""
    text = "丁岛电子2030年报\n3月20日,丁岛电子发布2030年全年财报,营收308亿元,归母净利润112亿元。\n2031年一季度,公司实现营收101亿元,净利润39亿元。\n"
    section = compose(Latest(KEY), of({"year": text}), Language.HANS).sections[0]
    assert section.headline.text == "丁岛电子2030年全年：总收入308亿元，归母净利润112亿元"
    assert "净利润、" not in section.missing


def test_no_loss_stands_beside_a_profit_of_the_same_period() -> None:
    """The loss of the year before, told beside it, is not taken for one of this year."""
    text = "Maple results\nMarch 20 - Maple Inc said Q1 2031 revenue was $845 million. Net income came in at $18 million, versus a net loss of $22 million, in the same quarter last year.\n"
    kb = build(text, About("a", company="Maple"))
    figures = [r.figure for r in compose(Latest(kb.company.id), Library({"a": kb}), Language.EN).sections[0].rows]
    assert {f.metric for f in figures if f.period == kb.anchor.reported} >= {"revenue", "net_profit"}
    assert "net_loss" not in {f.metric for f in figures}


def test_growth_on_the_year_and_on_the_quarter_before_are_both_told() -> None:
    text = "丁岛电子财报\n4月28日,丁岛电子发布2032年第一季度财报,总收入为900亿元,环比下降3%,同比增长8%。\n"
    assert compose(Latest(KEY), of({"a": text}), Language.HANS).headline == "丁岛电子2032年第一季度：总收入900亿元（同比增长8%，环比下降3%）"


def test_what_the_market_expected_stands_beside_what_came() -> None:
    text = "丁岛电子财报\n4月28日,丁岛电子发布2032年第一季度财报,总收入为900亿元,市场预期为880亿元。\n"
    row = compose(Latest(KEY), of({"a": text}), Language.HANS).sections[0].rows[0]
    assert (row.value, row.notes) == ("900亿元", ("市场预期880亿元",))


def test_nothing_new_is_an_empty_digest() -> None:
    digest = compose(News(frozenset(("year",))), of({"year": FIRST}), Language.HANS)
    assert digest.is_empty
    assert (digest.text, digest.headline) == ("", "")


def test_an_article_that_repeats_what_was_seen_is_no_news() -> None:
    assert compose(News(frozenset(("year",))), of({"year": FIRST, "again": REPEATED}), Language.HANS).is_empty


def test_an_article_without_figures_is_no_news() -> None:
    assert compose(News(frozenset(("year",))), of({"year": FIRST, "quiet": QUIET}), Language.HANS).is_empty


def test_only_what_is_new_of_an_article_is_told() -> None:
    digest = compose(News(frozenset(("year",))), of({"year": FIRST, "quarter": SECOND}), Language.HANS)
    assert rows(digest) == [("总收入", "900亿元", "2032年第一季度")]


def test_two_new_articles_tell_a_figure_once() -> None:
    digest = compose(News(frozenset()), of({"year": FIRST, "again": REPEATED}), Language.HANS)
    assert [section.key for section in digest.sections] == ["again", "year"]
    assert rows(digest) == [("总收入", "3376亿元", "2031年全年"), ("净利润", "120亿元", "2031年全年")]
    assert [line.text for line in digest.sections[1].forecasts] == ["丁岛电子2032年全年总收入：4000亿元（预计，非已实现）"]


def test_a_figure_that_a_new_article_gives_differently_names_the_one_before() -> None:
    digest = compose(News(frozenset(("year",))), of({"year": FIRST, "late": CHANGED.replace("3月20日", "3月25日")}), Language.HANS)
    assert [section.headline.text for section in digest.sections] == ["丁岛电子2031年全年：净利润121.5亿元（此前给出120亿元）"]
    assert len(digest.sections[0].headline.sources) == 2


def test_a_corrected_text_is_news_by_what_it_corrects() -> None:
    former = build(FIRST, About("year"))
    digest = compose(News(frozenset(("year",)), former={"year": former}), of({"year": CHANGED}), Language.HANS)
    assert rows(digest) == [("净利润", "121.5亿元", "2031年全年")]
    assert "此前给出120亿元" in digest.headline


def test_news_is_of_the_companies_chosen() -> None:
    shelf = of({"year": FIRST, "other": OTHER})
    assert [s.company for s in compose(News(frozenset(), (KEY,)), shelf, Language.HANS).sections] == ["丁岛电子"]


def test_articles_that_disagree_are_both_told() -> None:
    digest = compose(Latest(KEY), of({"year": FIRST, "late": CHANGED.replace("3月20日", "3月25日")}), Language.HANS)
    section = digest.sections[0]
    assert section.disagree
    assert [(row.name, row.value) for row in section.rows if row.name == "净利润"] == [("净利润", "121.5亿元"), ("净利润", "120亿元")]
    assert "净利润121.5亿元（各篇文章不一致）" in digest.headline
    assert [s.label != "" for s in digest.sources] == [s.citation.article == "year" for s in digest.sources]


def test_a_watchlist_has_a_section_a_company_the_newest_first() -> None:
    digest = compose(Watchlist((KEY, "沧屿能源", "无此公司")), of({"year": FIRST, "other": OTHER}), Language.HANS)
    assert [s.company for s in digest.sections] == ["沧屿能源", "丁岛电子"]
    assert [line.text for line in digest.lines] == ["无此公司：没有文章。"]
    assert digest.text.splitlines()[:2] == ["沧屿能源2031年全年：总收入50亿元，净利润4亿元 [1]", "《沧屿能源2031年业绩》"]


def test_a_company_without_results_says_so() -> None:
    digest = compose(Latest(KEY), of({"quiet": QUIET}), Language.EN)
    assert [line.text for line in digest.lines] == ["丁岛电子: the articles give no results."]


# --- unanswered questions


def test_unanswered_questions_are_counted_and_asked_again() -> None:
    """Those asked most first, with a full stop or without; what can be answered now comes last and says so."""
    digest = compose(Unanswered(("总收入多少", "毛利率多少", "直播收入多少", "毛利率多少？", "总收入多少")), library("bundled"), Language.HANS)
    assert digest.text.splitlines() == [
        "没有答上来的问题：3 个，其中 1 个现在能答了", "· 毛利率多少（2 次） → 这篇文章没有给出“毛利率”。", "· 直播收入多少 → 这篇文章没有给出“直播收入”。", "· 总收入多少（2 次） → 现在能答了。",
    ]  # fmt: skip


def test_a_number_without_growth_has_that_of_the_year_before() -> None:
    """Also the profit before a loss; each with its sentence, and only where the article gives it."""
    text = "明舟科技2031年第二季度总收入8亿元，同比增长5%。净亏损1200万元，去年同期净利润3400万元。经营现金流9000万元。"
    shelf = Library({"made-up": build(text, About(id="made-up"))})
    digest = compose(Latest(next(iter(shelf.catalog.companies))), shelf, Language.HANS)
    assert digest.text.splitlines()[0] == "明舟科技2031年第二季度：总收入8亿元（同比增长5%），净亏损1200万元（去年同期净利润3400万元） [1][2]"
    assert digest.text.count("去年同期净利润3400万元） [2]") == 1


def test_no_unanswered_questions_are_an_empty_digest() -> None:
    assert compose(Unanswered(()), library("bundled"), Language.EN).is_empty


@given(st.lists(st.text(max_size=40), max_size=4), st.sampled_from(list(Language)))
def test_any_texts_can_be_unanswered_questions(texts: list[str], language: Language) -> None:
    digest = compose(Unanswered(tuple(texts)), library("bundled"), language)
    assert digest.is_empty == (not texts)


@given(st.text(max_size=80))
def test_any_text_is_searched_for_companies(text: str) -> None:
    assert set(companies_in(text, library("shelf"))) <= set(library("shelf").catalog.companies)


@pytest.mark.parametrize(("text", "expected"), [("快手", ["快手"]), ("kuaishou", ["快手"]), ("腾讯", []), ("", [])])
def test_companies_are_found_by_their_names(text: str, expected: list[str]) -> None:
    shelf = library("bundled")
    assert [shelf.catalog.name(key).name.zh for key in companies_in(text, shelf)] == expected


# --- data


@pytest.mark.parametrize("group", ["heading", "line"])
def test_every_wording_has_all_languages_and_the_same_slots(group: str) -> None:
    for key, wordings in digest_words()[group].items():
        assert list(wordings) == [language.value for language in Language], key
        assert len({tuple(sorted(re.findall(r"\{(\w+)\}", text))) for text in wordings.values()}) == 1, key


@pytest.mark.parametrize("standing", standing_questions(), ids=lambda s: s.name.en)
def test_every_standing_question_is_understood_in_every_language(standing: object) -> None:
    """None is a riddle to the bot: some article answers each of its wordings."""
    from intents.answer import ask
    from intents.digests.standing import Standing
    from intents.reply import Answer

    assert isinstance(standing, Standing)
    bases = [kb for name in ("bundled", "made-up", "shelf") for kb in library(name).bases.values()]
    for text in standing.texts:
        assert any(isinstance(ask(text, kb)[0], Answer) for kb in bases), text


def test_the_sample_articles_are_there() -> None:
    assert {"bundled", "shelf", "made-up", "trades", "author"} <= set(SOME)
    assert isinstance(FOLDERS["shelf"], Path)
