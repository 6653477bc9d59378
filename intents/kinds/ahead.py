"""Questions about what is to come: plans, expectations and targets, with the figures that they name."""

from intents.finding import derive
from intents.finding.figures import figure_of
from intents.finding.find import covered, is_metric, same_period
from intents.finding.passages import Passage, passages
from intents.finding.picking import AFTER, is_ahead
from intents.kinds.speakers import MOST, told
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Figure, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Fact, Kind, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period, read_periods

PLANNING = frozenset(f"term:{t}" for t in (
    "management", "plan", "outlook", "guidance", "direction", "target", "forecast", "expectation", "expected", "goal", "growth", "increase", "whole", "range", "new", "performance_business",
))
_YEARS, _MIDPOINT = pattern("some_years"), pattern("midpoint")
_SOME = 0.34  # share of a question that a sentence about the future must cover
_MET = 0.6  # how far it must speak of one thing that is asked about
_NEAR = 0.8  # how nearly a figure must be of the measure asked


def middle(question: Question, kb: KnowledgeBase) -> Answer | None:
    """指引中值, the midpoint of the revenue guidance: the middle of the one range that is guided, of revenue where no measure is named."""
    if not question.finds(_MIDPOINT) or question.asks("compare", "difference"):
        return None
    ranges = [f for f in kb.facts if f.forecast == "guidance" and f.high is not None and (not question.periods or any(same_period(p, f.period) for p in question.periods))]
    asked = [m.removesuffix("_guidance") for m in question.of("metric")]
    told = [f for f in ranges if any(is_metric(f, m, kb) for m in asked or ("revenue",))] or ([] if asked else ranges)
    return Answer(question.language, Mode.FIGURES, (derive.midpoint(figure_of(told[0], kb)),)) if len({(f.metric, f.period) for f in told}) == 1 else None


def outlook(question: Question, kb: KnowledgeBase) -> Reply | None:
    """Plans and expectations: sentences about the future, those that cover the question first, with their figures."""
    ahead = [s.citation.sentence for s in kb.statements if s.kind is Kind.OUTLOOK]
    if not ahead:
        return None
    if spans := [p.period for p in question.periods if (p.period.year or kb.anchor.date.year) >= kb.anchor.date.year and p.period.part not in ("", "YTD") and not p.period.is_event]:
        ahead = [i for i in ahead if _names(i, spans, kb)]
        if not ahead:
            return decline(question, kb, Reason.FORECAST)  # a quarter to come, of which no plan speaks
    last = max(kb.anchor.reported.year or 0, kb.anchor.date.year)
    if years := [p.period for p in question.periods if not p.period.part and (p.period.year or 0) > last]:
        spanning = frozenset() if question.of("metric") else frozenset(f.citation.sentence for f in kb.facts if f.unit == "year" and f.rule == "horizon")
        ahead = [i for i in ahead if _names(i, years, kb) or i in spanning]
        if not ahead:
            return decline(question, kb, Reason.FORECAST)  # a year to come, of which nothing is foreseen
    found = passages(question, kb, (Kind.OUTLOOK,), frozenset(ahead))
    horizon = [f.citation.sentence for f in kb.facts if f.unit == "year" and f.rule == "horizon"]
    if horizon and (question.asks("how_long") or question.finds(_YEARS)):
        chosen = [Passage(horizon[0], 2.0, 1.0), *(p for p in found if p.sentence != horizon[0])]
        return told(question, kb, Mode.PASSAGES, chosen, text="outlook")
    firm = [u for u in question.content if u.kind not in ("entity", "person") and u.key not in PLANNING]
    if firm:
        found = [p for p in found if all(covered(u, kb.content[p.sentence], kb) > 0 for u in firm if u.kind == "metric" and not u.loose)]
        found = [p for p in found if any(covered(u, kb.content[p.sentence], kb, kb.article.sentences[p.sentence].folded) >= _MET for u in firm)]
        return _with_figures(told(question, kb, Mode.PASSAGES, found, text="outlook"), question, kb) if found and found[0].coverage >= _SOME else None
    return _in_general(question, kb, ahead, found)


def is_to_come(question: Question, kb: KnowledgeBase) -> bool:
    """下半年怎么看, 下半年毛利率怎么看, how will next year be: a time that begins after the reported one, and at most a measure."""
    if not question.periods or not (question.asks("quote", "how") or (question.asks("what") and not question.content)):
        return False
    reported = kb.anchor.reported
    later = any((p.period.year or 0) > (reported.year or 0) or (p.period.year in (None, reported.year) and p.period.part in AFTER.get(reported.part, ())) for p in question.periods)
    return later and all(u.kind == "metric" for u in question.content) and not question.asks("overview")


def _in_general(question: Question, kb: KnowledgeBase, ahead: list[int], found: list[Passage]) -> Answer:
    """What is expected in general: a quotation about the future first where no figure is, else the sentences with figures."""
    figured = {f.citation.sentence for f in kb.facts if _is_planned(f, kb)}
    quoted = [s.citation.sentence for s in kb.statements if s.kind is Kind.QUOTE]
    covering = [p.sentence for p in found]
    ordered = sorted(dict.fromkeys(ahead), key=lambda i: (i not in figured, i not in quoted, i not in covering, i))
    first = Passage(ordered[0], 2.0, 1.0)
    more = [Passage(i, 1.0, 1.0) for i in ordered[1:MOST] if i in figured] or [p for p in found if p.sentence != ordered[0]]
    return _with_figures(told(question, kb, Mode.PASSAGES, [first, *more], text="outlook"), question, kb)


def _names(sentence: int, spans: list[Period], kb: KnowledgeBase) -> bool:
    """Whether a sentence names one of the times asked for."""
    return any(m.period == span or (m.period.year in (None, span.year) and m.period.part == span.part) for m in read_periods(kb.article.sentences[sentence].folded, kb.anchor) for span in spans)


def _is_planned(fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether a figure is the company's own forecast or of a time after the reported one."""
    return fact.value is not None and fact.unit != "year" and fact.role is not Role.DATE and (fact.forecast == "guidance" or (not fact.forecast and is_ahead(fact, kb)))


def _with_figures(answer: Answer, question: Question, kb: KnowledgeBase) -> Answer:
    """The answer with the forecasts of its sentences, those of the measures asked where some are named."""
    metrics = [m.removesuffix("_guidance") for m in question.of("metric")]
    cited = [c.sentence for c in answer.passages]
    planned = [f for f in kb.facts if f.citation.sentence in cited and _is_planned(f, kb)]
    asked = [f for f in planned if any(is_metric(f, m, kb) >= _NEAR for m in metrics)]
    timely = [f for f in asked or ([] if metrics else planned) if not question.periods or any(same_period(p, f.period) for p in question.periods)]
    figures: tuple[Figure, ...] = tuple(figure_of(f, kb) for f in sorted(timely, key=lambda f: (cited.index(f.citation.sentence), f.start))[:4])
    return Answer(answer.language, answer.mode, figures, answer.passages, text=answer.text)
