"""From a question to what is wanted: a metric, whose, when, and which aspect of it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter

from intents.finding.find import Aspect, Wanted
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit, measures_of
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import load_lexicon
from knowledge.language.relations import related
from knowledge.periods.period import PeriodMention
from knowledge.quantities.quantity import MONEY

_SEPARATOR = pattern("separator")
_LISTED = pattern("listed")
FASTER, _MOVED_TO = pattern("faster"), pattern("moved_to")
_PERCENT = pattern("change_in_percent")
_MILESTONE = pattern("milestone")
COUNTED, _CURRENCY = pattern("counted_change"), pattern("currency_asked")
_CAME, _WENT = pattern("came_to"), pattern("went_from")
_OTHER_BASE, _MOVES, _AMOUNT = pattern("other_base"), pattern("share_moves"), pattern("amount_asked")
_ITEMS = ("metric", "term", "text")
_NARROWING = ("term", "text", "entity")
_LOOSE = attrgetter("loose")


def aspect_of(question: Question) -> Aspect:
    """Value unless the words ask for the growth, the quarter's growth, the threshold passed."""
    if question.asks("qoq", "mom"):
        return Aspect.QOQ
    if question.asks("how_much", "what") and question.finds(_MILESTONE) and not question.quantities:
        return Aspect.THRESHOLD
    if question.of("metric") == ["share_price_change"] or (question.of("metric") == ["share_price"] and not question.asks("how_much") and question.finds(_MOVES)):
        return Aspect.GROWTH
    if question.finds(_MOVED_TO) and not question.asks("yoy"):
        return Aspect.VALUE
    if question.asks("yoy", "growth", "decline", "up") or question.finds(FASTER):
        return Aspect.GROWTH
    return Aspect.VALUE


def is_in_currency(unit: str, question: Question) -> bool:
    """Whether an amount in `unit` is in the currency that the question asks for, where it names one outside a number of its own."""
    asked = question.finds(_CURRENCY) if unit in MONEY else None
    return asked is None or asked.lastgroup == unit or any(q.start <= asked.start() < q.end for q in question.quantities)


def items_of(question: Question) -> list[tuple[Unit, ...]]:
    """The units of each thing in a list of things (日活和月活; revenue, DAU and MAU); one list or none if there is one thing."""
    if len([u for u in question.content if u.kind in _ITEMS]) < 2:
        return []
    places = [m.span() for m in _SEPARATOR.finditer(question.folded)]
    parted = [(a.start, b.end) for a, b in pairwise(question.units) if a.kind == b.kind == "metric"]  # DAU & MAU, read as one word first
    compared = question.cues.get("compare", ())  # 用户多还是商家多
    words = [span for span in question.spans if span not in parted and span[0] not in compared] if compared or "&" in question.folded else question.spans
    edges = [start for start, end in places if not any(s <= start and end <= e and e - s > end - start for s, e in words)]
    cuts = sorted({0, *edges, *_next_to_another(question), len(question.folded)})
    groups = [tuple(u for u in question.units if start <= u.start < end) for start, end in pairwise(cuts)]
    return _spread([g for g in groups if any(not u.soft and u.kind in _ITEMS for u in g)])


def _next_to_another(question: Question) -> Iterator[int]:
    """Where a measure begins right behind another one of the same sort, with nothing between them: 日活月活."""
    metrics = load_lexicon().metrics
    told = [u for u in question.units if u.kind == "metric" and not u.soft and u.word and u.id in metrics]
    beside = ((a, b) for a, b in pairwise(told) if a.end == b.start and a.key != b.key and not a.word.isascii())
    return (b.start for a, b in beside if (metrics[a.id].unit, metrics[a.id].kind) == (metrics[b.id].unit, metrics[b.id].kind))


def _spread(groups: list[tuple[Unit, ...]]) -> list[tuple[Unit, ...]]:
    """国内和海外的收入, retail and corporate loans: words set beside one another share the measure that the last of them narrows."""
    heads = [[u for u in g if u.kind == "metric" and not u.soft] for g in groups]
    last = next((i for i, h in enumerate(heads) if h), 0)
    if not last or len(heads[last]) != 1 or any(heads[last + 1 :]):
        return groups
    head = heads[last][0]
    narrowing = [[u for u in g if not u.soft and u.kind in _NARROWING and u.end <= head.start] for g in groups[: last + 1]]
    if not all(narrowing) or not any(u.narrows for u in narrowing[-1]):
        return groups
    return [(*(replace(u, narrows=True) for u in told), head) for told in narrowing]


