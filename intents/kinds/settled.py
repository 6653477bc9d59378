"""Claims that a sentence settles: a movement or a sign by its figures, anything else by its words.

Where the claim or the sentence's clause denies, doubts or overturns something, or the claim has a word that nobody
knows, the sentence settles nothing, and is shown as what comes nearest.
"""

import re
from dataclasses import replace

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import covered, weight
from intents.finding.passages import Passage, passages
from intents.kinds.claimed import verdict
from intents.kinds.texts import has_numbers
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.questions.variants import years_ahead
from intents.reply import Answer, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Direction, Fact, Kind, Role
from knowledge.knowledgebase import KnowledgeBase, content_of
from knowledge.language.scanner import Token, stem

_EXCLUSIVE, _AHEAD = pattern("exclusive"), pattern("ahead")
_CUT_BACK, _STEPPED_UP = pattern("cut_back"), pattern("stepped_up")
_DENIAL, _EITHER_WAY, _OVERTURNED = pattern("denial"), pattern("either_way"), pattern("overturned")
_POSITIVE, _NEGATIVE, _SHORT_OF = pattern("above_zero"), pattern("below_zero"), pattern("denied_in_text")
_JUDGEMENT, _LASTED = pattern("judgement"), pattern("has_lasted")
_STILL, _NOT, _GIVES_WAY = pattern("claimed_still"), pattern("plain_denial"), pattern("gives_way")
_BESIDE = 0.6  # share of the best sentence's coverage from which another one stands beside it
_BOTH = 2  # words of a claim that what gives way must have
_DOUBT, _CLAUSE, _DENIED_VERB = pattern("doubt"), pattern("clause_end"), pattern("denied_verb")
_LATIN_WORD = re.compile("[a-z]+")
DIRECTIONS = frozenset(
    ("term:decline", "term:stock_fall", "term:growth", "term:increase", "term:cost_reduction", "metric:cost_reduction", "term:continue", "term:stock_rise"),
)
_MET = 0.5  # how far a sentence must speak of a word of the claim
_SURE = 0.62  # share of a claim that a sentence must cover to settle it
_OF_CONSENSUS = pattern("of_consensus")  # a beat or a miss is decided by figures
_SURE_OF_WAY = 0.5  # where the claim is that something went up or down
_SURE_OF_PLAN = 0.35  # and is about what is to come


def statement(question: Question, kb: KnowledgeBase) -> Reply | None:
    """The verdict on a claim without a number, with the figures or the sentences that settle it."""
    ahead = frozenset(s.citation.sentence for s in kb.statements if s.kind is Kind.OUTLOOK) if is_ahead(question) else None
    asked = claimed_way(question)
    sure = _SURE if not asked else _SURE_OF_WAY if ahead is None else _SURE_OF_PLAN
    found = passages(replace(question, units=tuple(u for u in question.units if u.key not in DIRECTIONS)), kb, only=ahead)
    if question.finds(_OF_CONSENSUS) or not found or found[0].coverage < sure or question.finds(_EXCLUSIVE) or not _speaks_of(found[0].sentence, question, kb):
        return None
    cited = tuple(kb.article.cite(p.sentence) for p in found[:2] if p.coverage >= max(sure, _BESIDE * found[0].coverage))
    undecided = decline(question, kb, Reason.UNDECIDED, passages=cited)
    if refuted := _by_denied_verb(question, found[0].sentence, kb):
        return refuted
    if _is_overtaken(question, found[0].sentence, kb):
        return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=False)
    strange = ahead is None and any(u.kind == "unknown" and not u.soft for u in question.units)
    if strange or question.asks("more_than", "less_than", "compare") or not _is_plain(question, found[0].sentence, kb):
        return undecided
    if ahead is None and (settled := _by_figures(question, found[0].sentence, asked, kb)):
        return settled
    return _by_words(question, found, asked, kb, ahead=ahead is not None) or (None if _only_names(question) else undecided)


def _only_names(question: Question) -> bool:
    """有日活数据吗, is there anything on MAU: a measure is named and nothing said of it, so it is the measure that is asked for."""
    return bool(question.of("metric")) and all(u.kind in ("metric", "entity") for u in question.content)


