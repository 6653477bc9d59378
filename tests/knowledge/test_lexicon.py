"""The data of the lexicon: every surface has one owner, every reference resolves, errors name file and line."""

import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intents.finding.derive import FORMULAS
from knowledge.language.lexicon import LexiconError, load_lexicon
from knowledge.language.scanner import Scanner, Sense, longest
from knowledge.language.text import fold, has_hanzi, is_traditional
from tests.cases import ROOT

DATA = ROOT / "knowledge" / "data"
TABLES: dict[str, dict[str, Any]] = {name: tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8")) for name in ("metrics", "entities", "terms", "grammar")}
LEXICON = load_lexicon()
UNITS = {"money", "per_share", "percent", "count", "duration", "price", "times"}
KINDS = {"flow", "stock", "average", "ratio"}


def _entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry that lists surfaces, with a name for it."""
    yield from ((f"metric {key}", entry) for key, entry in TABLES["metrics"].items())
    yield from ((f"{sort} {key}", entry) for sort, entries in TABLES["entities"].items() for key, entry in entries.items())
    yield from ((f"term {key}", entry) for key, entry in TABLES["terms"]["term"].items())
    yield from ((f"{kind} {key}", entry) for kind, entries in TABLES["grammar"].items() for key, entry in entries.items() if isinstance(entry, dict))


def _lists(entry: dict[str, Any]) -> Iterator[list[str]]:
    """The surfaces, and the words that are surfaces with a measure behind them."""
    for lists in (entry, entry.get("sold", {})):
        yield from (lists.get(key, []) for key in ("zh", "en", "tickers"))


def test_surfaces_are_folded_and_listed_once() -> None:
    """A surface stands in the data as questions and articles are folded, without spaces at its ends, and once in its list."""
    lists = [(name, surfaces) for name, entry in _entries() for surfaces in _lists(entry)]
    assert len(lists) > 5000
    assert [(name, s) for name, surfaces in lists for s in surfaces if fold(s) != s or s != s.strip() or not s] == []
    assert [(name, s) for name, surfaces in lists for s in set(surfaces) if surfaces.count(s) > 1] == []


@pytest.mark.parametrize("key", TABLES["metrics"])
def test_a_metric_is_whole(key: str) -> None:
    """It has a name in three scripts, a known unit and kind, and what it refers to exists."""
    metric = LEXICON.metrics[key]
    assert has_hanzi(metric.name.zh) or metric.name.zh.isascii()
    assert metric.name.en
    assert not has_hanzi(metric.name.en)
    assert fold(metric.name.hant) == fold(metric.name.zh)
    assert not is_traditional(metric.name.zh)
    assert metric.unit in UNITS
    assert metric.kind in KINDS
    referred = [*metric.instead, *metric.accepts, *metric.opposite, *metric.formula[1:], metric.part_of, metric.change_of]
    assert [r for r in referred if r and r not in LEXICON.metrics] == []
    assert key not in referred
    assert not metric.formula or metric.formula[0] in FORMULAS


@pytest.mark.parametrize("key", [k for k, m in LEXICON.metrics.items() if m.part_of])
def test_parts_lead_up_to_a_whole(key: str) -> None:
    """Going from part to whole ends, and part and whole have one unit."""
    seen = [key]
    while (whole := LEXICON.metrics[seen[-1]].part_of) and whole not in seen:
        seen.append(whole)
    assert not whole
    assert {LEXICON.metrics[m].unit for m in seen} == {LEXICON.metrics[key].unit}


def test_entities_are_whole() -> None:
    """An entity has a name in three scripts, and its owner is an entity without an owner of its own."""
    entities = LEXICON.entities
    assert [e.id for e in entities.values() if not (e.name.zh and e.name.hant and e.name.en) or has_hanzi(e.name.en)] == []
    assert [e.id for e in entities.values() if e.owner and (e.owner not in entities or entities[e.owner].owner)] == []


@pytest.mark.parametrize("group", TABLES["terms"].get("near", {}))
def test_what_is_near_exists(group: str) -> None:
    """A group of near senses has two members or more, each of them known."""
    members = TABLES["terms"]["near"][group]
    known = {f"term:{t}" for t in LEXICON.terms} | {f"metric:{m}" for m in LEXICON.metrics} | {f"entity:{e}" for e in LEXICON.entities}
    assert [m for m in members if (m if ":" in m else f"term:{m}") not in known] == []
    assert len(set(members)) == len(members) > 1


@pytest.mark.parametrize(("file", "added", "surface"), [
    ("metrics", '[doubled]\nname = { zh = "双重", hant = "雙重", en = "doubled" }\nunit = "money"\nkind = "flow"\nzh = ["毛利率"]\n', "毛利率"),
    ("metrics", '[doubled]\nname = { zh = "双重", hant = "雙重", en = "gross margin" }\nunit = "money"\nkind = "flow"\n', "gross margin"),
    ("entities", '[company.doubled]\nname = { zh = "双重", hant = "雙重", en = "Doubled" }\nzh = ["快手"]\n', "快手"),
    ("terms", '[term.doubled]\nzh = ["总收入"]\nen = []\n', "总收入"),
    ("grammar", '[rank.doubled]\nzh = ["同比"]\n', "同比"),
])
def test_a_surface_with_two_owners_is_an_error(tmp_path: Path, file: str, added: str, surface: str) -> None:
    """LexiconError names the file, the line of the surface, and both owners."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    path = folder / f"{file}.toml"
    text = path.read_text(encoding="utf-8")
    if file == "terms":  # its last table is not [term]
        text, added = text.replace("[term]\n", "[term]\n" + 'doubled = { zh = ["总收入"], en = [] }\n', 1), ""
    path.write_text(text + "\n" + added, encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    with pytest.raises(LexiconError) as error:
        load_lexicon(folder)
    place, _, told = str(error.value).partition(": ")
    assert Path(place.rpartition(":")[0]) == path
    assert f'"{surface}"' in lines[int(place.rpartition(":")[2]) - 1]
    assert "doubled" in told


@pytest.mark.parametrize(("text", "told"), [
    ("[x\n", "metrics.toml"),
    ("[a]\nunit = 1\n[a]\nunit = 2\n", "metrics.toml"),
    ('[a]\nunit = "money"\nkind = "flow"\n', "metrics.toml"),
    ('[a]\nname = { zh = "甲", hant = "甲", en = "a" }\nkind = "flow"\n', "unit"),
    ('[a]\nname = "甲"\nunit = "money"\nkind = "flow"\n', "metrics.toml"),
])
def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, text: str, told: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "metrics.toml").write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError, match=told):
        load_lexicon(folder)


