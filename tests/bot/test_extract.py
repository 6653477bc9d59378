"""Extraction: text, pages and PDFs become clean text; what holds no article says so."""

import contextlib
import datetime as dt
import io
import subprocess
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from bot.intake.cleaning import flowed, from_layout, plain
from bot.intake.decoding import decoded
from bot.intake.extract import MAX_CHARACTERS, Extracted, extract
from knowledge.library import ArticleError
from tests import documents

ZH = "3月20日,丁岛电子发布2031年全年财报,总收入同比增长22%至3376亿元。公司称,增长来自手机业务,该业务收入为1200亿元。"
HANT = "3月20日,丁島電子發布2031年全年財報,總收入同比增長22%至3376億元。公司稱,增長來自手機業務,該業務收入為1200億元。"
EN = "Maple Retail reported fiscal 2031 revenue of $3.1 billion, up 8% — a record for the company’s stores. Net income was $0.2 billion."
MENU = "<html><body><nav>" + "".join(f'<li><a href="/{n}">栏目{n}</a></li>' for n in range(60)) + "</nav></body></html>"
PAGE = f"""<!doctype html><html><head><title>丁岛电子2031年营收大增</title><meta property="article:published_time" content="2021-03-22T08:00:00+08:00">
<script>var x = "总收入为999亿元。";</script><style>p {{ color: red }}</style></head><body><nav><a href="/">首页</a><a href="/b">基金</a></nav>
<article><h1>丁岛电子2031年营收大增</h1><p>{ZH}</p><p>管理层表示,未来三年将加大研发投入，并继续扩大海外业务。</p>
<table><tr><th>项目</th><th>2031</th><th>2030</th></tr><tr><td>营业收入</td><td>3376</td><td>2767</td></tr></table></article>
<footer>版权所有</footer></body></html>"""


def encrypted(password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(documents.pdf([ZH]))))
    writer.encrypt(password, "owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(("text", "encoding"), [
    (ZH, "utf-8"), (ZH, "utf-8-sig"), (ZH, "utf-16"), (ZH, "gb18030"), (HANT, "utf-8"), (HANT, "big5"), (HANT, "utf-16"), (EN, "utf-8"), (EN, "cp1252"), (EN, "utf-16"),
])
def test_the_encoding_of_a_text_is_found(text: str, encoding: str) -> None:
    assert extract(text.encode(encoding), "a.txt").text == text


@pytest.mark.parametrize(("encoding", "named"), [("gb18030", "gb2312"), ("big5", "big5"), ("utf-8", "gb2312"), ("gb18030", "iso-8859-1"), ("gb18030", "nonsense"), ("gb18030", "punycode")])
def test_a_declared_encoding_is_believed_where_it_can_be(encoding: str, named: str) -> None:
    """GB 2312 means its widest form; Latin-1 is what servers say of everything."""
    text = HANT if encoding == "big5" else ZH
    assert decoded(text.encode(encoding), named) == text


def test_a_page_gives_its_article() -> None:
    """No menus, scripts or rows of tables; the title and date of its metadata."""
    found = extract(PAGE.encode(), "a.html")
    assert (found.title, found.date, found.rows) == ("丁岛电子2031年营收大增", dt.date(2021, 3, 22), 2)
    assert ZH in found.text
    assert not any(word in found.text for word in ("999", "首页", "版权", "2767", "color"))


def test_a_page_in_another_encoding_with_stray_bytes_outside_the_article() -> None:
    data = PAGE.replace("首页", "§").encode("gb18030").replace("§".encode("gb18030"), b"\xff\xff")
    assert ZH in extract(data, "a.html", charset="gbk").text


