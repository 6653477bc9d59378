"""The vocabulary that reads articles and questions alike. Source of the words: data/*.toml.

A surface has one owner in its layer. Nouns (metrics, entities, terms) are one layer, the words that
relate them (grammar) another; whoever reads questions adds layers of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from types import MappingProxyType
from typing import Any

from knowledge.language.compiled import compiled
from knowledge.language.scanner import Scanner, Sense, Token, cut
from knowledge.language.text import fold, has_hanzi

_REMEMBERED = 256  # texts
_MANY = 3  # metrics that end in the words of another before that one counts as generic


class UnusableError(ValueError):
    """A file that cannot be used; the message names the file and the mend."""


class LexiconError(UnusableError):
    """A data file that cannot be used; the message names the file, the line and the mend."""


@dataclass(frozen=True, slots=True)
class Name:
    """What users see: simplified, traditional, English."""

    zh: str
    hant: str
    en: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure: `unit` money, percent, count ...; `kind` flow, stock, average, ratio.

    `accepts`: measures that may answer for it, named as what they are; `opposite`: measures that refute it
    (a profit a loss); `change_of`: the measure whose change it is; `formula`: how it is computed.
    """

    id: str
    name: Name
    unit: str
    kind: str
    instead: tuple[str, ...] = ()
    accepts: tuple[str, ...] = ()
    opposite: tuple[str, ...] = ()
    formula: tuple[str, ...] = ()
    part_of: str = ""
    change_of: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """A company, a product or a segment; `owner` is the id of the company it belongs to."""

    id: str
    name: Name
    sort: str
    owner: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Metrics, entities and terms with their surfaces, and the words of grammar.

    `near`: for an id (kind:id) all ids that say nearly the same; `scope`: ids of terms that make a figure
    another one (海外, women, first day); `generic`: metrics that name no more than a kind of measure: many others
    end in their words (收入, 用户数).
    """

    metrics: Mapping[str, Metric]
    entities: Mapping[str, Entity]
    terms: Mapping[str, list[str]]
    surfaces: Mapping[str, Sense]
    grammar: Mapping[str, Sense]
    near: Mapping[str, frozenset[str]]
    scope: frozenset[str]
    generic: frozenset[str]
    sources: tuple[Traversable, ...] = ()  # what it was read from

    @cached_property
    def profits(self) -> frozenset[str]:
        """Metrics that refute a loss."""
        return frozenset(m for metric in self.metrics.values() for m in metric.opposite) | {"profit"}

    @cached_property
    def opposites(self) -> Mapping[str, tuple[str, ...]]:
        """For each profit the losses that refute it, for each loss the profits."""
        table: dict[str, dict[str, None]] = {}
        for key, metric in self.metrics.items():
            for other in metric.opposite:
                table.setdefault(key, {})[other] = None
                table.setdefault(other, {})[key] = None
        for key, metric in self.metrics.items():
            if key not in table and (others := {o: None for a in metric.accepts for o in table.get(a, ())}):
                table[key] = others
        return {key: tuple(others) for key, others in table.items()}

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The ids of offices by their surfaces."""
        return {surface: sense.id for surface, sense in self.grammar.items() if sense.kind == "title"}

    @cached_property
    def ratios(self) -> Mapping[frozenset[str], str]:
        """The metric that is the ratio of two others."""
        return {frozenset(m.formula[1:]): key for key, m in self.metrics.items() if m.formula[:1] == ("ratio",)}

    def hits(self, folded: str) -> list[Token]:
        """What the scanner finds in a text of an article; the latest texts are looked through once, however many ask."""
        found = self._found.get(folded)
        if found is None:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            found = self._found[folded] = self.scanner.hits(folded)
        return found

    def look_through(self, folded: str, spans: Sequence[tuple[int, int]]) -> None:
        """Finds what `hits` will be asked for, of a whole text and of pieces of it in their order, in one pass.

        A piece that cuts a Latin word is left to be looked through by itself.
        """
        for (start, end), found in zip(spans, cut(self.hits(folded), folded, spans), strict=True):
            if found is not None and len(self._found) < _REMEMBERED:
                self._found[folded[start:end]] = found

    @cached_property
    def _found(self) -> dict[str, list[Token]]:
        return {}

    @cached_property
    def scanner(self) -> Scanner:
        """Reads articles: nouns and grammar, without the wide surfaces that only questions use."""
        return compiled("scanner", self.sources, self._scanner) if self.sources else self._scanner()

    def _scanner(self) -> Scanner:
        scanner = Scanner()
        for layer in (self.surfaces, self.grammar):
            for surface, sense in layer.items():
                if "…" not in surface:
                    scanner.add(surface, sense)
        scanner.prepare()
        return scanner


def owned(tables: Iterable[tuple[str, Traversable, Mapping[str, Iterable[str]]]]) -> dict[str, Sense]:
    """Surface -> sense for tables of (kind, file, {id: surfaces}); a surface with two owners is an error."""
    owners: dict[str, Sense] = {}
    for kind, file, entries in tables:
        for key, surfaces in entries.items():
            sense = Sense(kind, key)
            for surface in surfaces:
                folded = fold(surface).replace("-", " ") if surface.isascii() else fold(surface)
                other = owners.setdefault(folded, sense)
                if other != sense:
                    raise LexiconError(
                        f"{file}:{_line(file, surface)}: surface {surface!r} of {kind} {key!r} is owned by "
                        f"{other.kind} {other.id!r} already; remove it from one of the two"
                    )
    return owners


