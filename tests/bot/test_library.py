"""The library through its commands: added, listed, shown, compared, removed, rebuilt; every version kept, nothing half-written."""

import datetime as dt
import io
import sys
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stored.articles import open_article, open_library
from bot.stored.cache import open_stored
from bot.stored.store import Store, check_id, sidecar_text
from intents.answer import ask
from intents.saying.render import render
from knowledge.article import About
from knowledge.library import ArticleError
from tests.cases import BUNDLED, Done

Inside = Callable[..., Done]
TEXT = "丁岛电子2031年业绩\n3月20日,丁岛电子发布2031年全年财报,总收入同比增长22%至3376亿元,净利润为120亿元。\n云业务收入300亿元。\n公司的门店关了两成，员工减少9%左右的那部分没有说明。\n"
LATER = TEXT.replace("3376", "3390").replace("云业务收入300亿元。", "海外收入为80亿元。")
DROPPED = '[[fact]]\nmatch = { metric = "net_profit", value = "12000000000" }\ndrop = true\n'
_NOW = dt.datetime(2032, 4, 1, tzinfo=dt.UTC)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    file = tmp_path / "made-up.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


def stored_files(home: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((home / "articles").glob("*"))} if (home / "articles").is_dir() else {}


def test_an_article_is_added_shown_and_asked(text: Path, home: Path, inside: Inside) -> None:
    done = inside("add", str(text))
    assert (done.returncode, done.stderr) == (0, "")
    for told in ("丁岛电子2031年业绩", "company   丁岛电子", "2032-03-20 (inferred from the text)", "full-year 2031", "3376亿元", "同比增长22%", "checks", "dingdao-2031@1: stored"):
        assert told in done.stdout
    assert list(stored_files(home)) == ["dingdao-2031@1.toml", "dingdao-2031@1.txt"]
    assert "3376亿元" in inside("ask", "丁岛电子2031年总收入", "--article", "dingdao-2031").stdout
    assert inside("show", "dingdao-2031").stdout.startswith("title     丁岛电子2031年业绩")
    assert '"article": "dingdao-2031"' in inside("facts", "dingdao-2031", "--json").stdout
    assert "dingdao-2031@1" in inside("list").stdout


def test_what_was_not_read_is_named(tmp_path: Path, inside: Inside) -> None:
    """Sentences with numbers that gave no fact."""
    (tmp_path / "a.txt").write_text(TEXT + "300吨。\n", encoding="utf-8")
    shown = inside("add", str(tmp_path / "a.txt"), "--dry-run").stdout
    assert "1 sentence with numbers that gave no fact\n  [4] 300吨。" in shown


def test_a_dry_run_stores_nothing(text: Path, home: Path, inside: Inside) -> None:
    assert "not stored" in inside("add", str(text), "--dry-run").stdout
    assert stored_files(home) == {}


def test_the_same_text_twice_changes_nothing(text: Path, home: Path, inside: Inside) -> None:
    """And says so, also under another file name."""
    inside("add", str(text))
    before = stored_files(home)
    other = text.rename(text.with_name("other.txt"))
    assert "dingdao-2031@1: nothing changed; this text is stored already" in inside("add", str(other)).stdout
    assert stored_files(home) == before


def test_a_corrected_article_is_a_new_version_and_the_old_one_stays(text: Path, home: Path, inside: Inside) -> None:
    inside("add", str(text))
    before = stored_files(home)
    text.write_text(LATER, encoding="utf-8")
    assert "dingdao-2031@2: stored instead of version 1, which is kept" in inside("add", str(text)).stdout
    assert before.items() <= stored_files(home).items()
    told = inside("diff", "dingdao-2031@1", "dingdao-2031").stdout
    assert "1 new, 1 changed, 1 gone" in told
    assert "~ 丁岛电子2031年全年总收入：3390亿元  (was: 丁岛电子2031年全年总收入：3376亿元)" in told
    assert inside("diff", "dingdao-2031@2", "dingdao-2031").stdout == "no fact differs\n"
    assert "3390亿元" in inside("ask", "丁岛电子2031年总收入").stdout
    assert "3376亿元" in inside("ask", "丁岛电子2031年总收入", "--article", "dingdao-2031@1").stdout


def test_another_article_of_the_same_company_and_period_gets_an_id_of_its_own(text: Path, home: Path, inside: Inside) -> None:
    inside("add", str(text))
    text.write_text("评论\n3月22日,丁岛电子公布2031年全年财报,研发费用为30亿元，市场反应平淡。\n分析师并不意外。\n", encoding="utf-8")
    assert "dingdao-2031-2@1: stored" in inside("add", str(text)).stdout
    assert len(stored_files(home)) == 4


