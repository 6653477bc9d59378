"""What an article says: facts (numbers) and statements (everything else), each with its citation."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.article import Citation
from knowledge.periods.period import Period
from knowledge.quantities.quantity import Bound


class Role(StrEnum):
    """What a number is to its metric."""

    VALUE = "value"
    YOY = "yoy"
    QOQ = "qoq"
    CHANGE = "change"
    MARGIN = "margin"
    SHARE = "share"
    THRESHOLD = "threshold"
    RANK = "rank"
    PRICE = "price"
    DATE = "date"

    @property
    def is_change(self) -> bool:
        return self in (Role.YOY, Role.QOQ, Role.CHANGE)


class Direction(StrEnum):
    """Which way a number went."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a fact is about: the entity's id where the lexicon knows it, and the name in the article."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that a sentence states, in base units (yuan, percent, persons, minutes).

    `metric` is a metric id of the lexicon or, for a measure that only this article names, the phrase
    itself; `base` is the metric that such a phrase ends in, "" if none. `terms` are the ids (kind:id) of the
    words that narrow it. `inferred` says what was supplied because the text leaves it out, "" if nothing.
    `forecast`: "" reported, else guidance, consensus, or earlier (guidance that a newer one has replaced). `edited` names what a person corrected: metric, period, subject.
    """

    metric: str
    labels: tuple[str, ...]
    subject: Subject
    period: Period | None
    value: Decimal | None
    unit: str
    role: Role
    bound: Bound
    direction: Direction | None
    citation: Citation
    rule: str
    start: int
    high: Decimal | None = None
    base: str = ""
    terms: frozenset[str] = frozenset()
    inferred: str = ""
    vague: bool = False
    forecast: str = ""
    edited: tuple[str, ...] = ()

    @property
    def signed(self) -> Decimal:
        """The value with the sign of its direction, for changes."""
        assert self.value is not None
        return -abs(self.value) if self.role.is_change and self.direction is Direction.DOWN else self.value


class Kind(StrEnum):
    """What a sentence without a number to look up does."""

    QUOTE = "quote"
    REASON = "reason"
    OUTLOOK = "outlook"
    EVENT = "event"
    LIST = "list"
    DESCRIPTION = "description"
    RANKING = "ranking"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in the article, with the office as the text writes it and its ids (ceo, founder ...)."""

    name: str
    office: str
    titles: tuple[str, ...]
    sentence: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and what it does; `speaker` for quotes, `items` for lists."""

    kind: Kind
    citation: Citation
    rule: str
    speaker: str = ""
    items: tuple[str, ...] = ()