def _line(file: Traversable, surface: str) -> int:
    """The last line of a data file that quotes `surface`."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return max((n for n, line in enumerate(lines, 1) if f'"{surface}"' in line), default=1)


def read_toml(file: Traversable) -> dict[str, dict[str, Any]]:
    """A data file as tables; a syntax error names the file and the line."""
    import tomllib  # noqa: PLC0415  # what is kept compiled needs no parser

    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{file}: {error}; mend the file's TOML (UTF-8)") from error


def read_data(file: Traversable) -> dict[str, dict[str, Any]]:
    """The same of a data file of ours that most questions need, compiled."""
    return compiled(file.name.removesuffix(".toml"), [file], lambda: read_toml(file))


def _surfaces(entry: Mapping[str, Any], measures: Mapping[str, list[str]] = MappingProxyType({})) -> list[str]:
    """Name, listed surfaces, each thing `sold` with every measure behind it (广告 + 收入), and all that is `spelled` of one word of each list."""
    name = entry.get("name", {})
    sold = entry.get("sold", {})
    joined = [t + (" " if key == "en" else "") + m for key, ts in sold.items() for t in ts for m in measures.get(key, ())]
    named = [name[k] for k in ("zh", "en") if isinstance(name, dict) and name.get(k)]
    spelled = [(" " if key == "en" else "").join(filter(None, words)) for key, parts in entry.get("spelled", {}).items() for words in product(*parts)]
    return list(dict.fromkeys([*named, *(s for key in ("zh", "en", "tickers") for s in entry.get(key, [])), *joined, *spelled]))


@cache
def load_lexicon(folder: Traversable | None = None) -> Lexicon:
    """The lexicon of `folder` (default: the bundled data); LexiconError names what is wrong."""
    folder = folder or files("knowledge") / "data"
    named = ("metrics", *(("things",) if (folder / "things.toml").is_file() else ()), "entities", "terms", "grammar")
    paths = {name: folder / f"{name}.toml" for name in named}
    sources = (*paths.values(), *(files("knowledge.language") / f"{module}.py" for module in ("lexicon", "scanner", "text")), folder / "traditional.txt")
    return replace(compiled("lexicon", sources, lambda: _read_lexicon(paths)), sources=sources)


def _read_lexicon(paths: Mapping[str, Traversable]) -> Lexicon:
    data = {name: read_toml(path) for name, path in paths.items()}
    data["metrics"] = _with_things(data["metrics"], data.get("things", {}))
    path = paths["metrics"]
    try:
        metrics = {key: _metric(key, e) for key, e in data["metrics"].items()}
        path = paths["entities"]
        entities = {key: _entity(sort, key, e) for sort, es in data["entities"].items() for key, e in es.items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise LexiconError(f"{path}: an entry lacks {error}; give it name = {{ zh, hant, en }}, and a metric its unit and kind") from error
    measures = data["grammar"].pop("measure", {}).get("revenue", {})
    nouns = [
        ("metric", paths["metrics"], {key: _surfaces(e, measures) for key, e in data["metrics"].items()}),
        *(("entity", paths["entities"], {key: _surfaces(e) for key, e in es.items()}) for es in data["entities"].values()),
        ("term", paths["terms"], {key: _surfaces(e) for key, e in data["terms"].get("term", {}).items()}),
    ]
    grammar = [(kind, paths["grammar"], {key: _surfaces(e) for key, e in es.items()}) for kind, es in data["grammar"].items()]
    near, scope = _near(data["terms"].get("near", {})), _scope(data["terms"])
    surfaces = owned(nouns)
    return Lexicon(metrics, entities, nouns[-1][2], surfaces, owned(grammar), near, scope, _generic(surfaces))


def _with_things(metrics: dict[str, dict[str, Any]], things: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The metrics with what is counted of them and beside them: the lists of a metric that is there already are made longer."""
    joined = dict(metrics)
    for key, entry in things.items():
        known = joined.get(key)
        joined[key] = {**known, **{name: [*known.get(name, ()), *told] for name, told in entry.items()}} if known else dict(entry)
    return joined


def _generic(surfaces: Mapping[str, Sense]) -> frozenset[str]:
    """Metrics that many others end in the words of."""
    ends: dict[str, set[str]] = {}
    for surface, sense in surfaces.items():
        if sense.kind == "metric":
            for start in range(1, len(surface) - 1):
                ends.setdefault(surface[start:], set()).add(sense.id)
    told = {sense.id: set[str]() for sense in surfaces.values() if sense.kind == "metric"}
    for surface, sense in surfaces.items():
        if sense.kind == "metric" and has_hanzi(surface):
            told[sense.id] |= ends.get(surface, set())
    return frozenset(key for key, others in told.items() if len(others - {key}) >= _MANY)


def _scope(terms: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(f"term:{key}" for key in terms.get("scope", {}).get("ids", ()))


def _near(groups: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    near: dict[str, frozenset[str]] = {}
    for group in groups.values():
        keys = frozenset(k if ":" in k else f"term:{k}" for k in group)
        for key in keys:
            near[key] = near.get(key, frozenset()) | keys
    return near


def _metric(key: str, entry: Mapping[str, Any]) -> Metric:
    lists = {name: tuple(entry.get(name, ())) for name in ("instead", "accepts", "opposite", "formula")}
    return Metric(
        key, Name(**entry["name"]), str(entry["unit"]), str(entry["kind"]), lists["instead"], lists["accepts"], lists["opposite"], lists["formula"],
        str(entry.get("part_of", "")), str(entry.get("change_of", "")),
    )


def _entity(sort: str, key: str, entry: Mapping[str, Any]) -> Entity:
    return Entity(key, Name(**entry["name"]), sort, str(entry.get("owner", "")))
