"""What is kept compiled is what was built, and nothing depends on its being kept."""

import pickle
import re
from pathlib import Path
from typing import Any

import pytest

from knowledge.language import pickling
from knowledge.language.compiled import compiled
from knowledge.language.lexicon import Lexicon, load_lexicon
from knowledge.language.pickling import packed
from knowledge.library import load_bundled
from tests.cases import BUNDLED, bundled_base
from tests.growth import patterns

TEXTS = ("2024年第四季度总收入1269亿元,同比增长11.8%", "how much more did Foobar's ad revenue grow in Q4 2024?", "快手和百度谁的广告收入高")


def _again(value: Any) -> Any:
    return pickle.loads(packed(value))  # noqa: S301 - our own bytes


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "words.toml"
    file.write_text("one", encoding="utf-8")
    return file


def test_what_was_built_once_is_not_built_again(source: Path) -> None:
    numbers = iter((1, 2))
    assert [compiled("x", [source], lambda: next(numbers)) for _ in range(2)] == [1, 1]


def test_a_changed_source_is_built_anew_and_the_old_one_is_cleared_away(source: Path) -> None:
    compiled("x", [source], lambda: 1)
    source.write_text("other", encoding="utf-8")
    assert compiled("x", [source], lambda: 2) == 2
    assert len(list((source.parent / "__pycache__").iterdir())) == 1


def test_a_broken_file_is_built_anew(source: Path) -> None:
    compiled("x", [source], lambda: 1)
    kept = next((source.parent / "__pycache__").iterdir())
    kept.write_bytes(b"broken")
    assert compiled("x", [source], lambda: 2) == 2


def test_nothing_is_kept_where_a_folder_cannot_be_made(source: Path) -> None:
    (source.parent / "__pycache__").write_text("in the way", encoding="utf-8")
    numbers = iter((1, 2))
    assert [compiled("x", [source], lambda: next(numbers)) for _ in range(2)] == [1, 2]


@pytest.mark.parametrize("name", patterns())
def test_a_kept_pattern_is_the_pattern(name: str) -> None:
    """Its code is that of the compiler: equal patterns have the same text, flags and code."""
    pattern = patterns()[name]
    kept = _again(pattern)
    assert (kept, kept.groupindex) == (pattern, pattern.groupindex)
    assert [[m.span() for m in kept.finditer(text)] for text in TEXTS] == [[m.span() for m in pattern.finditer(text)] for text in TEXTS]


@pytest.mark.parametrize("code", [b"", b"\0\0\0\0", b"odd"])
def test_a_pattern_without_a_good_code_is_compiled_of_its_text(code: bytes) -> None:
    assert pickling._pattern("(?P<a>x)", 32, code, 1, {"a": 1}) == re.compile("(?P<a>x)")


def test_the_kept_lexicon_is_the_read_one() -> None:
    lexicon = load_lexicon()
    again: Lexicon = _again(lexicon)
    assert (again.surfaces, again.metrics, again.generic, again.scanner.senses) == (lexicon.surfaces, lexicon.metrics, lexicon.generic, lexicon.scanner.senses)


def test_the_kept_article_is_the_read_one() -> None:
    kept, read = load_bundled().bases[BUNDLED], bundled_base()
    assert (kept.facts, kept.statements, kept.people, kept.content, kept.article) == (read.facts, read.statements, read.people, read.content, read.article)
