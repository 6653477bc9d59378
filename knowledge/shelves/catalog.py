"""The index of a library: which articles tell of which company, measure, period, person and word. Newest articles first."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from knowledge.article import About
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Entity, Lexicon, Metric
from knowledge.language.scanner import Sense
from knowledge.language.text import fold, pinyin
from knowledge.periods.period import Anchor, Period
from knowledge.quantities.quantity import Bound

_HANZI = re.compile(r"[\u3400-\u9fff]{2,}")
_ENTITY = "entity:"  # what the ids of entities among the words begin with
_SPAN_ENDS = {"Q1": 3, "H1": 6, "Q2": 6, "Q1-Q3": 9, "Q3": 9}


class Row(NamedTuple):
    """A figure of an article as the index has it; `metric` is an id or the article's own phrase, `article` a position."""

    metric: str
    period: Period | None
    role: Role
    value: Decimal
    unit: str
    bound: Bound
    terms: frozenset[str]
    subject: str
    article: int


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index takes from one article; `words` are joined by line breaks."""

    about: About
    title: str  # the sidecar's, else the first line where it is one
    company: Entity
    anchor: Anchor
    surfaces: tuple[tuple[str, Sense], ...]
    entities: tuple[Entity, ...]
    measures: tuple[Metric, ...]  # those that only the article names
    figures: tuple[tuple[str, Row], ...]  # with the company that owns the subject
    words: str


@dataclass(frozen=True, slots=True)
class Card:
    """An article of a library: its id, title and date (None where the sidecar gives none), and the key of its company."""

    id: str
    title: str
    company: str
    anchor: Anchor
    dated: bool


@dataclass(frozen=True, eq=False)
class Catalog:
    """Positions of articles by what they tell of; position 0 is the newest article."""

    cards: tuple[Card, ...]
    places: Mapping[str, int]
    companies: Mapping[str, "array[int]"]  # key of a company -> its articles
    keys: Mapping[str, str]  # id of a company in an article -> its key
    entities: Mapping[str, Entity]
    measures: Mapping[str, Metric]  # those that only articles name, by id
    names: Mapping[str, tuple[Sense, ...]]  # the articles' own names, folded
    rows: Mapping[tuple[str, str], tuple[Row, ...]]  # (key of a company, metric) -> figures, newest article first
    measured: Mapping[tuple[str, Period | None], "array[int]"]  # (metric, period; None: any) -> articles
    postings: Mapping[str, "array[int]"]  # kind:id, Latin word or pair of characters -> articles

    def key(self, entity: str) -> str:
        """The key of the company that an entity is or belongs to."""
        owner = self.entities[entity].owner or entity if entity in self.entities else entity
        return self.keys.get(owner, owner)

    def name(self, company: str) -> Entity:
        """The company of a key."""
        return self.entities[company]

    def figures(self, company: str, metric: str) -> tuple[Row, ...]:
        """The figures of a company's measure, those of the newest article first."""
        return self.rows.get((company, metric), ())


def entry_of(kb: KnowledgeBase) -> Entry:
    """What the index needs to know of an article."""
    surfaces = tuple((surface, sense) for surface, senses in kb.names.senses.items() for sense in senses)
    own = {kb.company.id: kb.company, **kb.entities}
    measures = tuple(kb.metrics[key] for key in dict.fromkeys(s.id for _, s in surfaces if s.kind == "metric") if key not in kb.lexicon.metrics)
    figures = tuple((_owner(f, kb), _row(f, metric)) for f in kb.facts if f.value is not None and not f.forecast and f.unit != "year" for metric in {f.metric, f.base} - {""})
    first = kb.article.title
    title = kb.article.about.title or (first.text if first else "")
    return Entry(kb.article.about, title, kb.company, kb.anchor, surfaces, tuple(own.values()), measures, figures, "\n".join(sorted(_words(kb))))


def _owner(fact: Fact, kb: KnowledgeBase) -> str:
    subject = fact.subject.id or kb.company.id
    return kb.entity(subject).owner or subject if subject else ""


def _row(fact: Fact, metric: str) -> Row:
    assert fact.value is not None
    terms = fact.terms if metric == fact.metric else fact.terms | {fact.metric}
    return Row(metric, fact.period, fact.role, fact.value, fact.unit, fact.bound, terms, fact.subject.id, 0)


def _words(kb: KnowledgeBase) -> set[str]:
    """Everything that the article can be found by: ids, Latin words, pairs of characters."""
    return {*(key for keys in kb.content for key in keys), *kb.words, *pairs_of(kb.folded)}


def pairs_of(folded: str) -> Iterator[str]:
    """Each two Chinese characters that stand side by side."""
    return (a + b for run in _HANZI.findall(folded) for a, b in pairwise(run))


