"""What spares the reading of an article work loses nothing: rare patterns, words looked up in one pass, mentions found by place and kind."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge
from knowledge.article import About, Article, read_article
from knowledge.building import build
from knowledge.language.lexicon import LexiconError, load_lexicon
from knowledge.language.patterns import Rare, pattern, rare
from knowledge.library import bundled
from knowledge.sentences.clauses import Clauses, Reader
from tests.cases import BUNDLED, DEVELOPMENT, TESTS

FILES = [Path(str(bundled() / f"{BUNDLED}.txt")), *sorted((DEVELOPMENT / "articles").glob("*.txt")), *sorted(TESTS.glob("*/articles/*.txt"))]
LEXICON = load_lexicon()
ARTICLES = {file.stem: read_article(file.read_text(encoding="utf-8"), About(file.stem)) for file in FILES}
_PIECES = ["收入", "增长", "2024年", "12.5亿元", "3%", "公司", "其中", "分别", "和", "、", ",", "。", ";", "(", ")", " ", "\n", "revenue", "rose", " to ", "$4 billion", "Q3", "expects", "'s", "&", ".", "a"]
HOSTILE = st.lists(st.sampled_from(_PIECES), max_size=24).map("".join)


def _rare() -> Iterator[str]:
    """The patterns that some module takes as rare."""
    for module in pkgutil.walk_packages(knowledge.__path__, "knowledge."):
        values = vars(importlib.import_module(module.name)).values()
        yield from (value.name for value in values if isinstance(value, Rare))


@pytest.mark.parametrize("name", sorted(set(_rare())))
def test_a_rare_pattern_finds_what_the_plain_one_finds(name: str) -> None:
    texts = [text for article in ARTICLES.values() for text in (article.text, article.folded, *(s.folded for s in article.sentences))]
    assert [[m.span() for m in rare(name).finditer(t)] for t in texts] == [[m.span() for m in pattern(name).finditer(t)] for t in texts]


def test_a_pattern_that_needs_no_string_cannot_be_rare() -> None:
    """It says so, with its file and its name."""
    with pytest.raises(LexiconError, match=r"patterns\.toml: compound: "):
        rare("compound").search("可灵AI")


def _assert_looked_through(article: Article) -> None:
    LEXICON.__dict__.pop("_found", None)  # what other texts had
    LEXICON.look_through(article.folded, article.spans)
    assert [LEXICON.hits(s.folded) for s in article.sentences] == [LEXICON.scanner.hits(s.folded) for s in article.sentences]


@pytest.mark.parametrize("name", ARTICLES)
def test_sentences_have_the_words_that_the_whole_text_has_there(name: str) -> None:
    _assert_looked_through(ARTICLES[name])


@pytest.mark.parametrize("name", ARTICLES)
def test_sentences_have_the_names_that_the_whole_text_has_there(name: str) -> None:
    kb = build(ARTICLES[name].raw, ARTICLES[name].about)
    assert kb.names.rare_hits_in(kb.folded, kb.article.spans) == [kb.names.rare_hits(s.folded) for s in kb.article.sentences]


@given(HOSTILE)
def test_so_have_the_sentences_of_any_text(text: str) -> None:
    _assert_looked_through(read_article(text, About("x")))


@given(HOSTILE)
def test_mentions_are_found_by_their_place_and_their_kind(text: str) -> None:
    """As if one went through all of them: none overlaps another, so that both their ends stand in order."""
    kb = build(text, About("x", company="甲"))
    reader = Reader(kb.article, LEXICON, kb.names, kb.entities, kb.company, kb.anchor)
    for sentence in kb.article.sentences:
        at = Clauses(reader, sentence)
        places = range(0, len(at.text) + 1, 3)
        for start, end in ((a, b) for a in places for b in places if a <= b):
            inside = [m for m in at.mentions if start <= m.start and m.end <= end]
            assert at.between(start, end) == inside
            assert at.named("metric", start, end) == [m for m in inside if m.of("metric")]
