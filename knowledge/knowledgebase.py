"""The knowledge base of one article: facts, statements, people, and an index of what each sentence speaks of."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from knowledge.article import Article
from knowledge.fact import Direction, Fact, Person, Role, Statement
from knowledge.language.lexicon import Entity, Lexicon, Metric, Name
from knowledge.language.scanner import NOUNS, Scanner, Sense, Token, words
from knowledge.language.text import fold
from knowledge.names.segments import PART, is_own_measure
from knowledge.periods.period import Anchor, Period, read_periods

_COMMA = re.compile(r"[,;。](?!\d{3})")


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """Everything that one article says, frozen; `knowledge.building` builds it."""

    article: Article
    lexicon: Lexicon
    company: Entity
    anchor: Anchor
    facts: tuple[Fact, ...]
    statements: tuple[Statement, ...]
    people: tuple[Person, ...]
    names: Scanner
    entities: Mapping[str, Entity]

    @cached_property
    def folded(self) -> str:
        """The clean text, folded."""
        return self.article.folded

    @cached_property
    def words(self) -> frozenset[str]:
        """The Latin words of the text."""
        return frozenset(w for _, _, w in words(self.folded))

    @cached_property
    def content(self) -> tuple[frozenset[str], ...]:
        """For each sentence the ids of all that it names, as kind:id, nested surfaces included."""
        told: dict[int, set[str]] = {}
        for fact in self.facts:
            own = (f"metric:{m}" for m in (fact.metric, fact.base) if m in self.lexicon.metrics)
            told.setdefault(fact.citation.sentence, set()).update(own)
        names = self.names.rare_hits_in(self.folded, self.article.spans)
        named = (content_of([*own, *self.lexicon.hits(s.folded)]) for own, s in zip(names, self.article.sentences, strict=True))
        return tuple(keys | told.get(i, set()) for i, keys in enumerate(named))

    @cached_property
    def by_metric(self) -> Mapping[str, tuple[Fact, ...]]:
        """The facts of each metric id or phrase, and of the metric that a phrase ends in."""
        table: dict[str, list[Fact]] = {}
        for fact in self.facts:
            for key in {fact.metric, fact.base} - {""}:
                table.setdefault(key, []).append(fact)
        return {key: tuple(facts) for key, facts in table.items()}

    @cached_property
    def keys(self) -> Mapping[int, frozenset[str]]:
        """What each fact's own words speak of, as kind:id; by the fact's identity."""
        return {id(fact): _keys_of(fact, self.lexicon) | self.part_words.get(fact.subject.id, frozenset()) for fact in self.facts}

    @cached_property
    def part_words(self) -> Mapping[str, frozenset[str]]:
        """The ids of the terms in the name of each part of the company, by the part's id."""
        parts = dict.fromkeys(f.subject.id for f in self.facts if f.subject.id and self.is_part(f.subject.id))
        return {part: frozenset(k for k in content_of(self.lexicon.scanner.hits(fold(part))) if k.startswith("term:")) for part in parts}

    @cached_property
    def nouns(self) -> dict[str, tuple[tuple[Sense, ...], str, frozenset[str], bool, bool]]:
        """What the surfaces speak of that questions used: senses, kind:id, those of the nouns inside, whether a word of asking as well,
        whether a plain noun as well; filled as they are read."""
        return {}

    @cached_property
    def _names(self) -> re.Pattern[str] | None:
        """Finds out whether a text has one of the article's own names."""
        return re.compile("|".join(map(re.escape, self.names.senses))) if self.names.senses else None

    @cached_property
    def labels(self) -> Mapping[int, tuple[str, str]]:
        """The article's phrase for each fact's measure, without and with the subject, folded; by the fact's identity."""
        return {id(f): (fold(f.labels[0]), fold(f.labels[0] + f.subject.name)) for f in self.facts}

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """The measures of the lexicon, and those that only this article names (搜索和搜索相关营收), by id."""
        own = {f.metric: _own_metric(f, self.lexicon) for f in sorted(self.facts, key=lambda f: f.role is Role.VALUE) if f.metric not in self.lexicon.metrics and (f.base or is_own_measure(f))}
        return OwnMetrics(own, self.lexicon.metrics) if own else self.lexicon.metrics

    @cached_property
    def forecasts(self) -> frozenset[str]:
        """The sorts of forecasts among the figures."""
        return frozenset(f.forecast for f in self.facts) - {""}

    @cached_property
    def periods(self) -> frozenset[Period]:
        """The periods that some figure is of."""
        return frozenset(f.period for f in self.facts if f.period)

    @cached_property
    def expected_periods(self) -> frozenset[Period]:
        """The periods that some figure is expected of by the company."""
        return frozenset(f.period for f in self.facts if f.period and f.forecast == "guidance")

    @cached_property
    def reported_periods(self) -> frozenset[Period]:
        """The periods that some figure is reported of."""
        return frozenset(f.period for f in self.facts if f.period and not f.forecast)

    @cached_property
    def named_periods(self) -> frozenset[Period]:
        """The periods that the text names, with a figure or without."""
        return self.periods | {m.period for m in read_periods(self.folded, self.anchor)}

    @cached_property
    def years(self) -> frozenset[int | None]:
        """The years that the article speaks of."""
        return frozenset({self.anchor.date.year, self.anchor.reported.year} | {f.period.year for f in self.facts if f.period})

    def named(self, folded: str) -> list[Token]:
        """The article's own names in a folded text; most have none."""
        return self.names.hits(folded) if self._names and self._names.search(folded) else []

    def clause(self, fact: Fact) -> frozenset[str]:
        """The ids named in the clause that states a fact."""
        if fact.start not in self._clauses:
            self._clauses[fact.start] = self._clause(fact)
        return self._clauses[fact.start]

    @cached_property
    def _clauses(self) -> dict[int, frozenset[str]]:
        return {}

    def _clause(self, fact: Fact) -> frozenset[str]:
        sentence = self.article.sentences[fact.citation.sentence]
        at = fact.start - sentence.start
        start = max((m.end() for m in _COMMA.finditer(sentence.folded, 0, at)), default=0)
        end = _COMMA.search(sentence.folded, at)
        return content_of(self.lexicon.scanner.hits(sentence.folded[start : end.start() if end else None]))

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """How telling an id is: the fewer sentences name it, the more."""
        counts = Counter(key for keys in self.content for key in keys)
        total = len(self.content) + 1
        return {key: math.log(total / count) for key, count in counts.items()}

    @cached_property
    def subjects(self) -> frozenset[str]:
        """Ids of the entities that some fact or sentence is about."""
        return frozenset(key.removeprefix("entity:") for keys in self.content for key in keys if key.startswith("entity:"))

    def entity(self, key: str) -> Entity:
        """The entity of an id, the article's own ones included."""
        return self.entities.get(key) or self.lexicon.entities[key]

    def is_part(self, subject: str) -> bool:
        """Whether a subject is a part of the company that only this article names."""
        own = self.entities.get(subject)
        return own is not None and own.sort == PART


