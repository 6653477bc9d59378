"""How a table stands in a text: its rows of cells, and the head above them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge.article import Article, Sentence
from knowledge.language.patterns import pattern
from knowledge.language.text import fold

_GAP = re.compile(r"[^\S\n]{0,16}\|[^\S\n]{0,16}|\t+|[^\S\n]{2,}")
_COMMA = re.compile(r",\s+")  # parts the cells of a line that nothing else does
_RULE = re.compile(r"[\s|:+=-]+")  # drawn between a head and its rows
_STOPS = ".。;；!！?？"
_PARTING = re.compile(r"\||\t|[^\S\n]{2}|(?m:,[^\S\n]{1,4}\S{0,4}\d\S{0,16}[^\S\n]{0,4}$)")
_NUMBER, _EMPTY = pattern("table_number"), pattern("table_nothing")
_MOST_CELLS = 16
_FEW = 2  # cells of a line that is a list's
_CAPTION = 2  # lines above a head that may say of what its table is


class Cell(NamedTuple):
    """What stands in one place of a row, from `start` on in its sentence."""

    text: str
    start: int


class Row(NamedTuple):
    """A line of a table: what it is called and its cells."""

    sentence: Sentence
    label: str
    cells: tuple[Cell, ...]


class Layout(NamedTuple):
    """A table: the words over each column, what the corner and the lines above say, and its rows; `silent` are the sentences that state
    nothing: its head, and lines of more or fewer figures than it has columns."""

    columns: tuple[str, ...]
    corner: str
    caption: str
    rows: tuple[Row, ...]
    silent: tuple[int, ...]


def may_hold(article: Article) -> bool:
    """Whether anything in a text parts cells; most texts are prose."""
    return _PARTING.search(article.text) is not None


def layouts(article: Article) -> Iterator[Layout]:
    """The tables of a text; one needs a head whose words stand over its columns."""
    lines = _lines(article)
    i = 0
    while i < len(lines):
        head, below = _head(lines, i)
        rows: list[Row] = []
        unfit: list[int] = []
        while head and below < len(lines):
            if row := _row(lines[below], len(head.columns), beside=lines[below - 1]):
                rows.append(row)
            elif rows and _is_listed(lines[below][1]):
                unfit.append(lines[below][0].index)
            else:
                break
            below += 1
        if head and any(row.cells for row in rows):
            spanned, heads = _spanned(head.columns, lines, head.silent[0])
            heads = (*heads, *head.silent)
            yield head._replace(columns=spanned, rows=tuple(_grouped(rows)), caption=_caption(article, heads[0]), silent=(*heads, *unfit))
            i = below
        else:
            i += 1


def is_loose(sentence: Sentence) -> bool:
    """Whether a line is a row of figures under no head, of which nobody can tell what they are."""
    cells = cells_of(sentence)
    return len(cells) > _FEW and sum(is_number(c.text) for c in cells[1:]) == len(cells) - 1


def cells_of(sentence: Sentence, gap_between: re.Pattern[str] = _GAP) -> list[Cell]:
    """The cells of a line, in order; a line of prose is one."""
    cells, start = [], 0
    for gap in gap_between.finditer(sentence.text):
        if gap.start() > start:
            cells.append(Cell(sentence.text[start : gap.start()], start))
        start = gap.end()
    return [*cells, Cell(sentence.text[start:], start)] if start < len(sentence.text) else cells


def is_number(text: str) -> bool:
    """Whether a cell holds a figure, or nothing where one would stand."""
    return _NUMBER.fullmatch(fold(text)) is not None or _EMPTY.fullmatch(fold(text)) is not None


def _lines(article: Article) -> list[tuple[Sentence, list[Cell]]]:
    """The lines that are one sentence each, with their cells, but for rules; where others stand between, an empty line."""
    sentences = article.sentences
    lines: list[tuple[Sentence, list[Cell]]] = []
    for s in sentences:
        alone = (not s.index or sentences[s.index - 1].paragraph != s.paragraph) and (s.index + 1 == len(sentences) or sentences[s.index + 1].paragraph != s.paragraph)
        if not _RULE.fullmatch(s.text):
            lines.append((s, _parted(s, sentences[s.index + 1] if s.index + 1 < len(sentences) else None) if alone else []))
    return lines


def _parted(sentence: Sentence, below: Sentence | None) -> list[Cell]:
    """The cells of a line, parted by commas where those are figures, or where figures stand so in the line below."""
    cells = cells_of(sentence)
    if len(cells) > 1 or sentence.text[-1] in _STOPS:
        return cells
    return cells_of(sentence, _COMMA) if any(line and _is_listed(cells_of(line, _COMMA)) for line in (sentence, below)) else cells


def _is_listed(cells: Sequence[Cell]) -> bool:
    """Whether nothing but figures stands behind the name of a line."""
    return len(cells) > 1 and not is_number(cells[0].text) and all(is_number(c.text) and not _is_year(c.text) for c in cells[1:])


def _head(lines: Sequence[tuple[Sentence, list[Cell]]], i: int) -> tuple[Layout | None, int]:
    """The head that begins with the `i`-th line, of one line or of two, and where its rows begin; None where it is none."""
    sentence, cells = lines[i]
    if not 1 < len(cells) <= _MOST_CELLS or any(is_number(c.text) and not _is_year(c.text) for c in cells):
        return None, i + 1
    if i + 1 >= len(lines):
        return None, i + 1
    below = lines[i + 1][1]
    if len(below) == 1 and i + 2 < len(lines) and lines[i + 1][0].heading:
        below = lines[i + 2][1]  # a row that heads others stands between
    elif len(below) > 1 and not any(is_number(c.text) and not _is_year(c.text) for c in below) and i + 2 < len(lines):
        width = _width(lines[i + 2][1])
        first, second = _over(cells, width), _over(below, width)
        if first and second:
            columns = tuple(f"{a} {b}" for a, b in zip(first[1], second[1], strict=True))
            return Layout(columns, f"{first[0]} {second[0]}".strip(), "", (), (sentence.index, lines[i + 1][0].index)), i + 2
    over = _over(cells, _width(below)) or _over(cells, len(below) - 1)
    return (Layout(over[1], over[0], "", (), (sentence.index,)), i + 1) if over else (None, i + 1)


def _spanned(columns: tuple[str, ...], lines: Sequence[tuple[Sentence, list[Cell]]], head: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The words over the columns with those above them that each span as many: three months ended and nine months ended, over two years each."""
    heads: tuple[int, ...] = ()
    for sentence, cells in reversed(lines[max(0, head - _CAPTION) : head]):
        if not 1 < len(cells) < len(columns) or len(columns) % len(cells) or any(is_number(c.text) for c in cells):
            break
        each = len(columns) // len(cells)
        columns = tuple(f"{cells[i // each].text} {words}" for i, words in enumerate(columns))
        heads = (sentence.index, *heads)
    return columns, heads


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", text.strip()) is not None