def _by_denied_verb(question: Question, sentence: int, kb: KnowledgeBase) -> Answer | None:
    """分红了对吧 of 不分红, does it include tariffs of does not include: a clause that denies the very verb of the claim."""
    if _DENIAL.search(_EITHER_WAY.sub("", question.folded)):
        return None
    denied = _DENIED_VERB.search(_clause_of(sentence, question, kb))
    verb = (denied[1] or denied[2]) if denied else ""
    said = verb and ((verb in question.folded or (bool(question.of("metric")) and verb[0] in question.folded)) if denied and denied[1] else stem(verb) in {stem(w) for w in _LATIN_WORD.findall(question.folded)})
    return Answer(question.language, Mode.PASSAGES, passages=(kb.article.cite(sentence),), verdict=False) if said else None


def _is_overtaken(question: Question, sentence: int, kb: KnowledgeBase) -> bool:
    """还是靠人工打标签吗 of 颠覆传统人工标注模式, still the main breadwinner of has overtaken hardware as the main breadwinner: whether a
    clause tells that what the claim says is still so has given way."""
    if not question.finds(_STILL) or question.finds(_NOT):
        return False
    clause = _clause_of(sentence, question, kb)
    gone = _GIVES_WAY.search(clause)
    if gone is None:
        return False
    rest = clause[gone.end() :]
    keys = content_of([*kb.named(rest), *kb.lexicon.scanner.hits(rest)])
    named = [u for u in question.content if u.kind in ("term", "text", "metric") and u.key not in DIRECTIONS]
    met = [u for u in named if covered(u, keys, kb, rest) >= _MET]
    return len(met) >= min(_BOTH, len(named)) > 0


def _by_figures(question: Question, sentence: int, asked: int, kb: KnowledgeBase) -> Reply | None:
    """A movement or a sign claimed of what a figure of the sentence is of."""
    facts = [f for f in kb.facts if f.citation.sentence == sentence and f.value is not None and not f.forecast and _is_of(f, question, kb)]
    if asked:
        moved = [f for f in facts if f.role.is_change and f.direction]
        if not moved and (pair := _of_two_times(facts, kb)):
            now, before = (figure_of(f, kb) for f in pair)
            return verdict(question, now.value != before.value and (now.value > before.value) is (asked > 0), now, before)
        if not moved or len({f.direction for f in moved}) > 1:
            return None
        return verdict(question, (moved[0].direction is Direction.UP) is (asked > 0), with_companion(figure_of(moved[0], kb), kb))
    above, below = question.finds(_POSITIVE), question.finds(_NEGATIVE)
    told = [f for f in facts if f.role in (Role.VALUE, Role.MARGIN)]
    if bool(above) is bool(below) or not told:
        return None
    return verdict(question, ((told[0].value or 0) > 0) is bool(above), with_companion(figure_of(told[0], kb), kb))


def _of_two_times(facts: list[Fact], kb: KnowledgeBase) -> tuple[Fact, Fact] | None:
    """The figures of one measure at the time reported and a year before."""
    values = [f for f in facts if f.role in (Role.VALUE, Role.MARGIN) and f.period]
    pairs = [(a, b) for a in values for b in values if a.period == kb.anchor.reported and b.period == a.period.shifted(-1) and (a.metric, a.unit, a.subject.id) == (b.metric, b.unit, b.subject.id)]
    return pairs[0] if len(pairs) == 1 else None


