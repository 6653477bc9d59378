"""Addresses of articles and sentences: short ids that need no table, and links to where they are shown."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote

from bot.actions import number_of, short
from bot.digests.chart_links import ChartLinks
from knowledge.article import Article, Citation
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library
from knowledge.shelves.catalog import Catalog

_ARTICLE, _SENTENCE = 8, 5  # characters in base 36 of the digests: 41 and 26 bits


def article_code(key: str) -> str:
    """The short id of an article: it stays the same from version to version."""
    return code_of(key, _ARTICLE)


def sentence_code(citation: Citation) -> str:
    """The short id of a sentence, of at most 18 characters of a-z, 0-9 and -: its article, its place and its text."""
    return f"{article_code(citation.article)}-{short(citation.sentence)}-{code_of(citation.quote, _SENTENCE)}"


def find_article(code: str, library: Library) -> KnowledgeBase | None:
    """The article of a short id; None where it is gone."""
    key = _articles(library.catalog).get(code)
    return library.at(library.catalog.places[key]) if key else None


def find_sentence(code: str, library: Library) -> Citation | None:
    """The sentence of a short id, also where it stands at another place of a corrected article; None where it is gone."""
    digest, _, rest = code.partition("-")
    place, _, text = rest.partition("-")
    kb = find_article(digest, library)
    if kb is None:
        return None
    index = number_of(place)
    return next((kb.article.cite(i) for i in _nearest(kb.article, index or 0) if code_of(kb.article.sentences[i].text, _SENTENCE) == text), None)


def _nearest(article: Article, index: int) -> list[int]:
    """All sentences, the nearest to a place first."""
    return sorted(range(len(article.sentences)), key=lambda i: abs(i - index))


@lru_cache(maxsize=4)
def _articles(catalog: Catalog) -> Mapping[str, str]:
    """The articles of a library by their short ids."""
    return {article_code(key): key for key in catalog.places}


@lru_cache(maxsize=4_096)
def code_of(text: str, length: int) -> str:
    """A short id of a text: so many characters in base 36 of its digest."""
    return short(int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]))[-length:].rjust(length, "0")


@dataclass(frozen=True, slots=True)
class Links:
    """Where people can follow a citation: the reader page, and on Telegram the chat with the bot. "" where there is none."""

    public_url: str = ""
    telegram_bot: str = ""
    chart_key: bytes = field(default=b"", repr=False)

    @property
    def charts(self) -> ChartLinks:
        """Where charts are to be seen."""
        return ChartLinks(self.public_url, self.chart_key)

    def reader(self, citation: Citation) -> str:
        """The reader page at a sentence; "" without a public address."""
        return f"{self.article(citation.article)}#s{citation.sentence}" if self.public_url else ""

    def article(self, key: str) -> str:
        """The reader page of an article; "" without a public address."""
        return f"{self.public_url.rstrip('/')}/a/{quote(key, safe='')}" if self.public_url else ""

    def telegram(self, citation: Citation) -> str:
        """A link that opens a sentence in the private chat with the bot; "" where the bot has no name."""
        return f"https://t.me/{self.telegram_bot}?start=c_{sentence_code(citation)}" if self.telegram_bot else ""
