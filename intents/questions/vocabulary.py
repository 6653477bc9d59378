"""The words of questions: the article's vocabulary, plus cues (what is asked) and neutral words.

Also the two indexes that mend typing: surfaces by their sound, and Latin words by their spelling.
"""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable

from intents.questions.variants import FILE, same_words
from knowledge.language.compiled import compiled
from knowledge.language.lexicon import Lexicon, load_lexicon, owned, read_data, read_toml
from knowledge.language.scanner import Scanner, Sense, stem
from knowledge.language.text import has_hanzi, pinyin

_SIMILAR_SOUNDS = re.compile(r"(?<=[zcs])h|(?<=[aei]n)g")
_MOST_SPELLINGS = 8  # readings of one surface that are indexed
_HOW_MUCH = Sense("cue", "how_much")
_SLIP = 2  # letters by which a misspelt word may be longer or shorter
_LONGEST_WORD = 40  # letters; longer runs are no words
_LONGEST = 8  # characters of a surface that is mended


def sound(syllable: str) -> str:
    """A syllable without the distinctions that typists miss: zh/z, ch/c, sh/s, ang/an, eng/en, ing/in.

    >>> sound("zhang"), sound("ying")
    ('zan', 'yin')
    """
    return _SIMILAR_SOUNDS.sub("", syllable)


