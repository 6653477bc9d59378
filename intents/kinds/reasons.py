"""Questions that ask why: the sentence that gives the reason for what is asked, in it, beside it, or right behind it."""

from dataclasses import replace

from intents.finding.find import covered, is_metric, of_subject, same_period
from intents.finding.passages import Passage
from intents.kinds.speakers import MOST, told
from intents.kinds.texts import covering
from intents.questions.patterns import Wording, pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reply
from knowledge.fact import Direction, Kind
from knowledge.knowledgebase import KnowledgeBase
from knowledge.sentences.statements import UNDER_HEADING

_HALF = 0.5  # of the best coverage, from which a sentence that gives a reason comes first
_SOME = 0.3  # share of a question that a sentence about it covers
_NEAR = 0.8  # how nearly a figure must be of the measure asked
_LABEL = 14  # characters of a line that only names the reason which follows
_BEHIND = 3  # sentences behind the figure among which its reason may stand
_WHY_ASKED, _SPEAKS = pattern("why_recorded"), pattern("speaker_label")
_TAKES_UP = pattern("takes_up")
_DOWN, _UP = pattern("went_down"), pattern("went_up")
_NAMED = (pattern("revisable"), pattern("to_profit"), pattern("to_loss"))  # what a question may name that is no measure
_SHARES = frozenset(("metric:share_price", "metric:share_price_change"))
_OF_SHARES = _SHARES | {"term:stock_fall", "term:stock_rise"}  # the terms are words of falling and rising as well
_MOVING = frozenset(f"term:{t}" for t in ("decline", "growth", "increase", "stock_fall", "stock_rise", "good", "bad", "change", "bright_spot", "result_outcome", "reason", "cause", "driver"))


def why(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...] = ()) -> Reply | None:
    """Sentences that give reasons and speak of what is asked; right after a figure, those of its own paragraph."""
    reasons = {s.citation.sentence for s in kb.statements if s.kind is Kind.REASON}
    if "measure" in question.inherited and before:
        own = before[0].citations[0].sentence
        near = [i for i in (own, own + 1, own - 1) if i in reasons or i == own + 1]
        if own in reasons:
            return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in near if 0 <= i < len(kb.content)), text="why")
    if not any(u.kind != "entity" or u.id != kb.company.id for u in question.content):
        named = next((p for p in _NAMED if question.finds(p)), None)
        return _of_whatever(question, kb, reasons) if named is None else _of_named(named, question, kb, reasons)
    if replied := _replied(question, kb):
        return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in replied), text="why")
    if told_so := _where_told(question, kb, reasons):
        return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in told_so[:MOST]), text="why")
    speaking = covering(question, kb, (Kind.REASON,), enough=_SOME)
    found = _of_shares([p for p in speaking if _is_that_way(p.sentence, question, kb)] or speaking, question, kb)
    given = [p for p in found if p.sentence in reasons and p.coverage >= _HALF * found[0].coverage and _is_that_way(p.sentence, question, kb) and _is_of_it(p.sentence, question, kb)]
    if section := [] if given else _section(question, kb):
        return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in section), text="why")
    if beside := [] if given else _beside(question, kb, found, reasons):
        return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in beside[:MOST]), text="why")
    if not found:
        named = next((p for p in _NAMED[1:] if question.finds(p)), None)
        return _of_named(named, question, kb, reasons) if named else _of_whatever(question, kb, reasons) if _is_general(question, kb) else None
    return _given(question, kb, found, given, reasons)


def _section(question: Question, kb: KnowledgeBase) -> list[int]:
    """What stands under a heading that announces the reasons for what is asked (三、业绩预亏的主要原因), labels left out."""
    under = [s.citation.sentence for s in kb.statements if s.rule == UNDER_HEADING]
    if not under:
        return []
    heading = next(s for s in reversed(kb.article.sentences[: under[0]]) if s.heading)
    named = [u for u in question.content if u.key not in _MOVING and not (u.kind == "entity" and u.id == kb.company.id)]
    if not all(covered(u, kb.content[heading.index], kb, heading.folded) >= _HALF for u in named):
        return []
    return [i for i in under if len(kb.article.sentences[i].text) > _LABEL][:MOST]


