"""Measures that share their last word: gross and net margin, 日/月活, daily or monthly users."""

from collections.abc import Iterator, Sequence

from intents.questions.patterns import pattern
from intents.questions.question import Unit
from knowledge.language.lexicon import Lexicon

_FIRST, _MODIFIER = pattern("first_of_two"), pattern("only_modifier")
_JOINED = pattern("joined_before")
_JOINT = 12  # characters that join two words
_REACH = 24  # characters before a measure in which the word set beside it stands
_LONGEST = 4  # characters of such a word in Chinese


def shared_heads(units: Sequence[Unit], folded: str, taken: Sequence[tuple[int, int]], lexicon: Lexicon) -> list[Unit]:
    """The measures that a word makes with the end of the measure which it is joined to; `taken` is read as periods and numbers."""
    shared: list[Unit] = []
    for unit in units:
        last = unit if unit.kind == "metric" and unit.word else None
        while last and (last := _before(last, unit.word, units, folded, taken, lexicon)):
            shared.append(last)
    return shared


def _before(last: Unit, word: str, units: Sequence[Unit], folded: str, taken: Sequence[tuple[int, int]], lexicon: Lexicon) -> Unit | None:
    """The measure whose first word is joined to `last`, and whose other words are the last ones of `word`."""
    joined = _JOINED.search(folded, max(0, last.start - _JOINT), last.start) and _FIRST.search(folded, max(0, last.start - _REACH), last.start)
    if not joined:
        return None
    for start in _starts(joined["first"], joined.start("first")):
        first = folded[start : joined.end("first")]
        end = start + len(first)
        if any(s < end and start < e for s, e in taken) or any(_stands_alone(u, first) for u in units if u.start < end and start < u.end):
            continue
        for head in _heads(word):
            name = f"{first}{head}"
            metric = next((t.of("metric") for t in lexicon.scanner.hits(name) if (t.start, t.end) == (0, len(name))), None)
            if metric and f"metric:{metric}" != last.key:
                return Unit(f"metric:{metric}", start, end, word=first)
    return None


def _stands_alone(unit: Unit, first: str) -> bool:
    """Whether a word is a measure of its own: profit and net margin."""
    return unit.kind == "metric" and not _MODIFIER.fullmatch(first)


def _starts(first: str, start: int) -> Iterator[int]:
    """Where the joined word may begin: an English one at its first letter, a Chinese one at any of its last characters."""
    yield from [start] if first.isascii() else range(max(start, start + len(first) - _LONGEST), start + len(first))


def _heads(word: str) -> Iterator[str]:
    """What a measure's name ends with, the longest first: active users, users of monthly active users."""
    if word.isascii():
        pieces = word.split(" ")
        yield from (" " + " ".join(pieces[i:]) for i in range(1, len(pieces)))
    else:
        yield from (word[i:] for i in range(1, len(word)))
