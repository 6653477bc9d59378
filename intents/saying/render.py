"""A reply in words: verdict, figures with numbered sources, the source sentences, ready questions."""

import re
from dataclasses import replace
from typing import assert_never

from intents.finding.bases import base_of
from intents.questions.language import Language
from intents.reply import Answer, Clarify, Decline, Figure, Mode, Reason, Reply
from intents.saying.sources import article_label as _article
from intents.saying.sources import declined, held_in, names_in
from intents.saying.spoken import Line, Source, Spoken
from intents.saying.wording import beside_subject, bounded_text, in_period, moving, number_text, office_text, parted, period_text, phrase, said
from knowledge.article import Citation
from knowledge.fact import Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name
from knowledge.language.text import has_hanzi
from knowledge.periods.period import QUARTERS
from knowledge.quantities.quantity import Bound
from knowledge.shelves.catalog import Catalog

_SHARE = re.compile(r"[占佔比率重份]|share|ratio|margin|proportion|percent")


def render(reply: Reply, kb: KnowledgeBase, catalog: Catalog | None = None) -> str:
    """The plain text of a reply."""
    return speak(reply, kb, catalog).text


def speak(reply: Reply, kb: KnowledgeBase, catalog: Catalog | None = None) -> Spoken:
    """A reply in words; every number in it stands in a cited sentence or says from what it was computed.

    With the catalog of a library each source says from which article it is.
    """
    match reply:
        case Answer():
            return _answer(reply, kb, catalog)
        case Decline():
            near = _sources({c: i for i, c in enumerate(reply.passages, 1)}, reply.language, catalog)
            return _offering((Line(_decline(reply, catalog)),), near, reply.suggestions, reply.language)
        case Clarify():
            title = names_in(catalog, reply.language) if catalog else kb.article.about.title or kb.article.sentences[0].text
            first = phrase("help", reply.about, reply.language, title=title, n=len(catalog.cards) if catalog else 1)
            held = held_in(kb, catalog, reply.language) if reply.about.startswith("holdings") else []
            return _offering(tuple(map(Line, (first, *held))), (), reply.suggestions, reply.language)
        case _:
            assert_never(reply)


def _answer(reply: Answer, kb: KnowledgeBase, catalog: Catalog | None) -> Spoken:
    language = reply.language
    numbers = {c: i for i, c in enumerate(reply.citations, 1)}
    lines = []
    verdict = phrase("verdict", "yes" if reply.verdict else "not_so_far" if reply.came else "no", language) if reply.verdict is not None else ""
    if reply.substitute and reply.figures:
        given = phrase("note", "joined", language).join(dict.fromkeys(said(f.name, language) for f in reply.figures))
        lines.append(phrase("note", "substitute", language, asked=said(reply.substitute, language), given=given))
    if reply.mode is Mode.COMPARISON and len(reply.figures) == 2:
        verdict = _comparison(reply.figures[0], reply.figures[1], language)
    if verdict:
        lines.append(verdict)
    if reply.disagree:
        lines.append(phrase("note", "disagree", language))
    if reply.uneven:
        lines.append(phrase("note", "uneven", language))
    lead = _lead(reply, kb) if reply.mode is not Mode.SERIES else [_course(reply.figures[0], language)]
    told = tuple(numbers.values()) if reply.mode in (Mode.PERSON, Mode.DATE) else ()
    line = series_row if reply.mode is Mode.SERIES else figure_line
    figures = [Line(line(f, language), _numbers(f, numbers)) for f in reply.figures]
    missing = [Line(_missing(name, reply)) for name in reply.missing]
    missing += [Line(phrase("note", "unanswered", language, asked=reply.unanswered))] if reply.unanswered else []
    return Spoken((*map(Line, lines), *(Line(text, told) for text in lead), *figures, *missing), _sources(numbers, language, catalog))


def _missing(name: Name, reply: Answer) -> str:
    """What is not told of a list, and what stands in its place."""
    asked, given = said(name, reply.language), reply.given_for(name)
    if given is None:
        return phrase("decline", "metric", reply.language, missing=asked)
    return phrase("note", "replaced", reply.language, asked=asked, given=said(given, reply.language))


def _numbers(figure: Figure, numbers: dict[Citation, int]) -> tuple[int, ...]:
    """The numbers of a figure's sources and of those of the growth beside it, each once."""
    return tuple(dict.fromkeys(numbers[c] for c in (*figure.citations, *(figure.companion.citations if figure.companion else ()))))


def _offering(lines: tuple[Line, ...], sources: tuple[Source, ...], suggestions: tuple[str, ...], language: Language) -> Spoken:
    return Spoken(lines, sources, phrase("decline", "offer", language) if suggestions else "", suggestions)


