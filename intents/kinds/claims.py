"""Claims: whether a question wants a yes or a no, and the figure or sentence that decides it."""

from dataclasses import replace

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import Aspect, Fit, covered, weight
from intents.finding.operands import figure_for, since, year_on_year
from intents.finding.picking import Problem, best_pick
from intents.finding.wanted import items_of
from intents.kinds import results
from intents.kinds.bothways import both_ways
from intents.kinds.claimed import check_comparison, check_number, verdict
from intents.kinds.onesided import refused
from intents.kinds.outrun import outrun
from intents.kinds.portions import portion
from intents.kinds.records import record
from intents.kinds.settled import is_ahead, statement
from intents.kinds.speakers import TITLES
from intents.kinds.texts import date_text, dated
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Decline, Figure, Mode, Reason, Reply
from intents.saying.decline import decline, decline_for
from knowledge.fact import Direction, Kind, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.relations import related
from knowledge.language.text import fold
from knowledge.periods.period import QUARTERS, Period
from knowledge.sentences.mention import ordinals

_OPENS, _STATES, _CUT_BACK = pattern("opens_claim"), pattern("states_claim"), pattern("cut_back")
_DIRECTIONS = frozenset(("term:decline", "term:stock_fall", "term:growth", "term:increase", "term:cost_reduction", "term:continue"))
_IN_A_ROW = pattern("in_a_row")
_UPWARD, _DOWNWARD = pattern("compared_up"), pattern("compared_down")
_FIRST, _FIRST_EVER = pattern("first_told"), pattern("first_ever_asked")
_THAN, _GOING_ON = pattern("than_another"), pattern("going_on")
_REQUEST, _BIDDING = pattern("request"), pattern("bidding")
_YES_OR_NO, _EVIDENCE = pattern("yes_or_no"), pattern("evidence_asked")
_RECKONING = pattern("reckoning")
_JUDGED, _EITHER_SIDE = pattern("judged"), pattern("either_side")
_NOT_MOVED, _HARDLY_MOVED, _OF_A_SHARE = pattern("not_moved"), pattern("hardly_moved"), pattern("of_a_share")
_TAG_AT_END = pattern("tag_at_end")
_TAG = pattern("tag")
_ASKS_WHAT, _THEN_WHAT, _CONFIRM_WHAT = pattern("asks_what"), pattern("then_asks_what"), pattern("confirm_what")
_DAILY_TIME = pattern("daily_time")
_DENIAL = pattern("denial")
_ADDED_TO, _ENOUGH = pattern("added_to"), pattern("enough_for")
_REACH = 6  # characters between a denial and what it denies
_GROWN = frozenset(("term:growth", "term:increase"))
_RANKED = frozenset(("metric:ranking", "term:ranking", "term:first_place", "term:image_to_video"))
_MET = 0.5  # how far a sentence must speak of a word of the claim


def is_claim(question: Question) -> bool:
    """Whether the question wants a yes or a no."""
    if question.finds(_REQUEST) or question.finds(_BIDDING) or question.finds(_RECKONING):
        return False
    tag = question.finds(_TAG)
    if not tag and (question.finds(_CONFIRM_WHAT) or (question.finds(_THEN_WHAT) and not question.quantities)):
        return False
    if question.asks("how_much") and not question.quantities and not (tag and tag.start() < min(question.cues["how_much"])):
        return False
    if not tag and _ASKS_WHAT.match(question.folded):
        return False
    if question.asks("how_much", "why", "who", "when", "where", "difference") and not tag:
        return False
    timed = any(q.unit in ("hour", "minute") for q in question.quantities) and question.finds(_DAILY_TIME)
    if question.quantities and (question.of("metric") or timed) and not question.asks("how_much", "what", "which", "share", "compute", "prior_implied", "overview", "outlook"):
        return True
    if question.finds(_YES_OR_NO):
        return True
    compares = (question.asks("more_than", "less_than") and bool(question.quantities)) or question.finds(_ENOUGH) is not None
    return compares or question.asks("claim") or question.finds(_OPENS) is not None or question.finds(_STATES) is not None


def is_tagged(question: Question) -> bool:
    """Whether a statement only waits for a yes or no (…对吧, …, right?)."""
    return question.finds(_TAG_AT_END) is not None


