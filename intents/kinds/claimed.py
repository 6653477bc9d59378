"""Claims about numbers: a claimed number, multiple or order against the figures that decide it."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from intents.finding.figures import beside, figure_of, with_companion
from intents.finding.find import Aspect, Fit, same_period
from intents.finding.near_kinds import kinds_told
from intents.finding.operands import in_order, operands, signed
from intents.finding.picking import Problem, best_pick
from intents.finding.wanted import FASTER
from intents.kinds.apart import for_one_span, is_so_far
from intents.kinds.magnitudes import holds_of_order
from intents.kinds.misplaced import misplaced
from intents.kinds.numbers import earned, substitute_of, time_spent
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Direction, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold
from knowledge.quantities.quantity import MONEY, Bound, Quantity, quantities

_LOWER_THAN = pattern("lower_than")
_UP, _DOWN = pattern("claimed_up"), pattern("claimed_down")
_OR_MORE = pattern("or_more")
_AND_SOME = pattern("and_some")
_AS_MUCH, _ENOUGH = pattern("as_much"), pattern("enough_for")
_SMALL, _HUGE = 1000, 1000000  # a bare number is none of a figure that is so much larger
_AMOUNT = 10000  # from here on a factor (万, million) makes an amount of a bare number
_PAIR = 2  # measures that a comparison needs
_DIGITS = (pattern("one_digit"), pattern("two_digits"), pattern("three_digits"))
_HALVED = pattern("halved")
_ROUGHLY = {_HALVED: (50, 45, 55), pattern("by_half"): (50, 45, 55), pattern("by_a_third"): (Decimal(100) / 3, 30, 37), pattern("by_a_quarter"): (25, 23, 27)}  # percent, and what is called so
_PERCENT_OF = {word: 10**n for n, word in enumerate(_DIGITS)} | {pattern("doubled"): 100, pattern("tripled"): 200} | {word: size for word, (size, _, _) in _ROUGHLY.items()}
_NEARLY, _MORE_BY_FAR = pattern("nearly"), pattern("portion_passed")
_PASSED, _FIRST = pattern("passed"), pattern("first_told")
_BASIS, _FRACTION = pattern("basis_named"), pattern("fraction_of")
_OR, _ALREADY = pattern("or_else"), pattern("already_so")
_NEARLY_AS = Decimal("0.1")  # share by which a claim that says nearly may be off
_GROWTH_WORD = re.compile("|".join(word.pattern for word in _PERCENT_OF))
_NO_MORE, _RIGHT_BEFORE = pattern("no_more_than_told"), 24  # characters before a number
_NEAR_MULTIPLE = Decimal("0.05")  # share by which a claimed multiple may be off
_ROUNDED = Decimal("0.02")  # share by which a claim that says about may be off


def verdict(question: Question, holds: bool, *figures: Figure) -> Answer:
    """The answer that a claim holds or not, with the figures that decide it."""
    return Answer(question.language, Mode.VERDICT, figures, verdict=holds)


def check_comparison(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Answer | None:
    """A超过B了吗, did A outgrow B, 比百度高吗; what is more than a fraction of something is not more than it."""
    if question.finds(_FRACTION):
        return None
    enough = question.finds(_ENOUGH) is not None and len(question.of("metric")) == _PAIR
    if not (question.asks("more_than", "less_than", "compare") or enough) or (question.quantities and not enough):
        return None
    growth = question.asks("growth", "yoy") or question.finds(FASTER)
    pair = operands(question, kb, before, Aspect.GROWTH if growth else Aspect.VALUE)
    if pair is None:
        return None
    first, second = in_order(pair, question)
    lower = question.asks("less_than") or question.finds(_LOWER_THAN) is not None
    a, b = signed(first), signed(second)
    return verdict(question, a < b if lower else a > b, first, second)


def check_number(question: Question, kb: KnowledgeBase) -> Reply | None:
    """A claimed number against the figure of its metric, period and aspect."""
    claims = [q for q in question.quantities if q.unit not in ("year", "month", "day")] or _in_words(question)
    if not claims:
        return None
    claim = _in_base(claims[0])
    if claim.unit == "times":
        return _multiple(question, kb, claim)
    if question.asks("first_time") and (passed := _first_time(question, kb, claim)):
        return passed
    changed = question.asks("growth", "decline", "up", "yoy") or bool(_in_words(question))
    aspects = [Aspect.VALUE]
    if claim.unit in ("percent", "pp"):
        aspects = [Aspect.GROWTH, Aspect.VALUE] if changed else [Aspect.VALUE, Aspect.GROWTH]
    if timed := time_spent(question, kb):
        return verdict(question, _holds(claim, timed, question), with_companion(timed, kb))
    problem: Problem | None = None
    units = tuple(replace(u, loose=False) if u.loose else u for u in question.units)  # a number makes a measure of a plain noun
    for aspect in aspects:
        pick = best_pick(units, question, aspect, kb)
        if isinstance(pick, Fit) and (named := _by_label(pick, claims, question, kb)):
            return named
        if isinstance(pick, Fit) and len(claims) > 1:
            claim = next((c for c in map(_in_base, claims) if c.value not in _named_in_label(pick, kb)), claim)
        if isinstance(pick, Fit) and _comparable(claim, pick):
            return _verdict_of(claim, pick, aspect, question, kb)
        problem = problem or (pick if isinstance(pick, Problem) else None)
    if not question.of("metric") and (only := _only_amount(claim, question, kb)):
        apart = only.fact is not None and is_so_far(only.fact) and for_one_span(question)
        holds = _holds(claim, only, question)
        return Answer(question.language, Mode.FIGURES, (only,)) if apart and not holds else verdict(question, holds and not apart, only)
    if (made := earned(question, kb)) and _comparable(claim, made):
        return _verdict_of(claim, made, Aspect.VALUE, question, kb)
    return misplaced(claim, problem, question, kb) if problem else None


def _by_label(pick: Fit, claims: list[Quantity], question: Question, kb: KnowledgeBase) -> Reply | None:
    """Rooms over 1m?: the figure whose own name has the number, of which nothing is claimed; none where the number is another one of its size."""
    own = _named_in_label(pick, kb)
    if own.issuperset([c.value for c in claims]):
        return Answer(question.language, Mode.FIGURES, (with_companion(figure_of(pick.fact, kb), kb),))
    other = own and len(claims) == 1 and claims[0].value >= min(own)
    return decline(question, kb, Reason.UNSAID, near=(pick.fact,)) if other else None


def _only_amount(claim: Quantity, question: Question, kb: KnowledgeBase) -> Figure | None:
    """可灵到今年2月连一个亿都没凑够吧: the one amount that is told of a product at the time asked, where no measure is named."""
    about = [e for e in question.of("entity") if e != kb.company.id]
    if len(about) != 1 or not question.periods or claim.unit not in ("", *MONEY) or claim.scale < _AMOUNT:
        return None
    told = [f for f in kb.facts if f.subject.id == about[0] and f.role is Role.VALUE and f.unit in MONEY and not f.forecast and any(same_period(p, f.period) for p in question.periods)]
    return figure_of(told[0], kb) if len(told) == 1 else None


def _first_time(question: Question, kb: KnowledgeBase, claim: Quantity) -> Reply | None:
    """First time above 20bn?: a threshold that a sentence says was passed for the first time; that a figure is above one says nothing of earlier ones."""
    told = [f for m in question.of("metric") for f in kb.by_metric.get(m, ()) if f.role is Role.THRESHOLD and _FIRST.search(fold(f.citation.quote))]
    told = [f for f in told if not question.periods or any(same_period(p, f.period) for p in question.periods)]
    if passed := next((f for f in told if f.value == claim.value), None):
        value = beside(passed, kb, (Role.VALUE,))
        return verdict(question, True, figure_of(value or passed, kb))
    return decline(question, kb, Reason.UNDECIDED, passages=(told[0].citation,)) if told else None


def _verdict_of(claim: Quantity, pick: Fit, aspect: Aspect, question: Question, kb: KnowledgeBase) -> Answer:
    """Whether the figure bears the claim out; no yes or no where the kinds of what is claimed do not agree."""
    figures = tuple(with_companion(figure_of(p.fact, kb), kb) for p in kinds_told(pick, question, aspect, kb))
    holds = {holds_of_order(claim, f, question) if claim.vague or f.vague else _holds(claim, f, question) for f in figures}
    substitute = substitute_of(pick, question, kb)
    if is_so_far(pick.fact) and for_one_span(question):
        if holds != {True}:
            return Answer(question.language, Mode.FIGURES, figures, substitute=substitute)
        return replace(verdict(question, False, *figures), substitute=substitute)  # so much in all, not in one month
    if len(holds) > 1 or None in holds or any(_is_open(claim, f) for f in figures) or _leaves_choice(question):
        return Answer(question.language, Mode.FIGURES, figures, substitute=substitute)
    if substitute and question.finds(_BASIS):
        return replace(verdict(question, False, *figures), substitute=substitute)  # an adjusted profit is none of IFRS, whatever its amount
    so_far = not (question.finds(_ALREADY) and any(f.forecast for f in figures))  # 预计 is no 已实现
    return replace(verdict(question, so_far and holds.pop() is True, *figures), substitute=substitute)


def _leaves_choice(question: Question) -> bool:
    """Is it 401 million or 736 million, profit or revenue: a yes would not say which of two."""
    measures = [u for u in question.units if u.kind == "metric" and u.start < u.end]
    spans = [[(x.start, x.end) for x in named] for named in (question.quantities, measures)]
    return any(_OR.fullmatch(question.folded, a[1], b[0]) for told in spans for a, b in pairwise(told))


def _is_open(claim: Quantity, figure: Figure) -> bool:
    """Whether a claimed number lies inside the range that a figure is: 下降75%至92% neither bears out 跌九成 nor refutes it."""
    return figure.high is not None and claim.high is None and figure.value < claim.value < figure.high


def _named_in_label(pick: Fit, kb: KnowledgeBase) -> set[Decimal]:
    """Numbers that belong to the measure's own name (百万 in GMV破百万的直播间数)."""
    return {q.value for q in quantities(kb.labels[id(pick.fact)][0])}