@dataclass(frozen=True)
class Vocabulary:
    """All surfaces that a question may hold, and the scanner that finds them."""

    lexicon: Lexicon
    senses: dict[str, tuple[Sense, ...]]
    scanner: Scanner

    @cached_property
    def counting(self) -> frozenset[str]:
        """The surfaces that ask how much."""
        return frozenset(s for s, senses in self.senses.items() if _HOW_MUCH in senses)

    @cached_property
    def _chinese(self) -> list[str]:
        return [s for s in (*self.senses, *_period_words()) if 2 <= len(s) <= _LONGEST and all(map(has_hanzi, s))]

    @cached_property
    def by_sound(self) -> dict[tuple[str, ...], list[str]]:
        """Surfaces of characters only, by the sounds of their usual readings."""
        table: dict[tuple[str, ...], list[str]] = {}
        for surface in self._chinese:
            for key in _sounds(surface):
                table.setdefault(key, []).append(surface)
        return table

    @cached_property
    def _edges(self) -> frozenset[tuple[int, str, str]]:
        """Length, first and last sound of every surface: most windows of a question end here."""
        return frozenset((len(key), key[0], key[-1]) for key in self.by_sound)

    def _may_sound(self, window: str) -> bool:
        ends = itertools.product((len(window),), _sounds_of(window[0]), _sounds_of(window[-1]))
        return not self._edges.isdisjoint(ends)

    @cached_property
    def by_gap(self) -> dict[str, list[str]]:
        """Surfaces of three and more characters with each character left out in turn (净利_率)."""
        table: dict[str, list[str]] = {}
        for surface in self._chinese:
            if len(surface) >= 3:
                for i in range(len(surface)):
                    table.setdefault(f"{surface[:i]}_{surface[i + 1:]}", []).append(surface)
        return table

    @cached_property
    def by_pinyin(self) -> dict[str, str]:
        """What a typist without characters writes: shouru -> 收入; commoner senses win."""
        table: dict[str, str] = {}
        first = str(read_data(FILE)["pinyin"]["singles"])
        ranked = sorted(self._chinese, key=lambda s: (_rank(self.senses.get(s, ())), len(s)))
        for surface in ranked:
            for key in itertools.islice(itertools.product(*(pinyin(c) for c in surface)), _MOST_SPELLINGS):
                if key:
                    table.setdefault("".join(key), surface)
        return {key: c for c in reversed(first) for key in pinyin(c)[:1]} | table

    @cached_property
    def english(self) -> dict[tuple[str, int], list[str]]:
        """Latin words of all surfaces by their first letter and their length."""
        found = {w for s in (*self.senses, *_period_words()) if not has_hanzi(s) for w in re.findall(r"[a-z]+", s) if len(w) > 3}
        table: dict[tuple[str, int], list[str]] = {}
        for word in sorted(found):
            table.setdefault((word[0], len(word)), []).append(word)
        return table

    @cached_property
    def _lookalikes(self) -> dict[str, str]:
        groups = read_data(FILE)["lookalikes"]["pairs"]
        return {c: "".join(g) for g in groups for c in g}

    def _by_looks(self, window: str, unknown: Collection[int]) -> str | None:
        """The surface that differs from `window` in one unknown character that looks alike (收人 for 收入)."""
        for i in unknown:
            for other in self._lookalikes.get(window[i], ""):
                changed = f"{window[:i]}{other}{window[i + 1:]}"
                if changed != window and changed in self.senses:
                    return changed
        return None

    @cached_property
    def real_words(self) -> frozenset[str]:
        """Words that resemble a surface but stand for themselves."""
        lines = (files("intents") / "data" / "real_words.txt").read_text(encoding="utf-8").splitlines()
        return frozenset(w for line in lines if not line.startswith("#") for w in line.split())

    def nearest_word(self, word: str) -> str | None:
        """The known word that `word` is a misspelling of; None where none or two are near."""
        from rapidfuzz import process  # noqa: PLC0415  # few questions are misspelt
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        lengths = range(len(word) - _SLIP, len(word) + _SLIP + 1)
        pool = list(itertools.chain.from_iterable(self.english.get((first, n), ()) for first in dict.fromkeys(word[:2]) for n in lengths))
        cutoff = 0.72 if len(word) > 5 else 0.74
        found = process.extract(word, pool, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=6)
        ranked = sorted(((score + 0.06 * (w[0] == word[0]) + 0.02 * (w[-1] == word[-1]), w) for w, score, _ in found), reverse=True)
        if not ranked:
            return None
        rivals = [w for score, w in ranked[1:] if ranked[0][0] - score < 0.03 and stem(w) != stem(ranked[0][1])]
        return None if rivals else ranked[0][1]

    def nearest_surface(self, window: str, unknown: Collection[int]) -> str | None:
        """The surface that looks or sounds like `window` and differs in few characters, `unknown` positions first."""
        if alike := self._by_looks(window, unknown):
            return alike
        if not self._may_sound(window):
            return None
        most = max(1, len(window) // 3)
        near = {s for key in _sounds(window) for s in self.by_sound.get(key, ()) if 0 < len(p := _differing(s, window)) <= most and self._may_differ(s, window, p, unknown)}
        return self._nearest(near, window)

    def surface_but_one(self, window: str, unknown: Collection[int]) -> str | None:
        """The noun of four and more characters that differs from `window` in one of the `unknown` positions; no name, since
        names of other companies are as near (江阴银行 and 江苏银行)."""
        if len(window) < 4:
            return None
        own = [i for i in unknown if window[:i] + window[i + 1 :] not in self.senses]  # 企业客户全 is 企业客户 and 全
        return self._nearest({s for i in own for s in self.by_gap.get(f"{window[:i]}_{window[i + 1:]}", ()) if self._is_noun(s) and not self._is_name(s)}, window)

    def _nearest(self, near: set[str], window: str) -> str | None:
        if not near or window in near:
            return None
        from rapidfuzz import fuzz  # noqa: PLC0415  # as above

        ranked = sorted((-fuzz.ratio(s, window), not _homophones(s, window), _rank(self.senses.get(s, ())), s) for s in near)
        if len(ranked) > 1 and ranked[0][:3] == ranked[1][:3] and self.senses.get(ranked[0][3]) != self.senses.get(ranked[1][3]):
            return None
        return ranked[0][3]

    def _is_name(self, surface: str) -> bool:
        return any(sense.kind == "entity" for sense in self.senses.get(surface, ()))

    def _may_differ(self, surface: str, window: str, places: list[int], unknown: Collection[int]) -> bool:
        """Nouns of three and more characters may differ in a known character too (经调正净利闰); other words only in
        unknown ones, and must sound just the same."""
        if self._is_noun(surface) and (len(surface) > 2 or all(i in unknown for i in places)):
            return True
        return _homophones(surface, window) and all(i in unknown for i in places) and (len(surface) > 2 or _HOW_MUCH in self.senses.get(surface, ()))

    def _is_noun(self, surface: str) -> bool:
        return all(s.kind in ("metric", "entity", "term") for s in self.senses.get(surface, ()))


def _differing(surface: str, window: str) -> list[int]:
    return [i for i, (a, b) in enumerate(zip(surface, window, strict=True)) if a != b]


_ORDER = ("metric", "entity", "term", "cue", "neutral")


def _rank(senses: tuple[Sense, ...]) -> int:
    return min((_ORDER.index(s.kind) for s in senses if s.kind in _ORDER), default=3)


def _homophones(a: str, b: str) -> bool:
    return all(set(pinyin(x)) & set(pinyin(y)) for x, y in zip(a, b, strict=True))


@cache
def _sounds_of(character: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(sound, pinyin(character))))


