"""Surfaces found in folded texts: Chinese ones anywhere, Latin ones as whole words with or without endings."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from knowledge.language.text import has_hanzi

WORD = re.compile(r"[a-z0-9]+(?:[&'.][a-z0-9]+)*")
_IN_WORD = re.compile(r"[a-z0-9&'.]")
NOUNS = ("metric", "entity", "person", "term")
_NO_PLURALS = frozenset(("news", "this", "was", "has", "its", "his", "yes", "gas", "less", "plus", "always", "as", "does"))
_PHRASE = re.compile(r"(?:[a-z0-9&'.\s/-]|;(?=[a-z]))+")
_SIGN = 3  # letters of a word that its endings leave alone
_GAP = 14  # characters that may stand between the halves of a surface written with an ellipsis


class Sense(NamedTuple):
    """What a surface means: the layer's kind (metric, entity, term, up, yoy ...) and an id in it."""

    kind: str
    id: str


_Known = Callable[[str], str | None]
_Form = tuple[list[str], _Known]  # the words of a text in one form, and the surfaces of that form


class Token(NamedTuple):
    """A surface found in a folded text at [start, end); `wide` ones have other words inside.

    Senses stand in the order of the layers: that of a noun comes first.
    """

    start: int
    end: int
    surface: str
    senses: tuple[Sense, ...]
    wide: bool = False

    def of(self, kind: str) -> str | None:
        """The id that the surface has in `kind`, if any."""
        for sense in self.senses:
            if sense.kind == kind:
                return sense.id
        return None


_new = tuple.__new__  # what Token() calls; a question has many, and they are made here


@cache
def stem(word: str) -> str:
    """The word without its regular ending.

    >>> [stem(w) for w in ("services", "growing", "plugged", "companies", "advertised", "merge")]
    ['servic', 'grow', 'plug', 'company', 'advertis', 'merg']
    """
    word = plural = word.removesuffix("'s").removesuffix("'")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and re.search(r"(?:x|ch|sh|ss|zz)es$", word):
        word = word[:-2]
    elif len(word) > 2 and word[-1] == "s" and word[-2] not in "sui" and word not in _NO_PLURALS:
        word = word[:-1]
    for ending in () if plural.endswith("ings") else ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and re.search("[aeiouy]", word[: -len(ending)]):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":  # not add in added
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word[-1] == "e" else word


def words(folded: str) -> list[tuple[int, int, str]]:
    """The Latin words of a folded text with their spans."""
    return [(*m.span(), m[0]) for m in WORD.finditer(folded)]


@lru_cache(2)  # two scanners read each question
def _spelled(folded: str) -> tuple[list[tuple[int, int, str]], list[str], list[str], list[str]]:
    """The words of a text: with their spans, as written, without 's, and as stems."""
    spans = words(folded)
    written = [w for _, _, w in spans]
    owners = [w.removesuffix("'s") for w in written] if "'s" in folded else written
    return spans, written, owners, [stem(w) for w in written]


@cache
def _one(senses: tuple[Sense, ...]) -> tuple[Sense, ...]:
    """Equal senses as one object, which is kept once and read back once."""
    return senses


def _said(said: list[str], surface: str) -> str:
    """Words as a key: the surface itself where it says just that."""
    joined = " ".join(said)
    return surface if joined == surface else joined


def _first(forms: list[_Form], start: int, end: int) -> str | None:
    """The surface that the words [start, end) make in the first of their forms that is one."""
    for said, known in forms:
        if surface := known(" ".join(said[start:end])):
            return surface
    return None


def _pairs(said: list[str]) -> list[str]:
    return list(map(" ".join, pairwise(said)))


