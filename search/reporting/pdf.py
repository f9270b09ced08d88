"""A report as a PDF: bookmarks, page numbers, links, its own fonts, its language said."""

import io
from collections.abc import Iterator
from typing import Any

from search.reporting.model import (
    Block,
    Bullets,
    Chart,
    Paragraph,
    Report,
    Section,
    Sentence,
    Source,
    Table,
)
from search.reporting.pdf_look import (
    BAND,
    LINE,
    PALE,
    ROOM,
    TEXT_WIDTH,
    register_fonts,
    styles,
)
from search.reporting.pdf_pages import PageFrame, shown
from search.reporting.renderer import ChartPainter


class PdfRenderer:
    """Write PDF with ReportLab."""

    def __init__(self, painter: ChartPainter) -> None:
        """Draw charts with `painter`."""
        self._painter = painter

    def render(self, report: Report) -> bytes:
        """Give the file's bytes."""
        register_fonts()
        looks = styles()
        written = io.BytesIO()
        story = [
            *_cover(report, looks),
            *_contents(report, looks),
            *(part for section in report.sections for part in self._section(section, looks)),
            *_sources(report, looks),
        ]
        PageFrame(report).write(written, story)
        return written.getvalue()

    def _section(self, section: Section, looks: Any) -> Iterator[Any]:
        yield from _heading(section.title, section.level, looks)
        for block in section.blocks:
            yield from self._block(block, looks)

    def _block(self, block: Block, looks: Any) -> Iterator[Any]:
        from reportlab.platypus import Paragraph as Text

        if isinstance(block, Paragraph):
            look = looks["text" if block.style == "text" else "note"]
            yield Text(" ".join(_sentence(each) for each in block.sentences), look)
        elif isinstance(block, Bullets):
            for item in block.items:
                yield Text(_sentence(item), looks["bullet"], bulletText="•")
        elif isinstance(block, Table):
            yield from _table(block, looks)
        else:
            yield from self._chart(block, looks)

    def _chart(self, chart: Chart, looks: Any) -> Iterator[Any]:
        from reportlab.platypus import Image, KeepTogether
        from reportlab.platypus import Paragraph as Text

        caption = Sentence(text=chart.caption, refs=chart.refs)
        picture = Image(io.BytesIO(self._painter.png(chart)))
        height = picture.imageHeight * TEXT_WIDTH / picture.imageWidth
        picture.drawWidth, picture.drawHeight = TEXT_WIDTH, min(height, 600)
        if height > 600:
            picture.drawWidth = TEXT_WIDTH * 600 / height
        yield KeepTogether([Text(_sentence(caption), looks["caption"]), picture])


def _heading(title: str, level: int, looks: Any) -> Iterator[Any]:
    """Give a heading, on the next page where too little could follow it on this one."""
    from reportlab.platypus import CondPageBreak
    from reportlab.platypus import Paragraph as Text

    yield CondPageBreak(ROOM[level])
    heading = Text(shown(title), looks[f"heading-{level}"])
    heading.outline = (title, level)
    yield heading


def _cover(report: Report, looks: Any) -> Iterator[Any]:
    from reportlab.platypus import PageBreak, Spacer, TableStyle
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Table as Grid

    yield Spacer(1, 130)
    yield Text(shown(report.mark), looks["mark"])
    yield Text(shown(report.title), looks["title"])
    yield Text(shown(report.subtitle), looks["subtitle"])
    rows = [
        [Text(shown(name), looks["cell-head"]), Text(shown(value), looks["text"])]
        for name, value in report.cover
    ]
    grid = Grid(rows, colWidths=[TEXT_WIDTH * 0.27, TEXT_WIDTH * 0.73])
    lines = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)]
    grid.setStyle(TableStyle(lines))
    yield grid
    yield PageBreak()


def _contents(report: Report, looks: Any) -> Iterator[Any]:
    from reportlab.platypus import PageBreak
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus.tableofcontents import TableOfContents

    yield Text(shown(report.contents), looks["contents"])
    contents = TableOfContents(dotsMinLevel=0)
    contents.levelStyles = [looks["entry-1"], looks["entry-2"]]
    yield contents
    yield PageBreak()


def _sources(report: Report, looks: Any) -> Iterator[Any]:
    from reportlab.platypus import Paragraph as Text

    yield from _heading(report.sources_title, 1, looks)
    for number, source in enumerate(report.sources, start=1):
        yield Text(_source(number, source), looks["source"], bulletText=f"[{number}]")


def _source(number: int, source: Source) -> str:
    label = shown(source.label)
    linked = _link(label, source.address) if source.address else label
    detail = f". {shown(source.detail)}" if source.detail else ""
    return f'<a name="source-{number}"/>{linked}{detail}'


def _sentence(sentence: Sentence) -> str:
    text = shown(sentence.text)
    if sentence.link:
        text = _link(text, sentence.link)
    notes = "".join(
        f'&nbsp;<a href="#source-{number}" color="#0b4f6c" fontSize="7.5">[{number}]</a>'
        for number in sentence.refs
    )
    return f"{text}{notes}"


def _link(markup: str, address: str) -> str:
    return f'<a href="{shown(address)}" color="#0b4f6c">{markup}</a>'


def _table(table: Table, looks: Any) -> Iterator[Any]:
    from reportlab.platypus import CondPageBreak, Spacer, TableStyle
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Table as Grid

    def look(column: int) -> Any:
        return looks["number" if column in table.numbers else "cell"]

    head = [
        Text(shown(text), looks["number-head" if column in table.numbers else "cell-head"])
        for column, text in enumerate(table.head)
    ]
    rows = [
        [Text(_sentence(cell), look(column)) for column, cell in enumerate(row)]
        for row in table.rows
    ]
    total = sum(table.widths)
    widths = [TEXT_WIDTH * width / total for width in table.widths]
    grid = Grid([head, *rows], colWidths=widths, repeatRows=1, splitInRow=1)
    grid.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("BACKGROUND", (0, 0), (-1, 0), PALE),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), ["#ffffff", BAND]),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    yield CondPageBreak(ROOM[3])
    yield Text(shown(table.caption), looks["caption"])
    yield grid
    yield Spacer(1, 8)