def _where_told(question: Question, kb: KnowledgeBase, reasons: set[int]) -> list[int]:
    """Why did July-September operating profit decline: the sentences that tell this of the measure and the time asked, and why; [] where no time is asked."""
    metrics, subjects, way = question.of("metric"), tuple(question.of("entity")), way_asked(question)
    timed = [p for p in question.periods if not p.same and p.period.part]
    if not metrics or not timed or any(u.narrows or u.kind == "unknown" for u in question.content if not u.soft):
        return []
    facts = [f for f in kb.facts if not f.forecast and any(is_metric(f, m, kb) >= _NEAR for m in metrics) and of_subject(f, subjects, kb) and all(same_period(p, f.period) for p in timed)]
    moved = {f.citation.sentence for f in facts if f.role.is_change and (way is None or f.direction is way)}
    return sorted(moved & reasons)


def _of_shares(found: list[Passage], question: Question, kb: KnowledgeBase) -> list[Passage]:
    """Why did the stock fall: only sentences that speak of the shares; why retention fell is not why they did."""
    if not any(u.key in _OF_SHARES for u in question.content):
        return found
    told = [p for p in found if not _SHARES.isdisjoint(kb.content[p.sentence])]
    return told or [Passage(i, 1.0, 1.0) for i in dict.fromkeys(f.citation.sentence for f in kb.facts if f"metric:{f.metric}" in _SHARES)]


def _given(question: Question, kb: KnowledgeBase, found: list[Passage], given: list[Passage], reasons: set[int]) -> Reply:
    """The sentences that give the reason first, then those that only speak of what is asked."""
    ordered = [*given, *(p for p in found if p not in given)]
    best = ordered[0]
    if answers := _to_the_question(best.sentence, kb):
        return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in answers), text="why")
    lead = "why" if any(_is_of_it(p.sentence, question, kb) for p in ordered[:MOST] if p.sentence in reasons) else "near"
    after = next((i for i in (best.sentence + 1, best.sentence + 2) if i in reasons and _TAKES_UP.match(kb.article.sentences[i].folded)), None)
    if after is not None and best.sentence not in reasons:
        ordered, lead = [best, Passage(after, best.score, best.coverage), *(p for p in ordered[1:] if p.sentence != after)], "why"
    reply = told(question, kb, Mode.PASSAGES, given if lead == "why" and given and after is None else ordered, text=lead)
    return reply if any(c.sentence in reasons for c in reply.passages) else replace(reply, text="near")


def _to_the_question(sentence: int, kb: KnowledgeBase) -> list[int]:
    """So why the light billings?: what stands behind a question that the article itself asks, in its paragraph; [] behind no question."""
    asked = kb.article.sentences[sentence]
    if not asked.text.rstrip("”\"' ").endswith(("?", "？")):
        return []
    return [s.index for s in kb.article.sentences[sentence + 1 : sentence + 1 + MOST] if s.paragraph == asked.paragraph]


def _replied(question: Question, kb: KnowledgeBase) -> list[int]:
    """问:北美下滑的原因是什么? 顾言川:渠道去库存: what somebody replies, in a paragraph of his own, to the question why that the article
    records and that names whom and all else that is asked of, but for the measure; [] if there is none."""
    named = [u for u in question.content if u.kind != "metric" and u.key not in _MOVING and u.key != f"entity:{kb.company.id}"]
    if not named:
        return []
    for asked in kb.article.sentences:
        if not asked.text.rstrip("”\"' ").endswith(("?", "？")) or not _WHY_ASKED.search(asked.folded):
            continue
        keys = kb.content[asked.index]
        following = [s for s in kb.article.sentences[asked.index + 1 :][: 2 * MOST] if not s.text.endswith(("?", "？"))]
        replies = [s for s in following if s.paragraph == following[0].paragraph]
        same_way = all(covered(u, keys, kb, asked.folded) >= _HALF for u in named)
        if same_way and replies and replies[0].paragraph > asked.paragraph and _SPEAKS.match(replies[0].text):
            return [s.index for s in replies][:MOST]
    return []


def _is_general(question: Question, kb: KnowledgeBase) -> bool:
    """Whether nothing but results and their movement is named (业绩下滑的原因)."""
    return all(u.key in _MOVING or (u.kind == "entity" and u.id == kb.company.id) or u.id in kb.lexicon.generic for u in question.content)