@pytest.mark.parametrize(("text", "encoding", "named"), [(HANT, "big5", "big5"), (ZH, "gb18030", "gb2312"), (EN, "cp1252", "windows-1252"), (ZH, "utf-8", "utf-8")])
def test_a_page_says_its_own_encoding(text: str, encoding: str, named: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={named}"></head><body><article><p>{text}</p></article></body></html>'
    assert extract(page.encode(encoding), "a.html").text == text


def test_control_characters_vanish() -> None:
    """Those of scripts' direction and zero width too."""
    assert extract("总\u200b收入\u202e为3亿元\x07。\r\n净利\u00ad润为1亿元。\r".encode(), "a.txt").text == "总收入为3亿元。\n净利润为1亿元。"


def test_a_pdf_gives_running_text() -> None:
    """Lines joined, page numbers, running heads and table rows gone."""
    told = ["总收入", "净利润", "研发费用"]
    pages = [f"丁岛电子年报\n{name}一项说明如下\n营业收入 3376 2767\n3月20日,丁岛电子发布2031年全年财报,{name}同比增\n长22%至3376亿元，公司上下均为之鼓舞，创下\n新高。\n第 {n} 页" for n, name in enumerate(told, 1)]
    line = "3月20日,丁岛电子发布2031年全年财报,{}同比增长22%至3376亿元，公司上下均为之鼓舞，创下新高。"
    assert extract(documents.pdf(pages), "a.pdf") == Extracted("\n".join(f"{name}一项说明如下\n{line.format(name)}" for name in told), rows=3)


def test_a_pdf_without_a_password_to_open_it_is_read() -> None:
    """Many are locked only against changes."""
    assert extract(encrypted(""), "a.pdf").text == ZH


@pytest.mark.parametrize(("data", "told"), [
    (b"", "it is empty"),
    (b" \n\t\xef\xbb\xbf", "it is empty"),
    (b"PK\x03\x04" + bytes(100), "a zip archive or an Office file"),
    (b"\xd0\xcf\x11\xe0" + bytes(100), "an old Office file"),
    (b"\x89PNG\r\n\x1a\n", "this is a picture"),
    (bytes(range(256)) * 9, "binary data"),
    (ZH.encode("utf-16-le"), "binary data"),
    (b"%PDF-1.7\n" + bytes(range(256)) * 99, "it cannot be read"),
    (documents.pdf([ZH])[:300], "it cannot be read"),
    (documents.pdf(["", ""]), r"only pictures of it \(a scan\)"),
    (documents.bomb(1000), "it unpacks to more than is allowed"),
    (documents.bomb(3000, 3), "it unpacks to more than is allowed"),
    (documents.assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]), "it cannot be read"),
    (documents.of_streams([documents.stream(b"")], 501), "501 pages, more than 500"),
    (encrypted("secret"), "the PDF is encrypted; save a copy without a password"),
    (MENU.encode(), "no article is found on the page, only menus or scripts"),
    (b"<html><body><script>var a = 'revenue of $3 billion.'</script></body></html>", "no article is found"),
    (b"<div>" * 200_000, "no article is found"),
    ((ZH * 100_000).encode()[:5_000_000], "characters, more than 200,000"),
    (b"x" * (MAX_CHARACTERS + 1), "200,001 characters"),
    (f"{ZH}\n{ZH}\n".encode() + ZH.encode("gb18030"), r"line 3: .*mixed encodings"),
    (PAGE.encode().replace("手机业务".encode(), "手机业务".encode("gb18030")), "got lost in another encoding"),
    ("売上高は前年同期比で10%増の500億円となった。".encode(), r"not in Chinese or English \(Japanese\)"),
    ("売上高は前年同期比で10%増の500億円となった。".encode("cp932"), "mixed encodings|not in Chinese or English|it is empty"),
    ("매출액은 전년 동기 대비 10% 증가한 500억원을 기록했다.".encode(), "Korean"),
    ("Выручка компании выросла на 10% до 500 млн рублей.".encode(), "Cyrillic"),
    (("Le chiffre d'affaires de la société a progressé de 5 % au premier trimestre, porté par la demande en Europe. " * 3).encode(), "another language in Latin letters"),
], ids=[
    "nothing", "blanks", "zip", "Office", "picture", "binary", "UTF-16 without a mark", "broken PDF", "cut PDF", "scan", "bomb", "nested bomb", "cyclic PDF", "many pages", "encrypted", "menus", "scripts",
    "deep page", "5 MB", "one line", "mixed text", "mixed page", "Japanese", "Japanese undeclared", "Korean", "Russian", "French",
])
def test_what_holds_no_article_says_so(data: bytes, told: str) -> None:
    """The message names the document, the fault and the mend."""
    with pytest.raises(ArticleError, match=f"^made-up: (?=.*; ).*(?:{told})"):
        extract(data, "made-up")


