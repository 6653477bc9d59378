"""The font of the charts: which characters it has and how wide they are. Font and list: data/font, made by .ci/chart-font.py."""

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

FAMILY = "Noto Sans CJK SC"
_FOLDER = files("bot") / "data" / "font"
_ELLIPSIS = "…"


@cache
def font_file() -> Path:
    """Where the font lies."""
    with as_file(_FOLDER / "chart.otf") as path:
        return path


@cache
def widths() -> dict[str, int]:
    """For each character its width in thousandths of the font's size."""
    lines = (_FOLDER / "chart.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    rows = (line.partition(" ") for line in lines[1:])
    return {character: int(width) for width, _, characters in rows for character in characters}


def lacking(text: str) -> set[str]:
    """The characters of a text that the font has not; they would be left out without a word."""
    return set(text) - widths().keys()


def width(text: str, size: int) -> float:
    """The width of a text in pixels; KeyError for a character that the font lacks."""
    return sum(widths()[c] for c in text) * size / 1000


def cut(text: str, size: int, room: float) -> str:
    """The text, or as much of it as fits with an ellipsis.

    >>> cut("线上营销服务收入", 10, 80), cut("线上营销服务收入", 10, 79)
    ('线上营销服务收入', '线上营销服务…')
    """
    if width(text, size) <= room:
        return text
    kept = text
    while kept and width(kept + _ELLIPSIS, size) > room:
        kept = kept[:-1]
    return kept.rstrip() + _ELLIPSIS
