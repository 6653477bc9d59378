"""The folder of stored articles kept in step with the database, where that is PostgreSQL and several replicas read it.

`.shared.json` in the folder says what was in step last: the number of the newest change, and the hash of each file.
"""

import asyncio
import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.places import home
from bot.stored.store import Store, write_bytes
from knowledge.library import ArticleError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.storage.database import Database
    from bot.storage.shelf import File

_STATE = ".shared.json"
_NAME = re.compile(r"[^./\\][^/\\]*\.(txt|toml)")
_COMMANDS = "SELECT pg_advisory_lock(hashtextextended('earnings-bot commands', 0))"


@dataclass
class _Step:
    """What was in step last."""

    change: int = 0
    files: dict[str, str] = field(default_factory=dict)


async def pull(database: "Database") -> bool:
    """Brings the folder to the newest state of the database; whether there was a change."""
    from bot.storage.shelf import files_since, newest  # noqa: PLC0415  # commands without a database need none of it

    folder = Store(home()).folder
    step = await asyncio.to_thread(_read, folder)
    if await database.do(newest) < step.change:  # it was restored from a backup
        step = _Step()
    files = await database.do(lambda connection: files_since(connection, step.change))
    if files:
        await asyncio.to_thread(_take, folder, step, files)
    return bool(files)


@contextlib.contextmanager
def in_step() -> Iterator[None]:
    """A command that changes stored articles: begins with the state of the database and leaves it there, if that is PostgreSQL.

    Corrections that were made in the folder meanwhile go to the database. One command runs at a time. ArticleError where a
    file was changed here and elsewhere.
    """
    url = _postgres()
    if url is None:
        yield
        return
    from sqlalchemy import create_engine, make_url  # noqa: PLC0415

    from bot.storage.database import DatabaseError, noticing  # noqa: PLC0415
    from bot.storage.migrating import upgrade  # noqa: PLC0415

    parsed = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(noticing(parsed))
    try:
        with engine.connect() as guard:
            guard.exec_driver_sql(_COMMANDS)
            guard.commit()  # the lock is the connection's
            with engine.begin() as connection:
                upgrade(connection)
            exchange(engine)
            yield
            exchange(engine)
    except _faults() as error:
        raise DatabaseError(f"DATABASE_URL {parsed.render_as_string(hide_password=True)}: {getattr(error, 'orig', error)}; see that it can be reached and written") from error
    finally:
        engine.dispose()


def _faults() -> tuple[type[Exception], ...]:
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    return (SQLAlchemyError, ModuleNotFoundError)


def exchange(engine: "Engine") -> None:
    """What changed in the folder goes to the database, and once it is committed, what changed there comes to the folder."""
    from bot.storage.shelf import files_since, newest, put  # noqa: PLC0415

    folder = Store(home()).folder
    step, here = _read(folder), _files(folder)
    with engine.begin() as connection:
        if newest(connection) < step.change:  # it was restored from a backup; what it lacks is put there again
            step = _Step()
    mine: dict[str, bytes | None] = {name: data for name, data in here.items() if _hash(data) != step.files.get(name)}
    mine |= dict.fromkeys(step.files.keys() - here.keys())
    with engine.begin() as connection:
        theirs = {file.name: file.data for file in files_since(connection, step.change)}
        if both := sorted(name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name]):
            raise ArticleError(f"{both[0]} was changed here and by somebody else; to take theirs, move {folder / both[0]} away together with {folder / _STATE}, and try again")
        if ours := {name: data for name, data in mine.items() if name not in theirs}:
            put(connection, ours)
    with engine.begin() as connection:
        files = files_since(connection, step.change)
    _take(folder, step, files)


def _take(folder: Path, step: _Step, files: "Iterable[File]") -> None:
    """Writes files as a change left them: what a text needs before it, and a text that goes before what belongs to it."""
    for file in sorted(files, key=lambda one: (one.name.endswith(".txt") is (one.data is not None), one.name)):
        if not _NAME.fullmatch(file.name):
            raise ArticleError(f"{file.name!r} in the database is no file of an article")
        path = folder / file.name
        if file.data is None:
            path.unlink(missing_ok=True)
            step.files.pop(file.name, None)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            if not path.is_file() or path.read_bytes() != file.data:
                write_bytes(path, file.data)
            step.files[file.name] = _hash(file.data)
        step.change = max(step.change, file.change)
    if step.change:
        folder.mkdir(parents=True, exist_ok=True)
        write_bytes(folder / _STATE, json.dumps({"change": step.change, "files": step.files}, ensure_ascii=False).encode())


def _read(folder: Path) -> _Step:
    try:
        told = json.loads((folder / _STATE).read_bytes())
        return _Step(int(told["change"]), dict(told["files"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return _Step()


def _files(folder: Path) -> Mapping[str, bytes]:
    try:
        return {entry.name: entry.read_bytes() for entry in folder.iterdir() if _NAME.fullmatch(entry.name)}
    except FileNotFoundError:
        return {}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _postgres() -> str | None:
    """DATABASE_URL of the environment or of the file .env, where it is PostgreSQL's."""
    url = os.environ.get("DATABASE_URL")
    if not url and Path(".env").is_file():
        from dotenv import dotenv_values  # noqa: PLC0415

        url = dotenv_values(".env", encoding="utf-8-sig").get("DATABASE_URL")
    return url if url and url.startswith("postgres") else None