def _sounds(text: str) -> Iterator[tuple[str, ...]]:
    readings = [_sounds_of(c) for c in text]
    return itertools.islice(itertools.product(*readings), _MOST_SPELLINGS) if all(readings) else iter(())


@cache
def _period_words() -> tuple[str, ...]:
    """Surfaces of periods, so that misspelt ones can be mended."""
    data = read_data(files("knowledge") / "data" / "periods.toml")
    groups: Iterable[object] = (group for table in data.values() for group in table.values())
    months = tuple(data["month"])
    return (*(s for g in groups if isinstance(g, list) for s in g if not any(c.isdigit() for c in s)), *months)


def spelled_in_pinyin(run: tuple[str, ...], table: dict[str, str]) -> str | None:
    """The characters that Latin words spell in the fewest pieces, cutting inside a word only where it must be and
    leaving words that spell nothing; None if none spells anything.

    >>> spelled_in_pinyin(("guanggaoshouru", "shi"), {"guanggao": "广告", "shouru": "收入", "shi": "是"})
    '广告收入是'
    """
    best: list[tuple[int, str]] = [(0, "")]
    for end in range(1, len(run) + 1):
        options = []
        for start in range(end):
            joined = "".join(run[start:end])
            piece = table.get(joined) or (_cut(joined, table) if end - start == 1 else None)
            cost = 1 if joined in table else 3
            if piece is not None:
                options.append((best[start][0] + cost, best[start][1] + piece))
            elif end - start == 1:
                options.append((best[start][0] + 9, f"{best[start][1]} {joined} "))
        best.append(min(options, key=lambda o: o[0]))
    return best[-1][1].strip() if best[-1][0] < 9 * len(run) else None


def _cut(word: str, table: dict[str, str]) -> str | None:
    if not word:
        return ""
    if len(word) > _LONGEST_WORD:
        return None
    for n in range(len(word), 1, -1):
        if word[:n] in table and (rest := _cut(word[n:], table)) is not None:
            return table[word[:n]] + rest
    return None


@cache
def load_vocabulary(folder: Traversable | None = None) -> Vocabulary:
    """The bundled vocabulary; LexiconError names a surface with two owners."""
    lexicon = load_lexicon()
    folder = folder or files("intents") / "data"
    data = [files("knowledge") / "data" / f"{name}.toml" for name in ("metrics", "things", "entities", "terms", "grammar")]
    code = (files("intents.questions") / "vocabulary.py", *(files("knowledge.language") / f"{module}.py" for module in ("lexicon", "scanner", "text")))
    sources = (folder / "cues.toml", folder / "neutral.toml", FILE, *code, *data)
    scanner = compiled("vocabulary", sources, lambda: _read_scanner(folder, lexicon))
    return Vocabulary(lexicon, scanner.senses, scanner)


def _read_scanner(folder: Traversable, lexicon: Lexicon) -> Scanner:
    cues, neutral = folder / "cues.toml", folder / "neutral.toml"
    layer = owned([
        ("cue", cues, {key: _words(entry) for key, entry in read_toml(cues).items()}),
        ("neutral", neutral, {key: _words(entry) for key, entry in read_toml(neutral).items()}),
    ])
    scanner = Scanner()
    for owners in (lexicon.surfaces, layer):
        for surface, sense in owners.items():
            scanner.add(surface, sense)
    for surface, sense in lexicon.surfaces.items():  # measures that a question's words are read as (营运开支 -> 运营开支)
        if sense.kind == "metric" and (here := same_words(surface)) not in scanner.senses:
            scanner.add(here, sense)
    scanner.prepare()
    return scanner


def _words(entry: dict[str, object]) -> list[str]:
    return [*entry.get("zh", ()), *entry.get("en", ())]  # type: ignore[misc]
