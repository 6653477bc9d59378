"""From what is wanted to the fact of the right period and aspect, or a problem that says what is missing."""

from dataclasses import dataclass, replace

from intents.finding.bases import is_in_points, is_on_another_base, is_on_month_before
from intents.finding.find import CHANGES_OF, Aspect, Fit, Wanted, covered, fits, same_period
from intents.finding.wanted import wanted_for
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit, measures_of
from intents.reply import Reason
from knowledge.fact import Direction, Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related, relating
from knowledge.language.text import fold
from knowledge.periods.period import QUARTERS, Period, PeriodMention

_VALUES = (Role.VALUE, Role.MARGIN, Role.SHARE, Role.PRICE, Role.RANK)
_ROLES = {
    Aspect.VALUE: _VALUES,
    Aspect.GROWTH: (Role.YOY, Role.CHANGE),
    Aspect.QOQ: (Role.QOQ,),
    Aspect.SHARE: (Role.SHARE,),
    Aspect.THRESHOLD: (Role.THRESHOLD,),
}
_CAME, _WENT = pattern("came_to"), pattern("went_from")
_FORMER = pattern("former_figure")
_FAR = 32  # characters before a figure that may call it a former one
_CUTS = frozenset(("term:cost_reduction", "term:decline", "metric:cost_reduction"))
AFTER = {"Q1": ("Q2", "Q3", "Q4", "H2"), "Q2": ("Q3", "Q4", "H2"), "H1": ("Q3", "Q4", "H2"), "Q3": ("Q4",), "Q1-Q3": ("Q4",)}
_SPANS = ("", *QUARTERS, "H1", "H2", "Q1-Q3")
_OF_EARNINGS = ("money", "per_share")
_HALF = 0.5  # how well a part of a measure fits it
_NTH = pattern("nth_time")
_DEEDS, _SAID = 2, 0.8  # words for what people did that name a count of them, and how far its phrase must say each
_FAR_MARGIN = 0.4  # what came to a count is named by words that its stock's name lacks
_MARGIN = 0.12  # fits this near to the best one are as good


@dataclass(frozen=True)
class Problem:
    """Why there is no figure; `near` are the facts that come closest, `growth` where one is asked."""

    reason: Reason
    near: tuple[Fact, ...] = ()
    growth: bool = False


def pick(wanted: Wanted, kb: KnowledgeBase) -> Fit | Problem:
    """The fact of the wanted metric, subject, period and aspect; never that of a part for the company that is named."""
    found = _pick(wanted, kb)
    if not isinstance(found, Fit) or not _is_of_a_part_alone(found.fact, wanted, kb):
        return found
    whole = _pick(wanted, kb, parts=False)
    return whole if isinstance(whole, Fit) else Problem(Reason.PART, near=(found.fact,))


