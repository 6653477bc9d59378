"""Which event is being handled at this moment, written where it outlives the process, so that the next start knows what the last one died of.

A note lies in memory that is shared with a file: what a killed process wrote is there. It costs no call of the system, and no wait for the disk;
a machine that loses its power may lose it, and then nobody is blamed.
"""

import contextlib
import mmap
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import structlog

_log = structlog.stdlib.get_logger(__name__)
_SIZE = 8  # bytes of a row's id; 0 is none
_FOLDER = "handling"


@dataclass
class Note:
    """The note of one process. Without a file, as where there is no folder that can be written, nobody learns of it."""

    _memory: mmap.mmap = field(default_factory=lambda: mmap.mmap(-1, _SIZE))
    _path: Path | None = None

    @contextlib.contextmanager
    def of(self, row_id: int) -> Iterator[None]:
        """An event is being handled; nothing may be awaited meanwhile, so that it is the only one."""
        self._memory[:] = row_id.to_bytes(_SIZE)
        try:
            yield
        finally:
            self._memory[:] = bytes(_SIZE)

    def close(self) -> None:
        """The process ends well: its file goes."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def open_note(home: Path, database: str) -> tuple[Note, list[int]]:
    """The note of this process, and the events that processes over the same database (its URL) were at when they died."""
    folder, which = home / _FOLDER, f"{zlib.crc32(database.encode()):08x}-"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        found = [row for path in folder.glob(f"{which}*") if (row := _left(path))]
        return Note(*_opened(folder, which + uuid.uuid4().hex)), found
    except OSError as error:
        _log.warning("what the program dies of cannot be noted", reason=str(error))
        return Note(), []


def _opened(folder: Path, name: str) -> tuple[mmap.mmap, Path]:
    """An empty note in a file of this process, which gets its name once it is locked, so that no other takes it for one that was left.
    The memory keeps the file open, and with it the lock."""
    new = folder / f"new-{name}"
    with new.open("w+b", buffering=0) as file:
        file.write(bytes(_SIZE))
        if not _locked(file):
            raise OSError("files cannot be locked here")
        return mmap.mmap(file.fileno(), _SIZE), new.rename(folder / name)


def _left(path: Path) -> int:
    """What a process that is gone was at; its file goes. 0 for none, and where the process lives."""
    with contextlib.suppress(OSError), path.open("r+b") as file:
        if _locked(file):
            row_id = int.from_bytes(file.read(_SIZE))
            path.unlink(missing_ok=True)
            return row_id
    return 0


def _locked(file: BinaryIO) -> bool:
    """Takes the lock of a file, unless another process has it; it goes with the process."""
    try:
        import fcntl  # noqa: PLC0415  # not on every platform

        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, BlockingIOError):
        return False
    return True
