"""From the bytes of a file or a page to the article's text, with what its metadata says."""

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from bot.intake import confined
from bot.intake.cleaning import flowed, from_layout, plain, without_rows
from bot.intake.decoding import decoded
from knowledge.language.tongues import foreign_language
from knowledge.library import ArticleError

_PASSED_ON = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")  # a parser of strangers' files sees no tokens
_ARCHIVES = {b"PK\x03\x04": "a zip archive or an Office file", b"\xd0\xcf\x11\xe0": "an old Office file", b"\x1f\x8b": "a gzip archive", b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7-Zip archive"}
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
_MARKUP = ("<!doctype html", "<html", "<head", "<body", "<?xml", "<div", "<p>", "<article", "<meta", "<title")
_STOPS = ("。", "！", "？", ".", "!", "?", "；", "”")
_SENTENCE = 30  # characters of a line without a stop that is no mere label
_CONTROLS = bytes((*range(9), *range(14, 27), *range(28, 32)))
_MARKS = (b"\xff\xfe", b"\xfe\xff")  # of UTF-16, in which half of the bytes may be zero
_HEAD = 1024
_SECONDS = 30
MAX_CHARACTERS = 200_000


class Kind(StrEnum):
    """What a document is."""

    TEXT = "text"
    PAGE = "page"
    PDF = "pdf"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of an article, title and date where metadata gives them, and how many rows of tables were left out."""

    text: str
    title: str = ""
    date: dt.date | None = None
    rows: int = 0


def extract(data: bytes, name: str, media: str = "", charset: str = "", seconds: float = _SECONDS) -> Extracted:
    """The article in a document called `name`; ArticleError names what is wrong with it, `seconds` limit a parser's time."""
    try:
        match kind_of(data, media):
            case Kind.PDF:
                found = _taken_apart(Kind.PDF, data, seconds)
                text, rows = from_layout(found["text"])
                missing = "the PDF holds no text, only pictures of it (a scan); run it through text recognition first"
            case Kind.PAGE:
                found = _taken_apart(Kind.PAGE, plain(decoded(data, charset, strict=False)).encode(), seconds)
                text, rows = without_rows(plain(found["text"]))
                text = text if any(map(_is_sentence, text.split("\n"))) else ""
                missing = "no article is found on the page, only menus or scripts; copy the article's text into a file"
            case Kind.TEXT:
                found, rows = {}, 0
                text = flowed(plain(decoded(data, charset)))
                missing = "it is empty; put the article's text into it"
            case other:
                assert_never(other)
        _check(text, missing)
    except ArticleError as error:
        raise ArticleError(f"{name}: {error}") from error
    return Extracted(text, " ".join(found.get("title", "").split()), _date(found.get("date", "")), rows)


def kind_of(data: bytes, media: str) -> Kind:
    """What a document is by its first bytes, which cannot lie as names and headers can; ArticleError for what holds no article."""
    if b"%PDF-" in data[:_HEAD]:
        return Kind.PDF
    for mark, what in _ARCHIVES.items():
        if data.startswith(mark):
            raise ArticleError(f"this is {what}, no text, page or PDF; save the article as a PDF or as text")
    if data.startswith(_PICTURES):
        raise ArticleError("this is a picture, no text, page or PDF; run it through text recognition first")
    if media == "application/pdf":
        raise ArticleError("this is no PDF, though it is called one; download it again")
    if not data.startswith(_MARKS) and len(data) - len(data.translate(None, _CONTROLS)) > len(data) // 50:
        raise ArticleError("this is no text, page or PDF but binary data; save the article as UTF-8 text or as a PDF")
    head = data[:_HEAD].decode("latin-1").replace("\0", "").lower().lstrip("\ufeff\xff\xfe\xef\xbb\xbf \t\r\n")
    if media in ("text/html", "application/xhtml+xml") or head.startswith(_MARKUP):
        return Kind.PAGE
    return Kind.TEXT


def _is_sentence(line: str) -> bool:
    """Whether a line of a page says something, as those of menus do not."""
    return len(line) >= _SENTENCE or (len(line) >= _SENTENCE // 3 and line.rstrip()[-1:] in _STOPS)


def _check(text: str, missing: str) -> None:
    """ArticleError for a text that is no article."""
    if not text.strip():
        raise ArticleError(missing)
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(f"{len(text):,} characters, more than {MAX_CHARACTERS:,}; cut it down to the article")
    if (at := text.find("\ufffd")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise ArticleError(f"line {line} of the text holds a character that got lost in another encoding (\ufffd); save the text as UTF-8 and mend the line")
    if foreign := foreign_language(text):
        raise ArticleError(f"the text is not in Chinese or English ({foreign}); add an article in one of the two")


def _taken_apart(kind: Kind, data: bytes, seconds: float) -> dict[str, str]:
    """What the confined process finds in a document."""
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path(confined.__file__).parent.parent), environment.get("PYTHONPATH"))))
    command = [sys.executable, "-P", "-m", confined.__name__, kind.value]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False, env=environment)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired as error:
        raise ArticleError(f"it takes more than {seconds:g} seconds to read; add the article's text as a file") from error
    try:
        found = json.loads(done.stdout)
    except ValueError as error:
        raise ArticleError("it takes more memory or time to read than is allowed; add the article's text as a file") from error
    if "error" in found:
        raise ArticleError(f"{found['error']}; add the article's text as a file" if ";" not in found["error"] else found["error"])
    return {key: str(value) for key, value in found.items()}


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None
