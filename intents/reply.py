"""What comes back: an answer, a decline that names what is missing, or a question back."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from intents.questions.language import Language
from knowledge.article import Citation
from knowledge.fact import Direction, Fact, Role
from knowledge.language.lexicon import Name
from knowledge.periods.period import Period
from knowledge.quantities.quantity import Bound


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as an answer gives it, in base units, with the sentences that say it or its operands.

    `formula` is "" for reported figures, else the name of the formula over `operands`, of which one may be `given` by the asker.
    """

    name: Name
    metric: str
    subject: Name
    period: Period | None
    value: Decimal
    unit: str
    role: Role
    citations: tuple[Citation, ...]
    high: Decimal | None = None
    bound: Bound = Bound.EXACT
    direction: Direction | None = None
    vague: bool = False
    inferred: str = ""
    forecast: str = ""
    formula: str = ""
    operands: tuple["Figure", ...] = ()
    companion: "Figure | None" = None  # growth beside the value
    fact: Fact | None = None
    given: bool = False

    @property
    def edited(self) -> tuple[str, ...]:
        """What a person corrected of it or of its operands: metric, period, subject."""
        own = self.fact.edited if self.fact else ()
        return tuple(dict.fromkeys((*own, *(e for o in self.operands for e in o.edited)))) if own or self.operands else ()


class Mode(StrEnum):
    """How an answer is told."""

    FIGURES = "figures"
    COMPARISON = "comparison"
    VERDICT = "verdict"
    PASSAGES = "passages"
    PERSON = "person"
    DATE = "date"
    LIST = "list"
    QUOTE = "quote"
    OVERVIEW = "overview"
    HELP = "help"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Answer:
    """Figures and cited sentences; `verdict` on yes/no questions; `substitute` names what was asked where the
    article has only a near relative; `text` holds a name, a date or an item that answers in one word; `missing`
    names what was asked beside the figures and is not in the article, `instead` the measures given in its place;
    `disagree` where articles tell of a figure differently, `uneven` where figures of companies are of several measures,
    periods or currencies, so that none is the highest; `came` where a yes or no is to whether something has come about;
    `unanswered` is the question of a message that has no answer beside one that has."""

    language: Language
    mode: Mode
    figures: tuple[Figure, ...] = ()
    passages: tuple[Citation, ...] = ()
    verdict: bool | None = None
    substitute: Name | None = None
    text: str = ""
    missing: tuple[Name, ...] = ()
    instead: tuple[tuple[Name, Name], ...] = ()
    disagree: bool = False
    uneven: bool = False
    came: bool = False
    unanswered: str = ""

    def given_for(self, name: Name) -> Name | None:
        """The name of the measure that is given in place of one that is missing."""
        return next((given for asked, given in self.instead if asked == name), None)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All cited sentences in the order of their use, each once."""
        said = [c for f in self.figures for c in (*f.citations, *(f.companion.citations if f.companion else ()))]
        return tuple(dict.fromkeys((*said, *self.passages)))


class Reason(StrEnum):
    """Why there is no answer."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    METRIC = "metric"
    VALUE_ONLY_GROWTH = "value_only_growth"
    GROWTH_ONLY_VALUE = "growth_only_value"
    PERIOD = "period"
    PART = "part"
    AMBIGUOUS = "ambiguous"
    COMPANY = "company"
    TITLE = "title"
    FORECAST = "forecast"
    CONSENSUS = "consensus"
    ADVICE = "advice"
    UNSAFE = "unsafe"
    UNSAID = "unsaid"
    UNDECIDED = "undecided"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decline:
    """What is missing, what there is instead, and up to three ready questions; `passages` come nearest to it."""

    language: Language
    reason: Reason
    missing: str = ""
    present: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    passages: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Clarify:
    """A question back, with up to three readings as ready questions."""

    language: Language
    about: str
    suggestions: tuple[str, ...] = ()


Reply = Answer | Decline | Clarify
