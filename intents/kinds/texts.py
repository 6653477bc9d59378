"""Questions whose answer is a sentence: when, why, what, lists, outlook, overview."""

from intents.finding.figures import figure_of, subject_name, with_companion
from intents.finding.find import covered, same_period, weight
from intents.finding.passages import Passage, passages
from intents.kinds.speakers import MOST, TITLES, told
from intents.questions.language import Language
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline, headlines
from intents.saying.wording import period_text, phrase, said
from knowledge.fact import Fact, Kind, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold, has_hanzi, is_traditional
from knowledge.periods.period import Period, read_periods
from knowledge.quantities.quantity import Bound

GENERAL = frozenset(f"term:{t}" for t in (
    "financial_report", "performance_business", "highlight", "key_point", "conclusion", "company", "story", "say", "result_outcome", "ceo", "short_term",
    "main", "investor", "market",
))  # words that leave an overview one of the whole article
_BEING = pattern("being")
_TOPICS = 2  # words that name the topic of an overview
_TOLD = 0.6  # share of what happens that the sentence must tell
_MET = 0.5  # how far a sentence must speak of what happens to tell when it does
_ENOUGH = 0.5  # share of a question that a sentence must cover to answer it
_STRANGE = 0.2  # more of it where the question has words that nobody knows, or no word of asking
_WELL, _AS_GOOD = 0.6, 0.97  # share of a question from which a sentence covers it well, and how near to the best one another is as good
_REPORT, _RELEASED, _LIES = pattern("report"), pattern("released"), pattern("lies")
_OF_NEXT = pattern("of_next")
_REPORTING = ("term:financial_report", "term:publish", "term:result_outcome")


def covering(question: Question, kb: KnowledgeBase, kinds: tuple[Kind, ...], enough: float = _ENOUGH) -> list[Passage]:
    """The sentences that cover enough of the question; [] if none does, or if it is of a year the article is not."""
    if any(p.dated and not p.same and p.period.year not in kb.years for p in question.periods):
        return []
    if any(p.dated and not p.same and p.period.part not in ("", "YTD") and p.period not in kb.named_periods for p in question.periods):
        return []
    if not question.content and not question.periods:
        return []  # nothing is named that a sentence could speak of
    parts = {p.part for p in kb.periods}
    if any(p.period.is_event and p.period.part not in parts for p in question.periods):
        return []
    if question.asks("which", "compare") and not question.periods and not any(u.key != f"entity:{kb.company.id}" for u in question.content):
        return []
    strange = Kind.REASON not in kinds and any(u.kind == "unknown" and not u.soft for u in question.units)
    needed = enough + (_STRANGE if strange or not question.cues else 0.0)
    told = passages(question, kb, kinds, lending=Kind.REASON not in kinds)
    if max((p.coverage for p in told), default=0.0) < needed:
        return []
    numbered = [p for p in told if not question.quantities or has_numbers(question, kb, p.sentence)]
    measures = [_saying(u, kb) for u in question.content if u.kind == "metric" and not u.loose]
    firm = frozenset[str]().union(*[_saying(u, kb) for u in question.content if u.kind in ("metric", "term", "person", "entity")])
    content = kb.content
    found = [p for p in numbered if (not firm or not firm.isdisjoint(content[p.sentence])) and not any(m.isdisjoint(content[p.sentence]) for m in measures)]
    topics = [u for u in question.content if u.kind in ("metric", "term", "text")]
    if topics and question.of("person"):  # what is asked of a person, not only the person
        found = [p for p in found if any(covered(u, kb.content[p.sentence], kb, kb.article.sentences[p.sentence].folded) for u in topics)]
    if names := [u for u in question.content if _is_name(u, kb)]:
        found = [p for p in found if any(covered(u, kb.content[p.sentence], kb, kb.article.sentences[p.sentence].folded) >= _MET for u in names)]
    if len(found) > MOST and found[0].coverage < _WELL and found[MOST].score > _AS_GOOD * found[0].score and Kind.REASON not in kinds:
        return []  # more fit as well as can be shown, and none of them well
    return found if found and max(p.coverage for p in found[:MOST]) >= needed else []


