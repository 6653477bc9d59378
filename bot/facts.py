"""The facts of an article for machines and for readers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from intents.figures import figure_of
from intents.language import Language, language_of
from intents.render import change_text, value_text
from intents.wording import period_text, phrase, said
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase

if TYPE_CHECKING:
    from rich.table import Table


def fact_record(fact: Fact) -> dict[str, Any]:
    """A fact ready for JSON; numbers are strings in base units, dates have none; `edited` only where a person corrected it."""
    edited = {"edited": list(fact.edited)} if fact.edited else {}
    return {
        "article": fact.citation.article,
        "metric": fact.metric,
        "labels": list(fact.labels),
        "subject": fact.subject.name,
        "period": str(fact.period) if fact.period else None,
        "value": f"{fact.value:f}" if fact.value is not None else None,
        "value_high": f"{fact.high:f}" if fact.high is not None else None,
        "unit": fact.unit,
        "role": fact.role.value,
        "bound": fact.bound.value,
        "direction": fact.direction.value if fact.direction else None,
        "sentence": fact.citation.quote,
        "rule": fact.rule,
        **edited,
    }


def language_of_article(kb: KnowledgeBase) -> Language:
    """The language that the article's facts are shown in."""
    known = {language.value: language for language in Language}
    return known.get(kb.article.about.language) or language_of(kb.article.text)


def fact_rows(kb: KnowledgeBase) -> dict[str, list[tuple[str, str, str, str, str]]]:
    """For each subject the rows metric, period, value, growth, remarks; growth stands beside its value."""
    language = language_of_article(kb)
    topics: dict[str, dict[tuple[Any, ...], list[Fact]]] = {}
    for fact in kb.facts:
        name = said(kb.entity(fact.subject.id).name, language) if fact.subject.id else fact.subject.name
        topics.setdefault(name, {}).setdefault((fact.metric, fact.period, fact.forecast), []).append(fact)
    return {name: [row for key in _by_metric(groups) for row in _rows(groups[key], kb, language)] for name, groups in topics.items()}


def _by_metric(groups: dict[tuple[Any, ...], list[Fact]]) -> list[tuple[Any, ...]]:
    """The keys of one subject with those of one metric together, in the order of the text."""
    first: dict[str, int] = {}
    for position, (metric, *_) in enumerate(groups):
        first.setdefault(metric, position)
    return sorted(groups, key=lambda key: first[key[0]])


def _rows(facts: list[Fact], kb: KnowledgeBase, language: Language) -> Iterator[tuple[str, str, str, str, str]]:
    """One row for each value, the first with the changes of its period; a row of its own for changes alone."""
    changes = [f for f in facts if f.role.is_change]
    values = sorted((f for f in facts if not f.role.is_change), key=lambda f: f.role is Role.THRESHOLD)
    for position, value in enumerate([*values] or [None]):
        beside = changes if position == 0 else []
        stated = beside if value is None else [value, *beside]
        growth = " ".join(change_text(figure_of(f, kb), language) for f in beside)
        name = said(kb.lexicon.metrics[stated[0].metric].name, language) if stated[0].metric in kb.lexicon.metrics else stated[0].labels[0]
        yield name, period_text(stated[0].period, language), _value(value, kb, language), growth, _remarks(stated, language)


def _value(fact: Fact | None, kb: KnowledgeBase, language: Language) -> str:
    return value_text(figure_of(fact, kb), language) if fact is not None and fact.value is not None else ""


def _remarks(facts: list[Fact], language: Language) -> str:
    """What was supplied, what is only expected, which numbers the text leaves vague."""
    notes = [phrase("note", note, language) for f in facts for note in (f.inferred, f.forecast, *(f"edited_{what}" for what in f.edited)) if note]
    return "; ".join(dict.fromkeys(["?" for f in facts if f.vague] + notes))


def facts_table(kb: KnowledgeBase) -> "Table":
    """The rows as a table for the terminal, a section for each subject."""
    from rich.table import Table  # noqa: PLC0415  # only readers pay for rich
    from rich.text import Text  # noqa: PLC0415

    table = Table("subject", "metric", "period", "value", "growth", "remark", title=kb.article.about.title or kb.article.id, title_justify="left")
    for subject, rows in fact_rows(kb).items():
        for position, row in enumerate(rows):
            table.add_row(*(Text(cell) for cell in (subject if position == 0 else "", *row)), end_section=position == len(rows) - 1)
    return table
