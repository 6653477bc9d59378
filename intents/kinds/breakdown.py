"""How a whole falls into its parts: 各应用的营收占比, revenue by region, the mix of sales; all parts that a text lists together."""

from itertools import groupby

from intents.finding.figures import figure_of, with_companion
from intents.finding.find import Fit, covered, covers_aspect, is_metric
from intents.finding.picking import of_period
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit
from intents.reply import Answer, Mode
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase

_BY_PARTS = pattern("by_parts")
_MIX = pattern("mix")
_FEWEST = 2  # parts of a breakdown
_HALF = 0.5  # how far a sentence must speak of a word


def by_parts(question: Question, kb: KnowledgeBase) -> Answer | None:
    """The shares or the amounts of all parts that one sentence or paragraph lists; None where none, or none of the measure asked, is listed."""
    split = question.finds(_BY_PARTS)
    if not split or question.asks("why", "who", "when", "difference", "compare", "claim") or question.quantities:
        return None
    if any(u.kind == "entity" and kb.is_part(u.id) for u in question.content) or len(question.of("metric")) > 1:
        return None
    metric = next(iter(question.of("metric")), "")
    sorts = [u for u in question.units if split.start() <= u.start < split.end()]
    words = [u for u in question.content if u.kind in ("term", "text", "unknown") and u not in sorts and not covers_aspect(u)]
    groups = _listed(question, kb, metric, share=True) or [] if question.asks("share") or not metric or question.finds(_MIX) else []
    groups = groups or ([] if question.asks("share") else _listed(question, kb, metric, share=False))

    def is_told(group: list[Fact]) -> bool:
        return len({(f.metric, f.subject) for f in group}) >= _FEWEST and all(any(_is_in_sentence(u, f, kb) for f in group) for u in words)

    told = [g for g in groups if is_told(g)]
    if not told:
        return None
    best = max(told, key=lambda g: (sum(_is_in_sentence(u, g[0], kb) for u in sorts if u.word), len(g)))
    return Answer(question.language, Mode.FIGURES, tuple(with_companion(figure_of(f, kb), kb) for f in best))


def _is_in_sentence(unit: Unit, fact: Fact, kb: KnowledgeBase) -> bool:
    """Whether the sentence of a fact speaks of a word."""
    sentence = fact.citation.sentence
    return covered(unit, kb.content[sentence], kb, kb.article.sentences[sentence].folded) >= _HALF


def _listed(question: Question, kb: KnowledgeBase, metric: str, *, share: bool) -> list[list[Fact]]:
    """Shares by their sentence, amounts by their paragraph; of the asked period, each part once."""
    role = Role.SHARE if share else Role.VALUE
    told = [f for f in kb.facts if f.role is role and f.value is not None and not f.forecast and (_is_share(f) if share else _is_of_part(f, metric, kb))]
    timely = {id(f.fact) for f in of_period(tuple(p for p in question.periods if not p.same), [Fit(f, 1.0) for f in told], kb)}
    told = [f for f in told if id(f) in timely and (not told or f.period == kb.anchor.reported or question.periods)]

    def place(fact: Fact) -> int:
        return fact.citation.sentence if share else kb.article.sentences[fact.citation.sentence].paragraph

    return [list({(f.metric, f.subject): f for f in reversed(list(group))}.values())[::-1] for _, group in groupby(sorted(told, key=lambda f: (place(f), f.start)), place)]


def _is_share(fact: Fact) -> bool:
    return fact.unit == "percent" and fact.rule in ("share-of", "respectively")


def _is_of_part(fact: Fact, metric: str, kb: KnowledgeBase) -> bool:
    """Whether an amount is a part's: of a subject that is one, or of a metric that is a part of the one asked."""
    whole = metric or "revenue"
    if fact.metric == whole:
        return kb.is_part(fact.subject.id)
    known = kb.metrics.get(fact.metric)
    if known is not None and known.part_of == whole:
        return True
    return (fact.base == whole or (known is None and is_metric(fact, whole, kb) > 0)) and (kb.is_part(fact.subject.id) or bool(fact.terms) or fact.metric != fact.base)
