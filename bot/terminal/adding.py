"""The command that adds an article: get it, read it, show what was read, store it."""

import datetime as dt
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from bot.intake.extract import Extracted, extract
from bot.intake.naming import free_id, inferred_id
from bot.places import home
from bot.stored.articles import bundled_ids
from bot.stored.cache import keep
from bot.stored.store import Store, Stored, check_id
from bot.terminal.asking import typed
from bot.terminal.showing import show_summary
from knowledge.article import About
from knowledge.building import build
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import load_lexicon
from knowledge.language.text import fold
from knowledge.library import ArticleError, read_about
from knowledge.shelves.overrides import corrected, read_overrides

MAX_BYTES = 10_000_000
_PIECE = 8  # characters of the pieces by which two texts are compared
_ALIKE = 0.6  # of the pieces


if TYPE_CHECKING:
    from bot.intake.fetch import Fetched
Fetcher = Callable[[str], Awaitable["Fetched"]]


@dataclass(frozen=True, slots=True)
class Told:
    """What options say of an article: each "" or None where nothing was said."""

    id: str = ""
    title: str = ""
    company: str = ""
    date: dt.date | None = None


def add(place: str, told: Told, *, dry: bool = False, fetcher: Fetcher | None = None) -> None:
    """Adds a file, an address or standard input, and prints what was read; `fetcher` stands in for the network."""
    found = get(place, fetcher)
    told = replace(told, title=typed(told.title), company=_known(typed(told.company)))
    beside = _beside(place)
    store = Store(home())
    source = "" if place == "-" else place if is_address(place) else Path(place).name
    key = told.id or _key(build(found.text, _about("", told, found, beside, About(""))), found.text, source, store)
    if key in bundled_ids():
        _refuse(f"{key} is the article that comes with the program; choose another with --id")
    check_id(key)
    before = store.versions(key)
    about = _about(key, told, found, beside, before[-1].about() if before else About(key))
    kb = _read(found.text, about, before)
    if dry:
        _show(kb, found, source, f"{key}: not stored (--dry-run)")
    elif before and (before[-1].read(), before[-1].about()) == (found.text, about):
        _show(kb, found, source, f"{before[-1].name}: nothing changed; this text is stored already")
    else:
        stored = store.put(key, found.text, about, source, dt.datetime.now(dt.UTC))
        keep(kb, stored, store.home / "cache")
        _show(kb, found, source, f"{stored.name}: stored{_instead(before)}")


def _about(key: str, told: Told, found: Extracted, beside: About, before: About) -> About:
    """What an option says, else the sidecar beside the file, else what was said of the version before, else what the document says."""
    return About(
        key, told.title or beside.title or before.title or found.title, told.company or beside.company or before.company, beside.language or before.language,
        told.date or beside.date or before.date or found.date, beside.names or before.names,
    )


def _beside(place: str) -> About:
    """The sidecar of a text file, as a folder of articles has them."""
    return About("") if place == "-" or is_address(place) or not place.endswith(".txt") else read_about(Path(place), "")


def _known(company: str) -> str:
    """The id of a company that the lexicon knows by this name, else the name."""
    sense = load_lexicon().surfaces.get(fold(company))
    return sense.id if sense and sense.kind == "entity" else company


def get(place: str, fetcher: Fetcher | None = None) -> Extracted:
    """The article's text from a file, an address or, for -, standard input."""
    if place == "-":
        return extract(_limited(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input"), "standard input")
    if is_address(place):
        import anyio  # noqa: PLC0415

        from bot.intake.fetch import fetch  # noqa: PLC0415  # a file needs no client

        fetched = anyio.run(fetcher or fetch, place)
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
    """Whether most of the shorter text stands in the other too: a corrected edition, not another article."""
    left, right = ({text[i : i + _PIECE] for i in range(len(text) - _PIECE + 1)} for text in (before, after))
    return len(left & right) >= _ALIKE * max(1, min(len(left), len(right)))


def _instead(before: list[Stored]) -> str:
    return f" instead of version {before[-1].version}, which is kept; see `earnings-bot diff {before[-1].name} {before[-1].id}`" if before else ""


def _show(kb: KnowledgeBase, found: Extracted, source: str, done: str) -> None:
    show_summary(kb, source, found.rows)
    print(done)


def _refuse(message: str) -> NoReturn:
    raise ArticleError(message)
