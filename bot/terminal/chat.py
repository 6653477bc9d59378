"""A chat as a value: a line goes in, what to show and the chat after it come out."""

from dataclasses import dataclass, replace
from enum import StrEnum

from bot.texts import text
from intents.conversation import EMPTY, Conversation
from intents.explain import explain_any
from intents.library import ask_any
from intents.questions.language import Language
from intents.saying.sources import names_in
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library

_DIGITS = "123456789"


class Show(StrEnum):
    """How a turn is shown."""

    ANSWER = "answer"
    NOTE = "note"
    FACTS = "facts"
    NOTHING = "nothing"
    QUIT = "quit"


@dataclass(frozen=True)
class Turn:
    """What a line leads to: how it is shown, and the text where there is one."""

    show: Show
    text: str = ""


@dataclass(frozen=True)
class Chat:
    """A conversation about one article, or about a library of which `kb` answered last; `question` is the last one, asked
    after the conversation `before`."""

    kb: KnowledgeBase
    speaks: Language
    language: Language | None = None
    conversation: Conversation = EMPTY
    question: str | None = None
    before: Conversation = EMPTY
    library: Library | None = None

    @property
    def welcome(self) -> str:
        """The first thing that a chat says."""
        if self.library:
            return text("welcome_library", self.speaks, companies=names_in(self.library.catalog, self.speaks), n=str(len(self.library.bases)))
        return text("welcome", self.speaks, title=self.kb.article.about.title or self.kb.article.id)


def turn(chat: Chat, line: str) -> tuple[Turn, Chat]:
    """The chat after a line: a command, the number of an offered question, or a question."""
    typed = line.strip()
    if len(typed) == 1 and typed in _DIGITS:
        return _chosen(chat, typed)
    if not (typed.startswith("/") and typed[1:].isalpha()):
        return _asked(chat, typed) if typed else (Turn(Show.NOTHING), chat)
    match typed:
        case "/quit" | "/exit":
            return Turn(Show.QUIT), chat
        case "/facts":
            return Turn(Show.FACTS), chat
        case "/why":
            return Turn(Show.NOTE, _why(chat)), chat
        case _:
            return Turn(Show.NOTE, text("help", chat.speaks)), chat


def _chosen(chat: Chat, number: str) -> tuple[Turn, Chat]:
    """The offered question of a number, asked."""
    offered = chat.conversation.suggestions[_DIGITS.index(number) :][:1]
    return _asked(chat, offered[0]) if offered else (Turn(Show.NOTE, text("no_such_offer", chat.speaks, number=number)), chat)


def _asked(chat: Chat, question: str) -> tuple[Turn, Chat]:
    told, after = ask_any(question, chat.library or chat.kb, chat.conversation, chat.language)
    return Turn(Show.ANSWER, told.text), replace(chat, kb=told.kb, conversation=after, question=question, before=chat.conversation)


def _why(chat: Chat) -> str:
    return text("nothing_yet", chat.speaks) if chat.question is None else explain_any(chat.question, chat.library or chat.kb, chat.before, chat.language)
