"""From bytes to text: the encoding that is declared, else the one in which the bytes make sense."""

import codecs
import re

from knowledge.library import ArticleError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s{0,4}=\s{0,4}[\"']?\s{0,4}([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page declares its encoding
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs"}
_NOT_TOLD = ("utf-8", "utf-16", "utf-32", "ascii", "iso8859-1", "cp1252")  # what servers declare of anything
_REPLACED = "\ufffd"


def decoded(data: bytes, declared: str = "") -> str:
    """The text of `data`; ArticleError where no encoding fits all of it.

    A mark at the start decides, then UTF-8 where it fits, then what was declared, then the likeliest of the usual ones.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_mostly_utf8(data):
            line = data[: error.start].count(b"\n") + 1
            raise ArticleError(f"line {line}: the byte {data[error.start]:#04x} is not UTF-8 as the rest is (mixed encodings); save it in one encoding") from error
    named = declared or (found[1].decode("ascii") if (found := _DECLARED.search(data[:_HEAD])) else "")
    encoding = _known(named) or _likely(data)
    return _strictly(data, encoding)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ArticleError(f"line {line}: the byte {data[error.start]:#04x} is not {encoding} as the rest seems to be (mixed encodings); save it as UTF-8") from error


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether more characters come out whole than broken, beyond ASCII."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_REPLACED)
    return sum("\u2e80" <= c < _REPLACED for c in text) > broken


def _known(name: str) -> str:
    """The encoding of a declared name, in its widest form; "" for none that Python knows or that tells nothing."""
    try:
        plain = codecs.lookup(_WIDER.get(name.lower(), name)).name if name else ""
    except LookupError:
        return ""
    return "" if plain in _NOT_TOLD else plain


def _likely(data: bytes) -> str:
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "cp1252"]).best()
    return best.encoding if best else "gb18030"
