"""Asking a library: company, period and topic choose the article; several articles answer what one cannot."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, zip_longest
from typing import Any

from intents.across.companies import beside_each_other
from intents.across.course import between_periods, is_over_periods, over_periods
from intents.across.headlines import of_named
from intents.across.parties import Asked, Party, parties_of, put_to
from intents.across.plain import Given, articles_for
from intents.across.ranking import goes_beyond
from intents.across.topics import absent, by_topic, which_company
from intents.answer import answer, ask, asks_what_is_held
from intents.conversation import EMPTY, Conversation, inherit, remember, remember_missing
from intents.finding.find import same_period
from intents.finding.versions import with_versions
from intents.kinds.computed import wants_gap
from intents.questions.front import as_of, front_of
from intents.questions.language import Language, language_of
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.questions.reading import MAX_CHARACTERS, read_question
from intents.questions.vocabulary import load_vocabulary
from intents.reply import Answer, Clarify, Decline, Mode, Reason, Reply
from intents.saying.decline import decline, suggest_facts
from intents.saying.record import record_of
from intents.saying.render import speak
from intents.saying.spoken import Spoken
from intents.saying.wording import period_text, said
from intents.several import together
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import tidy
from knowledge.library import Library
from knowledge.shelves.catalog import Catalog

_UNSAFE, _WHICH_COMPANIES = pattern("unsafe_order"), pattern("which_companies")
_SOCIAL = ("greeting", "thanks", "bye", "help")
_TRIED = 4  # articles of a company that are asked in turn
_FINAL = (Reason.ADVICE, Reason.UNSAFE, Reason.FORECAST)  # what no other article changes
_COMPARED = 2  # companies in an answer, of which the next question may ask which is the highest
_MOST_PERIODS = 6  # named in a decline
_OFFERED = 3  # ready questions


@dataclass(frozen=True)
class Told:
    """A reply with the article that it comes from, and the index of the library where there are several articles."""

    reply: Reply
    kb: KnowledgeBase
    catalog: Catalog | None = None

    @property
    def text(self) -> str:
        """The reply as text."""
        return self.spoken.text

    @cached_property
    def spoken(self) -> Spoken:
        """The reply in words, for a surface to give it a form."""
        return speak(self.reply, self.kb, self.catalog)

    @property
    def record(self) -> dict[str, Any]:
        """The reply as a record."""
        return record_of(self.reply, self.kb, self.catalog)


def ask_any(text: str, source: KnowledgeBase | Library, conversation: Conversation = EMPTY, language: Language | None = None) -> tuple[Told, Conversation]:
    """The reply of an article or of a library; that of a library with one article is the article's."""
    if isinstance(source, Library) and len(source.bases) > 1 and len(source.catalog.cards) > 1:
        return ask_library(text, source, conversation, language)
    kb = source.default if isinstance(source, Library) else source
    reply, after = ask(text, kb, conversation, language)
    return Told(reply, kb), after


def ask_library(text: str, library: Library, conversation: Conversation = EMPTY, language: Language | None = None) -> tuple[Told, Conversation]:
    """The reply of a library to a question and the conversation that follows it; never raises on any text."""
    clean, catalog = tidy(text[: 4 * MAX_CHARACTERS]).strip(), library.catalog
    newest = library.at(0)
    if not clean or len(clean) > MAX_CHARACTERS:
        reply, after = ask(text, newest, conversation, language)
        return Told(reply, newest, catalog), after
    language = language or language_of(clean, before=conversation.language)
    told, after = _one(clean, library, conversation, language)
    articles: dict[str, Told] = {}

    def ask_one(clause: str, before: Conversation) -> tuple[Reply, Conversation]:
        one, then = _one(clause, library, before, language)
        articles.setdefault("first", one)
        return one.reply, then

    if several := together(clean, told.reply, conversation, ask_one):
        return replace(articles["first"], reply=several[0]), several[1]
    return told, after


def _one(clean: str, library: Library, conversation: Conversation, language: Language) -> tuple[Told, Conversation]:
    """The reply to one question."""
    catalog = library.catalog
    asked = read(clean, library, conversation, language)
    given = _given(asked, conversation)
    reply = given.reply
    if isinstance(reply, Answer) and reply.mode is not Mode.HELP:
        after = remember(asked.question, reply, conversation, given.kb)
        companies = _companies(asked, given)
        others = conversation.companies if conversation.companies != companies else conversation.others
        return Told(reply, given.kb, catalog), replace(after, companies=companies, others=others)
    if isinstance(reply, Decline):
        return Told(reply, given.kb, catalog), remember_missing(asked.question, reply, conversation)
    return Told(reply, given.kb, catalog), replace(conversation, suggestions=getattr(reply, "suggestions", ()), language=language)