def _is_name(unit: Unit, kb: KnowledgeBase) -> bool:
    """Whether a unit is a name: of a company or product other than the company, or a word that the article writes with a capital."""
    if unit.kind == "entity":
        return unit.id != kb.company.id
    return unit.kind == "text" and unit.id.isascii() and unit.id.isalpha() and f" {unit.id}" not in kb.article.text and unit.id.capitalize() in kb.article.text


def _saying(unit: Unit, kb: KnowledgeBase) -> frozenset[str]:
    """What a sentence has one of that names something itself, or nearly; a part of its name is not enough."""
    known = kb.metrics.get(unit.id)
    kin = [f"metric:{m}" for m in (*known.accepts, *known.instead)] if known else []
    return frozenset((unit.key, *kin, *kb.lexicon.near.get(unit.key, ())))


def has_numbers(question: Question, kb: KnowledgeBase, sentence: int) -> bool:
    """Whether a sentence has every number of the question, as a figure or in its text."""
    values = {f.value for f in kb.facts if f.citation.sentence == sentence}
    text = kb.article.sentences[sentence].folded
    return all(q.value in values or str(q.value) in text for q in question.quantities)


def when(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The date of an event, or the period of the figure that the question describes."""
    metrics, about = question.of("metric"), question.of("entity")
    reached = bool(metrics) and bool(question.quantities)  # 收入破亿是什么时候: no other event tells that
    fact = None if reached else dated(question, kb) or _released(question, kb)
    if question.finds(_OF_NEXT) and not (fact and fact.period and _lies_ahead(fact.period, kb)):
        return decline(question, kb, Reason.UNSAID)  # when the one before came out says nothing of the next
    if fact:
        return Answer(question.language, Mode.DATE, passages=(fact.citation,), text=date_text(fact, question, kb))
    passed = [f for f in kb.facts if (f.role is Role.THRESHOLD or f.bound is Bound.OVER) and any(q.value == f.value for q in question.quantities)]
    thresholds = [f for f in passed if f.base in metrics or (metrics and f.subject.id in about and kb.metrics[metrics[0]].unit == "money")]
    if thresholds:
        first = thresholds[0]
        figure = with_companion(figure_of(first, kb), kb)
        return Answer(question.language, Mode.FIGURES, (figure,))
    found = [p for p in covering(question, kb, (Kind.EVENT,)) if _tells_when(p.sentence, question, kb)]
    return told(question, kb, Mode.PASSAGES, found) if found else None


def _lies_ahead(period: Period, kb: KnowledgeBase) -> bool:
    """Whether a day, a month or a year is after the article's own."""
    day = kb.anchor.date
    return (period.year or 0, period.part if period.part.startswith("-") else "") > (day.year, f"-{day.month:02}-{day.day:02}"[: len(period.part)])


def date_text(fact: Fact, question: Question, kb: KnowledgeBase) -> str:
    """What happened, in the article's own words where they are in the script of the question, and when: 可灵AI上线时间|2024年6月."""
    language, label = question.language, fact.labels[0]
    own = language is not Language.EN and (is_traditional(label) if language is Language.HANT else has_hanzi(fact.labels[-1]))
    subject = said(subject_name(fact, kb), language)
    what = f"{subject}{label}" if own else phrase("passages", "results", language, subject=subject) if _REPORT.search(fold(label)) else subject
    return f"{what}|{period_text(fact.period, language)}"


def _released(question: Question, kb: KnowledgeBase) -> Fact | None:
    """这份业绩哪天公布的, when was this released: the day on which the article says that the report came out."""
    if not question.finds(_RELEASED) or any(u.key not in (*GENERAL, *_REPORTING, f"entity:{kb.company.id}") for u in question.content):
        return None
    if any(p.period != kb.anchor.reported for p in question.periods):
        return None
    return next((f for f in kb.facts if f.role is Role.DATE and _RELEASED.search(fold(f.labels[0])) and (f.subject.id in ("", kb.company.id))), None)


def _tells_when(sentence: int, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a sentence names a time and speaks of whatever happens or is done according to the question."""
    keys, text = kb.content[sentence], kb.article.sentences[sentence].folded
    happening = [u for u in question.content if u.kind in ("term", "text", "unknown", "metric") and u.key not in GENERAL]
    met = [max(covered(u, keys, kb, text), float(u.kind == "metric" and not _saying(u, kb).isdisjoint(keys))) for u in happening]
    total = sum(weight(u, kb) for u in happening)
    told = sum(weight(u, kb) * share for u, share in zip(happening, met, strict=True))
    return max(met, default=1.0) >= 1.0 and told >= _TOLD * total and bool(read_periods(text, kb.anchor))


def dated(question: Question, kb: KnowledgeBase, *, named: bool = False) -> Fact | None:
    """The dated event that covers most of the question; with `named`, only one whose own words it has."""
    best: tuple[float, Fact] | None = None
    units = [u for u in question.units if u.kind in ("term", "metric", "text", "entity", "unknown") and not (u.soft and u.kind == "unknown")]
    if question.finds(_REPORT) and not any(u.key == "term:financial_report" for u in units):
        units.append(Unit("term:financial_report", 0, 0))
    total = sum(weight(u, kb) for u in units)
    for fact in kb.facts:
        if fact.role is not Role.DATE or not total:
            continue
        reported = {"term:financial_report"} if _REPORT.search(fact.labels[0]) else set()
        keys = frozenset(fact.terms | {f"entity:{fact.subject.id}"} | reported)
        if named and not any(covered(u, frozenset(fact.terms | reported), kb) for u in units if u.kind != "entity"):
            continue
        sentence = kb.content[fact.citation.sentence]
        text = kb.article.sentences[fact.citation.sentence].folded
        own = sum(weight(u, kb) * covered(u, keys, kb) for u in units)
        score = max(own, 0.8 * sum(weight(u, kb) * covered(u, sentence, kb, text) for u in units) if own else 0) / total
        if score >= 0.5 and (best is None or score > best[0]):
            best = (score, fact)
    return best[1] if best else None


def what(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What something is, how something is done, which things there are: the sentences that cover the question."""
    if quantity := by_number(question, kb):
        return quantity
    if question.of("person") and not question.cues and any(u.kind == "unknown" for u in question.units):
        return None  # 程一笑年薪: of what is asked nobody knows a word
    if question.asks("where") and all(u.kind == "entity" for u in question.content):
        return _located(question, kb)
    if {u.key for u in question.content if u.kind != "entity"} == {"term:conclusion"}:
        return _concluding(question, kb)
    entities = [e for e in question.of("entity") if e != kb.company.id]
    firm = [u for u in question.content if u.kind in ("term", "metric", "text", "person", "unknown") and u.key != "term:promotion_festival"]
    if not firm and not (question.asks("which") and any(u.kind == "term" for u in question.units)) and (reply := of_event(question, kb)):
        return reply
    if {u.key for u in question.units} == {f"entity:{kb.company.id}"} and not question.periods and not question.quantities:
        return _company(question, kb)
    if entities and kb.is_part(entities[0]) and not [u for u in firm if u.key not in GENERAL] and (reply := overview(question, kb)):
        return reply
    if entities and not firm:
        return _described(question, kb, entities[0])
    kinds = (Kind.LIST,) if question.asks("which") else (Kind.DESCRIPTION, Kind.LIST)
    found = covering(question, kb, kinds)
    return told(question, kb, Mode.PASSAGES, found) if found else None


def _concluding(question: Question, kb: KnowledgeBase) -> Answer:
    """What the article concludes: its last sentences, those behind the heading that says so where there is one."""
    sentences = kb.article.sentences
    headed = max((s.index for s in sentences if s.heading and "term:conclusion" in kb.content[s.index]), default=len(sentences) - MOST)
    told = [s.index for s in sentences[headed:] if not s.heading]
    return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in dict.fromkeys((*told[:1], *told[-2:]))))


