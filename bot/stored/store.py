"""The stored articles: text, sidecar and corrections as files, every version kept, nothing ever half-written.

    articles/ID@1.txt  ID@1.toml  ID@1.overrides.toml  ID@2.txt  ID@2.toml  ID.overrides.toml

The corrections of the newest version are in ID.overrides.toml; older versions keep a copy of those they had. A version is there as soon as its text is; the sidecar is written before it, and the text comes by a rename.
"""

import datetime as dt
import json
import os
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.article import About
from knowledge.library import ArticleError, read_about, read_text

_ID = re.compile(r"[^\W_][\w.-]{0,79}")
_VERSION = re.compile(r"(.+)@(\d{1,6})")


@dataclass(frozen=True, order=True)
class Stored:
    """A version of an article on disk."""

    id: str
    version: int
    folder: Path
    is_newest: bool = True

    @property
    def text(self) -> Path:
        return self.folder / f"{self.id}@{self.version}.txt"

    @property
    def sidecar(self) -> Path:
        return self.text.with_suffix(".toml")

    @property
    def overrides(self) -> Path:
        """The corrections by a person."""
        return self.folder / f"{self.id if self.is_newest else self.name}.overrides.toml"

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"

    def about(self) -> About:
        return read_about(self.text, self.id)

    def read(self) -> str:
        return read_text(self.text)

    @property
    def source(self) -> str:
        """Where the text came from, "" if the sidecar does not say."""
        import tomllib  # noqa: PLC0415

        return str(tomllib.loads(self.sidecar.read_text(encoding="utf-8")).get("source", "")) if self.sidecar.is_file() else ""


@dataclass(frozen=True)
class Store:
    """The stored articles of a data folder."""

    home: Path

    @property
    def folder(self) -> Path:
        return self.home / "articles"

    def versions(self, key: str) -> list[Stored]:
        """The versions of an article, oldest first; none for an unknown id."""
        return [stored for stored in self._all() if stored.id == key]

    def newest(self) -> list[Stored]:
        """The newest version of each article, by id."""
        return list({stored.id: stored for stored in self._all()}.values())

    def _all(self) -> list[Stored]:
        try:
            names = [entry.name for entry in self.folder.iterdir()]
        except FileNotFoundError:
            return []
        matches = [_VERSION.fullmatch(name.removesuffix(".txt")) for name in names if name.endswith(".txt")]
        found = sorted((m[1], int(m[2])) for m in matches if m)
        last = dict(found)
        return [Stored(key, version, self.folder, version == last[key]) for key, version in found]

    def find(self, name: str) -> Stored | None:
        """As `get`, but None for an id that is not stored."""
        match = _VERSION.fullmatch(name)
        return self.get(name) if self.versions(match[1] if match else name) else None

    def get(self, name: str) -> Stored:
        """The version that ID or ID@VERSION names; ArticleError says which there are."""
        match = _VERSION.fullmatch(name)
        versions = self.versions(match[1] if match else name)
        if not versions:
            known = ", ".join(s.id for s in self.newest()) or "none; add one with `earnings-bot add`"
            raise ArticleError(f"no stored article {match[1] if match else name!r}; there are {known}")
        if match is None:
            return versions[-1]
        found = [s for s in versions if s.version == int(match[2])]
        if not found:
            raise ArticleError(f"{match[1]} has no version {match[2]}; it has {', '.join(str(s.version) for s in versions)}")
        return found[0]

    def put(self, key: str, text: str, about: About, source: str, now: dt.datetime) -> Stored:
        """A new version of an article, written whole or not at all."""
        check_id(key)
        self.folder.mkdir(parents=True, exist_ok=True)
        versions = self.versions(key)
        stored = self._claimed(key, versions[-1].version + 1 if versions else 1, sidecar_text(about, source, now))
        if versions and versions[-1].overrides.is_file():
            write_bytes(replace(versions[-1], is_newest=False).overrides, versions[-1].overrides.read_bytes())
        write_bytes(stored.text, text.encode())
        return stored

    def _claimed(self, key: str, version: int, sidecar: str) -> Stored:
        """The first version from a number on that nobody else is writing: its sidecar is made by whoever comes first."""
        while True:
            stored = Stored(key, version, self.folder)
            try:
                with stored.sidecar.open("x", encoding="utf-8", newline="") as file:
                    file.write(sidecar)
            except FileExistsError:
                version += 1
            else:
                return stored

    def remove(self, key: str) -> list[Stored]:
        """Takes an article with its versions and corrections away, the oldest version first; returns what went."""
        versions = self.versions(self.get(key).id)
        for stored in versions:
            stored.text.unlink()
            stored.overrides.unlink(missing_ok=True)
        for left in self.folder.glob(f"{versions[0].id}@*.toml"):
            left.unlink(missing_ok=True)
        return versions


def check_id(key: str) -> None:
    """ArticleError for what cannot be an id."""
    if not _ID.fullmatch(key) or key.endswith((".overrides", ".")):
        raise ArticleError(f"{key!r} cannot be an id; take letters, digits, - and _, like acme-2024q4")


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a file under another name first, so that nobody ever sees a part of it."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def sidecar_text(about: About, source: str, now: dt.datetime) -> str:
    """The sidecar as TOML; only what is known is written."""
    told = {"title": about.title, "company": about.company, "language": about.language, "source": source}
    lines = [f"# Added {now:%Y-%m-%d %H:%M} UTC. What the text does not say about itself; further names go under [names]."]
    lines += [f"{key} = {_quoted(value)}" for key, value in told.items() if value]
    if about.date:
        lines.append(f"date = {about.date.isoformat()}")
    if about.names:
        lines += ["", "[names]", *(f"{_quoted(name)} = [{', '.join(map(_quoted, aliases))}]" for name, aliases in about.names)]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    """A TOML string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
