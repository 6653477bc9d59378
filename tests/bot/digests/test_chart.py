"""Charts: every kind of label leaves ink, nothing is cut but labels, a character that cannot be drawn is noticed, the same chart gives the same bytes."""

import hashlib
import json
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from html import unescape
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digests.chart import Bar, Chart, chart_of, chart_record, draw, read_chart, svg
from bot.digests.typeface import cut, font_file, lacking, width, widths
from intents.digests.digest import Latest, compose
from intents.digests.section import Section
from intents.questions.language import Language
from knowledge.article import About
from knowledge.building import build
from knowledge.library import Library, bundled, load_folder
from tests.cases import TESTS

CHART = Chart(
    Language.HANS, "快手", "关键数字（2024年全年）",
    (Bar("总收入", Decimal(1269), "1269亿元", "同比增长11.8%"), Bar("净利润", Decimal(177), "177亿元", "同比增长72.5%")), "《财报》，2025年3月25日",
)  # fmt: skip
CHARACTERS = sorted(widths())
DRAWN = st.sampled_from([c for c in CHARACTERS if not c.isspace()])
RARE = "𪚥"


def first(**changes: object) -> Chart:
    """The chart with another first bar."""
    return replace(CHART, bars=(replace(CHART.bars[0], **changes), *CHART.bars[1:]))  # type: ignore[arg-type]


def section_of(text: str, language: Language = Language.HANS, key: str = "a") -> Section:
    kb = build(text, About(key))
    return compose(Latest(kb.company.id), Library({key: kb}), language).sections[0]


LABELS = {
    "title": replace(CHART, title=" "), "subtitle": replace(CHART, subtitle=" "), "label": first(label=" "), "value": first(shown=" "),
    "growth": first(growth=" "), "source": replace(CHART, source=" "),
}  # fmt: skip


@pytest.mark.parametrize("kind", LABELS)
def test_every_kind_of_label_leaves_ink(kind: str) -> None:
    """A picture without it is another picture."""
    assert draw(CHART) != draw(LABELS[kind])


SURFACES = ["净利润", "淨利潤", "總收入1.2兆元", "Net profit", "RMB 1.2 billion", "US$3", "HK$4", "NT$5", "€6", "£7", "¥8", "₩9", "−12.5%", "同比下降5%；持平", "·—–▼▲…", "《》“”（）、"]


@cache
def blank() -> bytes:
    return draw(first(label=" "))


@pytest.mark.parametrize("text", SURFACES)
def test_usual_labels_can_be_drawn(text: str) -> None:
    assert lacking(text) == set()
    assert draw(first(label=text)) != blank()


@settings(max_examples=25)
@given(DRAWN)
def test_a_character_of_the_list_leaves_ink(character: str) -> None:
    """Each alone: a font without it would draw nothing, without a word."""
    assert draw(first(label=character)) != blank()


def test_a_character_outside_the_list_leaves_none() -> None:
    """This is what has to be noticed before."""
    assert lacking(RARE) == {RARE}
    outside = svg(first(label="总")).replace(">总<", f">{RARE}<")
    assert RARE in outside
    assert blank() == draw_svg(outside)


def draw_svg(text: str) -> bytes:
    import resvg_py

    from bot.digests.typeface import FAMILY

    return resvg_py.svg_to_bytes(svg_string=text, skip_system_fonts=True, font_files=[str(font_file())], sans_serif_family=FAMILY, font_family=FAMILY, background="#ffffff")


def test_the_list_of_characters_belongs_to_the_font() -> None:
    head = font_file().with_suffix(".txt").read_text(encoding="utf-8").partition("\n")[0]
    assert hashlib.sha256(font_file().read_bytes()).hexdigest() in head


def test_the_font_has_the_common_characters_of_both_scripts() -> None:
    """All of GB 2312 and the common ones of Big5."""
    rows = [bytes((lead, trail)) for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF)]
    common = [bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)) if (lead, trail) <= (0xC6, 0x7E)]
    assert lacking("".join(r.decode("gb2312", "ignore") for r in rows)) == set()
    assert lacking("".join(r.decode("big5", "ignore") for r in common)) == set()


def test_the_licence_of_the_font_lies_beside_it() -> None:
    licence = font_file().with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert font_file().stat().st_size < 8_000_000


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert draw(CHART) == draw(replace(CHART))
    assert draw(CHART).startswith(b"\x89PNG")


def test_the_alternative_text_has_every_figure() -> None:
    assert CHART.alt == "快手，关键数字（2024年全年）。总收入：1269亿元（同比增长11.8%）；净利润：177亿元（同比增长72.5%）"
    english = Chart(Language.EN, "Kuaishou", "Key figures", (Bar("Revenue", Decimal(2), "RMB 2", "up 1%"), Bar("Profit", Decimal(1), "RMB 1")))
    assert english.alt == "Kuaishou, key figures. Revenue: RMB 2 (up 1%); Profit: RMB 1"


