"""Many knowledge bases at hand: packed, opened when asked for, kept in a folder by content and by the code that reads.

`shelve` is the door. A library of ten thousand articles opens from its folder in a second or two.
"""

import hashlib
import mmap
import pickle
import sys
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Lexicon, UnusableError, load_lexicon
from knowledge.language.pickling import packed
from knowledge.shelves.catalog import Catalog, catalog_of, entry_of
from knowledge.shelves.packing import pack, unpack

_OPEN = 192  # knowledge bases that stay open
Failed = Callable[[str, UnusableError], None]  # an article that cannot be used, and why
Progress = Callable[[int, int], None]  # articles done so far, of how many
Data = bytes | mmap.mmap
Spans = dict[str, tuple[int, int, int]]  # digest of an article -> start of its pack, start and end of its entry


@dataclass(frozen=True)
class Source:
    """An article to be: its id, all that its knowledge base depends on as bytes, and how it is built."""

    id: str
    content: bytes
    build: Callable[[], KnowledgeBase]

    @property
    def digest(self) -> str:
        """The same for the same id and content."""
        return hashlib.sha256(self.id.encode() + b"\0" + self.content).hexdigest()[:32]


@dataclass(eq=False)
class Shelf(Mapping[str, KnowledgeBase]):
    """Knowledge bases by article id, in order; the latest ones asked for stay open."""

    spans: Spans  # by article id
    data: Data
    lexicon: Lexicon
    _open: OrderedDict[str, KnowledgeBase] = field(default_factory=OrderedDict)

    def __getitem__(self, key: str) -> KnowledgeBase:
        kb = self._open.pop(key, None)
        if kb is None:
            start, end, _ = self.spans[key]
            kb = unpack(self.data[start:end], self.lexicon)
        self._open[key] = kb
        if len(self._open) > _OPEN:
            self._open.popitem(last=False)
        return kb

    def __iter__(self) -> Iterator[str]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def __contains__(self, key: object) -> bool:
        return key in self.spans

    def ordered(self, keys: Iterable[str]) -> "Shelf":
        """The same articles in another order."""
        return Shelf({key: self.spans[key] for key in keys}, self.data, self.lexicon, self._open)


def shelve(
    sources: Sequence[Source], folder: Path | None = None, name: str = "library", progress: Progress | None = None, failed: Failed | None = None,
) -> tuple[Shelf, Catalog]:
    """The knowledge bases of sources, with their index; what `folder` keeps under `name` is not built again.

    Without a folder, or with one that cannot be written, nothing is kept. `progress` is called while articles are built;
    with `failed` an article that cannot be used is told there and left out, else its UnusableError is raised.
    """
    lexicon = load_lexicon()
    digests = {source.id: source.digest for source in sources}
    path = _place(folder, name, digests) if folder else None
    found = _load(path) if path else None
    if found is None:
        spans, built = _built(sources, digests, _older(path) if path else None, progress, failed)
        digests = {key: digest for key, digest in digests.items() if digest in spans}
        path = _place(folder, name, digests) if folder else None
        data: Data = built
        catalog = catalog_of((pickle.loads(data[at:end]) for _, at, end in spans.values()), lexicon)  # noqa: S301 - our own bytes
        if path:
            _keep(path, spans, catalog, built)
    else:
        spans, catalog, data = found
    return Shelf({key: spans[digest] for key, digest in digests.items()}, data, lexicon), catalog


def _place(folder: Path, name: str, digests: Mapping[str, str]) -> Path:
    """Where a library of these articles is kept."""
    stamp = hashlib.sha256("\n".join(f"{key} {digest}" for key, digest in digests.items()).encode()).hexdigest()[:16]
    return folder / f"{name}-{code_version()}-{stamp}.index"


def _built(
    sources: Sequence[Source], digests: Mapping[str, str], older: tuple[Spans, Data] | None, progress: Progress | None, failed: Failed | None,
) -> tuple[Spans, bytes]:
    """Each article packed, with its entry behind it; those that are kept from before are not built."""
    before, kept = older or ({}, b"")
    spans: Spans = {}
    parts: list[bytes] = []
    at = 0
    for number, source in enumerate(sources, 1):
        digest = digests[source.id]
        if digest in before:
            start, middle, end = before[digest]
            pack_, entry = kept[start:middle], kept[middle:end]
        else:
            try:
                kb = source.build()
            except UnusableError as error:
                if failed is None:
                    raise
                failed(source.id, error)
                continue
            pack_, entry = pack(kb), packed(entry_of(kb))
        parts += (pack_, entry)
        spans[digest] = (at, at + len(pack_), at + len(pack_) + len(entry))
        at = spans[digest][2]
        if progress:
            progress(number, len(sources))
    return spans, b"".join(parts)


def reading_code() -> list[Path]:
    """Everything in this package that reads articles, code and data."""
    package = Path(str(files("knowledge")))
    return sorted([*package.rglob("*.py"), *(file for file in (package / "data").iterdir() if file.is_file())])


@cache
def code_version() -> str:
    """A digest of what reads articles, and of the Python that runs it."""
    states = [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in reading_code()]
    return hashlib.sha256(repr((sys.implementation.cache_tag, states)).encode()).hexdigest()[:16]


# --- the folder


def _load(path: Path) -> tuple[Spans, Catalog, Data] | None:
    """What is kept at a path; None where there is nothing, or nothing that can be read."""
    try:
        with path.open("rb") as file:
            spans, catalog = pickle.load(file), pickle.load(file)  # noqa: S301 - our own file in our own folder, like byte code
        return (spans, catalog, _data(path, spans)) if isinstance(catalog, Catalog) else None
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return None


def _older(path: Path) -> tuple[Spans, Data] | None:
    """The articles that the newest kept library of this name and this code has."""
    try:
        others = sorted(path.parent.glob(f"{path.name.rpartition('-')[0]}-*.index"), key=lambda p: p.stat().st_mtime_ns)
        with others[-1].open("rb") as file:
            spans = pickle.load(file)  # noqa: S301 - our own file in our own folder
        return spans, _data(others[-1], spans)
    except Exception:  # noqa: BLE001 - as above; with no file to begin with
        return None


def _data(index: Path, spans: Spans) -> Data:
    """The packed articles beside an index; ValueError where they are not as many bytes as it says."""
    with index.with_suffix(".bases").open("rb") as file:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if len(data) != max(end for _, _, end in spans.values()):
        raise ValueError(index)
    return data


def _keep(path: Path, spans: Spans, catalog: Catalog, data: bytes) -> None:
    """Writes what was built, the index last, and clears away what it replaces."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path.with_suffix(".bases"), data)
        _write(path, pickle.dumps(spans, pickle.HIGHEST_PROTOCOL) + packed(catalog))
        name = path.name.rsplit("-", 2)[0]
        for old in (*path.parent.glob(f"{name}-*-*.index"), *path.parent.glob(f"{name}-*-*.bases")):
            if old.stem != path.stem and old.name.rsplit("-", 2)[0] == name:
                old.unlink(missing_ok=True)
    except OSError:
        return


def _write(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)
