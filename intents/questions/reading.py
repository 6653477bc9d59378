"""From the text of a question to its slots: one scan of the vocabulary, repeated where a misspelling was mended."""

import re
from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

from intents.questions.asides import without_asides
from intents.questions.language import Language, language_of
from intents.questions.layout import plainly, unbracketed
from intents.questions.leftover import left_over
from intents.questions.meant import meant, of_each_hundred
from intents.questions.mending import mend
from intents.questions.negated import left_out
from intents.questions.neighbours import with_neighbours
from intents.questions.patterns import found, pattern
from intents.questions.question import Question, Unit
from intents.questions.sharing import shared_heads
from intents.questions.spans import periods_asked
from intents.questions.variants import mainland
from intents.questions.vocabulary import Vocabulary
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.scanner import NOUNS, Token, covering, longest, mask
from knowledge.language.text import fold, tidy
from knowledge.periods.period import PeriodMention, read_periods
from knowledge.quantities.quantity import Quantity, quantities

MAX_CHARACTERS = 600
_MOST_REPAIRS, _MOST_BRACKETS = 3, 2
_ASKING_NUMERALS, _ASKING_ENGLISH = "几多", ("how many ", "how much ")
_LARGE = 100  # from here on a number in Chinese numerals is a figure
_TIMES, _LASTING = ("minute", "hour"), 2  # characters between a time and what lasts so long (两小时的电影)
_START = attrgetter("start")
_CHANGING = frozenset(("yoy", "growth", "up", "decline", "difference", "compare", "more_than", "less_than"))  # cues of a change on another period
_COUNTED, _ENTIRE = pattern("counted"), pattern("entire_span")
_OPENING = "term:first_day"
_OWN_BOSS, _OWN_SHARES = pattern("own_boss"), pattern("own_shares")
_WHAT_AT_END = pattern("what_at_end")
_FELL_SHORT = pattern("fell_short")
_HEARD_AT, _HEARD_BEHIND = pattern("heard_at"), pattern("heard_behind")
_CLAIMED_ORDER, _ASKED_TO_TELL = pattern("claimed_order"), pattern("asked_to_tell")
_NEGATED = pattern("negated")
_REACH = 20  # characters of a negation and its article
_WHOLE = pattern("full_year")
_OTHERWISE_MEANT = (("share", pattern("contributed_amount"), "how_much"), ("more_than", pattern("over_time"), "over_time"))  # cues that mean another in such words
_BESIDE = pattern("beside_measure")
_BEHIND = pattern("behind_measure")
_HAD_IN, _BEHIND_STRANGE = pattern("had_in"), pattern("behind_measure_strange")
_INSIDE = ("里", "内", "中")
_BETWEEN = pattern("between_measures")
_SPELLING = re.compile(r"(?:\s[a-z]{1,16}){0,2}\s?\(")
_OWNER_ENDING = re.compile(r"^(?:'s|的)?\s?")
_SAYING = ("decline",)  # terms that ask as the cue of the same name does (缩水了)
_KINDS = frozenset(f"term:{t}" for t in ("bank", "company", "group", "insurance", "airline", "brand"))  # what a company is
_SORTS = frozenset(f"term:{t}" for t in ("business", "vertical", "product", "department", "application_app"))  # what sort of part a name is of
_WORDS = ("term", "text", "unknown")  # kinds of what may narrow a measure
_HEADS = frozenset(f"term:{t}" for t in ("target", "goal", "forecast", "guidance", "plan", "estimate", "ceiling"))


def read_question(text: str, kb: KnowledgeBase, vocabulary: Vocabulary, language: Language | None = None) -> Question:
    """Reads a question of at most MAX_CHARACTERS with the vocabulary of the article."""
    clean = tidy(text)
    plain = fold(clean)
    folded = mainland(plainly(plain))
    language = language or language_of(clean, plain)
    mended: list[tuple[str, str]] = []
    question = _scan(clean, folded, kb, vocabulary, language, plain if plain != folded and len(plain) == len(folded) else "")
    if (bare := without_asides(question, kb)) != folded:
        question = _scan(clean, bare, kb, vocabulary, language)
    question = _set_out(question, kb, vocabulary)
    for _ in range(_MOST_REPAIRS):
        repaired = mend(question, vocabulary, mended)
        if repaired == question.folded:
            break
        question = replace(_set_out(_scan(clean, repaired, kb, vocabulary, language), kb, vocabulary), mended=tuple(mended))
    return question


