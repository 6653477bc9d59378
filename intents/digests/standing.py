"""The standing questions of a digest, put to one article. Questions: data/digest.toml.

Each is asked in every language and the first answer counts, so that a digest has the same facts in whichever language it is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from intents.answer import ask
from intents.finding.operands import is_rival
from intents.finding.picking import is_ahead
from intents.questions.language import Language
from intents.questions.vocabulary import load_vocabulary
from intents.reply import Answer, Decline, Figure, Mode, Reply
from knowledge.article import Citation
from knowledge.fact import Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name, read_toml
from knowledge.quantities.quantity import MONEY

_RESULTS = (Role.VALUE, Role.MARGIN, Role.SHARE, Role.PRICE, Role.YOY, Role.QOQ, Role.CHANGE)
_REMEMBERED = 64  # articles whose answers are kept
_FEWEST = 2  # parts of a company that are set beside each other


class Part(StrEnum):
    """Where in a digest an answer goes."""

    HEADLINE = "headline"
    FIGURE = "figure"
    PARTS = "parts"
    CONSENSUS = "consensus"
    OUTLOOK = "outlook"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing question with what it asks for (`metric` where that is a measure); a required one is named where it has no answer."""

    part: Part
    texts: tuple[str, ...]
    name: Name
    metric: str
    is_required: bool


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an article does not say, and what it says instead."""

    name: Name
    instead: Name | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The answers of an article: results, those of the headline first; forecasts; sentences; and what it does not say."""

    headline: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    parts: tuple[Figure, ...]
    consensus: tuple[Figure, ...]
    guidance: tuple[Figure, ...]
    outlook: tuple[Citation, ...]
    words: tuple[Citation, ...]
    lacking: tuple[Lacking, ...]


@cache
def digest_words() -> dict[str, dict[str, Any]]:
    """What data/digest.toml holds: questions, headings and lines, by group and key."""
    return read_toml(files("intents") / "data" / "digest.toml")


@cache
def standing_questions() -> tuple[Standing, ...]:
    """All standing questions in the order in which their answers are shown."""
    return tuple(_standing(row) for row in digest_words()["question"].values())


def _standing(row: dict[str, Any]) -> Standing:
    names, texts = ([row[key][language.value] for language in Language] for key in ("name", "ask"))
    return Standing(Part(row["part"]), tuple(texts), Name(*names), row.get("metric", ""), row.get("required", False))


@lru_cache(_REMEMBERED)
def findings_of(kb: KnowledgeBase) -> Findings:
    """What the article answers to the standing questions."""
    replies = [(standing, list(_replies(standing, kb))) for standing in standing_questions()]
    figures = [f for s, rs in replies if s.part is Part.FIGURE for f in _results(_first(rs), kb) if is_named(f, kb)]
    headline = [f for s, rs in replies if s.part is Part.HEADLINE for f in (_results(_first(rs), kb) or _standing_in(s, figures, kb))[:1]]
    words = [c for s, rs in replies if s.part is Part.WORDS for c in _words(_first(rs), kb)]
    parts = next((_first(rs) for s, rs in replies if s.part is Part.PARTS), None)
    told = next((_first(rs) for s, rs in replies if s.part is Part.OUTLOOK), None)
    expected = [f for s, rs in replies if s.part is Part.CONSENSUS for r in rs if isinstance(r, Answer) for f in r.figures]
    return Findings(
        _once(headline), _consistent((*headline, *figures), kb), _parts(parts, kb),
        _once([f for f in expected if f.forecast == "consensus" and f.fact]),
        _once([f for f in told.figures if _is_planned(f, kb)]) if told else (),
        tuple(c for c in told.passages if _is_own(c, kb)) if told else (),
        tuple(dict.fromkeys(words)), tuple(lack for s, rs in replies if s.is_required for lack in _lacking(s, rs, (*headline, *figures), kb)),
    )  # fmt: skip


def _replies(standing: Standing, kb: KnowledgeBase) -> Iterator[Reply]:
    vocabulary = load_vocabulary()
    for text, language in zip(standing.texts, Language, strict=True):
        yield ask(text, kb, language=language, vocabulary=vocabulary)[0]


def _first(replies: list[Reply]) -> Answer | None:
    return next((r for r in replies if isinstance(r, Answer)), None)


def _once(figures: list[Figure]) -> tuple[Figure, ...]:
    """The figures, each measure of a subject and period once."""
    found: dict[tuple[object, ...], Figure] = {}
    for figure in figures:
        found.setdefault((figure.metric, figure.subject.zh, figure.period, figure.forecast, figure.role.is_change and bool(figure.forecast)), figure)
    return tuple(found.values())


