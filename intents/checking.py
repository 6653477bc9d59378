"""Checking what somebody wrote: each sentence of it, and where one says several things, each of them."""

import re
from dataclasses import dataclass
from itertools import pairwise

from intents.conversation import EMPTY, Conversation
from intents.library import Told, ask_any, read_alone
from intents.questions.language import Language
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.questions.reading import MAX_CHARACTERS
from intents.reply import Answer, Decline, Reason
from intents.saying.wording import phrase
from knowledge.language.text import fold
from knowledge.library import Library

_SENTENCE = re.compile(r"(?<=[。！？!?；;\n])|(?<=\.)(?=\s)")
_CLAUSES = pattern("between_statements")
_MOST = 6  # parts of a message that are checked
_ENDS = "。.!！?？;；,，:： \n\t"
_NO_CLAIM = (Reason.UNKNOWN, Reason.EMPTY, Reason.TOO_LONG, Reason.ADVICE, Reason.UNSAFE, Reason.FORECAST)  # what says nothing of any article


@dataclass(frozen=True, slots=True)
class Checked:
    """Words of a message, with the reply to whether they are so."""

    claim: str
    told: Told

    @property
    def verdict(self) -> bool | None:
        """Whether the source says so, or otherwise; None where it does neither."""
        return self.told.reply.verdict if isinstance(self.told.reply, Answer) else None


def check(text: str, library: Library, language: Language) -> tuple[Checked, ...]:
    """What of a message can be checked, in its order, with the verdicts; nothing where it says nothing that articles tell of."""
    found: list[Checked] = []
    conversation = EMPTY
    for sentence in _SENTENCE.split(text[:MAX_CHARACTERS]):
        if claim := sentence.strip(_ENDS):
            parts, conversation = _checked(claim, library, conversation, language)
            found += parts
    return tuple(found[:_MOST])


def _checked(claim: str, library: Library, before: Conversation, language: Language) -> tuple[list[Checked], Conversation]:
    """A sentence that gives several numbers by its clauses, since one verdict would hide what is wrong; else, and where no clause
    has a verdict, as a whole."""
    read = read_alone(claim, library)
    if not read.quantities and not read.of("metric"):
        return [], before
    clauses = _clauses(claim, read)
    if sum(_has_number(shown) for shown, _ in clauses) > 1:
        parts, then = [], before
        for shown, asked in clauses:
            told, then = _asked(asked, library, then, language)
            parts.append(Checked(shown, told))
        if any(part.verdict is not None for part in parts):
            return [part for part in parts if part.verdict is not None or _has_number(part.claim)], then
    told, after = _asked(claim, library, before, language)
    return ([Checked(claim, told)] if _is_of_articles(told) else []), after


def _asked(claim: str, library: Library, before: Conversation, language: Language) -> tuple[Told, Conversation]:
    return ask_any(phrase("check", "ask", language, claim=claim), library, before, language)


def _clauses(claim: str, read: Question) -> list[tuple[str, str]]:
    """The clauses of a sentence, each as it stands and as it is asked: with the period that the sentence names once for all of them."""
    cuts = [(0, 0), *(match.span() for match in _CLAUSES.finditer(fold(claim))), (len(claim), len(claim))]
    found = [claim[last[1] : cut[0]].strip(_ENDS) for last, cut in pairwise(cuts)]
    named = {claim[p.start : p.end] for p in read.periods if p.start < p.end}
    common = named.pop() if len(named) == 1 else ""
    return [(clause, f"{clause} {common}" if common and common not in clause else clause) for clause in found if clause]


def _has_number(claim: str) -> bool:
    return any(character.isdecimal() for character in claim)


def _is_of_articles(told: Told) -> bool:
    reply = told.reply
    return isinstance(reply, Answer) or (isinstance(reply, Decline) and reply.reason not in _NO_CLAIM)
