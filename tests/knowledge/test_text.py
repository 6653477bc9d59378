"""Characters: folding keeps offsets, readings go, real brackets stay."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.language.text import fold, is_traditional, tidy, without_noise
from tests.cases import TESTS, pairs

_T2S = opencc.OpenCC("t2s")
_SIMPLIFIED = {c: _T2S.convert(c) for c in map(chr, range(0x3400, 0xA000))}
_OTHER_FORMS = {c: s for c, s in _SIMPLIFIED.items() if s != c and len(s) == 1}


@given(st.text(st.characters()))
def test_fold_keeps_every_offset(text: str) -> None:
    """Any text, lone surrogates included, has the same length folded, and folds character by character."""
    assert fold(text) == "".join(map(fold, text))
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_the_traditional_table_is_that_of_opencc() -> None:
    """Every traditional character folds to what OpenCC's t2s gives for it, and no other character changes."""
    ours = {c: fold(c) for c in _SIMPLIFIED if fold(c) != c}
    assert len(_OTHER_FORMS) > 2000
    assert ours == _OTHER_FORMS


def _in_use_on_the_mainland(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def test_traditional_characters_make_a_text_traditional() -> None:
    """All do that a simplified text cannot hold: 著 and 於 are in GB 2312 too, and say nothing."""
    assert [c for c in _OTHER_FORMS if not is_traditional(c) and not _in_use_on_the_mainland(c)] == []
    assert all(is_traditional(text) for text in ("總收入", "淨利潤", "廣告", "多少億", "嗎", "財報"))


@pytest.mark.parametrize("text", ["快手2024年总收入同比增长11.8%", "利润显著增长", "著名主播", "皇后", "干部", "瞭望", "台湾", "余额", "里程"])
def test_simplified_words_are_not_traditional(text: str) -> None:
    assert not is_traditional(text)


@pytest.mark.parametrize(("text", "expected"), [
    ("ＤＡＵ：１２．５％", "dau:12.5%"),
    ("經調整淨利潤", "经调整净利润"),
    ("“Q4”—‘yes’", "\"q4\"-'yes'"),
    ("7﹒91億元", "7.91亿元"),
    ("快手\u3000电商\u00a0GMV", "快手 电商 gmv"),
    ("【快手】", "[快手]"),
    ("60～70", "60~70"),
    ("İstanbul", "İstanbul"),  # its lower case is two characters
])
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text(st.characters()))
def test_a_tidy_text_can_be_written_and_shown(text: str) -> None:
    """No controls, no lone surrogates, no bidirectional marks are left; nothing is added."""
    tidied = tidy(text)
    tidied.encode("utf-8")
    assert all(c.isprintable() or c.isspace() or c in text for c in tidied)
    assert not set(tidied) & set("\x00\u202e\u2066\u200b\ufeff\x1b\n\r\t")
    assert len(tidied) <= len(text)


@pytest.mark.parametrize(("raw", "expected"), pairs(TESTS / "knowledge" / "readings.txt"))
def test_reading_noise(raw: str, expected: str) -> None:
    """A bracket goes only where it is one of all readings of the character before it."""
    assert without_noise(raw)[0] == expected


@given(st.text(st.sampled_from("市场率绿儿(（)）shilvüǜ aSI1.%,。")))
def test_offsets_lead_back_to_the_raw_text(raw: str) -> None:
    """Each clean character stands in the raw text at its offset, and offsets only rise."""
    text, offsets = without_noise(raw)
    assert [raw[i] for i in offsets] == list(text)
    assert list(offsets) == sorted(set(offsets))


@given(st.text())
def test_removing_readings_only_removes_brackets(raw: str) -> None:
    text, offsets = without_noise(raw)
    gone = "".join(c for i, c in enumerate(raw) if i not in set(offsets))
    assert len(text) == len(offsets)
    assert gone.count("(") + gone.count("（") == gone.count(")") + gone.count("）")


def test_the_bundled_article_keeps_its_real_brackets() -> None:
    """Of all brackets of the bundled article one is not a reading."""
    from tests.cases import bundled_base

    article = bundled_base().article
    assert article.raw.count("(") > 150
    assert article.text.count("(") == article.text.count(")") == 1
    assert "使用时长(日均125.6分钟)的" in article.text
