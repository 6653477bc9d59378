"""Periods: a year and a part of it, read from words. Source of the words: data/periods.toml."""

from functools import cache
from importlib.resources import files

from knowledge.language.compiled import compiled
from knowledge.periods.atoms import Atom, month_or_day, months_of, named_part, read_atoms, year_in
from knowledge.periods.spans import ended, in_lists
from knowledge.periods.timespan import QUARTERS, Anchor, Period, PeriodMention, month_part
from knowledge.periods.words import Grammar, read_grammar

__all__ = ["QUARTERS", "Anchor", "Period", "PeriodMention", "month_part", "read_periods"]


@cache
def _grammar() -> Grammar:
    code = (files("knowledge.periods") / "words.py", *(files("knowledge.language") / f"{module}.py" for module in ("wordlists", "triggers")))
    return compiled("grammar", [files("knowledge") / "data" / "periods.toml", *code], read_grammar)


_NEAR = 24  # characters between the year and the part of one period
_YEARS = ("year", "ago", "fiscal", "reported_year")
_PARTS = ("part", "months", "month", "event", "to_date")
_WHOLE = frozenset(("date", "short", "quarter", "month_away", "reported", "same_last_year", "prior_part"))  # say all themselves


def read_periods(folded: str, anchor: Anchor) -> list[PeriodMention]:
    """All periods of a folded text in order; relative words resolve against `anchor`, never the clock."""
    groups: list[list[Atom]] = []
    link = _grammar().joints["link"]
    for atom in read_atoms(folded, _grammar()):
        if groups and _joins(groups[-1], atom) and atom.start - groups[-1][-1].end <= _NEAR and link.fullmatch(folded, groups[-1][-1].end, atom.start):
            groups[-1].append(atom)
        else:
            groups.append([atom])
    if not groups:
        return []
    mentions = [mention for group in groups if (mention := _mention(folded, group, anchor))]
    return in_lists(folded, ended(folded, mentions, _grammar()), _grammar()) if len(mentions) > 1 or (mentions and mentions[0].period.part[:1] == "-") else mentions


def _joins(group: list[Atom], atom: Atom) -> bool:
    """A year joins a part in either order, and two year words of one year join (2024年全年, FY2024 full year)."""
    if len(group) == 1 and group[0].kind in _WHOLE:
        return False
    have = {a.kind for a in group}
    if have & _WHOLE:
        return False
    if atom.kind in _YEARS:
        explicit = {"year", "ago", "fiscal"} & have
        return not (explicit and atom.kind != "reported_year") and not ("same" in have and atom.kind == "reported_year")
    if atom.kind in _PARTS:
        return bool(have & set(_YEARS)) and not have & {*_PARTS, "same"}
    return atom.kind == "same" and bool(have & {"year", "ago", "fiscal"}) and not have & set(_PARTS)


def _mention(folded: str, group: list[Atom], anchor: Anchor) -> PeriodMention | None:
    """The period that pieces written together name; None for a day that the year does not have."""
    start, end = group[0].start, group[-1].end
    by = {a.kind: a for a in group}
    if away := _away(group[0], by, anchor):
        away = away._replace(start=start, end=end)
        return away if away.same else _placed(folded, away, to_date=False)
    this = anchor.reported.year if anchor.begins > 1 and anchor.reported.year else anchor.date.year  # a year of its own
    year = next((year_in(by[k], this) for k in ("year", "ago", "fiscal", "date", "short") if k in by), None)
    part = next((by[k].part for k in (*_PARTS, "date", "short") if k in by), "")
    if "months" in by and "fiscal" in by and part in QUARTERS and _grammar().joints["from_april"].fullmatch(folded, by["fiscal"].start, by["fiscal"].end):
        part = QUARTERS[QUARTERS.index(part) - 1]
    if "months" in by and anchor.begins > 1:
        year, part = _of_own_year(part, year, anchor.begins)
    dated = year is not None
    if "to_date" in by:
        year, part, dated = year or anchor.date.year, "YTD", True
    elif year is None and "reported_year" in by:
        year, dated = anchor.reported.year, True
    if part.count("-") == 2 and part[0] == "-" and not month_or_day(int(part[1:3]), int(part[4:]), year):
        part = ""
    if year is None and not part and not dated:
        return None
    return _placed(folded, PeriodMention(start, end, Period(year, part), dated), to_date="to_date" in by)


def _of_own_year(part: str, year: int | None, begins: int) -> tuple[int | None, str]:
    """April to September as the first half of a year that begins in April, which is named after the one it ends in."""
    first, last = months_of(part)
    own = named_part((first - begins) % 12 + 1, (last - begins) % 12 + 1) if first else None
    return (year, part) if own is None else (year + (first >= begins) if year else None, own)


def _placed(folded: str, mention: PeriodMention, *, to_date: bool) -> PeriodMention:
    """A period with what the words around it say: that it is the start of something, or that its end is meant."""
    joints, start, end = _grammar().joints, mention.start, mention.end
    late = joints["late"].match(folded, end)
    early = not late and not mention.period.is_day and joints["end_of"].search(folded, max(0, start - 12), start)
    since = not to_date and bool(joints["since"].search(folded, max(0, start - 8), start) or joints["onwards"].match(folded, end, end + 20))
    if not (late or early or since):
        return mention
    return mention._replace(end=late.end() if late else end, since=since, end_of=bool(late or early))


def _away(first: Atom, by: dict[str, Atom], anchor: Anchor) -> PeriodMention | None:
    """A period named by its distance from another: the last quarter, last month, 同期, 去年同期, 2023年同期; 报告期 at none."""
    reported = anchor.reported
    match first.kind:  # the others are read below
        case "quarter":
            return PeriodMention(0, 0, _quarter(anchor, int(first.part)))
        case "month_away":
            total = anchor.date.year * 12 + anchor.date.month - 1 + int(first.part)
            return PeriodMention(0, 0, Period(total // 12, f"-{total % 12 + 1:02}"))
        case "reported":
            return PeriodMention(0, 0, reported)
        case "same_last_year":
            return PeriodMention(0, 0, reported, same=True, years=-1)
        case "prior_part":
            return PeriodMention(0, 0, Period(reported.year and reported.year - 1, first.part))
        case _:
            pass
    if "same" not in by:
        return None
    year = next((by[k] for k in ("year", "ago", "fiscal") if k in by), None)
    return PeriodMention(0, 0, reported, same=True, years=_years_away(year, reported) if year else 0)


def _years_away(year: Atom, reported: Period) -> int:
    """前年同期 is two years before the period reported, 2023年同期 as many as lie between."""
    if year.away:
        return year.year or 0
    return 0 if year.year is None or reported.year is None else year.year - reported.year


def _quarter(anchor: Anchor, offset: int) -> Period:
    """The quarter `offset` quarters after the newest one that the article can report."""
    newest = anchor.reported
    index = QUARTERS.index(newest.part) if newest.part in QUARTERS else {"H1": 1, "Q1-Q3": 2}.get(newest.part, 3)
    total = (newest.year or anchor.date.year) * 4 + index + offset
    return Period(total // 4, QUARTERS[total % 4])