def test_options_say_what_the_text_does_not(tmp_path: Path, inside: Inside) -> None:
    """A known company by any of its names; what was said once holds for the next version."""
    file = tmp_path / "a.txt"
    file.write_text("总收入为1269亿元，同比增长11.8%。\n", encoding="utf-8")
    done = inside("add", str(file), "--id", "mine", "--title", '标题 "一"', "--company", "Kuaishou", "--date", "2025-03-25")
    assert done.returncode == 0
    kb = open_article("mine")
    assert (kb.article.about.title, kb.company.id, kb.anchor.date) == ('标题 "一"', "kuaishou", dt.date(2025, 3, 25))
    file.write_text("总收入为1270亿元，同比增长11.8%。\n", encoding="utf-8")
    inside("add", str(file), "--id", "mine")
    assert (open_article("mine").article.about, open_article("mine@2").article.raw) == (kb.article.about, "总收入为1270亿元，同比增长11.8%。")


def test_a_sidecar_beside_the_file_is_taken_along(text: Path, inside: Inside) -> None:
    text.with_suffix(".toml").write_text('title = "甲"\n[names]\n"丁岛电子" = ["老丁家"]\n', encoding="utf-8")
    inside("add", str(text))
    kb = open_article("dingdao-2031")
    assert (kb.article.about.title, kb.article.about.names) == ("甲", (("丁岛电子", ("老丁家",)),))


def test_standard_input_is_an_article(home: Path, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("gb18030"))))
    assert "dingdao-2031@1: stored" in inside("add", "-").stdout
    assert "source" not in tomllib.loads((home / "articles" / "dingdao-2031@1.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("data", "told"), [
    ("丁岛电子的新总部落成了。\n大家都来看。\n".encode(), "no earnings facts found"),
    (b"The new headquarters is open, and the people of the town came to see it for themselves.\n", "no earnings facts found"),
], ids=["zh", "en"])
def test_an_article_without_a_number_is_told_as_such(tmp_path: Path, data: bytes, told: str, inside: Inside) -> None:
    """It is stored, since its sentences can be asked for."""
    (tmp_path / "a.txt").write_bytes(data)
    done = inside("add", str(tmp_path / "a.txt"), "--id", "plain")
    assert (done.returncode, done.stderr) == (0, "")
    assert told in done.stdout
    assert "plain" in open_library().bases


