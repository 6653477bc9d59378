"""Articles: sentences with offsets, headings, citations that are the text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.article import About, Article, is_heading, read_article
from knowledge.library import bundled
from tests.cases import BUNDLED, DEVELOPMENT, TESTS, pairs

_HOSTILE = "。！？.!?“”「」()\n\r \u2028\u3000、1一ab亿市(shi)"
TEXTS = [Path(str(bundled() / f"{BUNDLED}.txt")), *sorted((DEVELOPMENT / "articles").glob("*.txt"))]


def _cited_right(article: Article) -> bool:
    cited = [article.cite(i) for i in range(len(article.sentences))]
    raw = [article.raw[slice(*article.raw_span(c))] for c in cited]
    return all(article.text[c.start : c.end] == c.quote == s.text for c, s in zip(cited, article.sentences, strict=True)) and all(
        r.startswith(c.quote[0]) for c, r in zip(cited, raw, strict=True)
    )


@pytest.mark.parametrize(("paragraph", "expected"), pairs(TESTS / "knowledge" / "sentences.txt"))
def test_sentences(paragraph: str, expected: str) -> None:
    """A paragraph falls into these sentences, each verbatim."""
    article = read_article(paragraph, About("x"))
    assert [s.text for s in article.sentences] == expected.split("|")
    assert _cited_right(article)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.stem)
def test_a_citation_is_the_text(path: Path) -> None:
    """`article.text[start:end] == quote` for every sentence, and nothing but white space lies between sentences."""
    article = read_article(path.read_text(encoding="utf-8"), About(path.stem))
    assert _cited_right(article)
    spans = [0, *(edge for s in article.sentences for edge in (s.start, s.end)), len(article.text)]
    assert spans == sorted(spans)
    assert not "".join(article.text[a:b] for a, b in zip(spans[::2], spans[1::2], strict=True)).strip()


@given(st.text(st.sampled_from(_HOSTILE)) | st.text())
def test_any_text_is_cited_right(raw: str) -> None:
    """Whatever the text, citations are verbatim, sentences are in order and nothing that can be read is lost."""
    article = read_article(raw, About("x"))
    assert _cited_right(article)
    assert [s.index for s in article.sentences] == list(range(len(article.sentences)))
    assert "".join("".join(s.text.split()) for s in article.sentences) == "".join(article.text.split())


@pytest.mark.parametrize(("line", "expected"), [
    ("1、业务底盘持续巩固,商业化能力再突破", True),
    ("3、结语", True),
    ("二、财务表现", True),
    ("Third quarter highlights", True),
    ("总收入1269亿元。", False),
    ("总收入1269亿元", False),
    ("净利润率14%", False),
    ("Revenue rose 12%.", False),
    ("主要数据如下：", False),
    ("当AI将内容创作、流量分发、交易转化的全链条效率提升至新高度,快手的商业化天花板可以说已从“流量规模驱动”升级为“技术密度驱动”", False),
])
def test_headings(line: str, expected: bool) -> None:
    """A heading is short or numbered, has no final stop and gives no figure."""
    assert is_heading(line) is expected


def test_the_bundled_article_has_three_headings() -> None:
    path = TEXTS[0]
    article = read_article(path.read_text(encoding="utf-8"), About(BUNDLED))
    assert [s.text for s in article.sentences if s.heading] == ["1、业务底盘持续巩固,商业化能力再突破", "2、AI驱动商业化跃迁,快手的效率革命与生态扩容", "3、结语"]


def test_oddities_of_the_text_stay() -> None:
    """A citation is verbatim: 首席实行官 and AMAZON云科技 are not mended."""
    article = read_article(TEXTS[0].read_text(encoding="utf-8"), About(BUNDLED))
    assert "首席实行官程一笑" in article.text
    assert "AMAZON云科技" in article.text
