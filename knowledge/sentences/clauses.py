"""One sentence of an article with what is mentioned in it: where its clauses, figures and names stand."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from knowledge.article import Article, Sentence
from knowledge.fact import Subject
from knowledge.language.lexicon import Entity, Lexicon
from knowledge.language.patterns import pattern, rare
from knowledge.language.scanner import Scanner, Token
from knowledge.language.text import fold, has_hanzi
from knowledge.periods.period import Anchor, Period
from knowledge.quantities.currency import Declared, declarations, of_currency
from knowledge.quantities.quantity import MONEY, Quantity
from knowledge.sentences.exclusions import Exclusions, exclusions_of
from knowledge.sentences.mention import Mention, read_mentions
from knowledge.sentences.refine import moves, refined

BREAK = re.compile(r"[;:()!?。、]|,(?!\d{3})")
_CLAUSE = re.compile(r"[;:()!?。]|,(?!\d{3})")

_DOLLAR = re.compile(r"(?<![a-z])(a|au|c|ca|hk|nt|s|sg|nz|us)?\$")
_DOLLARS = {"a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "hk": "HKD", "nt": "TWD", "s": "SGD", "sg": "SGD", "nz": "NZD"}
_JAPANESE, _CHINESE_MONEY = pattern("japanese_market"), pattern("chinese_money")
_SIDE_BY_SIDE = re.compile(r"\s?(?:and|&|,|、|和|与|及)\s?")
_COUNTS, _BASED = pattern("counts_word"), pattern("based")
_HONG_KONG = rare("hong_kong_results")
_FORECAST_OF, _PREVIEW = rare("forecast_of_year"), rare("preview")
_OPENING = 4  # characters before a name that still begins its paragraph
_OTHER_DOLLAR, _BARE_DOLLAR = re.compile(r"(?<![a-z])\$us\s?\d"), re.compile(r"\$\s?\d")
_CENTS = re.compile(r"\s?cents?")


@dataclass(frozen=True)
class Reader:
    """What reading a sentence needs to know of its article."""

    article: Article
    lexicon: Lexicon
    names: Scanner
    entities: Mapping[str, Entity]
    company: Entity
    anchor: Anchor
    found: dict[int, list[Mention]] = field(default_factory=dict, repr=False, compare=False)  # mentions by sentence
    subjects: dict[str, Subject] = field(default_factory=dict, repr=False, compare=False)  # as the article calls them, by id

    @cached_property
    def declared(self) -> tuple[Declared, ...]:
        """The currencies that the article declares for what follows."""
        return declarations(self.article.folded, self.article.text)

    @cached_property
    def cents(self) -> str:
        """The dollar that bare cents are of: the one that the article names most; the euro where it names that and no dollar."""
        named = Counter(_DOLLARS.get(m[1], "USD") for m in _DOLLAR.finditer(self.article.folded))
        return named.most_common(1)[0][0] if named else "EUR" if self.currency == "EUR" else "USD"

    @cached_property
    def in_yen(self) -> bool:
        """Whether ¥ is the yen: an article that tells of yen or Japan and of no yuan."""
        return _JAPANESE.search(self.article.folded) is not None and not _CHINESE_MONEY.search(self.article.folded)

    @cached_property
    def several(self) -> bool:
        """Whether the article tells of several companies by turns: paragraphs begin with the names of two or more."""
        first = {s.paragraph: s for s in reversed(self.article.sentences)}
        title = self.article.title
        if title and self._joined(title):
            return True
        begun = {m.of("entity") for s in first.values() if s is not title for m in self.mentions(s)[:1] if m.of("entity") and m.start < _OPENING}
        return len({key for key in begun if key and self.is_company(key)}) > 1

    def _joined(self, title: Sentence) -> bool:
        """Whether a title names two companies side by side: Elm and Oak report results."""
        named = [m for m in self.mentions(title) if (key := m.of("entity")) and self.is_company(key)]
        return any(_SIDE_BY_SIDE.fullmatch(title.folded, a.end, b.start) for a, b in pairwise(named))

    @cached_property
    def sectioned(self) -> bool:
        """Whether headings part the article by companies: two or more begin with the name of one."""
        return len({company for s in self.article.sentences if s.heading and (company := self.headed(s))}) > 1

    def headed(self, heading: Sentence) -> str:
        """The company that a heading begins with; "" if none."""
        first = next((m for m in self.mentions(heading)[:2] if m.of("entity") and m.start < 2 * _OPENING), None)
        key = (first.of("entity") if first else None) or ""
        return key if key and self.is_company(key) else ""

    def is_reporting(self, key: str) -> bool:
        """Whether an entity is the company whose article it is."""
        return key == self.company.id

    def is_company(self, key: str) -> bool:
        """Whether an entity is a company of its own."""
        entity = self.entities.get(key) or self.lexicon.entities.get(key)
        return entity is not None and entity.sort == "company" and not entity.owner

    @cached_property
    def currency(self) -> str:
        """The currency that the article's amounts are in most; "" if none tells any."""
        units = Counter(m.quantity.unit for s in self.article.sentences for m in self.mentions(s) if m.quantity and m.quantity.unit in MONEY)
        return units.most_common(1)[0][0] if units else ""

    @cached_property
    def dollar(self) -> str:
        """The dollar that a bare $ is: the Australian one where the article writes $US for the other."""
        return "AUD" if _OTHER_DOLLAR.search(self.article.folded) else "USD"

    @cached_property
    def in_hong_kong(self) -> bool:
        """Whether the article is written in the terms of the Hong Kong market."""
        return _HONG_KONG.search(self.article.folded) is not None

    @cached_property
    def previews(self) -> bool:
        """Whether the article looks forward to results that are still to come."""
        return _PREVIEW.search(self.article.folded) is not None

    @cached_property
    def foreseen(self) -> Period | None:
        """The year that the article's forecasts are of, where it tells one alone: its 2031 earnings forecast, its forecast for the year."""
        reported = self.anchor.reported
        told = {2000 + int(m["year"] or m["year2"]) if m["year"] or m["year2"] else reported.year for m in _FORECAST_OF.finditer(self.article.folded)}
        year = told.pop() if len(told) == 1 else None
        return Period(year) if year and reported.part and year in (reported.year, (reported.year or 0) + 1) else None

    def subject(self, key: str) -> Subject:
        """The entity of an id as whom a fact is about."""
        if key not in self.subjects:
            self.subjects[key] = Subject(key, self._written(self.entities.get(key) or self.lexicon.entities[key]))
        return self.subjects[key]

    def _written(self, entity: Entity) -> str:
        """The name of the three by which the article itself calls an entity."""
        text = self.article.text
        names = [n for n in (entity.name.zh, entity.name.hant, entity.name.en) if n]
        places = [(p, n) for n in names if (p := text.find(n) if has_hanzi(n) else self.article.folded.find(fold(n))) >= 0]
        return next((text[p : p + len(n)] for p, n in places), entity.name.zh)

    def meant(self, inherited: Subject) -> Subject:
        """Whom 公司 means: the company whose article it is, in one about several that of the paragraph."""
        return inherited if self.several and self.is_company(inherited.id) else self.reporting(inherited)

    def reporting(self, default: Subject) -> Subject:
        """The company whose article it is; `default` where nobody knows whose."""
        return self.subject(self.company.id) if self.company.id else default

    @cached_property
    def named(self) -> list[list[Token]]:
        """The article's own names in each sentence."""
        return self.names.rare_hits_in(self.article.folded, self.article.spans)

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """What a sentence mentions, in order; read once."""
        if sentence.index not in self.found:
            self.found[sentence.index] = read_mentions(sentence.folded, self.lexicon, self.named[sentence.index], self.anchor)
        return self.found[sentence.index]