def _company(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What the company is: the sentences that say what it is as (作为全球领先的短视频平台, a maker of), else its headline figures."""
    key = f"entity:{kb.company.id}"
    told = [s.index for s in kb.article.sentences if key in kb.content[s.index] and _BEING.search(s.folded)]
    if not told:
        return overview(question, kb)
    return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in told[:MOST]))


def _located(question: Question, kb: KnowledgeBase) -> Reply:
    """Where a company is: the sentence that says where its head office lies; no other speaks of that."""
    told = [s.index for s in kb.article.sentences if _LIES.search(s.folded)]
    return Answer(question.language, Mode.PASSAGES, passages=(kb.article.cite(told[0]),)) if told else decline(question, kb, Reason.UNSAID)


def of_event(question: Question, kb: KnowledgeBase) -> Reply | None:
    """双11表现: what the article tells of an event that is named alone."""
    return overview(question, kb) if any(p.period.is_event for p in question.periods) else None


def _described(question: Question, kb: KnowledgeBase, entity: str) -> Answer | None:
    """Sentences about an entity: those with facts of it first, then those that name it."""
    keyed = f"entity:{entity}"
    named = [i for i, keys in enumerate(kb.content) if keyed in keys]
    about = {f.citation.sentence for f in kb.facts if f.subject.id == entity}
    ordered = sorted(named, key=lambda i: (i not in about, kb.article.sentences[i].heading, i))
    if not ordered:
        return None
    return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in ordered[:MOST]))


def by_number(question: Question, kb: KnowledgeBase) -> Answer | None:
    """125.6分钟是什么数据: the figure that has this number."""
    for q in question.quantities:
        if not q.unit and q.scale == 1 and q.value == int(q.value):
            continue  # a bare 1 or 3 may be anything
        for fact in kb.facts:
            if fact.value == q.value and fact.role is not Role.DATE and (not q.unit or q.unit == fact.unit) and _is_spoken_of(fact, question, kb):
                return Answer(question.language, Mode.FIGURES, (with_companion(figure_of(fact, kb), kb),))
    return None


def _is_spoken_of(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether the sentence that states a fact speaks of everything that the question does."""
    keys = kb.content[fact.citation.sentence] | kb.keys[id(fact)] | {f"entity:{kb.company.id}"}
    named = [u for u in question.content if u.kind != "unknown" and u.key not in GENERAL and u.id not in kb.lexicon.generic]
    return all(covered(u, keys, kb, fact.citation.quote.lower()) > 0 for u in named)


def overview(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The headline figures and the first statements; of one subject or event where the question names one."""
    subjects = [e for e in question.of("entity") if e != kb.company.id]
    events = [p for p in question.periods if p.period.is_event]
    if subjects or events:
        facts = [f for f in kb.facts if f.value is not None and f.role is not Role.THRESHOLD]
        about = [f for f in facts if (f.subject.id in subjects if subjects else any(same_period(p, f.period) for p in events))]
        return _overview_of(about, question, kb)
    other = [u for u in question.content if u.kind in ("term", "text", "unknown") and u.key not in GENERAL and u.key not in TITLES]
    strange = any(u.kind == "unknown" for u in other)
    if len(other) > _TOPICS or (strange and len(other) > 1):
        return None
    if other and not strange:
        return _of_topic(other, question, kb)
    if any(not _is_reported(p.period, kb) for p in question.periods):
        asked = period_text(question.periods[0].period, question.language)
        return decline(question, kb, Reason.PERIOD, f"{asked}|{kb.article.about.title or kb.company.name.zh}")
    figures = tuple(with_companion(figure_of(f, kb), kb) for f in headlines(kb)[:5])
    return Answer(question.language, Mode.OVERVIEW, figures) if figures else None


def _of_topic(topic: list[Unit], question: Question, kb: KnowledgeBase) -> Answer | None:
    """用户这块怎么样: the figures whose clauses speak of a topic, and the sentences that do."""
    keys = frozenset(k for u in topic for k in (u.key, *u.parts, *kb.lexicon.near.get(u.key, ())))
    told = [f for f in kb.facts if f.value is not None and f.role not in (Role.THRESHOLD, Role.DATE) and f.unit != "year" and kb.clause(f) & keys]
    return _overview_of(told, question, kb)


def _overview_of(facts: list[Fact], question: Question, kb: KnowledgeBase) -> Answer | None:
    """The first figures among `facts`, and the sentences that speak of the same."""
    topics = covering(question, kb, (Kind.LIST, Kind.DESCRIPTION), enough=0.2)
    cited = tuple(dict.fromkeys((*(kb.article.cite(p.sentence) for p in topics[:2]), *(f.citation for f in facts))))[:MOST]
    figures = tuple(with_companion(figure_of(f, kb), kb) for f in facts[:4])
    return Answer(question.language, Mode.OVERVIEW, figures, cited) if cited else None


def _is_reported(period: Period, kb: KnowledgeBase) -> bool:
    """Whether a period asked for in an overview is the article's own or a part of it."""
    known = period.part == "" or any(f.period and f.period.part == period.part for f in kb.facts if f.value is not None)
    return known and period.year in (None, kb.anchor.reported.year, kb.anchor.date.year)
