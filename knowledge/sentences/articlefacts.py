"""The facts of an article: its sentences read in order, each with what it inherits from its paragraph and the heading above."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from knowledge.fact import Fact, Subject
from knowledge.language.patterns import pattern
from knowledge.language.relations import related
from knowledge.quantities.quantity import MONEY, Bound
from knowledge.sentences.clauses import Reader
from knowledge.sentences.headings import Headed
from knowledge.sentences.labels import labelled
from knowledge.sentences.reading import SentenceReader
from knowledge.sentences.setting import Inherited, Setting

_ITEM = re.compile(r"[-•·▪●*]\s?")
_ESTIMATES = pattern("estimates_below")
_REMEMBERED = 24  # facts of the sentences before, which 三个业务 or 这一数字 may speak of
_NEARLY = (Decimal("0.98"), Decimal("1.02"))  # 245亿元 in a title for 245.3亿元
_ROUNDED = {Bound.OVER: (Decimal(1), Decimal("1.25")), Bound.ABOUT: (Decimal("0.9"), Decimal("1.1")), Bound.UNDER: (Decimal("0.75"), Decimal(1))}


def read_facts(reader: Reader, tables: Mapping[int, tuple[Fact, ...]]) -> tuple[Fact, ...]:
    """The facts of an article in the order of its text, those of its tables by their lines; a title that only repeats them states none."""
    facts: list[Fact] = []
    section = inherited = Inherited(reader.reporting(Subject("", "")))
    paragraph, listed, title, headed = -1, -1, reader.article.title, Headed()
    expected, before = False, ""  # whether a list is one of estimates, and what stands over it
    parts = labelled(reader)
    for sentence in reader.article.sentences:
        if sentence.index in tables:
            facts += tables[sentence.index]
            continue
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            headed = headed.at(sentence)
            inherited = section._replace(subject=parts.get(sentence.index, section.subject), period=headed.period or section.period, last=inherited.period or inherited.last)
        read = Setting(reader, sentence, inherited)
        stated = SentenceReader(read, facts[-_REMEMBERED:]).read() if read.states else []
        expected = _ITEM.match(sentence.text) is not None and (expected or _ESTIMATES.search(before) is not None)
        stated = [replace(f, forecast="consensus") if expected and not f.forecast and f.period == reader.anchor.reported else f for f in stated]
        before = before if expected else sentence.folded
        facts += stated
        inherited = read.passed_on()
        headed = headed.behind(reader.article, sentence, read, states=bool(stated))
        if sentence.heading and (sentence is not title or reader.sectioned):
            section = read.headed()
            listed = sentence.index
        elif listed >= 0 and section.period is None and read.times.told and _ITEM.match(sentence.text):
            section = section._replace(period=inherited.period)  # the first item of a list below a heading tells of when the others are
    return tuple(f for f in facts if not _is_repeated(f, facts, reader))


def _is_repeated(fact: Fact, facts: list[Fact], reader: Reader) -> bool:
    """Whether a fact of the title stands in the text below it."""
    title = reader.article.title
    if title is None or fact.citation.sentence != title.index:
        return False
    below = [f for f in facts if f.citation.sentence != title.index and f.role.is_change is fact.role.is_change]
    if fact.unit in MONEY and any(f.value == fact.value and fact.metric in (f.metric, related("in_total", f.metric)) and f.unit in MONEY for f in below):
        return True  # 派息0.35元 for 每股0.35港元
    below = [f for f in below if f.unit == fact.unit]
    return any(_says_the_same(fact, f, reader.lexicon.profits) for f in below)


def _says_the_same(round_: Fact, exact: Fact, profits: frozenset[str]) -> bool:
    """Whether a figure is another one, rounded: 突破千亿 for 1052亿元, 赚3.2亿美元 for 纯利3.21亿美元."""
    if round_.value is None or exact.value is None or round_.value == exact.value:
        return round_.value == exact.value
    low, high = _ROUNDED.get(round_.bound, _NEARLY)
    if round_.bound is Bound.EXACT and round_.metric != exact.metric and not {round_.metric, exact.metric} <= profits:
        return False
    return round_.value > 0 and low * round_.value <= exact.value <= high * round_.value
