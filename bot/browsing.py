"""Cards to look around with: the articles, their topics and figures, one sentence with its neighbours."""

from collections.abc import Callable, Mapping

from bot.actions import number_of, short
from bot.card import Button, Card
from bot.links import Links, article_code, find_article, find_sentence
from bot.texts import text
from intents.finding.figures import figure_of
from intents.questions.language import Language
from intents.saying.render import figure_line
from intents.saying.sources import title_of
from intents.saying.spoken import Line, Source
from intents.saying.wording import said
from knowledge.article import Citation
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library

_ON_A_PAGE = 6  # figures
_ARTICLES = 8
_TOPICS = 12
_AROUND = 1  # sentences shown before and after a cited one


def articles_card(library: Library, links: Links, language: Language, page: int = 0) -> Card:
    """The articles with their dates, newest first, a button for the figures of each."""
    cards = library.catalog.cards
    shown = cards[page * _ARTICLES : (page + 1) * _ARTICLES]
    lines = [Line(title_of(card, language)) for card in shown]
    rows: list[tuple[Button, ...]] = [(Button(title_of(card, language), f"f:{article_code(card.id)}"),) for card in shown]
    rows += pages(lambda to: f"f::{short(to)}", page, -(-len(cards) // _ARTICLES))
    read = tuple((Button(f"↗ {title_of(card, language)}", url=links.article(card.id)),) for card in shown if links.public_url and len(cards) == 1)
    return Card(language, tuple(lines), heading=text("sources_heading", language, n=len(cards)), buttons=(*rows, *read))


def browse_card(library: Library, links: Links, language: Language, of: tuple[str, ...]) -> Card:
    """What a press on `f:` leads to: the articles, the topics of one, or a page of its figures."""
    code, topic, page = (*of, "", "", "")[:3]
    if not code:
        only = library.catalog.cards[0].id if len(library.catalog.cards) == 1 else ""
        if not only:
            return articles_card(library, links, language, number_of(topic or "0") or 0)
        code = article_code(only)
    kb = find_article(code, library)
    if kb is None:
        return Card(language, (Line(text("article_gone", language)),))
    topics = _topics(kb, language)
    chosen = number_of(topic) if topic else None
    if chosen is None or chosen >= len(topics):
        return _topics_card(kb, code, topics, language, many=len(library.catalog.cards) > 1)
    name = list(topics)[chosen]
    return _figures_card(kb, f"{code}:{topic}", name, topics[name], language, number_of(page or "0") or 0)


def _topics(kb: KnowledgeBase, language: Language) -> Mapping[str, list[Fact]]:
    """The article's figures by whom they are about, in the order of the text, those with the most first."""
    found: dict[str, list[Fact]] = {}
    for fact in kb.facts:
        if fact.value is not None and fact.role is not Role.DATE:
            name = said(kb.entity(fact.subject.id).name, language) if fact.subject.id else fact.subject.name
            found.setdefault(name or text("facts_other", language), []).append(fact)
    return dict(sorted(found.items(), key=lambda item: -len(item[1]))[:_TOPICS])


def _topics_card(kb: KnowledgeBase, code: str, topics: Mapping[str, list[Fact]], language: Language, *, many: bool) -> Card:
    buttons = [(Button(f"{name} ({len(facts)})", f"f:{code}:{short(i)}"),) for i, (name, facts) in enumerate(topics.items())]
    back = [(Button(text("back_button", language), "f:"),)] if many else []
    lines = (Line(text("facts_topics" if topics else "facts_none", language)),)
    return Card(language, lines, heading=kb.article.about.title or kb.article.sentences[0].text, buttons=(*buttons, *back))


def _figures_card(kb: KnowledgeBase, path: str, name: str, facts: list[Fact], language: Language, page: int) -> Card:
    """A page of figures, each with the sentence that states it."""
    count = -(-len(facts) // _ON_A_PAGE)
    shown = facts[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
    numbers: dict[Citation, int] = {}
    for fact in shown:
        numbers.setdefault(fact.citation, len(numbers) + 1)
    lines = tuple(Line(figure_line(figure_of(fact, kb), language), (numbers[fact.citation],)) for fact in shown)
    sources = tuple(Source(n, citation) for citation, n in numbers.items())
    rows = pages(lambda to: f"f:{path}:{short(to)}", page, count)
    return Card(language, lines, sources, heading=name, buttons=(*rows, (Button(text("back_button", language), f"f:{path.partition(':')[0]}"),)))


def pages(action: Callable[[int], str], page: int, count: int) -> list[tuple[Button, ...]]:
    """A row that turns the page, by the action that leads to each; none where there is one page only."""
    if count < 2:
        return []
    turned = [(page - 1, "‹"), (page + 1, "›")]
    row = [Button(f"{mark} {to + 1}/{count}", action(to)) for to, mark in turned if 0 <= to < count]
    return [tuple(row)]


def sentence_card(code: str, library: Library, links: Links, language: Language) -> Card:
    """A cited sentence with its neighbours, the article's name and date, and the way to the reader page."""
    citation = find_sentence(code, library)
    if citation is None:
        return Card(language, (Line(text("sentence_gone", language)),))
    kb = library.bases[citation.article]
    around = range(max(0, citation.sentence - _AROUND), min(len(kb.article.sentences), citation.sentence + _AROUND + 1))
    sources = tuple(Source(i, kb.article.cite(index)) for i, index in enumerate(around, 1))
    place = 1 + citation.sentence - around.start
    card = library.catalog.cards[library.catalog.places[kb.article.id]]
    line = Line(text("sentence_shown", language, number=citation.sentence + 1, title=title_of(card, language)), (place,))
    read = ((Button(text("reader_button", language), url=links.reader(citation)),),) if links.public_url else ()
    return Card(language, (line,), sources, buttons=read)
