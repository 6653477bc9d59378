"""One sentence of an article with what is mentioned in it: where its clauses, figures and names stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.article import Article, Sentence
from knowledge.fact import Subject
from knowledge.lexicon import Entity, Lexicon, Scanner
from knowledge.mention import Mention, read_mentions
from knowledge.period import Anchor
from knowledge.text import fold, has_hanzi

BREAK = re.compile(r"[,;:()!?。、](?!\d{3})")
_CLAUSE = re.compile(r"[,;:()!?。](?!\d{3})")


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
    spelled: dict[str, str] = field(default_factory=dict, repr=False, compare=False)  # names as the article writes them, by id

    def subject(self, key: str) -> Subject:
        """The entity of an id as whom a fact is about."""
        entity = self.entities.get(key) or self.lexicon.entities[key]
        return Subject(key, self._written(entity))

    def _written(self, entity: Entity) -> str:
        """The name of the three by which the article itself calls an entity."""
        if entity.id not in self.spelled:
            text = self.article.text
            names = [n for n in (entity.name.zh, entity.name.hant, entity.name.en) if n]
            places = [(p, n) for n in names if (p := text.find(n) if has_hanzi(n) else fold(text).find(fold(n))) >= 0]
            self.spelled[entity.id] = next((text[p : p + len(n)] for p, n in places), entity.name.zh)
        return self.spelled[entity.id]

    def reporting(self, default: Subject) -> Subject:
        """The company whose article it is; `default` where nobody knows whose."""
        return self.subject(self.company.id) if self.company.id else default

    def mentions(self, sentence: Sentence) -> list[Mention]:
        """What a sentence mentions, in order; read once."""
        if sentence.index not in self.found:
            self.found[sentence.index] = read_mentions(sentence.folded, self.lexicon, self.names, self.anchor)
        return self.found[sentence.index]


@dataclass
class Clauses:
    """A sentence, its mentions and its figures; positions are offsets of the folded sentence."""

    reader: Reader
    sentence: Sentence
    text: str = field(init=False)
    mentions: list[Mention] = field(init=False)
    figures: list[Mention] = field(init=False)  # mentions of quantities, without the number of a list item (1、)

    def __post_init__(self) -> None:
        self.text = self.sentence.folded
        self.mentions = self.reader.mentions(self.sentence)
        self.figures = [m for m in self.mentions if m.quantity and not (m.start == 0 and self.text[m.end : m.end + 1] in tuple("、.)"))]

    def left(self, position: int, pattern: re.Pattern[str] = _CLAUSE) -> int:
        """Where the clause that holds `position` begins."""
        return max((m.end() for m in pattern.finditer(self.text, 0, position)), default=0)

    def right(self, position: int) -> int:
        """Where the piece that holds `position` ends; 、 ends it too."""
        found = BREAK.search(self.text, position)
        return found.start() if found else len(self.text)

    def between(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie within [start, end)."""
        return [m for m in self.mentions if start <= m.start and m.end <= end]

    def ids(self, kind: str, start: int, end: int) -> list[str]:
        """The ids of one kind that are mentioned within [start, end)."""
        return [key for m in self.between(start, end) if (key := m.of(kind))]

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
        hits = self.reader.lexicon.scanner.hits(folded)
        return frozenset(f"{s.kind}:{s.id}" for t in hits for s in t.senses if s.kind in ("term", "metric"))
