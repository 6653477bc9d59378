"""What a reply says of a library: from which article a sentence is, what no article gives, whose articles there are."""

from itertools import islice

from intents.questions.language import Language
from intents.reply import Decline, Reason
from intents.saying.wording import period_text, phrase, said
from knowledge.article import Citation
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period
from knowledge.shelves.catalog import Card, Catalog

_NAMED = 6  # companies that are named
_HELD = 20  # articles that are listed


def article_label(citation: Citation, language: Language, catalog: Catalog | None) -> str:
    """The title and the date of the article that is cited, or the period that it reports; "" without a catalog."""
    if catalog is None:
        return ""
    card = catalog.cards[catalog.places[citation.article]]
    when = _when(card)
    return phrase("library", "source", language, title=card.title or card.id, when=period_text(when, language)) if when.year else phrase("library", "undated_source", language, title=card.title or card.id)


def title_of(card: Card, language: Language) -> str:
    """The title of an article and its date, or the period that it reports."""
    when = _when(card)
    title = card.title or card.id
    return phrase("library", "titled", language, title=title, when=period_text(when, language)) if when.year else title


def _when(card: Card) -> Period:
    date = card.anchor.date
    return Period(date.year, f"-{date.month:02}-{date.day:02}") if card.dated else card.anchor.reported


def held_in(kb: KnowledgeBase, catalog: Catalog | None, language: Language) -> list[str]:
    """A line for each article with its company, title and date, the newest first; how many more there are."""
    about = kb.article.about
    own = Card(about.id, about.title or kb.article.sentences[0].text, "", kb.anchor, about.date is not None)
    companies = [(catalog.name(c.company).name if c.company else None, c) for c in catalog.cards[:_HELD]] if catalog else [(kb.company.name if kb.company.id else None, own)]
    lines = [phrase("library", "held", language, company=said(name, language), title=title_of(card, language)) if name else title_of(card, language) for name, card in companies]
    more = len(catalog.cards) - _HELD if catalog else 0
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
