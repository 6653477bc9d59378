"""Companies side by side: the same measure of each, from its own articles."""

from dataclasses import replace

from intents.across.parties import Asked, Party
from intents.across.plain import Given, for_measure, is_loss, of_party, recency, rows_of
from intents.across.setting import compares, gap_of, is_lower
from intents.finding import derive
from intents.finding.find import Aspect, same_period
from intents.finding.operands import signed
from intents.finding.versions import with_versions
from intents.finding.wanted import aspect_of
from intents.kinds.claims import is_claim
from intents.kinds.computed import wants_gap
from intents.questions.question import Question
from intents.reply import Answer, Decline, Figure, Mode, Reason
from intents.saying.decline import decline, suggest_facts
from intents.saying.wording import owned, period_text, phrase, said
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period, PeriodMention
from knowledge.shelves.catalog import Row

_PERIODS = 6  # that are named where another one is asked for


def beside_each_other(asked: Asked) -> Given | None:
    """The same measure of several companies, of one period where all tell of one; None where no measure is named."""
    question, catalog = asked.question, asked.catalog
    if not asked.metrics:
        return None
    wanted = asked.metrics[-1]
    aspect = aspect_of(question)
    measures = _measure_of_each(asked, wanted, aspect)
    told = {p.key: rows_of(catalog, p.key, measures[p.key], aspect) for p in asked.parties}
    own = _periods_of_each(question, asked.parties)
    if own is None or any(u.kind == "unknown" and not u.soft for u in asked.read.units):
        return Given(decline(question, asked.front, Reason.UNSAID), _newest(asked, asked.parties[0]))
    shared = None if own else _shared_period(question, list(told.values()))
    found = []
    for party in asked.parties:
        mentions = (own[party.key],) if own else question.periods
        figures = of_party(for_measure(asked, wanted, measures[party.key], mentions), party, told[party.key], shared, aspect)
        if figures is None:
            return _lacking(asked, party, wanted, next(iter(mentions), None), aspect)
        found.append(figures)
    reply = _set_side_by_side(question, [f for _, figures in found for f in figures], asked, apart=bool(own))
    return Given(replace(reply, substitute=asked.front.metrics[wanted].name) if wanted not in measures.values() else reply, found[0][0])


def _measure_of_each(asked: Asked, wanted: str, aspect: Aspect) -> dict[str, str]:
    """The first measure that answers for the one asked and that all companies give; else for each company its own."""
    candidates = (wanted, *asked.front.metrics[wanted].accepts)
    losses = asked.front.lexicon.opposites.get(wanted, ())
    given = {p.key: [m for m in candidates if rows_of(asked.catalog, p.key, m, aspect)] for p in asked.parties}
    shared = next((m for m in candidates if all(m in told for told in given.values())), None)
    return {key: _loss_instead(key, losses, shared or next(iter(told), wanted), asked, aspect) for key, told in given.items()}


def _loss_instead(company: str, losses: tuple[str, ...], measure: str, asked: Asked, aspect: Aspect) -> str:
    """The loss of a company whose newest figure, or whose figure of the time asked, is none of the profit."""

    def newest(metric: str) -> tuple[int, int]:
        periods = [r.period for r in rows_of(asked.catalog, company, metric, aspect) if r.period and r.period.year]
        return max((recency(p) for p in periods if not asked.question.periods or any(same_period(m, p) for m in asked.question.periods)), default=(0, 0))

    return max((measure, *losses), key=newest)


def _newest(asked: Asked, party: Party) -> KnowledgeBase:
    return asked.library.at(asked.catalog.companies[party.key][0] if party.key in asked.catalog.companies else 0)


def _periods_of_each(question: Question, parties: tuple[Party, ...]) -> dict[str, PeriodMention] | None:
    """云岫2024年比沧屿2023年高: a period for each company where the question names several; None where that is unclear."""
    named = sorted((p for p in question.periods if not p.base and not p.same), key=lambda p: p.start)
    if len({p.period for p in named}) < 2:
        return {}
    ordered = sorted((p for p in parties if p.spans), key=lambda p: p.spans[0])
    if len(named) != len(ordered) or len(ordered) != len(parties) or (any(not _precedes(p, m) for p, m in zip(ordered, named, strict=True)) and any(_precedes(p, m) for p, m in zip(ordered, named, strict=True))):
        return None
    return {party.key: mention for party, mention in zip(ordered, named, strict=True)}


def _precedes(party: Party, mention: PeriodMention) -> bool:
    return party.spans[0][0] < mention.start


def _shared_period(question: Question, told: list[list[Row]]) -> Period | None:
    """The newest period that every company has a figure of, among those asked for."""
    common = set.intersection(*({r.period for r in rows if r.period and r.period.year} for rows in told))
    if question.periods:
        common = {p for p in common if any(same_period(asked, p) for asked in question.periods)}
    return max(common, key=recency, default=None)


def _set_side_by_side(question: Question, figures: list[Figure], asked: Asked, *, apart: bool) -> Answer:
    """A verdict where two figures are of one unit and one period, or of the periods asked for; else the figures as they are."""
    shown, disagree = with_versions(tuple(figures), asked.library)
    plain = Answer(question.language, Mode.FIGURES, shown, disagree=disagree)
    even = len({f.metric for f in figures if not is_loss(f.metric, asked.front)}) < 2 and len({f.unit for f in figures}) == 1 and (apart or len({f.period for f in figures}) == 1)
    if disagree or not even or len({f.metric for f in figures}) > 1 or len(figures) < 2:
        return replace(plain, uneven=not even and (compares(question) or wants_gap(question) or question.asks("ratio")))
    if len(figures) > 2:
        return replace(plain, figures=tuple(sorted(shown, key=lambda f: -signed(f)))) if compares(question) else plain
    first, second = figures
    if wants_gap(question):
        return replace(plain, figures=(gap_of(first, second, question),))
    if question.asks("ratio") and second.value > 0 and first.unit != "percent":
        return replace(plain, figures=(derive.multiple(first, second),))
    if is_claim(question) and question.asks("more_than", "less_than", "compare"):
        a, b = signed(first), signed(second)
        return replace(plain, mode=Mode.VERDICT, verdict=a < b if is_lower(question) else a > b)
    return replace(plain, mode=Mode.COMPARISON) if compares(question) else plain


def _lacking(asked: Asked, party: Party, metric: str, mention: PeriodMention | None, aspect: Aspect) -> Given:
    """The decline where one of the companies has no such figure, or none of the period."""
    question, catalog = asked.question, asked.catalog
    missing = said(owned(catalog.name(party.key).name, asked.front.metrics[metric].name), question.language)
    missing = phrase("operand", "growth", question.language, name=missing) if aspect is Aspect.GROWTH else missing
    kb, told = _newest(asked, party), [r.period for r in rows_of(catalog, party.key, metric, aspect) if r.period and r.period.year]
    ready = suggest_facts(kb, question.language)
    if not mention or not told:
        return Given(Decline(question.language, Reason.METRIC, missing, suggestions=ready), kb)
    present = tuple(dict.fromkeys(period_text(p, question.language) for p in sorted(told, key=recency, reverse=True)))
    return Given(Decline(question.language, Reason.PERIOD, f"{period_text(mention.period, question.language)}|{missing}", present[:_PERIODS], ready), kb)
