"""Articles as pages: every sentence has an address, the one that is cited stands out, and the figures that it states stand beside it.

Pure: the same article gives the same page. No script; how it looks is in reader.css.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from itertools import groupby, pairwise
from urllib.parse import quote

from bot.facts import Row, fact_rows, language_of_article
from bot.texts import text
from intents.questions.language import Language, language_of
from intents.saying.sources import bare_title, untitled
from intents.saying.wording import period_text, said
from knowledge.article import Sentence
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import tidy
from knowledge.periods.period import Period
from knowledge.shelves.catalog import Card, Catalog

_MANY = 500  # articles of a list


def article_page(kb: KnowledgeBase, style: str) -> str:
    """The page of an article, in the article's language; `style` is the address of the style sheet."""
    language, article = language_of_article(kb), kb.article
    first = article.title
    title = article.about.title or (first.text if first else untitled(kb.company.name, language) if kb.company.id else article.id)
    facts = _by_sentence(kb)
    heading = _sentence(first, facts, kb) if first else _shown(title)
    rest = (sentence for sentence in article.sentences if sentence is not first)
    body = "\n".join(_paragraph(list(sentences), facts, kb) for _, sentences in groupby(rest, key=lambda s: s.paragraph))
    dated = _day(article.about.date, language) if article.about.date else ""
    company = said(kb.company.name, language) if kb.company.id else ""
    about = "".join(f"<span>{_shown(part)}</span>" for part in (company, dated) if part)
    return _page(language, title, style, f"""\
<nav><a href="/">{_shown(text("reader_all", language))}</a></nav>
<article>
<header>
<h1>{heading}</h1>
<p class="about">{about}</p>
</header>
{body}
</article>
<footer><p>{_shown(text("reader_footer", language))}</p></footer>""")


def index_page(catalog: Catalog, language: Language, style: str) -> str:
    """The list of all articles, the newest first."""
    heading = text("reader_index", language)
    return _page(language, heading, style, f"""\
<header>
<h1>{_shown(heading)}</h1>
<p class="about">{_shown(text("reader_about", language))}</p>
</header>
{_listed(catalog, language)}""")


def missing_page(catalog: Catalog, language: Language, style: str) -> str:
    """What stands where there is no page: the articles that there are."""
    heading = text("reader_missing", language)
    return _page(language, heading, style, f"""\
<header>
<h1>{_shown(heading)}</h1>
<p class="about">{_shown(text("reader_present", language))}</p>
</header>
{_listed(catalog, language)}""")


def language_wanted(header: str) -> Language:
    """The first language of an Accept-Language header that there is; English without one.

    >>> language_wanted("de, zh-TW;q=0.8"), language_wanted("zh-CN,zh;q=0.9,en;q=0.8"), language_wanted("")
    (<Language.HANT: 'zh-Hant'>, <Language.HANS: 'zh-Hans'>, <Language.EN: 'en'>)
    """
    for part in header[:500].lower().split(","):
        tag = part.partition(";")[0].strip()
        if tag.startswith("zh"):
            return Language.HANT if any(mark in tag for mark in ("hant", "tw", "hk", "mo")) else Language.HANS
        if tag.startswith("en"):
            return Language.EN
    return Language.EN


def _by_sentence(kb: KnowledgeBase) -> dict[int, list[Fact]]:
    facts: dict[int, list[Fact]] = {}
    for fact in kb.facts:
        facts.setdefault(fact.citation.sentence, []).append(fact)
    return facts


def _paragraph(sentences: Sequence[Sentence], facts: dict[int, list[Fact]], kb: KnowledgeBase) -> str:
    """The sentences of one line of the text, with what stands between them there."""
    tag = "h2" if sentences[0].heading else "p"
    ends = [kb.article.text[a.end : b.start] for a, b in pairwise(sentences)]
    return f"<{tag}>{''.join(_sentence(s, facts, kb) + _shown(end) for s, end in zip(sentences, [*ends, ''], strict=True))}</{tag}>"


def _sentence(sentence: Sentence, facts: dict[int, list[Fact]], kb: KnowledgeBase) -> str:
    """A sentence, and behind it the figures that it states; where there is no room beside the text, a mark that leads to them."""
    language, own = language_of_article(kb), facts.get(sentence.index, [])
    shown = f'<span class="s" id="s{sentence.index}">{_shown(sentence.text)}</span>'
    figures = [_figure(row, "" if subject == said(kb.company.name, language) else subject) for subject, rows in fact_rows(kb, own).items() for row in rows]
    if not figures:
        return shown
    label = _shown(text("reader_show", language, n=len(figures)))
    return (
        f'{shown}<a class="mark" href="#s{sentence.index}" aria-label="{label}">{len(figures)}</a>'
        f'<span class="figures" role="note" aria-label="{_shown(text("reader_figures", language))}">{"".join(figures)}</span>'
    )


def _figure(row: Row, subject: str) -> str:
    """One row of the facts: what it is of, and the number with its growth."""
    metric, period, value, growth, remark = row
    name = " ".join(filter(None, (subject, metric)))
    number, beside = (value, growth) if value else (growth, "") if growth else (period, "")
    when = period if number != period else ""
    what = " ".join((_span("name", name), _span("when", when)))
    told = " ".join((_span("number", number), _span("growth", beside)))
    note = _span("remark", remark.removeprefix("?").removeprefix("; "))
    return f'<span class="figure"><span class="what">{what}</span><span class="told">{told}</span>{note}</span>'


def _span(kind: str, said_: str) -> str:
    return f'<span class="{kind}">{_shown(said_)}</span>' if said_ else ""


def _listed(catalog: Catalog, language: Language) -> str:
    return f'<ul class="articles">\n{"".join(_entries(catalog, language))}</ul>'


def _entries(catalog: Catalog, language: Language) -> Iterator[str]:
    for card in catalog.cards[:_MANY]:
        about = "".join(f"<span>{_shown(part)}</span>" for part in _about(card, catalog, language))
        title = bare_title(card, catalog, language)
        yield f'<li><a lang="{language_of(title).value}" href="/a/{quote(card.id, safe="", errors="replace")}">{_shown(title)}</a><p class="about">{about}</p></li>\n'


def _about(card: Card, catalog: Catalog, language: Language) -> Iterator[str]:
    if card.company in catalog.entities:
        yield said(catalog.name(card.company).name, language)
    if card.dated:
        yield _day(card.anchor.date, language)
    elif card.anchor.reported.year:
        yield period_text(card.anchor.reported, language)


def _day(day: date, language: Language) -> str:
    return period_text(Period(day.year, f"-{day.month:02}-{day.day:02}"), language)


def _shown(said_: str) -> str:
    """Text as HTML: nothing in it is markup, and nothing in it turns or hides what stands around it."""
    return escape(tidy(said_))


def _page(language: Language, title: str, style: str, body: str) -> str:
    return f"""\
<!doctype html>
<html lang="{language.value}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{_shown(title)}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
{body}
</body>
</html>
"""