def _lead(reply: Answer, kb: KnowledgeBase) -> list[str]:
    language = reply.language
    match reply.mode:
        case Mode.PERSON:
            person = next(p for p in kb.people if p.name == reply.text)
            return [phrase("passages", "person", language, name=person.name, office=office_text(person.office, language))]
        case Mode.DATE:
            label, _, when = reply.text.partition("|")
            return [phrase("passages", "date", language, what=label, when=when)]
        case Mode.QUOTE:
            return [phrase("passages", "quote", language, speaker=reply.text) if reply.text else phrase("passages", "says", language)]
        case Mode.OVERVIEW:
            return [phrase("passages", "overview", language)]
        case Mode.PASSAGES:
            return [phrase("passages", reply.text if reply.text in ("why", "near", "outlook") else "says", language)]
        case _:
            return []


def _sources(numbers: dict[Citation, int], language: Language, catalog: Catalog | None) -> tuple[Source, ...]:
    return tuple(Source(i, c, _article(c, language, catalog)) for c, i in numbers.items())


def _comparison(first: Figure, second: Figure, language: Language) -> str:
    a, b = (f.fact.signed if f.fact else f.value for f in (first, second))
    if a == b:
        return phrase("verdict", "equal", language)
    winner = first if a > b else second
    same_metric = first.metric == second.metric
    if same_metric and first.subject == second.subject and first.period and second.period:
        if first.period.year == second.period.year and "" in (first.period.part, second.period.part):
            return ""  # that a year has more than its quarter says nothing
        name = period_text(winner.period, language)
        return phrase("verdict", "more" if winner.unit == "count" else "higher" if not winner.role.is_change else "faster", language, a=name)
    name = said(winner.subject if same_metric and first.subject != second.subject else winner.name, language)
    key = ("more" if winner.unit == "count" else "higher") if not winner.role.is_change else "faster" if max(a, b) > 0 else "fell_less"
    return phrase("verdict", key, language, a=f"{name[:1].upper()}{name[1:]}" if name.islower() else name)


def figure_line(figure: Figure, language: Language) -> str:
    """One figure in words: subject, period, measure, number; the growth beside it; what was supplied."""
    if figure.formula:
        return _computed_line(figure, language)
    slots = _slots(figure, language)
    if figure.role.is_change:
        slots["name"] = moving(figure.metric, language) or slots["name"]
        line = phrase("figure", "growth", language, change=change_text(figure, language), **slots)
    else:
        is_share = figure.role is Role.SHARE and not _SHARE.search(slots["name"])
        slots["name"] = phrase("column", "share", language, name=slots["name"]) if is_share else slots["name"]
        line = phrase("figure", "line", language, value=value_text(figure, language), **slots)
    is_undated = figure.period is None and figure.role is not Role.RANK
    return line.strip() + _notes(figure, language, phrase("figure", "undated", language) if is_undated else "")


def _course(figure: Figure, language: Language) -> str:
    return phrase("figure", "course", language, subject=said(figure.subject, language), name=said(figure.name, language))


def series_row(figure: Figure, language: Language) -> str:
    """One line of a table: the period and the number, what stands beside it."""
    number = change_text(figure, language) if figure.role.is_change else value_text(figure, language)
    return phrase("figure", "row", language, period=period_text(figure.period, language), value=number) + _notes(figure, language)


def _notes(figure: Figure, language: Language, first: str = "") -> str:
    """What is said `first` beside a figure, the growth, and what was supplied."""
    beside = [_beside(figure.companion, language)] if figure.companion else []
    joined = ("；" if language is not Language.EN else "; ").join([*filter(None, (first,)), *beside, *notes_of(figure, language)])
    return phrase("figure", "beside", language, other=joined) if joined else ""


def notes_of(figure: Figure, language: Language) -> list[str]:
    """What has to be said of a figure and of the growth beside it: what was supplied, expected or corrected."""
    notes = [n for n in (figure.inferred, figure.forecast) if n] + corrections(figure)
    if figure.companion:
        notes += [n for n in (figure.companion.inferred, *corrections(figure.companion)) if n]
    return [phrase("note", n, language) for n in dict.fromkeys(notes)]


def _beside(figure: Figure, language: Language) -> str:
    return change_text(figure, language) if figure.role.is_change else value_text(figure, language)


def value_text(figure: Figure, language: Language) -> str:
    """A figure's number with its bound, in words for ranks and thresholds."""
    if figure.role is Role.RANK:
        return phrase("figure", "rank", language, value=number_text(figure.value, "rank", language))
    if figure.role is Role.THRESHOLD:
        return phrase("figure", "passed", language, value=number_text(figure.value, figure.unit, language))
    rounded = bool(figure.formula)
    return bounded_text(figure.value, figure.high, figure.unit, figure.bound, figure.vague, language, rounded)


def change_text(figure: Figure, language: Language) -> str:
    """同比增长11.8%, up 11.8% year on year; flat where nothing changed."""
    basis = base_of(figure.fact) if figure.fact else figure.role.value
    if not figure.value and figure.high is None:
        return phrase("change", f"{basis}_flat", language)
    value = bounded_text(abs(figure.value), figure.high, figure.unit, figure.bound, figure.vague, language)
    return phrase("change", f"{basis}_{figure.direction.value if figure.direction else 'up'}", language, value=value)


