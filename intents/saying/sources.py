"""What a reply says of a library: from which article a sentence is, what no article gives, whose articles there are."""

from itertools import islice

from intents.questions.language import Language
from intents.reply import Decline, Reason
from intents.saying.wording import period_text, phrase, said
from knowledge.article import Citation
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name
from knowledge.periods.period import Period
from knowledge.shelves.catalog import Card, Catalog

_NAMED = 6  # companies that are named
_HELD = 20  # articles that are listed


def article_label(citation: Citation, language: Language, catalog: Catalog | None) -> str:
    """What stands behind a sentence: the article that it is from; "" without a catalog."""
    if catalog is None:
        return ""
    return phrase("library", "source", language, article=article_of(catalog.cards[catalog.places[citation.article]], catalog, language))


def article_of(card: Card, catalog: Catalog, language: Language) -> str:
    """An article by its title and date, or the period that it reports: 《…》，2025年3月25日."""
    title, when = quoted_title(card, catalog, language), _when(card)
    return phrase("library", "dated", language, title=title, when=period_text(when, language)) if when.year else title


def title_of(card: Card, catalog: Catalog, language: Language) -> str:
    """The title of an article and its date, or the period that it reports, for a list: …（2025年3月25日）."""
    return _dated(bare_title(card, catalog, language), card, language)


def _when(card: Card) -> Period:
    date = card.anchor.date
    return Period(date.year, f"-{date.month:02}-{date.day:02}") if card.dated else card.anchor.reported


def _dated(title: str, card: Card, language: Language) -> str:
    when = _when(card)
    return phrase("library", "titled", language, title=title, when=period_text(when, language)) if when.year else title


def _held(company: Name, title: str, language: Language) -> str:
    return phrase("library", "held", language, company=said(company, language), title=title)


def quoted_title(card: Card, catalog: Catalog, language: Language) -> str:
    """The title of an article in quotation marks; one without a title is called after its company, and no title is made up."""
    return phrase("library", "quoted", language, title=card.title) if card.title else bare_title(card, catalog, language)


def bare_title(card: Card, catalog: Catalog, language: Language) -> str:
    """The title of an article, else whose article it is, else its id."""
    if card.title or card.company not in catalog.entities:
        return card.title or card.id
    return untitled(catalog.name(card.company).name, language)


def untitled(company: Name, language: Language) -> str:
    """What an article without a title is called."""
    return phrase("library", "untitled", language, company=said(company, language))


def held_in(kb: KnowledgeBase, catalog: Catalog | None, language: Language) -> list[str]:
    """A line for each article with its company, title and date, the newest first; how many more there are."""
    about = kb.article.about
    if catalog is None:
        title = _dated(about.title or kb.article.sentences[0].text, Card(about.id, "", "", kb.anchor, about.date is not None), language)
        return [_held(kb.company.name, title, language) if kb.company.id else title]
    shown = [(catalog.name(c.company).name if c.title and c.company else None, title_of(c, catalog, language)) for c in catalog.cards[:_HELD]]
    lines = [_held(name, title, language) if name else title for name, title in shown]
    more = len(catalog.cards) - _HELD
    return [*lines, phrase("library", "more_held", language, n=more)] if more > 0 else lines


def names_in(catalog: Catalog, language: Language) -> str:
    """The companies that a library has articles of, the newest first; how many, where there are more than a few."""
    names = [said(catalog.name(key).name, language) for key in islice(catalog.companies, _NAMED) if key]
    joined = ("、" if language is not Language.EN else ", ").join(names)
    return joined if len(catalog.companies) <= _NAMED else phrase("library", "and_others", language, names=joined, n=len(catalog.companies))


def declined(reply: Decline, catalog: Catalog) -> str:
    """A decline that speaks of all articles; "" where one of an article says as much."""
    language = reply.language
    match reply.reason:
        case Reason.METRIC | Reason.UNSAID | Reason.UNKNOWN:
            return phrase("library", reply.reason.value, language, missing=reply.missing)
        case Reason.COMPANY:
            return phrase("library", "company", language, missing=reply.missing, companies=names_in(catalog, language))
        case Reason.PERIOD:
            period, _, missing = reply.missing.partition("|")
            joined = ("、" if language is not Language.EN else ", ").join(reply.present)
            present = phrase("decline", "present", language, periods=joined) if joined else ""
            return phrase("library", "period", language, period=period, missing=missing, present=present)
        case _:
            return ""
