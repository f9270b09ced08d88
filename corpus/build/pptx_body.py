"""What stands on slides: bullets sized to how much there is, and tables."""

from collections.abc import Sequence
from typing import Any

from corpus.build.blocks import Block, Table, Text, plain, texts_of
from corpus.build.pptx_parts import LEFT, WIDTH, Look, place, rgb, write_run

_BOTTOM = 6.75
_CHARACTERS_PER_INCH = 150.0
BODY_TOP = 1.65
"""Where the text of a slide begins, in inches from its top."""
_SIZES = ((330, 24), (480, 22), (650, 19), (900, 17), (10_000, 15))


class Body:
    """The text placeholder of a slide, sized to what it holds."""

    def __init__(
        self, slide: Any, look: Look, blocks: Sequence[Block], *, above_table: bool
    ) -> None:
        """Place the text and choose its size from how much there is."""
        from pptx.util import Pt

        length = sum(len(plain(text)) for block in blocks for text in texts_of(block))
        shape = slide.placeholders[1]
        height = min(4.9, 0.5 + length / _CHARACTERS_PER_INCH) if above_table else 4.9
        place(shape, BODY_TOP, height)
        self.bottom = BODY_TOP + height
        self._frame, self._look, self._empty = shape.text_frame, look, True
        self._frame.word_wrap = True
        points = next(size for limit, size in _SIZES if length <= limit)
        self._size = Pt(min(points, 17) if above_table else points)

    def add(
        self, text: Text, *, bullet: str = "", bold: bool = False, italic: bool = False
    ) -> None:
        """Add a paragraph, with a `dot` or a `number` before it or nothing."""
        from pptx.util import Pt

        paragraph = self._frame.paragraphs[0] if self._empty else self._frame.add_paragraph()
        self._empty = False
        paragraph.space_after = Pt(6)
        if bullet != "dot":
            _set_bullet(paragraph, numbered=bullet == "number")
        for run in text:
            font = write_run(paragraph, run.text, self._look, self._size, bold=run.bold or bold)
            font.italic = italic or None


def add_table(slide: Any, table: Table, look: Look, top: float) -> float:
    """Add a table below `top` (inches), and give where it ends."""
    from pptx.util import Inches, Pt

    height = min(0.45 * (len(table.rows) + 1), max(_BOTTOM - top, 1.0))
    frame = slide.shapes.add_table(
        len(table.rows) + 1,
        len(table.header),
        Inches(LEFT),
        Inches(top),
        Inches(WIDTH),
        Inches(height),
    )
    for number, row in enumerate((table.header, *table.rows)):
        for cell, text in zip(frame.table.rows[number].cells, row, strict=True):
            paragraph = cell.text_frame.paragraphs[0]
            for run in text:
                write_run(paragraph, run.text, look, Pt(14), bold=run.bold or not number)
    for cell in frame.table.rows[0].cells:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(look.colour)
    return top + height + 0.2


def _set_bullet(paragraph: Any, *, numbered: bool) -> None:
    """Replace the placeholder's dot by a number or by nothing."""
    from lxml import etree
    from pptx.oxml.ns import qn

    properties = paragraph._p.get_or_add_pPr()
    if numbered:
        etree.SubElement(properties, qn("a:buAutoNum"), type="arabicPeriod")
        return
    properties.set("marL", "0")
    properties.set("indent", "0")
    etree.SubElement(properties, qn("a:buNone"))