def _slots(figure: Figure, language: Language) -> dict[str, str]:
    """Whose figure it is, of when, and of what."""
    subject, name = said(figure.subject, language), said(figure.name, language)
    subject = "" if name == subject or (has_hanzi(subject) and name.endswith(subject)) else subject  # 主力产品某酒 names whose it is
    period, told = in_period(figure.period, language, figure.metric), beside_subject(subject, name)
    return {"subject": parted(subject, period or told, language), "period": period, "name": told}


def _computed_line(figure: Figure, language: Language) -> str:
    a = figure.operands[0]
    b = figure.operands[1] if len(figure.operands) > 1 else a
    result = value_text(replace(figure, bound=figure.bound if figure.high is not None else Bound.EXACT), language)
    texts = {"a": _operand(a, language), "b": _operand(b, language), "value": result, "n": _parts(figure)}
    formula = phrase("formula", figure.formula, language, **texts)
    colon, open_, close = ("：", "（", "）") if language is not Language.EN else (": ", " (", ")")
    notes = ("；" if language is not Language.EN else "; ").join(phrase("note", note, language) for note in (*filter(None, (figure.forecast,)), "computed_own" if any(o.given for o in figure.operands) else "computed", *corrections(figure)))
    return f"{_computed_name(figure, language)}{colon}{formula}{open_}{notes}{close}"


def _computed_name(figure: Figure, language: Language) -> str:
    """What was computed: of its operands the second says only what it does not share with the first."""
    first, *rest = figure.operands
    names = {"a": _operand_name(first, language), "b": _second_name(first, rest[0], language) if rest else ""}
    each = phrase("each", _each(figure), language, n=_parts(figure)) if figure.formula == "average" else ""
    return phrase("formula_name", figure.formula, language, n=_parts(figure), each=each, **names, **_slots(figure, language))


def corrections(figure: Figure) -> list[str]:
    """The notes that say what a person corrected of a figure."""
    return [f"edited_{what}" for what in figure.edited]


def _operand(figure: Figure, language: Language) -> str:
    """A reported operand as its number, a computed one as what it was computed from."""
    if figure.formula:
        slots = {k: _operand(o, language) for k, o in zip("ab", (*figure.operands, *figure.operands), strict=False)}
        expression = phrase("formula", figure.formula, language, value="", n=_parts(figure), **slots)
        return f"({expression.rstrip(' ≈=')})"
    if figure.high is not None:
        return bounded_text(figure.value, figure.high, figure.unit, figure.bound, figure.vague, language)
    signed = figure.fact.signed if figure.fact else figure.value
    return number_text(signed, figure.unit or "count", language)


def _parts(figure: Figure) -> str:
    first = figure.operands[0].value
    match figure.formula:
        case "average":
            return f"{(first / figure.value).quantize(1)}"
        case "scaled":
            return f"{(figure.value / first).quantize(1)}"
        case _:
            return ""


def _each(figure: Figure) -> str:
    """What a time was divided into by its number of parts: quarters, months, weeks, days."""
    parts, period = _parts(figure), figure.operands[0].period
    if parts == "3":
        return "month" if period and period.part in QUARTERS else "quarter"
    return {"4": "quarter", "12": "month", "13": "week", "52": "week", **dict.fromkeys(("90", "91", "92", "365", "366"), "day")}.get(parts, "part")


def _operand_name(figure: Figure, language: Language) -> str:
    if figure.given:
        return _operand(figure, language)
    return _computed_name(figure, language) if figure.formula else phrase("operand", "full", language, **_operand_slots(figure, language))


def _operand_slots(figure: Figure, language: Language) -> dict[str, str]:
    slots = _slots(figure, language)
    sort = "growth" if figure.role.is_change else figure.forecast or "reported"
    return {**slots, "name": phrase("operand", sort, language, name=slots["name"])}


def _second_name(first: Figure, second: Figure, language: Language) -> str:
    """百度 of 快手的广告收入与百度之差: whose, when or what, wherever that is not the first operand's."""
    if first.formula or second.formula or first.given or second.given:
        return _operand_name(second, language)
    before, slots = _operand_slots(first, language), _operand_slots(second, language)
    own = {key for key in slots if slots[key] != before[key]}
    if not own:
        return phrase("operand", "full", language, **slots)
    key = "full" if {"subject", "name"} <= own else "named" if "name" in own else "owned" if "subject" in own else "timed"
    return phrase("operand", key, language, **{k: slots[k] if k in own else "" for k in slots})


def _decline(reply: Decline, catalog: Catalog | None) -> str:
    language = reply.language
    if catalog and (text := declined(reply, catalog)):
        return text
    if reply.reason is Reason.PERIOD:
        period, _, missing = reply.missing.partition("|")
        joined = ("、" if language is not Language.EN else ", ").join(reply.present)
        present = phrase("decline", "present", language, periods=joined) if joined else ""
        return phrase("decline", "period", language, period=period, missing=missing, present=present)
    if reply.reason is Reason.PART:
        joined = ("、" if language is not Language.EN else ", ").join(reply.present)
        return phrase("decline", "part", language, missing=reply.missing, present=joined)
    present = reply.present[0] if reply.present else ""
    return phrase("decline", reply.reason.value, language, missing=reply.missing, present=present)
