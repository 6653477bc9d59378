"""From bytes to text: the encoding that is declared, else the one in which the bytes make sense."""

import codecs
import re

from knowledge.library import ArticleError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page declares its encoding
_READ = {  # what a declaration may name; of Latin ones servers say anything
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "euc-jp": "euc_jp", "euc-kr": "cp949", "windows-1251": "cp1251",
}
_REPLACED = "\ufffd"


def decoded(data: bytes, declared: str = "", *, strict: bool = True) -> str:
    """The text of `data`; where no encoding fits all of it an ArticleError, or if not `strict` a replacement character.

    A mark at the start decides, then UTF-8 where it fits, then what was declared, then the likeliest of the usual ones.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _in(encoding, data, strict)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if _is_mostly_utf8(data):
            return _in("utf-8", data, strict)
    named = declared or (found[1].decode("ascii") if (found := _DECLARED.search(data[:_HEAD])) else "")
    return _in(_READ.get(named.lower()) or _likely(data), data, strict)


def _in(encoding: str, data: bytes, strict: bool) -> str:
    try:
        return data.decode(encoding, "strict" if strict else "replace")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ArticleError(f"line {line}: the byte {data[error.start]:#04x} is not {encoding} as the rest is (mixed encodings); save all of it as UTF-8") from error


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters come out whole than broken, beyond ASCII."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_REPLACED)
    return sum("\u2e80" <= c < _REPLACED for c in text) > broken


def _likely(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "cp932", "cp1252"]).best()
    return best.encoding if best else "gb18030"
