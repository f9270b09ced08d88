"""The lines of a PDF page as pdfium finds them, with their place and type."""

import ctypes
import math
import re
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

_CELL_GAP = 1.8
MARKER = re.compile(r"[•¢●○◦▪■□►▶➢➔❖✓✔✗»›‣∙·–—*-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)°]|[oO]")
_FALSE_BULLET = re.compile(r"¢\s*")
"""A symbol font's bullet, read as a letter of a font for texts."""

_SEVERAL = 2
"""Lines of a page from which those that begin so are a list."""

_LEADER = re.compile(r"\s*(?:[.…·]\s*){4,}")
"""Dots that lead the eye to a page's number."""

_BOLD = 600
_BOLD_NAME = re.compile(r"bold|black|heavy|(?<!semi)demi", re.IGNORECASE)
_HYPHEN = 0xFFFE
_RETURN, _NEWLINE, _SPACE = 13, 10, 32


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page, in points from the lower left corner.

    Attributes:
        size: font size in points.
        bold: whether the whole line is bold.
        hyphen: whether its last word goes on in the next line.
        cells: the pieces between wide gaps; more than one makes it a table row.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool
    hyphen: bool
    cells: tuple[str, ...]

    @property
    def height(self) -> float:
        """Give the line's height."""
        return self.top - self.bottom


@dataclass(slots=True)
class _Glyph:
    """One character with its box, or one that pdfium put in (without a box)."""

    code: int
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0
    size: float = 0.0
    bold: bool = False
    boxed: bool = False


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page, and how many of its characters say nothing certain."""

    lines: tuple[Line, ...]
    characters: int
    unmapped: int


def lines_of(text_page: Any) -> PageLines:
    """Collect the lines of a pdfium text page in the order of the file."""
    lines: list[Line] = []
    glyphs: list[_Glyph] = []
    characters = unmapped = 0
    for glyph, is_unmapped in _glyphs(text_page):
        if glyph.code in (_RETURN, _NEWLINE):
            lines.extend(_line(glyphs))
            glyphs = []
            continue
        glyphs.append(glyph)
        if glyph.boxed and glyph.code != _SPACE:
            characters += 1
            unmapped += is_unmapped
            if glyph.code == _HYPHEN:
                lines.extend(_line(glyphs))
                glyphs = []
    lines.extend(_line(glyphs))
    return PageLines(tuple(_with_bullets(lines)), characters, unmapped)


def _with_bullets(lines: list[Line]) -> Iterator[Line]:
    """Give back their bullets to the lines of a list."""
    false = [bool(_FALSE_BULLET.match(line.text)) for line in lines]
    for line, is_false in zip(lines, false, strict=True):
        if is_false and sum(false) >= _SEVERAL:
            cells = (_FALSE_BULLET.sub("• ", line.cells[0], count=1).strip(), *line.cells[1:])
            yield replace(line, text=" ".join(cells), cells=cells)
        else:
            yield line


def _glyphs(text_page: Any) -> Iterator[tuple[_Glyph, bool]]:
    """Go through the characters of a page; size and weight are asked once per word."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    size, bold, word_begins = 0.0, False, True
    for index in range(max(0, pdfium.FPDFText_CountChars(text_page))):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if pdfium.FPDFText_IsGenerated(text_page, index) == 1 and code != _HYPHEN:
            word_begins = True
            yield _Glyph(code), False
            continue
        if word_begins:
            size, bold = _size(text_page, index), _is_bold(text_page, index)
        word_begins = code == _SPACE
        boxed = bool(pdfium.FPDFText_GetCharBox(text_page, index, left, right, bottom, top))
        unmapped = code == 0 or pdfium.FPDFText_HasUnicodeMapError(text_page, index) == 1
        yield (
            _Glyph(code, left.value, right.value, bottom.value, top.value, size, bold, boxed),
            unmapped,
        )


def _size(text_page: Any, index: int) -> float:
    """Give the font size as printed: the stated one, scaled by the text matrix."""
    import pypdfium2.raw as pdfium

    stated = float(pdfium.FPDFText_GetFontSize(text_page, index))
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text_page, index, matrix):
        return stated
    return stated * (math.hypot(matrix.c, matrix.d) or 1.0)


def _is_bold(text_page: Any, index: int) -> bool:
    """Ask for the weight, and read the font's name, which often says more."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD:
        return True
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    return bool(_BOLD_NAME.search(name.value.decode("utf-8", "replace")))


def _line(glyphs: list[_Glyph]) -> Iterator[Line]:
    """Make one line, unless nothing shows in it."""
    shown = [glyph for glyph in glyphs if glyph.boxed and glyph.code != _SPACE]
    if not shown:
        return
    cells = tuple(filter(None, (_LEADER.sub(" ", cell).strip() for cell in _cells(glyphs))))
    text = " ".join(cells)
    if not text.strip():
        return
    yield Line(
        text=text,
        left=min(glyph.left for glyph in shown),
        right=max(glyph.right for glyph in shown),
        top=max(glyph.top for glyph in shown),
        bottom=min(glyph.bottom for glyph in shown),
        size=round(statistics.median(glyph.size for glyph in shown), 1),
        bold=all(glyph.bold for glyph in shown),
        hyphen=shown[-1].code == _HYPHEN,
        cells=cells,
    )


def _cells(glyphs: list[_Glyph]) -> Iterator[str]:
    """Cut a line where the gap between two characters is wider than between words."""
    cell = ""
    end: float | None = None
    for glyph in glyphs:
        visible = glyph.boxed and glyph.code != _SPACE
        if visible and end is not None and _is_wide(glyph.left - end, glyph.size, cell):
            yield cell.strip()
            cell = ""
        cell += "" if glyph.code == _HYPHEN else chr(glyph.code) if glyph.code else "\ufffd"
        end = glyph.right if visible else end
    if cell.strip():
        yield cell.strip()


def _is_wide(gap: float, size: float, cell: str) -> bool:
    """Tell a gap between cells; what stands after a bullet or a number is no cell."""
    return gap > _CELL_GAP * max(size, 4.0) and not MARKER.fullmatch(cell.strip())