def wanted_for(units: tuple[Unit, ...], question: Question, aspect: Aspect, kb: KnowledgeBase) -> list[Wanted]:
    """The readings of a group of units: each of its metrics as the head, else words that may name a measure."""
    own = _subjects(units) or (_subjects(question.units) if units is not question.units else ())
    if len(own) > 1 and any(kb.is_part(e) for e in own):
        own = tuple(e for e in own if e != kb.company.id)
    metrics = measures_of(units, any(map(_LOOSE, units)) and question.counts)
    if not metrics and question.counts and (things := {u.key: key for u in units if u.kind == "term" and (key := related("counted", u.id)) and key in kb.by_metric}):
        units = tuple(replace(u, key=f"metric:{things[u.key]}", parts=frozenset(), loose=False) if u.key in things else u for u in units)
        metrics = list(dict.fromkeys(things.values()))  # how many restaurants: the metric that counts what a term names
    if not metrics:
        near = [k for u in units for k in sorted(kb.lexicon.near.get(u.key, ())) if k.startswith("metric:")]
        metrics = [k.removeprefix("metric:") for k in near]
    moved = _moved(units, question)
    counted = question.finds(COUNTED) is not None or (bool(moved) and question.asks("how_much"))
    if moved and counted:
        metrics = [related("added" if moved == "came" else "closed", m) or m for m in metrics]
    percent = question.finds(_PERCENT) is not None
    growing = aspect in (Aspect.GROWTH, Aspect.QOQ)
    periods = question.periods and tuple([p if growing or question.inherited else _as_it_is(p) for p in question.periods if not (p.base or (growing and p.same))])  # what a growth is measured from
    expected = question.expected
    heads = [_without_guidance(m, kb) if expected else m for m in reversed(metrics)] or [""]
    monthly = question.asks("mom") or (bool(periods) and all(p.period.is_month for p in periods))
    words = tuple(question.folded[u.start : u.end] for u in units if u.kind == "term" and u.end - u.start > 1)
    asked = percent, question.asks("quarterly"), question.asks("yoy"), counted, expected, moved, monthly, words, question.finds(_AMOUNT) is not None and "ranking" not in metrics
    return [Wanted(m, units, own, periods, aspect, *asked) for m in dict.fromkeys(heads)]


def _moved(units: tuple[Unit, ...], question: Question) -> str:
    """Whether what came to a count or what left it is asked, in the item of a list that the units stand in, by a word
    that is no part of a measure's name (新增用户); never of an operand, which no word of the question names."""
    if not (question.finds(_WENT) or question.finds(_CAME)) or any(u.kind == "metric" and u.start == u.end == 0 for u in units):
        return ""
    start, end = _item(units, question)
    named = [(u.start, u.end) for u in question.units if u.kind == "metric"]
    ways = (("went", _WENT), ("came", _CAME))
    return next((way for way, words in ways for m in words.finditer(question.folded, start, end) if not any(s <= m.start() and m.end() <= e for s, e in named)), "")


def _item(units: tuple[Unit, ...], question: Question) -> tuple[int, int]:
    """Where the item of a list lies that units stand in; all of the question where it is no list."""
    told = [u for u in units if u.start < u.end]
    stops = [m.span() for m in _LISTED.finditer(question.folded)]
    if not told or not stops:
        return 0, len(question.folded)
    first, last = min(u.start for u in told), max(u.end for u in told)
    return max((end for _, end in stops if end <= first), default=0), min((start for start, _ in stops if start >= last), default=len(question.folded))


def _subjects(units: tuple[Unit, ...]) -> tuple[str, ...]:
    named = [u.id for u in units if u.kind == "entity" and not u.soft]
    return tuple(dict.fromkeys(named)) if len(named) > 1 else tuple(named)


def _as_it_is(mention: PeriodMention) -> PeriodMention:
    """去年同期 of a value: the year before itself, not the period that it is told by."""
    if not mention.same or not mention.years or mention.period.year is None:
        return mention
    return mention._replace(period=mention.period.shifted(mention.years), same=False, years=0, dated=True)


def _without_guidance(metric: str, kb: KnowledgeBase) -> str:
    """Revenue of revenue guidance: what is guided."""
    whole = metric.removesuffix("_guidance")
    return whole if whole in kb.metrics else metric