def _pick(wanted: Wanted, kb: KnowledgeBase, *, parts: bool = True) -> Fit | Problem:
    found = [f for f in fits(wanted, kb) if f.fact.value is not None and (parts or not kb.is_part(f.fact.subject.id)) and not is_in_points(f.fact, wanted, kb)]
    if kb.forecasts:
        found, all_found = _of_sort(found, wanted, kb), found
        if all_found and not found and wanted.expected:
            return Problem(Reason.FORECAST, near=tuple(f.fact for f in all_found))
    if not found:
        return Problem(Reason.METRIC, near=())
    best = max([f.score for f in found])
    roles = _ROLES[wanted.aspect]
    told = [f for f in found if _is_of(wanted, f.fact, roles)]
    top = max([f.score for f in told], default=0.0)
    right = [f for f in told if f.score >= top - _MARGIN] if top >= best - 2 * _MARGIN else []
    if not right:
        close = [f for f in found if f.score >= best - _MARGIN]
        right = _changes_only(wanted, close, kb)
    if not right:
        near = tuple(f.fact for f in close)
        return Problem(Reason.VALUE_ONLY_GROWTH if wanted.aspect is Aspect.VALUE else Reason.GROWTH_ONLY_VALUE, near=near)
    right = _as_worded(_plainer(_of_subject(right, told, wanted, kb), told, wanted, kb), wanted, kb)
    if wanted.aspect is Aspect.GROWTH and not wanted.counted:
        right = [f for f in right if f.fact.unit in ("percent", "pp")] or right
    if wanted.quarterly and not wanted.periods:
        right = [f for f in right if f.fact.period and f.fact.period.part in QUARTERS] or right
    if wanted.moved and wanted.counted:
        came = [f for f in told if _came(f.fact) and f.score >= top - _FAR_MARGIN and (f.fact.direction is Direction.DOWN or _WENT.search(fold(f.fact.metric)) is not None) is (wanted.moved == "went")]
        right = came or [f for f in right if not _is_stock(f.fact, kb)]
        if not right:
            return Problem(Reason.METRIC)
    timely = of_period(wanted.periods, right, kb) or _instead(wanted, [f for f in told if f not in right], kb)
    if not timely or (not any(p.dated for p in wanted.periods) and _is_year_before(timely[0].fact, wanted, kb)):
        otherwise = None if timely else _otherwise_told(wanted, right, found, kb)
        return otherwise or Problem(Reason.PERIOD, tuple(f.fact for f in right), wanted.aspect in (Aspect.GROWTH, Aspect.QOQ))
    if _is_split(timely, wanted, kb):
        return _of_parts(timely, found, wanted, kb)
    return _unambiguous(_on_the_year_before(timely))


