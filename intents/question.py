"""A question as slots: who, what, when, what is asked of it, and what is left over."""

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from intents.vocabulary import Vocabulary, is_pinyin, spelled_in_pinyin
from knowledge.knowledgebase import KnowledgeBase
from knowledge.lexicon import Token, covering, longest, stem
from knowledge.period import PeriodMention, read_periods
from knowledge.quantity import Quantity, quantities
from knowledge.text import fold, has_hanzi, is_traditional, tidy

MAX_CHARACTERS = 600
_MOST_REPAIRS = 3
_LONGEST_WORD = 40
_LARGE = 100  # from here on a number in Chinese numerals is a figure
_NOUNS = ("metric", "entity", "person", "term")
_NOISE = re.compile(r"<[@#!][^>]{0,40}>|(?<![\w.])@[\w-]{1,40}|https?://\S{1,300}|^\s*/[a-z]{1,20}(?:@\w{1,40})?\b")
_CLAUSE = re.compile(r"[,;:!?。](?!\d)|\.(?=\s)|\s-\s")
_HOW_MANY = re.compile(r"how many|how much.{0,20}(?:users|customers)|number of|[多几][少多]?\s?(?:个|家|间|人|位|名|户|款|次|台|辆|条|场)|[人户家]数|数量|多少(?:新|企业|商家|用户|客户|直播|粉丝|员工)|铺得|规模|有多少|几多人|一共多少")
_COUNTED = re.compile(r"[数量率]|规模|活|增|排|第|人次|size|number|count|dau|mau|active|total|base|rank|params|parameters|daily|monthly|new|sales|deliver|how")
_NEGATED = re.compile(r"(?:不是|而非|并非|不要|唔系|唔要|不光是?|不只是?|不仅仅?是?|(?<![a-z])(?:not|rather than)(?:\s(?:just|only|merely))?(?:\sthe)?)\s?$")
_REACH = 20  # characters of a negation and its article
_BASE = re.compile(r"(?:比|较|相比|相较|对比|(?<![a-z])(?:than|vs\.?|versus|against|compared (?:to|with)))\s?(?:in\s|the\s)?$")
_WHOLE = re.compile(r"[全整]|full|whole|annual")
_APART = re.compile(r"[和及与跟、+&/比加]|还有|以及|(?<![a-z])(?:and|plus|vs|versus|or|then)(?![a-z])")
_BESIDE = re.compile(r"\s?的?|\s?'s\s|-")
_BEHIND = re.compile(r"\s?|\s(?:from|of|for|in)\s(?:the\s)?")
_HEADS = frozenset(f"term:{t}" for t in ("target", "goal", "forecast", "guidance", "plan", "estimate", "ceiling"))
_ENGLISH = frozenset(("and", "the", "of", "in", "is", "was", "what", "how", "did", "vs", "for", "to", "on", "at", "by", "a", "it", "that", "grow", "revenue", "growth", "profit"))
_CASUAL = ("greeting", "thanks", "bye", "followup", "pronoun", "current")
_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z]+")


