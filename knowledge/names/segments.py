"""Parts of the company that only this article names: 空调业务, the grocery segment, a product; as entities with short names."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.fact import Fact, Role, Subject
from knowledge.language.lexicon import Entity, Lexicon, Name
from knowledge.language.patterns import pattern
from knowledge.language.scanner import Scanner, Sense
from knowledge.language.text import fold, has_hanzi, in_pinyin
from knowledge.quantities.quantity import MONEY

_PART_OF_LABEL, _PART_BEHIND_LABEL = pattern("part_of_label"), pattern("part_behind_label")
_ENDING, _JOINT = pattern("part_ending"), pattern("part_joint")
_LEAD, _OUTSIDER, _NAMELESS = pattern("part_lead"), pattern("no_own_part"), pattern("nameless_part")
_QUOTED = pattern("quoted_name")
_COMMON, _STREAM = pattern("common_part"), pattern("revenue_stream")
_KIND, _NO_KIND = pattern("kind_of_revenue"), pattern("no_kind_of_revenue")
_TOGETHER = pattern("several_together")
_SHORTEST_LATIN = 4
_REMEMBERED = 4096  # labels
_SEVERAL = 2  # parts that share a measure
_LONGEST = 6  # characters of a noun that is a measure of its own
_OF_COMPANIES = frozenset(("revenue", "net_profit", "net_loss", "profit_attributable", "operating_profit", "total_assets"))
PART = "part"  # the sort of such an entity
_OF_PARTS = frozenset(("respectively", "part"))  # constructions that name a part of the company by what it is


@dataclass(frozen=True)
class Segments:
    """The facts of an article with their parts of the company as subjects, and those parts by id."""

    facts: tuple[Fact, ...]
    entities: dict[str, Entity]


def with_segments(facts: Iterable[Fact], company: Entity, names: Scanner, lexicon: Lexicon) -> Segments:
    """Gives each nameable part of the company an entity of its own; its names are added to `names`."""
    read = tuple(facts)
    labelled = [part for fact in read if (part := _in_label(fact, company, lexicon))]
    told = tuple(_of_part(fact, company, labelled, lexicon) for fact in read)
    found = dict.fromkeys(f.subject.name for f in told if not f.subject.id and f.subject.name)
    known = {name: company.id if _is_short_for(name, company) else _known(name, lexicon, names) for name in found}
    called = {f.subject.name for f in told if any(_LEAD.match(fold(label)) for label in f.labels)}
    called |= {f.subject.name for f in told if f.rule in _OF_PARTS and f.base and not f.subject.id} | {one.part for one in labelled}
    called |= {f.subject.name for f in told if f.role is Role.SHARE and f.metric == f.subject.name and not f.subject.id and not f.base}  # 车用占营收31%
    called |= {f.subject.name for f in told if f.subject.name and f.citation.quote.startswith((f"{f.subject.name}:", f"{f.subject.name}："))}
    reporting = {f.subject.name for f in told if f.base in _OF_COMPANIES}
    made = {name: _entity(name, company, called, reporting) for name, key in known.items() if not key}
    own = {name: entity for name, entity in made.items() if entity is not None}
    for alias, name in _aliases(list(own), lexicon).items():
        if alias not in names.senses:
            names.add(alias, Sense("entity", name))
    for phrase in dict.fromkeys(f.metric for f in told if f.metric not in lexicon.metrics and is_own_measure(f)):
        if (surface := fold(phrase)) not in names.senses and _is_free(surface, lexicon):
            names.add(surface, Sense("metric", phrase))
    for label, metric in dict.fromkeys((fold(f.labels[-1]), f.metric) for f in told if f.metric in lexicon.metrics and f.role is Role.VALUE):
        if has_hanzi(label) and label not in names.senses and (known_word := lexicon.surfaces.get(label)) and known_word.kind == "term":
            names.add(label, Sense("metric", metric))  # 收益, which is what this article calls its revenue
    for part in labelled:
        if part.metric in lexicon.metrics and fold(part.part) not in names.senses and part.part not in own and _is_free(fold(part.part), lexicon):
            names.add(fold(part.part), Sense("metric", part.metric))
    for fact in told:
        stream = _stream(fact, lexicon)
        if stream and stream not in names.senses and stream not in own:
            names.add(stream, Sense("metric", fact.metric))
    return Segments(tuple(_owned(f, known, own, lexicon) for f in told), own)


@dataclass(frozen=True)
class _Labelled:
    """A part of the company in the label of a measure, and the plain measure that is left of it."""

    metric: str
    part: str
    head: str
    base: str


def _in_label(fact: Fact, company: Entity, lexicon: Lexicon) -> _Labelled | None:
    """空调业务 and 收入 of 空调业务收入, home segment and revenue of home segment's revenue; 常温液奶 of 常温液奶收入, a kind of revenue that
    only this article names."""
    for label in fact.labels if fact.subject.id == company.id else ():
        if spans := _split(label):
            part, written = (label[start:end] for start, end in spans)
            head = lexicon.surfaces.get(fold(written).strip())
            if head is not None and head.kind == "metric":
                return _Labelled(fact.metric, part, written, head.id)
    topic = not fact.subject.id and _ENDING.search(fold(fact.subject.name)) is not None and fact.subject.name not in fact.metric
    return _kind_of_revenue(fact, lexicon) if topic or fact.subject.id == company.id else None


def _kind_of_revenue(fact: Fact, lexicon: Lexicon) -> _Labelled | None:
    """常温液奶 of 常温液奶收入, where it is a noun and no word for how the revenue is counted."""
    known = lexicon.metrics.get(fact.base) if fact.metric not in lexicon.metrics else None
    match = _KIND.fullmatch(fold(fact.metric)) if known and "revenue" in (known.id, known.part_of) else None
    if match is None or _NO_KIND.search(match["part"]) or _COMMON.fullmatch(match["part"]):
        return None
    start, end = match.span("part")
    return _Labelled(fact.metric, fact.metric[start:end], fact.metric[match.start("head") :], fact.base)


@lru_cache(_REMEMBERED)
def _split(label: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the part and the measure stand in a label; most labels are names of measures, which come again and again."""
    folded = fold(label)
    match = _PART_OF_LABEL.fullmatch(folded) or _PART_BEHIND_LABEL.fullmatch(folded)
    return (match.span("part"), match.span("head")) if match and not _NAMELESS.fullmatch(match["part"]) else None


