"""Questions to a library that name no company, several or an unknown one: what they are about decides, or they are asked back."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import islice

from intents.across.headlines import of_everybody
from intents.across.parties import Asked, Party
from intents.across.plain import Given
from intents.across.ranking import of_all
from intents.finding.figures import name_of
from intents.kinds.strangers import unknown_subject
from intents.questions.question import Question
from intents.reply import Answer, Clarify, Decline, Reason
from intents.saying.decline import suggest_facts
from intents.saying.wording import phrase, ready_question, said
from knowledge.fact import Role
from knowledge.language.scanner import words
from knowledge.periods.period import Period
from knowledge.shelves.catalog import pairs_of

_READINGS = 3  # ready questions of one that is asked back
_LOOKED_AT = 64  # articles that are looked through for other companies
_RARE = 8  # companies that a word may lead to; one that leads to more tells little
_ANSWERED = 3  # articles that an open question is put to
_NEAR = 0.75  # share of the best article's score that another one needs to be asked as well
_PLAIN = frozenset(("how_much", "what", "which", "current"))  # what a ready question for a figure asks
Ask = Callable[[Asked, Party], Given]


def absent(asked: Asked) -> Given | None:
    """The decline where a company is named that no article tells of."""
    question, catalog = asked.question, asked.catalog
    for party in asked.parties:
        if party.key not in catalog.companies and f"entity:{party.key}" not in catalog.postings and not _products(asked, party):
            return _no_such_company(asked, said(catalog.name(party.key).name, question.language))
    if asked.parties:
        return None
    decline = unknown_subject(question, asked.front)
    if decline is None or _holding(asked, decline.missing):
        return None
    return _no_such_company(asked, decline.missing)


def _products(asked: Asked, party: Party) -> bool:
    """Whether articles speak of something that belongs to a company, though not of the company."""
    ids = {u.id for u in asked.question.units if u.kind == "entity"}
    return any(f"entity:{key}" in asked.catalog.postings and asked.catalog.key(key) == party.key for key in ids)


def _no_such_company(asked: Asked, name: str) -> Given:
    kb = asked.library.at(0)
    return Given(Decline(asked.question.language, Reason.COMPANY, name, suggestions=suggest_facts(kb, asked.question.language)), kb)


def _holding(asked: Asked, name: str) -> list[int]:
    """The articles that may have a word which is nobody's name."""
    folded = name.lower()
    tokens = [*pairs_of(folded), *(w for _, _, w in words(folded))]
    found = [set(asked.catalog.postings.get(token, ())) for token in tokens]
    return sorted(set.intersection(*found)) if found else []


# --- asked back


def which_company(asked: Asked) -> Given:
    """The question back where a name is that of several companies."""
    return _asked_back(asked, [key for p in asked.parties for key in (p.key, *p.namesakes)])


def _asked_back(asked: Asked, keys: Iterable[str]) -> Given:
    """Up to three ready questions, one for each company."""
    catalog, language = asked.catalog, asked.question.language
    chosen = list(islice(dict.fromkeys(k for k in keys if k in catalog.companies), _READINGS))
    kb = asked.library.at(catalog.companies[chosen[0]][0] if chosen else 0)
    ready = tuple(question for key in chosen if (question := _ready(asked, key)))
    return Given(Clarify(language, "which_company", ready), kb)


def _ready(asked: Asked, key: str) -> str:
    """The question with the company's name: for a measure as one would ask it, else the name before it."""
    catalog, question = asked.catalog, asked.question
    name = said(catalog.name(key).name, question.language)
    if len(asked.metrics) == 1 and question.cues.keys() <= _PLAIN and all(u.kind in ("metric", "entity") or u.soft for u in question.units):
        rows = [r for r in catalog.figures(key, asked.metrics[0]) if r.role in (Role.VALUE, Role.MARGIN) and (not question.periods or _timely(asked, r.period))]
        for row in rows:
            kb = asked.library.at(row.article)
            fact = next((f for f in kb.facts if (f.metric, f.period, f.role, f.value) == (row.metric, row.period, row.role, row.value)), None)
            if fact:
                return ready_question(fact, name_of(fact, kb), kb, question.language)
    if called := next((p for p in asked.parties if key in (p.key, *p.namesakes) and p.spans), None):
        return named_in_full(question, called.spans[0], name)
    return phrase("library", "put_to", question.language, company=name, question=question.text)


