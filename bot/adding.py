"""The command that adds an article: get it, read it, show what was read, store it."""

import datetime as dt
import sys
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import NoReturn

from bot.articles import bundled_ids
from bot.cache import open_stored
from bot.extract import Extracted, extract
from bot.naming import free_id, inferred_id
from bot.places import home
from bot.showing import show_summary
from bot.store import Store, Stored, check_id
from knowledge.article import About
from knowledge.knowledgebase import KnowledgeBase, build
from knowledge.library import ArticleError
from knowledge.overrides import corrected, read_overrides

MAX_BYTES = 10_000_000
_ALIKE = 0.6  # of the lines; more, and a text is another edition of the one stored


@dataclass(frozen=True, slots=True)
class Told:
    """What options say of an article: each "" or None where nothing was said."""

    id: str = ""
    title: str = ""
    company: str = ""
    date: dt.date | None = None


def add(place: str, told: Told, *, dry: bool = False) -> None:
    """Adds a file, an address or standard input, and prints what was read."""
    found = get(place)
    store = Store(home())
    source = "" if place == "-" else place if is_address(place) else Path(place).name
    about = About("", told.title or found.title, told.company, date=told.date or found.date)
    kb = build(found.text, about)
    key = told.id or _key(kb, found.text, source, store)
    if key in bundled_ids():
        _refuse(f"{key} is the article that comes with the program; choose another with --id")
    check_id(key)
    about = replace(about, id=key)
    before = store.versions(key)
    if before and told == Told(told.id):
        about = replace(before[-1].about(), title=about.title or before[-1].about().title)  # what was said of it still holds
    kb = _read(found.text, about, before)
    if dry:
        _show(kb, found, source, f"{key}: not stored (--dry-run)")
    elif before and (before[-1].read(), before[-1].about()) == (found.text, about):
        _show(kb, found, source, f"{before[-1].name}: nothing changed; this text is stored already")
    else:
        stored = store.put(key, found.text, about, source, dt.datetime.now(dt.UTC))
        _show(open_stored(stored, store.home / "cache"), found, source, f"{stored.name}: stored{_instead(before)}")


def get(place: str) -> Extracted:
    """The article's text from a file, an address or, for -, standard input."""
    if place == "-":
        return extract(_limited(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"), "standard input")
    if is_address(place):
        import anyio  # noqa: PLC0415

        from bot.fetch import fetch  # noqa: PLC0415  # a file needs no client

        fetched = anyio.run(fetch, place)
        return extract(fetched.data, place, fetched.media, fetched.charset)
    try:
        with Path(place).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArticleError(f"{place}: {error.strerror or error}; name a text file, a page, a PDF, an address or -") from error
    return extract(_limited(data, place), place)


def is_address(place: str) -> bool:
    """Whether a place is an address of the network rather than a file: whatever has a scheme."""
    return "://" in place


def _limited(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        _refuse(f"{name}: more than {MAX_BYTES:,} bytes; cut it down to the article")
    return data


def _read(text: str, about: About, before: list[Stored]) -> KnowledgeBase:
    """The knowledge base with the corrections that the article has already."""
    if not any(text.strip()):
        _refuse("no text")
    return corrected(text, about, read_overrides(before[-1].overrides)) if before else build(text, about)


def _key(kb: KnowledgeBase, text: str, source: str, store: Store) -> str:
    """The id of the stored article that this is an edition of, else a free one."""
    for stored in store.newest():
        if stored.read() == text or (source and stored.source == source and is_address(source)):
            return stored.id
    key = inferred_id(kb)
    for stored in store.newest():
        if (stored.id == key or stored.id.startswith(f"{key}-")) and _are_alike(stored.read(), text):
            return stored.id
    return free_id(key, {*bundled_ids(), *(s.id for s in store.newest())})


def _are_alike(before: str, after: str) -> bool:
    """Whether most lines of two texts are the same or nearly so: a corrected edition, not another article."""
    ratio = SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False).ratio()
    return ratio >= _ALIKE or (len(before) < 20_000 and SequenceMatcher(None, before, after, autojunk=False).quick_ratio() >= 0.95)


def _instead(before: list[Stored]) -> str:
    return f" instead of version {before[-1].version}, which is kept; see `earnings-bot diff {before[-1].name} {before[-1].id}`" if before else ""


def _show(kb: KnowledgeBase, found: Extracted, source: str, done: str) -> None:
    show_summary(kb, source, found.rows)
    print(done)


def _refuse(message: str) -> NoReturn:
    raise ArticleError(message)
