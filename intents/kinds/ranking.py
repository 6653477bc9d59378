"""Which part of the company, which product, which company has most or least of a measure, or rose or fell."""

from collections import Counter

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import Aspect, Fit, is_metric
from intents.finding.operands import is_rival
from intents.finding.picking import best_pick, of_period
from intents.finding.wanted import FASTER, aspect_of, items_of
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Direction, Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold
from knowledge.quantities.quantity import MONEY

_WHICH_PART, _WHICH_COMPANY = pattern("which_part"), pattern("which_company")
_ASKS_WHICH, _NUMBER_ASKED = pattern("asks_which"), pattern("number_asked")
_PLACES, _OF_PRODUCT = pattern("places"), pattern("sales_of_product")
_PLACE, _NO_PLACE = pattern("place_name"), pattern("name_of_no_place")
_MOST, _LEAST = pattern("most"), pattern("least")
_FEWEST, _LISTED = 2, 3  # a rank needs so many; so many measures named are no mere comparison


def ranked(question: Question, kb: KnowledgeBase) -> Reply | None:
    """哪个业务收入最高, which segment grew fastest, 谁的营收下降了: all of a kind by their figures, the answer first."""
    if not question.finds(_ASKS_WHICH):
        return None
    if measures := _of_measures(question, kb):
        return measures
    parts, companies = question.finds(_WHICH_PART), question.finds(_WHICH_COMPANY)
    if not (parts or (companies and (question.of("metric") or question.finds(FASTER) or question.asks("growth", "yoy")))) or question.quantities or (question.asks("why") and not (question.asks("how_much") or question.finds(_NUMBER_ASKED))):
        return None
    most, least = question.finds(_MOST), question.finds(_LEAST)
    if not (most or least or question.asks("growth", "up", "decline", "yoy")):
        return None
    share = question.asks("share")
    facts = _candidates(question, kb, share=share, parts=parts is not None)
    if len({_name(f) if parts else f.subject.id for f in facts}) < _FEWEST or (parts and not _is_of_places(parts[0], facts)):
        return None
    best = {_name(f): f for f in reversed(facts)}
    ordered = sorted(best.values(), key=lambda f: f.signed, reverse=not least)
    if not (most or least):
        down = question.asks("decline")
        ordered = [f for f in ordered if not f.role.is_change or (f.direction is Direction.DOWN) is down]
    if not ordered:
        return decline(question, kb, Reason.UNSAID)
    return Answer(question.language, Mode.FIGURES, tuple(_shown(f, kb) for f in ordered))


def _of_measures(question: Question, kb: KnowledgeBase) -> Answer | None:
    """总收入、广告、净利润谁涨得最猛: the growths of measures that are named, the answer first."""
    most, least = question.finds(_MOST), question.finds(_LEAST)
    if not (most or least) or question.quantities or len(question.of("metric")) < _LISTED or aspect_of(question) is not Aspect.GROWTH:
        return None
    groups = [g for g in items_of(question) if any(u.kind == "metric" and not u.soft for u in g)]
    picks = [best_pick(g, question, Aspect.GROWTH, kb) for g in groups]
    if len(groups) < _LISTED or not all(isinstance(p, Fit) and p.fact.unit == "percent" for p in picks):
        return None
    ordered = sorted((p.fact for p in picks if isinstance(p, Fit)), key=lambda f: f.signed, reverse=not least)
    return Answer(question.language, Mode.FIGURES, tuple(figure_of(f, kb) for f in ordered))


def _is_of_places(asked: str, facts: list[Fact]) -> bool:
    """Whether what is ranked may be places where places are asked: products and divisions are no regions."""
    named = fold(" ".join(f"{f.subject.name} {f.metric}" for f in facts))
    return _PLACES.search(asked) is None or _PLACE.search(named) is not None or _NO_PLACE.search(named) is None


def _shown(fact: Fact, kb: KnowledgeBase) -> Figure:
    return with_companion(figure_of(fact, kb), kb)


def _name(fact: Fact) -> str:
    return f"{fact.subject.id or fact.subject.name} {'' if fact.base == 'revenue' and fact.metric == fact.base else fact.metric}"


