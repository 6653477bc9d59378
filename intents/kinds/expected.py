"""What was only expected: which sort of forecast a question asks for, and figures held against the market's estimate."""

from dataclasses import dataclass, replace
from decimal import Decimal

from intents.finding import derive
from intents.finding.figures import figure_of
from intents.finding.find import covered, is_metric, of_subject, same_period
from intents.finding.picking import is_former
from intents.kinds.beats import beaten_in_words
from intents.kinds.claimed import verdict
from intents.kinds.claims import is_claim
from intents.questions.patterns import Wording, pattern
from intents.questions.question import Question
from intents.reply import Answer, Decline, Mode, Reason, Reply
from intents.saying.decline import decline
from intents.saying.wording import said
from knowledge.article import Sentence
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.language.scanner import Token
from knowledge.quantities.quantity import MONEY, Bound

CONSENSUS, GUIDANCE, EARLIER = "consensus", "guidance", "earlier"
_CONSENSUS, _GUIDANCE, _BEAT = pattern("of_consensus"), pattern("of_guidance"), pattern("beat")
_MISSED, _MET, _IN_LINE = pattern("missed"), pattern("met"), pattern("in_line")
_BY_SIZE, _UNMET, _BOTH = pattern("by_size"), pattern("unmet"), pattern("beside_each_other")
_RAISED, _LOWERED, _REVISABLE = pattern("raised"), pattern("lowered"), pattern("revisable")
_KEPT = pattern("kept_unchanged")
_COVERED = 0.5  # share of a word that a sentence must cover to speak of it
_NEAR = 0.8  # how nearly a forecast must be of the measure asked
_STILL_TO_HAVE = pattern("still_to_have")
_EXPECTING = pattern("of_expectation")
_EXPECTED, _BY_COMPANY = pattern("of_what_is_expected"), pattern("of_the_company_itself")
_HOW_FAR, _PLAIN_BEAT, _MIDPOINT = pattern("how_far_apart"), pattern("plain_beat"), pattern("midpoint")
_FORMER_ASKED, _FORMERLY = pattern("former_asked"), pattern("formerly")
_BEATEN_BY = pattern("beaten_by")
_BARE_AMOUNT, _EITHER_SIDE = pattern("bare_amount"), pattern("either_side")
_COUNTING = ("how_much", "why", "difference", "share")
_AS_GOOD_AS = Decimal("0.01")  # share by which a figure in line with an estimate may be off
_NOW_AND_BEFORE = pattern("now_and_before")
_NET_PROFIT = pattern("net_profit_named")
_EARNINGS = ("profit", "net_profit", "net_profit_guidance")
_PER_SHARE = frozenset(("eps", "adjusted_eps", "diluted_eps", "loss_per_share"))


def forecast_asked(question: Question, kb: KnowledgeBase) -> str:
    """Guidance or consensus where a question asks for a forecast that the article may have; "" for what was reported."""
    expecting = bool(kb.forecasts) and question.finds(_EXPECTING) is not None
    if expecting and asks_consensus(question):
        return CONSENSUS
    if expecting and (any(m.endswith("_guidance") for m in question.of("metric")) or _GUIDANCE.search(_unnamed(question))):
        return GUIDANCE
    if question.finds(_STILL_TO_HAVE) and _is_still_to_come(question, kb):
        return GUIDANCE
    if not kb.expected_periods:
        return ""
    ahead = any(same_period(p, when) for p in question.periods for when in kb.expected_periods)
    return GUIDANCE if ahead and not any(same_period(p, when) for p in question.periods for when in kb.reported_periods) else ""


def _is_still_to_come(question: Question, kb: KnowledgeBase) -> bool:
    """Whether what is asked of a time to come is foreseen, or a number of things, of which how many there are says nothing of how many there will be."""
    counted = [m for u in question.units if u.kind == "term" and (m := related("counted", u.id))]
    asked = question.of("metric") or counted
    if any(f.forecast == GUIDANCE and is_metric(f, m, kb) >= _NEAR for m in asked for f in kb.facts):
        return True
    return bool(asked) and all((kb.metrics[m].unit, kb.metrics[m].kind) == ("count", "stock") for m in asked)


def held_against(question: Question, kb: KnowledgeBase) -> Question:
    """Q4营收会比Q3高: a question about a time to come without the reported one that it is held against."""
    named = [p for p in question.periods if not p.same]
    ahead = [p for p in named if any(same_period(p, when) for when in kb.expected_periods) and not any(same_period(p, when) for when in kb.reported_periods)]
    if not ahead or len(ahead) == len(named):
        return question
    return replace(question, periods=tuple(ahead), expected=GUIDANCE, held=tuple(p for p in named if p not in ahead))


