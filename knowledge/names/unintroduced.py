"""Companies that no single place introduces: what a text calls by name again and again, and what its sentences begin with in parallel."""

import re
from collections.abc import Iterator, Sequence

from knowledge.language.patterns import pattern, rare
from knowledge.names.introductions import Introduction, Introductions, without_origin

_OPENING, _ACTS = pattern("named_opening"), pattern("acts_as_company")
_LATIN, _NO_COMPANY, _PARAGRAPH = pattern("latin_of_company"), pattern("no_repeated_company"), pattern("paragraph_of_company")
_FUNCTION, _SUFFIX, _FOLLOWS = pattern("function_character"), pattern("company_suffix"), pattern("behind_company")
_HANZI_PARAGRAPH, _FARES = pattern("hanzi_paragraph"), pattern("fares_behind_name")
_HEAD, _HEADING = pattern("name_over_paragraph"), pattern("roundup_heading")
_PEER, _PERIOD = rare("peer_company"), pattern("period_opening")
_BEHIND_CLAUSE = pattern("company_behind_clause")
_SPAN = re.compile("[年季月期日]")
_SHORTEST, _LONGEST = 2, 8  # characters of a Chinese name
_AGAIN = 2
_SURE = 4
_ENDS = "\n。;；:：,，、"  # before a clause, a line or a part of a list


def repeated(told: Introductions) -> list[Introduction]:
    """The name that a text repeats most, where at least one mention is what only companies do or have (X's revenue, 拓岚预计).

    Nothing else tells of it, so it counts only where no construction introduces a company.
    """
    named = {name: told.text.count(name) for name in (*_hanzi(told), *_latin(told)) if told.is_name(name) and not told.is_person(name)}
    name, number = max(named.items(), key=lambda item: (item[1], len(item[0])), default=("", 0))
    return [Introduction(name, 1)] if number >= _AGAIN else []


def in_parallel(told: Introductions, introduced: Sequence[Introduction]) -> list[Introduction]:
    """Several companies that sentences or paragraphs begin with, each with its own figures; none where another one is introduced
    surely, or a single known one is named, whose parts these are then."""
    certain = tuple(i.name for i in introduced if i.sure >= _SURE)
    ways = (_of_trades, _of_paragraphs, _heads, *(() if any(i.sure >= _AGAIN for i in introduced) else (_of_hanzi_paragraphs,)))
    named = (name for way in ways for name in way(told) if told.is_name(name))
    over = frozenset(_heads(told))
    found = dict.fromkeys(name for name in named if name in certain or name in over or not name.startswith(certain))
    if len(found) < _AGAIN or len(told.companies) == 1:
        return []
    found |= dict.fromkeys(name for name in (*_hanzi(told), *_behind_clauses(told)) if _is_beside(name, tuple(found), told))
    others = [i for i in introduced if (i.results or i.sure >= _SURE) and not any(i.name in name or name in i.name for name in found)]
    return [] if others else [Introduction(name, _SURE) for name in found]


def _is_beside(name: str, found: tuple[str, ...], told: Introductions) -> bool:
    """Whether a name may be that of one more company of a digest: the text repeats it, or it stands behind a relative clause."""
    again = told.text.count(name) >= _AGAIN or name in _behind_clauses(told)
    return again and told.is_name(name) and not _SPAN.search(name) and not name.startswith(found) and not any(name in other for other in found)


def _behind_clauses(told: Introductions) -> list[str]:
    """霁川特混 in 同做骨料的霁川特混预计亏损: an unknown name of usual length behind a relative clause, before what companies foresee."""
    named = (m for m in _BEHIND_CLAUSE.finditer(told.folded) if not told.is_touched(*m.span("name")) and not _FUNCTION.search(m["name"]))
    return [told.text[m.start("name") : m.end("name")] for m in named]


