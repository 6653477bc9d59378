"""Questions about people: who holds an office, who said it, what somebody said."""

from dataclasses import replace

from intents.finding.find import covered
from intents.finding.passages import Passage, passages
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Kind
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.scanner import WORD
from knowledge.language.text import fold, pinyin

MOST = 3  # sentences of an answer
TITLES = {f"term:{office}": office for office in ("ceo", "founder", "cfo", "coo", "cto", "chairman", "cmo")}
_SAYING = frozenset(("term:say", "term:management", "term:earnings_call"))
_SPEAKING = _SAYING | {"term:manage", "term:person_in_charge", "term:control"}
_LEADING = frozenset(("ceo", "chairman", "founder"))
_ABBREVIATION = 4  # letters of CFO and the like
_SPEECH_ACT, _SPEAKER, _NEXT, _SUCCEEDS = pattern("speech_act"), pattern("speaker_asked"), pattern("next_holder"), pattern("succeeds")
_CUSTOMERS = pattern("customers_asked")
_OR_ELSE, _NAME_ASKED = pattern("either_or"), pattern("name_asked")
_ENOUGH = 0.5  # share of a question that a quoted sentence must cover to tell who said it
_ENOUGH_SAID = 0.3  # and to tell what somebody said of it


def who(question: Question, kb: KnowledgeBase) -> Reply | None:
    """Whoever holds the office asked for, or the person named, or who speaks or leads; nobody where customers are asked for."""
    if question.finds(_CUSTOMERS):
        return None
    question = replace(question, units=tuple(replace(u, soft=True) if _SPEECH_ACT.fullmatch(u.word or u.id) else u for u in question.units))
    asked = [TITLES[u.key] for u in question.units if u.key in TITLES]
    if question.finds(_NEXT) and (follows := _who_follows(question, set(asked), kb)):
        return follows
    named = question.of("person")
    people = [p for p in kb.people if p.name in named] or [p for p in kb.people if set(asked) & set(p.titles)] or [p for p in kb.people if any(u.key in TITLES and u.word == fold(p.office) for u in question.units)]
    if asked and not people and not named:
        return decline(question, kb, Reason.TITLE, missing=_title_asked(question))
    rest = [u for u in question.content if u.key not in _SPEAKING and not (u.kind == "entity" and u.id == kb.company.id)]
    if rest and not people and (reply := _who_said(question, kb)):
        return reply
    if not people and rest and (doing := _who_does(question, kb)):
        return doing
    speaks = any(u.key in _SPEAKING for u in question.units) or question.asks("quote")
    if not people and kb.people and (question.asks("leader") or (not rest and (speaks or kb.company.id in question.of("entity")))):
        people = [p for p in kb.people if _LEADING & set(p.titles)][:1] or ([] if question.asks("leader") else list(kb.people[:1]))
    if not people:
        return None
    cited = kb.article.cite(people[0].sentence)
    if question.finds(_NEXT) and _NEXT.search(fold(cited.quote)):  # who is leaving, and who comes, the sentence says
        return Answer(question.language, Mode.PASSAGES, passages=(cited,))
    return Answer(question.language, Mode.PERSON, passages=(cited,), text=people[0].name)


def either(question: Question, kb: KnowledgeBase) -> Answer | None:
    """Is he the founder or a hired manager, 创始人姓程还是姓宿: the person with their office, since a yes would not say which."""
    if not question.finds(_OR_ELSE) or question.of("metric") or question.asks("why", "when", "how_much", "quote"):
        return None
    asked = {TITLES[u.key] for u in question.units if u.key in TITLES}
    named = question.of("person")
    told = [p for p in kb.people if p.name in named] or [p for p in kb.people if asked & set(p.titles) and question.finds(_NAME_ASKED)]
    if not asked or len(told) != 1:
        return None
    return Answer(question.language, Mode.PERSON, passages=(kb.article.cite(told[0].sentence),), text=told[0].name)


def _who_follows(question: Question, offices: set[str], kb: KnowledgeBase) -> Answer | None:
    """Who will succeed the CFO: the sentence that tells who follows, where it or the one before it names the office asked or whoever holds it."""
    sentences, titles = kb.article.sentences, kb.lexicon.titles
    holders = {f"person:{p.name}" for p in kb.people if offices & set(p.titles)}
    for sentence in sentences:
        near = [s for s in sentences[max(0, sentence.index - 1) : sentence.index + 1] if s.paragraph == sentence.paragraph]
        of_office = not offices or any(holders & kb.content[s.index] or any(titles[t] in offices for t in titles if t in s.folded) for s in near)
        if of_office and _SUCCEEDS.search(sentence.folded):
            return Answer(question.language, Mode.PASSAGES, passages=(kb.article.cite(sentence.index),))
    return None