def _unnamed(question: Question) -> str:
    """The question without the names of measures, which may hold a word of forecasts (回购计划)."""
    text = question.folded
    for unit in question.units:
        if unit.kind == "metric" and not unit.id.endswith("_guidance"):
            text = text[: unit.start] + " " * (unit.end - unit.start) + text[unit.end :]
    return text


def asks_consensus(question: Question) -> bool:
    """Whether a question speaks of what analysts or the market expected."""
    return question.finds(_CONSENSUS) is not None


@dataclass(frozen=True)
class _Held:
    """A figure and the estimate that it is held against."""

    actual: Fact
    estimate: Fact

    def ahead(self, kb: KnowledgeBase, *, by_size: bool) -> int:
        """1 if the figure is the better one (the larger one if `by_size`), -1 if it is not, 0 where they overlap."""
        low, high = _ends(self.actual, kb)
        least, most = _ends(self.estimate, kb)
        if by_size and _is_loss(self.actual, kb) and _is_loss(self.estimate, kb):
            low, high, least, most = -high, -low, -most, -least
        return 1 if low > most or (low >= most and high > most) else -1 if high < least else 0

    def in_line(self) -> bool:
        first, second = self.actual.value or Decimal(0), self.estimate.value or Decimal(0)
        return abs(first - second) <= _AS_GOOD_AS * abs(second)


def _ends(fact: Fact, kb: KnowledgeBase) -> tuple[Decimal, Decimal]:
    """The lowest and the highest that a figure says, losses below zero."""
    value = fact.signed if fact.role.is_change else fact.value or Decimal(0)
    high = fact.high if fact.high is not None else value
    return (-high, -value) if _is_loss(fact, kb) else (value, high)


def _is_loss(fact: Fact, kb: KnowledgeBase) -> bool:
    known = kb.metrics.get(fact.base or fact.metric)
    return known is not None and ("loss" in known.id)


def against_estimates(question: Question, kb: KnowledgeBase) -> Reply | None:
    """市场预期多少, did revenue beat estimates, by how much: estimates, beside what came, with a verdict or as a difference."""
    foreseen = not asks_consensus(question) and not _beats_what(question, kb) and not (question.quantities and question.finds(_BEATEN_BY))
    if foreseen and not _expects_of_others(question, kb):
        return None
    estimates = _estimates(question, kb) if CONSENSUS in kb.forecasts else []
    if foreseen and any(_actual(e, question, kb) for e in estimates):
        return None
    judged = is_claim(question) and not question.asks(*_COUNTING) and not any(_actual(e, question, kb) for e in estimates)
    if judged and (told := beaten_in_words(question, kb)):
        return told
    if CONSENSUS not in kb.forecasts:
        return None
    if not estimates:
        return _without(question, kb) if asks_consensus(question) else None
    return _by_midpoint(estimates, question, kb) if question.finds(_MIDPOINT) else _set_beside(estimates, question, kb)


def _set_beside(estimates: list[Fact], question: Question, kb: KnowledgeBase) -> Reply | None:
    """The estimates with what came of them: the difference, a verdict, both, or the estimates alone."""
    pairs = [_Held(actual, estimate) for estimate in estimates if (actual := _actual(estimate, question, kb))]
    judged = question.finds(_BEAT) or question.finds(_MISSED) or question.finds(_MET) or question.finds(_IN_LINE)
    if pairs and question.quantities and question.finds(_BEATEN_BY):
        return _by_so_much(pairs, question, kb)
    if pairs and _wants_gap(question):
        return _gap(pairs, question, kb)
    if pairs and judged and not question.asks("why"):
        return _judged(pairs, question, kb)
    if pairs and (len(question.of("metric")) > 1 or question.finds(_BOTH) or question.asks("compare")):
        return Answer(question.language, Mode.FIGURES, tuple(figure_of(f, kb) for p in pairs for f in (p.actual, p.estimate)))
    return Answer(question.language, Mode.FIGURES, tuple(figure_of(f, kb) for f in estimates))


