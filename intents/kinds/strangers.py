"""Whom a question asks about and nobody knows: a word in the place of a company that no lexicon and no article has."""

import re

from intents.finding.find import is_told_of, measuring
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Decline, Reason
from intents.saying.decline import decline
from intents.saying.wording import said
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import has_hanzi

_CLAUSE_START = re.compile(r"[,;:!?。]\s*")
_TO_ITS_MEASURE = pattern("subject_to_measure")
_TO_THE_END = pattern("subject_to_end")
_JOINT = pattern("name_to_measure")
_OWNS = re.compile(r"'s?\s")
_ORDINAL = pattern("ordinal_word")
_BEFORE_NAME = pattern("before_name")
_SHORTEST_LATIN, _LONGEST = 3, 4
_GRAMMAR, _COUNTED = pattern("not_in_names"), pattern("counted_companies")


def unknown_subject(question: Question, kb: KnowledgeBase) -> Decline | None:
    """The decline where a measure is asked of an unknown name: 爱康国宾营收多少, what was Foobar's profit."""
    if question.of("person") or not all(map(kb.is_part, question.of("entity"))):
        return None
    joint = question.finds(_COUNTED) if question.of("metric") else None
    if joint and not any(u.kind == "entity" and u.start <= joint.start() < u.end for u in question.units):
        return decline(question, kb, Reason.COMPANY, joint[0], present=(said(kb.company.name, question.language),))
    if plain := _plain_name(question, kb):
        return decline(question, kb, Reason.COMPANY, plain, present=(said(kb.company.name, question.language),))
    if passing := _named_in_passing(question, kb):
        return decline(question, kb, Reason.COMPANY, passing, present=(said(kb.company.name, question.language),))
    strange = [u for u in question.content if u.kind == "unknown"]
    if not strange:
        return None
    stranger = next((u for u in strange if _is_subject(u, question)), None) if question.of("metric") else next((u for u in strange if _is_owner(u, question)), None)
    if stranger is None:
        return None
    same = len(question.text) == len(question.folded)
    name = (question.text if same else question.folded)[stranger.start : _end_of(stranger, question)]
    return decline(question, kb, Reason.COMPANY, name, present=(said(kb.company.name, question.language),))


def _named_in_passing(question: Question, kb: KnowledgeBase) -> str:
    """A name in the company's place that the article has, though no figure of the measure is told of it: dataxu's revenue."""
    words = [u for u in question.content if u.kind == "text" and u.word and not _ORDINAL.fullmatch(u.word) and _is_in_its_place(u, question) and not re.search(rf"\([^)]{{0,40}}{re.escape(u.word)}", kb.folded)]
    facts = [f for u in question.units if u.kind == "metric" for f, _ in measuring(u.id, kb)] if words else []
    if not facts:
        return ""
    name = next((u for u in words if not any(is_told_of(u.word, f, kb) for f in facts)), None)
    if name is None:
        return ""
    return question.text[name.start : name.end] if len(question.text) == len(question.folded) else name.word


def _is_in_its_place(unit: Unit, question: Question) -> bool:
    """Whether a word stands where the company would: it owns, follows did or of, or opens a clause right before the period."""
    places = [p.start for p in question.periods] + [u.start for u in question.units if u.kind == "metric" and u.start < u.end and has_hanzi(u.word)]
    following = min((at for at in places if at >= unit.end), default=None)
    if following is not None and _opens_clause(unit.start, question) and _TO_ITS_MEASURE.fullmatch(question.folded, unit.end, following):
        return True
    same = len(question.text) == len(question.folded)
    short = len(unit.id) < _SHORTEST_LATIN and not (same and question.text[unit.start : unit.end].isupper())
    return unit.id.isascii() and not short and (_OWNS.match(question.folded, unit.end) is not None or _BEFORE_NAME.search(question.folded, max(0, unit.start - 12), unit.start) is not None)


