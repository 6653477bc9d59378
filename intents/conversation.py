"""What a chat remembers: the last thing asked and answered, so that a follow-up may leave it out."""

from dataclasses import dataclass, replace

from intents.questions.language import Language
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Decline, Figure, Mode, Reason
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold
from knowledge.periods.period import QUARTERS, Period, PeriodMention

_MOST_UNITS = 8
_BOTH, _AGAINST = pattern("both"), pattern("set_against")
_REACH = 12  # characters before a name that say that it is what another is held against
_QUARTER_BEFORE = pattern("quarter_before")
_YEAR_BEFORE, _COMPARED = pattern("year_before"), pattern("compared_with")
_SHORT = 12  # characters up to which a question without a measure of its own goes on with the last one


@dataclass(frozen=True)
class Conversation:
    """The slots of the last question that was understood, and the figures of its answer; bounded in size."""

    article: str = ""
    units: tuple[Unit, ...] = ()
    periods: tuple[PeriodMention, ...] = ()
    cues: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    suggestions: tuple[str, ...] = ()
    person: str = ""
    earlier: tuple[Unit, ...] = ()  # the measure asked for before the last one, and its figure
    earlier_figures: tuple[Figure, ...] = ()
    companies: tuple[str, ...] = ()  # of the last answer, where there are several articles
    others: tuple[str, ...] = ()  # of the last answer before that was about other companies
    language: Language | None = None  # of the last reply

    def operands(self, question: Question) -> tuple[Figure, ...]:
        """The figures that a question may go on with: the last answer's, and the one before where two are meant."""
        two = len(self.figures) == len(self.earlier_figures) == 1 and (question.finds(_BOTH) or (question.higher_by and self._of_two_companies()))
        return (*self.earlier_figures, *self.figures) if two else self.figures

    def _of_two_companies(self) -> bool:
        """Whether the last answer and the one before give one measure of two companies at one time."""
        now, last = self.figures[0], self.earlier_figures[0]
        return (now.metric, now.unit, now.period) == (last.metric, last.unit, last.period) and now.subject != last.subject


EMPTY = Conversation()
_OTHERWISE = (  # what is asked of the inherited measure in other words: its aspect is then not inherited
    "how_much", "why", "when", "who", "share", "difference", "ratio", "compare", "prior_implied", "more_than", "quote", "outlook", "claim",
)
_COUNTING = ("how_much", "how_long", "growth", "yoy", "compute")  # what is asked of things, not of what somebody said
_ABOUT_ITSELF = frozenset(("greeting", "help", "how", "what"))  # what is asked of the bot and not of what it told
_MISSING = (Reason.METRIC, Reason.PERIOD, Reason.PART, Reason.VALUE_ONLY_GROWTH, Reason.GROWTH_ONLY_VALUE)
_HELD_AGAINST = ("difference", "compare", "more_than", "less_than", "claim", "ratio")  # what 去年同期 is then the base of
_ASPECTS = ("yoy", "qoq", "mom", "growth", "decline", "up")


def inherit(question: Question, before: Conversation, kb: KnowledgeBase) -> Question:
    """The question with what it leaves out taken from the last one, and only that.

    A question with a measure of its own takes the subject, and where it is a mere continuation (那…呢, and …)
    the period, not where it only says it; one without takes the measure too, and the aspect if it names none.
    """
    if not (before.units or before.periods) or (not question.content and _is_social(question)):
        return question
    firm = [u for u in question.units if not u.soft]
    has_measure = any(u.kind in ("metric", "term", "text", "person") for u in firm) or any(u.kind == "metric" and u.start < u.end for u in question.units)
    named = any(u.kind == "metric" and not u.loose for u in firm)
    strange = any(u.kind == "unknown" for u in firm)
    continues = question.asks("followup", "pronoun") or (len(question.folded.strip()) <= _SHORT and not named and not strange)
    taken: list[str] = []
    units, periods, cues = list(question.units), question.periods, dict(question.cues)
    pronoun = question.asks("pronoun")
    told = bool(before.figures) or any(u.kind == "metric" for u in before.units) or not question.asks(*_COUNTING)  # no number is asked of what somebody said
    if not has_measure and told and not question.asks("overview") and (continues or not firm or _derives(question)):
        both = before.earlier if question.finds(_BOTH) else ()
        left = ("entity", "person") if question.asks(*_COUNTING) else ("entity",)
        units += [u for u in (*both, *before.units) if u.kind not in left and u.key not in {x.key for x in units}]
        taken.append("measure")
        if not question.asks(*_ASPECTS, *_OTHERWISE):
            cues |= (aspects := {c: (0,) for c in before.cues if c in _ASPECTS})
            taken += ["aspect"] * bool(aspects)
    elif pronoun and before.person and not question.asks("claim") and not any(u.kind == "person" for u in firm):
        units.append(Unit(f"person:{before.person}", 0, 0))
        taken.append("person")
    held = [u for u in firm if u.kind == "entity" and _AGAINST.search(question.folded, max(0, u.start - _REACH), u.start)]  # 百度广告收入多少, 比快手高?
    if all(u in held for u in firm if u.kind == "entity"):
        follows = continues or "measure" in taken or not named  # else only a product of the company stays the topic
        others = (u for u in before.units if u.kind == "entity" and u.id != kb.company.id)
        topics = [u for u in others if u.key not in {h.key for h in held} and (follows or kb.entity(u.id).owner == kb.company.id)]
        units = [*topics, *units] if held else [*units, *topics]
        taken += ["subject"] * bool(topics)
    if earlier := _earlier_period(question, before):
        periods = (PeriodMention(0, 0, earlier),)
        taken.append("period")
    elif not periods and not question.asks("overview") and ("measure" in taken or question.asks("followup") or (continues and not named)):
        periods = before.periods
        taken.append("period")
    return replace(question, units=tuple(units), periods=periods, cues=cues, inherited=tuple(taken))


