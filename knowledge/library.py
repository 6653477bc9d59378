"""Articles on disk: text files, each with an optional sidecar of the same name."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from knowledge.article import About
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.compiled import compiled
from knowledge.language.lexicon import Lexicon, UnusableError, load_lexicon
from knowledge.shelves.catalog import Catalog, catalog_of, entry_of
from knowledge.shelves.overrides import NONE, corrected, read_overrides
from knowledge.shelves.packing import pack, unpack
from knowledge.shelves.shelf import Failed, Progress, Shelf, Source, reading_code, shelve

MAX_BYTES = 5_000_000
_FIELDS: dict[str, type] = {"title": str, "company": str, "language": str, "date": dt.date, "names": dict, "source": str}  # of a sidecar


class ArticleError(UnusableError):
    """An article or sidecar that cannot be read; the message names the file and the mend."""


@dataclass(frozen=True)
class Library:
    """Knowledge bases by article id; the first is the one asked when a question names none."""

    bases: Mapping[str, KnowledgeBase]

    @property
    def default(self) -> KnowledgeBase:
        return self.bases[next(iter(self.bases))]

    @cached_property
    def catalog(self) -> Catalog:
        """The index of all articles, each once."""
        return catalog_of({kb.article.id: entry_of(kb) for kb in self.bases.values()}.values(), load_lexicon())

    def ordered(self, keys: Iterable[str]) -> "Library":
        """The same articles in another order, the first one the default."""
        order = list(keys)
        library = Library(self.bases.ordered(order) if isinstance(self.bases, Shelf) else {key: self.bases[key] for key in order})
        library.__dict__["catalog"] = self.catalog
        return library

    def at(self, position: int) -> KnowledgeBase:
        """The article at a position of the index."""
        key = self.catalog.cards[position].id
        return self.bases[key] if key in self.bases else next(kb for kb in self.bases.values() if kb.article.id == key)


def shelved(sources: list[Source], folder: Path | None = None, name: str = "library", progress: Progress | None = None, failed: Failed | None = None) -> Library:
    """The library of sources, with what `folder` keeps of it; see `shelve`."""
    shelf, catalog = shelve(sources, folder, name, progress, failed)
    library = Library(shelf)
    library.__dict__["catalog"] = catalog
    return library


def sources_of(folder: Traversable | Path) -> Iterator[Source]:
    """The articles (*.txt) of a folder in the order of their names, each to be built when it is wanted."""
    return (_source(folder / f"{key}.txt") for key in _ids(folder))


def _ids(folder: Traversable | Path) -> list[str]:
    """The ids of the articles of a folder in order; ArticleError where there are none."""
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".txt")) if folder.is_dir() else []
    if not names:
        raise ArticleError(f"{folder}: no article (*.txt) in this folder; put one there or name another folder")
    return [name.removesuffix(".txt") for name in names]


def _source(file: Traversable | Path) -> Source:
    text, key = read_text(file), file.name.rsplit(".", 1)[0]
    about = read_about(file, key)
    overrides = read_overrides(file.with_name(f"{key}.overrides.toml")) if isinstance(file, Path) else NONE
    return Source(key, f"{about!r}\n{overrides!r}\n{text}".encode(), lambda: corrected(text, about, overrides))


def bundled() -> Traversable:
    """The folder of the articles that come with the package."""
    return files("knowledge") / "articles"


def load_bundled() -> Library:
    """The articles that come with the package; what they were read as is kept, like byte code."""
    lexicon, folder, code = load_lexicon(), bundled(), reading_code()

    def kept(key: str) -> KnowledgeBase:
        file = folder / f"{key}.txt"
        own = [f for f in (file, folder / f"{key}.toml") if f.is_file()]
        return unpack(compiled(key, [*own, *code], lambda: pack(load(file, lexicon))), lexicon)

    return Library({key: kept(key) for key in _ids(folder)})


def load(file: Traversable | Path, lexicon: Lexicon | None = None) -> KnowledgeBase:
    """The knowledge base of a text file (UTF-8), its sidecar and its corrections, where there are any."""
    text, key = read_text(file), file.name.rsplit(".", 1)[0]
    overrides = read_overrides(file.with_name(f"{key}.overrides.toml")) if isinstance(file, Path) else NONE
    return corrected(text, read_about(file, key), overrides, lexicon)


def load_folder(folder: Traversable | Path, lexicon: Lexicon | None = None) -> Library:
    """All articles (*.txt) of a folder by id, in the order of their names."""
    return Library({key: load(folder / f"{key}.txt", lexicon) for key in _ids(folder)})


def read_text(file: Traversable | Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ArticleError(f"{file}: {error.strerror or error}; name a readable text file") from error
    if len(data) > MAX_BYTES:
        raise ArticleError(f"{file}: {len(data):,} bytes, more than {MAX_BYTES:,}; cut it down to the article's text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ArticleError(f"{file}:{line}: not UTF-8 (byte {data[error.start]:#04x}); save the file as UTF-8") from error
    if not text.strip():
        raise ArticleError(f"{file}: the file is empty; put the article's text into it")
    return text


def read_about(file: Traversable | Path, key: str) -> About:
    """What the sidecar of a text file says of it."""
    sidecar = file.with_suffix(".toml") if isinstance(file, Path) else file
    if not sidecar.is_file():
        return About(key)
    import tomllib  # noqa: PLC0415  # what is kept compiled needs no parser

    try:
        data = tomllib.loads(sidecar.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArticleError(f"{sidecar}: {error}; mend the TOML (UTF-8)") from error
    _check(sidecar, data)
    names = tuple((name, tuple(aliases)) for name, aliases in data.get("names", {}).items())
    return About(key, data.get("title", ""), data.get("company", ""), data.get("language", ""), data.get("date"), names)


def _check(sidecar: Traversable, data: dict[str, Any]) -> None:
    """A wrong key or type of a sidecar names itself."""
    unknown = sorted(set(data) - set(_FIELDS))
    if unknown:
        raise ArticleError(f"{sidecar}: unknown key {unknown[0]!r}; the keys are {', '.join(_FIELDS)}")
    for key, kind in _FIELDS.items():
        value = data.get(key)
        if value is not None and not isinstance(value, kind):
            raise ArticleError(f"{sidecar}: {key} must be a {kind.__name__}, not {value!r}")
    for name, aliases in data.get("names", {}).items():
        if not isinstance(aliases, list) or not all(isinstance(a, str) and a.strip() for a in aliases):
            raise ArticleError(f'{sidecar}: names: {name!r} must be a list of other names, like ["{name}"], not {aliases!r}')
