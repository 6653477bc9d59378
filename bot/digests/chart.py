"""A chart of a digest: horizontal bars of figures in one unit and of one period, as PNG. The same figures stand in its text.

A bar says what the article gives, and nothing of shares: parts of a company need not make up the whole.
"""

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

from pydantic import TypeAdapter

from bot.digests.typeface import FAMILY, cut, font_file, lacking, width
from intents.digests.section import Row, Section, heading
from intents.questions.language import Language
from knowledge.fact import Role
from knowledge.language.lexicon import load_lexicon
from knowledge.quantities.quantity import MONEY

_MOST = 6  # bars
_FEWEST = 2
_PARTS = 3  # parts of a company that are worth more than its key figures
_VISIBLE = 500  # a figure that is smaller than this part of the greatest has no bar to see: per share beside billions

_WIDTH, _MARGIN, _GAP = 1080, 64, 32
_FULL = _WIDTH - 2 * _MARGIN
_HEAD, _ROW, _PLAIN_ROW, _FOOT = 212, 160, 116, 84  # heights; a plain row has no growth
_TITLE, _SUBTITLE, _LABEL, _NOTE, _SMALL = 52, 34, 36, 30, 26  # sizes of letters
_BAR, _SLIVER = 20, 4  # height of a bar, least length
_INK, _MUTED, _TRACK, _FILL, _LOSS, _PAPER = "#16202c", "#5c6877", "#e9edf3", "#2a6fdb", "#c8452f", "#ffffff"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure: what it is, its number for the length, and its number and growth in words; a loss has a colour of its own."""

    label: str
    value: Decimal
    shown: str
    growth: str = ""
    is_loss: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title; `source` names the article below them. Every text can be drawn."""

    language: Language
    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    source: str = ""

    @property
    def alt(self) -> str:
        """The chart as a text that has every figure."""
        colon, stop, open_, close = ("：", "；", "（", "）") if self.language is not Language.EN else (": ", "; ", " (", ")")
        told = (f"{bar.label}{colon}{bar.shown}" + (f"{open_}{bar.growth}{close}" if bar.growth else "") for bar in self.bars)
        if self.language is Language.EN:
            return f"{self.title}, {self.subtitle[:1].lower()}{self.subtitle[1:]}. {stop.join(told)}"
        return f"{self.title}，{self.subtitle}。{stop.join(told)}"


_ADAPTER = TypeAdapter(Chart)


def chart_record(chart: Chart) -> dict[str, Any]:
    """The chart as JSON, which is stored until it is drawn."""
    return dict(_ADAPTER.dump_python(chart, mode="json"))


def read_chart(record: object) -> Chart:
    """The chart of its JSON; pydantic's ValidationError for what is none."""
    return _ADAPTER.validate_python(record, strict=False)


def chart_of(section: Section) -> Chart | None:
    """The chart of a section: its parts, or its key figures; None where fewer than two belong together, or a character cannot be drawn."""
    parts, figures = _alike(section.parts), _alike(section.rows)
    chosen, key = (parts, "parts") if len(parts) >= _PARTS or len(figures) < _FEWEST else (figures, "figures")
    if len(chosen) < _FEWEST:
        return None
    rows = sorted(chosen, key=lambda row: -row.figure.value) if key == "parts" else chosen
    losses = {loss for opposite in load_lexicon().opposites.values() for loss in opposite}
    bars = tuple(Bar(row.name[:1].upper() + row.name[1:], row.figure.value, row.value, row.growth, row.figure.metric in losses) for row in rows[:_MOST])
    period = chosen[0].period
    subtitle = heading(f"{key}_of", section.language, period=period) if period else heading(key, section.language)
    chart = Chart(section.language, section.company, subtitle, bars, "" if lacking(section.article) else section.article)
    return None if lacking(chart.alt) else chart