@dataclass
class Clauses:
    """A sentence, its mentions and its figures; positions are offsets of the folded sentence."""

    reader: Reader
    sentence: Sentence
    text: str = field(init=False)
    mentions: list[Mention] = field(init=False)
    marks: dict[re.Pattern[str], list[tuple[str, int]]] = field(default_factory=dict)  # where clauses may end, by pattern
    lefts: dict[tuple[int, re.Pattern[str]], int] = field(default_factory=dict)  # where clauses begin, by a place in them
    starts: list[int] = field(init=False)  # of the mentions
    ends: list[int] = field(init=False)
    kinds: dict[str, list[Mention]] = field(init=False)  # the mentions of each kind of words
    figures: list[Mention] = field(init=False)  # mentions of quantities
    moves: dict[int, int] = field(init=False)  # figure -> the figure that it moved to

    def __post_init__(self) -> None:
        self.text = self.sentence.folded
        self.mentions = [self._of_currency(m, m.quantity) if m.quantity else m for m in refined(self.text, self.reader.mentions(self.sentence))]
        self.starts, self.ends = [m.start for m in self.mentions], [m.end for m in self.mentions]
        self.kinds = {}
        for mention in self.mentions:
            senses = mention.token.senses if mention.token else ()
            for kind in {s.kind for s in senses} if len(senses) > 1 else (s.kind for s in senses):
                self.kinds.setdefault(kind, []).append(mention)
        self.figures = [m for m in self.mentions if m.quantity]
        self.moves = moves(self.text, self.figures)

    def _of_currency(self, mention: Mention, q: Quantity) -> Mention:
        """An amount in the currency and the scale that the article declares for it."""
        if q.unit == "USD" and _CENTS.fullmatch(self.text, q.number_end, q.end) and self.reader.cents != "USD":
            return mention._replace(quantity=q._replace(unit=self.reader.cents))
        if q.unit == "USD" and self.reader.dollar != "USD" and _BARE_DOLLAR.match(self.text, q.start):
            return mention._replace(quantity=q._replace(unit=self.reader.dollar))
        if not q.unit and q.value == q.value.to_integral_value() and self.is_latin and _COUNTS.match(self.text, q.end):
            return mention._replace(quantity=q._replace(unit="count"))
        if q.unit == "CNY" and "¥" in self.text[q.start : q.end] and self.reader.in_yen:
            return mention._replace(quantity=q._replace(unit="JPY"))
        if not self.reader.declared:
            return mention
        unit, factor = of_currency(q, self.text[q.start : q.end], self.sentence.start + q.start, self.reader.declared)
        return mention._replace(quantity=q._replace(unit=unit)) if factor == 1 else mention

    def money(self, q: Quantity, near: str = "") -> tuple[str, Decimal]:
        """The currency of a bare number of money, and what it is to be multiplied by, as the article declares; `near` is told last in the paragraph."""
        declared = self.reader.declared
        currency, factor = of_currency(q._replace(unit=""), "", self.sentence.start + q.start, declared)
        told = next((d.currency for d in reversed(declared) if d.start <= self.sentence.start + q.start), "")
        return currency or told or self._currency_beside(q) or near or ("CNY" if has_hanzi(self.text) else self.reader.currency or "CNY"), factor

    def _currency_beside(self, q: Quantity) -> str:
        """312 million euros, up from 254 million: the currency of the amount told before it in the sentence, else behind it; "" if none."""
        told = [m for m in self.figures if m.quantity and m.quantity.unit in MONEY and self.can_own(m.start)]
        before = [m for m in told if m.start < q.start]
        nearest = before[-1] if before else told[0] if told else None
        return nearest.quantity.unit if nearest and nearest.quantity else ""

    def left(self, position: int, pattern: re.Pattern[str] = _CLAUSE) -> int:
        """Where the clause that holds `position` begins; what stands in brackets that are closed before it is passed over."""
        place = position, pattern
        if place not in self.lefts:
            self.lefts[place] = self._left(position, pattern)
        return self.lefts[place]

    def _left(self, position: int, pattern: re.Pattern[str]) -> int:
        closed = 0
        for mark, end in reversed(self._marks(pattern)):
            if end > position:
                continue
            if mark == ")":
                closed += 1
            elif mark == "(" and closed:
                closed -= 1
            elif not closed:
                return end
        return 0

    def _marks(self, pattern: re.Pattern[str]) -> list[tuple[str, int]]:
        if pattern not in self.marks:
            marks = pattern.finditer(self.text)
            self.marks[pattern] = [(m[0], m.end()) for m in marks if not (self._with_commas and self._in_period(m.start())) and not (m[0] == "," and _BASED.match(self.text, m.end()))]
        return self.marks[pattern]

    def right(self, position: int) -> int:
        """Where the piece that holds `position` ends; 、 ends it too."""
        return next((end - 1 for _, end in self._marks(BREAK) if end > position), len(self.text))

    def _in_period(self, position: int) -> bool:
        """Whether a comma belongs to a date: June 30, 2025."""
        return self.text[position] == "," and any(m.start < position < m.end for m in self._with_commas)

    @cached_property
    def _with_commas(self) -> list[Mention]:
        return [m for m in self.mentions if m.period and "," in self.text[m.start : m.end]]

    def between(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie within [start, end)."""
        return self.mentions[bisect_left(self.starts, start) : bisect_right(self.ends, end)]

    def named(self, kind: str, start: int, end: int) -> list[Mention]:
        """The mentions of one kind of words that lie within [start, end)."""
        return [m for m in self.kinds[kind] if start <= m.start and m.end <= end] if kind in self.kinds else []

    def visible(self, kind: str, start: int, end: int) -> list[Mention]:
        """The mentions of one kind of words within [start, end) but for those in an aside that ends before, and what is only left out."""
        told = self.named(kind, start, end)
        return [m for m in told if not self.exclusions.hides(m, end)] if told and self.is_latin else told

    @cached_property
    def is_latin(self) -> bool:
        """Whether the sentence is written in Latin letters."""
        return not has_hanzi(self.text)

    @cached_property
    def exclusions(self) -> Exclusions:
        """What the sentence says aside, and what its metrics leave out."""
        return exclusions_of(self.text, self.mentions)

    def ids(self, kind: str, start: int, end: int) -> list[str]:
        """The ids of one kind that are mentioned within [start, end)."""
        return [key for m in self.named(kind, start, end) if (key := m.of(kind))]

    def names_company(self, end: int) -> bool:
        """Whether a company is named before `end`."""
        return any((key := m.of("entity")) and m.end <= end and self.reader.is_company(key) for m in self.mentions)

    def end_before(self, i: int) -> int:
        """Where the figure before the `i`-th ends; one in an aside that ended before (on a 60% basis) is passed over."""
        start = self.figures[i].start
        told = [f for f in self.figures[:i] if not (self.is_latin and self.exclusions.hides(f, start))]
        return told[-1].end if told else 0

    def in_brackets(self, position: int) -> bool:
        """Whether a bracket is open at `position`."""
        return self.text.count("(", 0, position) > self.text.count(")", 0, position)

    def can_own(self, position: int) -> bool:
        """Whether an entity at `position` can own figures: it stands in no brackets."""
        return self.text.count("(", 0, position) == self.text.count(")", 0, position)

    def after_names(self, end: int) -> int:
        """Where what precedes `end` begins, behind the last name or period of its piece."""
        start = self.left(end, BREAK)
        return max([start, *(m.end for m in self.between(start, end) if m.of("entity") or m.period)])

    def original(self, start: int, end: int) -> str:
        """The words of the article itself at [start, end)."""
        return self.sentence.text[start:end].strip()

    def terms(self, folded: str) -> frozenset[str]:
        """The ids (kind:id) of the terms and metrics that some words name."""
        hits = self.reader.lexicon.scanner.hits(folded) if folded else ()
        return frozenset(f"{s.kind}:{s.id}" for t in hits for s in t.senses if s.kind in ("term", "metric"))
