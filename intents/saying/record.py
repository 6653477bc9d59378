"""A reply as a record for machines: status, language, text, values, citations, verdict."""

from typing import Any, assert_never

from intents.questions.language import Language
from intents.reply import Answer, Clarify, Decline, Figure, Reply
from intents.saying.render import render
from knowledge.knowledgebase import KnowledgeBase
from knowledge.shelves.catalog import Catalog


def record_of(reply: Reply, kb: KnowledgeBase, catalog: Catalog | None = None) -> dict[str, Any]:
    """The record of a reply, ready for JSON; numbers are strings in base units. For `catalog` see `render`."""
    match reply:
        case Answer():
            status = "answered"
        case Decline():
            status = "declined"
        case Clarify():
            status = "clarify"
        case _:
            assert_never(reply)
    answered = reply if isinstance(reply, Answer) else None
    cited = answered.citations if answered else reply.passages if isinstance(reply, Decline) else ()
    return {
        "status": status,
        "language": "en" if reply.language is Language.EN else "zh",
        "text": render(reply, kb, catalog),
        "values": _values(answered.figures) if answered else [],
        "citations": [{"article": c.article, "sentence": c.sentence, "text": c.quote} for c in cited],
        "verdict": None if answered is None or answered.verdict is None else "yes" if answered.verdict else "no",
    }


def _values(figures: tuple[Figure, ...]) -> list[dict[str, Any]]:
    """Asked figures first, then what stands beside them."""
    shown = [*figures, *(f.companion for f in figures if f.companion), *(o for f in figures for o in f.operands)]
    return [_value(f) for f in shown]


def _value(figure: Figure) -> dict[str, Any]:
    row: dict[str, Any] = {
        "label": figure.name.zh,
        "metric": figure.metric,
        "subject": figure.subject.zh,
        "period": str(figure.period) if figure.period else None,
        "value": f"{abs(figure.value) if figure.formula and figure.role.is_change else figure.value:f}",  # a fall as a number, as reported ones are
        "unit": "percent" if figure.unit == "pp" else figure.unit,
        "kind": "derived" if figure.formula else "reported",
        "bound": figure.bound.value,
    }
    if figure.high is not None:
        row["value_high"] = f"{figure.high:f}"
    if figure.edited:
        row["edited"] = list(figure.edited)
    return row
