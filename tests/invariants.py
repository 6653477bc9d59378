"""What several tests share: what is to be declined and why, and whether a number stands in what is cited."""

from typing import Any

from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import fold
from knowledge.sentences.mention import ordinals, read_mentions
from tests.cases import TESTS, pairs

DECLINED: list[tuple[str, str]] = [(p.values[0], p.values[1]) for p in pairs(TESTS / "declines.txt")]


def numbers_of(text: str, kb: KnowledgeBase) -> list[tuple[str, Any, str]]:
    """The numbers of a text, periods left out: (as written, value, unit)."""
    folded = fold(text)
    ranks = ordinals(folded)
    mentions = read_mentions(folded, kb.lexicon, [], kb.anchor)
    found = [(folded[m.start : m.end], m.quantity, m.start) for m in mentions if m.quantity]
    plain = [(shown, q) for shown, q, start in found if not any(s <= start < e for s, e, _ in ranks)]
    values = [(shown, abs(v), q.unit) for shown, q in plain for v in (q.value, q.high) if v is not None]
    return values + [(f"rank {rank}", rank, "rank") for _, _, rank in ranks]


def is_supported(number: tuple[str, Any, str], cited: list[tuple[str, Any, str]]) -> bool:
    """Whether a number of a reply is among the numbers of what it cites."""
    shown, value, unit = number
    return any(value == v and (unit == u or not unit or not u or unit == "count" or {unit, u} <= {"percent", "pp", "times"}) for _, v, u in cited) or any(shown == s for s, _, _ in cited)
