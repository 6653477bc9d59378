"""Claims to check: a number, a comparison, a direction, a date, a name or a statement; yes or no with its source."""

import re
from dataclasses import replace
from decimal import Decimal

from intents.decline import decline_for
from intents.figures import Problem, best_pick, figure_of, with_companion
from intents.find import Aspect, Fit, covered, passages, weight
from intents.numbers import operands
from intents.question import Question
from intents.reply import Answer, Figure, Mode, Reply
from intents.texts import TITLES, dated
from intents.wording import period_text
from knowledge.fact import Direction, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.mention import ordinals
from knowledge.quantity import Bound, Quantity

_OPENS = re.compile(r"(?:^|[,.;:!?]\s*)(?:so\s|and\s|then\s)?(?:did|does|do|is|are|was|were|has|have|had|isn't|wasn't|didn't|hasn't)\s")
_SURE = 0.72  # share of a claim that a sentence must cover to bear it out


def is_claim(question: Question) -> bool:
    """Whether the question wants a yes or a no."""
    if question.asks("how_much", "why", "who", "when", "where") and not _tagged(question):
        return False
    return question.asks("claim") or bool(_OPENS.search(question.folded)) or (question.asks("more_than", "less_than") and bool(question.quantities))


def _tagged(question: Question) -> bool:
    return bool(re.search(r"(?:吗|吧|对不对|是不是|没错|right|correct|true)\W*$", question.folded))