def _candidates(question: Question, kb: KnowledgeBase, *, share: bool, parts: bool) -> list[Fact]:
    """One figure for each part of the company, or for each company, of the measure, aspect and period asked."""
    metric = next(iter(question.of("metric")), "") or _shared_by_parts(kb) if parts else next(iter(question.of("metric")), "revenue")
    rising = question.asks("growth", "yoy", "decline") or (question.asks("up") and not (question.finds(_MOST) or question.finds(_LEAST))) or question.finds(FASTER) is not None  # higher is no growth
    growing = not share and rising and aspect_of(question) is Aspect.GROWTH
    roles = (Role.SHARE,) if share else (Role.YOY,) if growing else (Role.VALUE, Role.MARGIN)
    told = [f for f in kb.facts if f.role in roles and f.value is not None and not f.forecast and _is_one(f, kb, parts=parts)]
    told = [f for f in told if is_metric(f, metric, kb) > 0 or (metric == "revenue" and _is_kind_of_revenue(f, kb)) or (share and f.subject.id == kb.company.id) or (share and f"metric:{metric}" in kb.keys[id(f)]) or (share and metric == "revenue" and not f.base)]
    if parts and question.finds(_PLACES):
        told = [f for f in told if not _OF_PRODUCT.match(f.labels[0].lower())]
    if parts and growing:
        moved = (f for f in kb.facts if f.role in (Role.YOY, Role.CHANGE) and f.unit == "percent" and f.value is not None and not f.forecast)
        places = question.finds(_PLACES) is not None
        named = [f for f in moved if f not in told and _is_told_of_sales(f, kb) and not (places and _OF_PRODUCT.match(f.labels[0].lower()))]
        if named and len({_name(f) for f in (*told, *named)}) >= _FEWEST:
            return [*told, *named]
    asked = tuple(p for p in question.periods if not p.same)
    timely = [f.fact for f in of_period(asked, [Fit(f, 1.0) for f in told], kb)]
    return [f for f in timely if f.period == timely[0].period and f.unit == timely[0].unit]


def _shared_by_parts(kb: KnowledgeBase) -> str:
    """Revenue where parts of the company have it, else the measure that most of them have."""
    told = [f for f in kb.facts if f.role is Role.VALUE and f.unit in MONEY and f.base and kb.is_part(f.subject.id)]
    earning = {f.subject.id for f in told if f.base == "revenue" or _is_kind_of_revenue(f, kb)}
    if len(told) < _FEWEST or len(earning) >= _FEWEST:
        return "revenue"
    return Counter(f.base for f in told).most_common(1)[0][0]


def _is_kind_of_revenue(fact: Fact, kb: KnowledgeBase) -> bool:
    return fact.metric in kb.metrics and kb.metrics[fact.metric].part_of == "revenue"


def _is_told_of_sales(fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a growth is of a part that only its own phrase names, with what it took in: UK & Ireland declined 2.7% to £547m."""
    if fact.metric in kb.lexicon.metrics or fact.base not in ("", "revenue"):
        return False
    return any(f.role is Role.VALUE and f.unit in MONEY and f.citation == fact.citation and f.subject == fact.subject for f in kb.by_metric.get(fact.metric, ()))


def _is_one(fact: Fact, kb: KnowledgeBase, *, parts: bool) -> bool:
    """Whether a figure is of something that is ranked: a part of the company, or a company."""
    if parts and fact.role is Role.SHARE and fact.subject.id == kb.company.id:
        return fact.metric not in kb.lexicon.metrics and not fact.base  # 车用晶片占34%
    if parts and fact.subject.id == kb.company.id:
        return fact.metric in kb.metrics and kb.metrics[fact.metric].part_of == "revenue"
    if parts:
        return kb.is_part(fact.subject.id) and kb.entity(fact.subject.id).owner == kb.company.id
    return bool(fact.subject.id) and not kb.is_part(fact.subject.id) and (fact.subject.id == kb.company.id or is_rival(fact.subject.id, kb))
