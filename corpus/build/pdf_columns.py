"""Two-column PDFs: publications with a title over both columns and tables across."""

from collections.abc import Iterator, Sequence
from typing import Any

from corpus.build.blocks import Block, Heading, Table, chapters, is_caption, word_count
from corpus.build.house import Imprint
from corpus.build.pdf_flow import Flow
from corpus.build.pdf_headings import kept_together
from corpus.build.pdf_look import Look, column_look, millimetres, register_fonts
from corpus.build.pdf_page import Furniture, document_for
from corpus.build.pdf_report import LONG, contents, title_block
from corpus.build.source import Source

_MARGIN = millimetres(18)
_TOP, _BOTTOM = millimetres(19), millimetres(19)
_GUTTER = millimetres(7)
_FEWEST = 4
"""Blocks below which columns cannot be balanced."""


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a two-column publication; a long one opens with a page of contents."""
    from reportlab.platypus import PageBreak

    register_fonts()
    look = column_look(source)
    written, document, canvas = document_for(source, imprint, look)
    width = look.paper[0] - 2 * _MARGIN
    flow = Flow(look, (width - _GUTTER) / 2, justified=True)
    _add_pages(document, Furniture(source, imprint, look, _MARGIN), look)
    story = title_block(flow, source, imprint, width)
    long = word_count(source.blocks) > LONG
    if long:
        story += contents(flow, imprint)
    across = Flow(look, width)
    for chapter in chapters(source.blocks) if long else [source.blocks]:
        story += _chapter(chapter, flow, across)
        if long:
            story.append(PageBreak())
    document.multiBuild(story, canvasmaker=canvas)
    return written.getvalue()


def _chapter(blocks: Sequence[Block], flow: Flow, across: Flow) -> list[Any]:
    story: list[Any] = []
    for across_page, part in _parts(blocks):
        if across_page or len(part) < _FEWEST:
            story += across.flowables(part)
        else:
            story.append(_columns(kept_together(flow.flowables(part))))
    return story


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Cut blocks into those in columns and the tables across, with what stands over a table.

    Each section has columns of its own: balanced columns longer than a page cannot be split.
    """
    waiting: list[Block] = []
    for block in blocks:
        if not isinstance(block, Table):
            if isinstance(block, Heading) and len(waiting) > _FEWEST:
                yield False, waiting
                waiting = []
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
