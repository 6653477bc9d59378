"""What is new since a digest: figures of articles added since, that no article seen before gives, or gives differently."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from intents.digests.standing import is_named, is_result
from intents.finding.figures import figure_of, with_companion
from intents.finding.versions import agree, figure_of_row, same_elsewhere
from intents.reply import Figure
from intents.saying.decline import headlines
from knowledge.fact import Fact
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library
from knowledge.shelves.catalog import Row

_COMPARED = 4  # articles of a company, the newest first, whose forecasts are compared


@dataclass(frozen=True, slots=True)
class News:
    """What is new since articles were seen (their ids), of some companies or of all.

    `former` holds the readings that were seen of articles whose text has changed since.
    """

    seen: frozenset[str]
    companies: tuple[str, ...] = ()
    former: Mapping[str, KnowledgeBase] = field(default_factory=dict, hash=False)


@dataclass
class Novelty:
    """Tells seen figures from new ones; `before` fills with the former values of changed ones, by the fact's identity."""

    request: News
    library: Library
    seen: set[str] = field(init=False)
    before: dict[int, Figure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.seen = set(self.request.seen) - set(self.request.former)

    def articles(self) -> Iterator[KnowledgeBase]:
        """The articles that were not seen as they are, the newest first."""
        wanted = self.request.companies
        for position, card in enumerate(self.library.catalog.cards):
            if card.id not in self.seen and (not wanted or card.company in wanted):
                yield self.library.at(position)

    def note(self, kb: KnowledgeBase) -> None:
        """What an article gives is seen from now on: another new one that repeats it has no news."""
        self.seen.add(kb.article.id)

    def more(self, kb: KnowledgeBase) -> tuple[Figure, ...]:
        """All results of an article, also those that no standing question asks for."""
        found = (with_companion(figure_of(f, kb), kb) for f in headlines(kb) if f.metric in kb.metrics)
        return tuple(f for f in found if is_result(f, kb) and is_named(f, kb))

    def unseen(self, figures: tuple[Figure, ...], kb: KnowledgeBase) -> tuple[Figure, ...]:
        """The figures that are new, or changed."""
        return tuple(f for f in figures if not self._is_seen(f, kb) or (f.companion is not None and not self._is_seen(f.companion, kb)))

    def _is_seen(self, figure: Figure, kb: KnowledgeBase) -> bool:
        known = [*self._former(figure, kb), *self._elsewhere(figure, kb)]
        if any(_agree(figure, other) for other in known):
            return True
        if known and figure.period is not None and figure.period.year is not None:
            self.before[id(figure.fact)] = known[0]
        return False

    def _former(self, figure: Figure, kb: KnowledgeBase) -> list[Figure]:
        """The same figure in the former reading of its article."""
        former = self.request.former.get(kb.article.id)
        return _same(figure, former) if former else []

    def _elsewhere(self, figure: Figure, kb: KnowledgeBase) -> list[Figure]:
        """The same figure in articles seen before: reported ones by the index, forecasts and undated ones by reading on."""
        catalog = self.library.catalog
        if figure.fact and not figure.fact.forecast and figure.period and figure.period.year:
            rows = [row for row in same_elsewhere(figure, catalog) if catalog.cards[row.article].id in self.seen]
            return [f for row in rows for f in figure_of_row(row, self.library)]
        company = catalog.cards[catalog.places[kb.article.id]].company
        seen = [p for p in catalog.companies.get(company, ()) if catalog.cards[p].id in self.seen]
        return [f for p in seen[:_COMPARED] for f in _same(figure, self.library.at(p))]


def _same(figure: Figure, kb: KnowledgeBase) -> list[Figure]:
    """The figures of an article for the same measure, subject and period."""
    own = figure.fact
    assert own is not None
    return [with_companion(figure_of(f, kb), kb) for f in kb.facts if f.value is not None and _key(f) == _key(own)]


def _key(fact: Fact) -> tuple[object, ...]:
    return fact.metric, fact.subject.id, fact.period, fact.role, fact.unit, fact.terms, fact.forecast


def _agree(figure: Figure, other: Figure) -> bool:
    """Whether two figures are the same but for rounding."""
    fact = other.fact
    assert fact is not None
    assert fact.value is not None
    row = Row(fact.metric, fact.period, fact.role, fact.value, fact.unit, fact.bound, fact.terms, fact.subject.id, 0)
    return agree(row, figure) and figure.direction == other.direction and figure.high == other.high