def test_a_file_in_another_encoding_is_an_error_that_names_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "terms.toml").write_bytes("[term]\n# 词".encode("gb18030"))
    with pytest.raises(LexiconError, match=r"terms\.toml"):
        load_lexicon(folder)


# --- scanning


@pytest.fixture
def scanner() -> Scanner:
    made = Scanner()
    for i, surface in enumerate(("净利润", "经调整净利润", "净利润率", "收入", "ad revenue", "revenue", "service", "ks", "赚…钱", "make…money")):
        made.add(surface, Sense("metric", str(i)))
    return made


@pytest.mark.parametrize(("text", "expected"), [
    ("经调整净利润率", ["经调整净利润"]),
    ("净利润率和净利润", ["净利润率", "净利润"]),
    ("ad revenues rose", ["ad revenue"]),
    ("services", ["service"]),
    ("ks2024", []),
    ("tasks", []),
    ("ks的收入", ["ks", "收入"]),
    ("brevenue", []),
    ("赚了不少钱", ["赚…钱"]),
    ("make a lot of money", ["make…money"]),
    ("赚" + "很" * 40 + "钱", []),
])
def test_the_longest_surface_wins(scanner: Scanner, text: str, expected: list[str]) -> None:
    """Chinese surfaces stand anywhere, Latin ones as whole words with or without endings, wide ones near together."""
    assert [t.surface for t in longest(scanner.hits(text))] == expected
