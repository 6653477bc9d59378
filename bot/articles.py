"""Which article is asked: the stored and the bundled ones, those of a folder, or a file."""

import gc
import sys
from pathlib import Path

from bot.cache import open_stored
from bot.places import home
from bot.store import Store
from knowledge.knowledgebase import KnowledgeBase
from knowledge.lexicon import UnusableError
from knowledge.library import ArticleError, Library, bundled, load, load_folder


def open_library(folder: Path | None = None) -> Library:
    """The articles of a folder first, then the stored ones, the newest first, then the bundled ones.

    A stored article that cannot be read is left out, with a line on standard error: the others can still be asked.
    """
    own = bundled_bases()
    given = load_folder(folder).bases if folder else {}
    return Library({**given, **{key: kb for key, kb in stored_bases().items() if key not in given}, **own})


def bundled_bases() -> dict[str, KnowledgeBase]:
    """The articles that come with the program, by id."""
    return load_folder(bundled()).bases


def bundled_ids() -> frozenset[str]:
    """The ids of the articles that come with the program."""
    return frozenset(entry.name.removesuffix(".txt") for entry in bundled().iterdir() if entry.name.endswith(".txt"))


def stored_bases() -> dict[str, KnowledgeBase]:
    """The newest version of each stored article by id, the newest article first."""
    place = home()
    found: dict[str, KnowledgeBase] = {}
    for stored in Store(place).newest():
        try:
            found[stored.id] = open_stored(stored, place / "cache")
        except UnusableError as error:
            print(f"earnings-bot: {stored.id} is left out: {error}", file=sys.stderr)
    return dict(sorted(found.items(), key=lambda item: (item[1].anchor.date, item[0]), reverse=True))


def settle() -> None:
    """Keeps what is loaded out of garbage collection, which would look through all of it again between answers."""
    gc.enable()
    gc.collect()
    gc.freeze()


def choose(library: Library, article: str | None) -> KnowledgeBase:
    """The article of an id; the library's default for None."""
    if article is None:
        return library.default
    if article not in library.bases:
        raise ArticleError(f"no article {article!r}; there are {', '.join(library.bases)}")
    return library.bases[article]


def open_article(article: str | None, folder: Path | None = None) -> KnowledgeBase:
    """The article of an id (ID@VERSION for an older stored version), or of the path of a text file."""
    file = Path(article) if article else None
    if file and (file.suffix or file.parent.name) and file.is_file():
        return load(file)
    store = Store(home())
    if article and folder is None and (stored := store.find(article)):
        return open_stored(stored, store.home / "cache")
    library = open_library(folder)
    if file and article not in library.bases:
        raise ArticleError(f"{article}: neither a text file nor the id of an article; there are {', '.join(library.bases)}")
    return choose(library, article)
