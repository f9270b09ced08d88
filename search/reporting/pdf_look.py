"""How the PDF looks: paper, fonts, colours, styles."""

from typing import Any

from search.reporting.charts import FONTS

PAPER = (595.28, 841.89)
"""A4, in points."""

MARGIN = 62.0
TEXT_WIDTH = PAPER[0] - 2 * MARGIN
BRAND, INK, SOFT, LINE = "#0b4f6c", "#16242d", "#4a5b65", "#c9d4da"
ROOM = {1: 250, 2: 150, 3: 90}
"""Points that are to be left on a page below a heading of each level."""

PALE, BAND = "#e6f0f4", "#f6f9fa"
PLAIN, BOLD, OBLIQUE = "PasserelleText", "PasserelleText-Bold", "PasserelleText-Oblique"
_FILES = {
    PLAIN: "DejaVuSansCondensed.ttf",
    BOLD: "DejaVuSansCondensed-Bold.ttf",
    OBLIQUE: "DejaVuSansCondensed-Oblique.ttf",
}


def register_fonts() -> None:
    """Make the report's own fonts known, once for the process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name, file in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / file)))


def styles() -> dict[str, Any]:
    """Give the styles of paragraphs by name."""
    text = _style("text", 9.5, spaceAfter=6)
    cell = _style("cell", 8.3, spaceAfter=0)
    entry = {"spaceAfter": 2, "rightIndent": 20}
    found = [
        text,
        _style("note", 8.6, textColor=SOFT, fontName=OBLIQUE, spaceAfter=6),
        _style("bullet", 9.5, leftIndent=14, bulletIndent=3, spaceAfter=3),
        _style("caption", 8.8, fontName=BOLD, textColor=SOFT, spaceBefore=6, spaceAfter=4),
        cell,
        _style("number", 8.3, spaceAfter=0, alignment=2),
        _style("cell-head", 8.6, fontName=BOLD, spaceAfter=0),
        _style("number-head", 8.6, fontName=BOLD, spaceAfter=0, alignment=2),
        _style("mark", 11, textColor=SOFT, spaceAfter=6),
        _style("title", 26, fontName=BOLD, textColor=BRAND, spaceAfter=8),
        _style("subtitle", 14, textColor=SOFT, spaceAfter=28),
        _style("contents", 17, fontName=BOLD, textColor=BRAND, spaceAfter=12),
        _style("entry-1", 10, fontName=BOLD, **entry),
        _style("entry-2", 9.2, leftIndent=14, **entry),
        _style("source", 8.6, leftIndent=30, bulletIndent=0, spaceAfter=3),
        *(_heading(level, size) for level, size in ((1, 17), (2, 13), (3, 10.8))),
    ]
    return {style.name: style for style in found}


def _heading(level: int, size: float) -> Any:
    return _style(
        f"heading-{level}",
        size,
        fontName=BOLD,
        textColor=BRAND,
        spaceBefore=size,
        spaceAfter=5,
    )


def _style(name: str, size: float, **others: Any) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    facts: dict[str, Any] = {
        "fontName": PLAIN,
        "fontSize": size,
        "leading": size * 1.36,
        "textColor": INK,
        "bulletFontName": PLAIN,
        "bulletFontSize": size,
        # A word longer than its column is broken rather than written over its neighbour.
        "splitLongWords": 1,
    }
    return ParagraphStyle(name, **(facts | others))