@dataclass(frozen=True)
class OwnMetrics(Mapping[str, Metric]):
    """The measures of one article before those of the lexicon, which all articles share."""

    own: dict[str, Metric]
    shared: Mapping[str, Metric]

    def __getitem__(self, key: str) -> Metric:
        return self.own[key] if key in self.own else self.shared[key]

    def get(self, key: str, default: Metric | None = None) -> Metric | None:  # type: ignore[override]
        return self.own.get(key) or self.shared.get(key, default)

    def __contains__(self, key: object) -> bool:
        return key in self.own or key in self.shared

    def __iter__(self) -> Iterator[str]:
        return iter({**self.shared, **self.own})

    def __len__(self) -> int:
        return len({**self.shared, **self.own})


def _own_metric(fact: Fact, lexicon: Lexicon) -> Metric:
    """A measure that ends in one of the lexicon's: of its unit and kind, and a part of it where that is revenue."""
    if not fact.base:
        return Metric(fact.metric, Name(fact.metric, fact.metric, fact.metric), fact.unit, "stock")
    base = lexicon.metrics[fact.base]
    name = Name(fact.metric, fact.metric, f"{base.name.en.removeprefix('total ')} ({fact.metric})")
    return Metric(fact.metric, name, base.unit, base.kind, part_of="revenue" if base.id == "revenue" else base.part_of)


def _keys_of(fact: Fact, lexicon: Lexicon) -> frozenset[str]:
    keys = set(fact.terms) | {f"metric:{m}" for m in (fact.metric, fact.base) if m in lexicon.metrics or fact.base}
    if fact.direction and fact.role.is_change:
        keys.add("term:growth" if fact.direction is Direction.UP else "term:decline")
    return frozenset(keys | {f"entity:{fact.subject.id}"} if fact.subject.id else keys)


def content_of(tokens: list[Token]) -> frozenset[str]:
    """Ids of nouns and names among `tokens`, as kind:id."""
    return frozenset(f"{s.kind}:{s.id}" for t in tokens for s in t.senses if s.kind in NOUNS)
