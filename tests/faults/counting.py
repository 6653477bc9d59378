"""The seven counts of a run, as Jepsen's total-queue checker makes them, and whether order was kept within a chat."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple


class Shown(NamedTuple):
    """A message that people saw: the key of the question that it replies to, and its text."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Attempts put in; confirmed by the program; brought to an end; confirmed without an end; out but never in, or wrong;
    shown more than once; at an end though never confirmed. `disorder`: answers of a chat that came before that of an earlier question."""

    attempt: int
    acknowledged: int
    ok: int
    lost: int
    unexpected: int
    duplicated: int
    recovered: int
    disorder: int = 0

    def is_valid(self, ambiguous: int) -> bool:
        """Whether nothing is lost or unexpected, and nothing shown twice beyond the sends whose fate nobody could know."""
        return not (self.lost or self.unexpected or self.disorder) and self.duplicated <= ambiguous


def count(platform: str, asked: Mapping[str, str], confirmed: AbstractSet[str], shown: list[Shown], expected: Mapping[str, str], given_up: AbstractSet[str], excused: AbstractSet[str]) -> Counts:
    """The counts of one platform. `expected` is how the answer to each question begins; to the `excused` any reply is right."""
    mine = {key for key in asked if key.startswith(platform)}
    out = [one for one in shown if one.key.startswith(platform)]
    right = [one.key for one in out if one.key in mine and (one.key in excused or expected.get(asked[one.key], "\0") in one.text)]
    times = Counter(right)
    ok = set(times) | (given_up & mine)
    acknowledged = confirmed & mine
    return Counts(
        len(mine), len(acknowledged), len(ok), len(acknowledged - ok), len(out) - len(right), sum(n - 1 for n in times.values()), len(ok - acknowledged), _disorder(right)
    )


def _disorder(keys: list[str]) -> int:
    """First answers that came out of their chat's order; only Telegram's chats have one."""
    last: dict[str, int] = {}
    wrong, seen = 0, set()
    for key in keys:
        platform, chat, number = key.split(":")
        if platform != "telegram" or key in seen:
            continue
        seen.add(key)
        wrong += int(number) < last.get(chat, 0)
        last[chat] = max(int(number), last.get(chat, 0))
    return wrong
