"""Persons named in an article with their offices, found by the constructions in which texts introduce them."""

import re
from collections.abc import Iterator
from functools import cache

from knowledge.article import Sentence
from knowledge.fact import Person
from knowledge.language.lexicon import Lexicon
from knowledge.language.patterns import pattern
from knowledge.language.text import fold

_OUTSIDER = pattern("outsider_office")
_NO_PERSON = frozenset(("management", "analyst"))


def people_of(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> list[Person]:
    """Persons introduced by an office before or behind their name, each once, as first introduced."""
    titles = {title: key for title, key in lexicon.titles.items() if key not in _NO_PERSON}
    office, constructions = _constructions(tuple(titles))
    people: dict[str, Person] = {}
    whole = "\n".join(s.folded for s in sentences)
    told = [title for title in titles if title in whole]
    outsiders = _OUTSIDER.search(whole) is not None
    for sentence in sentences:
        with_office = any(map(sentence.folded.__contains__, told))
        fitting = constructions if with_office else constructions[-1:] if outsiders and "," in sentence.folded else ()
        for start, name, written in _introduced(sentence, fitting):
            ids = tuple(dict.fromkeys(titles[m[0]] for m in office.finditer(fold(written)) if m[0] in titles))
            people.setdefault(name, Person(sentence.text[start : start + len(name)], written, ids, sentence.index))
    return list(people.values())


@cache
def _constructions(titles: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], bool], ...]]:
    """Any office; and an office with a name behind it or before it, each with whether it is Latin; outsiders stand in the last one alone."""
    office = "|".join(sorted(map(re.escape, titles), key=len, reverse=True))
    family, ending = pattern("family_name").pattern, pattern("name_behind").pattern
    name = rf"(?P<name>{family}[\u4e00-\u9fff]{{1,2}}?{ending}|{pattern('hanzi_name').pattern})"
    several = rf"(?P<office>(?:{office})(?:兼(?:{office}))*)"
    latin = rf"(?P<office>(?i:{office})(?:\sand\s(?i:{office}))*)"
    return re.compile(office), (
        (re.compile(rf"{several}{name}"), False),
        (re.compile(rf"(?P<name>{family}[\u4e00-\u9fff]{{1,2}}?){pattern('takes_office').pattern}{several}"), False),
        (re.compile(rf"\b{latin}{pattern('latin_name').pattern}"), True),
        (re.compile(rf"{pattern('latin_apposition').pattern}(?:{latin}|(?P<outside>{pattern('outsider_office').pattern}))"), True),
    )


def _introduced(sentence: Sentence, constructions: tuple[tuple[re.Pattern[str], bool], ...]) -> Iterator[tuple[int, str, str]]:
    """Where each name of a sentence begins, the name, and the office as written."""
    for construction, latin in constructions:
        for match in construction.finditer(sentence.text if latin else sentence.folded):
            name = match["name"].strip()
            group = "office" if match["office"] else "outside"
            yield match.start("name"), name, sentence.text[match.start(group) : match.end(group)]
