"""Lists paired with lists: A和B分别为1及2, 分别同比增长3%和4%."""

from dataclasses import dataclass

from knowledge.clauses import Clauses
from knowledge.fact import Subject
from knowledge.measures import Measure, Measures
from knowledge.patterns import pattern

_LIST_LINK = pattern("list_link")


@dataclass(frozen=True)
class Owner:
    """What a figure of a paired list belongs to: a measure, or a subject."""

    measure: Measure | None
    subject: Subject | None


def pair_lists(at: Clauses, measures: Measures) -> tuple[dict[int, Owner], dict[int, int]]:
    """Figure -> its owner, and figure -> the first figure of its list: the n-th figure belongs to the n-th metric or subject."""
    owners: dict[int, Owner] = {}
    heads: dict[int, int] = {}
    pairing: list[Owner] = []
    i = 0
    while i < len(at.figures):
        run = _run(at, i)
        told = [m for m in at.between(at.left(at.figures[i].start), at.figures[i].start) if m.of("pair") == "respectively"]
        if told and len(run) > 1:
            pairing = _owners(at, measures, told[-1].start, len(run)) or pairing
        if len(run) > 1 and len(run) == len(pairing):
            owners |= dict(zip(run, pairing, strict=True))
            heads |= dict.fromkeys(run, i)
        i = run[-1] + 1
    return owners, heads


def _run(at: Clauses, i: int) -> list[int]:
    """The figures from the `i`-th on that form one list."""
    run = [i]
    while run[-1] + 1 < len(at.figures) and _LIST_LINK.fullmatch(at.text, at.figures[run[-1]].end, at.figures[run[-1] + 1].start):
        run.append(run[-1] + 1)
    return run


def _owners(at: Clauses, measures: Measures, position: int, count: int) -> list[Owner]:
    """The last `count` metrics before 分别, else the last `count` entities."""
    metrics = [m for m in at.between(0, position) if m.of("metric")]
    if len(metrics) >= count:
        return [Owner(measures.read(m), None) for m in metrics[-count:]]
    owners = [key for m in at.between(0, position) if (key := m.of("entity")) and at.can_own(m.start)]
    return [Owner(None, at.reader.subject(key)) for key in owners[-count:]] if len(owners) >= count else []