def _who_said(question: Question, kb: KnowledgeBase) -> Answer | None:
    """Whoever is quoted with what the question describes."""
    spoken = {s.citation.sentence: s.speaker for s in reversed(kb.statements) if s.kind is Kind.QUOTE}
    said = passages(question, kb, (Kind.QUOTE,), frozenset(spoken))
    if not said or said[0].coverage < _ENOUGH:
        return None
    person = next((p for p in kb.people if p.name == spoken[said[0].sentence]), None)
    if person is None:
        return None
    cited = dict.fromkeys((kb.article.cite(said[0].sentence), kb.article.cite(person.sentence)))
    return Answer(question.language, Mode.PERSON, passages=tuple(cited), text=person.name)


def _who_does(question: Question, kb: KnowledgeBase) -> Answer | None:
    """Whoever is named in the one sentence that speaks of all that the question does (who is stepping down)."""
    units = [u for u in question.content if u.kind in ("term", "metric", "text", "unknown")]
    told = [s.index for s in kb.article.sentences if units and all(covered(u, kb.content[s.index], kb, s.folded) >= _ENOUGH for u in units)]
    named = {p.name: i for i in told for p in kb.people if f"person:{p.name}" in kb.content[i]}
    if len(named) != 1:
        return None
    name, sentence = next(iter(named.items()))
    return Answer(question.language, Mode.PERSON, passages=(kb.article.cite(sentence),), text=name)


def _title_asked(question: Question) -> str:
    """The office asked for, in the question's words."""
    unit = next(u for u in question.units if u.key in TITLES)
    written = question.text if len(question.text) == len(question.folded) else question.folded
    asked = written[unit.start : unit.end]
    return asked.upper() if asked.isascii() and len(asked) <= _ABBREVIATION else asked


def quote(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What somebody said: the sentences reported as theirs that cover the question, in order of fit."""
    asked = {TITLES[u.key] for u in question.units if u.key in TITLES}
    names = set(question.of("person")) | {p.name for p in kb.people if asked & set(p.titles)}
    quotes = [s for s in kb.statements if s.kind is Kind.QUOTE and (not names or s.speaker in names)]
    if asked and not names and question.asks("quote"):
        return decline(question, kb, Reason.TITLE, missing=_title_asked(question))
    if not names and not asked and _others(question, kb):
        return None
    if not quotes or (asked and not names):
        return None
    spoken = frozenset(s.citation.sentence for s in quotes)
    topics = tuple(u for u in question.units if u.kind not in ("person", "unknown") and u.key not in TITLES and u.key not in _SAYING)
    if all(u.soft for u in topics):
        found = [Passage(i, 1.0, 1.0) for i in sorted(spoken)]
    else:
        found = passages(replace(question, units=topics), kb, (Kind.QUOTE,), spoken)
        if not found or found[0].coverage < _ENOUGH_SAID:
            return None
    speakers = {s.citation.sentence: s.speaker for s in reversed(quotes)}
    reply = told(question, kb, Mode.QUOTE, found, text=speakers[found[0].sentence])
    several = len({speakers[c.sentence] for c in reply.passages}) > 1
    return replace(reply, text="") if several else reply  # nobody's words are put into another's mouth


def is_of_a_stranger(question: Question, kb: KnowledgeBase) -> bool:
    """Whether the words of somebody are asked for whom the article does not know."""
    return any(u.kind == "unknown" for u in _others(question, kb))


def _others(question: Question, kb: KnowledgeBase) -> list[Unit]:
    """Who is named in front of the verb of saying (市场怎么看), if none of the company's people is, by no part of a name either (老程)."""
    found = question.finds(_SPEAKER)
    if found is None or found.lastgroup is None:
        return []
    start, end = found.span(found.lastgroup)
    named = [u for u in question.content if start <= u.start < u.end <= end]
    known = {part for p in kb.people for name in (fold(p.name),) for part in (*name.split(), name[0], *pinyin(name[0])[:1])}
    is_ours = not known.isdisjoint([*found[found.lastgroup], *WORD.findall(found[found.lastgroup])]) or any(u.kind not in ("term", "unknown") or u.key in _SAYING or u.key in TITLES for u in named)
    return [] if is_ours else named


def told(question: Question, kb: KnowledgeBase, mode: Mode, found: list[Passage], text: str = "") -> Answer:
    """The best sentences, and those half as good, as an answer."""
    best = found[0].score
    kept = [p for p in found if p.score >= 0.5 * best][:MOST]
    return Answer(question.language, mode, passages=tuple(kb.article.cite(p.sentence) for p in kept), text=text)