def _alike(rows: tuple[Row, ...]) -> list[Row]:
    """The rows of one currency, period and kind (earned in a time, or held at a day), those of the first; levels above zero, each measure once."""
    levels = [r for r in rows if r.figure.role is Role.VALUE and r.figure.unit in MONEY and r.figure.high is None and not r.figure.vague and r.figure.value > 0]
    same = [r for r in levels if (r.figure.unit, r.period) == (levels[0].figure.unit, levels[0].period) and _kind(r) in (_kind(levels[0]), "")]
    alike = {r.name: r for r in reversed(same)}
    most = max((r.figure.value for r in alike.values()), default=Decimal(0))
    return [r for r in reversed(alike.values()) if r.figure.value * _VISIBLE >= most]


def _kind(row: Row) -> str:
    """Whether a measure is a flow or a stock; "" for one that only its article names."""
    fact, metrics = row.figure.fact, load_lexicon().metrics
    known = metrics.get(row.figure.metric) or (metrics.get(fact.base) if fact else None)
    return known.kind if known else ""


def draw(chart: Chart) -> bytes:
    """The chart as PNG; the same chart gives the same bytes."""
    import resvg_py  # noqa: PLC0415  # few charts are drawn, and many cards made

    return resvg_py.svg_to_bytes(
        svg_string=svg(chart), skip_system_fonts=True, font_files=[str(font_file())], sans_serif_family=FAMILY, font_family=FAMILY, background=_PAPER,
    )  # fmt: skip


def svg(chart: Chart) -> str:
    """The chart as SVG."""
    most = max(bar.value for bar in chart.bars)
    row = _ROW if any(bar.growth or not _fits(bar) for bar in chart.bars) else _PLAIN_ROW
    height = _HEAD + row * len(chart.bars) + (_FOOT if chart.source else _MARGIN // 2)
    drawn = [
        _text(chart.title, _MARGIN, _MARGIN + _TITLE - 4, _TITLE, bold=True),
        _text(chart.subtitle, _MARGIN, _MARGIN + _TITLE + _SUBTITLE + 18, _SUBTITLE, _MUTED),
        *(part for number, bar in enumerate(chart.bars) for part in _bar(bar, _HEAD + row * number, most)),
        _text(chart.source, _MARGIN, height - 44, _SMALL, _MUTED),
    ]
    body = "\n".join(filter(None, drawn))
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" font-family="sans-serif">\n{body}\n</svg>\n'


def _bar(bar: Bar, top: int, most: Decimal) -> list[str]:
    """The label with the number at the right end of its line, the growth below the number's bar. Beside a long label the number
    has no room, and stands below the bar, the growth to its left."""
    length = max(_SLIVER, round(_FULL * bar.value / most))
    line, track = top + _LABEL, top + _LABEL + 22
    below, is_beside = track + _BAR + _NOTE + 8, _fits(bar)
    growth = cut(bar.growth, _NOTE, _FULL if is_beside else _room(bar))
    return [
        _text(bar.label, _MARGIN, line, _LABEL),
        _text(bar.shown, _WIDTH - _MARGIN, line if is_beside else below, _LABEL, bold=True, right=True),
        f'<rect x="{_MARGIN}" y="{track}" width="{_FULL}" height="{_BAR}" rx="{_BAR // 2}" fill="{_TRACK}"/>',
        f'<rect x="{_MARGIN}" y="{track}" width="{length}" height="{_BAR}" rx="{min(_BAR, length) // 2}" fill="{_LOSS if bar.is_loss else _FILL}"/>',
        _text(growth, _WIDTH - _MARGIN if is_beside else _MARGIN, below, _NOTE, _MUTED, right=is_beside),
    ]


def _fits(bar: Bar) -> bool:
    """Whether the label and the number have room in one line."""
    return width(bar.label, _LABEL) <= _room(bar)


def _room(bar: Bar) -> float:
    """The room that the number leaves in its line."""
    return _FULL - width(bar.shown, _LABEL) - _GAP


def _text(text: str, x: int, y: int, size: int, colour: str = _INK, *, bold: bool = False, right: bool = False, room: float = _FULL) -> str:
    """A line of text that keeps within its room; bold by a thin outline, since the font has one weight."""
    if not text:
        return ""
    outline = f' stroke="{colour}" stroke-width="{size / 40}"' if bold else ""
    anchor = ' text-anchor="end"' if right else ""
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}"{outline}{anchor}>{escape(cut(text, size, room))}</text>'
