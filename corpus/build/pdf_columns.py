"""Two-column PDFs: publications with a title over both columns and wide tables across."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.build.blocks import Block, Heading, Table, is_caption, plain, word_count
from corpus.build.house import Imprint
from corpus.build.pdf_flow import Flow
from corpus.build.pdf_headings import kept_together
from corpus.build.pdf_look import Look, column_look, millimetres, register_fonts
from corpus.build.pdf_page import Furniture, document_for
from corpus.build.pdf_report import contents, title_block
from corpus.build.source import Source

_MARGIN = millimetres(18)
_TOP, _BOTTOM = millimetres(19), millimetres(19)
_GUTTER = millimetres(7)
_LONG = 2200
_WIDE_COLUMNS = 4
_WIDE_CELLS = 90


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a two-column publication; a long one opens with a page of contents."""
    register_fonts()
    look = column_look(source)
    written, document, canvas = document_for(source, imprint, look)
    width = look.paper[0] - 2 * _MARGIN
    flow = Flow(look, (width - _GUTTER) / 2, justified=True)
    _add_pages(document, Furniture(source, imprint, look, _MARGIN), look)
    story = title_block(flow, source, imprint, width)
    if word_count(source.blocks) > _LONG:
        story += contents(flow, imprint)
    across = Flow(look, width)
    for wide, blocks in _parts(source.blocks):
        story += (
            across.flowables(blocks) if wide else [_columns(kept_together(flow.flowables(blocks)))]
        )
    document.multiBuild(story, canvasmaker=canvas)
    return written.getvalue()


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Cut blocks into those in columns and the wide tables, with what stands over a table."""
    waiting: list[Block] = []
    for block in blocks:
        if not (isinstance(block, Table) and _is_wide(block)):
            waiting.append(block)
            continue
        above: list[Block] = []
        while waiting and (is_caption(waiting[-1]) or isinstance(waiting[-1], Heading)):
            above.insert(0, waiting.pop())
        if waiting:
            yield False, waiting
        yield True, [*above, block]
        waiting = []
    if waiting:
        yield False, waiting


def _is_wide(table: Table) -> bool:
    """Tell whether a table has too many columns, or too long cells, for one column of text."""
    longest = max(sum(len(plain(cell)) for cell in row) for row in (table.header, *table.rows))
    return len(table.header) >= _WIDE_COLUMNS or longest > _WIDE_CELLS


def _columns(flowables: list[Any]) -> Any:
    from reportlab.platypus import BalancedColumns

    return BalancedColumns(flowables, nCols=2, innerPadding=_GUTTER, spaceAfter=6,
                           leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
                           name="columns")  # fmt: skip


def _add_pages(document: Any, furniture: Furniture, look: Look) -> None:
    from reportlab.platypus import Frame, PageTemplate

    width, height = look.paper
    frame = Frame(_MARGIN, _BOTTOM, width - 2 * _MARGIN, height - _TOP - _BOTTOM, id="page",
                  leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)  # fmt: skip
    document.addPageTemplates(
        [
            PageTemplate("first", [frame], onPage=furniture.first_page),
            PageTemplate("later", [frame], onPage=furniture.later_page),
        ]
    )
