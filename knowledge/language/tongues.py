"""Which language a text is in, where it is one that is not read. Source: data/languages.toml."""

import re
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

from knowledge.language.lexicon import read_data

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _languages() -> dict[str, dict[str, Any]]:
    return read_data(files("knowledge") / "data" / "languages.toml")


def foreign_language(text: str) -> str:
    """The language or script of a text that is neither Chinese nor English; "" for one of these, and for what is too short to tell.

    >>> foreign_language("売上高は前年同期比で増加しました"), foreign_language("总收入同比增长22%")
    ('Japanese', '')
    """
    scripts = Counter(unicodedata.name(c, "").partition(" ")[0] for c in text if c.isalpha())
    letters = scripts.total()
    for script, entry in _languages()["scripts"].items():
        if letters and scripts[script] > entry["share"] * letters:
            return str(entry["name"])
    english = _languages()["english"]
    words = _WORD.findall(text.lower())
    latin = scripts["LATIN"] > letters / 2 and len(words) >= english["least"]
    told = sum(word in english["words"] for word in words)
    return "another language in Latin letters" if latin and told < english["share"] * len(words) else ""
