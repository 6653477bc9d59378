"""The facts of an article for machines and for readers."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from intents.finding.figures import figure_of
from intents.questions.language import Language, language_of
from intents.saying.render import change_text, value_text
from intents.saying.wording import period_text, phrase, said
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import has_hanzi
from knowledge.periods.period import Period

Row = tuple[str, str, str, str, str]
_Key = tuple[str, Period | None, str]
_LONGEST_LABEL = 40  # characters of the article's own word for a metric
_SHARE = re.compile("[占佔份]|比例|比重|比率|ratio|share")

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


def fact_rows(kb: KnowledgeBase, facts: Iterable[Fact] | None = None) -> dict[str, list[Row]]:
    """For each subject the rows metric, period, value, growth, remarks of some facts, all by default; growth stands beside
    its value, forecasts below what is reported."""
    language = language_of_article(kb)
    topics: dict[str, dict[_Key, list[Fact]]] = {}
    for fact in kb.facts if facts is None else facts:
        name = said(kb.entity(fact.subject.id).name, language) if fact.subject.id else fact.subject.name
        topics.setdefault(name, {}).setdefault((fact.metric, fact.period, fact.forecast), []).append(fact)
    return {name: list(dict.fromkeys(row for key in _by_metric(groups) for row in _rows(groups[key], kb, language))) for name, groups in topics.items()}


def _by_metric(groups: dict[_Key, list[Fact]]) -> list[_Key]:
    """The keys of one subject with those of one metric together, in the order of the text, what is only expected last."""
    first: dict[str, int] = {}
    for position, (metric, *_) in enumerate(groups):
        first.setdefault(metric, position)
    return sorted(groups, key=lambda key: (first[key[0]], bool(key[2])))


def _rows(facts: list[Fact], kb: KnowledgeBase, language: Language) -> Iterator[Row]:
    """One row for each value with the changes of its period, points beside percentages; a row of its own for changes alone."""
    changes = [f for f in facts if f.role.is_change]
    values = sorted((f for f in facts if not f.role.is_change), key=lambda f: f.role is Role.THRESHOLD)
    repeated = {id(v) for i, v in enumerate(values) if any((v.value, v.unit, v.bound, v.role) == (w.value, w.unit, w.bound, w.role) for w in values[:i])}
    for position, value in enumerate([*values] or [None]):
        if id(value) in repeated:
            continue
        beside = [f for f in changes if _home(f, values) == position]
        stated = beside if value is None else [value, *beside]
        growth = phrase("column", "and", language).join(dict.fromkeys(change_text(figure_of(f, kb), language) for f in beside))
        yield _name(stated[0], kb, language), period_text(stated[0].period, language), _value(value, kb, language), growth, _remarks(stated, kb, language)


def _home(change: Fact, values: list[Fact]) -> int:
    """Which of the values a change stands beside: points beside a percentage, else the first that is told in the same way."""
    for position, value in enumerate(values):
        if (value.unit == "percent") is (change.unit == "pp") and value.value != change.value:
            return position
    return 0


def _name(fact: Fact, kb: KnowledgeBase, language: Language) -> str:
    """What the table calls a metric: its name, or the article's own word for it where the name does not stand there."""
    metric = kb.lexicon.metrics.get(fact.metric)
    if metric is None:
        own = (label for label in fact.labels if label.isascii()) if language is Language.EN else iter(fact.labels)
        name = next(own, fact.labels[0])
    else:
        name = said(metric.name, language)
        written = [label for label in fact.labels[3:] if label in kb.article.text and has_hanzi(label) is (language is not Language.EN)]
        name = written[0] if written and len(written[0]) <= _LONGEST_LABEL and name not in kb.article.text else name
    return phrase("column", "share", language, name=name) if fact.role is Role.SHARE and not _SHARE.search(name) else name


def _value(fact: Fact | None, kb: KnowledgeBase, language: Language) -> str:
    return value_text(figure_of(fact, kb), language) if fact is not None and fact.value is not None else ""


def _remarks(facts: list[Fact], kb: KnowledgeBase, language: Language) -> str:
    """What was supplied, what is only expected, what the text leaves vague or does not say."""
    fact = facts[0]
    notes = [note for f in facts for note in (f.inferred, f.forecast, *(f"edited_{what}" for what in f.edited)) if note]
    if fact.metric not in kb.lexicon.metrics and not fact.base and fact.role is not Role.DATE:
        notes.append("worded")
    if fact.period is None and fact.role is not Role.PRICE and fact.unit != "rank" and fact.base != "share_price":
        notes.append("undated")
    if fact.period is not None and fact.period.year is None and kb.anchor.reported.year is not None:
        notes.append("yearless")
    told = [phrase("note", note, language) for note in notes]
    if counted := _counted_by(fact, kb):
        told.append(phrase("note", "condition", language, name=counted))
    return "; ".join(dict.fromkeys(["?" for f in facts if f.vague] + told))


def _counted_by(fact: Fact, kb: KnowledgeBase) -> str:
    """The article's words for what is counted by a threshold that stands in them (GMV破百万的直播间数); "" if none."""
    if fact.role is not Role.THRESHOLD:
        return ""
    at = fact.start - kb.article.sentences[fact.citation.sentence].start
    text = kb.article.sentences[fact.citation.sentence].text
    others = (f for f in kb.facts if f is not fact and f.citation.sentence == fact.citation.sentence)
    return next((label for f in others for label in f.labels if (start := text.find(label)) >= 0 and start <= at < start + len(label)), "")


def facts_table(kb: KnowledgeBase) -> "Table":
    """The rows as a table for the terminal, a section for each subject."""
    from rich.table import Table  # noqa: PLC0415  # only readers pay for rich
    from rich.text import Text  # noqa: PLC0415

    language = language_of_article(kb)
    columns = (phrase("column", key, language) for key in ("subject", "metric", "period", "value", "growth", "remark"))
    table = Table(*columns, title=kb.article.about.title or kb.article.id, title_justify="left")
    if kb.anchor.reported.year is None and kb.facts:
        table.caption = phrase("note", "yearless", language)
    for subject, rows in fact_rows(kb).items():
        for position, row in enumerate(rows):
            table.add_row(*(Text(cell) for cell in (subject if position == 0 else "", *row)), end_section=position == len(rows) - 1)
    return table