def _over(cells: Sequence[Cell], width: int) -> tuple[str, tuple[str, ...]] | None:
    """The corner and the words over so many columns; None where there are more or fewer."""
    texts = tuple(c.text for c in cells)
    if width < 1 or len(texts) not in (width, width + 1):
        return None
    return ("", texts) if len(texts) == width else (texts[0], texts[1:])


def _row(line: tuple[Sentence, list[Cell]], columns: int, *, beside: tuple[Sentence, list[Cell]]) -> Row | None:
    """A row of as many cells as there are columns, or of its label alone, as one that heads others; None where the table has ended."""
    sentence, cells = line
    cells = _apart(cells) if len(cells) == columns else cells
    if len(cells) == columns + 1 and any(is_number(c.text) for c in cells[1:]) and not is_number(cells[0].text):
        return Row(sentence, cells[0].text, tuple(cells[1:]))
    alone = len(cells) == 1 and len(beside[1]) > 1 and sentence.heading and len(cells[0].text.split()) <= 4
    return Row(sentence, cells[0].text, ()) if alone else None


def _width(cells: list[Cell]) -> int:
    """How many figures a row has, the one that only a space parts from its label included."""
    return len(_apart(cells)) - 1 if cells else 0


def _apart(cells: list[Cell]) -> list[Cell]:
    """The cells of a row whose label and first figure only one space parts."""
    label, _, figure = cells[0].text.rpartition(" ")
    return [Cell(label, cells[0].start), Cell(figure, cells[0].start + len(label) + 1), *cells[1:]] if label and is_number(figure) and all(is_number(c.text) for c in cells[1:]) else cells


def _grouped(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows with the label that heads them, where two groups have rows of the same one: Passengers of domestic and of foreign flights."""
    labels = [row.label for row in rows if row.cells]
    group = ""
    for row in rows:
        if not row.cells:
            group = row.label
        else:
            yield row._replace(label=f"{group} {row.label}" if group and labels.count(row.label) > 1 else row.label)


def _caption(article: Article, head: int) -> str:
    """The lines of one piece right above a head."""
    above: list[str] = []
    for sentence in reversed(article.sentences[max(0, head - _CAPTION) : head]):
        if not (sentence.heading or _is_caption(sentence)) or len(cells_of(sentence)) > 1:
            break
        above.insert(0, sentence.text)
    return " ".join(above)


def _is_caption(sentence: Sentence) -> bool:
    return sentence.text[-1:] in "):：" and len(sentence.text) < 120
