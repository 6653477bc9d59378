"""Cards to look around with: the articles, their topics and figures, one sentence with its neighbours."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.actions import number_of, short
from bot.card import Button, Card
from bot.links import Links, article_code, find_article, find_sentence
from bot.texts import text
from intents.finding.figures import figure_of, with_companion
from intents.questions.language import Language
from intents.reply import Figure
from intents.saying.render import figure_line
from intents.saying.sources import article_of, title_of
from intents.saying.spoken import Line, Source
from intents.saying.wording import period_text, said
from knowledge.article import Citation
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library
from knowledge.shelves.catalog import Card as About
from knowledge.shelves.catalog import Catalog

_ON_A_PAGE = 6  # figures
_ARTICLES = 8
_TOPICS = 12
_AROUND = 1  # sentences shown before and after a cited one


def articles_card(library: Library, links: Links, language: Language, page: int = 0, *, heading: str = "sources_heading") -> Card:
    """The articles with their dates, newest first, a button for the figures of each."""
    catalog, first = library.catalog, page * _ARTICLES
    shown = catalog.cards[first : first + _ARTICLES]
    lines = tuple(Line(f"{number}. {title_of(card, catalog, language)}") for number, card in enumerate(shown, first + 1))
    rows: list[tuple[Button, ...]] = [(Button(f"{number}. {_short_name(card, catalog, language)}", f"f:{article_code(card.id)}"),) for number, card in enumerate(shown, first + 1)]
    rows += pages(lambda to: f"f::{short(to)}", page, -(-len(catalog.cards) // _ARTICLES))
    rows += _reader(links, links.article(shown[0].id), language) if len(catalog.cards) == 1 else []
    return Card(language, lines, heading=text(heading, language, n=len(catalog.cards)), buttons=tuple(rows))


def _short_name(card: About, catalog: Catalog, language: Language) -> str:
    """An article by its company and the period that it reports, which a button has room for; else by its title."""
    reported = card.anchor.reported
    if card.company not in catalog.entities or not reported.year:
        return title_of(card, catalog, language)
    return f"{said(catalog.name(card.company).name, language)} · {period_text(reported, language)}"


def _reader(links: Links, url: str, language: Language) -> list[tuple[Button, ...]]:
    return [(Button(text("reader_button", language), url=url),)] if links.public_url else []


def browse_card(library: Library, links: Links, language: Language, of: tuple[str, ...]) -> Card:
    """What a press on `f:` leads to: the articles, the topics of one, or a page of its figures. What has one choice only is left out."""
    code, topic, page = (*of, "", "", "")[:3]
    catalog = library.catalog
    is_alone = len(catalog.cards) == 1
    if not code and not is_alone:
        return articles_card(library, links, language, number_of(topic or "0") or 0, heading="facts_articles")
    code = code or article_code(catalog.cards[0].id)
    kb = find_article(code, library)
    if kb is None:
        return Card(language, (Line(text("article_gone", language)),))
    title = title_of(catalog.cards[catalog.places[kb.article.id]], catalog, language)
    topics = _topics(kb, language)
    chosen = 0 if len(topics) == 1 else number_of(topic) if topic else None
    if chosen is None or chosen >= len(topics):
        back = [] if is_alone else [_back("f:", language)]
        buttons = [(Button(f"{name} ({len(figures)})", f"f:{code}:{short(i)}"),) for i, (name, figures) in enumerate(topics.items())]
        read = _reader(links, links.article(kb.article.id), language)
        return Card(language, (Line(text("facts_topics" if topics else "facts_none", language)),), heading=title, buttons=(*buttons, *read, *back))
    name = list(topics)[chosen]
    above = [_back(f"f:{code}", language)] if len(topics) > 1 else [] if is_alone else [_back("f:", language)]
    card = _figures_card(f"f:{code}:{short(chosen)}", topics[name], language, number_of(page or "0") or 0)
    return replace(card, heading=f"{title} › {name}", buttons=(*card.buttons, *above))


def _back(action: str, language: Language) -> tuple[Button, ...]:
    return (Button(text("back_button", language), action),)


def _topics(kb: KnowledgeBase, language: Language) -> Mapping[str, list[Figure]]:
    """The article's figures by whom they are about, those of the period that it reports first; the topics with the most first."""
    found: dict[str, list[Fact]] = {}
    for fact in kb.facts:
        if fact.value is not None and fact.role is not Role.DATE:
            name = said(kb.entity(fact.subject.id).name, language) if fact.subject.id else fact.subject.name
            found.setdefault(name or text("facts_other", language), []).append(fact)
    topics = {name: _together(facts, kb) for name, facts in found.items()}
    return dict(sorted(topics.items(), key=lambda item: -len(item[1]))[:_TOPICS])


def _together(facts: list[Fact], kb: KnowledgeBase) -> list[Figure]:
    """Figures with the growth beside a value, which then has no line of its own."""
    told = [(figure_of(fact, kb), with_companion(figure_of(fact, kb), kb)) for fact in facts]
    figures = [both if both.companion and both.companion.role.is_change else alone for alone, both in told]
    beside = {id(figure.companion.fact) for figure in figures if figure.companion}
    return sorted((figure for figure in figures if id(figure.fact) not in beside), key=lambda figure: figure.period != kb.anchor.reported)


def _figures_card(path: str, figures: list[Figure], language: Language, page: int) -> Card:
    """A page of figures, each with the sentences that state it."""
    count = -(-len(figures) // _ON_A_PAGE)
    shown = figures[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
    numbers: dict[Citation, int] = {}
    lines = []
    for figure in shown:
        cited = dict.fromkeys((*figure.citations, *(figure.companion.citations if figure.companion else ())))
        lines.append(Line(figure_line(figure, language), tuple(numbers.setdefault(citation, len(numbers) + 1) for citation in cited)))
    sources = tuple(Source(n, citation) for citation, n in numbers.items())
    return Card(language, tuple(lines), sources, buttons=tuple(pages(lambda to: f"{path}:{short(to)}", page, count)))


def pages(action: Callable[[int], str], page: int, count: int) -> list[tuple[Button, ...]]:
    """A row that turns the page, by the action that leads to each; none where there is one page only."""
    if count < 2:
        return []
    turned = [(page - 1, "‹ {}/{}"), (page + 1, "{}/{} ›")]
    return [tuple(Button(label.format(to + 1, count), action(to)) for to, label in turned if 0 <= to < count)]


def sentence_card(code: str, library: Library, links: Links, language: Language) -> Card:
    """A cited sentence between its neighbours, the article's name and date, and the way to the reader page."""
    citation = find_sentence(code, library)
    if citation is None:
        return Card(language, (Line(text("sentence_gone", language)),))
    kb, catalog = library.bases[citation.article], library.catalog
    at, last = citation.sentence, len(kb.article.sentences) - 1
    around = range(max(0, at - _AROUND), min(last, at + _AROUND) + 1)
    passage = tuple(Line(kb.article.cite(index).quote, is_apart=index > at, is_heading=index == at) for index in around)
    article = article_of(catalog.cards[catalog.places[kb.article.id]], catalog, language)
    heading = text("sentence_shown", language, number=at + 1, article=article)
    return Card(language, passage, heading=heading, buttons=tuple(_reader(links, links.reader(citation), language)))