def _set_out(question: Question, kb: KnowledgeBase, vocabulary: Vocabulary) -> Question:
    """The question with the qualifiers in its first brackets before what they qualify."""
    for _ in range(_MOST_BRACKETS if "(" in question.folded else 0):
        moved = unbracketed(question, kb)
        if moved == question.folded:
            break
        question = _scan(question.text, moved, kb, vocabulary, question.language)
    return question


def _scan(text: str, folded: str, kb: KnowledgeBase, vocabulary: Vocabulary, language: Language, plain: str = "") -> Question:
    own = list(dict.fromkeys((*kb.named(folded), *kb.named(plain)))) if plain else kb.named(folded)  # 晶片 of the article is no 芯片
    hits = _parted(own, vocabulary.scanner.hits(folded), folded, kb)
    periods = _outside_measures(read_periods(folded, kb.anchor), hits, folded)
    taken = [(p.start, p.end) for p in periods]
    numbers = _outside_names(quantities(_without(folded, taken)), hits, folded)
    taken += [(q.start, q.end) for q in numbers]
    tokens = covering(hits, taken)
    wide = [t for t in hits if t.wide and _on_edges(t, tokens)] if hits and hits[-1].wide else []
    units = [_unit(t, hits, folded, kb) for t in tokens if t.senses[0].kind in NOUNS]
    if shared := shared_heads(units, folded, taken, kb.lexicon):
        units = [*(u for u in units if not any(u.start < s.end and s.start < u.end for s in shared)), *shared]
    halved = wide and not any(u.kind == "metric" and not u.soft and not u.loose for u in units)  # only words of two halves name the measure
    if halved:
        units += [Unit(f"metric:{t.of('metric')}", t.start, t.start + len(t.surface.split("…")[0])) for t in wide if t.of("metric")]
    spans = (*taken, *[t[:2] for t in tokens], *[(u.start, u.end) for u in shared])
    covered = mask((*spans, *(part for t in wide for part in _parts_of(folded, t))) if wide else spans)
    units = with_neighbours(_by_place(units, folded, kb), folded, periods, kb)
    units = [*_merged(units, periods, folded, kb), *_sized(left_over(folded, covered, kb), kb)]
    if found(_ENTIRE, folded) and not any(u.key == _OPENING for u in units):
        units.append(Unit(_OPENING, 0, 0, soft=True, denied=True))  # the whole of an event is not its first day
    units = _explained(units, folded, kb) if "(" in folded else units
    cues = _cues(folded, tokens, wide, hits, vocabulary)
    if "how_much" in cues and numbers and (asking := tuple(at for at in cues["how_much"] if not any(q.vague and q.start <= at < q.end for q in numbers))) != cues["how_much"]:
        cues |= {"how_much": asking}
        cues = {cue: places for cue, places in cues.items() if places}
    units, hundred = of_each_hundred(units, folded, kb)
    if hundred:
        numbers = [q for q in numbers if q.start not in hundred]
        cues.pop("advice", None)  # 落袋
    if numbers and any(q.unit in _TIMES for q in numbers):
        units = [replace(u, soft=True) if any(q.unit in _TIMES and 0 <= u.start - q.end <= _LASTING for q in numbers) and u.kind in _WORDS else u for u in units]  # a two-hour film
    units = meant(units, folded, periods, cues, kb)
    units.sort(key=_START)
    units = _misspelt_names(_narrowing(units, folded, periods), kb)
    if halved:
        units = _inside(units, wide, kb)
    if periods:
        periods = periods_asked(periods, folded, kb, changes=not _CHANGING.isdisjoint(cues) or not any(u.kind == "metric" for u in units))
    cues |= left_out(units, periods, cues, folded)
    return Question(text, folded, language, tuple(periods), tuple(numbers), tuple(units), cues, spans=spans)