def check(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The verdict on a claim with the figures or sentences that decide it; None if it is none we can decide."""
    return (
        _person(question, kb)
        or _compared(question, kb, before)
        or _loss(question, kb)
        or _number(question, kb)
        or _date(question, kb)
        or _rank(question, kb)
        or _direction(question, kb)
        or _statement(question, kb)
    )


def _verdict(question: Question, verdict: bool, *figures: Figure) -> Answer:
    return Answer(question.language, Mode.VERDICT, figures, verdict=verdict)


def _person(question: Question, kb: KnowledgeBase) -> Answer | None:
    """CEO是X对吧: the holder of the office, and whether the question names them."""
    asked = {TITLES[u.key] for u in question.units if u.key in TITLES}
    holder = next((p for p in kb.people if asked & set(p.titles)), None)
    if holder is None or question.asks("quote"):
        return None
    named = question.of("person")
    other = [u for u in question.units if u.kind in ("unknown", "text") and not u.soft]
    if not named and not other:
        return None
    return Answer(question.language, Mode.PERSON, passages=(kb.article.cite(holder.sentence),), verdict=holder.name in named, text=holder.name)


def _compared(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Answer | None:
    """A超过B了吗, did A outgrow B, 比百度高吗."""
    if not question.asks("more_than", "less_than", "compare") or question.quantities:
        return None
    growth = question.asks("growth", "yoy") or re.search(r"outgr[eo]w|faster|更快|快过|跑赢|slower|更慢", question.folded)
    pair = operands(question, kb, before, Aspect.GROWTH if growth else Aspect.VALUE)
    if pair is None:
        return None
    first, second = pair
    lower = question.asks("less_than") or bool(re.search(r"低|少|小|慢|不如|不及|lower|less|smaller|slower|behind|below", question.folded))
    more = _signed(first) > _signed(second)
    return Answer(question.language, Mode.VERDICT, pair, verdict=(not more if lower else more) and _signed(first) != _signed(second))


def _signed(figure: Figure) -> Decimal:
    return figure.fact.signed if figure.fact else figure.value


def _loss(question: Question, kb: KnowledgeBase) -> Answer | None:
    """还在亏钱吗: a profit refutes a loss, and bears out that money is made."""
    for key in question.of("metric"):
        for opposite in kb.lexicon.metrics[key].opposite:
            units = tuple(u for u in question.units if u.key != f"metric:{key}")
            pick = best_pick((*units, replace(question.units[0], key=f"metric:{opposite}", parts=frozenset(), soft=False)), question, Aspect.VALUE, kb)
            if isinstance(pick, Fit) and pick.fact.value and pick.fact.value > 0 and pick.fact.base == opposite:
                negated = bool(re.search(r"(?:没有?|不|未|not|n't)\s?(?:再)?亏|扭亏|摆脱|turn(?:ed)? profitable", question.folded))
                return _verdict(question, negated, with_companion(figure_of(pick.fact, kb), kb))
    return None


def refuted_loss(question: Question, kb: KnowledgeBase) -> Answer | None:
    """亏了多少, where the article reports a profit."""
    return _loss(question, kb)


def _number(question: Question, kb: KnowledgeBase) -> Reply | None:
    """A claimed number against the figure of its metric, period and aspect."""
    claims = [q for q in question.quantities if q.unit not in ("year", "month", "day")]
    if not claims:
        return None
    claim = claims[0]
    changed = question.asks("growth", "decline", "up", "yoy")
    aspects = (Aspect.GROWTH, Aspect.VALUE) if claim.unit in ("percent", "pp") and changed else (Aspect.VALUE, Aspect.GROWTH) if claim.unit in ("percent", "pp") else (Aspect.VALUE,)
    problem: Problem | None = None
    for aspect in aspects:
        pick = best_pick(question.units, question, aspect, kb)
        if isinstance(pick, Fit) and _comparable(claim, pick):
            figure = with_companion(figure_of(pick.fact, kb), kb)
            return _verdict(question, _holds(claim, figure, question), figure)
        problem = problem or (pick if isinstance(pick, Problem) else None)
    return decline_for(problem, question, kb) if problem else None


def _comparable(claim: Quantity, pick: Fit) -> bool:
    return claim.unit == pick.fact.unit or (claim.unit in ("", "count") and pick.fact.unit not in ("percent", "pp")) or (claim.unit == "" and pick.fact.unit == "percent" and claim.scale == 1)


def _holds(claim: Quantity, figure: Figure, question: Question) -> bool:
    value = figure.value
    if figure.role.is_change and figure.direction is not None:
        wrong = (question.asks("decline") and figure.direction is Direction.UP) or (question.asks("up") and not question.asks("decline") and figure.direction is Direction.DOWN)
        if wrong:
            return False
    if question.asks("less_than") or claim.bound is Bound.UNDER:
        return value < claim.value
    if question.asks("more_than", "reach") or claim.bound is Bound.OVER or re.search(r"有?没有?到|到了|够", question.folded):
        return value >= claim.value
    if claim.high is not None and figure.high is not None:
        return (claim.value, claim.high) == (figure.value, figure.high)
    return value == claim.value or _rounds_to(value, claim)


def _rounds_to(value: Decimal, claim: Quantity) -> bool:
    """Whether the value, rounded to the digits of the claim, is the claim (约1270亿 for 1269亿)."""
    if claim.bound is not Bound.ABOUT:
        return False
    return abs(value - claim.value) <= Decimal("0.02") * abs(value)


def _date(question: Question, kb: KnowledgeBase) -> Answer | None:
    """可灵2023年上线的吧: a claimed date against the event's."""
    if not question.periods or question.of("metric"):
        return None
    fact = dated(question, kb)
    claimed = question.periods[0].period
    if fact is None or fact.period is None:
        return None
    right = claimed == fact.period or (fact.period.within(claimed)) or (claimed.year in (None, fact.period.year) and claimed.part == fact.period.part)
    text = f"{fact.labels[0]}|{period_text(fact.period, question.language)}"
    return Answer(question.language, Mode.DATE, passages=(fact.citation,), verdict=right, text=text)


def _rank(question: Question, kb: KnowledgeBase) -> Answer | None:
    """A claimed rank against the one the article gives."""
    claimed = [rank for _, _, rank in ordinals(question.folded)]
    ranks = [f for f in kb.facts if f.role is Role.RANK]
    if not claimed or not ranks or not any(u.key in ("metric:ranking", "term:ranking", "term:first_place", "term:image_to_video") for u in question.units):
        return None
    units = [u for u in question.units if not u.soft]
    best = max(ranks, key=lambda f: sum(weight(u, kb) * covered(u, kb.content[f.citation.sentence], kb) for u in units))
    return _verdict(question, best.value == claimed[0], figure_of(best, kb))


def _direction(question: Question, kb: KnowledgeBase) -> Reply | None:
    """是跌的吧, did it fall, 增长了吗: a claimed direction against the growth that the article gives."""
    down, up = question.asks("decline"), question.asks("up", "growth", "yoy")
    if not (down or up) or not (question.of("metric") or question.inherited):
        return None
    pick = best_pick(question.units, question, Aspect.GROWTH, kb)
    if isinstance(pick, Problem):
        return decline_for(pick, question, kb)
    figure = with_companion(figure_of(pick.fact, kb), kb)
    falls = figure.direction is Direction.DOWN
    return _verdict(question, falls if down else not falls, figure)


def _statement(question: Question, kb: KnowledgeBase) -> Answer | None:
    """A claim without a number: borne out by a sentence that covers it."""
    found = passages(question, kb)
    if not found or found[0].coverage < _SURE:
        return None
    negated = bool(re.search(r"没有(?!到)|不再|并未|never|not\s|n't\s", question.folded)) and not question.asks("claim")
    cited = tuple(kb.article.cite(p.sentence) for p in found[:2] if p.coverage >= _SURE)
    return Answer(question.language, Mode.PASSAGES, passages=cited, verdict=not negated)