def read(clean: str, library: Library, conversation: Conversation, language: Language | None) -> Asked:
    """A question with whom it is about; relative periods are as of the newest article of the first company."""
    vocabulary, catalog = load_vocabulary(), library.catalog
    front = front_of(catalog)
    own = read_question(clean, front, vocabulary, language)
    if goes_beyond(own, front) and (len(conversation.companies) < _COMPARED or own.finds(_WHICH_COMPANIES)):
        conversation = replace(conversation, companies=(), others=(), units=tuple(u for u in conversation.units if u.kind != "entity"))
    question = inherit(own, conversation, front)
    parties = parties_of(own, question, conversation, catalog)
    if question.periods and parties and parties[0].key in catalog.companies:
        question = as_of(question, catalog.cards[catalog.companies[parties[0].key][0]].anchor, front, vocabulary)
    return Asked(own, question, parties, library, front, vocabulary, conversation.figures)


def read_alone(clean: str, library: Library) -> Question:
    """A text as it is read by itself, before any conversation."""
    return read_question(clean, front_of(library.catalog), load_vocabulary(), None)


def _companies(asked: Asked, given: Given) -> tuple[str, ...]:
    """Whom the next question may go on about."""
    catalog = asked.catalog
    return tuple(p.key for p in asked.parties) or (catalog.keys.get(given.kb.company.id, given.kb.company.id),)


def _given(asked: Asked, conversation: Conversation) -> Given:
    """Decides how many companies and articles a question is for."""
    question, catalog = asked.question, asked.catalog
    if question.asks("unsafe", "advice") or question.finds(_UNSAFE) or (not question.content and question.asks(*_SOCIAL)) or asks_what_is_held(question):
        kb = asked.library.at(catalog.places.get(conversation.article, 0))
        reply = answer(put_to(kb, replace(asked, parties=()), None) or question, kb)
        is_of_all = isinstance(reply, Clarify) and reply.about in ("hello", "holdings")
        return Given(Clarify(reply.language, f"{reply.about}_library", _examples(asked)) if isinstance(reply, Clarify) and is_of_all else reply, kb)
    if declined := absent(asked):
        return declined
    if any(p.namesakes for p in asked.parties):
        return which_company(asked)
    if len(asked.parties) > 1:
        return beside_each_other(asked) or of_named(asked) or _together(asked)
    if asked.parties:
        return of_company(asked, asked.parties[0])
    return by_topic(asked, of_company)


def _examples(asked: Asked) -> tuple[str, ...]:
    """Ready questions on the companies of the newest articles, on each one before another on the same."""
    newest = [asked.library.at(places[0]) for key, places in islice(asked.catalog.companies.items(), _OFFERED + 1) if key][:_OFFERED]
    ready = [suggest_facts(kb, asked.question.language) for kb in newest or [asked.library.at(0)]]
    in_turn = (question for questions in zip_longest(*ready) for question in questions if question)
    return tuple(islice(dict.fromkeys(in_turn), _OFFERED))


def _together(asked: Asked) -> Given:
    """Several companies and no measure: the newest article that speaks of all of them, else a decline."""
    positions = [set(asked.catalog.postings.get(f"entity:{p.key}", ())) for p in asked.parties]
    shared = sorted(set.intersection(*positions))
    kb = asked.library.at(shared[0] if shared else min(positions[0], default=0))
    read = put_to(kb, replace(asked, parties=()), None)
    reply = answer(read, kb) if shared and read else None
    if reply is None:
        others = (asked.library.at(asked.catalog.companies[p.key][0]) for p in asked.parties if p.key in asked.catalog.companies)
        ready = [suggest_facts(other, asked.question.language)[:1] for other in others]
        reply = Decline(asked.question.language, Reason.UNSAID, suggestions=tuple(q for qs in ready for q in qs)[:3])
    return Given(reply, kb)