@dataclass
class Scanner:
    """Finds surfaces: Chinese ones anywhere, Latin ones as whole words with or without endings."""

    senses: dict[str, tuple[Sense, ...]] = field(default_factory=dict)
    _phrases: dict[str, str] = field(default_factory=dict)  # the words of a surface -> the surface
    _stems: dict[str, str] = field(default_factory=dict)
    _openers: dict[str, int] = field(default_factory=dict)  # first two words -> words of the longest phrase
    _wide: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    _automaton: "ahocorasick.Automaton | None" = None
    _openings: "ahocorasick.Automaton | None" = None  # of the wide surfaces
    _signs: tuple[str, ...] | None = None  # of which a text with a surface has one, where there are few surfaces

    def add(self, surface: str, sense: Sense) -> None:
        """Adds one surface (folded); an ellipsis in it stands for other words."""
        self._automaton = self._openings = self._signs = None
        if "…" in surface:
            parts = tuple(p.strip() for p in surface.split("…"))
            self._wide.setdefault(parts[0], []).append(parts)
            self.senses[surface] = _one((*self.senses.get(surface, ()), sense))
            return
        known = surface in self.senses
        self.senses[surface] = _one((*self.senses.get(surface, ()), sense))
        if not known and not has_hanzi(surface):
            key = [w for _, _, w in words(surface)]
            if key:
                self._phrases[_said(key, surface)] = surface
                stems = list(map(stem, key)) if sense.kind != "entity" else key  # a name has no endings: low is not Lowe's
                self._stems.setdefault(_said(stems, surface), surface)
                for first in (_pairs(key[:2]), _pairs(stems[:2])):
                    for opener in first:
                        self._openers[opener] = max(self._openers.get(opener, 0), len(key))

    def prepare(self) -> None:
        """Builds what the first search would build."""
        self._chinese()
        self._opening()

    def _chinese(self) -> "ahocorasick.Automaton":
        if self._automaton is None:
            surfaces = [s for s in self.senses if "…" not in s and has_hanzi(s)]
            begun = Counter(s[0] for s in surfaces)  # the automaton looks through the first characters in the order of their coming: common ones first
            self._automaton = _automaton((s, (len(s) - 1, s, self.senses[s], _has_latin_edge(s))) for s in sorted(surfaces, key=lambda s: -begun[s[0]]))
        return self._automaton

    def _opening(self) -> "ahocorasick.Automaton":
        if self._openings is None:
            self._openings = _automaton(self._wide.items())
        return self._openings

    def rare_hits(self, folded: str) -> list[Token]:
        """The same as `hits`, for a few surfaces that most texts have none of."""
        if self._signs is None:
            latin = {key.split(" ", 1)[0][:_SIGN] for table in (self._phrases, self._stems) for key in table}
            self._signs = (*latin, *(s for s in self.senses if has_hanzi(s)))
        return self.hits(folded) if any(map(folded.__contains__, self._signs)) else []

    def rare_hits_in(self, folded: str, spans: Sequence[tuple[int, int]]) -> list[list[Token]]:
        """What `rare_hits` finds in each of the pieces of a text, which stand in order; in one pass."""
        found = cut(self.rare_hits(folded), folded, spans)
        return [self.rare_hits(folded[start:end]) if own is None else own for (start, end), own in zip(spans, found, strict=True)]

    def hits(self, folded: str) -> list[Token]:
        """Every occurrence of every surface, overlapping ones included; wide ones last."""
        found = self._chinese_hits(folded) + self._word_hits(folded)
        return found + self._wide_hits(folded) if self._wide else found

    def _chinese_hits(self, folded: str) -> list[Token]:
        automaton = self._chinese()
        if folded.isascii() or not len(automaton):
            return []
        found = automaton.iter(folded)
        return [_new(Token, (last - back, last + 1, surface, senses, False)) for last, (back, surface, senses, latin) in found if not latin or _bounded(folded, last - back, last + 1)]

    def _word_hits(self, folded: str) -> list[Token]:
        spans, written, owners, stems = _spelled(folded)
        if not spans:
            return []
        found = []
        phrases, by_stem, senses = self._phrases.get, self._stems.get, self.senses
        forms: list[_Form] = [(written, phrases), (stems, by_stem)]
        if owners is not written:
            forms.insert(1, (owners, phrases))
        opened = self._opened(forms) if len(spans) > 1 else {}
        for i, (start, end, word) in enumerate(spans):
            for n in range(opened[i], 1, -1) if i in opened else ():
                surface = _first(forms, i, i + n)
                last = spans[i + n - 1][1]
                if surface and _PHRASE.fullmatch(folded, start, last):
                    found.append(_new(Token, (start, last, surface, senses[surface], False)))
            if surface := phrases(word) or (owners is not written and phrases(owners[i])) or by_stem(stems[i]):
                found.append(_new(Token, (start, end, surface, senses[surface], False)))
        return found

    def _opened(self, forms: list[_Form]) -> dict[int, int]:
        """How many words the longest phrase may have that begins with a word of a text, in any of its forms; by the word's place."""
        opened: dict[int, int] = {}
        for said, _ in forms:
            for i, n in enumerate(map(self._openers.get, _pairs(said))):
                if n and n > opened.get(i, 1):
                    opened[i] = min(n, len(said) - i)
        return opened

    def _wide_hits(self, folded: str) -> list[Token]:
        found = []
        for last, opened in self._opening().iter(folded):
            for parts in opened:
                if folded.find(parts[1], last + 1) < 0:
                    continue
                at = last + 1 - len(parts[0])
                end = _follow(folded, last + 1, parts) if _bounded(folded, at, last + 1) else 0
                if end and _bounded(folded, at, end):
                    surface = "…".join(parts)
                    found.append(Token(at, end, surface, self.senses[surface], wide=True))
        return found