def _in_words(question: Question) -> list[Quantity]:
    """Doubled, 翻倍, halved, double-digit: growth said in a word."""
    found = next((m for m in _GROWTH_WORD.finditer(question.folded) if not any(p.start <= m.start() < p.end for p in question.periods)), None)  # not in Double 11
    if not found:
        return []
    percent = next(value for word, value in _PERCENT_OF.items() if word.match(found[0]))
    roughly = next((ends for word, (_, *ends) in _ROUGHLY.items() if word.match(found[0])), None)
    if roughly and not (question.asks("more_than", "less_than", "reach") or question.finds(_MORE_BY_FAR)):
        return [Quantity(found.start(), found.end(), Decimal(roughly[0]), "percent", high=Decimal(roughly[1]))]
    digits = next((n for n, word in enumerate(_DIGITS) if word.match(found[0])), None)
    nearly = Bound.ABOUT if _NEARLY.search(question.folded, 0, found.start()) else Bound.EXACT
    high = Decimal(10) ** (digits + 1) if digits is not None else None
    return [Quantity(found.start(), found.end(), Decimal(percent), "percent", bound=nearly, high=high)]


def _in_base(claim: Quantity) -> Quantity:
    """Hours as minutes, like the figures."""
    return claim._replace(value=claim.value * 60, unit="minute") if claim.unit == "hour" else claim