def of_company(asked: Asked, party: Party) -> Given:
    """The answer of a company's articles: those that tell of the measure and period first, else the newest."""
    if gap := between_periods(asked, party):
        return gap
    if is_over_periods(asked.question) and (course := over_periods(asked, party)):
        return course
    declined: Given | None = None
    for position in _articles(asked, party)[:_TRIED]:
        kb = asked.library.at(position)
        question = put_to(kb, asked, party)
        if question is None:
            continue
        own = all(c.article == kb.article.id for f in asked.before for c in f.citations)
        reply = answer(question, kb, asked.before if own else ())
        if isinstance(reply, Answer) and _is_of_one_period(reply, question):
            return _undecided(asked, kb)
        if isinstance(reply, Answer):
            return Given(_with_versions(reply, asked), kb)
        declined = declined or Given(reply, kb)
        if not isinstance(reply, Decline) or reply.reason in _FINAL:
            break
    return _declined(declined, asked, party)


def _is_of_one_period(reply: Answer, question: Question) -> bool:
    """Whether a difference between periods was asked for, and only a figure of one of them is there."""
    plain = reply.mode is Mode.FIGURES and all(not f.formula and not f.role.is_change for f in reply.figures)
    return plain and bool(question.periods) and wants_gap(question)


def _undecided(asked: Asked, kb: KnowledgeBase) -> Given:
    return Given(decline(asked.question, kb, Reason.UNSAID), kb)


def _articles(asked: Asked, party: Party) -> list[int]:
    """Positions of articles, the most fitting first."""
    question, catalog = asked.question, asked.catalog
    rows = [row for metric in asked.metrics for row in catalog.figures(party.key, metric)]
    periods = [p for p in question.periods if not p.base]
    own = list(catalog.companies.get(party.key, ())) or list(catalog.postings.get(f"entity:{party.key}", ()))
    if not periods:
        timely = sorted({row.article for row in rows}, key=lambda p: (catalog.cards[p].company != party.key, p))
        return list(dict.fromkeys((*timely, *own)))
    asked_for = periods[-1]
    exact = [row for row in rows if same_period(asked_for, row.period)]
    period = asked_for.period if asked_for.period.year else max((r.period for r in exact if r.period and r.period.year), key=lambda p: p.year or 0, default=None)
    told = articles_for(catalog, party.key, [r for r in exact if asked_for.period.year or r.period == period], period)
    of_year = [p for p in own if catalog.cards[p].anchor.reported == asked_for.period] + [p for p in own if catalog.cards[p].anchor.reported.year == asked_for.period.year]
    return list(dict.fromkeys((*told, *of_year, *own)))


def _with_versions(reply: Answer, asked: Asked) -> Answer:
    """The answer with what other articles say differently; then there is no verdict."""
    shown, disagree = with_versions(reply.figures, asked.library) if reply.mode in (Mode.FIGURES, Mode.VERDICT, Mode.OVERVIEW, Mode.COMPARISON) else (reply.figures, False)
    return replace(reply, figures=shown, mode=Mode.FIGURES, verdict=None, disagree=True) if disagree else reply


def _declined(given: Given | None, asked: Asked, party: Party) -> Given:
    """The decline of the article asked first, in words that hold for all articles of the company."""
    question, catalog = asked.question, asked.catalog
    company = said(catalog.name(party.key).name, question.language)
    if given is None:
        kb = asked.library.at(0)
        return Given(Decline(question.language, Reason.COMPANY, company, suggestions=suggest_facts(kb, question.language)), kb)
    reply = given.reply
    if not isinstance(reply, Decline):
        return given
    if reply.reason is Reason.COMPANY:  # an article on another company speaks of it
        missing = said(asked.front.metrics[asked.metrics[0]].name, question.language) if asked.metrics else ""
        reply = replace(reply, reason=Reason.METRIC if missing else Reason.UNSAID, missing=missing)
    if reply.reason is Reason.METRIC:
        owner = f"{company}'s " if question.language is Language.EN else company
        return replace(given, reply=replace(reply, missing=f"{owner}{reply.missing}"))
    if reply.reason is Reason.PERIOD:
        rows = [r for m in asked.metrics for r in catalog.figures(party.key, m) if r.period and r.period.year]
        told = dict.fromkeys(period_text(r.period, question.language) for r in sorted(rows, key=lambda r: -(r.period.year or 0) if r.period else 0))
        return replace(given, reply=replace(reply, present=tuple(told)[:_MOST_PERIODS]))
    return replace(given, reply=reply)
