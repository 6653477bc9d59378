"""What reads a question before an article is chosen: the names of all articles of a library, and the text of none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from intents.questions.question import Question
from intents.questions.reading import read_question
from intents.questions.vocabulary import Vocabulary, load_vocabulary
from knowledge.article import About, read_article
from knowledge.knowledgebase import KnowledgeBase, OwnMetrics
from knowledge.language.lexicon import Entity, Metric, Name
from knowledge.language.scanner import Scanner, Token
from knowledge.periods.period import Anchor
from knowledge.shelves.catalog import Catalog

_NOBODY = Entity("", Name("", "", ""), "company")
_KEPT = 8  # libraries whose front is kept


@dataclass(frozen=True, eq=False)
class Front(KnowledgeBase):
    """A knowledge base without an article: it knows whom and which measures a library tells of, and nothing of what is said."""

    measures: Mapping[str, Metric]

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """The measures of the lexicon, and those that only articles of the library name."""
        return OwnMetrics(dict(self.measures), self.lexicon.metrics)

    def named(self, folded: str) -> list[Token]:
        """The names of the library in a folded text."""
        return self.names.hits(folded)


@lru_cache(_KEPT)
def front_of(catalog: Catalog) -> Front:
    """The front of a library, as of its newest article."""
    vocabulary = load_vocabulary()
    names = Scanner()
    for surface, senses in catalog.names.items():
        for sense in senses if surface not in vocabulary.senses else ():  # a name that is a word as well is read as the word
            names.add(surface, sense)
    return Front(read_article("", About("")), vocabulary.lexicon, _NOBODY, catalog.cards[0].anchor, (), (), (), names, catalog.entities, catalog.measures)


def as_of(question: Question, anchor: Anchor, front: Front, vocabulary: Vocabulary) -> Question:
    """The question with its periods as of another article: last year is that article's."""
    written = all(p.period.year is None or str(p.period.year) in question.folded[p.start : p.end] for p in question.periods)
    if written or anchor == front.anchor or "period" in question.inherited:
        return question
    read = read_question(question.text, replace(front, anchor=anchor), vocabulary, question.language)
    return replace(question, periods=read.periods)
