"""Knowledge bases kept ready, by what they were built from: text, sidecar, corrections, and the code that read them."""

import hashlib
import io
import pickle
from dataclasses import fields
from pathlib import Path
from typing import Any, cast

from bot.stored.store import Stored, write_bytes
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Lexicon, load_lexicon
from knowledge.shelves.overrides import corrected, read_overrides
from knowledge.shelves.shelf import code_version

_FIELDS = [field.name for field in fields(KnowledgeBase)]
_LEXICON = "lexicon"  # what a kept knowledge base says instead of the lexicon, which all share


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: object) -> str | None:
        return _LEXICON if isinstance(obj, Lexicon) else None


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: object) -> Lexicon:
        if pid != _LEXICON:
            raise pickle.UnpicklingError(f"unknown reference {pid!r}")
        return load_lexicon()


def open_stored(stored: Stored, folder: Path) -> KnowledgeBase:
    """The knowledge base of a stored version: from `folder` where it is kept, else built and kept there.

    A kept one that cannot be read is built anew; where the folder cannot be written nothing is kept.
    """
    found = _load(_place(stored, folder))
    if found is None:
        found = corrected(stored.read(), stored.about(), read_overrides(stored.overrides))
        keep(found, stored, folder)
    return found


def _place(stored: Stored, folder: Path) -> Path:
    return folder / f"{stored.name}-{_stamp(stored)}.pickle"


def forget(stored: Stored, folder: Path) -> None:
    """Takes away what is kept of a version."""
    for kept in folder.glob(f"{stored.name}-*.pickle"):
        kept.unlink(missing_ok=True)


def _stamp(stored: Stored) -> str:
    told = hashlib.sha256(code_version().encode())
    for part in (stored.text, stored.sidecar, stored.overrides):
        data = part.read_bytes() if part.is_file() else b""
        told.update(f"{len(data)}:".encode() + data)
    return told.hexdigest()[:24]


def _load(path: Path) -> KnowledgeBase | None:
    try:
        data = path.read_bytes()
        state = cast("dict[str, Any]", _Unpickler(io.BytesIO(data)).load())  # our own file in the user's own folder, like byte code
        return KnowledgeBase(**state)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is made again
        return None


def keep(kb: KnowledgeBase, stored: Stored, folder: Path) -> None:
    """Keeps what a version was read as: only the fields, since what a knowledge base computes for itself speaks of identities that end with the process."""
    out = io.BytesIO()
    _Pickler(out, pickle.HIGHEST_PROTOCOL).dump({name: getattr(kb, name) for name in _FIELDS})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        forget(stored, folder)
        write_bytes(_place(stored, folder), out.getvalue())
    except OSError:
        return