def _plain_name(question: Question, kb: KnowledgeBase) -> str:
    """A name made of plain characters, a numeral among them or not, and perhaps of a trade behind them, right before the
    period or the measure: 万海5月营收, 大同营收, 中通客车2017年销量."""
    at = min([p.start for p in question.periods] + [u.start for u in question.units if u.kind == "metric" and u.start < u.end], default=0)
    if at < 2 or question.inherited:
        return ""
    joint = _JOINT.search(question.folded, 0, at)
    end = joint.start() if joint else at
    if not 1 < end <= len(question.folded) or not has_hanzi(question.folded[end - 1]) or _GRAMMAR.match(question.folded, end - 1):
        return ""
    trade = _trade_before(end, question)
    start, name = _run_before(trade, question)
    if not 1 < len(name) <= _LONGEST or not _opens_clause(start, question) or _GRAMMAR.search(name) or name in kb.folded or _is_known(start, trade, question):
        return ""
    return question.text[start:end] if len(question.text) == len(question.folded) else question.folded[start:end]


def _trade_before(end: int, question: Question) -> int:
    """Where a word begins that ends a name (客车 of 中通客车, 体检 of 慈铭体检); `end` where none does."""
    trades = [u.start for u in question.units if u.end == end and u.kind in ("term", "text") and u.end - u.start > 1]
    return max(trades, default=end)


def _run_before(end: int, question: Question) -> tuple[int, str]:
    """The characters before a place that are in no known word, one more than a name has at most."""
    words = [span for span in question.spans if span[1] - span[0] > 1]
    start = end
    while start and end - start <= _LONGEST and has_hanzi(question.folded[start - 1]) and not any(s < start <= e for s, e in words):
        start -= 1
    return start, question.folded[start:end]


def _opens_clause(start: int, question: Question) -> bool:
    return start == 0 or _CLAUSE_START.search(question.folded[:start]) is not None or any(e == start and e - s > 1 for s, e in question.spans)


def _is_known(start: int, end: int, question: Question) -> bool:
    """Whether some of a run is a word that is asked with or about; one of the article's that goes on behind it tells nothing."""
    told = any(u.start < end and u.end > start and u.kind != "unknown" and not (u.kind == "text" and u.end > end) for u in question.units)
    return told or any(start <= at < end for places in question.cues.values() for at in places)


def _is_subject(unit: Unit, question: Question) -> bool:
    return _is_chinese_subject(unit, question) if has_hanzi(unit.id) else _is_latin_subject(unit, question)


def _is_chinese_subject(unit: Unit, question: Question) -> bool:
    """First in its clause, and right before the period, the measure or the end of a follow-up."""
    if unit.end - unit.start < 2:
        return False
    clause = max((m.end() for m in _CLAUSE_START.finditer(question.folded, 0, unit.start)), default=0)
    if any(clause <= u.start < unit.start and not u.soft for u in question.units):
        return False
    end = _end_of(unit, question)
    places = [p.start for p in question.periods] + [u.start for u in question.units if u.kind in ("metric", "entity") and u.start < u.end]
    following = min((at for at in places if at >= end), default=None)
    if following is not None and _TO_ITS_MEASURE.fullmatch(question.folded, end, following):
        return True
    return "measure" in question.inherited and _TO_THE_END.match(question.folded, end) is not None


def _is_owner(unit: Unit, question: Question) -> bool:
    return unit.id.isascii() and _OWNS.match(question.folded, unit.end) is not None


def _end_of(unit: Unit, question: Question) -> int:
    """The end of a name that goes on with a trade (云岫食品)."""
    end = unit.end
    for trade in question.units:
        end = trade.end if trade.kind == "term" and trade.start == end else end
    return end


def _is_latin_subject(unit: Unit, question: Question) -> bool:
    """An owner (Foobar's revenue), or a name with a capital behind a verb or a preposition or before the measure."""
    if unit.end - unit.start < _SHORTEST_LATIN or not unit.id.isalpha():
        return False
    if _is_owner(unit, question):
        return True
    capital = len(question.text) == len(question.folded) and question.text[unit.start].isupper() and not question.text.isupper()
    if not capital:
        return False
    if _BEFORE_NAME.search(question.folded, max(0, unit.start - 12), unit.start):
        return True
    places = [p.start for p in question.periods] + [u.start for u in question.units if u.kind == "metric"]
    return any(0 <= at - unit.end <= 1 or (at > unit.end and _TO_ITS_MEASURE.fullmatch(question.folded, unit.end, at)) for at in places)
