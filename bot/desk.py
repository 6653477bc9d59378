"""The desk: questions in a conversation put to the library, and what comes back as a card."""

from dataclasses import dataclass, field
from functools import lru_cache

from bot.actions import short
from bot.card import Button, Card
from bot.links import Links
from intents.conversation import EMPTY, Conversation
from intents.grounds import grounds
from intents.library import Told, ask_any
from intents.questions.language import Language
from intents.reply import Answer, Clarify, Decline, Mode
from intents.saying.spoken import Spoken
from knowledge.library import Library

_MOST_TURNS, _FEWER_TURNS = 12, 6  # questions of a conversation that are kept; how many where they grow too many
_CONVERSATIONS = 4_096  # that are held ready; others are made again from their questions


@dataclass(frozen=True)
class Desk:
    """A library that is asked; `links` say where citations can be followed; `timezone` is that of schedules which name none."""

    library: Library
    links: Links = field(default_factory=Links)
    default_language: Language = Language.EN
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        """A conversation is a function of its questions, so nothing of it need be stored but these; the last ones are held."""
        object.__setattr__(self, "_after", lru_cache(maxsize=_CONVERSATIONS)(self._ask))

    def _ask(self, turns: tuple[str, ...], language: Language | None) -> tuple[Told | None, Conversation]:
        if not turns:
            return None, EMPTY
        return ask_any(turns[-1], self.library, self.before(turns, language), language)

    def before(self, turns: tuple[str, ...], language: Language | None) -> Conversation:
        """The conversation before the last of some questions."""
        return self._after(turns[:-1], language)[1]  # type: ignore[attr-defined,no-any-return]

    def ask(self, turns: tuple[str, ...], language: Language | None) -> Told:
        """The reply to the last of some questions, oldest first; in its own language for None."""
        told: Told | None = self._after(turns, language)[0]  # type: ignore[attr-defined]
        assert told is not None, "at least one question"
        return told

    def grounds(self, turns: tuple[str, ...], language: Language | None) -> Spoken:
        """What the answer to the last of some questions rests on."""
        return grounds(turns[-1], self.library, self.before(turns, language), language)


def longer(turns: tuple[str, ...], question: str) -> tuple[str, ...]:
    """The questions of a conversation with one more; the older half goes where there are too many.

    They go in blocks, since a conversation that begins elsewhere has to be made anew.
    """
    more = (*turns, question)
    return more if len(more) <= _MOST_TURNS else more[-_FEWER_TURNS:]


def outcome(told: Told) -> str:
    """answered, declined or clarify."""
    return "answered" if isinstance(told.reply, Answer) else "declined" if isinstance(told.reply, Decline) else "clarify"


def suggestions(told: Told) -> tuple[str, ...]:
    """The ready questions that a reply offers."""
    return told.reply.suggestions if isinstance(told.reply, Decline | Clarify) else ()


def answer_card(told: Told, number: int) -> Card:
    """The card of a reply: its lines and sources, a button for each question that it offers, marks for real answers."""
    spoken, language = told.spoken, told.reply.language
    offered = tuple((Button(question, f"q:{short(number)}:{i}"),) for i, question in enumerate(spoken.suggestions))
    rated = isinstance(told.reply, Decline) or (isinstance(told.reply, Answer) and told.reply.mode is not Mode.HELP)
    return Card(language, spoken.lines, spoken.sources, buttons=offered, feedback=short(number) if rated else "", offer=spoken.offer)