def way_asked(question: Question) -> Direction | None:
    """Which way the thing went whose reason is asked."""
    down = question.asks("decline") or question.finds(_DOWN) is not None
    up = question.asks("up") or question.finds(_UP) is not None
    return None if down is up else Direction.DOWN if down else Direction.UP


def _is_that_way(sentence: int, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a sentence does not tell that the measure asked went the other way; a cut of growth to come is no growth."""
    way = way_asked(question)
    metrics = question.of("metric")
    ways = {f.direction for f in kb.facts if f.citation.sentence == sentence and f.direction and not f.forecast and any(is_metric(f, m, kb) >= _NEAR for m in metrics)}
    return way is None or not ways or way in ways


def _is_of_it(sentence: int, question: Question, kb: KnowledgeBase) -> bool:
    """Whether a sentence speaks of every word right beside the measure that makes it another one (gas of gas car sales)."""
    text = kb.article.sentences[sentence].folded
    return all(covered(u, kb.content[sentence], kb, text) >= _HALF for u in question.content if u.narrows and u.kind in ("unknown", "text", "term"))


def _beside(question: Question, kb: KnowledgeBase, found: list[Passage], reasons: set[int]) -> list[int]:
    """The figure or sentence asked about, and behind it in its paragraph a sentence that gives a reason and has no figures of its own.

    Also one that takes up the figure: 这主要由于, The decline reflected.
    """
    metrics, subjects = question.of("metric"), tuple(question.of("entity"))
    way = way_asked(question)
    stating = [p.sentence for p in found[:MOST]]
    if not all(u.kind in ("metric", "entity") or u.key in _MOVING or u.kind == "text" for u in question.content) or not metrics:
        return []
    if all(u.kind == "metric" or u.key in _MOVING or u.kind == "entity" for u in question.content):
        facts = [f for f in kb.facts if not f.forecast and any(is_metric(f, m, kb) >= _NEAR for m in metrics) and of_subject(f, subjects, kb)]
        stating += [f.citation.sentence for f in facts if way is None or f.direction in (None, way)]
    counted = {f.citation.sentence for f in kb.facts if f.value is not None}
    sentences = kb.article.sentences
    for own in dict.fromkeys(stating):
        for i in range(own + 1, min(own + 1 + _BEHIND, len(sentences))):
            near = sentences[i].paragraph - sentences[own].paragraph <= 1
            if near and i in reasons and (i not in counted or _TAKES_UP.match(sentences[i].folded)):
                more = [i + 1] if i + 1 in reasons and sentences[i + 1].paragraph == sentences[i].paragraph else []
                return [own, i, *more]
    return []


def _of_named(named: Wording, question: Question, kb: KnowledgeBase, reasons: set[int]) -> Answer | None:
    """Why was the outlook cut, why did it swing to profit, where nothing else is named: the sentences that tell of it, those that give a reason first."""
    if any(u.kind == "unknown" and not u.soft for u in question.units):
        return None
    told = [s.index for s in kb.article.sentences if named.search(s.folded)]
    given = [i for i in told if i in reasons]
    return Answer(question.language, Mode.PASSAGES, passages=tuple(kb.article.cite(i) for i in (given or told)[:MOST]), text="why" if given else "near") if told else None


def _of_whatever(question: Question, kb: KnowledgeBase, reasons: set[int]) -> Answer | None:
    """业绩下滑的原因, what drove growth: the reasons given for whatever went the way that is asked."""
    way = "down" if question.asks("decline") else "up" if question.asks("up", "growth") else ""
    if any(u.kind == "unknown" and not u.soft for u in question.units):
        return None
    if question.of("metric"):  # a section of reasons is of what its heading names
        reasons = reasons - {s.citation.sentence for s in kb.statements if s.rule == UNDER_HEADING}
    if any(u.key in _OF_SHARES for u in question.units):
        reasons = {i for i in reasons if not _SHARES.isdisjoint(kb.content[i])}  # why sales fell is not why the shares did
    told_so = [i for i in sorted(reasons) if not way or way in {t.of("direction") for t in kb.lexicon.scanner.hits(kb.article.sentences[i].folded)}]
    cited = tuple(kb.article.cite(i) for i in (told_so or (sorted(reasons) if not way else []))[:MOST])
    return Answer(question.language, Mode.PASSAGES, passages=cited, text="why") if cited else None