def _by_so_much(pairs: list[_Held], question: Question, kb: KnowledgeBase) -> Reply:
    """Did EPS beat by more than 10 cents: the difference to the estimate against the claimed one, on the side that is claimed."""
    claim = question.quantities[0]
    first, second = figure_of(pairs[0].actual, kb), figure_of(pairs[0].estimate, kb)
    gap = derive.relative_difference(first, second) if claim.unit == "percent" else derive.difference(first, second)
    if len(pairs) != 1 or first.high is not None or second.high is not None or gap.unit not in (claim.unit, "percent") or _holds(pairs[0], question, kb) is None:
        return Answer(question.language, Mode.FIGURES, tuple(figure_of(f, kb) for p in pairs for f in (p.actual, p.estimate)))
    size = abs(gap.value)
    so_far = size < claim.value if question.asks("less_than") else size >= claim.value if question.asks("more_than", "reach") or claim.bound is Bound.OVER else size == claim.value
    beaten = _holds(pairs[0], question, kb)
    return verdict(question, bool(beaten) and so_far, first, second)


def _by_midpoint(estimates: list[Fact], question: Question, kb: KnowledgeBase) -> Reply | None:
    """Is the guidance above the Street at the midpoint: the middle of what the company expects, held against the estimate."""
    guided = [(f, e) for e in estimates for f in kb.facts if f.forecast == GUIDANCE and f.high is not None and (f.metric, f.period, f.unit, f.subject) == (e.metric, e.period, e.unit, e.subject)]
    if len(guided) != 1:
        return decline(question, kb, Reason.UNSAID, near=tuple(estimates))
    middle, estimate = derive.midpoint(figure_of(guided[0][0], kb)), figure_of(guided[0][1], kb)
    if not is_claim(question) and not question.finds(_BEAT) and not question.finds(_MISSED):
        return Answer(question.language, Mode.FIGURES, (middle, estimate))
    below = question.finds(_MISSED) is not None
    return verdict(question, middle.value < estimate.value if below else middle.value > estimate.value, middle, estimate)


def revised(question: Question, kb: KnowledgeBase) -> Reply | None:
    """Did it raise its outlook, 上调指引了吗: what the sentences about the forecast of what is asked say, with its figures; left unchanged is no.
    Open where they say both: what was reported does not tell whether a forecast was moved."""
    if not question.finds(_REVISABLE) or question.asks("how_much", "difference", "why", "share"):
        return None
    raised, lowered = question.finds(_RAISED), question.finds(_LOWERED)
    if not (raised or lowered) or not is_claim(question):
        return None
    metrics = [m.removesuffix("_guidance") for m in question.of("metric")]
    beside = [] if metrics else [u for u in question.content if not u.soft and u.kind != "entity" and not (_REVISABLE.search(u.word or u.id) or _RAISED.search(u.word) or _LOWERED.search(u.word))]
    speaking = [s for s in kb.article.sentences if _REVISABLE.search(s.folded) and all(covered(u, kb.content[s.index], kb, s.folded) >= _COVERED for u in beside)]
    told = [(s.index, way) for s in speaking for way in _ways(s, metrics, kb, kept=bool(beside))]
    ways = {way for _, way in told}
    if len(ways) != 1 or None in ways:
        return decline(question, kb, Reason.UNDECIDED, passages=(kb.article.cite(told[-1][0]),)) if told and metrics else None
    guided = [f for f in kb.facts if f.forecast == GUIDANCE and f.value is not None and any(is_metric(f, m, kb) >= _NEAR for m in metrics)]
    cited = tuple(kb.article.cite(i) for i, _ in told[:3])
    denied = question.finds(_UNMET) is not None
    answer = verdict(question, (ways == {_RAISED if raised else _LOWERED}) is not denied, *(figure_of(f, kb) for f in guided[:2]))
    return replace(answer, passages=cited)


def _ways(sentence: Sentence, metrics: list[str], kb: KnowledgeBase, *, kept: bool) -> set[Wording | None]:
    """Which way a sentence says that the forecasts of some measures were moved, if it speaks of them: the word of moving or keeping that stands nearest;
    of all measures where none is asked."""
    words = [(m, way) for way in (_RAISED, _LOWERED, _KEPT) for m in way.finditer(sentence.folded)]
    if not metrics:
        return {way for _, way in words if way is not _KEPT} or ({_KEPT} if kept and words else set())
    named = [t for t in kb.lexicon.hits(sentence.folded) if (key := t.of("metric")) and key.removesuffix("_guidance") in metrics and not _is_within_other(t, sentence, kb)]
    nearest = (min(words, key=lambda w: abs(w[0].start() - t.start), default=(None, None)) for t in named)
    return {way for found, way in nearest if found is not None}


