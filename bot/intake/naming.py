"""The id of a new article: whose results of which period, in letters that every keyboard has."""

import re

from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Entity
from knowledge.language.text import fold, pinyin
from knowledge.names.companies import short_name
from knowledge.periods.period import Period

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_WARNING = re.compile(r"^\*?ST(?=[^\W\da-zA-Z])")  # of the stock exchange, which comes and goes
_LONGEST = 32


def inferred_id(kb: KnowledgeBase) -> str:
    """acme-2024q4; what is not known is left out."""
    period = _period_key(kb.anchor.reported)
    title = kb.article.about.title or (kb.article.title.text if kb.article.title else "")
    named = _company_key(kb.company) or _plain(title)
    return "-".join(part for part in (named, period) if part) or "article"


def free_id(key: str, taken: set[str]) -> str:
    """The id, or the first of ID-2, ID-3 ... that is free."""
    return next(name for number in range(1, len(taken) + 2) if (name := key if number == 1 else f"{key}-{number}") not in taken)


def _company_key(company: Entity) -> str:
    if company.id and company.id.isascii():
        return _plain(company.id)
    name = company.name.en if company.name.en.isascii() else short_name(company.name.zh) or company.name.zh
    return _plain(_WARNING.sub("", name))


def _plain(name: str) -> str:
    """The name in small letters and digits, Chinese in pinyin.

    >>> _plain("椰岛"), _plain("Roku Inc.")
    ('yedao', 'roku-inc')
    """
    spelled = "".join(readings[0] if (readings := pinyin(c)) else c for c in fold(name))
    return _NOT_PLAIN.sub("-", spelled)[:_LONGEST].strip("-")


def _period_key(period: Period) -> str:
    """2024q4, 2024h1, 2024-9m, 2024; a month as 2024-03."""
    part = {"Q1-Q3": "-9m"}.get(period.part, period.part.lower())
    return f"{period.year}{part}" if period.year and part.isascii() else str(period.year or "")
