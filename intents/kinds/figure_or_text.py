"""A figure where a number is asked, sentences where not: what is left when nothing more binding is asked."""

from dataclasses import replace

from intents.finding import operands
from intents.finding.find import covered, is_metric, measuring
from intents.finding.picking import is_ahead
from intents.kinds import ahead, computed, numbers, onesided, results, sums, texts
from intents.kinds.expected import former
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Decline, Figure, Mode, Reason, Reply
from intents.saying.decline import decline
from knowledge.fact import Kind
from knowledge.knowledgebase import KnowledgeBase

_EFFECT, _FIGURE = pattern("effect_on"), pattern("any_figure")
_FEW = 2  # words that name what is asked
_RATES = ("growth", "yoy", "qoq", "mom")
_PERCENT, _MEANS, _DOES = pattern("change_in_percent"), pattern("by_what_means"), pattern("how_it_does")
_FORETOLD = frozenset(("term:forecast", "term:target", "term:guidance"))
TELLING = ("what", "which", "how", "where", "overview", "outlook")
ASKING = ("how_much", "how_long", "share", "ratio", "difference", "exclude", "remainder", "prior_implied", "qoq", "mom", "yoy", "growth")


def figure_or_text(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A figure where a number is asked; sentences where not; a figure's decline if the sentences do not help."""
    if _forecasts(question, kb):
        return decline(question, kb, Reason.FORECAST)
    if refuted := results.refuted_loss(question, kb):
        return refuted
    core = question.core()
    counting, telling = question.asks(*ASKING), question.asks(*TELLING)
    if _wants_comparison(question, kb) and (reply := numbers.compare(core, kb, before)):
        return reply
    if one_sided := onesided.refused(core, kb):
        return one_sided
    if planned := _planned(question, core, kb, before, counting=counting):
        return planned
    means = not counting and (question.finds(_MEANS) or question.finds(_EFFECT)) is not None
    if means and isinstance(told := _what(question, core, kb), Answer):
        return told
    numeric = counting or not telling or question.of("metric") or question.asks("how_long", "per_day")
    number = numbers.answer_number(core, kb, before) if numeric else None
    if means and isinstance(number, Decline) and number.reason is Reason.VALUE_ONLY_GROWTH and number.passages:
        return Answer(question.language, Mode.PASSAGES, passages=number.passages)  # the sentence that tells of the change
    if not numeric and question.content and question.finds(_DOES) and isinstance(figure := numbers.answer_number(core, kb, before), Answer):
        return figure  # how's search doing, where the article has a figure of its own for it
    if isinstance(number, Answer) or question.asks("how_much", "share", "difference", "ratio"):
        return onesided.with_lacking(number, core, kb)
    return _else_text(question, core, kb, number)


def _planned(question: Question, core: Question, kb: KnowledgeBase, before: tuple[Figure, ...], *, counting: bool) -> Reply | None:
    """A forecast's figure where one is asked, else what is said about the future."""
    if replaced := former(question, kb):
        return replaced
    if question.expected and question.of("metric"):
        forecast = numbers.answer_number(core, kb, before)
        if isinstance(forecast, Answer) or (isinstance(forecast, Decline) and not _may_be_told(question, kb)):
            return forecast
    planned = question.asks("outlook") and not question.finds(_PERCENT) and (question.asks("how_long") or not counting or (_is_nameless(question) and question.asks("growth", "how_much")))
    planned = planned or (bool(question.expected) and _is_nameless(question) and bool(question.content) and not counting)  # what are they guiding for next quarter
    return ahead.outlook(question, kb) if planned or ahead.is_to_come(question, kb) else None


def _is_nameless(question: Question) -> bool:
    """What are the growth targets: nothing is named but that something is planned."""
    return all(u.kind == "entity" or u.key in ahead.PLANNING for u in question.content)


def _else_text(question: Question, core: Question, kb: KnowledgeBase, number: Reply | None) -> Reply | None:
    """Sentences where no figure answers, unless the figure's decline says more."""
    known = any(measuring(m, kb) for m in question.of("metric"))
    plain = all(u.kind in ("metric", "entity") for u in question.content)
    if isinstance(number, Decline) and (number.reason is not Reason.METRIC or known or plain or not question.asks(*TELLING)):
        return number
    told = _what(question, core, kb)
    if isinstance(number, Decline) and not known and isinstance(told, Answer) and not any(_speaks_of_all(question, c.sentence, kb) for c in told.citations):
        return replace(number, passages=told.citations[:1])  # a pre-tax profit is no net profit after tax
    if number is None and question.asks(*_RATES) and not question.asks(*TELLING) and isinstance(told, Answer) and not any(_FIGURE.search(c.quote) for c in told.passages):
        return decline(question, kb, Reason.UNSAID, passages=told.passages[:1])  # 传统业务增长多少, of which no number is told
    return told or number


def _what(question: Question, core: Question, kb: KnowledgeBase) -> Reply | None:
    """素材上省出来的钱,品牌花到哪去了: sentences that speak of all clauses, the topic too; else of those that ask. A word of the asking
    itself (MoE有啥好处) need not be met."""
    if effect := question.finds(_EFFECT):
        question, core = (q.about(tuple(replace(u, soft=True) if effect.start() <= u.start < u.end <= effect.end() and u.kind == "term" else u for u in q.units)) for q in (question, core))
    bare = core is not question and sum(u.kind != "entity" for u in core.content) < _FEW  # what asks names hardly anything
    told = texts.what(question, kb) if bare else None
    return told if isinstance(told, Answer) and told.passages else texts.what(core, kb)


def _speaks_of_all(question: Question, sentence: int, kb: KnowledgeBase) -> bool:
    """Whether a sentence speaks of each measure that the question names."""
    text = kb.article.sentences[sentence].folded
    return all(covered(u, kb.content[sentence], kb, text) >= 1.0 for u in question.units if u.kind == "metric" and not u.soft and not u.loose)


def _may_be_told(question: Question, kb: KnowledgeBase) -> bool:
    """Whether a sentence about the future speaks of each measure asked for."""
    measures = [u for u in question.content if u.kind == "metric"]
    plans = [s.citation.sentence for s in kb.statements if s.kind is Kind.OUTLOOK]
    return not question.asks("how_much") and any(all(covered(u, kb.content[i], kb) >= 1.0 for u in measures) for i in plans)


def _wants_comparison(question: Question, kb: KnowledgeBase) -> bool:
    """Whether two figures are to be set side by side, not computed with."""
    whose = question.asks("which") and numbers.wants_higher(question)
    compares = question.asks("compare") or whose or bool(operands.rivals(question, kb))
    return compares and not sums.puts_together(question) and not question.asks("difference", "share", "ratio") and not computed.wants_gap(question)


def _forecasts(question: Question, kb: KnowledgeBase) -> bool:
    """A measure of a time that lies after the article, or a target: nothing reported can answer it."""
    if not question.of("metric"):
        return False
    later = any((p.period.year or 0) > kb.anchor.date.year and p.period not in kb.reported_periods for p in question.periods)  # fiscal 2031 may have ended in 2030
    if not later and _FORETOLD.isdisjoint([u.key for u in question.units]):
        return False
    if question.periods and question.asks("compute", "prior_implied") and all((p.period.year or 0) < (kb.anchor.reported.year or 0) for p in question.periods):
        return False  # estimated from what is reported
    asked = [m.removesuffix("_guidance") for m in question.of("metric")]
    return not any((f.forecast or is_ahead(f, kb)) and any(is_metric(f, m, kb) > 0 for m in asked) for f in kb.facts)