def check(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The verdict on a claim with the figures or sentences that decide it; None if it is none we can decide."""
    if _is_to_come(question, kb):
        return statement(question, kb) if is_ahead(question) else decline(question, kb, Reason.FORECAST)  # what was reported bears nothing out of a time to come
    if question.finds(_IN_A_ROW):
        return _in_a_row(question, kb)
    if (question.asks("first_time") or question.finds(_FIRST_EVER)) and not question.quantities:
        return _for_the_first_time(question, kb)
    if told := record(question, kb):
        return told
    return (
        _person(question, kb)
        or both_ways(question, kb)
        or portion(question, kb, before)
        or _on_the_one_before(question, kb)
        or outrun(question, kb)
        or check_comparison(question, kb, before)
        or refused(question, kb)
        or results.turned(question, kb)
        or results.refuted_loss(question, kb)
        or results.lost(question, kb)
        or results.gain(question, kb)
        or results.sign(question, kb)
        or check_number(question, kb)
        or _date(question, kb)
        or _rank(question, kb)
        or _moved(question, kb)
        or _stated(question, kb)
    )


def _on_the_one_before(question: Question, kb: KnowledgeBase) -> Answer | None:
    """Q3营收比Q2高吗, was June worse than May: by the change on the quarter or the month before that the article gives."""
    named = [p for p in question.periods if not p.same]
    up, down = (question.finds(p) is not None for p in (_UPWARD, _DOWNWARD))
    worded = len(named) < 2 and question.asks("qoq", "mom")  # 比上季高吗
    if not (worded or (len(named) == 2 and _is_right_before(named[1].period, named[0].period))) or up is down or question.quantities:
        return None
    pick = best_pick(question.units, replace(question, periods=tuple(named[:1])), Aspect.QOQ, kb)
    if not isinstance(pick, Fit) or not pick.fact.direction or pick.substitute:
        return None
    return verdict(question, (pick.fact.direction is Direction.UP) is up, with_companion(figure_of(pick.fact, kb), kb))


def _is_right_before(first: Period, second: Period) -> bool:
    """Whether a quarter or a month is followed by another one of its year."""
    if first.year != second.year:
        return False
    if first.is_month and second.is_month:
        return int(first.part[1:]) + 1 == int(second.part[1:])
    return first.part in QUARTERS and second.part in QUARTERS and QUARTERS.index(first.part) + 1 == QUARTERS.index(second.part)


def _stated(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What a sentence says of a claim; of a question either way without a yes, which would not say which."""
    told = statement(question, kb)
    if isinstance(told, Decline) and told.passages and question.finds(_EVIDENCE):
        return Answer(question.language, Mode.PASSAGES, passages=told.passages)  # what is wanted is what is said of it
    return replace(told, mode=Mode.PASSAGES, verdict=None) if isinstance(told, Answer) and not told.figures and question.finds(_EITHER_SIDE) else told


def _in_a_row(question: Question, kb: KnowledgeBase) -> Reply | None:
    """连跌了吗, three quarters of growth in a row: what a sentence says of several times in a row; one change settles nothing."""
    told = statement(question, kb)
    cited = told.passages if isinstance(told, Answer) else ()
    if any(_IN_A_ROW.search(fold(c.quote)) for c in cited):
        return told
    pick = best_pick(question.units, question, Aspect.GROWTH, kb)
    near = cited or ((pick.fact.citation,) if isinstance(pick, Fit) else ())
    return decline(question, kb, Reason.UNDECIDED, passages=near[:1]) if near else None


def _for_the_first_time(question: Question, kb: KnowledgeBase) -> Reply | None:
    """首次盈利了吗, the first profit ever?: what a sentence says that speaks of a first time; a figure says nothing of earlier ones."""
    told = statement(question, kb)
    if isinstance(told, Answer) and any(_FIRST.search(fold(c.quote)) for c in told.citations):
        return told
    pick = best_pick(question.units, question, Aspect.VALUE, kb)
    near = told.citations if isinstance(told, Answer) else (pick.fact.citation,) if isinstance(pick, Fit) else ()
    return decline(question, kb, Reason.UNDECIDED, passages=near[:1]) if near else told


def _is_to_come(question: Question, kb: KnowledgeBase) -> bool:
    """Whether a claim is about a year after the reported one and the article's own, of which no forecast is told."""
    last = max(kb.anchor.reported.year or 0, kb.anchor.date.year)
    later = [p.period for p in question.periods if not p.same and (p.period.year or 0) > last]
    return bool(later) and not any(p in kb.expected_periods or p in kb.periods for p in later)


def _person(question: Question, kb: KnowledgeBase) -> Answer | None:
    """CEO是X对吧, X是CFO吧: the holder of the office and whoever is named, or the person and their own office."""
    asked = {TITLES[u.key] for u in question.units if u.key in TITLES and not u.soft}
    named = question.of("person")
    if not asked or question.asks("quote"):
        return None
    holder = next((p for p in kb.people if asked & set(p.titles)), None)
    told = next((p for p in kb.people if p.name in named), None)
    other = [u for u in question.units if u.kind in ("unknown", "text") and not u.soft]
    person = holder or told
    if person is None or not (named or other):
        return None
    denied = any(u.key in TITLES and _denied(u, question) for u in question.units)
    holds = (holder is not None and holder.name in named) is not denied
    return Answer(question.language, Mode.PERSON, passages=(kb.article.cite(person.sentence),), verdict=holds, text=person.name)


def _denied(unit: Unit, question: Question) -> bool:
    """Whether a claim denies what the unit says (不是创始人)."""
    return _DENIAL.search(question.folded, max(0, unit.start - _REACH), unit.start) is not None


def _date(question: Question, kb: KnowledgeBase) -> Answer | None:
    """可灵2023年上线的吧: a claimed date against the event's."""
    if not question.periods or question.of("metric"):
        return None
    fact = dated(question, kb, named=True)
    claimed = max((p.period for p in question.periods), key=lambda p: len(p.part))
    if fact is None or fact.period is None:
        return None
    return Answer(question.language, Mode.DATE, passages=(fact.citation,), verdict=_is_then(fact.period, claimed, question), text=date_text(fact, question, kb))


def _is_then(period: Period, claimed: Period, question: Question) -> bool:
    """Whether an event's date is the claimed one, within it, or at the end of the claimed year."""
    if claimed.part == "" and question.periods[0].end_of:
        return period.part[1:3] in ("11", "12")
    return claimed == period or period.within(claimed) or (claimed.year in (None, period.year) and claimed.part == period.part)


def _rank(question: Question, kb: KnowledgeBase) -> Answer | None:
    """A claimed rank against the one the article gives."""
    claimed = [rank for _, _, rank in ordinals(question.folded)]
    ranks = [f for f in kb.facts if f.role is Role.RANK]
    if not claimed or not ranks or not any(u.key in _RANKED for u in question.units):
        return None
    units = [u for u in question.units if not u.soft]
    best = max(ranks, key=lambda f: sum(weight(u, kb) * covered(u, kb.content[f.citation.sentence], kb) for u in units))
    if any(covered(u, kb.content[best.citation.sentence], kb) < _MET for u in units if u.kind in ("metric", "term", "entity") and u.key not in _RANKED):
        return None
    return verdict(question, best.value == claimed[0], figure_of(best, kb))


def _moved(question: Question, kb: KnowledgeBase) -> Reply | None:
    """A claimed direction; 根本没涨吧, revenue did not grow: the other way round, and open where it says only that it hardly did."""
    reply = _direction(question, kb)
    if not isinstance(reply, Answer) or reply.verdict is None:
        return reply
    if question.finds(_OF_A_SHARE) and reply.figures and all(f.unit != "pp" for f in reply.figures):
        return decline(question, kb, Reason.UNDECIDED, passages=reply.figures[0].citations[:1])  # that ads grew does not say that their share did
    if question.finds(_HARDLY_MOVED):
        return replace(reply, mode=Mode.FIGURES, verdict=None)
    return replace(reply, verdict=not reply.verdict) if question.finds(_NOT_MOVED) else reply


def _direction(question: Question, kb: KnowledgeBase) -> Reply | None:
    """是跌的吧, did it fall, 增长了吗: a claimed direction against the growth that the article gives."""
    based = any(p.base for p in question.periods)
    down = question.asks("decline") or (based and question.asks("less_than")) or (not question.asks("up", "growth") and question.finds(_CUT_BACK) is not None)
    up = question.asks("up", "growth", "yoy") or question.finds(_ADDED_TO) or (based and not down) or any(u.parts & _GROWN for u in question.units)
    if not (down or up):
        return None
    if _is_of_two(question):
        return decline(question, kb, Reason.UNSAID)  # that one of the two grew does not say that it grew faster
    if not question.expected and question.finds(_GOING_ON):
        return _of_what_comes(question, kb)
    if _is_judged_by_less(question, kb):
        down, up = bool(up) and not down, bool(down)
    if not (question.of("metric") or question.inherited) or question.of("metric") == ["cost_reduction"]:
        return _named_direction(question, kb, down=bool(down))
    if both := _directions(question, kb):
        return verdict(question, all((f.direction is Direction.DOWN) is down for f in both), *both)
    pick = best_pick(question.units, question, Aspect.QOQ if question.asks("qoq", "mom") else Aspect.GROWTH, kb)
    if question.expected and (told := _foreseen(question, kb, pick, down=bool(down))):
        return told
    if isinstance(pick, Problem) and (pair := since(question.of("metric"), question, kb)):
        return verdict(question, pair[0].value != pair[1].value and (pair[0].value < pair[1].value) is bool(down), *pair)
    if isinstance(pick, Problem):
        if pick.reason is Reason.GROWTH_ONLY_VALUE and (pair := year_on_year(question.of("metric"), question, kb)):
            return verdict(question, (pair[0].value < pair[1].value) is bool(down), *pair)
        return None if pick.reason is Reason.METRIC else decline_for(pick, question, kb)
    figure = with_companion(figure_of(pick.fact, kb), kb)
    if question.finds(_EITHER_SIDE):
        return Answer(question.language, Mode.FIGURES, (figure,))  # a yes would not say which way
    falls = figure.direction is Direction.DOWN
    flat = pick.fact.rule == "flat"  # 与去年同期相同: neither more nor less
    return verdict(question, not flat and (falls if down else not falls), figure)


def _is_of_two(question: Question) -> bool:
    """Did mobile grow faster than total revenue: whether something is held against something else than a time."""
    than = question.finds(_THAN)
    if than is None or question.held or question.quantities or question.asks("qoq", "mom", "yoy") or not question.asks("more_than", "less_than", "compare"):
        return False
    return not any(p.base or p.same or p.dated or p.start - than.end() in range(-1, _REACH) for p in question.periods)


def _of_what_comes(question: Question, kb: KnowledgeBase) -> Reply:
    """息差会继续下降吗: what is said of the time to come; that it has fallen says nothing of it."""
    said = [s.citation for s in kb.statements if s.kind is Kind.OUTLOOK and all(covered(u, kb.content[s.citation.sentence], kb) >= _MET for u in question.content if u.kind == "metric")]
    return decline(question, kb, Reason.UNDECIDED, passages=tuple(said[:2])) if said and question.of("metric") else decline(question, kb, Reason.FORECAST)


def _is_judged_by_less(question: Question, kb: KnowledgeBase) -> bool:
    """不良率改善了吗, did the churn get worse: whether less of what is asked is better, and the question says better or worse."""
    if not question.finds(_JUDGED):
        return False
    return any(related("lower_is_better", key) for metric in question.of("metric") for key in (metric, *(f.base for f in kb.facts if f.metric == metric)))


def _foreseen(question: Question, kb: KnowledgeBase, pick: Fit | Problem, *, down: bool) -> Reply | None:
    """Q4营收会成长吗, will sales rise next quarter: by the change that is guided, else by what is guided and the figure before it."""
    change = pick if isinstance(pick, Fit) else best_pick(question.units, question, Aspect.QOQ, kb)
    if isinstance(change, Fit) and change.fact.forecast and change.fact.direction:
        return verdict(question, (change.fact.direction is Direction.DOWN) is down, figure_of(change.fact, kb))
    level = best_pick(question.units, question, Aspect.VALUE, kb)
    if not isinstance(level, Fit) or not level.fact.forecast or not level.fact.value:
        return None
    guided = figure_of(level.fact, kb)
    reported = figure_for(question.of("metric")[0], replace(question, expected=""), kb, tuple(p for p in question.held if p.period != level.fact.period))
    if reported is None or reported.unit != guided.unit or reported.fact is level.fact:
        return decline(question, kb, Reason.FORECAST)
    low, high = guided.value, guided.value if guided.high is None else guided.high
    if low <= reported.value <= high:
        return decline(question, kb, Reason.UNDECIDED, passages=(level.fact.citation,))
    return verdict(question, (high < reported.value) is down, guided, reported)


def _named_direction(question: Question, kb: KnowledgeBase, *, down: bool) -> Answer | None:
    """企业方案收益有没有下跌: the direction of what only the article's own phrase names, all words of it met."""
    units = tuple(u for u in question.content if u.kind in ("text", "term") and u.key not in _DIRECTIONS)
    if not units or any(u.kind not in ("text", "term", "entity", "metric") for u in question.content):
        return None
    told = [f for f in kb.facts if f.role.is_change and f.value is not None and not f.base and all(u.word and u.word in kb.labels[id(f)][0] for u in units)]
    if len({(f.metric, f.value, f.direction) for f in told}) != 1:
        return None
    return verdict(question, (told[0].direction is Direction.DOWN) is down, with_companion(figure_of(told[0], kb), kb))


def _directions(question: Question, kb: KnowledgeBase) -> list[Figure]:
    """The growth of each of several measures named together; [] if there are none, or one is not told."""
    groups = [g for g in items_of(question) if any(u.kind == "metric" and not u.soft for u in g)]
    picks = [best_pick(g, question, Aspect.GROWTH, kb) for g in groups]
    figures = [with_companion(figure_of(p.fact, kb), kb) for p in picks if isinstance(p, Fit)]
    return figures if len({f.metric for f in figures}) == len(groups) > 1 else []