@pytest.mark.parametrize(("arguments", "told"), [
    (["add", "{folder}/none.txt"], "none.txt: No such file or directory; name a text file, a page, a PDF, an address or -"),
    (["add", "{folder}"], "Is a directory; name a text file"),
    (["add", "{folder}/zip.pdf"], "zip.pdf: this is a zip archive"),
    (["add", "{folder}/large.txt"], "large.txt: more than 10,000,000 bytes"),
    (["add", "{folder}/menu.html"], "no article is found on the page"),
    (["add", "{text}", "--id", BUNDLED], "comes with the program; choose another with --id"),
    (["add", "{text}", "--id", "a/b"], "'a/b' cannot be an id; take letters"),
    (["add", "{text}", "--id", "../x"], "cannot be an id"),
    (["add", "{text}", "--id", "a@1"], "cannot be an id"),
    (["add", "{text}", "--id", "a.overrides"], "cannot be an id"),
    (["show", "none"], "no stored article 'none'; there are none; add one with `earnings-bot add`"),
    (["remove", "none"], "no stored article 'none'"),
    (["remove", BUNDLED], "comes with the program and stays"),
    (["diff", "none", "none@2"], "no stored article 'none'"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_a_fault_is_one_line_and_stores_nothing(tmp_path: Path, text: Path, home: Path, arguments: list[str], told: str, inside: Inside) -> None:
    """Exit code 2, and the mend."""
    (tmp_path / "zip.pdf").write_bytes(b"PK\x03\x04" + bytes(99))
    (tmp_path / "large.txt").write_bytes(b"x" * 10_000_001)
    (tmp_path / "menu.html").write_text("<html><ul><li>首页</li></ul></html>", encoding="utf-8")
    done = inside(*(a.format_map({"folder": tmp_path, "text": text}) for a in arguments))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr
    assert stored_files(home) == {}


def test_a_version_that_is_not_there_is_named(text: Path, inside: Inside) -> None:
    inside("add", str(text))
    assert "dingdao-2031 has no version 7; it has 1" in inside("show", "dingdao-2031@7").stderr


def test_an_article_is_removed_with_all_that_belongs_to_it(text: Path, home: Path, inside: Inside) -> None:
    inside("add", str(text))
    (home / "articles" / "dingdao-2031.overrides.toml").write_text(DROPPED, encoding="utf-8")
    inside("add", str(text), "--title", "新")
    assert "dingdao-2031: removed, 2 versions" in inside("remove", "dingdao-2031").stdout
    assert stored_files(home) == {}
    assert list((home / "cache").iterdir()) == []


def test_corrections_survive_a_rebuild_and_a_new_version(text: Path, home: Path, inside: Inside) -> None:
    """A copy stays with the version before."""
    inside("add", str(text))
    edits = home / "articles" / "dingdao-2031.overrides.toml"
    edits.write_text(DROPPED.replace("drop = true", 'set = { period = "2031Q4" }'), encoding="utf-8")
    assert "1 corrected by a person" in inside("rebuild").stdout
    text.write_text(LATER, encoding="utf-8")
    inside("add", str(text))
    for name in ("dingdao-2031", "dingdao-2031@1"):
        assert "期间经人工更正" in inside("ask", "丁岛电子2031年第四季度净利润", "--article", name).stdout
    edits.unlink()
    assert [f.edited for f in open_article("dingdao-2031@1").facts if f.edited] == [("period",)]
    assert not any(f.edited for f in open_article("dingdao-2031").facts)


def test_a_correction_that_no_longer_fits_refuses_the_new_text(text: Path, home: Path, inside: Inside) -> None:
    """And, where it comes to an article that is stored, keeps that from being asked; the others go on."""
    inside("add", str(text))
    edits = home / "articles" / "dingdao-2031.overrides.toml"
    edits.write_text(DROPPED, encoding="utf-8")
    before = stored_files(home)
    text.write_text(TEXT.replace("净利润为120亿元", "净利润为121亿元"), encoding="utf-8")
    assert "fits no fact of the article; mend or remove the entry" in (done := inside("add", str(text))).stderr
    assert (done.returncode, stored_files(home)) == (2, before)
    edits.write_text(DROPPED.replace("12000000000", "7"), encoding="utf-8")
    done = inside("ask", "快手日活")
    assert "4.01亿" in done.stdout
    assert "dingdao-2031 is left out: " in done.stderr
    assert inside("ask", "x", "--article", "dingdao-2031").returncode == 2
    assert inside("rebuild").returncode == 2
    assert "cannot be read" in inside("list").stdout


def test_a_kept_knowledge_base_answers_as_a_new_one(text: Path, home: Path, inside: Inside) -> None:
    """And one that was damaged, or kept from another text, is made anew."""
    inside("add", str(text))
    stored = Store(home).get("dingdao-2031")
    [kept] = (home / "cache").iterdir()
    reply = [render(ask("丁岛电子2031年总收入和净利润", kb)[0], kb) for kb in (open_stored(stored, home / "cache"), open_stored(stored, home / "elsewhere"))]
    assert reply[0] == reply[1]
    kept.write_bytes(b"\x80\x05X")
    assert open_stored(stored, home / "cache").facts == open_stored(stored, home / "elsewhere").facts
    stored.text.write_text(LATER, encoding="utf-8")
    assert any(f.value == Decimal(339_000_000_000) for f in open_stored(stored, home / "cache").facts)
    assert len(list((home / "cache").iterdir())) == 1


def test_an_unfinished_version_is_not_there(home: Path) -> None:
    """A sidecar without a text, as a crash would leave it; the next version takes another number."""
    store = Store(home)
    store.put("a", TEXT, About("a"), "", _NOW)
    (home / "articles" / "a@2.toml").write_text("title = ", encoding="utf-8")
    (home / "articles" / ".left.part").write_text("x", encoding="utf-8")
    assert [s.name for s in store.newest()] == ["a@1"]
    assert store.put("a", LATER, About("a"), "", _NOW).name == "a@3"


def test_many_writers_get_a_version_each(home: Path) -> None:
    store = Store(home)
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda n: store.put("a", f"{TEXT}{n}", About("a"), "", _NOW).name, range(24)))
    assert sorted(names) == sorted(s.name for s in store.versions("a")) == sorted({*names})
    assert {s.read() for s in store.versions("a")} == {f"{TEXT}{n}" for n in range(24)}


def test_a_folder_that_cannot_be_written_is_one_line(text: Path, tmp_path: Path, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARNINGS_BOT_HOME", str(text / "inside a file"))
    done = inside("add", str(text))
    assert done.returncode == 2
    assert "made-up.txt" in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == [text]


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_a_sidecar_says_what_was_put_in(title: str, company: str, source: str) -> None:
    """Whatever the characters, quotation marks and line ends included."""
    told = tomllib.loads(sidecar_text(About("a", title, company, names=((title or "a", (company,)),)), source, _NOW))
    assert (told.get("title", ""), told.get("company", ""), told.get("source", "")) == (title, company, source)


@given(st.text(max_size=100))
def test_an_id_never_leads_out_of_the_folder(key: str) -> None:
    try:
        check_id(key)
    except ArticleError:
        return
    assert Path(key).name == key
    assert not key.startswith(".")