def cut(tokens: Iterable[Token], folded: str, spans: Sequence[tuple[int, int]]) -> list[list[Token] | None]:
    """The tokens of a text that lie in each of its pieces, which stand in order; None for a piece that cuts a Latin word."""
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    own: list[list[Token]] = [[] for _ in spans]
    for start, end, surface, senses, wide in tokens:
        at = bisect_right(starts, start) - 1
        if at >= 0 and end <= ends[at]:
            own[at].append(_new(Token, (start - starts[at], end - starts[at], surface, senses, wide)))
    return [None if _IN_WORD.match(folded, max(0, start - 1), start) or _IN_WORD.match(folded, end, end + 1) else found for start, end, found in zip(starts, ends, own, strict=True)]


def _automaton(words: Iterable[tuple[str, object]]) -> "ahocorasick.Automaton":
    automaton = ahocorasick.Automaton()
    for word, value in words:
        automaton.add_word(word, value)
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _follow(folded: str, position: int, parts: tuple[str, ...]) -> int:
    """The end of the last of `parts` but the first found in order, each near the one before; 0 if one is missing."""
    for part in parts[1:]:
        at = folded.find(part, position, position + _GAP * (1 if has_hanzi(part) else 3) + len(part))
        if at < 0:
            return 0
        position = at + len(part)
    return position


def _has_latin_edge(surface: str) -> bool:
    return any(c.isascii() and c.isalnum() for c in (surface[0], surface[-1]))


def _bounded(folded: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is cut at the edges of [start, end)."""
    first, last = folded[start], folded[end - 1]
    if first.isascii() and first.isalnum() and start and folded[start - 1].isascii() and folded[start - 1].isalnum():
        return False
    return not (last.isascii() and last.isalnum() and end < len(folded) and folded[end].isascii() and folded[end].isalnum())


def _by_length(token: Token) -> tuple[bool, int, int]:
    return token.wide, token.start - token.end, token.start


def mask(spans: Iterable[tuple[int, int]]) -> int:
    """The characters of spans, a bit each."""
    bits = 0
    for start, end in spans:
        bits |= (1 << end) - (1 << start)
    return bits


def longest(tokens: Iterable[Token], taken: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """The longest tokens that do not overlap each other or `taken`, in order; leftmost first among equals."""
    busy = mask(taken)
    kept = []
    for token in sorted(tokens, key=_by_length):
        bits = (1 << token.end) - (1 << token.start)
        if not busy & bits:
            kept.append(token)
            busy |= bits
    return sorted(kept, key=itemgetter(0))


def _outermost(tokens: list[Token]) -> list[Token] | None:
    """Of tokens in the order of their starts those that lie in no other; None where two overlap otherwise."""
    kept: list[Token] = []
    first = reached = 0  # where the last one kept starts and ends
    for token in tokens:
        if token.end <= reached:
            continue
        if kept and token.start == first:
            kept.pop()
        elif token.start < reached:
            return None
        first, reached = token.start, token.end
        kept.append(token)
    return kept


def covering(tokens: Iterable[Token], taken: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """The tokens that together cover most characters outside `taken` without overlap, in order; few, and long nouns,
    among equals (预算 and 多少钱 in 预算多少钱, not 算多少)."""
    busy = mask(taken)
    free = [t for t in tokens if not t.wide and not busy & (1 << t.end) - (1 << t.start)] if busy else [t for t in tokens if not t.wide]
    if (outer := _outermost(sorted(free, key=itemgetter(0)))) is not None:
        return outer
    free.sort(key=itemgetter(1))
    ends = [t.end for t in free]
    best: list[tuple[int, int, int]] = [(0, 0, 0)]  # characters, tokens (negative), squares of nouns' lengths; of the first i tokens
    before = []
    for i, token in enumerate(free):
        before.append(bisect_right(ends, token.start, 0, i))
        size, (covered, count, squares) = token.end - token.start, best[before[i]]
        kind = token.senses[0].kind
        told = size * (size + (kind == "entity")) if kind in NOUNS else 0  # 可灵AI and 收入 in 可灵AI收入, not 可灵
        best.append(max(best[i], (covered + size, count - 1, squares + told)))
    kept, i = [], len(free)
    while i:
        if best[i] == best[i - 1]:
            i -= 1
        else:
            kept.append(free[i - 1])
            i = before[i - 1]
    return kept[::-1]
