"""Arithmetic that a question asks for in words: divide profit by revenue, multiply daily users by time spent, 经调整净利润除以4."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from intents.finding import derive
from intents.finding.figures import figure_of
from intents.finding.operands import asked_for, figure_for
from intents.questions.patterns import Wording, pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reply
from knowledge.knowledgebase import KnowledgeBase
from knowledge.quantities.quantity import MONEY, Bound, Quantity

_DIVIDE, _DIVIDED = pattern("divide_verb"), (pattern("divide_between"), pattern("divide_over"))
_MULTIPLY, _MULTIPLIED = pattern("multiply_verb"), (pattern("multiply_between"),)
_ALL_USERS = pattern("time_of_all_users")
_ANY = frozenset(map(id, (_ALL_USERS, _DIVIDE, *_DIVIDED, _MULTIPLY, *_MULTIPLIED)))
_PARTED, _EDGE = pattern("operands_parted"), pattern("operand_edge")
_HALF, _NEAR = Decimal("0.5"), Decimal("0.02")
_TIMES = ("day", "month", "year")  # numbers of which are no result
_Span = tuple[int, int]


def reckoned(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What an operation in words makes of two figures, or of one and a number of the asker's; None where an operand is none of the article's."""
    if not question.may_match(_ANY):
        return None
    if question.finds(_ALL_USERS) and (spent := _by_all_users(question, kb)):
        return spent
    for verb, between, combine in ((_DIVIDE, _DIVIDED, _quotient), (_MULTIPLY, _MULTIPLIED, _product)):
        for spans in _operands(question, verb, between):
            if reply := _of_spans(question, spans, combine, kb):
                return reply
    return None


def _by_all_users(question: Question, kb: KnowledgeBase) -> Answer | None:
    """全站一天总共刷掉多少分钟, minutes across all users: how many use it in a day by how long each does."""
    first, second = figure_for("dau", question, kb), figure_for("time_spent", question, kb)
    known = first and second and first.fact and second.fact and first.period == second.period and {first.unit, second.unit} == {"count", "minute"}
    return Answer(question.language, Mode.FIGURES, (derive.product(first, second, "minute"),)) if known and first and second else None


def _operands(question: Question, verb: Wording, between: tuple[Wording, ...]) -> Iterator[tuple[_Span, _Span]]:
    """Where the two operands stand in the clause of an operation: behind its verb, or around the word between them."""
    text = question.folded
    if (told := question.finds(verb)) and (parted := _PARTED.search(text, told.end())):
        yield (told.end(), parted.start() + 1), (parted.end(), _end(text, parted.end()))
    for wording in between:
        if told := question.finds(wording):
            start = max((m.end() for m in _EDGE.finditer(text, 0, told.start())), default=0)
            yield (start, told.start() + 1), (told.end(), _end(text, told.end()))


def _end(text: str, at: int) -> int:
    """Where the clause ends that a place lies in."""
    edge = _EDGE.search(text, at)
    return edge.start() if edge else len(text)


def _of_spans(question: Question, spans: tuple[_Span, _Span], combine: Callable[[Figure, Figure], Figure | None], kb: KnowledgeBase) -> Answer | None:
    """The result of the operands that stand in two spans; with a yes or no where the question names what it should come to."""
    pair = _of_one_time(question, spans, kb)
    result = combine(*pair) if pair else None
    if pair is None or result is None:
        return None
    asked = [u for u in question.content if u.kind == "metric" and any(s <= u.start < e for s, e in spans)]
    other = [(kb.metrics[u.id].name, f.name) for u, f in zip(asked, (f for f in pair if f.fact), strict=False) if f.fact and u.id not in (f.fact.metric, f.fact.base)]
    answer = Answer(question.language, Mode.FIGURES, (result,), missing=tuple(name for name, _ in other), instead=tuple(other))
    claim = next((q for q in question.quantities if not any(s <= q.start < e for s, e in spans) and q.unit not in _TIMES), None)
    if claim is None:
        return answer
    told = next((f for f in kb.facts if f.value == claim.value and f.unit == result.unit and f.metric in kb.metrics and f.period == result.period), None)
    return replace(answer, mode=Mode.VERDICT, figures=(result, *((figure_of(told, kb),) if told else ())), verdict=_rounds_to(result.value, claim))