def _consistent(figures: tuple[Figure, ...], kb: KnowledgeBase) -> tuple[Figure, ...]:
    """The figures, each once, and no loss beside a profit of the same period: the one told first stands."""
    kept: list[Figure] = []
    for figure in _once(list(figures)):
        if not any((f.period, f.subject) == (figure.period, figure.subject) and _are_opposite(f.metric, figure.metric, kb) for f in kept):
            kept.append(figure)
    return tuple(kept)


def _are_opposite(one: str, other: str, kb: KnowledgeBase) -> bool:
    return any(a in kb.metrics and b in kb.metrics[a].opposite for a, b in ((one, other), (other, one)))


def _results(answer: Answer | None, kb: KnowledgeBase) -> list[Figure]:
    """What an answer gives that the company itself has reported: no forecasts, nothing computed, not the period it is compared with."""
    return [f for f in answer.figures if is_result(f, kb)] if answer else []


def _standing_in(standing: Standing, figures: list[Figure], kb: KnowledgeBase) -> list[Figure]:
    """The company's figures of the reported period that may stand for a measure that is not told for it."""
    known = kb.metrics.get(standing.metric)
    near = (*known.accepts, *known.instead) if known else ()
    return [f for f in figures if f.metric in near and f.period == kb.anchor.reported and f.fact and f.fact.subject.id == kb.company.id and not f.fact.terms]


def is_result(figure: Figure, kb: KnowledgeBase) -> bool:
    """Whether a figure is a result that the company reports, and not the one of the year before beside it."""
    fact, reported = figure.fact, kb.anchor.reported
    if fact is None or fact.forecast or fact.role not in _RESULTS or is_ahead(fact, kb):
        return False
    if fact.subject.id and is_rival(fact.subject.id, kb):
        return False
    before = fact.period and fact.period.year and reported.year and fact.period.year < reported.year
    return not (before and fact.period and fact.period.part == reported.part)


def is_named(figure: Figure, kb: KnowledgeBase) -> bool:
    """Whether a figure's measure has a name that is known, or is money at least: a bare count may be of anything."""
    fact = figure.fact
    return fact is not None and (not {fact.metric, fact.base}.isdisjoint(kb.lexicon.metrics) or fact.unit in MONEY)


def _parts(answer: Answer | None, kb: KnowledgeBase) -> tuple[Figure, ...]:
    """The revenue of the parts of the company, where two or more are told in one currency for one period."""
    found = [f for f in _results(answer, kb) if f.role is Role.VALUE and f.unit in MONEY and f.metric != "revenue"]
    alike = [f for f in found if (f.unit, f.period) == (found[0].unit, found[0].period)]
    return _once(alike) if len(alike) >= _FEWEST else ()


def _is_planned(figure: Figure, kb: KnowledgeBase) -> bool:
    """Whether a figure is a forecast of the company for a measure that has a name."""
    fact = figure.fact
    if fact is None or (fact.subject.id and is_rival(fact.subject.id, kb)):
        return False
    return not {fact.metric, fact.base}.isdisjoint(kb.lexicon.metrics) and fact.forecast not in ("consensus", "earlier")


def _words(answer: Answer | None, kb: KnowledgeBase) -> list[Citation]:
    """What somebody of the company says, or the reason that the article gives."""
    if answer is None or not (answer.mode is Mode.QUOTE or (answer.mode is Mode.PASSAGES and answer.text == "why")):
        return []
    return [c for c in answer.passages if _is_own(c, kb)]


def _is_own(citation: Citation, kb: KnowledgeBase) -> bool:
    """Whether a sentence speaks of the company, or of no company at all."""
    named = {key.removeprefix("entity:") for key in kb.content[citation.sentence] if key.startswith("entity:")}
    others = {e for e in named if kb.entity(e).sort == "company" and is_rival(e, kb)}
    return not others or kb.company.id in named


def _lacking(standing: Standing, replies: list[Reply], shown: tuple[Figure, ...], kb: KnowledgeBase) -> list[Lacking]:
    """What the question asked for and the article lacks; what it gives in its place.

    Nothing is said to be lacking where a figure of the same measure is shown under the article's own name for it, or the loss
    that there is in a profit's place.
    """
    losses = kb.lexicon.opposites.get(standing.metric, ())
    if any(standing.metric and (f.metric in losses or (f.fact and f.fact.base == standing.metric)) for f in shown):
        return []
    answer = _first(replies)
    given = _results(answer, kb) or _standing_in(standing, list(shown), kb)
    asked = answer.substitute if answer else standing.name if all(isinstance(r, Decline) for r in replies) else None
    if standing.part is Part.OUTLOOK and answer and not any(_is_planned(f, kb) for f in answer.figures) and not any(_is_own(c, kb) for c in answer.passages):
        asked = standing.name  # only another company's
    return [Lacking(asked, given[0].name if given else None)] if asked else []
