"""Articles on disk: what cannot be read is an error that names the file, the line and the mend."""

from pathlib import Path

import pytest

from knowledge.library import MAX_BYTES, ArticleError, load, load_folder
from tests.cases import BUNDLED

TEXT = "3月20日,美团发布2024年全年财报,总收入同比增长22%至3376亿元。\n"


@pytest.mark.parametrize(("data", "told"), [
    (b"", r"made-up\.txt: .*empty"),
    (b" \n\t\n", r"made-up\.txt: .*empty"),
    (b"\xef\xbb\xbf", r"made-up\.txt: .*empty"),
    ((TEXT + TEXT).encode("gb18030"), r"made-up\.txt:1: not UTF-8 .*save the file as UTF-8"),
    (TEXT.encode() * 2 + "总收入".encode("gb18030"), r"made-up\.txt:3: not UTF-8"),
    (TEXT.encode("utf-16"), r"made-up\.txt:1: not UTF-8"),
    (b"x" * (MAX_BYTES + 1), r"made-up\.txt: 5,000,001 bytes"),
])
def test_an_article_that_cannot_be_read(tmp_path: Path, data: bytes, told: str) -> None:
    """An empty file, another encoding (with the line of the first wrong byte), too much."""
    path = tmp_path / "made-up.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError, match=told):
        load(path)


def test_an_article_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match=r"none\.txt: .*name a readable text file"):
        load(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="no article"):
        load_folder(tmp_path)
    with pytest.raises(ArticleError, match="no article"):
        load_folder(tmp_path / "nowhere")


@pytest.mark.parametrize(("sidecar", "told"), [
    ("title = ", r"made-up\.toml"),
    ("subtitle = 'x'\n", r"made-up\.toml: unknown key 'subtitle'; the keys are title"),
    ("date = '2025-03-20'\n", r"made-up\.toml: date must be a date"),
    ("title = 3\n", r"made-up\.toml: title must be a str"),
    ("names = ['x']\n", r"made-up\.toml: names must be a dict"),
    ("[names]\n'美团' = 'Meituan Dianping'\n", r"made-up\.toml: .*names"),
    ("[names]\n'美团' = 3\n", r"made-up\.toml: .*names"),
])
def test_a_sidecar_that_cannot_be_used(tmp_path: Path, sidecar: str, told: str) -> None:
    """A wrong key, type or value is named."""
    (tmp_path / "made-up.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "made-up.toml").write_text(sidecar, encoding="utf-8")
    with pytest.raises(ArticleError, match=told):
        load(tmp_path / "made-up.txt")


def test_a_sidecar_tells_what_the_text_does_not(tmp_path: Path) -> None:
    """Title, company, date and further names; the id is the name of the file."""
    (tmp_path / "made-up.txt").write_text(TEXT, encoding="utf-8-sig")
    (tmp_path / "made-up.toml").write_text('title = "甲"\ncompany = "meituan"\ndate = 2025-03-21\n[names]\n"美团" = ["黄色的那家"]\n', encoding="utf-8")
    kb = load(tmp_path / "made-up.txt")
    assert (kb.article.id, kb.article.about.title, kb.company.id) == ("made-up", "甲", "meituan")
    assert kb.anchor.date.isoformat() == "2025-03-21"
    assert [t.of("entity") for t in kb.names.hits("黄色的那家")] == ["meituan"]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    library = load_folder(tmp_path)
    assert list(library.bases) == ["a", "b", "c"]
    assert library.default is library.bases["a"]


def test_line_ends_make_no_difference(tmp_path: Path) -> None:
    """An article saved on Windows states the same facts."""
    for name, text in (("unix", TEXT * 2), ("dos", (TEXT * 2).replace("\n", "\r\n"))):
        (tmp_path / f"{name}.txt").write_bytes(text.encode())
    unix, dos = (load(tmp_path / f"{name}.txt") for name in ("unix", "dos"))
    assert [(f.metric, f.value, f.period) for f in unix.facts] == [(f.metric, f.value, f.period) for f in dos.facts]
    assert unix.facts


def test_the_bundled_article_is_the_default() -> None:
    from knowledge.library import bundled

    assert load_folder(bundled()).default.article.id == BUNDLED
