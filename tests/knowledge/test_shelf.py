"""Packed libraries: what comes back is what was built; only what changed is built again; a broken folder costs nothing but time."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import ArticleError, load, load_folder, shelved, sources_of
from knowledge.shelves.catalog import Catalog
from knowledge.shelves.packing import pack, unpack
from knowledge.shelves.shelf import Source, reading_code
from tests.cases import ROOT, TESTS, bundled_base

SHELF = TESTS / "intents" / "shelf"


def sources(built: list[str], folder: Path = SHELF) -> list[Source]:
    """The articles of a folder; which of them are built is noted."""

    def noting(source: Source) -> Callable[[], KnowledgeBase]:
        def build() -> KnowledgeBase:
            built.append(source.id)
            return source.build()

        return build

    return [Source(source.id, source.content, noting(source)) for source in sources_of(folder)]


def same(one: Catalog, other: Catalog) -> bool:
    """Whether two indexes hold the same."""
    return all(getattr(one, f.name) == getattr(other, f.name) for f in fields(Catalog))


def told(kb: KnowledgeBase) -> tuple[object, ...]:
    """All that a knowledge base holds."""
    return (
        kb.article.about, kb.article.raw, kb.article.text, kb.article.offsets, kb.article.sentences, kb.company, kb.anchor, kb.facts, kb.statements, kb.people,
        dict(kb.entities), kb.names.senses, kb.content,
    )


@pytest.mark.parametrize("name", sorted(p.stem for p in SHELF.glob("*.txt")))
def test_what_is_packed_comes_back(name: str) -> None:
    kb = load(SHELF / f"{name}.txt")
    assert told(unpack(pack(kb), kb.lexicon)) == told(kb)


def test_the_bundled_article_comes_back() -> None:
    kb = bundled_base()
    again = unpack(pack(kb), kb.lexicon)
    assert told(again) == told(kb)
    assert again.names.hits(kb.folded) == kb.names.hits(kb.folded)


def test_a_shelf_holds_what_a_folder_holds(tmp_path: Path) -> None:
    """The same knowledge bases in the same order, and the same index, built, kept or without a folder."""
    plain = load_folder(SHELF)
    for library in (shelved(sources([]), tmp_path), shelved(sources([]), tmp_path), shelved(sources([]))):
        assert list(library.bases) == list(plain.bases)
        assert [told(kb) for kb in library.bases.values()] == [told(kb) for kb in plain.bases.values()]
        assert same(library.catalog, plain.catalog)
        assert "nobody" not in library.bases


def test_only_what_changed_is_built_again(tmp_path: Path) -> None:
    """Nothing the second time; one article after it was corrected; what is gone is gone."""
    folder, built = tmp_path / "articles", list[str]()
    folder.mkdir()
    for file in SHELF.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    shelved(sources(built, folder), tmp_path / "kept")
    assert len(built) == len(set(built)) == 13
    built.clear()
    shelved(sources(built, folder), tmp_path / "kept")
    assert built == []
    text = (folder / "alder-2024.txt").read_text(encoding="utf-8")
    (folder / "alder-2024.txt").write_text(text.replace("2.94", "2.95"), encoding="utf-8")
    (folder / "alder-2023.txt").unlink()
    library = shelved(sources(built, folder), tmp_path / "kept")
    assert built == ["alder-2024"]
    assert "alder-2023" not in library.bases
    assert 2_950_000_000 in {f.value for f in library.bases["alder-2024"].facts}
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_progress_is_told_article_by_article(tmp_path: Path) -> None:
    """And not at all where nothing is built."""
    steps: list[tuple[int, int]] = []
    shelved(sources([]), tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert steps == [(n, 13) for n in range(1, 14)]
    steps.clear()
    shelved(sources([]), tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert steps == []


@pytest.mark.parametrize("suffix", [".index", ".bases"])
@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x80\x05N."])
def test_what_is_kept_and_broken_is_built_again(tmp_path: Path, suffix: str, data: bytes) -> None:
    """An empty file, no pickle, another pickle."""
    built: list[str] = []
    shelved(sources(built), tmp_path)
    [file] = tmp_path.glob(f"*{suffix}")
    file.write_bytes(data)
    library = shelved(sources(built), tmp_path)
    assert told(library.bases["alder-2024"]) == told(load(SHELF / "alder-2024.txt"))


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert len(shelved(sources([]), tmp_path / "file" / "inside").bases) == 13


def test_what_cannot_be_used_is_left_out_and_told_every_time(tmp_path: Path) -> None:
    """The others are kept; without anybody to tell the error is raised."""

    def broken() -> KnowledgeBase:
        raise ArticleError("nothing to be read")

    built, told = list[str](), list[str]()
    for _ in range(2):
        library = shelved([*sources(built), Source("broken", b"", broken)], tmp_path, failed=lambda key, error: told.append(f"{key}: {error}"))
        assert len(library.bases) == 13
    assert (len(built), told) == (13, ["broken: nothing to be read"] * 2)
    with pytest.raises(ArticleError, match="nothing to be read"):
        shelved([Source("broken", b"", broken)], tmp_path)


def test_libraries_of_other_names_live_side_by_side(tmp_path: Path) -> None:
    """One name does not clear away what another keeps."""
    built: list[str] = []
    shelved(sources(built), tmp_path, "one")
    shelved(sources(built)[:4], tmp_path, "one-more")
    built.clear()
    shelved(sources(built), tmp_path, "one")
    shelved(sources(built)[:4], tmp_path, "one-more")
    assert built == []


def test_an_empty_folder_has_no_sources(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="no article"):
        sources_of(tmp_path)


def test_whatever_reads_an_article_makes_what_is_kept_stale() -> None:
    """Every module of knowledge and every data file is among the code that a kept knowledge base depends on."""
    package = ROOT / "knowledge"
    assert {*package.rglob("*.py"), *(package / "data").glob("*.t*")} <= set(reading_code())