def _is_within_other(token: Token, sentence: Sentence, kb: KnowledgeBase) -> bool:
    """Whether a measure is only named within another one: revenue in revenue guidance is, in net interest income forecast income is not."""
    longer = (t for t in kb.lexicon.hits(sentence.folded) if t.of("metric") and t.start <= token.start and token.end <= t.end and t.end - t.start > token.end - token.start)
    return any((t.of("metric") or "").removesuffix("_guidance") != (token.of("metric") or "").removesuffix("_guidance") for t in longer)


def former(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What was the previous guidance: the forecast that its own sentence calls the former one; the newer one is no answer."""
    if not question.expected or not question.finds(_FORMER_ASKED) or asks_consensus(question) or question.asks("compare", "difference"):
        return None
    metrics = [m.removesuffix("_guidance") for m in question.of("metric")]
    told = [f for f in kb.facts if f.forecast in (GUIDANCE, EARLIER) and f.value is not None and (not metrics or any(is_metric(f, m, kb) >= _NEAR for m in metrics))]
    if not any(f.forecast == EARLIER for f in told) and not kb.lexicon.profits.isdisjoint(metrics):
        told += [f for f in kb.facts if f.forecast == EARLIER and f.value is not None and not {f.metric, f.base}.isdisjoint(kb.lexicon.profits)]
    before = [f for f in told if f.forecast == EARLIER] or [f for f in told if is_former(f)]
    if len({(f.value, f.metric) for f in before}) == 1:
        newer = [f for f in told if f.forecast == GUIDANCE and (f.metric, f.period, f.unit) == (before[0].metric, before[0].period, before[0].unit)] if question.finds(_NOW_AND_BEFORE) else []
        return Answer(question.language, Mode.FIGURES, tuple(figure_of(f, kb) for f in (*newer[:1], before[0])))
    cited = tuple(dict.fromkeys(f.citation for f in told if _FORMERLY.search(f.citation.quote.lower())))
    return Answer(question.language, Mode.PASSAGES, passages=cited[:1], text="outlook") if cited else decline(question, kb, Reason.UNSAID, near=tuple(told[:1]))


def _beats_what(question: Question, kb: KnowledgeBase) -> bool:
    """Did Elm beat on revenue: an estimate is meant where nothing else is named that could be beaten."""
    others = any(e != kb.company.id for e in question.of("entity"))
    return not question.quantities and not others and len(question.of("metric")) < 2 and question.finds(_PLAIN_BEAT) is not None


def _expects_of_others(question: Question, kb: KnowledgeBase) -> bool:
    """What EPS is expected, of an article that only tells what the market expects."""
    metrics = question.of("metric")
    if not metrics or CONSENSUS not in kb.forecasts or not question.finds(_EXPECTED) or question.finds(_BY_COMPANY):
        return False
    return GUIDANCE not in kb.forecasts or not any(f.forecast == GUIDANCE and any(_measures(f, m.removesuffix("_guidance"), kb) for m in metrics) for f in kb.facts)


def _wants_gap(question: Question) -> bool:
    """By how much it beat, how far off it was; how much was expected asks for no difference."""
    if question.asks("difference") or question.higher_by:
        return True
    far = question.finds(_HOW_FAR)
    return far is not None and (_BARE_AMOUNT.fullmatch(far[0]) is None or any(question.finds(p) for p in (_BEAT, _MISSED, _MET)))


def _estimates(question: Question, kb: KnowledgeBase) -> list[Fact]:
    """The estimates of the measures, the subject and the period asked; of all measures where none is named."""
    metrics = [m.removesuffix("_guidance") for m in question.of("metric")]
    subjects = tuple(question.of("entity"))
    told = [f for f in kb.facts if f.forecast == CONSENSUS and f.value is not None and of_subject(f, subjects, kb)]
    told = [f for f in told if not metrics or any(_measures(f, m, kb) for m in metrics)]
    if question.finds(_NET_PROFIT):
        told = [f for f in told if f.metric not in _PER_SHARE]  # what each share earns is not the net profit
    periods = [p for p in question.periods if not p.same]
    timely = [f for f in told if not periods or any(same_period(p, f.period) for p in periods)]
    if timely and not periods and len({f.period for f in timely}) > 1:
        forward = any(f.forecast == GUIDANCE for f in kb.facts) and _GUIDANCE.search(_CONSENSUS.sub("", question.folded))
        timely = [f for f in timely if (f.period == kb.anchor.reported) is not bool(forward)] or timely
    return timely


def _measures(fact: Fact, metric: str, kb: KnowledgeBase) -> bool:
    """Whether an estimate is of a measure; earnings are a profit or what is earned per share."""
    if is_metric(fact, metric, kb) >= 0.8 or (metric in _EARNINGS and fact.metric in _PER_SHARE):
        return True
    return (metric in _PER_SHARE and fact.metric in _PER_SHARE) or fact.metric == f"adjusted_{metric}"


def _actual(estimate: Fact, question: Question, kb: KnowledgeBase) -> Fact | None:
    """What came, or what the company itself expects, of an estimate's measure, subject and period."""
    same = [f for f in kb.facts if f.value is not None and f.forecast not in (CONSENSUS, EARLIER) and f.period == estimate.period and f.subject.id == estimate.subject.id]
    alike = [f for f in same if f.role is estimate.role or (f.role is Role.CHANGE and estimate.unit == "percent")]
    own = [f for f in alike if (f.metric, f.unit) == (estimate.metric, estimate.unit)] or [f for f in alike if f.unit == estimate.unit and f.base == estimate.base] or [f for f in alike if _is_other_sign(f, estimate, kb)]
    guided = [f for f in own if f.forecast] if _GUIDANCE.search(_CONSENSUS.sub("", question.folded)) else []
    return min(guided or own, key=lambda f: (bool(f.forecast) and not guided, abs(f.start - estimate.start)), default=None)


def _is_other_sign(fact: Fact, estimate: Fact, kb: KnowledgeBase) -> bool:
    """A loss where a profit was expected, or a profit where a loss was."""
    first, second = (kb.metrics.get(f.metric) for f in (fact, estimate))
    known = first is not None and second is not None and (second.id in first.opposite or first.id in second.opposite)
    return known and fact.unit == estimate.unit


def _judged(pairs: list[_Held], question: Question, kb: KnowledgeBase) -> Reply | None:
    """Whether estimates were beaten, met or missed; no verdict where the measures differ in it."""
    figures = tuple(figure_of(f, kb) for p in pairs for f in (p.actual, p.estimate))
    if question.finds(_EITHER_SIDE):
        return Answer(question.language, Mode.FIGURES, figures)  # a yes would not say which
    results = {holds for p in pairs if (holds := _holds(p, question, kb)) is not None}
    if len(results) != 1 or any(_holds(p, question, kb) is None for p in pairs):
        return Answer(question.language, Mode.FIGURES, figures)
    return verdict(question, results.pop(), *figures)


def _holds(pair: _Held, question: Question, kb: KnowledgeBase) -> bool | None:
    """Whether what is claimed of a figure and its estimate is so; None where they overlap."""
    folded = question.folded
    ahead = pair.ahead(kb, by_size=_BY_SIZE.search(folded) is not None)
    if ahead == 0 and pair.actual.high is not None:
        return None
    unmet = _UNMET.search(folded) is not None
    if _IN_LINE.search(folded):
        return pair.in_line() is not unmet
    if _MISSED.search(folded) and not unmet:
        return ahead < 0
    met = ahead >= 0 if _MET.search(folded) else ahead > 0
    return met is not unmet


def _gap(pairs: list[_Held], question: Question, kb: KnowledgeBase) -> Reply:
    """By how much figures and estimates differ, with a verdict where one is asked."""
    figures = []
    for pair in pairs:
        first, second = figure_of(pair.actual, kb), figure_of(pair.estimate, kb)
        percent = question.in_percent and first.unit in MONEY
        swapped = not percent and abs(first.value) < abs(second.value)
        figures.append(derive.relative_difference(first, second) if percent else derive.difference(*((second, first) if swapped else (first, second))))
    judged = {_holds(p, question, kb) for p in pairs} if question.asks("claim") or _opens(question) else set()
    answer = Answer(question.language, Mode.FIGURES, tuple(figures))
    return replace(answer, mode=Mode.VERDICT, verdict=judged.pop()) if len(judged) == 1 and None not in judged else answer


_OPENS = pattern("opens_claim")


def _opens(question: Question) -> bool:
    return question.finds(_OPENS) is not None


def _without(question: Question, kb: KnowledgeBase) -> Decline | None:
    """The decline where the article has estimates, but none of the measure or the period asked."""
    metrics = [m.removesuffix("_guidance") for m in question.of("metric")]
    if not metrics or metrics[0] not in kb.metrics:
        return None
    near = tuple(f for f in kb.facts if f.forecast == CONSENSUS)
    return decline(question, kb, Reason.CONSENSUS, said(kb.metrics[metrics[0]].name, question.language), near)


