"""Persons named in an article with their offices, found by the constructions in which texts introduce them."""

import re
from collections.abc import Iterator
from functools import cache

from knowledge.article import Sentence
from knowledge.fact import Person
from knowledge.language.lexicon import Lexicon
from knowledge.language.patterns import pattern
from knowledge.language.text import fold

_NO_PERSON = frozenset(("management", "analyst"))


def people_of(sentences: tuple[Sentence, ...], lexicon: Lexicon) -> list[Person]:
    """Persons introduced by an office before or behind their name, each once, as first introduced."""
    titles = {title: key for title, key in lexicon.titles.items() if key not in _NO_PERSON}
    office, constructions = _constructions(tuple(titles))
    people: dict[str, Person] = {}
    whole = "\n".join(s.folded for s in sentences)
    told = [title for title in titles if title in whole]
    for sentence in sentences:
        with_office = any(map(sentence.folded.__contains__, told))
        for start, name, written in _introduced(sentence, constructions, with_office=with_office):
            ids = tuple(dict.fromkeys(titles[m[0]] for m in office.finditer(fold(written)) if m[0] in titles))
            people.setdefault(name, Person(sentence.text[start : start + len(name)], written, ids, sentence.index))
    return list(people.values())


@cache
def _constructions(titles: tuple[str, ...]) -> tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]:
    """Any office; and an office with a name behind it (Chinese, Latin), a name with its office behind it (Chinese, Latin)."""
    office = "|".join(sorted(map(re.escape, titles), key=len, reverse=True))
    family, ending = pattern("family_name").pattern, pattern("name_behind").pattern
    name = rf"(?P<name>{family}[\u4e00-\u9fff]{{1,2}}?{ending}|{pattern('hanzi_name').pattern})"
    several = rf"(?P<office>(?:{office})(?:兼(?:{office}))*)"
    latin = rf"(?P<office>(?i:{office})(?:\sand\s(?i:{office}))*)"
    return re.compile(office), (
        re.compile(rf"{several}{name}"),
        re.compile(rf"(?P<name>{family}[\u4e00-\u9fff]{{1,2}}?){pattern('takes_office').pattern}{several}"),
        re.compile(rf"\b{latin}{pattern('latin_name').pattern}"),
        re.compile(rf"{pattern('latin_apposition').pattern}(?:{latin}|(?P<outside>{pattern('outsider_office').pattern}))"),
    )


def _introduced(sentence: Sentence, constructions: tuple[re.Pattern[str], ...], *, with_office: bool) -> Iterator[tuple[int, str, str]]:
    """Where each name of a sentence begins, the name, and the office as written; the Chinese constructions need an office that is known."""
    chinese = len(constructions) // 2
    for i, construction in enumerate(constructions):
        for match in construction.finditer(sentence.folded if i < chinese else sentence.text) if with_office or i >= chinese else ():
            name = match["name"].strip()
            group = "office" if match["office"] else "outside"
            yield match.start("name"), name, sentence.text[match.start(group) : match.end(group)]