def _is_of(fact: Fact, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a figure's own words, its phrase or its clause speak of everything that the claim does."""
    keys, label = kb.keys[id(fact)] | kb.clause(fact), "".join(kb.labels[id(fact)])
    named = [u for u in question.content if u.key not in DIRECTIONS and u.kind != "unknown" and u.key != f"entity:{kb.company.id}"]
    return bool(named) and all(covered(u, keys, kb) >= _MET or question.folded[u.start : u.end] in label for u in named)


def _by_words(question: Question, found: list[Passage], asked: int, kb: KnowledgeBase, *, ahead: bool) -> Answer | None:
    """What the clause says that speaks most of the claim; without a verdict where it only thinks it likely."""
    cited = tuple(kb.article.cite(p.sentence) for p in found[:2] if p.coverage >= max(_SURE_OF_PLAN, _BESIDE * found[0].coverage))
    clause = _clause_of(found[0].sentence, question, kb)
    told = _tendency(kb.lexicon.scanner.hits(clause)) or _tendency(kb.lexicon.scanner.hits(kb.article.sentences[found[0].sentence].folded))
    denied = _SHORT_OF.search(clause)
    if denied:
        refuted = asked and asked == _tendency([t for t in kb.lexicon.scanner.hits(clause) if t.start > denied.start()])
        return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=False) if refuted else None
    if asked and not _tendency(kb.lexicon.scanner.hits(clause)) and any(t.of("direction") == "flat" for t in kb.lexicon.scanner.hits(clause)):
        return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=False)  # London was flat: neither up nor down
    if asked and not told and not ahead:
        return None
    if not asked and any(u.kind == "metric" and not u.loose for u in question.content):
        return None  # that a measure is spoken of bears nothing out
    if not ahead and not asked and not _all_met(question, found[0].sentence, kb):
        return None  # that they are named together does not say that one invested in the other
    holds = None if _DOUBT.search(clause) or question.finds(_JUDGEMENT) else not (asked and told and asked != told)
    return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=holds)


def _all_met(question: Question, sentence: int, kb: KnowledgeBase) -> bool:
    """Whether a sentence speaks of whatever a claim says between two names, besides the names."""
    keys, text = kb.content[sentence], kb.article.sentences[sentence].folded
    said = [u for u in question.content if u.kind not in ("entity", "person")]
    between = len(question.of("entity")) > 1
    return not between or (bool(said) and all(covered(u, keys, kb, text) > 0 for u in said))


def _clause_of(sentence: int, question: Question, kb: KnowledgeBase) -> str:
    """The clause of a sentence that speaks of most of the claim, the earlier of equals."""
    clauses = [c for c in _CLAUSE.split(kb.article.sentences[sentence].folded) if c and c.strip()]

    def spoken(clause: str) -> float:
        keys = content_of([*kb.named(clause), *kb.lexicon.scanner.hits(clause)])
        return sum(weight(u, kb) * covered(u, keys, kb, clause) for u in question.content)

    return max(clauses, key=spoken, default="")


def _is_plain(question: Question, sentence: int, kb: KnowledgeBase) -> bool:
    """Whether neither the claim nor the sentence turns on a word of denial, and each number of the claim is in the sentence."""
    claim = _EITHER_WAY.sub("", question.folded)
    if _DENIAL.search(claim) or _OVERTURNED.search(claim) or _OVERTURNED.search(_clause_of(sentence, question, kb)):
        return False
    lasted = question.finds(_LASTED)
    if lasted and str(lasted[lasted.lastgroup or 0]) not in kb.article.sentences[sentence].folded:
        return False  # 上线一年了, where only the day is told on which it began
    asked, told = years_ahead(question.folded), years_ahead(kb.article.sentences[sentence].folded)
    return has_numbers(question, kb, sentence) and (not asked or not told or asked == told)  # three years to come say nothing of five


def is_ahead(question: Question) -> bool:
    """Whether a claim is about what is to come."""
    return question.asks("outlook") or question.finds(_AHEAD) is not None


def claimed_way(question: Question) -> int:
    """1 if more is claimed, -1 if less, else 0."""
    if question.asks("decline") or question.finds(_CUT_BACK):
        return -1
    return 1 if question.asks("up", "growth") or question.finds(_STEPPED_UP) else 0


def _speaks_of(sentence: int, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a sentence speaks of something in the claim, and of each measure, scope and other name in it."""
    keys = kb.content[sentence]
    if not any(u.key != f"entity:{kb.company.id}" and covered(u, keys, kb, kb.article.sentences[sentence].folded) >= _MET for u in question.content):
        return False
    binding: list[Unit] = [u for u in question.content if u.kind == "metric" or u.key in kb.lexicon.scope or (u.kind == "entity" and u.id != kb.company.id)]
    return all(covered(u, keys, kb) >= _MET for u in binding)


def _tendency(tokens: list[Token]) -> int:
    """1 if a text speaks of rising only, -1 of falling only, else 0."""
    kinds = {t.of("direction") for t in tokens} & {"up", "down"}
    return 0 if len(kinds) != 1 else 1 if "up" in kinds else -1