def _outside_measures(periods: list[PeriodMention], hits: list[Token], folded: str) -> list[PeriodMention]:
    """The periods asked for: 年内 in 年内利润 is none, nor is the quarter in on the quarter."""
    if not periods:
        return periods
    measures = [(t.start, t.end) for t in hits if (t.senses[0].kind == "metric" and not t.wide) or (t.surface.startswith("on the ") and t.senses[0].id == "qoq")]
    return [p for p in periods if not any(s <= p.start and p.end <= e for s, e in measures) or _WHOLE.search(folded, p.start, p.end)]


def _outside_names(numbers: list[Quantity], hits: list[Token], folded: str) -> list[Quantity]:
    """The figures: the digits of a name (1024.HK, CET1) are none."""
    nouns = _nouns(hits) if numbers else []
    return [q for q in numbers if _is_number(folded, q) and not any(t.start <= q.start and q.end <= t.end for t in nouns)]


def _nouns(hits: list[Token]) -> list[Token]:
    return [t for t in hits if t.senses[0].kind in NOUNS and not t.wide]


def _parted(named: list[Token], known: list[Token], folded: str, kb: KnowledgeBase) -> list[Token]:
    """All hits, less the lexicon's compounds that a part of this company begins (空调业务 and 收入, not 空调业务收入)."""
    if not named:
        return known
    parts = {t.start: t for t in sorted(named, key=lambda t: t.end) if kb.is_part(t.of("entity") or "")}
    if not parts:
        return [*named, *known]

    def is_compound(token: Token) -> bool:
        part = parts.get(token.start)
        if part is None or token.end <= part.end or token.of("metric") is None:
            return False
        head = kb.lexicon.surfaces.get(_OWNER_ENDING.sub("", folded[part.end : token.end]))
        return head is not None and head.kind == "metric"

    return [*named, *(t for t in known if not is_compound(t))]


def _by_place(units: list[Unit], folded: str, kb: KnowledgeBase) -> list[Unit]:
    """What nouns are where they stand: the asker's own boss is no CEO, their own shares are no price, what is denied or in brackets may go unanswered."""
    keys = {u.key for u in units}
    if "term:ceo" in keys:
        units = [u for u in units if not (u.key == "term:ceo" and _OWN_BOSS.search(folded, max(0, u.start - _REACH), u.end + _REACH))]
    if "metric:share_price" in keys and (owned := found(_OWN_SHARES, folded)):
        units = [u for u in units if not (u.key == "metric:share_price" and owned.start() <= u.start < owned.end())]
    units = [u for u in units if not (u.kind == "entity" and u.id not in kb.subjects and _is_where_heard(u, folded))] if any(u.kind == "entity" for u in units) else units
    if not keys.isdisjoint(kb.lexicon.scope):
        units = [replace(u, soft=True, denied=True) if u.key in kb.lexicon.scope and _NEGATED.search(folded, max(0, u.start - _REACH), u.start) else u for u in units]
    if "(" in folded:
        units = _bracketed(units, folded, kb)
    return units if keys.isdisjoint(_KINDS) else _of_names(units)


def _is_where_heard(unit: Unit, folded: str) -> bool:
    """Someone on Reddit says, 微博上有人说: a company that only carried what the asker heard."""
    before, behind = _HEARD_AT.search(folded, max(0, unit.start - 2 * _REACH), unit.start), _HEARD_BEHIND.match(folded, unit.end)
    return (before is not None and (unit.word.isascii() or behind is not None)) or (behind is not None and behind.end() - behind.start() > 1)


def _bracketed(units: list[Unit], folded: str, kb: KnowledgeBase) -> list[Unit]:
    """What stands in brackets may go unanswered; but a measure that only the article names is meant, not the kind of it before the bracket:
    revenue (Lamp sales)."""
    inside = [u for u in units if u.id not in kb.entities and _in_brackets(folded, u.start)]
    own = [u for u in inside if u.kind == "metric" and u.id in kb.by_metric and u.id not in kb.lexicon.metrics]
    kinds = [u for u in units for o in own if u.key in o.parts and u.end <= o.start and folded[u.end : o.start].strip() == "("]
    meant = own if kinds else []
    return [u if u in meant or u not in inside else replace(u, soft=True, loose=u.kind == "metric") for u in units if u not in kinds]