def _of_parts(timely: list[Fit], found: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> Problem:
    """What is there of parts only: beside the company's own figure where its growth is asked, else of the parts."""
    whole = [f.fact for f in found if f.fact.metric == wanted.metric and f.fact.role is Role.VALUE and f.fact.subject.id == kb.company.id]
    if wanted.aspect is Aspect.GROWTH and whole:
        return Problem(Reason.GROWTH_ONLY_VALUE, near=tuple(whole))
    return Problem(Reason.PART, near=tuple(f.fact for f in timely))


def _on_the_year_before(timely: list[Fit]) -> list[Fit]:
    """年增 before 月增: the changes on the year before, where the first one is on another base."""
    first = timely[0].fact
    if not is_on_another_base(first):
        return timely
    return [f for f in timely if f.fact.period == first.period and f.fact.role is Role.YOY] or timely


def _is_of(wanted: Wanted, fact: Fact, roles: tuple[Role, ...]) -> bool:
    """Whether a fact is of the aspect asked: of a month the change on the one before, of a year on the year before, of a stock what came to it."""
    if wanted.aspect is Aspect.QOQ and wanted.monthly:
        return is_on_month_before(fact)
    if fact.role is Role.RANK and wanted.amount:  # how many were sold is no place among the sellers
        return False
    came = bool(wanted.moved) and wanted.counted and _came(fact)
    return (fact.role in roles or came) and not (wanted.yearly and is_on_another_base(fact))


def _of_subject(right: list[Fit], told: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """The fits about whom the question names, else about whom its measure names, else about the company."""
    if wanted.subjects:
        return [f for f in right if f.fact.subject.id in wanted.subjects] or right
    if _is_named(right[0].fact, wanted, kb):
        return [f for f in right if f.fact.subject == right[0].fact.subject]
    return [f for f in right if f.fact.subject.id == kb.company.id] or _of_the_whole(right, told, wanted, kb) or right


def _plainer(right: list[Fit], told: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """净利润 rather than 单计盈利 where 盈利 is asked: a known measure, where the best one is narrowed by words that nobody asks for."""
    first = right[0].fact
    if first.metric in kb.lexicon.metrics or first.base != wanted.metric or first.terms or any(u.word and u.word in kb.labels[id(first)][0] for u in wanted.units if u.kind != "metric"):
        return right
    return [f for f in told if f.fact.metric in kb.lexicon.metrics and f.fact.subject == first.subject and f.score >= right[0].score - 2 * _MARGIN] or right


def _as_worded(right: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """财险收入 rather than 寿险收入 where 财险 is asked, though both words mean insurance: the measures that are named by a word of the question."""
    if len({f.fact.metric for f in right}) < 2:
        return right
    for word in wanted.words:
        right = [f for f in right if word in fold(f.fact.metric) or word in kb.labels[id(f.fact)][1]] or right
    return right


def _instead(wanted: Wanted, told: list[Fit], kb: KnowledgeBase) -> list[Fit]:
    """No 净利润 of the year, but 归母净利润, named as that: a near relative of the period asked."""
    found = of_period(wanted.periods, [f for f in told if f.substitute], kb)
    return found[:1] if found and found[0].fact.subject.id in (wanted.subjects or (kb.company.id,)) else []


def _otherwise_told(wanted: Wanted, right: list[Fit], found: list[Fit], kb: KnowledgeBase) -> Problem | None:
    """Q4广告同比增速, where the growth of the year is told, and of the quarter only the amount; or the other way round."""
    if wanted.aspect not in (Aspect.VALUE, Aspect.GROWTH, Aspect.QOQ) or not any(p.dated or p.period.part for p in wanted.periods):
        return None
    roles = _ROLES[Aspect.GROWTH] if wanted.aspect is Aspect.VALUE else _VALUES
    own = {(f.fact.metric, f.fact.subject) for f in right}
    near = of_period(wanted.periods, [f for f in found if f.fact.role in roles and (f.fact.metric, f.fact.subject) in own and not is_on_another_base(f.fact)], kb)
    reason = Reason.VALUE_ONLY_GROWTH if wanted.aspect is Aspect.VALUE else Reason.GROWTH_ONLY_VALUE
    return Problem(reason, near=tuple(f.fact for f in near)) if near else None


def _is_named(fact: Fact, wanted: Wanted, kb: KnowledgeBase) -> bool:
    """Whether a word of the question names the part of the company that a figure is of (platform revenue)."""
    if not kb.is_part(fact.subject.id):
        return False
    part = fold(fact.subject.name)
    return any(len(u.word) > 1 and u.word in part for u in wanted.units if u.kind != "metric")


def _is_of_a_part_alone(fact: Fact, wanted: Wanted, kb: KnowledgeBase) -> bool:
    """Whether a figure is of a part of the company where the company itself is named, and no word of the question means the part."""
    if wanted.subjects != (kb.company.id,) or not kb.is_part(fact.subject.id) or fact.metric not in kb.metrics or _is_named(fact, wanted, kb):
        return False
    told = {f"{s.kind}:{s.id}" for t in kb.lexicon.scanner.hits(fold(fact.subject.name)) for s in t.senses}
    return not any(u.key in told or not told.isdisjoint(u.parts) for u in wanted.units if u.kind != "entity")  # 广告平台 of an advertising platform


def _of_the_whole(right: list[Fit], told: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """The company's own figures of the measure, where the best ones are of a part that the question does not name."""
    first = right[0].fact
    if first.subject.id == kb.company.id or not first.base:
        return []
    part = fold(first.subject.name)
    if any(u.word and u.word in part for u in wanted.units if u.kind != "metric" and not u.soft):
        return []
    return [f for f in told if f.fact.subject.id == kb.company.id and f.fact.metric == first.base and not f.fact.terms]


def _unambiguous(found: list[Fit]) -> Fit | Problem:
    """The first figure, unless its own sentence tells another one of the same: then the one that nothing calls a former one."""
    first = found[0].fact
    own = (first.metric, first.subject.id, first.period, first.role, first.unit, first.forecast, first.citation.sentence)
    same = [f for f in found if (g := f.fact) is first or (g.metric, g.subject.id, g.period, g.role, g.unit, g.forecast, g.citation.sentence) == own]
    if len({f.fact.value for f in same}) == 1 or first.role.is_change:
        return Problem(Reason.FORECAST, near=(first,)) if first.forecast and is_former(first) else found[0]
    current = [f for f in same if not is_former(f.fact)]
    return current[0] if len({f.fact.value for f in current}) == 1 else Problem(Reason.AMBIGUOUS, near=tuple(f.fact for f in same))


def is_former(fact: Fact) -> bool:
    """Whether words right before a figure say that it is what another one came from (由上年的14%, from its previous forecast of)."""
    at = fact.start - fact.citation.start
    return _FORMER.search(fold(fact.citation.quote), max(0, at - _FAR), max(0, at)) is not None


def _is_year_before(fact: Fact, wanted: Wanted, kb: KnowledgeBase) -> bool:
    """Whether a figure is only what the reported one is compared with; none such answers where no year is asked."""
    reported, period = kb.anchor.reported, fact.period
    if reported.year is None or period is None or period.year != reported.year - 1:
        return False
    return period.part == reported.part or any(p.period.part == period.part for p in wanted.periods)


def _is_split(found: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> bool:
    """Whether only figures of several parts of the company are there, and none of them is asked for."""
    first = found[0]
    if not kb.is_part(first.fact.subject.id) or first.fact.subject.id in wanted.subjects:
        return False
    rest = [f for f in found if f.score >= first.score - _MARGIN and f.fact.role is first.fact.role and f.fact.period == first.fact.period]
    return len({f.fact.subject.id for f in rest}) > 1


def _of_sort(found: list[Fit], wanted: Wanted, kb: KnowledgeBase) -> list[Fit]:
    """What was reported, or the forecasts of the sort asked; guidance also where a period asked has nothing else."""
    if wanted.expected:
        return [f for f in found if f.fact.forecast == wanted.expected or (wanted.expected == "guidance" and is_ahead(f.fact, kb))]
    reported = [f for f in found if not f.fact.forecast]
    if len(reported) == len(found):
        return reported
    guided = [f for f in found if f.fact.forecast == "guidance"]
    if not wanted.periods:
        return reported or guided
    timely = any(same_period(p, f.fact.period) for p in wanted.periods for f in reported)
    return reported if timely else [*reported, *guided]


def is_ahead(fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a figure is of a time after the reported one: nothing that can have been reported."""
    reported, period = kb.anchor.reported, fact.period
    if fact.forecast or period is None or period.year is None or reported.year is None or period.part not in _SPANS:
        return False
    return period.year > reported.year or (period.year == reported.year and period.part in AFTER.get(reported.part, ()))


def _changes_only(wanted: Wanted, found: list[Fit], kb: KnowledgeBase) -> list[Fit]:
    """成本能降多少, how has the stock done: the change answers where the measure is a change, or one is asked in other words."""
    if wanted.aspect is not Aspect.VALUE:
        return []
    if related("yearly", wanted.metric):
        return [f for f in found if f.fact.role is Role.YOY and f.fact.unit == "percent"]  # like-for-like sales are told by their growth alone
    changes = [f for f in found if f.fact.role is Role.CHANGE and f.fact.unit == "percent"]
    known = kb.metrics.get(wanted.metric)
    if wanted.metric in CHANGES_OF:
        return [f for f in found if f.fact.role.is_change and f.fact.unit == "percent"]  # 亏损收窄多少
    moved = wanted.percent or any(u.key in _CUTS for u in wanted.units)
    share = wanted.metric == "share_price" and any(p.period.part in ("", "YTD") for p in wanted.periods)
    return changes if moved or share or (known and known.change_of) else []


def of_period(asked: tuple[PeriodMention, ...], found: list[Fit], kb: KnowledgeBase) -> list[Fit]:
    """The fits of the asked period; without one those of the reported period, else the newest first."""
    if asked:
        right = [f for f in found if any(same_period(p, f.fact.period) for p in asked)]
        current = {kb.anchor.date.year, kb.anchor.reported.year}
        if not right and all(p.period.part in ("", "YTD") and p.period.year in current for p in asked):
            right = [f for f in found if f.fact.period is None]
        return right if len(right) < 2 else sorted(right, key=lambda f: (-round(f.score, 2), *_recency(f.fact.period, kb)))
    return found if len(found) < 2 else sorted(found, key=lambda f: (-round(f.score, 2), f.fact.rule == "from-to", *_recency(f.fact.period, kb)))  # what it came from is not what it is


def _recency(period: Period | None, kb: KnowledgeBase) -> tuple[int, int, str]:
    if period == kb.anchor.reported:
        return (0, 0, "")
    return (1, -(period.year or 0), period.part) if period else (2, 0, "")


def _came(fact: Fact) -> bool:
    """Whether a count tells what came to a stock or left it: customers lost, 净增12万户."""
    return fact.rule == "added" or (fact.role is Role.CHANGE and fact.unit == "count" and fact.direction is not None)


def _is_stock(fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a count tells how many there are, not how many came or went."""
    known = kb.metrics.get(fact.metric)
    return fact.unit == "count" and not fact.forecast and (known.kind == "stock" if known else fact.rule in ("phrase", "counted-noun") and not (_CAME.search(fold(fact.metric)) or _WENT.search(fold(fact.metric))))


def best_pick(units: tuple[Unit, ...], question: Question, aspect: Aspect, kb: KnowledgeBase) -> Fit | Problem:
    """The best of the readings of a group; the first problem if none leads to a fact."""
    picks = [pick(w, kb) for w in wanted_for(units, question, aspect, kb)]
    found = [p for p in picks if isinstance(p, Fit)]
    if found:
        best = found[0] if len(found) == 1 else max(found, key=lambda f: f.score)
        if _is_of_another_time(best.fact, question):
            return Problem(Reason.METRIC, near=(best.fact,))
        return _net_of(best, units, question, aspect, kb) or best
    if other := opposite_pick(units, question, aspect, kb):
        return other
    if reworded := _by_its_words(units, kb):
        return best_pick(reworded, replace(question, units=reworded), aspect, kb)
    if counted := _by_what_is_counted(units, kb):
        pick_of_words = best_pick(counted, replace(question, units=counted), aspect, kb)
        if isinstance(pick_of_words, Fit) and all((u.word and u.word in kb.labels[id(pick_of_words.fact)][0]) or covered(u, kb.keys[id(pick_of_words.fact)], kb) >= 1.0 for u in counted if u.kind != "entity" and not u.soft):
            return pick_of_words
    if (meant := tuple(_otherwise_meant(u, kb) for u in units)) != units:
        return best_pick(meant, replace(question, units=meant), aspect, kb)
    if aspect is Aspect.VALUE and (did := _by_deeds(units, question, kb)):
        return did
    known = [p for p in picks if isinstance(p, Problem) and p.reason is not Reason.METRIC]
    return _of_a_part_of_it(units, question, aspect, kb) or (known[0] if known else picks[0])


def _otherwise_meant(unit: Unit, kb: KnowledgeBase) -> Unit:
    """Rooms, of which an article tells that are no hotel's: the measure that a bare word may mean, where the article has it."""
    other = related("may_mean", unit.word) if unit.kind == "metric" else None
    return replace(unit, key=f"metric:{other}", parts=frozenset()) if other and other != unit.id and other in kb.by_metric else unit


def _by_deeds(units: tuple[Unit, ...], question: Question, kb: KnowledgeBase) -> Fit | None:
    """How many shoppers joined the groups: the one count of people whose own phrase says all that they did, whatever they are called."""
    who = next((u for u in units if u.kind == "metric" and not u.soft and related("people", u.id)), None)
    if who is None or who.id in kb.by_metric:
        return None
    deeds = [u for u in units if u is not who and not u.soft and u.kind in ("metric", "term", "text", "unknown")]
    if len(deeds) < _DEEDS:
        return None
    own = [f for f in kb.by_metric.get(related("people", who.id) or "", ()) if f.metric not in kb.lexicon.metrics and f.role is Role.VALUE]
    said = [f for f in own if all(covered(u, kb.keys[id(f)], kb) >= _SAID for u in deeds) and (not question.periods or any(same_period(p, f.period) for p in question.periods))]
    return Fit(said[0], 1.0) if len(said) == 1 else None


def _is_of_another_time(fact: Fact, question: Question) -> bool:
    """第一次中期息 is none of 第二次中期息: whether a figure's own name counts another time than the question does."""
    asked = question.finds(_NTH)
    told = _NTH.search(fold(" ".join(fact.labels))) if asked else None
    return asked is not None and told is not None and asked.groups() != told.groups()


def _of_a_part_of_it(units: tuple[Unit, ...], question: Question, aspect: Aspect, kb: KnowledgeBase) -> Fit | None:
    """The one figure of an event that is told of part of a measure (双11首日GMV), named as that, where the event's own is not told."""
    if not question.periods or not all(p.period.is_event for p in question.periods) or any(u.denied or u.narrows for u in units):
        return None
    asked = measures_of(units, counting=False)
    if len(asked) != 1:
        return None
    found = [f for f in kb.facts if f.base == asked[0] != f.metric and f.role in _ROLES[aspect] and f.value is not None and any(same_period(p, f.period) for p in question.periods)]
    return Fit(found[0], _HALF, substitute=True) if len(found) == 1 else None


def _net_of(found: Fit, units: tuple[Unit, ...], question: Question, aspect: Aspect, kb: KnowledgeBase) -> Fit | None:
    """The net profit of the same time, where a mere profit is asked and one is told of something else besides."""
    if found.fact.metric != "profit":
        return None
    for net in kb.metrics["profit"].accepts:
        if net in kb.by_metric and not relating("adjusted", net):  # an adjusted one is not the profit that was told
            swapped = tuple(replace(u, key=f"metric:{net}", parts=frozenset()) if u.key == "metric:profit" else u for u in units)
            for other in (pick(w, kb) for w in wanted_for(swapped, question, aspect, kb)):
                if isinstance(other, Fit) and not other.substitute and other.fact.period == found.fact.period:
                    return other._replace(substitute=True)
    return None


def opposite_pick(units: tuple[Unit, ...], question: Question, aspect: Aspect, kb: KnowledgeBase) -> Fit | None:
    """The loss where a profit is asked and the article tells a loss, and the profit where a loss is; named as what it is."""
    if aspect is not Aspect.VALUE:
        return None
    told = [m for m in measures_of(units, counting=False) if (known := kb.metrics.get(m)) and known.unit in _OF_EARNINGS]
    if len(told) != 1:
        return None
    per_share = kb.metrics[told[0]].unit == "per_share"
    for other in sorted(kb.lexicon.opposites.get(told[0], ()), key=lambda m: (kb.metrics[m].unit == "per_share") is not per_share):
        if other not in kb.by_metric:
            continue
        swapped = tuple(replace(u, key=f"metric:{other}", parts=frozenset(), soft=False) if u.key == f"metric:{told[0]}" else u for u in units)
        picks = [pick(w, kb) for w in wanted_for(swapped, question, aspect, kb)]
        found = [p for p in picks if isinstance(p, Fit) and not p.substitute]
        if found := [p for p in found if not kb.is_part(p.fact.subject.id) or p.fact.subject.id in question.of("entity")]:  # what a part lost is not what the company did
            return max(found, key=lambda f: f.score)._replace(substitute=True)
    return None


def _by_its_words(units: tuple[Unit, ...], kb: KnowledgeBase) -> tuple[Unit, ...]:
    """The units with the name of a part of the company as plain words that a measure's own name must hold
    (新能源车 in 新能源车销量, which is no figure of the part 新能源车业务); () if no part is named by a shorter name."""
    short = [u for u in units if u.kind == "entity" and not u.soft and u.word and kb.is_part(u.id) and u.word != fold(kb.entity(u.id).name.zh)]
    if not short:
        return ()
    return tuple(Unit(f"text:{u.word}", u.start, u.end, narrows=True, word=u.word) if u in short else u for u in units)


def _by_what_is_counted(units: tuple[Unit, ...], kb: KnowledgeBase) -> tuple[Unit, ...]:
    """Retail customers: the noun that a count counts, where only the article's own phrase (零售客户) measures it; () if nothing narrows it."""
    told = [u for u in units if u.kind == "metric" and not u.soft]
    term = relating("counted", told[0].id) if len(told) == 1 and told[0].id not in kb.by_metric else None
    if not term or not any(u.kind in ("term", "text") and not u.soft for u in units):
        return ()
    return tuple(replace(u, key=f"term:{term}", parts=frozenset(), loose=False) if u is told[0] else u for u in units)