def _of_part(fact: Fact, company: Entity, labelled: list[_Labelled], lexicon: Lexicon) -> Fact:
    """A figure of the company whose label names a part of it as the part's own.

    A measure that the lexicon has itself (汽车业务收入) stays the company's, unless several parts share it.
    """
    found = _in_label(fact, company, lexicon)
    if found is None or (fact.metric in lexicon.metrics and len({o.part for o in labelled if o.metric == fact.metric}) < _SEVERAL):
        return fact
    labels = tuple(dict.fromkeys((found.head, *fact.labels)))
    return replace(fact, subject=Subject("", found.part), base=found.base, labels=labels)


def _known(name: str, lexicon: Lexicon, names: Scanner) -> str:
    senses = [s for s in (lexicon.surfaces.get(fold(name)), *names.senses.get(fold(name), ())) if s]
    return next((s.id for s in senses if s.kind == "entity"), "")


def _is_short_for(name: str, company: Entity) -> bool:
    """江苏 for 江苏银行: the beginning of the company's own name."""
    return len(name) > 1 and any(fold(written).startswith(fold(name)) for written in (company.name.zh, company.name.en))


def _entity(name: str, company: Entity, called: set[str], reporting: set[str]) -> Entity | None:
    """A part of the company where its name, or what it is called, says so; of nobody that we know where it is an
    outsider's, or what companies report is told of it; None for others."""
    outside = _OUTSIDER.search(fold(name)) is not None
    own = not outside and (name in called or _ENDING.search(fold(name)) is not None)
    if not (own or outside or name in reporting):
        return None
    return Entity(name, Name(name, name, name), PART if own or outside else "company", company.id if own else "")


def _owned(fact: Fact, known: dict[str, str], own: dict[str, Entity], lexicon: Lexicon) -> Fact:
    """The fact with the id of its subject; words that only name the part narrow its measure no more."""
    name = fact.subject.name
    if fact.subject.id or not (known.get(name) or name in own):
        return fact
    key = known[name]
    return replace(fact, subject=Subject(key or name, name), terms=fact.terms if key else fact.terms - terms_in(name, lexicon) if fact.base else frozenset())