@given(st.text(st.sampled_from(CHARACTERS), max_size=80), st.floats(20, 900))
def test_a_text_is_cut_to_its_room(text: str, room: float) -> None:
    """It fits, and begins as the whole; a text that fits stays."""
    shown = cut(text, 20, room)
    assert width(shown, 20) <= max(room, width("…", 20))
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1].rstrip()))


@given(st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=80), st.text(st.sampled_from("0123456789亿元RMB.,% "), min_size=1, max_size=20))
def test_a_label_never_touches_its_number(label: str, shown: str) -> None:
    """They share a line where both have room in it; else each has one of its own."""
    texts = [t for t in ET.fromstring(svg(first(label=label, shown=shown))) if t.get("font-size") == "36"]  # noqa: S314  # our own SVG
    left, right = texts[:2] if label.strip() else (None, texts[0])
    widths = [width(t.text or "", 36) for t in (left, right) if t is not None]
    assert (left is not None and left.get("y") != right.get("y")) or sum(widths) <= 1080 - 2 * 64
    assert max(widths) <= 1080 - 2 * 64


def test_a_long_label_is_drawn_whole_with_its_number_and_growth_below_the_bar() -> None:
    label = "Revenue of the automotive products"
    shown = re.findall(r"<text[^>]*>([^<]*)</text>", svg(first(label=label, shown="about RMB 56.624 billion")))
    assert label in shown


def test_a_loss_has_a_colour_of_its_own() -> None:
    chart = chart_of(section_of(TWO.replace("净利润为120亿元", "净亏损为120亿元")))
    assert chart is not None
    assert [bar.is_loss for bar in chart.bars] == [False, True]
    assert svg(chart).count("#c8452f") == 1


@given(st.text(st.sampled_from('<>&"\'') | DRAWN, min_size=1, max_size=8))
def test_signs_of_markup_are_only_text(label: str) -> None:
    assert unescape(re.findall(r"<text[^>]*>([^<]*)</text>", svg(first(label=label)))[2]) == label


# --- what is drawn

TWO = "丁岛电子2031年业绩\n3月20日,丁岛电子发布2031年全年财报,总收入同比增长22%至3376亿元,净利润为120亿元,每股收益为2.1元,毛利率为30%。\n2031年末总资产为5000亿元。\n"


def test_key_figures_of_one_unit_period_and_kind_are_drawn() -> None:
    """No margin, nothing per share, and nothing that is held beside what is earned."""
    chart = chart_of(section_of(TWO))
    assert chart is not None
    assert [(bar.label, bar.shown, bar.growth) for bar in chart.bars] == [("总收入", "3376亿元", "同比增长22%"), ("净利润", "120亿元", "")]
    assert (chart.title, chart.subtitle, chart.source) == ("丁岛电子", "关键数字（2031年全年）", "《丁岛电子2031年业绩》")


def test_one_figure_is_no_chart() -> None:
    assert chart_of(section_of(TWO.replace("净利润为120亿元,", ""))) is None


def test_a_figure_below_zero_has_no_bar() -> None:
    assert chart_of(section_of(TWO.replace("净利润为120亿元", "经营现金流为-12亿元"))) is None


def test_parts_are_drawn_the_greatest_first() -> None:
    shelf = load_folder(TESTS / "intents" / "articles")
    company = shelf.catalog.cards[shelf.catalog.places["helu-2023"]].company
    chart = chart_of(compose(Latest(company), shelf, Language.EN).sections[0])
    assert chart is not None
    assert chart.subtitle == "Revenue by segment (full-year 2023)"
    assert [bar.value for bar in chart.bars] == sorted((bar.value for bar in chart.bars), reverse=True)


def test_a_name_that_cannot_be_drawn_gives_no_chart() -> None:
    section = section_of(TWO)
    assert chart_of(replace(section, company=f"丁{RARE}")) is None


def test_a_title_that_cannot_be_drawn_is_left_out() -> None:
    chart = chart_of(replace(section_of(TWO), article=f"《{RARE}》"))
    assert chart is not None
    assert chart.source == ""


@pytest.mark.parametrize("language", Language)
def test_the_bundled_article_has_a_chart(language: Language) -> None:
    library = load_folder(bundled())
    section = compose(Latest(library.default.company.id), library, language).sections[0]
    chart = chart_of(section)
    assert chart is not None
    assert all(bar.shown in chart.alt and bar.shown in section.text for bar in chart.bars)
    assert len(draw(chart)) < 200_000


@pytest.mark.parametrize("language", Language)
def test_a_chart_comes_back_from_what_is_stored_of_it(language: Language) -> None:
    chart = replace(CHART, language=language)
    assert read_chart(json.loads(json.dumps(chart_record(chart)))) == chart
