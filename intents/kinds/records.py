"""Claims of a record: whether the article says that a measure was never higher, or lower; that it rose says nothing of that."""

import re
from dataclasses import replace

from intents.finding.find import Aspect, Fit, covered, same_period
from intents.finding.picking import best_pick
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.article import Sentence
from knowledge.knowledgebase import KnowledgeBase, content_of
from knowledge.language.scanner import longest
from knowledge.periods.period import read_periods

_RECORD, _LOW, _HIGH = pattern("of_record"), pattern("record_low"), pattern("record_high")
_PEAK, _TIME_ASKED, _LOWEST = pattern("at_its_peak"), pattern("time_asked"), pattern("least")
_DENIED, _CLAUSE = pattern("denied_in_text"), pattern("clause_end")
_MET = 0.8  # how far a clause must speak of what the record is claimed of


def record(question: Question, kb: KnowledgeBase) -> Reply | None:
    """广告收入创新高了吗, did sales hit a record: what a clause says of that very measure; undecided where none does."""
    return _of_record(question, question.finds(_RECORD), kb)


def reached(question: Question, kb: KnowledgeBase) -> Reply | None:
    """广告收入哪个季度最高, when did sales peak: the sentence whose clause says so of that very measure; a decline where none does, since
    a sentence that only has a figure of it says nothing of others."""
    asked = question.finds(_PEAK) if question.finds(_TIME_ASKED) else None
    if not asked or question.quantities or not question.of("metric"):
        return None
    told = _of_record(question, asked, kb)
    if isinstance(told, Answer) and told.verdict:
        return replace(told, mode=Mode.PASSAGES, verdict=None)
    return decline(question, kb, Reason.UNSAID)


def _of_record(question: Question, asked: re.Match[str] | None, kb: KnowledgeBase) -> Reply | None:
    """What a clause says of a record, which `asked` names."""
    if not asked or question.quantities:
        return None
    named = [u for u in question.content if u.end <= asked.start() or u.start >= asked.end()]
    claimed = [u for u in named if u.kind in ("metric", "term", "text") or (u.kind == "entity" and u.id != kb.company.id)]
    if not claimed:
        return None
    words = _LOW if question.finds(_LOW) or question.finds(_LOWEST) else _HIGH
    for sentence in kb.article.sentences:
        for told in words.finditer(sentence.folded):
            if _is_of(claimed, sentence, told.start(), kb) and _is_then(question, sentence, told.start(), kb):
                holds = not _DENIED.search(sentence.folded, _clause(sentence.folded, told.start())[0], told.start())
                return Answer(question.language, Mode.PASSAGES, passages=(kb.article.cite(sentence.index),), verdict=holds)
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    return decline(question, kb, Reason.UNDECIDED, near=(pick.fact,), passages=(pick.fact.citation,)) if isinstance(pick, Fit) else None


def _clause(text: str, at: int) -> tuple[int, int]:
    """Where the clause begins and ends that a place lies in."""
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, at)), default=0)
    end = _CLAUSE.search(text, at)
    return start, end.start() if end else len(text)


def _is_of(claimed: list[Unit], sentence: Sentence, at: int, kb: KnowledgeBase) -> bool:
    """Whether the clause of a record speaks of all that is claimed, or names no measure and the last one before it is claimed."""
    start, end = _clause(sentence.folded, at)
    while True:
        text = sentence.folded[start:end]
        keys = content_of(longest([*kb.named(text), *kb.lexicon.scanner.hits(text)]))
        if any(key.startswith("metric:") for key in keys) or start == 0:
            keys |= {f"metric:{f.base}" for f in kb.facts if f.base and f"metric:{f.metric}" in keys}.union(*[f.terms for f in kb.facts if f"metric:{f.metric}" in keys])  # 首日GMV is GMV of a first day
            return all(covered(u, keys, kb, text) >= _MET for u in claimed)
        start = _clause(sentence.folded, max(0, start - 2))[0]


def _is_then(question: Question, sentence: Sentence, at: int, kb: KnowledgeBase) -> bool:
    """Whether the last time that the sentence names before the record is the one asked, if it names one."""
    told = [m.period for m in read_periods(sentence.folded[:at], kb.anchor)]
    return not question.periods or not told or any(same_period(p, told[-1]) for p in question.periods)
