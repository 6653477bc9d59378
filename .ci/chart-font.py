# ruff: noqa: INP001  # a script, no package
"""Makes the font of the charts and the list of its characters: python .ci/chart-font.py NotoSansCJK-Regular.ttc (needs fonttools).

The font is the simplified Chinese face of Noto Sans CJK (SIL Open Font License 1.1), cut down to the characters of GB 2312, the
common ones of Big5, ASCII and signs of currencies and arithmetic. Debian ships it in the package fonts-noto-cjk.
"""

import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Sans CJK SC"
PLACE = Path(__file__).resolve().parent.parent / "bot" / "data" / "font"
SIGNS = "¥€£₹₩₽฿₫₱₺$¢°±×÷−–—‑·•…‘’“”§©®™≈≤≥≠↑↓→←▲▼△▽％‰№äöüßéèêëàâçñîïôûÄÖÜÉÈÀÇÑøØåÅ"
COMMON = range(0xA440, 0xC67F)  # lead and trail bytes of the common characters of Big5


def _characters() -> set[str]:
    pairs = [bytes((lead, trail)) for lead in range(0xA1, 0xFF) for trail in range(0x40, 0xFF)]
    simplified = {p.decode("gb2312", "ignore") for p in pairs if p[1] > 0xA0}
    traditional = {p.decode("big5", "ignore") for p in pairs if int.from_bytes(p, "big") in COMMON}
    punctuation = {chr(c) for c in range(0x3000, 0x3020)} | {chr(c) for c in range(0xFF01, 0xFF5F)}
    wanted = {c for text in (*simplified, *traditional) if len(text) == 1 for c in text if c >= "\u2e80"}
    kana = {chr(c) for c in range(0x3040, 0x3130)}
    return (wanted - kana) | punctuation | set(map(chr, range(0x20, 0x7F))) | set(SIGNS)


def main(source: str) -> None:
    """Writes chart.otf and chart.txt."""
    font: TTFont = next(f for f in TTCollection(source).fonts if f["name"].getBestFamilyName() == FAMILY)
    options = subset.Options(name_IDs=["*"], hinting=False, desubroutinize=True, layout_features=["kern", "locl", "ccmp"], glyph_names=False, notdef_outline=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(_characters()))
    cutter.subset(font)
    PLACE.mkdir(parents=True, exist_ok=True)
    font.save(PLACE / "chart.otf")
    _list(font)


def _list(font: TTFont) -> None:
    """The characters by their advance width in thousandths of the size, a line for each width."""
    scale = 1000 / font["head"].unitsPerEm
    widths: dict[int, list[str]] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        widths.setdefault(round(font["hmtx"][glyph][0] * scale), []).append(chr(code))
    digest = hashlib.sha256((PLACE / "chart.otf").read_bytes()).hexdigest()
    lines = [f"# of chart.otf {digest}: width in thousandths of the size, characters", *(f"{w} {''.join(cs)}" for w, cs in sorted(widths.items()))]
    (PLACE / "chart.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


main(sys.argv[1])