def _of_trades(told: Introductions) -> Iterator[str]:
    """拓捷物流 in 拓捷物流6月业务量21亿票: what a clause begins with, each time."""
    for match in told.openings:
        if not match.start() or told.text[match.start()] in _ENDS:
            yield from _with_trade(told, *match.span(1))


def peers(told: Introductions) -> list[Introduction]:
    """岭云乳业 in 同行岭云乳业, Etrovia in larger rival Etrovia: who is said to be in the same trade."""
    matches = list(_PEER.finditer(told.text))
    names = (name for m in matches for name in ([m["name"]] if m["name"] else _with_trade(told, *m.span("run"))))
    return [Introduction(name, _SURE) for name in names if told.is_name(name)]


def _with_trade(told: Introductions, start: int, end: int) -> Iterator[str]:
    """The name that a run of characters begins with: unknown characters and a trade, before a period, a measure or a verb."""
    for stop in range(start + 2 * _SHORTEST, min(end, start + _LONGEST) + 1):
        name = told.folded[start:stop]
        trade = _SUFFIX.search(name)
        if not trade or trade.start() < _SHORTEST or _SUFFIX.fullmatch(name[: trade.start()]) or _PERIOD.search(name):
            continue
        follows = told.is_touched(stop, stop + 1) or _FOLLOWS.match(told.folded, stop)
        if follows and not _FUNCTION.search(name) and not told.is_touched(start, start + trade.start()):
            yield told.text[start:stop]
        return  # 闻笛传媒 ends with its first trade, whatever else its games earn


def _of_paragraphs(told: Introductions) -> Iterator[str]:
    """Zenith in Zenith swung to a loss; Coral Bay Shipping in At Coral Bay Shipping, revenue fell: what an English paragraph begins with."""
    for match in _PARAGRAPH.finditer(told.text):
        name = next(group for group in match.groups() if group)
        if not _NO_COMPANY.search(name):
            yield without_origin(name)


def _of_hanzi_paragraphs(told: Introductions) -> Iterator[str]:
    """岭云 in 岭云营收41亿元, 岭云的日子好过些, 最惨的是岭云: the unknown name that a Chinese paragraph begins with."""
    for match in _HANZI_PARAGRAPH.finditer(told.text):
        start, end = match.span("run")
        for stop in range(start + _SHORTEST, end + 1):
            if _FARES.match(told.folded, stop):
                name = told.folded[start:stop]
                if not told.is_touched(start, stop) and not _FUNCTION.search(name):
                    yield told.text[start:stop]
                break


def _heads(told: Introductions) -> Iterator[str]:
    """Meridian Box on a line of its own; 【飞骏速运】, where the text goes on with 飞骏: what stands over paragraphs."""
    for match in _HEAD.finditer(told.text):
        name = match["latin"] or match["hanzi"]
        if not _HEADING.match(name) if match["latin"] else told.text.count(name[:_SHORTEST]) >= _AGAIN or _SUFFIX.search(name):
            yield name


def _hanzi(told: Introductions) -> Iterator[str]:
    """拓岚 in 拓岚预计第四季收入持平, Nuvia in Nuvia第三季度营收: the unknown name that a Chinese clause begins with, before what companies do."""
    for match in _OPENING.finditer(told.folded):
        run, start = match["run"], match.start("run")
        for length in (len(run),) if run.isascii() else range(_SHORTEST, min(len(run), _LONGEST) + 1):
            name = run[:length] if run.isascii() else told.trimmed(run[:length])
            begin = start + length - len(name)
            if name and _ACTS.match(told.folded, start + length) and not _FUNCTION.search(name) and not told.is_told(begin, start + length):
                yield told.text[begin : start + length]


def _latin(told: Introductions) -> Iterator[str]:
    """Midvale in Midvale's annual report, profit at Midvale, Midvale forecast: capitals where a company stands."""
    for match in _LATIN.finditer(told.text):
        name = next(group for group in match.groups() if group)
        if not _NO_COMPANY.search(name):
            yield without_origin(name)