def _of_names(units: list[Unit]) -> list[Unit]:
    """Linlan bank, Pinefold group: what a company is, right behind its name, is part of the name."""
    ends = {u.end for u in units if u.kind == "entity"}
    named = {u.key for u in units if u.key in _KINDS and (u.start in ends or u.start - 1 in ends)}
    return [replace(u, soft=True) if u.key in named else u for u in units] if named else units


def _explained(units: list[Unit], folded: str, kb: KnowledgeBase) -> list[Unit]:
    """The Lugui liquor (鹿龟酒): words right before a name of the article in brackets are that name in another spelling."""
    names = [u.start for u in units if u.id in kb.entities and u.start and folded[u.start - 1] == "("]

    def is_gloss(u: Unit) -> bool:
        return u.kind in ("unknown", "term") and any(u.end < at and _SPELLING.fullmatch(folded, u.end, at) for at in names)

    return [replace(u, soft=True, narrows=False) if names and is_gloss(u) else u for u in units]


def _cues(folded: str, tokens: list[Token], wide: list[Token], hits: list[Token], vocabulary: Vocabulary) -> dict[str, tuple[int, ...]]:
    """What is asked, with the places of its words; how much may be asked inside a longer word (多少分钟, how much cheaper)."""
    cues: dict[str, tuple[int, ...]] = {}
    for token in (*tokens, *wide):
        for sense in token.senses:
            if sense.kind == "cue" or (sense.id in _SAYING and sense.kind == "term" and len(token.senses) == 1 and not token.surface.isascii()):
                cues[sense.id] = (*cues.get(sense.id, ()), token.start)
    if "why" in cues and (last := found(_WHAT_AT_END, folded)) and cues["why"] == (last.start(),):
        cues["what"] = cues.pop("why")
    if "more_than" in cues and (short := found(_FELL_SHORT, folded)) and all(short.start() <= at < short.end() for at in cues["more_than"]):
        cues["less_than"] = cues.pop("more_than")  # failed to beat
    for cue, wording, meant_by in _OTHERWISE_MEANT:
        if cue in cues and (match := found(wording, folded)) and cues[cue] == (match.start(),):
            cues[meant_by] = cues.pop(cue)
    if "how_much" not in cues and (asked := [t for t in hits if t.surface in vocabulary.counting]):
        longer = [n for n in tokens if n.senses[0].kind in NOUNS or n.surface.isascii()]
        if inside := [t.start for t in asked if any(n.start <= t.start and t.end <= n.end for n in longer)]:
            cues["how_much"] = (inside[0],)
    return cues


def _without(folded: str, spans: list[tuple[int, int]]) -> str:
    """The text with spaces in place of what is read already."""
    for start, end in spans:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def _merged(units: list[Unit], periods: list[PeriodMention], folded: str, kb: KnowledgeBase) -> list[Unit]:
    """广告revenue, 广告全年收入: a whole right behind its part names no second measure."""
    if len(units) < 2:
        return units
    metrics = kb.metrics
    result: list[Unit] = []
    for unit in units:
        last = result[-1] if result else None
        if last and not last.loose and last.kind == unit.kind == "metric" and metrics[last.id].part_of == unit.id:
            gap = set(range(last.end, unit.start)) - {i for p in periods for i in range(p.start, p.end)}
            listed = _BETWEEN.search(folded, last.end, unit.start)  # 广告收入和总收入
            result.append(replace(unit, soft=True) if len(gap) <= 1 and not listed else unit)
        elif last and last.kind == unit.kind == "metric" and metrics[last.id].unit in _TIMES and metrics[unit.id].unit == "count":
            result.append(replace(unit, soft=True))  # time spent per user
        elif last and last.kind == unit.kind == "metric" and last.id not in kb.lexicon.metrics and metrics[last.id].unit == metrics[unit.id].unit == "count":
            result.append(replace(unit, soft=True))  # 新能源车卖了多少辆
        elif last and last.kind == "entity" and unit.kind == "metric" and (own := _of_segment(last, unit, kb)):
            result[-1:] = own
        else:
            result.append(unit)
    return result