def _is_free(surface: str, lexicon: Lexicon) -> bool:
    """Whether a surface is none of the lexicon's but perhaps a plain noun."""
    sense = lexicon.surfaces.get(surface)
    return sense is None or sense.kind == "term"


def _stream(fact: Fact, lexicon: Lexicon) -> str:
    """液态奶 of 液态奶收入: what a kind of revenue that only this article names is called for short."""
    if fact.base != "revenue" or not fact.subject.id or fact.metric in lexicon.metrics:
        return ""
    match = _STREAM.fullmatch(fold(fact.metric))
    name = match["part"] if match else ""
    return name if name and _may_name(name, lexicon) and (known := lexicon.surfaces.get(match["head"] if match else "")) and known.id == "revenue" else ""


def is_own_measure(fact: Fact) -> bool:
    """Whether a phrase of the article is a measure's name: it ends in a known one, is all but one, or a short noun of characters."""
    if fact.metric.startswith("非") and not fact.metric.isascii() and "GAAP" not in fact.metric:
        return True
    if fact.base:
        return bool(fact.subject.id)
    if " per " in fact.metric:
        return fact.unit in MONEY
    return has_hanzi(fact.metric) and len(fact.metric) <= _LONGEST and fact.role in (Role.VALUE, Role.SHARE) and fact.unit in ("count", "percent") and not fact.citation.quote.startswith(fact.metric + "(")


def terms_in(name: str, lexicon: Lexicon) -> frozenset[str]:
    """The ids of the terms that a name holds."""
    return frozenset(f"{s.kind}:{s.id}" for t in lexicon.scanner.hits(fold(name)) for s in t.senses if s.kind == "term")


def _aliases(parts: list[str], lexicon: Lexicon) -> dict[str, str]:
    """Shorter names of each part, as far as no other part shares them: 汽车业务 and 汽车 of 汽车及相关产品业务."""
    result: dict[str, str] = {}
    ranks = [list(_names(part)) for part in parts]
    for rank in range(max(map(len, ranks), default=0)):
        tier = [(alias, part) for part, names in zip(parts, ranks, strict=True) for told in names[rank : rank + 1] for alias in told]
        shared = Counter(alias for alias, _ in dict.fromkeys(tier))
        for alias, part in tier:
            if shared[alias] == 1 and alias not in result and _may_name(alias, lexicon):
                result[alias] = part
    return result


def _names(part: str) -> Iterable[tuple[str, ...]]:
    """The names of a part by rank: the whole, without its ending, its components, 三大航 of 三大航空公司, the nouns that these end in."""
    folded = _LEAD.sub("", fold(part))
    ending = _ENDING.search(folded)
    bare = folded[: ending.start()].rstrip() if ending else folded
    tail = folded[ending.start() :].strip() if ending else ""
    yield (fold(part), folded)
    yield (bare,) if len(bare) > 1 else ()
    pieces = [p for p in (q.strip() for q in _JOINT.split(bare)) if len(p) > 1] if _JOINT.search(bare) else []
    yield _with_tail(pieces, tail)
    yield tuple(fold(m[1]) for m in _QUOTED.finditer(part))
    yield tuple(spelled for m in _QUOTED.finditer(part) if (spelled := in_pinyin(m[1])))
    yield (spelled,) if (spelled := in_pinyin(bare)) and len(bare) > 2 else ()
    yield (together[1] + together[2][0], together[1] + together[2][-2:]) if (together := _TOGETHER.fullmatch(folded)) else ()
    yield tuple(f"{p[-2:]}{tail}" for p in pieces or [bare] if tail and has_hanzi(p) and len(p) > 3)


def _with_tail(words: list[str], tail: str) -> tuple[str, ...]:
    """Each word with the ending of its part and without."""
    space = "" if tail and has_hanzi(tail) else " "
    return tuple(dict.fromkeys(w for word in words for w in ((f"{word}{space}{tail}", word) if tail else (word,))))


def _may_name(alias: str, lexicon: Lexicon) -> bool:
    """Whether a word can be a name: long enough, and none of a measure, a company or grammar."""
    known = lexicon.surfaces.get(alias)
    if _OUTSIDER.search(alias):
        return True
    if alias in lexicon.grammar or _COMMON.fullmatch(alias) or (known is not None and known.kind in ("metric", "entity")):
        return False
    return len(alias) > 1 if has_hanzi(alias) else len(alias) >= _SHORTEST_LATIN or bool(re.search(r"\d", alias))
