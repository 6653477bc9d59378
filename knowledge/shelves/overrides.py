"""Corrections by a person, kept beside an article as ID.overrides.toml and applied when it is read.

    [[fact]]
    match = { metric = "revenue", period = "2024", value = "126900000000" }   # keys of `facts --json`, and `quote`
    set = { period = "2024Q4" }                                                # or: drop = true

    [names]
    "快手" = ["another name of it"]

A correction that fits no fact, or several, is refused: the article has changed, or the correction is too wide.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from knowledge.article import About
from knowledge.fact import Fact, Subject
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Lexicon, UnusableError
from knowledge.language.text import fold
from knowledge.periods.period import Period

_MATCHED = ("metric", "subject", "period", "value", "unit", "role", "quote")
_SET = ("metric", "period", "subject")
_PERIOD = re.compile(r"(\d{4})?(Q[1-4]|H[12]|Q1-Q3|YTD|-\d\d(?:-\d\d)?|年?[^\W\d_]\w{0,20}|年?\d{1,2}-\d{1,2}月)?")


class OverridesError(UnusableError):
    """A correction that cannot be applied; the message names the file, the correction and the mend."""


@dataclass(frozen=True)
class Correction:
    """One entry: the keys that tell the fact, and what is set in it; `drop` takes the fact out."""

    match: tuple[tuple[str, str], ...]
    set: tuple[tuple[str, str], ...]
    drop: bool = False

    def __str__(self) -> str:
        return "{ " + ", ".join(f'{key} = "{value}"' for key, value in self.match) + " }"


@dataclass(frozen=True)
class Overrides:
    """The corrections of one article, and further names for what it names; `file` is where they stand."""

    file: str
    corrections: tuple[Correction, ...] = ()
    names: tuple[tuple[str, tuple[str, ...]], ...] = ()


NONE = Overrides("")


def read_overrides(file: Path) -> Overrides:
    """The corrections of a file; none where it is not there. OverridesError names a wrong key or type."""
    if not file.is_file():
        return NONE
    try:
        return parse_overrides(file.read_text(encoding="utf-8"), str(file))
    except UnicodeDecodeError as error:
        raise OverridesError(f"{file}: {error}; save the file as UTF-8") from error


def parse_overrides(text: str, file: str) -> Overrides:
    """The corrections of a TOML text."""
    import tomllib  # noqa: PLC0415  # what is kept compiled needs no parser

    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OverridesError(f"{file}: {error}; mend the TOML") from error
    if unknown := sorted(set(data) - {"fact", "names"}):
        raise OverridesError(f"{file}: unknown key {unknown[0]!r}; it holds [[fact]] entries and [names]")
    facts, names = data.get("fact", []), data.get("names", {})
    if not isinstance(facts, list) or not all(isinstance(entry, dict) for entry in facts):
        raise OverridesError(f"{file}: fact must be entries like [[fact]]")
    if not isinstance(names, dict) or not all(isinstance(n, list) and all(isinstance(a, str) and a.strip() for a in n) for n in names.values()):
        raise OverridesError(f'{file}: names: each must be a list of further names, like "Acme" = ["the acme group"]')
    return Overrides(file, tuple(_correction(entry, file, n) for n, entry in enumerate(facts, 1)), tuple((name, tuple(a)) for name, a in names.items()))


def _correction(entry: dict[str, Any], file: str, number: int) -> Correction:
    """An entry, checked: what is matched, and exactly one of `set` and `drop = true`."""
    where = f"{file}: fact {number}"
    if unknown := sorted(set(entry) - {"match", "set", "drop"}):
        raise OverridesError(f"{where}: unknown key {unknown[0]!r}; the keys are match, set and drop")
    match, changes, drop = entry.get("match"), entry.get("set", {}), entry.get("drop", False)
    if not isinstance(match, dict) or not match:
        raise OverridesError(f'{where}: say which fact is meant, like match = {{ metric = "revenue", value = "100" }}')
    if not isinstance(changes, dict) or not isinstance(drop, bool) or bool(changes) == drop:
        raise OverridesError(f'{where}: say either set = {{ period = "2024Q4" }} or drop = true')
    for table, allowed in ((match, _MATCHED), (changes, _SET)):
        for key, value in table.items():
            if key not in allowed:
                raise OverridesError(f"{where}: unknown key {key!r}; the keys are {', '.join(allowed)}")
            if not isinstance(value, str | int) or isinstance(value, bool):
                raise OverridesError(f"{where}: {key} must be a text in quotation marks, not {value!r}")
    if "period" in changes and period_of(str(changes["period"])) is None:
        raise OverridesError(f"{where}: no period {changes['period']!r}; write it like 2024, 2024Q4, 2024H1, 2024Q1-Q3, 2024-03 or 2024-03-31")
    return Correction(tuple((k, str(v)) for k, v in match.items()), tuple((k, str(v)) for k, v in changes.items()), drop)


def period_of(text: str) -> Period | None:
    """The period that `str(period)` writes; None for anything else.

    >>> period_of("2024Q4"), period_of("2024"), period_of("2024-03"), period_of("fourth")
    (Period(year=2024, part='Q4'), Period(year=2024, part=''), Period(year=2024, part='-03'), None)
    """
    match = _PERIOD.fullmatch(text.strip())
    if not match or not match[1]:
        return None
    return Period(int(match[1]), (match[2] or "").removeprefix("年"))


def corrected(raw: str, about: About, overrides: Overrides, lexicon: Lexicon | None = None) -> KnowledgeBase:
    """Reads an article and applies the corrections; OverridesError if one does not fit."""
    from knowledge.building import build  # noqa: PLC0415  # what has been read before needs none of what reads

    if overrides == NONE:
        return build(raw, about, lexicon)
    kb = build(raw, replace(about, names=(*about.names, *overrides.names)), lexicon)
    _check_names(kb, overrides)
    facts: list[Fact | None] = list(kb.facts)
    for correction in overrides.corrections:
        at = _place(kb.facts, correction, overrides.file)
        fact = facts[at]
        if fact is None or (fact.edited and correction.drop):
            raise OverridesError(f"{overrides.file}: {correction}: another correction drops or changes this fact already; keep one of them")
        if fact.value is None and not correction.drop:
            raise OverridesError(f"{overrides.file}: {correction} is a date without a number; it can only be dropped")
        facts[at] = None if correction.drop else _changed(fact, correction, kb)
    return replace(kb, facts=tuple(f for f in facts if f))


def _check_names(kb: KnowledgeBase, overrides: Overrides) -> None:
    for name, aliases in overrides.names:
        known = (*kb.names.senses.get(fold(name), ()), *((s,) if (s := kb.lexicon.surfaces.get(_surface(name))) else ()))
        if not known:
            raise OverridesError(f"{overrides.file}: names: the article names no {name!r}; take a name that `show` or `facts` prints")
        for alias in aliases:
            owner = kb.lexicon.surfaces.get(_surface(alias))
            if owner and owner not in known:
                raise OverridesError(f"{overrides.file}: names: {alias!r} is a name of {owner.id!r} already; take another")


def _place(facts: tuple[Fact, ...], correction: Correction, file: str) -> int:
    """Where the one fact stands that a correction is of."""
    found = [i for i, fact in enumerate(facts) if all(_is(fact, key, value) for key, value in correction.match)]
    if not found:
        raise OverridesError(f"{file}: {correction} fits no fact of the article; mend or remove the entry. The nearest: {_nearest(facts, correction)}")
    if len(found) > 1:
        raise OverridesError(f"{file}: {correction} fits {len(found)} facts; add more keys, such as {', '.join(k for k in _MATCHED if k not in dict(correction.match))}")
    return found[0]


def _nearest(facts: tuple[Fact, ...], correction: Correction) -> str:
    """The fact that most keys of a correction fit, as a correction would tell it."""
    if not facts:
        return "none, it states no fact"
    fact = max(facts, key=lambda f: sum(_is(f, key, value) for key, value in correction.match))
    told = {"metric": fact.metric, "subject": fact.subject.name, "period": str(fact.period or ""), "value": f"{fact.value:f}" if fact.value is not None else "", "role": fact.role.value}
    return str(Correction(tuple((key, value) for key, value in told.items() if value), ()))


def _is(fact: Fact, key: str, value: str) -> bool:
    if key == "value":
        return fact.value is not None and fact.value == _number(value)
    if key == "quote":
        return value in fact.citation.quote
    period = str(fact.period) if fact.period else ""
    told = {"metric": (fact.metric, *fact.labels), "subject": (fact.subject.name, fact.subject.id), "period": (period,), "unit": (fact.unit,), "role": (fact.role.value,)}
    return value in told[key]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def _changed(fact: Fact, correction: Correction, kb: KnowledgeBase) -> Fact:
    for key, value in correction.set:
        match key:
            case "metric":
                fact = _of_metric(fact, value, kb)
            case "period":
                fact = replace(fact, period=period_of(value))
            case _:
                fact = replace(fact, subject=_subject(value, kb))
    return replace(fact, edited=tuple(dict.fromkeys((*fact.edited, *(key for key, _ in correction.set)))))


def _of_metric(fact: Fact, name: str, kb: KnowledgeBase) -> Fact:
    """The fact under a metric's id or surface, or under a phrase that the lexicon lacks."""
    from knowledge.sentences.measure import measure_of  # noqa: PLC0415  # as above

    sense = kb.lexicon.surfaces.get(_surface(name))
    known = kb.lexicon.metrics.get(name) or (kb.lexicon.metrics.get(sense.id) if sense and sense.kind == "metric" else None)
    if known is None:
        return replace(fact, metric=name, labels=(name,), base="", terms=frozenset())
    measure = measure_of(known)
    return replace(fact, metric=measure.id, labels=measure.labels, base=measure.base, terms=frozenset())


def _surface(name: str) -> str:
    """A name as the lexicon keeps it."""
    return fold(name).replace("-", " ") if name.isascii() else fold(name)


def _subject(name: str, kb: KnowledgeBase) -> Subject:
    """The entity of a name or id, with the name as it was given; else a subject known by its name alone."""
    if name in kb.entities or name in kb.lexicon.entities:
        return Subject(name, kb.entity(name).name.zh)
    senses = (*kb.names.senses.get(fold(name), ()), *((s,) if (s := kb.lexicon.surfaces.get(_surface(name))) else ()))
    return next((Subject(s.id, name) for s in senses if s.kind == "entity"), Subject("", name))