def _multiple(question: Question, kb: KnowledgeBase, claim: Quantity) -> Answer | None:
    """A是B的两倍: the claimed multiple against the quotient of the two figures."""
    pair = operands(question, kb, (), Aspect.VALUE)
    if pair is None or not pair[1].value:
        return None
    quotient = pair[0].value / pair[1].value
    more = question.asks("more_than") or _OR_MORE.search(question.folded[claim.end :])
    holds = quotient >= claim.value if more else abs(quotient - claim.value) <= _NEAR_MULTIPLE * claim.value
    return verdict(question, holds, *pair)


def _comparable(claim: Quantity, pick: Fit) -> bool:
    """Whether a claimed number can be one of the figure's unit; a bare one can be a count or an amount."""
    unit = pick.fact.unit
    if claim.unit == "" and claim.scale == 1 and claim.value < _SMALL and (pick.fact.value or Decimal(0)) >= _HUGE:
        return False  # 4 in 10 of 736 million
    if claim.unit == unit or (claim.unit == "" and unit == "percent" and claim.scale == 1):
        return True
    return claim.unit in ("", "count") and unit not in ("percent", "pp")


def _holds(claim: Quantity, figure: Figure, question: Question) -> bool:
    """Whether the figure bears the claimed number out, by its direction and its bound."""
    value = figure.value
    if figure.role.is_change and (_wrong_way(figure.direction, question) or (question.finds(_HALVED) and figure.direction is not Direction.DOWN)):
        return False
    if _AND_SOME.match(question.folded, claim.end) or _AND_SOME.search(question.folded, claim.start, claim.end):
        return claim.value <= value < claim.value * (1 + Decimal(1) / Decimal(max(1, claim.value.as_tuple().digits[0])))
    if question.asks("less_than") or claim.bound is Bound.UNDER:
        return value < claim.value
    if _NO_MORE.search(question.folded, max(0, claim.start - _RIGHT_BEFORE), claim.start):  # 才700个, came to 20.6 billion: that and no other
        return value == claim.value or _rounds_to(value, claim)
    passed = _PASSED.search(question.folded, 0, claim.start) is not None
    if question.asks("more_than", "reach") or passed or claim.bound is Bound.OVER or question.finds(_AS_MUCH):
        return value >= claim.value
    if claim.high is not None:
        return claim.value <= value < claim.high if figure.high is None else (claim.value, claim.high) == (figure.value, figure.high)
    nearly = _NEARLY.search(question.folded, 0, claim.start) is not None and (1 - _NEARLY_AS) * claim.value <= value < claim.value
    return value == claim.value or nearly or _rounds_to(value, claim)


def _wrong_way(direction: Direction | None, question: Question) -> bool:
    """Whether the question claims a fall of what rose, or a rise of what fell."""
    if question.asks("decline"):
        return direction is Direction.UP
    up, down = question.asks("up") or question.finds(_UP) is not None, question.finds(_DOWN) is not None
    return up is not down and direction is (Direction.DOWN if up else Direction.UP)


def _rounds_to(value: Decimal, claim: Quantity) -> bool:
    """Whether the value, rounded to the digits of the claim, is the claim (约1270亿 for 1269亿)."""
    if claim.bound is not Bound.ABOUT:
        return False
    last = Decimal(1).scaleb(int(claim.value.normalize().as_tuple().exponent))
    off = abs(value - claim.value)
    return off <= _ROUNDED * abs(value) or (off <= last / 2 and off <= 2 * _ROUNDED * abs(claim.value) + _ROUNDED * abs(value) / 2)