def _of_segment(entity: Unit, measure: Unit, kb: KnowledgeBase) -> list[Unit]:
    """快手电商收入 asks for the company's 电商收入, where the lexicon has such a measure."""
    if measure.start - entity.end > 1:
        return []
    known = kb.entity(entity.id)
    company = next((n for n in map(fold, (known.owner and kb.entity(known.owner).name.zh, known.owner and kb.entity(known.owner).name.en)) if n and entity.word.startswith(n)), "")
    segment = entity.word.removeprefix(company).removeprefix("'s").strip() if company else ""
    space = " " if segment.isascii() else ""
    sense = kb.lexicon.surfaces.get(f"{segment}{space}{measure.word}".replace("-", " ")) if segment else None
    if sense is None or sense.kind != "metric" or sense.id == measure.id:
        return []
    start = entity.end - len(segment)
    return [
        replace(entity, key=f"entity:{known.owner}", end=start, word=company, parts=frozenset()),
        replace(measure, key=f"metric:{sense.id}", start=start, word=f"{segment}{space}{measure.word}", parts=measure.parts | {measure.key}),
    ]


def _narrowing(units: list[Unit], folded: str, periods: list[PeriodMention]) -> list[Unit]:
    """Marks the words beside a metric that make it another one, also where the period or what they are stands between
    them and it: 团检业务一季度收入."""
    marked = units
    for i, unit in enumerate(units):
        if unit.soft or unit.kind not in _WORDS:
            continue
        later = next((u for u in units[i + 1 :] if u.start >= unit.end and u.key not in _SORTS and not (u.soft and u.kind == "unknown")), None)
        before = units[i - 1] if i else None
        beside = later and later.kind == "metric" and later.word and _BESIDE.fullmatch(_between(unit, later, units, folded, periods))
        had = unit.kind == "unknown" and _HAD_IN.search(folded, max(0, unit.start - _REACH), unit.start)
        if beside or had or (before and before.kind == "metric" and (_BEHIND_STRANGE if unit.kind == "unknown" else _BEHIND).fullmatch(folded, before.end, unit.start) and (unit.key in _HEADS or len(folded[before.end : unit.start].strip()) > 1 or folded[before.end : unit.start] in _INSIDE)):
            marked = [*marked[:i], replace(unit, narrows=True), *marked[i + 1 :]]
    return marked


def _between(unit: Unit, later: Unit, units: list[Unit], folded: str, periods: list[PeriodMention]) -> str:
    """What stands between two units besides periods and words for what sort of thing the first one is."""
    told = [(p.start, p.end) for p in periods] + [(u.start, u.end) for u in units if u.key in _SORTS]
    inside = sorted((s, e) for s, e in told if unit.end <= s and e <= later.start)
    kept, at = "", unit.end
    for start, end in inside:
        kept += folded[at:start]
        at = max(at, end)
    kept += folded[at : later.start]
    return kept.replace("  ", " ") if len(inside) == 1 and any(u.key in _SORTS for u in units if u.start == inside[0][0]) else kept  # the Lite app users


def _sized(units: list[Unit], kb: KnowledgeBase) -> list[Unit]:
    """7奈米, 28nm: digits right before a word of the article are one word with it, which the article has or has not."""
    digits = {u.end: u for u in units if u.kind == "unknown" and u.id.isdigit()} if units else {}
    if not digits:
        return units
    result = []
    for unit in units:
        size = digits.get(unit.start) if unit.kind == "text" else None
        word = size.id + unit.word if size else ""
        if size is None:
            result.append(unit)
        elif re.search(rf"(?<![\d.]){re.escape(word)}", kb.folded):
            result[-1:] = [replace(unit, key=f"text:{word}", start=size.start, word=word)]
        else:
            result[-1:] = [Unit(f"text:{word}", size.start, unit.end, word=word)]  # which no sentence has
    return result


