"""Characters: folding that keeps every offset, and what scraping left in a text: readings, numbers of notes."""

import re
import unicodedata
from array import array
from functools import cache
from importlib.resources import files

_DATA = files("knowledge") / "data"
_LONGEST_WORD = 40  # letters; longer runs are no words
_BRACKETED = re.compile(r"(?<=[\u3400-\u9fff])[（(]([^\W\d_]{1,7})[)）]|[^\S\n\r]?\[\d{1,3}(?:[,，、\-–]\s?\d{1,3}){0,8}\]")  # a reading, or the number of a note
_HANZI = re.compile(r"[\u3400-\u9fff]")
_APART = re.compile(r"(?<=[\u3400-\u9fff%％)）」”》])(?<!(?:[同环]|環)比)(?<![幣币])[ \u00a0\u3000]{1,3}(?=[\u3400-\u9fff]|\d{2,4}(?:年|[HhQq]\d))")  # a space that parts clauses
_SPACED = re.compile(r"\d[ \u00a0](?=[\u3400-\u9fff])")  # a space that only sets off a number
_TYPOGRAPHY = {
    '"': "“”„‟«»「」『』",
    "'": "‘’‚‛´`",
    "-": "–—―−‐‑‒",
    ".": "·﹒．",
    "~": "～〜",
    "[": "【",
    "]": "】",
    " ": "\u00a0\u2009\u202f\u3000\t\r\n",
}


def _lines(name: str) -> list[str]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _folding() -> dict[int, str]:
    """One character to one character: full width, case, traditional, typographic punctuation."""
    table = {cp: chr(cp - 0xFEE0) for cp in range(0xFF01, 0xFF5F)}
    traditional, simplified = _lines("traditional.txt")
    table |= dict(zip(map(ord, traditional), simplified, strict=True))
    table |= {ord(c): plain for plain, characters in _TYPOGRAPHY.items() for c in characters}
    lowered = {cp: chr(cp).lower() for cp in range(0x250) if len(chr(cp).lower()) == 1}
    return lowered | {key: value.lower() for key, value in table.items()}


@cache
def _readings() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in _lines("readings.txt"))


@cache
def _pinyin() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _lines("pinyin.txt"):
        syllable, characters = line.split(" ", 1)
        for character in characters:
            table[character] = (*table.get(character, ()), syllable)
    return table


def fold(text: str) -> str:
    """Half width, lower case, simplified; same length as `text`, offset by offset.

    >>> fold("ＤＡＵ 經調整淨利潤，率")
    'dau 经调整净利润,率'
    """
    return text.translate(_folding())


def fold_clauses(text: str) -> str:
    """`text` folded, with commas for the spaces that part clauses in texts that write few others.

    >>> fold_clauses("收入5亿元 同比增长3%"), fold_clauses("收入 5 亿元 同比增长 3%")
    ('收入5亿元,同比增长3%', '收入 5 亿元 同比增长 3%')
    """
    folded = fold(text)
    spaces = [m.start() for m in _APART.finditer(text)]
    if not spaces or sum(1 for _ in _SPACED.finditer(text)) >= len(spaces):
        return folded
    characters = list(folded)
    for space in spaces:
        characters[space] = ","
    return "".join(characters)


def tidy(text: str) -> str:
    """`text` without control, format and surrogate characters, line ends as spaces."""
    if text.isprintable():
        return text
    return "".join(
        " " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )


def is_traditional(text: str) -> bool:
    """Whether some character of `text` is written only in traditional script."""
    return not _lines_traditional().isdisjoint(text)


def is_simplified(text: str) -> bool:
    """Whether some character of `text` is written only in simplified script."""
    return not _lines_simplified().isdisjoint(text)


@cache
def _lines_simplified() -> frozenset[str]:
    return frozenset(c for c in _lines("traditional.txt")[1] if not _is_within(c, "big5"))


@cache
def _lines_traditional() -> frozenset[str]:
    return frozenset(c for c in _lines("traditional.txt")[0] if not _is_within(c, "gb2312"))


def _is_within(character: str, encoding: str) -> bool:
    """Whether a script has a character too (乾 in 乾隆 the simplified one, 里 in 公里 the traditional one), by a character set of where it is written."""
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def has_hanzi(text: str) -> bool:
    """Whether `text` holds a Chinese character."""
    return _HANZI.search(text) is not None


def pinyin(character: str) -> tuple[str, ...]:
    """The usual toneless readings of a simplified character, the commonest first; () if unknown.

    >>> pinyin("收")
    ('shou',)
    """
    return _pinyin().get(character, ())


def in_pinyin(name: str) -> str:
    """A Chinese name as Latin texts write it, "" for others.

    >>> in_pinyin("宇通"), in_pinyin("Elm")
    ('yutong', '')
    """
    readings = [pinyin(c)[:1] for c in fold(name)]
    return "".join(r[0] for r in readings) if len(name) > 1 and all(readings) else ""


@cache
def syllables() -> frozenset[str]:
    """All toneless syllables."""
    return frozenset(line.split(" ", 1)[0] for line in _lines("pinyin.txt"))


def is_pinyin(word: str) -> bool:
    """Whether a word of at most 40 letters falls into syllables."""
    if len(word) > _LONGEST_WORD:
        return False
    known, reached = syllables(), {0}
    for start in range(len(word)):
        if start in reached:
            reached.update([end for end in range(start + 1, min(start + 6, len(word)) + 1) if word[start:end] in known])
        elif start > max(reached):
            return False
    return len(word) in reached


def _bare(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ü", "v")


def is_reading(character: str, reading: str) -> bool:
    """Whether `reading` (toned or not, ü = v = u) is one of all readings of `character`.

    >>> is_reading("市", "shi"), is_reading("率", "lǜ"), is_reading("云", "cloud"), is_reading("理", "LI")
    (True, True, False, False)
    """
    if reading != reading.lower():
        return False
    bare = _bare(reading)
    spellings = {bare, bare.replace("u", "v")} if bare[:1] in ("l", "n") else {bare, bare.replace("v", "u")}
    return any(character in _readings().get(spelling, "") for spelling in spellings)


def without_noise(raw: str) -> "tuple[str, array[int]]":
    """`raw` without readings such as 市(shi)场 and numbers of notes, and the raw offset of each character kept.

    >>> without_noise("市(shi)场云(cloud)")[0], without_noise("增长3% [2][11]。")[0]
    ('市场云(cloud)', '增长3%。')
    """
    pieces: list[str] = []
    offsets = array("L")
    start = 0
    for match in _BRACKETED.finditer(raw):
        if match[1] is None or is_reading(raw[match.start() - 1], match[1]):
            pieces.append(raw[start : match.start()])
            offsets.extend(range(start, match.start()))
            start = match.end()
    pieces.append(raw[start:])
    offsets.extend(range(start, len(raw)))
    return "".join(pieces), offsets
