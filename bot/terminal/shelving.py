"""The commands that keep the library: list, show, remove, rebuild, diff."""

import sys
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from bot.facts import language_of_article
from bot.places import home
from bot.stored.articles import bundled_bases, bundled_ids
from bot.stored.cache import forget, open_stored
from bot.stored.store import Store, Stored
from bot.terminal.console import console
from bot.terminal.differing import Difference, difference
from bot.terminal.showing import show_summary
from intents.finding.figures import figure_of
from intents.questions.language import Language
from intents.saying.render import figure_line
from intents.saying.wording import period_text, said
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import UnusableError
from knowledge.library import ArticleError

_FAILED = 2


def show_list() -> None:
    """Prints a row for each article: the stored ones by id, then the bundled ones."""
    store = Store(home())
    table = Table("id", "company", "reports", "date", "facts", "source", "title")
    for stored in store.newest():
        try:
            _add_row(table, stored.name, _open(stored, store), stored.source)
        except UnusableError as error:
            table.add_row(stored.name, *(Text(cell) for cell in ("?", "", "", "", "", f"cannot be read: {error}")))
    for key, kb in bundled_bases().items():
        _add_row(table, key, kb, "(bundled)")
    console().print(table)


def _add_row(table: Table, name: str, kb: KnowledgeBase, source: str) -> None:
    language = language_of_article(kb)
    company = (said(kb.company.name, language) or kb.company.id) if kb.company.id else ""
    dated = kb.anchor.reported.year is not None
    date = kb.anchor.date.isoformat() if dated else ""
    cells = (name, company, period_text(kb.anchor.reported, Language.EN) if dated else "", date, str(len(kb.facts)), source, kb.article.about.title)
    table.add_row(*(Text(cell) for cell in cells))


def show_article(name: str) -> None:
    """Prints what is known of a stored version, what was read from it, and where its files lie."""
    store = Store(home())
    stored = store.get(name)
    show_summary(_open(stored, store), stored.source)
    versions = store.versions(stored.id)
    print(f"versions  {', '.join(str(s.version) for s in versions)}; this is {stored.version}")
    print(f"text      {stored.text}\nsidecar   {stored.sidecar}")
    print(f"edits     {stored.overrides}{'' if stored.overrides.is_file() else ' (none yet)'}")


def remove(key: str) -> None:
    """Takes an article with all its versions away."""
    if key in bundled_ids():
        raise ArticleError(f"{key} comes with the program and stays; `earnings-bot list` shows what can be removed")
    store = Store(home())
    for stored in (gone := store.remove(key)):
        forget(stored, store.home / "cache")
    print(f"{key}: removed, {len(gone)} {'version' if len(gone) == 1 else 'versions'}")


def rebuild() -> None:
    """Reads every stored article anew; the ones that cannot be read are named, and the exit code is 2."""
    store = Store(home())
    failed = 0
    for stored in store.newest():
        for version in store.versions(stored.id):
            forget(version, store.home / "cache")
        try:
            kb = _open(stored, store)
            print(f"{stored.name}: {len(kb.facts)} facts{_edits(kb)}")
        except UnusableError as error:
            failed += 1
            print(f"earnings-bot: {error}", file=sys.stderr)
    if failed:
        sys.exit(_FAILED)
    if not store.newest():
        print("no stored articles; add one with `earnings-bot add`")


def _edits(kb: KnowledgeBase) -> str:
    edited = sum(bool(f.edited) for f in kb.facts)
    return f", {edited} corrected by a person" if edited else ""


def show_difference(old: str, new: str) -> None:
    """Prints the facts that are new, changed and gone between two stored versions or articles."""
    store = Store(home())
    before, after = (_open(store.get(name), store) for name in (old, new))
    found = difference(before, after)
    print("\n".join(difference_lines(found, before, after)) if found else "no fact differs")


def difference_lines(found: Difference, old: KnowledgeBase, new: KnowledgeBase) -> Iterator[str]:
    """+ new, - gone, ~ changed with what it was."""
    yield f"{len(found.new)} new, {len(found.changed)} changed, {len(found.gone)} gone"
    yield from (f"+ {_line(fact, new)}" for fact in found.new)
    yield from (f"~ {_line(b, new)}  (was: {_line(a, old)})" for a, b in found.changed)
    yield from (f"- {_line(fact, old)}" for fact in found.gone)


def _line(fact: Fact, kb: KnowledgeBase) -> str:
    language = language_of_article(kb)
    if fact.value is None:
        return f"{fact.labels[0]} {period_text(fact.period, language)}"
    return figure_line(figure_of(fact, kb), language)


def _open(stored: Stored, store: Store) -> KnowledgeBase:
    return open_stored(stored, store.home / "cache")
