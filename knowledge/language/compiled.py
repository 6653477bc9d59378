"""What data files compile to, kept beside them as Python keeps byte code: read again only when a file changes."""

import hashlib
import pickle
import sys
from collections.abc import Callable, Iterable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar, cast

from knowledge.language.pickling import packed

T = TypeVar("T")
_CODE = (Path(__file__), Path(__file__).with_name("pickling.py"))  # what makes the files


def compiled(name: str, sources: Iterable[Traversable], build: Callable[[], T]) -> T:
    """`build()`, or what it returned last time for the same sources (data files and the code that reads them).

    Where the folder can't be written nothing is kept; a kept file that can't be read is built anew.
    """
    paths = [*(Path(str(source)) for source in sources), *_CODE]
    try:
        kept = paths[0].parent / "__pycache__" / f"{name}.{sys.implementation.cache_tag}-{_stamp(paths)}.pickle"
    except OSError:
        return build()
    found = _load(kept)
    if found is None:
        found = (build(),)
        _keep(kept, name, found)
    return cast("T", found[0])


def _load(path: Path) -> tuple[object] | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    try:
        return cast("tuple[object]", pickle.loads(data))  # noqa: S301 - our own file in our own folder, like byte code
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return None


def _stamp(paths: list[Path]) -> str:
    states = [(path.name, stat.st_mtime_ns, stat.st_size) for path in paths for stat in [path.stat()]]
    return hashlib.sha256(repr((sys.hexversion, states)).encode()).hexdigest()[:16]


def _keep(path: Path, name: str, value: object) -> None:
    import tempfile  # noqa: PLC0415  # only when something is kept

    try:
        path.parent.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(packed(value))
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
        for old in path.parent.iterdir():
            if old != path and old.name.startswith(f"{name}.{sys.implementation.cache_tag}-"):
                old.unlink(missing_ok=True)
    except (OSError, pickle.PicklingError):
        return
