"""A digest at once: the latest results of a company, or once more the last one that was sent."""

from bot.card import Card
from bot.desk import Desk
from bot.digests.cards import digest_card
from bot.digests.words import words
from bot.storage.digests import Past
from bot.texts import text
from intents.digests.digest import Latest, companies_in, compose
from intents.questions.language import Language
from intents.saying.sources import names_in
from intents.saying.spoken import Line
from knowledge.language.text import fold


def digest_now(argument: str, past: tuple[Past, ...], desk: Desk, language: Language) -> Card:
    """The digest of the company that is named, of the newest article's where none is; `last` repeats the newest of `past`."""
    library, named = desk.library, argument.strip()
    if fold(named) in words().last:
        return _repeated(past, language)
    companies = companies_in(named, library) if named else (library.catalog.cards[0].company,)
    if not companies:
        return Card(language, (Line(text("digest_unknown_company", language, name=named, companies=names_in(library.catalog, language))),))
    return digest_card(compose(Latest(companies[0]), library, language))


def _repeated(past: tuple[Past, ...], language: Language) -> Card:
    """The text of the newest digest that had something to tell, as it was."""
    last = next((one for one in past if one.text and one.outcome != "nothing_new"), None)
    told = last.text if last else text("digest_no_stored", language)
    return Card(language, tuple(Line(line) for line in told.split("\n")))
