"""Which company has the highest, whose fell, who lost money: every company of a library by its newest figure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from intents.across.parties import Asked, Party
from intents.across.plain import Given, for_measure, is_loss, of_party, recency, rows_of
from intents.finding.find import Aspect, same_period
from intents.finding.operands import signed
from intents.finding.versions import with_versions
from intents.finding.wanted import aspect_of
from intents.kinds.numbers import wants_higher
from intents.questions.front import Front
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.reply import Answer, Decline, Figure, Mode, Reason
from knowledge.fact import Direction
from knowledge.knowledgebase import KnowledgeBase
from knowledge.periods.period import Period
from knowledge.shelves.catalog import Row

_WHICH_COMPANY, _WHICH_COMPANIES, _RANKING, _SUPERLATIVE, _LEAST, _MOST = (pattern(p) for p in ("which_company", "which_companies", "ranking", "superlative", "least", "most"))
FEW = 12  # companies of a library of which all are looked at
_LOSS = "loss"


def asks_of_all(question: Question, front: Front) -> bool:
    """Whether a question asks which company has the highest of a measure, or which of them have something in common."""
    if not _measures(question) or question.of("entity"):
        return False
    if question.finds(_RANKING):
        return True
    named = question.finds(_WHICH_COMPANY) or question.finds(_WHICH_COMPANIES)
    return bool(named) and (_is_ranked(question) or bool(_sought(question, front)))


def _measures(question: Question) -> list[str]:
    """The measures that companies are put in order by; 排名 asks for the order."""
    return [m for m in question.of("metric") if m != "ranking"]


def goes_beyond(question: Question, front: Front) -> bool:
    """Whether such a question is about more than the company, or the two companies, that a chat was about last."""
    return asks_of_all(question, front) and (question.finds(_RANKING) is not None or question.finds(_SUPERLATIVE) is not None or bool(_sought(question, front)))


def of_all(asked: Asked) -> Given | None:
    """The companies that a question without a name is about, the highest first; None where it asks for no such thing."""
    question = asked.question
    if len(asked.catalog.companies) > FEW or not asks_of_all(question, asked.front):
        return None
    question = replace(question, units=tuple(u for u in question.units if u.key != "metric:ranking"))
    asked, sought = replace(asked, question=question), _sought(question, asked.front)
    aspect = Aspect.GROWTH if isinstance(sought, Direction) else aspect_of(question)
    found = list(newest_of_each(asked, _measures(question)[-1], asked.catalog.companies, aspect))
    if len(found) < 2:
        return None
    kept = [(kb, figure) for kb, figure in found if not sought or _is_so(figure, sought, asked)]
    if not kept:
        return Given(Decline(question.language, Reason.UNSAID), found[0][0])
    return Given(_in_order([figure for _, figure in kept], asked), kept[0][0])


def _sought(question: Question, front: Front) -> Direction | str:
    """What the companies are to have in common: a rise, a fall, a loss; "" where the highest is asked for."""
    if is_loss(_measures(question)[-1], front):
        return _LOSS
    if _is_ranked(question):
        return ""
    if question.asks("decline"):
        return Direction.DOWN
    return Direction.UP if question.asks("up", "growth") else ""


def _is_ranked(question: Question) -> bool:
    """Whether the companies are to be put in order, or one is to be the highest or the lowest."""
    return question.finds(_RANKING) is not None or wants_higher(question) or question.finds(_MOST) is not None or question.finds(_LEAST) is not None


def _is_so(figure: Figure, sought: Direction | str, asked: Asked) -> bool:
    return is_loss(figure.metric, asked.front) if sought == _LOSS else figure.direction is sought


def newest_of_each(asked: Asked, metric: str, companies: Iterable[str], aspect: Aspect) -> Iterator[tuple[KnowledgeBase, Figure]]:
    """Of each company the newest figure of the measure, of one that answers for it, or of the loss in a profit's place."""
    periods = asked.question.periods
    known = asked.front.metrics[metric]
    measures = dict.fromkeys((metric, *known.accepts, *known.opposite, *asked.front.lexicon.opposites.get(metric, ())))
    for key in filter(None, companies):
        rows = {m: [r for r in rows_of(asked.catalog, key, m, aspect) if _is_asked(r.period, asked) and _is_whole(r, key, asked)] for m in measures}
        newest = {m: max(recency(r.period) for r in rows[m] if r.period) for m in measures if rows[m]}
        if not newest:
            continue
        best = max(newest, key=newest.__getitem__)  # of equals the first
        period = max((r.period for r in rows[best] if r.period), key=recency)
        if given := of_party(for_measure(asked, metric, best, periods), Party(key), rows[best], period, aspect):
            yield given[0], given[1][0]


def _is_whole(row: Row, company: str, asked: Asked) -> bool:
    """Whether a figure is the company's, and of nothing that it owns."""
    return not row.subject or asked.catalog.keys.get(row.subject, row.subject) == company


def _is_asked(period: Period | None, asked: Asked) -> bool:
    """Whether a period is a dated one, and one of those that are asked for where any are."""
    periods = asked.question.periods
    return period is not None and period.year is not None and (not periods or any(same_period(p, period) for p in periods))


def _in_order(figures: list[Figure], asked: Asked) -> Answer:
    """The figures, those of one unit beside each other, the highest first; where they are not all of one unit and period,
    the answer says that they rank nobody."""
    question = asked.question
    shown, disagree = with_versions(tuple(figures), asked.library)
    is_upside_down = (question.finds(_LEAST) is not None) != (question.asks("decline") or is_loss(_measures(question)[-1], asked.front))
    units = Counter(f.unit for f in figures)

    def place(figure: Figure) -> tuple[int, str, Decimal]:
        worth = -signed(figure) if is_loss(figure.metric, asked.front) else signed(figure)
        return -units[figure.unit], figure.unit, worth if is_upside_down else -worth

    uneven = len({(f.unit, f.period) for f in figures}) > 1 and _is_ranked(question)
    return Answer(question.language, Mode.FIGURES, tuple(sorted(shown, key=place)), disagree=disagree, uneven=uneven)