def named_in_full(question: Question, span: tuple[int, int], name: str) -> str:
    """The question with a company's name in the place of its short one."""
    text = question.text if len(question.text) == len(question.folded) and not question.mended else question.folded
    start, end = span
    owner = "'s" if text[start:end].lower().endswith("'s") else ""
    return f"{text[:start]}{name}{owner}{text[end:]}"


def _timely(asked: Asked, period: Period | None) -> bool:
    return any(p.period == period or (p.period.year is None and period is not None and p.period.part == period.part) for p in asked.question.periods)


# --- by topic


def by_topic(asked: Asked, ask: Ask) -> Given:
    """The answer of the one company that the question fits; asked back where it fits several."""
    catalog = asked.catalog
    if len(catalog.companies) == 1:
        return ask(asked, Party(catalog.cards[0].company))
    if named := _by_name(asked):
        return _one_or_back(asked, named, ask)
    if given := of_all(asked) or of_everybody(asked):
        return given
    if asked.metrics:
        when = asked.question.periods[-1].period if asked.question.periods else None
        positions = catalog.measured.get((asked.metrics[-1], when), ()) or catalog.measured.get((asked.metrics[-1], None), ())
        if found := _companies(asked, islice(positions, _LOOKED_AT)):
            return _one_or_back(asked, found, ask)
        if not _scores(asked):
            name = said(asked.front.metrics[asked.metrics[-1]].name, asked.question.language)
            kb = asked.library.at(0)
            return Given(Decline(asked.question.language, Reason.METRIC, name, suggestions=suggest_facts(kb, asked.question.language)), kb)
    return _by_words(asked, ask)


def _by_name(asked: Asked) -> list[str]:
    """The companies in whose articles a person that is named stands."""
    ids = [f"person:{key}" for key in asked.question.of("person")]
    return _companies(asked, (p for key in ids for p in islice(asked.catalog.postings.get(key, ()), _LOOKED_AT)))


def _companies(asked: Asked, positions: Iterable[int]) -> list[str]:
    """The companies of articles, in their order, as many as one more than are asked back."""
    found: dict[str, None] = {}
    for position in positions:
        found[asked.catalog.cards[position].company] = None
        if len(found) > _READINGS:
            break
    return [key for key in found if key]


def _one_or_back(asked: Asked, keys: list[str], ask: Ask) -> Given:
    return ask(asked, Party(keys[0])) if len(keys) == 1 else _asked_back(asked, keys)


def _by_words(asked: Asked, ask: Ask) -> Given:
    """An open question: the companies whose articles have its rarest words; asked back where several have an answer."""
    scores = _scores(asked)
    if not scores:
        return _without_topic(asked, ask)
    best = scores[0][1]
    keys = [key for key, score in scores[:_ANSWERED] if score >= _NEAR * best]
    given = {key: ask(asked, Party(key)) for key in keys}
    answered = [key for key in keys if isinstance(given[key].reply, Answer)]
    if len(answered) > 1:
        return _asked_back(asked, answered)
    return given[answered[0] if answered else keys[0]]


def _without_topic(asked: Asked, ask: Ask) -> Given:
    """No word leads to few companies: asked back if the newest article has an answer, else its decline."""
    keys = _companies(asked, range(min(_LOOKED_AT, len(asked.catalog.cards))))
    given = ask(asked, Party(keys[0]))
    return _asked_back(asked, keys) if isinstance(given.reply, Answer) else given


def _scores(asked: Asked) -> list[tuple[str, float]]:
    """Companies by the words of the question that lead to few companies, the rarer the word the more it counts."""
    catalog, question = asked.catalog, asked.question
    ids = [u.key for u in question.content if u.kind in ("term", "metric", "person")]
    rest = _left_over(asked.read)
    tokens = dict.fromkeys([*ids, *pairs_of(rest), *(w for _, _, w in words(rest))])
    scores: defaultdict[str, float] = defaultdict(float)
    for token in tokens:
        positions = catalog.postings.get(token, ())
        if 0 < len(positions) <= _LOOKED_AT:
            companies = {catalog.cards[p].company for p in positions} - {""}
            if 0 < len(companies) <= max(1, min(_RARE, len(catalog.companies) // 2)):
                for company in companies:
                    scores[company] += 1 / len(companies)
    return sorted(scores.items(), key=lambda s: (-s[1], catalog.companies[s[0]][0]))


def _left_over(question: Question) -> str:
    """The words of a question that no lexicon explains."""
    text = question.folded
    for start, end in question.spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