@dataclass
class _Binder:
    """Fills the tables of a catalog, article by article."""

    lexicon: Lexicon
    keys: dict[str, str]
    entities: dict[str, Entity]
    companies: "dict[str, array[int]]" = field(default_factory=dict)
    names: dict[str, dict[Sense, None]] = field(default_factory=dict)
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    measured: "dict[tuple[str, Period | None], array[int]]" = field(default_factory=dict)
    postings: "dict[str, array[int]]" = field(default_factory=dict)
    periods: dict[Period | None, Period | None] = field(default_factory=dict)

    def add(self, entry: Entry, position: int) -> Card:
        """Enters one article."""
        key = self.keys.get(entry.company.id, entry.company.id)
        self.companies.setdefault(key, array("I")).append(position)
        for surface, sense in entry.surfaces:
            mapped = Sense("entity", self.keys.get(sense.id, sense.id)) if sense.kind == "entity" else sense
            self.names.setdefault(surface, {})[mapped] = None
        for owner, row in entry.figures:
            self._figure(self.keys.get(owner, owner), row, position)
        for word in entry.words.split("\n"):
            name = word.removeprefix(_ENTITY) if word.startswith(_ENTITY) else ""
            _append(self.postings, _ENTITY + self.keys[name] if name in self.keys else word, position)
        about = entry.about
        return Card(about.id, entry.title, key, entry.anchor, about.date is not None)

    def _figure(self, owner: str, row: Row, position: int) -> None:
        period = self.periods.setdefault(row.period, row.period)
        self.rows.setdefault((owner, row.metric), []).append(row._replace(period=period, article=position))
        for when in {None, period, Period(None, period.part) if period else None}:
            _append(self.measured, (row.metric, when), position)


def _append(table: "dict[object, array[int]] | dict[str, array[int]] | dict[tuple[str, Period | None], array[int]]", key: object, position: int) -> None:
    found = table.get(key)  # type: ignore[call-overload]
    if found is None:
        table[key] = array("I", (position,))  # type: ignore[index]
    elif found[-1] != position:
        found.append(position)


def catalog_of(entries: Iterable[Entry], lexicon: Lexicon) -> Catalog:
    """The index of articles; the order in which they come changes nothing."""
    ordered = sorted(entries, key=_newest_first)
    keys = _keys(ordered, lexicon)
    entities = dict(lexicon.entities)
    for entry in reversed(ordered):
        for entity in entry.entities:
            entities[keys.get(entity.id, entity.id)] = replace(entity, id=keys.get(entity.id, entity.id), owner=keys.get(entity.owner, entity.owner))
    binder = _Binder(lexicon, keys, entities)
    cards = tuple(binder.add(entry, position) for position, entry in enumerate(ordered))
    measures = {measure.id: measure for entry in reversed(ordered) for measure in entry.measures}
    names = {surface: tuple(senses) for surface, senses in binder.names.items()}
    rows = {key: tuple(found) for key, found in binder.rows.items()}
    places = {card.id: position for position, card in enumerate(cards)}
    return Catalog(cards, places, binder.companies, keys, entities, measures, names, rows, binder.measured, binder.postings)


def _newest_first(entry: Entry) -> tuple[int, int, int, str]:
    reported = entry.anchor.reported
    return -entry.anchor.date.toordinal(), -(reported.year or 0), -_SPAN_ENDS.get(reported.part, 12), entry.about.id


def _keys(entries: list[Entry], lexicon: Lexicon) -> dict[str, str]:
    """One key for a company that articles name differently: the same name in another script, a full name that is the
    short or given name of just one other company."""
    owners: dict[str, set[str]] = {}
    for entry in entries:
        for surface, sense in entry.surfaces:
            if sense.kind == "entity" and sense.id == entry.company.id and not _is_sound(surface, entry.company):
                owners.setdefault(surface, set()).add(entry.company.id)
    ids = dict.fromkeys(entry.company.id for entry in entries if entry.company.id and entry.company.id not in lexicon.entities)
    full: dict[str, str] = {}
    for own in ids:
        full.setdefault(fold(own), own)
    keys = {own: full[fold(own)] for own in ids}
    for own in ids:
        others = {keys.get(o, o) for o in owners.get(fold(own), ())} - {keys[own]}
        if len(others) == 1:
            keys[own] = others.pop()
    return {own: keys.get(key, key) for own, key in keys.items()}


def _is_sound(surface: str, company: Entity) -> bool:
    """Whether a surface only spells a Chinese name in Latin letters."""
    if not surface.isascii() or company.name.zh.isascii():
        return False
    readings = [pinyin(c)[:1] for c in fold(company.name.zh)]
    return all(readings) and "".join(r[0] for r in readings).startswith(surface)