def _is_social(question: Question) -> bool:
    """Whether somebody only says thanks or hello, or asks what the bot can do: that goes on with nothing."""
    return question.asks("thanks", "bye") or (question.asks("greeting", "help") and not question.cues.keys() - _ABOUT_ITSELF)


def _earlier_period(question: Question, before: Conversation) -> Period | None:
    """再上一季, the three months before that, 去年同期呢: one step back from the period of the last answer."""
    last = next((f.period for f in before.figures if f.period and f.period.year), None)
    if last is None or last.year is None:
        return None
    if question.finds(_QUARTER_BEFORE) and last.part in QUARTERS:
        return Period(last.year - 1, "Q4") if last.part == "Q1" else Period(last.year, f"Q{int(last.part[1]) - 1}")
    again = len(question.periods) == 1 and question.periods[0].same and not question.asks(*_ASPECTS, *_HELD_AGAINST) and not question.finds(_COMPARED)
    return last.shifted(-1) if again or question.finds(_YEAR_BEFORE) else None


def _derives(question: Question) -> bool:
    return question.asks("share", "difference", "ratio", "prior_implied", "compute", "exclude", "compare", "yoy", "qoq", "mom", "growth", "why", "when")


def remember(question: Question, reply: Answer, before: Conversation, kb: KnowledgeBase) -> Conversation:
    """The conversation after a question was answered."""
    figures = reply.figures
    understood = tuple([u for u in question.content if u.kind != "unknown"][-_MOST_UNITS:])
    if figures and any(u.id == figures[0].metric for u in understood):
        understood = tuple(u for u in understood if u.kind != "metric" or figures[0].metric not in _accepted(u.id, kb))  # 先看用户。Q4月活多少
    told = ("metric",) if figures and figures[0].fact is None else ("metric", "term", "text")
    if figures and not any(u.kind in told for u in understood):
        understood = (*understood, as_known(Unit(f"metric:{figures[0].metric}", 0, 0), kb))  # computed from the answer before, or asked in a verb: how much did it earn
    if not understood and not question.periods:
        return replace(before, suggestions=(), language=question.language)
    people = [reply.text] if reply.text and reply.mode in (Mode.PERSON, Mode.QUOTE) else [u.id for u in question.units if u.kind == "person"]
    person = people[-1] if people else before.person
    aspects = tuple([c for c in question.cues if c in _ASPECTS])
    return Conversation(kb.article.id, understood, question.periods, aspects, figures[:_MOST_UNITS], (), person, _earlier(understood, before), before.figures[:1], language=question.language)


def as_known(unit: Unit, kb: KnowledgeBase) -> Unit:
    """A measure that an article has no name for (主力产品海王酒, or another article's own) as the words that it is."""
    if unit.kind != "metric" or unit.id in kb.metrics:
        return unit
    return replace(unit, key=f"text:{fold(unit.id)}", word=fold(unit.id))


def _accepted(metric: str, kb: KnowledgeBase) -> tuple[str, ...]:
    """The measures that may answer for a measure."""
    known = kb.metrics.get(metric)
    return known.accepts if known else ()


def remember_missing(question: Question, reply: Decline, before: Conversation) -> Conversation:
    """The conversation after a measure or period that is not there was asked for: what comes next goes on from it."""
    measured = tuple([u for u in question.content if u.kind != "unknown"][-_MOST_UNITS:])
    if reply.reason not in _MISSING or not any(u.kind == "metric" for u in measured):
        return replace(before, suggestions=reply.suggestions, language=question.language)
    return replace(before, language=question.language, units=measured, periods=question.periods, cues=tuple(c for c in question.cues if c in _ASPECTS), figures=(), suggestions=reply.suggestions, earlier=(), earlier_figures=())


def _earlier(units: tuple[Unit, ...], before: Conversation) -> tuple[Unit, ...]:
    """The measure of the question before, if this one asked for another."""
    if not before.units:
        return ()
    now, last = ([u for u in asked if u.kind == "metric"] for asked in (units, before.units))
    if len(now) != 1 or len(last) != 1:
        return ()
    return before.earlier if now[0].key == last[0].key else (last[0],)
