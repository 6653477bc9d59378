"""The words of questions: one owner each, and nothing in code speaks of a word that the data lacks."""

import ast
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from intents.questions.vocabulary import load_vocabulary
from knowledge.language.lexicon import LexiconError, load_lexicon
from knowledge.language.text import fold
from tests.cases import ROOT

DATA = ROOT / "intents" / "data"
CODE = sorted((ROOT / "intents").rglob("*.py"))
CUES = tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8"))
WORDINGS = tomllib.loads((DATA / "wordings.toml").read_text(encoding="utf-8"))


def _calls(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Every call in a file with the strings that it passes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            yield name, [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.name)
def test_cues_asked_for_exist(path: Path) -> None:
    asked = {cue for name, strings in _calls(path) if name == "asks" for cue in strings}
    assert asked - CUES.keys() == set()


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.name)
def test_senses_named_in_code_exist(path: Path) -> None:
    """term:x, metric:y and entity:z in the code are ids of the lexicon."""
    lexicon = load_lexicon()
    known = {f"term:{k}" for k in lexicon.terms} | {f"metric:{k}" for k in lexicon.metrics} | {f"entity:{k}" for k in lexicon.entities}
    named = set(re.findall(r"[\"']((?:term|metric|entity):[a-z_0-9]+)[\"']", path.read_text(encoding="utf-8")))
    assert named - known == set()


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.name)
def test_wordings_used_exist(path: Path) -> None:
    used = [strings[:2] for name, strings in _calls(path) if name == "phrase" and len(strings) >= 2]
    assert [u for u in used if u[1] not in WORDINGS.get(u[0], {})] == []


@pytest.mark.parametrize("key", [f"{group}.{key}" for group, entries in WORDINGS.items() for key in entries])
def test_a_wording_is_in_three_languages_with_the_same_slots(key: str) -> None:
    """What users see is written side by side, and traditional is the simplified text in traditional script."""
    group, _, name = key.partition(".")
    wording = WORDINGS[group][name]
    slots = {language: sorted(re.findall(r"\{(\w*)\}", text)) for language, text in wording.items()}
    assert set(wording) == {"zh-Hans", "zh-Hant", "en"}
    assert slots["zh-Hans"] == slots["zh-Hant"]
    assert group == "period" or set(slots["en"]) == set(slots["zh-Hans"])  # months have names in English, numbers in Chinese


@pytest.mark.parametrize("file", ["cues", "neutral"])
def test_words_are_folded_and_listed_once(file: str) -> None:
    for entry in tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8")).values():
        for words in entry.values():
            assert [w for w in words if fold(w) != w.replace("嗰", fold("嗰")) or w != w.strip() or not w] == []  # 嗰 is listed as it is typed
            assert [w for w in set(words) if words.count(w) > 1] == []


def test_a_word_with_two_owners_is_an_error(tmp_path: Path) -> None:
    """LexiconError names the file, the line and both owners."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "neutral.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[doubled]\nzh = ["多少"]\nen = []\n', encoding="utf-8")
    line = len(path.read_text(encoding="utf-8").splitlines()) - 1
    with pytest.raises(LexiconError, match=rf"neutral\.toml:{line}: .*多少.*doubled.*how_much"):
        load_vocabulary(folder)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    """What is kept of the data files never outlives a change to one of them."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    assert "新词一" not in load_vocabulary(folder).senses
    load_vocabulary.cache_clear()
    path = folder / "neutral.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[added]\nzh = ["新词一"]\nen = []\n', encoding="utf-8")
    assert "新词一" in load_vocabulary(folder).senses
    load_vocabulary.cache_clear()


@pytest.mark.parametrize(("word", "near"), [
    ("revnue", "revenue"), ("reveneu", "revenue"), ("proffit", "profit"), ("advertisng", "advertising"), ("kuaishuo", "kuaishou"), ("margn", "margin"), ("quartrer", "quarter"),
    ("zzzzzz", None), ("qwerty", None),
])
def test_the_nearest_word(word: str, near: str | None) -> None:
    """A slip of the pen leads to the word meant; what resembles nothing stays."""
    assert load_vocabulary().nearest_word(word) == near


def test_no_neutral_phrase_swallows_a_direction() -> None:
    """Fell in 2024: a word of rising or falling, or of above and below, and a preposition behind it carry content."""
    vocabulary = load_vocabulary()
    moving = {s for s, senses in vocabulary.senses.items() if s.isascii() and s.isalpha() and any(t.kind == "cue" and t.id in ("decline", "less_than") for t in senses)}
    phrases = {f"{word} {behind}" for word in moving for behind in ("in", "at", "by", "to", "the", "that")}
    assert [p for p in sorted(phrases) if any(t.kind == "neutral" for t in vocabulary.senses.get(p, ()))] == []
