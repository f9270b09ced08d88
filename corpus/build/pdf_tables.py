"""Tables in PDFs: columns as wide as what they hold, numbers to the right."""

import re
from typing import Any

from corpus.build.blocks import Table, Text, plain
from corpus.build.pdf_look import markup

_NUMERIC = re.compile(r"[\d\s.,+\-–%$€/()]*(?:M|k)?[\s$€]*|n\. ?d\.|s\. ?o\.|n/a")
_PADDING = 4.0
_AIR = 1.3
_LEAST_SHARE = 0.6
_RULE = "#9aa5b1"
_SHADE = "#eef1f4"

Columns = list[tuple[Text, ...]]


def pdf_table(table: Table, styles: dict[str, Any], accent: str, width: float) -> Any:
    """Make a table of at most `width` points, its header row repeated on each page."""
    from reportlab.platypus import Table as PdfTable

    columns: Columns = list(zip(table.header, *table.rows, strict=True))
    numeric = [_is_numeric(column) for column in columns]
    made = PdfTable(
        [
            _row(table.header, numeric, styles["head_cell"], styles["head_number"]),
            *(_row(row, numeric, styles["cell"], styles["number"]) for row in table.rows),
        ],
        colWidths=_column_widths(columns, styles["head_cell"], width),
        repeatRows=1,
        hAlign="LEFT",
        spaceBefore=3,
        spaceAfter=styles["body"].fontSize,
    )
    made.setStyle(_table_style(accent))
    return made


def _row(texts: tuple[Text, ...], numeric: list[bool], left: Any, right: Any) -> list[Any]:
    from reportlab.platypus import Paragraph

    return [
        Paragraph(markup(text), right if is_number else left)
        for text, is_number in zip(texts, numeric, strict=True)
    ]


def _is_numeric(column: tuple[Text, ...]) -> bool:
    """Tell whether all cells under the header are numbers, or say that there is none."""
    cells = [plain(cell) for cell in column[1:]]
    has_number = any(character.isdigit() for cell in cells for character in cell)
    return has_number and all(_NUMERIC.fullmatch(cell) for cell in cells)


def _column_widths(columns: Columns, style: Any, width: float) -> list[float]:
    """Give each column room for its longest word, and share the rest by its longest cell."""
    least = [max(_widest(plain(cell).split(), style) for cell in column) for column in columns]
    lines = [_widest([plain(cell) for cell in column], style) for column in columns]
    total = min(width, max(sum(lines) * _AIR, width * _LEAST_SHARE))
    if sum(least) >= total:
        return [width * each / sum(least) for each in least]
    if sum(lines) <= total:
        return [total * each / sum(lines) for each in lines]
    wanted = [(line - low + 1) ** 0.75 for line, low in zip(lines, least, strict=True)]
    spare = total - sum(least)
    return [low + spare * want / sum(wanted) for low, want in zip(least, wanted, strict=True)]


def _widest(texts: list[str], style: Any) -> float:
    """Measure the widest of some texts, padding included."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    widths = (stringWidth(text, style.fontName, style.fontSize) for text in texts or [""])
    return float(max(widths)) + 2 * _PADDING + 1


def _table_style(accent: str) -> list[tuple[Any, ...]]:
    return [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
        ("LINEABOVE", (0, 0), (-1, 0), 1, accent),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
        ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
    ]
