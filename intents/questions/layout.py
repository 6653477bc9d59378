"""How a question is set out: marks of a list, addresses, qualifiers in brackets."""

import re

from intents.questions.patterns import found, pattern
from intents.questions.question import Question, Unit
from knowledge.knowledgebase import KnowledgeBase

_NOISE = re.compile(r"<[@#!][^>]{0,40}>|(?<![\w.])@[\w-]{1,40}|https?://\S{1,300}|^\s*/[a-z]{1,20}(?:@\w{1,40})?\b|(?<![^\s,;:?!。])\(?\d\)(?=\s?\S)")
_MARKS = tuple(re.compile(rf"(?<![^\s,;:?!。]){mark}(?=\s?\S)") for mark in (r"\(?(?:\d|[a-h])\)", r"\(?(?:i{1,3}|iv|v|vi)\)", r"(?:\d|[a-h])\.\s", r"(?:(?<=^)|(?<=\s))[-•*]\s"))
_WHOLE_YEAR = pattern("whole_of_a_year")
_SEVERAL = 2  # marks that make a list
_BRACKET = re.compile(r"\s?\(([^()]{1,24})\)")
_WORDS = re.compile(r"[a-z-]+ |[a-z-]+|[\u3400-\u9fff]")
_MOST_WORDS = 4
_CURRENCIES = frozenset(f"term:{c}" for c in ("renminbi", "us_dollar", "hk_dollar"))
_QUALIFYING = ("term", "text", "unknown", "entity")


def plainly(plain: str) -> str:
    """A folded text with blanks for mentions and addresses, and commas for the marks of a list: (a) revenue (b) profit; the year
    alone for all of its months or quarters."""
    if found(_WHOLE_YEAR, plain):
        plain = _WHOLE_YEAR.sub(lambda m: " " * (m.start("year") - m.start()) + m["year"] + " " * (m.end() - m.end("year")), plain)
    if not ("/" in plain or "@" in plain or "<" in plain or ")" in plain or ". " in plain or "- " in plain):
        return plain
    for mark in _MARKS:
        if len(mark.findall(plain)) >= _SEVERAL:
            plain = mark.sub(lambda m: ("," if m.start() else " ") + " " * (len(m[0]) - 1), plain)
    return _NOISE.sub(lambda m: " " * len(m[0]), plain)


def unbracketed(question: Question, kb: KnowledgeBase) -> str:
    """The folded text with a qualifier in brackets before what it qualifies: margin (operating) is operating margin, 用户(海外) is 海外用户.

    Another name of the same, a time, a number, a currency or somebody in brackets qualifies nothing.
    """
    folded = question.folded
    for bracket in reversed(list(_BRACKET.finditer(folded))):
        behind = _before_brackets(folded, bracket.start())
        head = next((u for u in question.units if u.kind == "metric" and u.end in (behind, behind - 1)), None)
        start, end = bracket.span(1)
        told = [p.start for p in question.periods] + [q.start for q in question.quantities] + [u.start for u in question.units if u.kind == "person" or (u.kind == "entity" and (u.id in kb.subjects or u.id == kb.company.id))]
        if head is None or any(start <= at < end for at in told):
            continue
        inside = [u for u in question.units if start <= u.start < end]
        at = _known_from(folded, head, bracket[1].strip(), kb) if behind == bracket.start() else None
        if at is None and (_qualify(inside) or _is_for_some(inside, head, kb)):
            at = head.start
        if at is not None:
            space = " " if folded[at].isascii() else ""
            return f"{folded[:at]}{bracket[1].strip()}{space}{folded[at:bracket.start()]} {folded[bracket.end():]}"
    return folded


def _before_brackets(folded: str, at: int) -> int:
    """Where the words end that stand before a bracket and others right before it: active users (daily) (overseas)."""
    while folded[:at].endswith(")") and "(" in folded[:at]:
        at = len(folded[: folded.rindex("(", 0, at)].rstrip())
    return at


def _qualify(inside: list[Unit]) -> bool:
    """Whether words in brackets name something, and no measure."""
    return any(u.kind in _QUALIFYING and len(u.id) > 1 and u.key not in _CURRENCIES for u in inside) and not any(u.kind == "metric" for u in inside)


def _is_for_some(inside: list[Unit], head: Unit, kb: KnowledgeBase) -> bool:
    """Revenue (enterprise clients): only people are named in brackets behind something that is no number of people."""
    told = [u.id for u in inside if u.kind == "metric"]
    return len(told) == 1 and kb.metrics[told[0]].unit == "count" != kb.metrics[head.id].unit


def _known_from(folded: str, head: Unit, qualifier: str, kb: KnowledgeBase) -> int | None:
    """Where the words up to the head begin that make a known measure with the qualifier before them; the most words first."""
    end = head.end
    starts = [m.start() for m in _WORDS.finditer(folded, max(0, end - 40), end)][-_MOST_WORDS:]
    for start in (s for s in starts if s <= head.start):
        space = " " if folded[start].isascii() else ""
        sense = kb.lexicon.surfaces.get(f"{qualifier}{space}{folded[start:end]}".replace("-", " "))
        if sense is not None and sense.kind == "metric":
            return start
    return None