def test_a_zip_under_the_name_of_a_pdf_is_what_it_is() -> None:
    with pytest.raises(ArticleError, match="a zip archive"):
        extract(b"PK\x03\x04" + bytes(100), "a.pdf", "application/pdf")
    with pytest.raises(ArticleError, match="this is no PDF"):
        extract(ZH.encode(), "a.pdf", "application/pdf")


def test_a_parser_that_does_not_end_is_ended() -> None:
    """Four hundred pages that share seven megabytes each."""
    data = documents.of_streams([documents.stream(zlib.compress(b"(x) Tj " * 1_000_000), b"/Filter /FlateDecode")], 400)
    with pytest.raises(ArticleError, match="more than 2 seconds"):
        extract(data, "a.pdf", seconds=2)


@pytest.mark.parametrize("code", ["bytearray(2_000_000_000)", "open(__file__ + '.x', 'wb', 0).write(b'x')"], ids=["memory", "files"])
def test_the_confined_process_gets_neither_much_memory_nor_files(code: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("confined")
    script = folder / "a.py"
    script.write_text(f"from bot.intake.confined import limit\nlimit()\ntry:\n    {code}\nexcept (MemoryError, OSError):\n    print('refused')\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, env={"PYTHONPATH": ":".join(sys.path)})
    assert done.stdout == "refused\n"


def test_lines_wrapped_at_a_width_are_joined() -> None:
    """As mails have them; headings, items and the ends of paragraphs stay."""
    wrapped = (
        "Results\n\nMaple Retail reported fiscal 2031 revenue of $3.1 billion, which was up\n8% from the year before and a record for all of its stores in the country.\n"
        "Net income was $0.2 billion. The company said that it would open another\nforty stores in the year to come and that it would hire nine hundred people\n"
        "for them, most of them in the north.\n\n1. Outlook for the next year, which the company gave in its report as well\n"
    )
    assert flowed(wrapped).split("\n") == [
        "Results", "",
        "Maple Retail reported fiscal 2031 revenue of $3.1 billion, which was up 8% from the year before and a record for all of its stores in the country.",
        "Net income was $0.2 billion. The company said that it would open another forty stores in the year to come and that it would hire nine hundred people for them, most of them in the north.",
        "", "1. Outlook for the next year, which the company gave in its report as well", "",
    ]


def test_lines_that_are_paragraphs_stay() -> None:
    text = "\n".join([ZH, "手机业务收入1200亿元", HANT, "云业务收入300亿元", ZH * 2, "展望", ZH])
    assert flowed(text) == text


@given(st.text(max_size=400))
def test_cleaning_loses_no_letter_and_never_fails(text: str) -> None:
    """Letters and digits stay in their order, whatever else goes."""
    def kept(t: str) -> str:
        return "".join(c for c in t if c.isalnum())

    assert kept(flowed(plain(text))) == kept(text)
    from_layout(text)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_decoding(data: bytes) -> None:
    """A text or an error of ours."""
    assert isinstance(decoded(data, strict=False), str)
    with contextlib.suppress(ArticleError):
        assert "\ufffd" not in decoded(data) or "\ufffd".encode() in data
