"""Misspellings made from the lexicon: one homophone in Chinese, two swapped letters in English."""

import random
from collections.abc import Collection, Iterator, Mapping

from knowledge.language.text import has_hanzi, pinyin

_COMMON = [chr(0x4E00 + i) for i in range(0x5200)]


def _homophones() -> dict[str, list[str]]:
    """Common characters (the first level of GB 2312) by their commonest reading."""
    table: dict[str, list[str]] = {}
    for character in _COMMON:
        try:
            code = character.encode("gb2312")
        except UnicodeEncodeError:
            continue
        if code < b"\xd8\xa1" and pinyin(character):
            table.setdefault(pinyin(character)[0], []).append(character)
    return table


def misspellings(names: Mapping[str, str], script: str, known: Collection[str], seed: int = 20241231) -> Iterator[tuple[str, str]]:
    """(key, name with one slip) for every name that is long enough to be recognised; never another known word."""
    chance, homophones = random.Random(seed), _homophones()  # noqa: S311  # no secret
    for key, name in names.items():
        wrong = _homophone(name, chance, homophones) if script == "zh" else _swapped(name, chance)
        if wrong and wrong != name and wrong not in known and not any(w in known for w in wrong.split()[:1] if script == "en" and w not in name.split()):
            yield key, wrong


def _homophone(name: str, chance: random.Random, table: Mapping[str, list[str]]) -> str | None:
    places = [i for i, c in enumerate(name) if has_hanzi(c) and len(table.get((pinyin(c) or ("",))[0], ())) > 1]
    if len(name) < 3 or not places:
        return None
    at = chance.choice(places)
    other = chance.choice([c for c in table[pinyin(name[at])[0]] if c != name[at]])
    return name[:at] + other + name[at + 1 :]


def _swapped(name: str, chance: random.Random) -> str | None:
    words = [w for w in name.split() if len(w) > 4 and w.isalpha() and w.islower()]
    if not words:
        return None
    word = chance.choice(words)
    places = [i for i in range(1, len(word) - 1) if word[i] != word[i + 1]]
    if not places:
        return None
    at = chance.choice(places)
    return name.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)
