"""The language of a text: what a reply to it is written in."""

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

from knowledge.language.lexicon import read_data
from knowledge.language.text import fold, has_hanzi, is_pinyin, is_simplified, is_traditional

_HANZI_RUN = re.compile(r"[\u3400-\u9fff]+")
_TWO_WORDS = re.compile(r"[A-Za-z]\s[A-Za-z]")
_LATIN = re.compile(r"[a-z]+")
_ASKING = frozenset(("what", "how", "which", "who", "when", "where", "why", "did", "does", "do", "is", "was", "were", "are", "has", "have"))
_FEW = 1  # English words that may stand in a Chinese question
_SAID = 3  # Latin words that are no mere abbreviation


@cache
def english_words() -> frozenset[str]:
    """Words that only an English question has."""
    return frozenset(read_data(files("intents") / "data" / "variants.toml")["english"]["words"])


@cache
def _cantonese() -> re.Pattern[str]:
    """Words of Hong Kong that are written alike in both scripts."""
    return re.compile("|".join(read_data(files("intents") / "data" / "variants.toml")["cantonese"]["words"]))


class Language(StrEnum):
    """What a reply is written in."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"


def language_of(text: str, folded: str = "", before: Language | None = None, script: Language = Language.HANS) -> Language:
    """Chinese if any character or the letters spell Chinese; traditional if any character is only that, or none is only simplified and
    the words are Cantonese; `folded` is the text so, where it is at hand.

    What does not tell (第四季呢, MAU?) is in the language of the question `before`; characters of both scripts in the `script` of the article.
    """
    if has_hanzi(text) and not _is_english_with_names(text):
        if is_traditional(text):  # of both scripts: a name in the other one
            return Language.HANS if before is Language.HANS and is_simplified(text) else Language.HANT
        if is_simplified(text):
            return Language.HANS
        chinese = before if before in (Language.HANS, Language.HANT) else script
        return Language.HANT if _cantonese().search(text) else chinese
    words = _LATIN.findall(folded or fold(text))
    if english_words().intersection(words) or (words and words[0] in _ASKING):
        return Language.EN
    if before and len(words) < _SAID:
        return before
    spelled = [w for w in words if len(w) > 2 and is_pinyin(w)]
    return Language.HANS if len(spelled) > 1 and sum(map(len, spelled)) > 0.6 * sum(map(len, words)) else Language.EN


def _is_english_with_names(text: str) -> bool:
    """Whether a few characters (双11, 可灵) stand in an English sentence."""
    if not _TWO_WORDS.search(text):
        return False
    said = _LATIN.findall(fold(text))
    if said and said[0] in _ASKING and len(english_words().intersection(said)) > _FEW and not has_hanzi(text[: len(said[0])]):
        return True
    return len(english_words().intersection(said)) > 1 and 3 * sum(map(len, _HANZI_RUN.findall(text))) < len(said) * 2
