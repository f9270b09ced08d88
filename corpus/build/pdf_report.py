"""Single-column PDFs: title block, text, and contents where it is long."""

from typing import Any

from corpus.build.blocks import chapters, word_count
from corpus.build.house import Imprint
from corpus.build.pdf_flow import Flow
from corpus.build.pdf_look import Look, look_for, millimetres, register_fonts
from corpus.build.pdf_page import Furniture, document_for
from corpus.build.source import Source

_MARGIN = millimetres(23)
_TOP, _BOTTOM = millimetres(20), millimetres(20)
LONG = 1500
"""Words from which a report has a cover, contents, and chapters on new pages."""


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a report of the document's own look."""
    return build_with(source, imprint, look_for(source))


def build_with(source: Source, imprint: Imprint, look: Look) -> bytes:
    """Make a report of a given look, with outline, header, footer and page numbers."""
    from reportlab.platypus import PageBreak, Spacer

    register_fonts()
    written, document, canvas = document_for(source, imprint, look)
    flow = Flow(look, look.paper[0] - 2 * _MARGIN)
    _add_pages(document, Furniture(source, imprint, look, _MARGIN), look)
    story = title_block(flow, source, imprint, look.paper[0] - 2 * _MARGIN)
    if word_count(source.blocks) > LONG:
        story = [Spacer(0, millimetres(55)), *story, PageBreak(), *contents(flow, imprint)]
        for chapter in chapters(source.blocks):
            story += [*flow.flowables(chapter), PageBreak()]
    else:
        story += flow.flowables(source.blocks)
    document.multiBuild(story, canvasmaker=canvas)
    return written.getvalue()


def title_block(flow: Flow, source: Source, imprint: Imprint, width: float) -> list[Any]:
    """Give the title with who, what and when: on a band of colour, or above a rule."""
    from reportlab.platypus import HRFlowable, NextPageTemplate

    kicker, title = flow.line(imprint.kind, "kicker"), flow.line(source.title, "title")
    byline = flow.line(f"{imprint.organisation} – {source.year}", "byline")
    later = NextPageTemplate("later")
    if flow.look.banner:
        return [later, _band(flow, [kicker, title], width), byline]
    rule = HRFlowable(width="100%", thickness=1.2, color=flow.look.accent, spaceAfter=8)
    return [later, kicker, title, rule, byline]


def contents(flow: Flow, imprint: Imprint) -> list[Any]:
    """Give a contents list of the two heading levels, then a new page."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import PageBreak
    from reportlab.platypus.tableofcontents import TableOfContents

    body = flow.styles["body"]
    levels = [
        ParagraphStyle(f"contents{level}", body, leftIndent=level * 14, spaceAfter=2)
        for level in (0, 1)
    ]
    heading = flow.line(imprint.words["contents"], "h1")
    return [heading, TableOfContents(levelStyles=levels, dotsMinLevel=0), PageBreak()]


def _band(flow: Flow, lines: list[Any], width: float) -> Any:
    from reportlab.platypus import Table

    for line in lines:
        line.style = line.style.clone(f"{line.style.name}-band", textColor="#ffffff")
        for fragment in line.frags:
            fragment.textColor = line.style.textColor
    band = Table([[lines]], colWidths=[width], spaceAfter=8)
    band.setStyle([("BACKGROUND", (0, 0), (-1, -1), flow.look.accent),
                   ("LEFTPADDING", (0, 0), (-1, -1), 12),
                   ("TOPPADDING", (0, 0), (-1, -1), 10)])  # fmt: skip
    return band


def _add_pages(document: Any, furniture: Furniture, look: Look) -> None:
    from reportlab.platypus import Frame, PageTemplate

    width, height = look.paper
    frame = Frame(_MARGIN, _BOTTOM, width - 2 * _MARGIN, height - _TOP - _BOTTOM,
                  leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)  # fmt: skip
    document.addPageTemplates(
        [
            PageTemplate("first", [frame], onPage=furniture.first_page),
            PageTemplate("later", [frame], onPage=furniture.later_page),
        ]
    )
