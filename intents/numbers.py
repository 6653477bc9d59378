"""Questions whose answer is a number: values, growth, several at once, computed ones, comparisons."""

import calendar
import re
from dataclasses import replace

from intents import derive
from intents.decline import decline_for
from intents.figures import Problem, aspect_of, best_pick, beside, figure_of, items_of, of_period, with_companion
from intents.find import Aspect, Fit, Wanted, another, covered, fact_keys, fits, of_subject, passages, weight
from intents.question import Question, Unit
from intents.reply import Answer, Figure, Mode, Reason, Reply
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.period import QUARTERS, Period, PeriodMention


_MORE = re.compile(r"多(?:了|出|赚|收|挣|卖|进账)|增加了?多少|增加额|净增|涨了多少[亿万人]|少(?:了|赚)多少|(?:did|does)?\s?\S+ add |added|how much (?:more|extra)|by how (?:much|many)|extra")
_PERCENTS = re.compile(r"百分之[几多]|百分比|(?<!\d)%|(?<!\d)\s?percent|pct|[几多少]个?百?分?点|几成|多少成")
_HIGHER = re.compile(r"(?:多|高|低|少|领先|超出|超过|强)(?:过|出|了|于)\S{0,6}(?:几多|多少|几个)|[高低多少快慢大小](?:出|了|过)?\s?(?:几|多少|百分之)|(?:higher|lower|more|less|bigger|larger|smaller|faster)\s(?:by|is|was)|by how (?:many|much)")
_DAILY_TIME = re.compile(r"(?:每天|每日|一天|一日|日均|天天).{0,16}(?:分钟|小时|钟头|多久|几耐|多长时间|几个?钟)|(?:分钟|小时|多久).{0,10}(?:每天|一天)|(?:how long|how many (?:minutes|hours)|minutes|hours).{0,60}(?:day|daily)|(?:daily|a day).{0,30}(?:how long|minutes|hours)")
_OF_SHARES = frozenset(("proportion", "part", "cumulative"))
_RATE = re.compile(r"增速|增幅|涨幅|增长率|成长率|百分|%|percent|rate")
_FEW = 2  # words that must name a figure which no measure names
_IN_PASSING = 0.7  # share of a question that the sentence of such a figure must cover
_COMPARING = re.compile(r"[高低快慢大小多强]|最|higher|lower|faster|slower|more|less|bigger|smaller|larger|most|least")
_GOING_BY = re.compile(r"(?:going by|based on|using|given|judging by|根据|按照?|以|用|凭|依据|依照|参照)\s?\S{0,8}\s?(?:the\s)?(?:yoy\s)?(?:growth|增速|增幅|增长率|成长率|同比)")
_EACH = re.compile(r"(?P<quarter>每个?季|季均|季度平均|(?:per|a|each|every)\s(?:calendar\s)?quarter|quarterly average|average quarter)|(?P<month>每个?月|月均|(?:per|a|each|every)\s(?:calendar\s)?month|monthly average|average month)|(?P<day>每天|每日|一天|日均|(?:per|a|each|every)\sday|daily average)")