def _of_one_time(question: Question, spans: tuple[_Span, _Span], kb: KnowledgeBase) -> tuple[Figure, Figure] | None:
    """The two operands; of one time, unless the question names the time of each."""
    first, second = (_operand(question, span, kb) for span in spans)
    if first is None or second is None or (first.given and second.given):
        return None
    if first.given or second.given or first.period == second.period or all(_periods_in(question, span) for span in spans):
        return first, second
    for i, (base, span) in enumerate(((first, spans[1]), (second, spans[0]))):
        other = _operand(question, span, kb, base) if base.period and not _periods_in(question, span) else None
        if other and other.period == base.period:
            return (base, other) if i == 0 else (other, base)
    return None


def _periods_in(question: Question, span: _Span) -> bool:
    return any(span[0] <= p.start < span[1] for p in question.periods)


def _operand(question: Question, span: _Span, kb: KnowledgeBase, beside: Figure | None = None) -> Figure | None:
    """The figure of the one measure in a span, or the number that the asker gives there."""
    start, end = span
    metrics = list(dict.fromkeys(u.id for u in question.content if u.kind == "metric" and start <= u.start < end))
    if len(metrics) == 1:
        others = tuple(u for u in question.units if u.kind == "entity" or start <= u.start < end)
        periods = tuple(p for p in question.periods if start <= p.start < end) or question.periods
        periods = (asked_for(beside.period),) if beside and beside.period else periods
        return figure_for(metrics[0], question.about(others, periods), kb)
    numbers = [q for q in question.quantities if start <= q.start < end]
    only = len(numbers) == 1 and not any(start <= u.start < end and not u.soft for u in question.units)
    return derive.given(numbers[0].value, numbers[0].unit.replace("times", "")) if only and not metrics and numbers[0].unit not in _TIMES and numbers[0].value else None


def _quotient(first: Figure, second: Figure) -> Figure | None:
    """One figure over another, where that is a number of its own: a share, money for each, a part."""
    if not second.value or first.given or "percent" in (first.unit, second.unit):
        return None
    if second.given:
        return derive.parted(first, second) if second.unit in ("", "count") else None
    if first.unit == second.unit:
        return derive.ratio(first, second) if first.fact is not second.fact else None
    return derive.quotient(first, second) if first.unit in MONEY and second.unit == "count" else None


def _product(first: Figure, second: Figure) -> Figure | None:
    """One figure times another: people by minutes, an amount by a share of it, anything by a plain number."""
    if first.given or second.given:
        own, told = (first, second) if first.given else (second, first)
        return derive.product(told, own, told.unit) if own.unit in ("", "count") else derive.part_of(told, own) if own.unit == "percent" and told.unit in (*MONEY, "count") else None
    if {first.unit, second.unit} == {"count", "minute"}:
        return derive.product(first, second, "minute")
    amount, share = (second, first) if first.unit == "percent" else (first, second)
    return derive.part_of(amount, share) if share.unit == "percent" and not share.role.is_change and amount.unit in (*MONEY, "count") else None


def _rounds_to(value: Decimal, claim: Quantity) -> bool:
    """Whether a result is the number that a question names for it, to the last digit that is named."""
    if claim.bound is Bound.ABOUT:
        return abs(value - claim.value) <= _NEAR * abs(value)
    last = Decimal(1).scaleb(int((claim.value / claim.scale).normalize().as_tuple().exponent)) * claim.scale
    return abs(value - claim.value) <= _HALF * min(last, claim.scale)
