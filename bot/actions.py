"""What buttons carry: short actions, the same on every platform.

    q:ANSWER:N      asks the N-th question that an answer offered
    +:ANSWER        the answer was helpful; -:ANSWER it was not
    c:SENTENCE      shows a cited sentence with its neighbours
    f:              the articles to browse; f:ARTICLE its topics; f:ARTICLE:TOPIC:PAGE its figures
    l:LANGUAGE      answers in a language from now on; l: that of the question
    w:ANSWER        what an answer rests on
    s:ANSWER        shows an answer that only its asker sees to all in the channel
    h:              the bot's own page as it is at first
    d:STEP:…        a step towards a subscription, or something done to one (see `bot.digests.drafts`)

ANSWER is the number of the stored answer in base 36, SENTENCE and ARTICLE are those of `bot.links`.
"""

import re
from dataclasses import dataclass

_ACTION = re.compile(r"([q+\-cflwsdh]):([\w.:@*,/#-]{0,62})", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Action:
    """An action by its letter and what it is about."""

    verb: str
    of: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.verb}:{':'.join(self.of)}"


def read_action(text: str) -> Action | None:
    """The action of a pressed button; None for what no button of ours carries.

    >>> read_action("q:1z:2"), read_action("drop table")
    (Action(verb='q', of=('1z', '2')), None)
    """
    match = _ACTION.fullmatch(text)
    return Action(match[1], tuple(match[2].split(":"))) if match else None


def short(number: int) -> str:
    """A number in base 36, as actions carry it.

    >>> short(71), number_of(short(71))
    ('1z', 71)
    """
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def number_of(shortened: str) -> int | None:
    """The number of its base-36 form; None for what is none."""
    try:
        return int(shortened, 36) if len(shortened) <= 12 else None
    except ValueError:
        return None
