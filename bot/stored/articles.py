"""Which article is asked: the stored and the bundled ones, those of a folder, or a file."""

import contextlib
import gc
import hashlib
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from bot.places import home
from bot.stored.cache import open_stored
from bot.stored.store import Store
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import UnusableError
from knowledge.library import ArticleError, Library, bundled, load, load_bundled, shelved, sources_of
from knowledge.shelves.shelf import Progress, Source

_MANY = 100  # articles that are worth a bar


def open_library(folder: Path | None = None) -> Library:
    """The articles of a folder first, then the stored ones, the newest first, then the bundled ones.

    What was read is kept, and read again only where an article or the program has changed. A stored article that cannot
    be read is left out, with a line on standard error: the others can still be asked.
    """
    place = home()
    stored = list(_stored_sources(Store(place), place / "cache"))
    if folder is None and not stored:
        return Library(bundled_bases())
    own, given = list(sources_of(bundled())), list(sources_of(folder)) if folder else []
    sources = list({source.id: source for source in (*own, *stored, *given)}.values())
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:12] if folder else "stored"
    with progress(len(sources)) as told:
        library = shelved(sources, place / "cache", name, told, _left_out if stored else None)
    places = library.catalog.places
    newest = sorted((source.id for source in stored if source.id in places), key=lambda key: places[key])
    return library.ordered(dict.fromkeys((*(source.id for source in given), *newest, *(source.id for source in own))))


def _stored_sources(store: Store, cache: Path) -> Iterator[Source]:
    """The newest version of each stored article."""
    for stored in store.newest():
        try:
            parts = [part.read_bytes() if part.is_file() else b"" for part in (stored.text, stored.sidecar, stored.overrides)]
        except OSError:
            parts = []  # whoever opens it says what is wrong
        yield Source(stored.id, b"".join(b"%d:%s" % (len(part), part) for part in parts), partial(open_stored, stored, cache))


def state_of_library() -> tuple[object, ...]:
    """What tells whether the stored articles have changed: their files with size and time of writing."""
    folder = Store(home()).folder
    try:
        files = sorted(entry for entry in folder.iterdir() if entry.suffix in (".txt", ".toml") and not entry.name.startswith("."))
        states = [entry.stat() for entry in files]
        return tuple((entry.name, state.st_size, state.st_mtime_ns) for entry, state in zip(files, states, strict=True))
    except FileNotFoundError:
        return ()  # no folder yet, or a file that goes just now: the next look tells


def _left_out(key: str, error: UnusableError) -> None:
    print(f"earnings-bot: {key} is left out: {error}", file=sys.stderr)


@contextlib.contextmanager
def progress(total: int) -> Iterator[Progress | None]:
    """A bar on a terminal while many articles are built; nothing where nobody looks."""
    if total < _MANY or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415  # few look at a bar
    from rich.progress import Progress as Bar  # noqa: PLC0415

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading articles", total=total)
        yield lambda done, _: bar.update(task, completed=done)


def bundled_bases() -> Mapping[str, KnowledgeBase]:
    """The articles that come with the program, by id."""
    return load_bundled().bases


def bundled_ids() -> frozenset[str]:
    """The ids of the articles that come with the program."""
    return frozenset(entry.name.removesuffix(".txt") for entry in bundled().iterdir() if entry.name.endswith(".txt"))

_BETWEEN_COLLECTIONS = 50_000  # new objects; an answer leaves next to none behind


def settle() -> None:
    """Keeps what is loaded out of garbage collection, which would look through all of it again between answers."""
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    gc.enable()
    gc.collect()
    gc.freeze()


def chosen(library: Library, article: str | None) -> KnowledgeBase | Library:
    """The article of an id; without one the only article of a library, or the library itself."""
    return library if article is None and len(library.bases) > 1 else choose(library, article)


def open_asked(article: str | None, folder: Path | None = None) -> KnowledgeBase | Library:
    """What a question is put to: an article where one is named, else the library."""
    return open_article(article, folder) if article else chosen(open_library(folder), None)


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
