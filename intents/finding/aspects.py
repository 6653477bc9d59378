"""Which aspect is asked of each item of a list: its value, its growth, or both."""

from itertools import pairwise

from intents.finding.find import Aspect
from intents.finding.wanted import aspect_of
from intents.questions.patterns import pattern
from intents.questions.question import Question, Unit

_GROWING = ("yoy", "growth", "decline", "up")
_SEPARATOR, _JOINED = pattern("separator"), pattern("joined_items")
_EACH, _OF_EACH = pattern("each_of_them"), pattern("of_each")
_VALUE, _GROWTH = (Aspect.VALUE,), (Aspect.GROWTH,)


def aspects_of(groups: list[tuple[Unit, ...]], question: Question) -> list[tuple[Aspect, ...]]:
    """Each item's own aspects, where a word of growth stands with an item before the last (首日增速、新增用户), with some
    items named together (日活跟月活分别涨了多少，时长呢), or is an item itself (日活、月活、各自同比)."""
    aspect = aspect_of(question)
    if aspect is not Aspect.GROWTH or len(groups) < 2:
        return [(aspect,)] * len(groups)
    places = [at for cue in _GROWING for at in question.cues.get(cue, ())]
    starts = [next((u.start for u in g if not u.soft), g[0].start) for g in groups]
    if not places or min(places) < starts[0]:
        return [_GROWTH] * len(groups)
    ends = [*starts[1:], len(question.folded)]
    told = [[at for at in places if start <= at < end] for start, end in zip(starts, ends, strict=True)]
    alone = [bool(t) and _is_item(t[0], groups[i][-1].end, question) for i, t in enumerate(told)]
    if told[-1] and not any(alone):
        counted = [any(start <= at < end for at in question.cues.get("how_much", ())) for start, end in zip(starts[:-1], ends, strict=False)]
        return [*(_VALUE if own and not t else _GROWTH for own, t in zip(counted, told, strict=False)), _GROWTH]
    aspects: list[tuple[Aspect, ...]] = [_GROWTH if t and not a else _VALUE for t, a in zip(told, alone, strict=True)]
    for i in range(len(groups) - 1, -1, -1):
        if alone[i]:
            aspects[: i + 1] = [(*_VALUE, *_GROWTH)] * (i + 1)
        elif told[i]:
            _spread(aspects, i, told[i][0], groups, question)
    return aspects


def _spread(aspects: list[tuple[Aspect, ...]], last: int, at: int, groups: list[tuple[Unit, ...]], question: Question) -> None:
    """Gives the growth asked of an item to those that are named with it: 日活跟月活涨了多少, 日活、月活各涨了多少."""
    each = _EACH.search(question.folded, groups[last][-1].end, at + 1) is not None
    for before, after in reversed(list(pairwise(range(last + 1)))):
        if not each and not _JOINED.fullmatch(question.folded, groups[before][-1].end, groups[after][0].start):
            return
        aspects[before] = _GROWTH


def _is_item(at: int, end: int, question: Question) -> bool:
    """Whether a word of growth is an item itself: nothing but that it is of each stands between it and what separates it from the item before."""
    breaks = list(_SEPARATOR.finditer(question.folded, end, at))
    return bool(breaks) and _OF_EACH.fullmatch(question.folded, breaks[-1].end(), at) is not None