def answer_number(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A computed figure where one is asked for, else the figures of each thing asked; None if nothing was named."""
    computed = compute(question, kb, before)
    if computed:
        return computed
    if timed := time_spent(question, kb):
        return Answer(question.language, Mode.FIGURES, (with_companion(timed, kb),))
    aspect = aspect_of(question)
    groups = items_of(question) if "measure" not in question.inherited else [tuple(u for u in question.units if u.kind != "metric" or u.id == m) for m in question.of("metric")]
    groups = groups if len(groups) > 1 else []
    picks = [best_pick(g, question, a, kb) for g, a in zip(groups, _aspects(groups, question, aspect), strict=True)]
    found = [(g, p) for g, p in zip(groups, picks, strict=True) if isinstance(p, Fit)]
    if len({id(p.fact) for _, p in found}) > 1 and _list_of_measures([g for g, _ in found], question):
        return _listed(question, kb, [p for _, p in found], aspect)
    if by_period := _by_period(question, kb, aspect):
        return by_period
    whole = tuple(u for u in question.units)
    pick = best_pick(whole, question, aspect, kb)
    if isinstance(pick, Problem) and aspect is Aspect.GROWTH and pick.reason is Reason.GROWTH_ONLY_VALUE and not question.asks("yoy") and not _RATE.search(question.folded) and any(m.startswith("new_") for m in question.of("metric")):
        pick = best_pick(whole, question, Aspect.VALUE, kb)
    if isinstance(pick, Problem) and pick.reason is Reason.VALUE_ONLY_GROWTH and _PERCENTS.search(question.folded):
        pick = best_pick(whole, question, Aspect.GROWTH, kb)
    if isinstance(pick, Problem) and pick.reason is Reason.METRIC and (told := told_in_passing(question, kb, aspect)):
        pick = told
    if isinstance(pick, Fit):
        return _single(question, kb, pick)
    return decline_for(pick, question, kb)


def time_spent(question: Question, kb: KnowledgeBase) -> Figure | None:
    """How many minutes a day, 每天多久: the one measure of time, where no measure is named."""
    if question.of("metric") or not _DAILY_TIME.search(question.folded) or _PERCENTS.search(question.folded):
        return None
    timed = [f for f in kb.facts if f.unit in ("minute", "hour") and f.role is Role.VALUE]
    if len({f.metric for f in timed}) != 1 or any(u.key in kb.lexicon.scope for u in question.content):
        return None
    fits = of_period(question.periods, [Fit(f, 1.0) for f in timed], kb)
    return figure_of(fits[0].fact, kb) if fits else None


def _by_period(question: Question, kb: KnowledgeBase, aspect: Aspect) -> Answer | None:
    """One metric over several periods named together (全年加Q4)."""
    periods = [p for p in question.periods if not p.same]
    if len(periods) < 2 or len(question.of("metric")) != 1:
        return None
    picks = [best_pick(question.units, replace(question, periods=(p,)), aspect, kb) for p in periods]
    found = [p for p in picks if isinstance(p, Fit)]
    return _listed(question, kb, found, aspect) if len(found) == len(periods) and len({id(p.fact) for p in found}) > 1 else None


def _aspects(groups: list[tuple[Unit, ...]], question: Question, aspect: Aspect) -> list[Aspect]:
    """Each item's own aspect where a word of growth stands with an item before the last (首日增速、新增用户)."""
    if aspect is not Aspect.GROWTH or len(groups) < 2:
        return [aspect] * len(groups)
    places = [at for cue in ("yoy", "growth", "decline", "up") for at in question.cues.get(cue, ())]
    starts = [g[0].start for g in groups]
    within = [any(start <= at < end for at in places) for start, end in zip(starts, [*starts[1:], len(question.folded)], strict=True)]
    if within[-1] or not any(within) or min(places) < starts[0]:
        return [aspect] * len(groups)
    return [Aspect.GROWTH if own else Aspect.VALUE for own in within]


def told_in_passing(question: Question, kb: KnowledgeBase, aspect: Aspect) -> Fit | None:
    """A figure whose measure only its clause names: the one fact of the best sentence whose clause covers the question."""
    found = passages(question, kb)
    if not found or found[0].coverage < _IN_PASSING:
        return None
    units = [u for u in question.content if u.kind != "entity"]
    total = sum(weight(u, kb) for u in units)
    if len(units) < _FEW:
        return None
    subjects = tuple(question.of("entity"))
    facts = [f for f in kb.facts if of_subject(f, subjects, kb) and f.citation.sentence == found[0].sentence and not any(another(u, f, kb) and covered(u, fact_keys(f, kb), kb) < 0.5 for u in units) and f.value is not None and f.role not in (Role.THRESHOLD, Role.DATE) and f.unit != "year"]
    if aspect is Aspect.GROWTH:
        facts = [f for f in facts if f.role.is_change]
    elif not wants_percent(question):
        facts = [f for f in facts if not f.role.is_change]
    scored = sorted(((sum(weight(u, kb) * covered(u, kb.clause(f) | fact_keys(f, kb), kb, u.word if u.word in f.citation.quote.lower() else "") for u in units) / total, -f.start, f) for f in facts if total), reverse=True, key=lambda x: x[:2])
    timely = of_period(question.periods, [Fit(f, s) for s, _, f in scored], kb)
    if not timely or timely[0].score < 0.55 or (len(timely) > 1 and timely[1].score >= timely[0].score):
        return None
    return timely[0]


def wants_percent(question: Question) -> bool:
    """Whether the answer is asked for in percent."""
    return _PERCENTS.search(question.folded) is not None or "降多少" in question.folded or question.asks("decline")


def _list_of_measures(groups: list[tuple[Unit, ...]], question: Question) -> bool:
    measures = [any(u.kind == "metric" and not u.soft for u in g) for g in groups]
    return sum(measures) > 1 or (len(groups) > 2 and sum(measures) > 0)


def _single(question: Question, kb: KnowledgeBase, pick: Fit) -> Answer:
    asked = question.of("metric")
    substitute = kb.lexicon.metrics[asked[0]].name if pick.substitute and asked else None
    figure = with_companion(figure_of(pick.fact, kb), kb)
    return Answer(question.language, Mode.FIGURES, (figure,), substitute=substitute)


def _listed(question: Question, kb: KnowledgeBase, picks: list[Fit], aspect: Aspect) -> Answer:
    facts = list({id(p.fact): p.fact for p in picks}.values())
    figures = [figure_of(f, kb) for f in facts]
    mode = Mode.COMPARISON if len(figures) == 2 and question.asks("compare", "more_than", "less_than") else Mode.FIGURES
    return Answer(question.language, mode, tuple(figures))


# --- computed figures


def compute(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The first formula whose words and operands the question has."""
    for formula in (_formula_metric, _other_quarters, _share, _remainder, _prior, _gap, _per_user, _ratio, _average):
        if reply := formula(question, kb, before):
            return reply if _met(question, reply, kb) else None
    return None


def _met(question: Question, reply: Reply, kb: KnowledgeBase) -> bool:
    """Whether some operand meets each word of the question that sets a scope."""
    if not isinstance(reply, Answer):
        return True
    facts = _facts_of(reply.figures)
    return not any(unit.kind != "metric" and unit.id not in _OF_SHARES and all(another(unit, f, kb) and covered(unit, fact_keys(f, kb), kb) < 0.5 for f in facts) for unit in question.content)


def _facts_of(figures: tuple[Figure, ...]) -> list[Fact]:
    return [f.fact for f in figures if f.fact] + [fact for f in figures if f.operands for fact in _facts_of(f.operands)]


def _figure(metric: str, question: Question, kb: KnowledgeBase, periods: tuple[PeriodMention, ...] | None = None, subjects: tuple[str, ...] | None = None, aspect: Aspect = Aspect.VALUE) -> Figure | None:
    """The reported figure of a metric with the question's subject and period, or with others."""
    asked = question if periods is None else replace(question, periods=periods)
    units = tuple(u for u in question.units if u.kind != "metric" or u.id == metric) if subjects is None else tuple(Unit(f"entity:{s}", 0, 0) for s in subjects)
    units = (*(u for u in units if u.kind in ("metric", "entity")), Unit(f"metric:{metric}", 0, 0))
    pick = best_pick(units, replace(asked, units=units), aspect, kb)
    return figure_of(pick.fact, kb) if isinstance(pick, Fit) else None


def _answered(question: Question, figure: Figure, mode: Mode = Mode.FIGURES) -> Answer:
    return Answer(question.language, mode, (figure,))


def _formula_metric(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A metric defined by a formula (stickiness = DAU / MAU) that the article does not report itself."""
    for key in question.of("metric"):
        metric = kb.lexicon.metrics[key]
        if not metric.formula or fits(Wanted(key, (), (), (), Aspect.VALUE), kb):
            continue
        operands = [_figure(m, question, kb) for m in metric.formula[1:]]
        if all(operands) and operands[0].period == operands[1].period:  # type: ignore[union-attr]
            figure = derive.FORMULAS[metric.formula[0]](operands[0], operands[1])  # type: ignore[arg-type]
            return _answered(question, replace(figure, name=metric.name, metric=key))
    return None


def _other_quarters(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """全年减四季度: the first three quarters, where the article gives the year and the last quarter."""
    first_three = [p for p in question.periods if p.period.part == "Q1-Q3"]
    without = question.asks("exclude", "remainder") and any(p.period.part in QUARTERS for p in question.periods)
    if not first_three and not without:
        return None
    for key in question.of("metric") or [f.metric for f in before[:1]]:
        year = (first_three or list(question.periods))[0].period.year or kb.anchor.reported.year
        if _figure(key, question, kb, (_mention(Period(year, "Q1-Q3")),)):
            return None
        left = next((p.period.part for p in question.periods if p.period.part in QUARTERS), "Q4")
        whole, part = (_figure(key, question, kb, (_mention(Period(year, part)),)) for part in ("", left))
        known = kb.lexicon.metrics.get(key)
        if whole and part and (known is None or known.kind == "flow"):
            figure = derive.remainder(whole, part, Period(year, "Q1-Q3") if left == "Q4" else None)
            each = _EACH.search(question.folded)
            return _answered(question, derive.average(figure, 3) if question.asks("average") and not (each and not each["quarter"]) else figure)
    return None


def _mention(period: Period) -> PeriodMention:
    return PeriodMention(0, 0, period)


def _remainder(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """扣除广告, 其他业务: the whole less the part."""
    if not question.asks("exclude") and not (question.asks("remainder") and question.asks("total", "exclude", "compute")):
        return None
    parts = [m for m in (*question.of("metric"), *(f.metric for f in before[:1])) if _part_of(m, kb)]
    if not parts:
        return None
    part = _figure(parts[0], question, kb)
    whole = _figure(kb.lexicon.metrics[parts[0]].part_of, question, kb, (_mention(part.period),)) if part and part.period else None
    return _answered(question, derive.remainder(whole, part)) if whole and part else None


def _share(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A占B的比例, Q4占全年, share of total: part / whole, unless the article reports the share."""
    if not question.asks("share") or question.asks("difference"):
        return None
    if question.asks("remainder") and before and before[0].formula == "share":
        part, whole = before[0].operands
        return _answered(question, derive.share(derive.remainder(whole, part), whole))
    if margin := _reported_ratio(question, kb):
        return _answered(question, margin)
    pair = _part_and_whole(question, kb, before)
    if pair is None or pair[0] == pair[1] or pair[0].unit != pair[1].unit or not pair[1].value:
        return None
    part, whole = pair
    if question.asks("exclude") and part.value < whole.value:
        part = derive.remainder(whole, part)
    return _answered(question, derive.share(part, whole))


def _unit_of(metric: str, kb: KnowledgeBase) -> str:
    unit = kb.lexicon.metrics[metric].unit if metric in kb.lexicon.metrics else ""
    return "CNY" if unit == "money" else unit


def _part_of(metric: str, kb: KnowledgeBase) -> str:
    return kb.lexicon.metrics[metric].part_of if metric in kb.lexicon.metrics else ""


def _reported_ratio(question: Question, kb: KnowledgeBase) -> Figure | None:
    """The margin that the article reports, where a share of one metric in another is just that."""
    key = kb.lexicon.ratios.get(frozenset(question.of("metric")))
    return _figure(key, question, kb) if key else None


def _part_and_whole(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> tuple[Figure, Figure] | None:
    """The two figures of a share: two companies, two metrics, two periods, or a metric and what it is part of."""
    metrics = question.of("metric") or [f.metric for f in before[:1]]
    if len(metrics) == 1 and before and _part_of(before[0].metric, kb) == metrics[0]:
        metrics = [before[0].metric, metrics[0]]
    if len(metrics) == 1 and before and before[0].metric != metrics[0] and before[0].unit == _unit_of(metrics[0], kb):
        whole = _figure(metrics[0], question, kb)
        if whole and whole.period == before[0].period:
            return before[0], whole
    periods = [p for p in question.periods if not p.same]
    if rivals(question, kb) and (pair := operands(question, kb, before, Aspect.VALUE)):
        return in_order(pair, question)
    if not metrics:
        return None
    if len(metrics) > 1:
        part, whole = _figure(metrics[0], question, kb), _figure(metrics[1], question, kb)
        if part and whole and part.value > whole.value:
            part, whole = whole, part
        if part and whole and part.period != whole.period and part.period:
            whole = _figure(metrics[1], question, kb, (_mention(part.period),))
        return (part, whole) if part and whole else None
    if len(periods) > 1 or (before and periods and before[0].period != periods[0].period and before[0].metric == metrics[0]):
        spans = [p.period for p in periods] if len(periods) > 1 else [before[0].period or periods[0].period, periods[0].period]
        figures = [f for s in spans if (f := _figure(metrics[0], question, kb, (_mention(s) if s.year else PeriodMention(0, 0, s, dated=False),)))]
        figures.sort(key=lambda f: f.value)
        return (figures[0], figures[-1]) if len(figures) > 1 else None
    part = _figure(metrics[0], question, kb)
    of = kb.lexicon.metrics[metrics[0]].part_of if metrics[0] in kb.lexicon.metrics else ""
    whole = _figure(of, question, kb, (_mention(part.period),)) if part and part.period and of else None
    if part and not whole and part.period and part.period.part:
        whole = _figure(metrics[0], question, kb, (_mention(Period(part.period.year)),))
    return (part, whole) if part and whole else None


def _prior(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The year before, from value and growth: asked in words, or by a period that only the growth leads to."""
    mentions = question.periods
    going_by = question.asks("prior_implied") or _GOING_BY.search(question.folded) is not None
    asked = going_by or any(p.same and p.years == -1 for p in mentions)
    metrics = question.of("metric") or [f.metric for f in before[:1]]
    if not metrics or question.asks("share"):
        return None
    more = question.asks("difference") or _MORE.search(question.folded) is not None
    if question.asks("yoy", "growth", "up", "decline", "claim") and not going_by and not more:
        return None
    if more and (_PERCENTS.search(question.folded) or question.asks("share")):
        return None
    earlier = [p for p in mentions if p.period.year and not p.same and p.period not in kb.periods and _only_growth_leads_to(p, metrics[0], question, kb)]
    if not asked and not earlier:
        return None
    now = tuple(_mention(p.period.shifted(1)) for p in earlier) or tuple(p for p in mentions if not p.same and p not in earlier)
    if ratio := next((r for m in metrics if (r := _prior_ratio(m, question, kb, now))), None):
        return ratio
    for key in (m for m in metrics if m != "profit" or len(metrics) == 1):
        value = _figure(key, question, kb, now) or (_figure(key, question, kb, ()) if not now else None)
        growth = beside(value.fact, kb, (Role.YOY,)) if value and value.fact else None
        if value and growth and value.period:
            figure = (derive.increase if more else derive.implied_prior)(value, figure_of(growth, kb))
            return _answered(question, figure)
    return None


def _prior_ratio(metric: str, question: Question, kb: KnowledgeBase, now: tuple[PeriodMention, ...]) -> Reply | None:
    """The year before of a margin: the quotient of its implied operands."""
    known = kb.lexicon.metrics.get(metric)
    if known is None or not known.formula:
        return None
    priors = []
    for key in known.formula[1:]:
        value = _figure(key, question, kb, now)
        growth = beside(value.fact, kb, (Role.YOY,)) if value and value.fact else None
        if not value or not growth:
            return None
        priors.append(derive.implied_prior(value, figure_of(growth, kb)))
    figure = derive.FORMULAS[known.formula[0]](priors[0], priors[1])
    return _answered(question, replace(figure, name=known.name, metric=metric))


def _only_growth_leads_to(mention: PeriodMention, metric: str, question: Question, kb: KnowledgeBase) -> bool:
    if _figure(metric, question, kb, (mention,)):
        return False
    return _figure(metric, question, kb, (_mention(mention.period.shifted(1)),)) is not None


def _gap(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """高出多少, how much more: the difference of two subjects, metrics or periods, in units or in percent."""
    if not wants_gap(question):
        return None
    pair = operands(question, kb, before, aspect_of(question))
    if pair is None:
        return _beyond(question, kb)
    first, second = pair
    relative = first.unit != "percent" and _PERCENTS.search(question.folded) is not None
    swap = first.value < second.value
    first, second = (second, first) if swap and not relative else (first, second)
    figure = derive.relative_difference(first, second) if relative and first.unit != "percent" else derive.difference(first, second)
    return Answer(question.language, Mode.FIGURES, (figure,))


def wants_higher(question: Question) -> bool:
    """Whether it is asked which of two is higher or faster."""
    return _COMPARING.search(question.folded) is not None


def wants_gap(question: Question) -> bool:
    """Whether the difference of two figures is asked, not which is higher."""
    return question.asks("difference") or _HIGHER.search(question.folded) is not None


def _beyond(question: Question, kb: KnowledgeBase) -> Reply | None:
    """比200亿多出多少: a figure less a threshold that the article names with it."""
    for metric in question.of("metric"):
        figure = _figure(metric, question, kb)
        passed = beside(figure.fact, kb, (Role.THRESHOLD,)) if figure and figure.fact else None
        if figure and passed and any(q.value == passed.value for q in question.quantities):
            return _answered(question, derive.difference(figure, figure_of(passed, kb)))
    return None


def in_order(pair: tuple[Figure, Figure], question: Question) -> tuple[Figure, Figure]:
    """The pair as the question names it: 百度比快手高吗 sets 百度 first."""
    named = question.of("entity")
    ids = [f.fact.subject.id if f.fact else "" for f in pair]
    if ids[0] != ids[1] and ids[1] in named and (ids[0] not in named or named.index(ids[1]) < named.index(ids[0])) and ids[0] in named:
        return pair[1], pair[0]
    return pair


def rivals(question: Question, kb: KnowledgeBase) -> list[str]:
    """Named companies and products of the article that are neither the company nor its own, beside the company."""
    named = [e for e in question.of("entity") if e in kb.subjects]
    others = [e for e in named if e != kb.company.id and kb.entity(e).owner != kb.company.id]
    return others if len(named) > len(others) else []


def operands(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...], aspect: Aspect) -> tuple[Figure, Figure] | None:
    """The two figures that a comparison sets side by side."""
    entities = [e for e in question.of("entity") if e in kb.subjects or e == kb.company.id]
    metrics = question.of("metric")
    owners = list(dict.fromkeys(entities))
    rivals = [e for e in owners if e != kb.company.id and kb.entity(e).owner != kb.company.id]
    if rivals and (metrics or before):
        metric = metrics[0] if metrics else before[0].metric
        own = next((e for e in owners if e not in rivals), kb.company.id)
        other = _figure(metric, question, kb, None, (rivals[0],), aspect)
        mine = _figure(metric, question, kb, (_mention(other.period),) if other and other.period and not question.periods else None, (own,), aspect)
        return (mine, other) if mine and other and mine.unit == other.unit else None
    if len(metrics) == 2:
        figures = [f for m in metrics if (f := _figure(m, question, kb, aspect=aspect))]
        if len(figures) < 2 and aspect is Aspect.VALUE:
            figures = [f for m in metrics if (f := _figure(m, question, kb, aspect=Aspect.GROWTH))]
        return (figures[0], figures[1]) if len(figures) == 2 and figures[0].unit == figures[1].unit else None
    if len(before) > 1 and not metrics and not question.periods:
        return (before[0], before[1]) if before[0].unit == before[1].unit else None
    if len(question.periods) > 1 and metrics:
        figures = [f for p in question.periods[:2] if (f := _figure(metrics[0], question, kb, (p,), aspect=aspect))]
        return (figures[0], figures[1]) if len(figures) == 2 else None
    return None


def _ratio(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A/B, A是B的几倍: one metric over another."""
    metrics = question.of("metric")
    if not question.asks("ratio") or len(metrics) < 2:
        return None
    first, second = (_figure(m, question, kb) for m in metrics[:2])
    if not first or not second or not second.value or first.unit != second.unit:
        return None
    times = "倍" in question.folded or "times" in question.folded or "multiple" in question.folded
    return _answered(question, derive.multiple(first, second) if times else derive.ratio(first, second))


def _per_user(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """每个日活用户贡献多少广告费, ad revenue per MAU: money over people of the same period."""
    if not re.search(r"每个|每位|每名|人均|(?<![a-z])per(?![a-z])|for each|for every|除一?下|除以", question.folded):
        return None
    metrics = question.of("metric")
    money = [m for m in metrics if kb.lexicon.metrics[m].unit == "money"]
    people = [m for m in metrics if kb.lexicon.metrics[m].unit == "count"]
    if not money or not people:
        return None
    first, second = _figure(money[0], question, kb), _figure(people[0], question, kb)
    if first and second and second.period and first.period != second.period:
        first = _figure(money[0], question, kb, (_mention(second.period),)) if not question.periods else None
    if not first or not second or not second.value:
        return None
    return _answered(question, derive.quotient(first, second))


def _average(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A year's flow for each quarter, month or day, where no such average is reported."""
    each = _EACH.search(question.folded)
    if not each or not (question.asks("how_much", "average", "per_day", "compute")):
        return None
    parts = 4 if each["quarter"] else 12 if each["month"] else 365
    if parts == 365 and not question.asks("average", "compute", "how_much"):
        return None
    metrics = [m for m in question.of("metric") if kb.lexicon.metrics[m].kind == "flow" and kb.lexicon.metrics[m].unit == "money"]
    if not metrics:
        return None
    figure = _figure(metrics[0], question, kb)
    if figure is None or figure.period is None or figure.period.part or not figure.fact or figure.fact.terms or figure.fact.subject.id != kb.company.id:
        return None
    days = 366 if calendar.isleap(figure.period.year or 1) else 365
    return _answered(question, derive.average(figure, days if parts == 365 else parts))


def compare(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Answer | None:
    """Two figures side by side: whose is higher, which grew faster."""
    aspect = aspect_of(question)
    pair = operands(question, kb, before, aspect)
    if pair is None and aspect is not Aspect.GROWTH and question.asks("more_than"):
        pair = operands(question, kb, before, Aspect.GROWTH)
    return Answer(question.language, Mode.COMPARISON, pair) if pair else None
