"""A report as a Word file: real headings, a table of contents, notes that lead to their sources."""

import io
from typing import Any

from search.reporting.docx_look import dress
from search.reporting.docx_parts import (
    add_bookmark,
    add_contents,
    add_field,
    add_link,
    add_styled,
    describe,
    keep_whole,
    repeat_head,
    set_language,
    shade,
)
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
from search.reporting.renderer import ChartPainter

_TEXT_WIDTH_CM = 16.5
_PALE, _BAND = "E6F0F4", "F6F9FA"


class DocxRenderer:
    """Write DOCX with python-docx."""

    def __init__(self, painter: ChartPainter) -> None:
        """Draw charts with `painter`."""
        self._painter = painter

    def render(self, report: Report) -> bytes:
        """Give the file's bytes."""
        import docx

        document = docx.Document()
        dress(document)
        set_language(document, report.locale)
        _describe(document, report)
        _cover(document, report)
        _contents(document, report)
        for number, section in enumerate(report.sections):
            self._section(document, section, number)
        _sources(document, report)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()

    def _section(self, document: Any, section: Section, number: int) -> None:
        heading = add_styled(document, f"Heading {section.level}", section.title)
        add_bookmark(heading, f"section_{number}", number)
        for block in section.blocks:
            self._block(document, block)

    def _block(self, document: Any, block: Block) -> None:
        if isinstance(block, Paragraph):
            style = {"text": "Normal", "note": "Note", "nothing": "Note"}[block.style]
            _sentences(add_styled(document, style), block.sentences)
        elif isinstance(block, Bullets):
            for item in block.items:
                _sentences(add_styled(document, "List Bullet"), (item,))
        elif isinstance(block, Table):
            _table(document, block)
        else:
            self._chart(document, block)

    def _chart(self, document: Any, chart: Chart) -> None:
        from docx.shared import Cm

        caption = add_styled(document, "Caption")
        _sentences(caption, (Sentence(text=chart.caption, refs=chart.refs),))
        picture = document.add_paragraph().add_run()
        shape = picture.add_picture(io.BytesIO(self._painter.png(chart)), width=Cm(_TEXT_WIDTH_CM))
        describe(shape, chart.caption, chart.alt)


def _describe(document: Any, report: Report) -> None:
    """Fill in what file managers and readers show: title, subject, language."""
    facts = document.core_properties
    facts.title, facts.subject = report.title, report.subtitle
    facts.author = facts.last_modified_by = "Passerelle"
    facts.language, facts.comments = report.locale, report.mark
    facts.keywords = "Passerelle"


def _cover(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.different_first_page_header_footer = True
    add_styled(document, "Mark", report.mark)
    add_styled(document, "Title", report.title)
    add_styled(document, "Subtitle", report.subtitle)
    table = document.add_table(rows=0, cols=2)
    for name, value in report.cover:
        left, right = table.add_row().cells
        left.paragraphs[0].add_run(name).bold = True
        right.paragraphs[0].add_run(value)
    _set_widths(table, (4.5, 12.0))
    section.header.paragraphs[0].text = f"{report.title} – {report.subtitle}"
    _page_numbers(section.footer.paragraphs[0], report)


def _page_numbers(paragraph: Any, report: Report) -> None:
    paragraph.add_run(f"{report.mark}\t\t")
    before, between, after = report.pages.replace("{total}", "{page}").split("{page}")
    paragraph.add_run(before)
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(between)
    add_field(paragraph, "NUMPAGES", "1")
    paragraph.add_run(after)


def _contents(document: Any, report: Report) -> None:
    document.add_page_break()
    add_styled(document, "Contents", report.contents)
    entries = [
        (section.title, section.level, f"section_{number}")
        for number, section in enumerate(report.sections)
    ]
    add_contents(document, [*entries, (report.sources_title, 1, "sources")])
    document.add_page_break()


def _sources(document: Any, report: Report) -> None:
    before = len(report.sections)
    add_bookmark(add_styled(document, "Heading 1", report.sources_title), "sources", before)
    for number, source in enumerate(report.sources, start=1):
        paragraph = add_styled(document, "Source")
        add_bookmark(paragraph, f"source_{number}", before + number)
        _source(paragraph, number, source)


def _source(paragraph: Any, number: int, source: Source) -> None:
    paragraph.add_run(f"[{number}]\t")
    if source.address:
        add_link(paragraph, source.label, address=source.address)
    else:
        paragraph.add_run(source.label)
    if source.detail:
        paragraph.add_run(f". {source.detail}")


def _sentences(paragraph: Any, sentences: tuple[Sentence, ...]) -> None:
    for position, sentence in enumerate(sentences):
        if position:
            paragraph.add_run(" ")
        _sentence(paragraph, sentence)


def _sentence(paragraph: Any, sentence: Sentence) -> None:
    if sentence.link:
        add_link(paragraph, sentence.text, address=sentence.link)
    else:
        paragraph.add_run(sentence.text)
    for number in sentence.refs:
        paragraph.add_run("\u00a0")
        add_link(paragraph, f"[{number}]", anchor=f"source_{number}", style="Reference")


def _table(document: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    add_styled(document, "Caption", table.caption)
    drawn = document.add_table(rows=1, cols=len(table.head))
    drawn.style = "Report Table"
    for cell, text in zip(drawn.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
        shade(cell, _PALE)
    repeat_head(drawn.rows[0])
    for position, row in enumerate(table.rows):
        cells = drawn.add_row().cells
        for cell, sentence in zip(cells, row, strict=True):
            _sentence(cell.paragraphs[0], sentence)
            if position % 2:
                shade(cell, _BAND)
    for row in drawn.rows:
        keep_whole(row)
        for column, cell in enumerate(row.cells):
            cell.paragraphs[0]._p.style = "Cell"
            if column in table.numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    total = sum(table.widths)
    _set_widths(drawn, tuple(_TEXT_WIDTH_CM * width / total for width in table.widths))
    add_styled(document, "Gap")


def _set_widths(table: Any, widths: tuple[float, ...]) -> None:
    """Set the widths of columns, in centimetres; each cell wants to be told."""
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