class Language(StrEnum):
    """What a reply is written in."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Unit:
    """Something a question speaks of: `key` is kind:id, or text:… for words no lexicon knows.

    `parts` are keys of the words inside a compound; `soft` ones may go unanswered; what `narrows` a metric
    stands right beside it (海外 in 海外收入, target in revenue target) and makes it another one; a `loose`
    metric is a plain noun (商家, users) that counts as a measure only where a number is asked; a `denied` scope is
    one that the figure must not have (not just the opening day).
    """

    key: str
    start: int
    end: int
    parts: frozenset[str] = frozenset()
    soft: bool = False
    narrows: bool = False
    loose: bool = False
    denied: bool = False
    word: str = ""

    kind: str = field(init=False, default="")
    id: str = field(init=False, default="")

    def __post_init__(self) -> None:
        kind, _, key = self.key.partition(":")
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "id", key)


@dataclass(frozen=True)
class Question:
    """What a question holds, in the order of its text; spans are those of `folded`."""

    text: str
    folded: str
    language: Language
    periods: tuple[PeriodMention, ...]
    quantities: tuple[Quantity, ...]
    units: tuple[Unit, ...]
    cues: Mapping[str, tuple[int, ...]]
    mended: tuple[tuple[str, str], ...] = ()
    inherited: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()  # of everything understood

    def asks(self, *cues: str) -> bool:
        """Whether any of the cues stands in the question."""
        return not self.cues.keys().isdisjoint(cues)

    @cached_property
    def counts(self) -> bool:
        """Whether a number of things is asked: how many, 多少家, or nothing but a measure."""
        only = all(u.kind in ("metric", "entity") for u in self.content)
        return only or _HOW_MANY.search(self.folded) is not None

    def of(self, kind: str) -> list[str]:
        """Ids of one kind, in order, each once; soft ones only where there are no others."""
        if kind not in self._ids:
            told = [u for u in self.units if u.kind == kind]
            firm = [u.id for u in told if not u.soft]
            self._ids[kind] = measures_of(self.units, self.counts) if kind == "metric" else list(dict.fromkeys(firm or [u.id for u in told]))
        return self._ids[kind]

    @cached_property
    def _ids(self) -> dict[str, list[str]]:
        return {}

    def core(self) -> "Question":
        """The clauses that ask something: greetings and explanations around them speak of nothing that must be met."""
        breaks = list(_CLAUSE.finditer(self.folded))
        edges = [0, *(m.end() for m in breaks), len(self.folded)]
        spans = [(s, e) for s, e in itertools.pairwise(edges) if self.folded[s:e].strip(" ,;:!?.。")]
        asking = {at for cue, places in self.cues.items() if cue not in _CASUAL for at in places}
        told = [any(s <= at < e for at in asking) and any(s <= u.start < e and not u.soft for u in self.units) for s, e in spans]
        if not any(told) or len(spans) < 2:
            return self
        ended = {m.end() for m in breaks if m[0].strip() and m[0].strip()[-1] in ".!?。"}
        first, last = told.index(True), len(told) - 1 - told[::-1].index(True)
        outside = [span for i, span in enumerate(spans) if i < first or (i > last and span[0] in ended)]
        units = tuple(replace(u, soft=True) if u.kind in ("term", "unknown", "text") and any(s <= u.start < e for s, e in outside) else u for u in self.units)
        return replace(self, units=units)

    @cached_property
    def content(self) -> tuple[Unit, ...]:
        """The units that an answer has to cover."""
        return tuple(u for u in self.units if not u.soft)


def measures_of(units: tuple[Unit, ...], counting: bool) -> list[str]:
    """Metric ids in order, each once: firm ones; else plain nouns where a number is asked; else soft ones."""
    told = [u for u in units if u.kind == "metric"]
    firm = [u.id for u in told if not u.soft and (counting or not u.loose)]
    return list(dict.fromkeys(firm or [u.id for u in told if u.soft and not u.loose]))


def language_of(text: str) -> Language:
    """Chinese if any character or the letters spell Chinese; traditional if any character is only that."""
    if has_hanzi(text) and not _is_english_with_names(text):
        return Language.HANT if is_traditional(text) else Language.HANS
    words = _LATIN.findall(fold(text))
    if _ENGLISH.intersection(words):
        return Language.EN
    spelled = [w for w in words if len(w) > 2 and is_pinyin(w)]
    return Language.HANS if len(spelled) > 1 and sum(map(len, spelled)) > 0.6 * sum(map(len, words)) else Language.EN


def _is_english_with_names(text: str) -> bool:
    """Whether a few characters (双11, 可灵) stand in an English sentence."""
    said = _LATIN.findall(fold(text))
    return len(_ENGLISH.intersection(said)) > 1 and 3 * sum(map(len, _HANZI_RUN.findall(text))) < len(said) * 2


def read_question(text: str, kb: KnowledgeBase, vocabulary: Vocabulary, language: Language | None = None) -> Question:
    """Reads a question of at most MAX_CHARACTERS with the vocabulary of the article."""
    clean = tidy(text)
    folded = vocabulary.mainland(_NOISE.sub(lambda m: " " * len(m[0]), fold(clean)))
    mended: list[tuple[str, str]] = []
    question = _scan(clean, folded, kb, vocabulary, language)
    for _ in range(_MOST_REPAIRS):
        repaired = _mend(question, vocabulary, mended)
        if repaired == question.folded:
            break
        question = replace(_scan(clean, repaired, kb, vocabulary, language), mended=tuple(mended))
    return question


def _scan(text: str, folded: str, kb: KnowledgeBase, vocabulary: Vocabulary, language: Language | None) -> Question:
    hits = [*kb.names.hits(folded), *vocabulary.scanner.hits(folded)]
    nouns = [t for t in hits if not t.wide and t.senses[0].kind in _NOUNS]
    named = [(t.start, t.end) for t in nouns]  # the digits of a name (1024.HK, CET1) are no figure
    measures = [(t.start, t.end) for t in nouns if t.senses[0].kind == "metric"]  # 年内 in 年内利润 is no period asked for
    periods = [p for p in read_periods(folded, kb.anchor) if not any(s <= p.start and p.end <= e for s, e in measures)]
    taken = [(p.start, p.end) for p in periods]
    numbers = [q for q in quantities(folded) if _is_number(folded, q) and not _overlaps(q, taken) and not any(s <= q.start and q.end <= e for s, e in named)]
    taken += [(q.start, q.end) for q in numbers]
    tokens = covering(hits, taken)
    wide = [t for t in hits if t.wide and _on_edges(t, tokens)]
    units = [u for t in tokens if (u := _unit(t, nouns, folded, kb))]
    units = [replace(u, soft=True, denied=True) if u.key in kb.lexicon.scope and _NEGATED.search(folded, max(0, u.start - _REACH), u.start) else u for u in units]
    firm = any(u.kind == "metric" and not u.soft and not u.loose for u in units)
    if not firm:
        units += [Unit(f"metric:{t.of('metric')}", t.start, t.start + len(t.surface.split("…")[0])) for t in wide if t.of("metric")]
    covered = {i for s, e in [*taken, *((t.start, t.end) for t in tokens)] for i in range(s, e)}
    covered |= {i for t in wide for i in _part_positions(folded, t)}
    if "(" in folded:
        units = [replace(u, soft=True, loose=u.kind == "metric") if _in_brackets(folded, u.start) else u for u in units]
    units = _merged(units, periods, kb) + _left_over(folded, covered, kb)
    cues: dict[str, tuple[int, ...]] = {}
    for token in (*tokens, *wide):
        for sense in token.senses:
            if sense.kind == "cue":
                cues[sense.id] = (*cues.get(sense.id, ()), token.start)
    if not any(u.kind == "metric" for u in units) and any(p.period.part == "YTD" for p in periods) and {"up", "growth", "decline", "how"} & cues.keys():
        units.append(Unit("metric:share_price", len(folded), len(folded)))  # 年初至今涨幅 speaks of the share
    units = _narrowing(sorted(units, key=lambda u: u.start), folded)
    periods = [p for p in periods if not (p.same and p.years == 0) and not _NEGATED.search(folded, max(0, p.start - _REACH), p.start)]
    periods = _compared(_joined(periods, folded), folded, kb)
    return Question(text, folded, language or language_of(text), tuple(periods), tuple(numbers), tuple(units), cues, spans=(*taken, *((t.start, t.end) for t in tokens)))


def _joined(periods: list[PeriodMention], folded: str) -> list[PeriodMention]:
    """A bare year and a part of a year that stand apart (the 2023 edition of 双11) are one period."""
    bare = [p for p in periods if p.dated and not p.same and p.period.part == "" and p.period.year and not _WHOLE.search(folded, max(0, p.start - _REACH), p.end)]
    parts = [p for p in periods if not p.dated and not p.same and p.period.part]
    if len(bare) != 1 or not parts or len(bare) + len(parts) < len(periods):
        return periods
    year, first, last = bare[0], min(p.start for p in (bare[0], *parts)), max(p.start for p in (bare[0], *parts))
    if _APART.search(folded, first, last):
        return periods
    return [replace(p, period=replace(p.period, year=year.period.year), dated=True) for p in parts]


def _compared(periods: list[PeriodMention], folded: str, kb: KnowledgeBase) -> list[PeriodMention]:
    """比去年, versus 2023: the year that a growth is measured from is no period asked for."""
    reported = kb.anchor.reported.year
    base = {reported, reported - 1} if reported else set()

    def is_base(p: PeriodMention) -> bool:
        others = any(o is not p and o.period == p.period for o in periods)
        return not p.same and p.period.part == "" and p.period.year in base and not others and _BASE.search(folded, max(0, p.start - _REACH), p.start) is not None

    return [replace(p, same=True, years=-1) if is_base(p) else p for p in periods]


def _overlaps(q: Quantity, spans: list[tuple[int, int]]) -> bool:
    return any(q.start < e and s < q.end for s, e in spans)


def _merged(units: list[Unit], periods: list[PeriodMention], kb: KnowledgeBase) -> list[Unit]:
    """广告revenue, 广告全年收入: a whole right behind its part names no second measure."""
    metrics = kb.lexicon.metrics
    result: list[Unit] = []
    for unit in units:
        last = result[-1] if result else None
        if last and not last.loose and last.kind == unit.kind == "metric" and metrics[last.id].part_of == unit.id:
            gap = set(range(last.end, unit.start)) - {i for p in periods for i in range(p.start, p.end)}
            result.append(replace(unit, soft=True) if len(gap) <= 1 else unit)
        else:
            result.append(unit)
    return result


def _narrowing(units: list[Unit], folded: str) -> list[Unit]:
    """Marks the words beside a metric that make it another one."""
    marked = []
    for i, unit in enumerate(units):
        beside = False
        if unit.kind in ("term", "text", "unknown") and not unit.soft:
            later = next((u for u in units[i + 1 :] if u.start >= unit.end), None)
            before = units[i - 1] if i else None
            beside = bool(later and later.kind == "metric" and later.word and _BESIDE.fullmatch(folded, unit.end, later.start))
            beside = beside or bool(before and before.kind == "metric" and _BEHIND.fullmatch(folded, before.end, unit.start) and (unit.key in _HEADS or len(folded[before.end : unit.start].strip()) > 1))
        marked.append(replace(unit, narrows=True) if beside else unit)
    return marked


def _is_number(folded: str, q: Quantity) -> bool:
    """一天 and 两个 ask or count loosely; 4亿 and 2 are figures."""
    return folded[q.start].isdigit() or q.scale > 1 or q.value >= _LARGE or q.unit in ("percent", "pp", "times", "hour", "minute") or folded[q.start] in "$¥€£-ruhn"


def _unit(token: Token, nouns: list[Token], folded: str, kb: KnowledgeBase) -> Unit | None:
    """What a token speaks of; words that are cues or neutral as well are soft."""
    noun = token.senses[0]
    if noun.kind not in _NOUNS:
        return None
    inner = [t for t in nouns if token.start <= t.start and t.end <= token.end and t.end - t.start < token.end - token.start]
    parts = frozenset(f"{s.kind}:{s.id}" for t in longest(inner) for s in t.senses if s.kind in _NOUNS) if inner else frozenset()
    soft = any(s.kind in ("cue", "neutral") for s in token.senses[1:])
    word = folded[token.start : token.end]
    loose = noun.kind == "metric" and _is_stock(kb, noun.id) and not _COUNTED.search(token.surface)
    return Unit(f"{noun.kind}:{noun.id}", token.start, token.end, parts, soft, loose=loose, word=word)


def _in_brackets(folded: str, position: int) -> bool:
    return folded.count("(", 0, position) > folded.count(")", 0, position) and ")" in folded[position:]


def _is_stock(kb: KnowledgeBase, metric: str) -> bool:
    known = kb.lexicon.metrics[metric]
    return known.unit == "count" and known.kind == "stock"


def _on_edges(token: Token, tokens: list[Token]) -> bool:
    """Whether the first part of a wide surface lies in no longer word (比 in 同比)."""
    first = set(range(token.start, token.start + len(token.surface.split("…")[0])))
    return not any(first & set(range(t.start, t.end)) and not set(range(t.start, t.end)) <= first for t in tokens)


def _part_positions(folded: str, token: Token) -> Iterable[int]:
    position = token.start
    for part in token.surface.split("…"):
        position = folded.find(part, position)
        yield from range(position, position + len(part))
        position += len(part)


def _left_over(folded: str, covered: set[int], kb: KnowledgeBase) -> list[Unit]:
    """Words that nothing explains: those of the article as text:…, others as unknown:…"""
    units = []
    for run in _HANZI_RUN.finditer(folded):
        free = [i for i in range(run.start(), run.end()) if i not in covered]
        for start, end in _stretches(free):
            units += _literal(folded, start, end, kb)
    for run in re.finditer(r"[a-z0-9][a-z0-9.+_-]*[a-z0-9]|[a-z0-9]", folded):
        if covered.isdisjoint(range(*run.span())):
            known = len(run[0]) > 1 and run[0] in kb.words
            units.append(Unit(f"{'text' if known else 'unknown'}:{run[0]}", *run.span(), word=run[0] if known else "", soft=len(run[0]) == 1 and run[0].isalpha()))
    return units


def _stretches(positions: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for i in positions:
        if found and found[-1][1] == i:
            found[-1] = (found[-1][0], i + 1)
        else:
            found.append((i, i + 1))
    return found


def _literal(folded: str, start: int, end: int, kb: KnowledgeBase) -> list[Unit]:
    """The longest pieces of a stretch that the article has word for word; the rest is unknown."""
    units, position = [], start
    while position < end:
        n = next((n for n in range(end - position, 1, -1) if folded[position : position + n] in kb.folded), 0)
        if n:
            units.append(Unit(f"text:{folded[position:position + n]}", position, position + n, word=folded[position : position + n]))
            position += n
        else:
            stop = next((i for i in range(position + 1, end) if any(folded[i : i + n] in kb.folded for n in (2,) if i + n <= end)), end)
            units.append(Unit(f"unknown:{folded[position:stop]}", position, stop, soft=stop - position < 2))
            position = stop
    return units


def _mend(question: Question, vocabulary: Vocabulary, mended: list[tuple[str, str]]) -> str:
    """The folded text with misspelt words replaced by the nearest known ones; lengths of words may change."""
    folded = question.folded
    strange = [u for u in question.units if u.kind in ("unknown", "text")]
    if not strange:
        return folded
    spelled = _in_pinyin(question, vocabulary)
    for unit in reversed(strange):
        word = folded[unit.start : unit.end]
        if has_hanzi(word):
            folded = _mend_characters(folded, unit, question, vocabulary, mended)
        elif unit.kind == "unknown" and not spelled:
            folded = _mend_word(folded, unit, word, vocabulary, mended)
    for start, end, characters in reversed(spelled):
        mended.append((folded[start:end], characters))
        folded = folded[:start] + characters + folded[end:]
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", folded) if mended else folded


def _in_pinyin(question: Question, vocabulary: Vocabulary) -> list[tuple[int, int, str]]:
    """Runs of unknown Latin words that spell Chinese: two words or more, or one long word, or beside characters."""
    words = [u for u in question.units if u.kind == "unknown" and u.id.isalpha() and u.id.isascii() and is_pinyin(u.id)]
    if not words:
        return []
    long = [u for u in words if len(u.id) > 3]
    alone = not _speaks_english(question) and any(u.id in vocabulary.by_pinyin and u.id not in vocabulary.real_words for u in long)
    if not (len(long) > 1 or alone or (long and has_hanzi(question.folded)) or (words and not _speaks_english(question))):
        return []
    runs: list[list[Unit]] = []
    for word in words:
        if runs and question.folded[runs[-1][-1].end : word.start] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    found = []
    for run in runs:
        joined = spelled_in_pinyin(tuple(u.id for u in run), vocabulary.by_pinyin)
        if joined:
            found.append((run[0].start, run[-1].end, joined))
    return found


def _speaks_english(question: Question) -> bool:
    """Whether some Latin word of the question was understood as a cue or as a noun that is no name."""
    if not _ENGLISH.isdisjoint(_LATIN.findall(question.folded)):
        return True
    return any(u.start < u.end and question.folded[u.start].isascii() and u.kind in ("metric", "term") for u in question.units) or any(
        question.folded[at].isascii() for places in question.cues.values() for at in places
    )


def _mend_characters(folded: str, unit: Unit, question: Question, vocabulary: Vocabulary, mended: list[tuple[str, str]]) -> str:
    """The longest window around an unknown character that is nearly a surface and cuts no known word in two."""
    run = next(m for m in _HANZI_RUN.finditer(question.folded) if m.start() <= unit.start < m.end())
    whole = {i for s, e in question.spans for i in range(s + 1, e)}
    unknown = [(u.start, u.end) for u in question.units if u.kind in ("unknown", "text")]
    within = {i for s, e in unknown for i in range(s + 1, e)}
    free = {i for s, e in unknown for i in range(s, e)}
    windows = [(start, start + size) for size in range(min(8, run.end() - run.start()), 1, -1) for start in range(max(run.start(), unit.end - size), min(unit.start, run.end() - size) + 1)]
    loosely: tuple[int, int, str] | None = None  # taken only where no window sounds or looks like a surface
    for start, end in sorted((w for w in windows if whole.isdisjoint(w)), key=lambda w: not within.isdisjoint(w)):
        window = folded[start:end]
        if window in vocabulary.real_words:
            continue
        inside = [i - start for i in range(start, end) if i in free]
        asking = _asks(question, start, end) or not within.isdisjoint((start, end))
        if surface := vocabulary.nearest_surface(window, inside):
            mended.append((window, surface))
            return folded[:start] + surface + folded[end:]
        if not asking and loosely is None and (surface := vocabulary.surface_but_one(window, inside)):
            loosely = (start, end, surface)
    if loosely is None:
        return folded
    start, end, surface = loosely
    mended.append((folded[start:end], surface))
    return folded[:start] + surface + folded[end:]


def _asks(question: Question, start: int, end: int) -> bool:
    return any(start <= at < end for places in question.cues.values() for at in places)


def _mend_word(folded: str, unit: Unit, word: str, vocabulary: Vocabulary, mended: list[tuple[str, str]]) -> str:
    """A misspelt Latin word; real words stay as they are."""
    if not 4 <= len(word) <= _LONGEST_WORD or not word.isalpha() or not vocabulary.real_words.isdisjoint((word, stem(word), stem(word) + "e")):
        return folded
    near = vocabulary.nearest_word(word)
    if not near:
        return folded
    mended.append((word, near))
    return folded[: unit.start] + near + folded[unit.end :]


