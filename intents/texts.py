"""Questions whose answer is a sentence: who, when, why, what, quotes, lists, outlook, overview."""

import re

from intents.decline import decline, headlines
from intents.figures import figure_of, same_period, with_companion
from intents.find import Aspect, Passage, Wanted, covered, fits, passages, weight
from intents.question import Question, Unit
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.wording import period_text
from knowledge.fact import Fact, Kind, Person, Role
from knowledge.knowledgebase import KnowledgeBase

TITLES = {"term:ceo": "ceo", "term:founder": "founder", "term:cfo": "cfo", "term:coo": "coo", "term:cto": "cto", "term:chairman": "chairman", "term:cmo": "cmo"}
_SPEAKING = frozenset(("term:say", "term:earnings_call", "term:management", "term:manage", "term:lead", "term:person_in_charge", "term:founding", "term:control"))
_GENERAL = frozenset(f"term:{t}" for t in ("financial_report", "performance_business", "highlight", "key_point", "conclusion", "company", "story", "say", "result_outcome", "ceo", "short_term", "main", "investor", "market"))
_ENOUGH = 0.5  # share of a question that a sentence must cover to answer it
_STRANGE = 0.2  # more of it where the question has words that nobody knows
_MOST = 3
_TAKES_UP = re.compile(r"[这该此]|this|that|such|the reason")
_YEARS = re.compile(r"([一二三四五六七八九十\d]{1,2})\s?(?:个)?年|(two|three|four|five|\d)[\s-]years?")
_REPORT = re.compile(r"财报|年报|季报|业绩|results|earnings|(?<![a-z])report(?![a-z])")


def _answer(question: Question, kb: KnowledgeBase, mode: Mode, found: list[Passage], text: str = "") -> Answer:
    best = found[0].score
    kept = [p for p in found if p.score >= 0.5 * best][:_MOST]
    return Answer(question.language, mode, passages=tuple(kb.article.cite(p.sentence) for p in kept), text=text)


def covering(question: Question, kb: KnowledgeBase, kinds: tuple[Kind, ...], only: frozenset[int] | None = None, enough: float = _ENOUGH) -> list[Passage]:
    """The sentences that cover enough of the question; [] if none does, or if it is of a year the article is not."""
    if any(p.dated and not p.same and p.period.year not in kb.years for p in question.periods):
        return []
    parts = {p.part for p in kb.periods}
    if any(p.period.is_event and p.period.part not in parts for p in question.periods):
        return []
    measures = [u for u in question.content if u.kind == "metric" and not u.loose]
    found = [p for p in passages(question, kb, kinds, only) if _has_numbers(question, kb, p.sentence) and all(covered(u, kb.content[p.sentence], kb) >= 0.5 for u in measures)]
    strange = Kind.REASON not in kinds and any(u.kind == "unknown" and not u.soft for u in question.units)
    return found if found and max(p.coverage for p in found[:_MOST]) >= enough + (_STRANGE if strange else 0.0) else []


def _has_numbers(question: Question, kb: KnowledgeBase, sentence: int) -> bool:
    """Whether a sentence has every number of the question, as a figure or in its text."""
    values = {f.value for f in kb.facts if f.citation.sentence == sentence}
    text = kb.article.sentences[sentence].folded
    return all(q.value in values or str(q.value) in text for q in question.quantities)


def who(question: Question, kb: KnowledgeBase) -> Reply | None:
    """Whoever holds the office asked for, or the person named, or who speaks or leads."""
    asked = [TITLES[u.key] for u in question.units if u.key in TITLES]
    named = question.of("person")
    people = [p for p in kb.people if p.name in named] or [p for p in kb.people if set(asked) & set(p.titles)]
    if asked and not people and not named:
        return decline(question, kb, Reason.TITLE, missing=question.folded[_span(question)[0] : _span(question)[1]])
    rest = [u for u in question.content if u.key not in _SPEAKING and not (u.kind == "entity" and u.id == kb.company.id)]
    said = passages(question, kb, (Kind.QUOTE,), frozenset(q.citation.sentence for q in kb.statements if q.kind is Kind.QUOTE)) if rest and not people else []
    if said and said[0].coverage >= _ENOUGH:
        speaker = next(q.speaker for q in kb.statements if q.kind is Kind.QUOTE and q.citation.sentence == said[0].sentence)
        if person := next((p for p in kb.people if p.name == speaker), None):
            cited = dict.fromkeys((kb.article.cite(said[0].sentence), kb.article.cite(person.sentence)))
            return Answer(question.language, Mode.PERSON, passages=tuple(cited), text=person.name)
    if not people and kb.people and (not rest or question.asks("leader")):
        people = list(kb.people[:1])
    return _person(question, kb, people[0]) if people else None


def _span(question: Question) -> tuple[int, int]:
    unit = next(u for u in question.units if u.key in TITLES)
    return unit.start, unit.end