def _misspelt_names(units: list[Unit], kb: KnowledgeBase) -> list[Unit]:
    """江嶂健材 for 江嶂建材: an unknown word right behind the beginning of a name that it would make, but for one character."""
    if not any(u.kind == "unknown" and len(u.id) > 1 for u in units):
        return units
    starts = {u.end: fold(kb.entity(u.id).name.zh) for u in units if u.kind == "entity" and u.word and fold(kb.entity(u.id).name.zh).startswith(u.word)}

    def is_rest(u: Unit) -> bool:
        name = starts.get(u.start, "")
        rest = name[len(name) - (u.end - u.start) :]
        return u.kind == "unknown" and len(u.id) > 1 and len(name) > len(rest) == len(u.id) and sum(a != b for a, b in zip(rest, u.id, strict=True)) == 1

    return [replace(u, soft=True, narrows=False) if is_rest(u) else u for u in units] if starts else units


def _inside(units: list[Unit], wide: list[Token], kb: KnowledgeBase) -> list[Unit]:
    """How many electric cars were delivered: words inside a count of two halves make it another one."""
    counts = (t for t in wide if (key := t.of("metric")) and (kb.metrics[key].unit, kb.metrics[key].kind) == ("count", "flow"))
    spans = [(t.start, t.end) for t in counts]
    return [replace(u, narrows=True) if u.kind in _WORDS and not u.soft and any(s < u.start and u.end < e for s, e in spans) else u for u in units]


def _is_number(folded: str, q: Quantity) -> bool:
    """一天 and 两个 ask or count loosely, 几亿 and how many millions ask how much; 4亿 and 2 are figures."""
    if (folded[q.start] in _ASKING_NUMERALS and not _is_claimed_order(folded, q)) or folded.endswith(_ASKING_ENGLISH, 0, q.start):
        return False
    return folded[q.start].isdigit() or q.scale > 1 or q.value >= _LARGE or q.unit in ("percent", "pp", "times", "hour", "minute") or folded[q.start] in "$¥€£-ruhn"


def _is_claimed_order(folded: str, q: Quantity) -> bool:
    """几万家客户吧: so many are claimed; 几万家客户 asks how many."""
    return q.vague and q.scale * q.value >= _LARGE and found(_CLAIMED_ORDER, folded) is not None and not found(_ASKED_TO_TELL, folded)


def _unit(token: Token, hits: list[Token], folded: str, kb: KnowledgeBase) -> Unit:
    """What a noun speaks of; words that are cues or neutral as well are soft."""
    start, end, surface, senses, _ = token
    noun = senses[0]
    known = kb.nouns.get(surface)
    if known is None or known[0] is not senses:
        inner = [t for t in _nouns(hits) if start <= t.start and t.end <= end and t.end - t.start < end - start]
        parts = frozenset(f"{s.kind}:{s.id}" for t in longest(inner) for s in t.senses if s.kind in NOUNS)
        loose = noun.kind == "metric" and _is_stock(kb, noun.id) and not _COUNTED.search(surface)
        kb.nouns[surface] = known = senses, f"{noun.kind}:{noun.id}", parts, any(s.kind in ("cue", "neutral") for s in senses[1:]), loose
    _, key, parts, soft, loose = known
    return Unit(key, start, end, parts, soft, loose=loose, word=folded[start:end])


def _in_brackets(folded: str, position: int) -> bool:
    return folded.count("(", 0, position) > folded.count(")", 0, position) and ")" in folded[position:]


def _is_stock(kb: KnowledgeBase, metric: str) -> bool:
    known = kb.metrics[metric]
    return known.unit == "count" and known.kind == "stock"


def _on_edges(token: Token, tokens: list[Token]) -> bool:
    """Whether the first part of a wide surface lies in no longer word (比 in 同比), but for one that asks and begins with it
    (how much did, of how much…make)."""
    start, end = token.start, token.start + token.surface.index("…")
    return all(t.end <= start or end <= t.start or (start <= t.start and t.end <= end) or (t.start == start and t.surface.isascii() and t.of("cue") is not None) for t in tokens)


def _parts_of(folded: str, token: Token) -> Iterator[tuple[int, int]]:
    """The spans of the parts of a wide surface."""
    position = token.start
    for part in token.surface.split("…"):
        position = folded.find(part, position)
        yield position, position + len(part)
        position += len(part)
