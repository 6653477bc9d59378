"""Mending what was mistyped: characters that look or sound alike, pinyin, misspelt Latin words."""

import re

from intents.questions.language import english_words
from intents.questions.question import Question, Unit
from intents.questions.vocabulary import Vocabulary, spelled_in_pinyin
from knowledge.language.scanner import stem
from knowledge.language.text import has_hanzi, is_pinyin

_LONGEST_WORD = 40
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")


def mend(question: Question, vocabulary: Vocabulary, mended: list[tuple[str, str]]) -> str:
    """The folded text with misspelt words replaced by the nearest known ones; lengths of words may change."""
    folded = question.folded
    if not [u for u in question.units if u.kind == "unknown"]:
        return folded  # words of the article are as its author writes them
    strange = [u for u in question.units if u.kind in ("unknown", "text")]
    spelled = _in_pinyin(question, vocabulary)
    for unit in reversed(strange):
        word = folded[unit.start : unit.end]
        if has_hanzi(word[:1]):
            folded = _mend_characters(folded, unit, question, vocabulary, mended)
        elif unit.kind == "unknown" and not spelled and not has_hanzi(word):
            folded = _mend_word(folded, unit, word, vocabulary, mended)
    for start, end, characters in reversed(spelled):
        mended.append((folded[start:end], characters))
        folded = folded[:start] + characters + folded[end:]
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", folded) if mended else folded


def _in_pinyin(question: Question, vocabulary: Vocabulary) -> list[tuple[int, int, str]]:
    """Runs of unknown Latin words that spell Chinese: two words or more, or one long word, or beside characters."""
    words = [u for u in question.units if u.kind == "unknown" and u.id.isalpha() and u.id.isascii() and is_pinyin(u.id)]
    if not words:
        return []
    long = [u for u in words if len(u.id) > 3]
    alone = not _speaks_english(question) and any(u.id in vocabulary.by_pinyin and u.id not in vocabulary.real_words for u in long)
    if not (len(long) > 1 or alone or (long and has_hanzi(question.folded)) or (words and not _speaks_english(question))):
        return []
    runs: list[list[Unit]] = []
    for word in words:
        if runs and question.folded[runs[-1][-1].end : word.start] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        joined = spelled_in_pinyin(tuple(u.id for u in run), vocabulary.by_pinyin)
        if joined:
            found.append((run[0].start, run[-1].end, joined))
    return found


def _speaks_english(question: Question) -> bool:
    """Whether some Latin word of the question was understood as a cue or as a noun that is no name."""
    if not english_words().isdisjoint(_LATIN.findall(question.folded)):
        return True
    return any(u.start < u.end and question.folded[u.start].isascii() and u.kind in ("metric", "term") for u in question.units) or any(
        question.folded[at].isascii() for places in question.cues.values() for at in places
    )


def _mend_characters(folded: str, unit: Unit, question: Question, vocabulary: Vocabulary, mended: list[tuple[str, str]]) -> str:
    """The longest window around an unknown character that is nearly a surface and cuts no known word in two."""
    run = next(m for m in _HANZI_RUN.finditer(question.folded) if m.start() <= unit.start < m.end())
    whole = {i for s, e in question.spans for i in range(s + 1, e)}
    unknown = [(u.start, u.end) for u in question.units if u.kind in ("unknown", "text")]
    within = {i for s, e in unknown for i in range(s + 1, e)}
    free = sorted({i for s, e in unknown for i in range(s, e)})
    known = [i for i in free if i + 1 in free and folded[i : i + 2] in vocabulary.real_words]
    asked = {at for places in question.cues.values() for at in places}
    first, last = run.span()
    windows = [(start, start + size) for size in range(min(8, last - first), 1, -1) for start in range(max(first, unit.end - size), min(unit.start, last - size) + 1) if start not in whole and start + size not in whole]
    if within:
        windows.sort(key=lambda w: not within.isdisjoint(w))
    loosely: tuple[int, int, str] | None = None  # taken only where no window sounds or looks like a surface
    for start, end in windows:
        window = folded[start:end]
        if window in vocabulary.real_words:
            continue
        inside = [i - start for i in free if start <= i < end]
        if surface := vocabulary.nearest_surface(window, inside):
            mended.append((window, surface))
            return folded[:start] + surface + folded[end:]
        if loosely is not None or not asked.isdisjoint(range(start, end)) or not within.isdisjoint((start, end)):
            continue
        if not any(start <= i < end - 1 for i in known) and (surface := vocabulary.surface_but_one(window, inside)):
            loosely = (start, end, surface)
    if loosely is None:
        return folded
    start, end, surface = loosely
    mended.append((folded[start:end], surface))
    return folded[:start] + surface + folded[end:]


def _mend_word(folded: str, unit: Unit, word: str, vocabulary: Vocabulary, mended: list[tuple[str, str]]) -> str:
    """A misspelt Latin word; real words stay as they are."""
    if not 4 <= len(word) <= _LONGEST_WORD or not word.isalpha() or not vocabulary.real_words.isdisjoint((word, stem(word), stem(word) + "e")):
        return folded
    near = vocabulary.nearest_word(word)
    owns = folded.startswith("'s", unit.end)  # an owner is a name, mended only to a name: snapchat's is not snapshot's
    if not near or (owns and not any(s.kind == "entity" for s in vocabulary.senses.get(near, ()))):
        return folded
    mended.append((word, near))
    return folded[: unit.start] + near + folded[unit.end :]