def _person(question: Question, kb: KnowledgeBase, person: Person) -> Answer:
    return Answer(question.language, Mode.PERSON, passages=(kb.article.cite(person.sentence),), text=person.name)


def when(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The date of an event, or the period of the figure that the question describes."""
    fact = dated(question, kb)
    if fact:
        return Answer(question.language, Mode.DATE, passages=(fact.citation,), text=f"{fact.labels[0]}|{period_text(fact.period, question.language)}")
    metrics = question.of("metric")
    thresholds = [f for f in kb.facts if f.role is Role.THRESHOLD and f.base in metrics and any(q.value == f.value for q in question.quantities)]
    if thresholds:
        first = thresholds[0]
        figure = with_companion(figure_of(first, kb), kb)
        return Answer(question.language, Mode.FIGURES, (figure,))
    found = covering(question, kb, (Kind.EVENT,))
    return _answer(question, kb, Mode.PASSAGES, found) if found else None


def dated(question: Question, kb: KnowledgeBase) -> Fact | None:
    """The dated event that covers most of the question."""
    best: tuple[float, Fact] | None = None
    units = [u for u in question.units if u.kind in ("term", "metric", "text", "entity", "unknown") and not (u.soft and u.kind == "unknown")]
    if _REPORT.search(question.folded) and not any(u.key == "term:financial_report" for u in units):
        units.append(Unit("term:financial_report", 0, 0))
    total = sum(weight(u, kb) for u in units)
    for fact in kb.facts:
        if fact.role is not Role.DATE or not total:
            continue
        reported = {"term:financial_report"} if _REPORT.search(fact.labels[0]) else set()
        keys = frozenset(fact.terms | {f"entity:{fact.subject.id}"} | reported)
        sentence = kb.content[fact.citation.sentence]
        text = kb.article.sentences[fact.citation.sentence].folded
        own = sum(weight(u, kb) * covered(u, keys, kb) for u in units)
        score = max(own, 0.8 * sum(weight(u, kb) * covered(u, sentence, kb, text) for u in units) if own else 0) / total
        if score >= 0.5 and (best is None or score > best[0]):
            best = (score, fact)
    return best[1] if best else None


def why(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...] = ()) -> Reply | None:
    """Sentences that give reasons and speak of what is asked; right after a figure, those of its own paragraph."""
    reasons = {s.citation.sentence for s in kb.statements if s.kind is Kind.REASON}
    if "measure" in question.inherited and before:
        told = before[0].citations[0].sentence
        near = [i for i in (told, told + 1, told - 1) if i in reasons or i == told + 1]
        if told in reasons:
            return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in near if 0 <= i < len(kb.content)), text="why")
    found = covering(question, kb, (Kind.REASON,), enough=0.3)
    if not found:
        return None
    best = found[0]
    after = next((i for i in (best.sentence + 1, best.sentence + 2) if i in reasons and _TAKES_UP.match(kb.article.sentences[i].folded)), None)
    if after is not None and best.sentence not in reasons:
        found = [best, Passage(after, best.score, best.coverage), *(p for p in found[1:] if p.sentence != after)]
    return _answer(question, kb, Mode.PASSAGES, found, text="why")


def quote(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What somebody said: the sentences reported as theirs that cover the question, in order of fit."""
    asked = {TITLES[u.key] for u in question.units if u.key in TITLES}
    names = set(question.of("person")) | {p.name for p in kb.people if asked & set(p.titles)}
    quotes = [s for s in kb.statements if s.kind is Kind.QUOTE and (not names or s.speaker in names)]
    if not quotes or (asked and not names):
        return None
    spoken = frozenset(s.citation.sentence for s in quotes)
    topics = tuple(u for u in question.units if u.key not in TITLES and u.kind not in ("person", "unknown") and u.key not in ("term:say", "term:management", "term:earnings_call"))
    firm = [u for u in topics if not u.soft]
    if not firm:
        found = [Passage(i, 1.0, 1.0) for i in sorted(spoken)]
    else:
        narrowed = _with_units(question, topics)
        found = passages(narrowed, kb, (Kind.QUOTE,), spoken)
        if not found or found[0].coverage < 0.3:
            return None
    speaker = next(s.speaker for s in quotes if s.citation.sentence == found[0].sentence)
    return _answer(question, kb, Mode.QUOTE, found, text=speaker)


def _with_units(question: Question, units: tuple[Unit, ...]) -> Question:
    from dataclasses import replace

    return replace(question, units=units)


def outlook(question: Question, kb: KnowledgeBase) -> Reply | None:
    """Plans and expectations: sentences about the future, those that cover the question first."""
    ahead = [s.citation.sentence for s in kb.statements if s.kind is Kind.OUTLOOK]
    if not ahead:
        return None
    only = frozenset(ahead)
    found = passages(question, kb, (Kind.OUTLOOK,), only)
    horizon = [f.citation.sentence for f in kb.facts if f.unit == "year" and f.rule == "horizon"]
    if horizon and _YEARS.search(question.folded):
        return _answer(question, kb, Mode.PASSAGES, [Passage(horizon[0], 2.0, 1.0), *(p for p in found if p.sentence != horizon[0])], text="outlook")
    firm = [u for u in question.content if u.kind not in ("entity", "person") and u.key not in ("term:management", "term:plan", "term:outlook", "term:guidance", "term:direction")]
    if firm and (not found or found[0].coverage < 0.34):
        return None
    first = min((s.citation.sentence for s in kb.statements if s.kind is Kind.OUTLOOK and any(q.kind is Kind.QUOTE and q.citation == s.citation for q in kb.statements)), default=ahead[0])
    chosen = found or [Passage(first, 1.0, 1.0)]
    if not firm:
        chosen = [Passage(first, 2.0, 1.0), *(p for p in found if p.sentence != first)]
    return _answer(question, kb, Mode.PASSAGES, chosen, text="outlook")


def what(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What something is, how something is done, which things there are: the sentences that cover the question."""
    if quantity := by_number(question, kb):
        return quantity
    entities = [e for e in question.of("entity") if e != kb.company.id]
    firm = [u for u in question.content if u.kind in ("term", "metric", "text", "person", "unknown") and u.key != "term:promotion_festival"]
    events = [p for p in question.periods if p.period.is_event]
    if events and not firm and (reply := overview(question, kb)):
        return reply
    if entities and not firm:
        return _described(question, kb, entities[0])
    kinds = (Kind.LIST,) if question.asks("which") else (Kind.DESCRIPTION, Kind.LIST, Kind.RESULT)
    found = covering(question, kb, kinds)
    return _answer(question, kb, Mode.PASSAGES, found) if found else None


def _described(question: Question, kb: KnowledgeBase, entity: str) -> Answer | None:
    """Sentences about an entity: those with facts of it first, then those that name it."""
    keyed = f"entity:{entity}"
    named = [i for i, keys in enumerate(kb.content) if keyed in keys]
    about = {f.citation.sentence for f in kb.facts if f.subject.id == entity}
    ordered = sorted(named, key=lambda i: (i not in about, kb.article.sentences[i].heading, i))
    if not ordered:
        return None
    return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in ordered[:_MOST]))


def by_number(question: Question, kb: KnowledgeBase) -> Answer | None:
    """125.6分钟是什么数据: the figure that has this number."""
    for q in question.quantities:
        for fact in kb.facts:
            if fact.value == q.value and fact.role is not Role.DATE and (not q.unit or q.unit == fact.unit):
                return Answer(question.language, Mode.FIGURES, (with_companion(figure_of(fact, kb), kb),))
    return None


def overview(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The headline figures and the first statements; of one subject or event where the question names one."""
    subjects = [e for e in question.of("entity") if e != kb.company.id]
    events = [p for p in question.periods if p.period.is_event]
    if subjects or events:
        facts = [f for f in kb.facts if f.value is not None and f.role is not Role.THRESHOLD and ((f.subject.id in subjects) if subjects else any(same_period(p, f.period) for p in events))]
        sentences = dict.fromkeys(f.citation for f in facts)
        topics = covering(question, kb, (Kind.LIST, Kind.DESCRIPTION), enough=0.2)
        cited = tuple(dict.fromkeys((*(kb.article.cite(p.sentence) for p in topics[:2]), *sentences)))[:_MOST]
        if cited:
            return Answer(question.language, Mode.OVERVIEW, tuple(with_companion(figure_of(f, kb), kb) for f in facts if f.role is not Role.THRESHOLD)[:4], cited)
        return None
    other = [u for u in question.content if u.kind in ("term", "text") and u.key not in _GENERAL and u.key not in TITLES]
    if len(other) > 1:
        return None
    if any(not same_fit(p.period, kb) for p in question.periods):
        return decline(question, kb, Reason.PERIOD, f"{period_text(question.periods[0].period, question.language)}|{kb.article.about.title or kb.company.name.zh}")
    figures = tuple(with_companion(figure_of(f, kb), kb) for f in headlines(kb)[:5])
    return Answer(question.language, Mode.OVERVIEW, figures) if figures else None


def same_fit(period: object, kb: KnowledgeBase) -> bool:
    """Whether a period asked for in an overview is the article's own or a part of it."""
    from knowledge.period import Period

    assert isinstance(period, Period)
    return period.year in (None, kb.anchor.reported.year, kb.anchor.date.year)


def metric_facts(metric: str, kb: KnowledgeBase) -> list[Fact]:
    """Every fact of a metric, whoever's."""
    return [f.fact for f in fits(Wanted(metric, (), tuple(kb.subjects), (), Aspect.VALUE), kb)]
