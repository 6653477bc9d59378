"""Whom a question to a library is about, and how it is put to one of the library's articles."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from intents.conversation import Conversation, as_known
from intents.questions.front import Front
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.questions.reading import read_question
from intents.questions.vocabulary import Vocabulary
from intents.reply import Figure
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library
from knowledge.shelves.catalog import Catalog

_WITH_ANOTHER = ("compare", "which", "more_than", "less_than", "difference")
_SET_BESIDE, _OF_TWO = pattern("set_beside"), pattern("of_two")
_REACH = 16  # characters before a name that say that another one is set beside it
_SHORT = 12  # characters of a question that goes on about all the companies of the last one
MOST = 5  # companies that one question is answered for


@dataclass(frozen=True, slots=True)
class Party:
    """A company that a question names: its key, where it is named, and other companies of the same short name."""

    key: str
    spans: tuple[tuple[int, int], ...] = ()
    namesakes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question put to a library: as it stands (`read`), with what it leaves out (`question`), and whom it is about."""

    read: Question
    question: Question
    parties: tuple[Party, ...]
    library: Library
    front: Front
    vocabulary: Vocabulary
    before: tuple[Figure, ...] = ()
    instead: tuple[str, str] | None = None  # a measure, and the one that answers for it

    @property
    def catalog(self) -> Catalog:
        """The index of the library."""
        return self.library.catalog

    @property
    def metrics(self) -> list[str]:
        """The measures asked for."""
        return self.question.of("metric")


def parties_of(read: Question, question: Question, conversation: Conversation, catalog: Catalog) -> tuple[Party, ...]:
    """The companies that a question names or owns the products of; those of the last answer where it names none, or
    sets one beside them."""
    found: dict[str, Party] = {}
    for unit in (u for u in read.units if u.kind == "entity" and not u.soft):
        for key, others in _keys_of(unit, catalog):
            known = found.get(key, Party(key))
            found[key] = replace(known, spans=(*known.spans, (unit.start, unit.end)), namesakes=others)
    named = tuple(_settled(party, (*conversation.companies, *_full(found))) for party in found.values())
    named = tuple({party.key: party for party in named}.values())[:MOST]
    topics = (catalog.key(u.id) for u in question.units if u.kind == "entity" and u not in read.units)
    last = tuple(Party(key) for key in dict.fromkeys((*conversation.companies, *topics)) if _is_told_of(key, catalog))
    if len(named) > 1 or any(p.namesakes for p in named):
        return named
    if read.asks(*_WITH_ANOTHER) and (read.of("metric") or question.inherited) and (two := _beside(read, named, last, conversation)):
        return two
    if named:
        return named
    whole = len(last) < 2 or bool(question.inherited) or len(read.folded.strip()) <= _SHORT
    return last if whole else last[:1]


def _beside(read: Question, named: tuple[Party, ...], last: tuple[Party, ...], conversation: Conversation) -> tuple[Party, ...]:
    """Two companies of which a question names one (比快手高吗) or none (谁高); the last other one that was asked about is meant."""
    earlier = tuple(Party(key) for key in conversation.others)
    if not named:
        return (*earlier, *last) if len(last) == len(earlier) == 1 else ()
    against = any(_SET_BESIDE.search(read.folded, max(0, start - _REACH), start) for start, _ in named[0].spans)
    others = [p for p in (*last, *earlier) if p.key != named[0].key]
    if not others or len(last) != 1 or not (against or read.finds(_OF_TWO)):
        return ()  # more than a year ago, more than expected: of one company
    return (others[0], *named) if against else (*named, others[0])


def _is_told_of(key: str, catalog: Catalog) -> bool:
    return key in catalog.companies or f"entity:{key}" in catalog.postings


def _keys_of(unit: Unit, catalog: Catalog) -> Iterable[tuple[str, tuple[str, ...]]]:
    """The company of a unit, with those that share the name it is called by."""
    senses = catalog.names.get(unit.word.removesuffix("'s"), ())
    keys = dict.fromkeys(catalog.key(s.id) for s in senses if s.kind == "entity")
    key = catalog.key(unit.id)
    return ((key, tuple(k for k in keys if k != key)),)


def _full(found: dict[str, Party]) -> list[str]:
    return [party.key for party in found.values() if not party.namesakes]


def _settled(party: Party, known: tuple[str, ...]) -> Party:
    """A name that several share is the one that the question or the chat has in full."""
    meant = next((key for key in (party.key, *party.namesakes) if key in known), None) if party.namesakes else None
    return replace(party, key=meant, namesakes=()) if meant else party


def put_to(kb: KnowledgeBase, asked: Asked, party: Party | None) -> Question | None:
    """The question as the article `kb` reads it: the other companies left out, periods as the library dates them.

    None where the article does not know the company by the name that the question has for it.
    """
    catalog, question = asked.catalog, asked.question
    own = party is not None and catalog.keys.get(kb.company.id, kb.company.id) == party.key
    hidden = [span for p in asked.parties if party is None or p.key != party.key for span in p.spans]
    if party:
        strange = [span for span in party.spans if not _knows(kb, asked.read.folded[slice(*span)], party.key, catalog)]
        if not own and strange:
            return None
        hidden += strange
    read = read_question(_without(asked.read, hidden), kb, asked.vocabulary, question.language)
    added = tuple(as_known(u, kb) for u in question.units if u not in asked.read.units and (u.kind != "entity" or _goes_along(u, kb, party, asked)))
    if party and not own and not party.spans:  # whom the chat is about, in an article on another company
        if party.key not in kb.subjects:
            return None
        added = (*added, Unit(f"entity:{party.key}", 0, 0))
    cues = {**read.cues, **{cue: places for cue, places in question.cues.items() if cue not in asked.read.cues}}
    periods = question.periods or read.periods
    return replace(read, units=(*read.units, *added), periods=periods, cues=cues, inherited=question.inherited)


def _goes_along(unit: Unit, kb: KnowledgeBase, party: Party | None, asked: Asked) -> bool:
    """Whether what a follow-up goes on about is a name that the article has, and none of a company that is asked for."""
    known = unit.id in kb.entities or unit.id in kb.lexicon.entities
    return known and (party is None or asked.catalog.key(unit.id) not in {p.key for p in (party, *asked.parties)})


def _knows(kb: KnowledgeBase, word: str, key: str, catalog: Catalog) -> bool:
    """Whether an article reads a word as the company of a key, or as something of its."""
    word = word.removesuffix("'s")
    known = kb.lexicon.surfaces.get(word)
    senses = (*kb.names.senses.get(word, ()), *((known,) if known else ()))
    return any(s.kind == "entity" and catalog.key(s.id) == key for s in senses)


def _without(question: Question, spans: list[tuple[int, int]]) -> str:
    """The question's text with blanks for some spans."""
    if not spans:
        return question.text
    text = question.text if len(question.text) == len(question.folded) and not question.mended else question.folded
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
