"""Word documents with real styles, lists, tables, header and footer."""

from io import BytesIO
from typing import Any

from corpus.build import docx_parts as parts
from corpus.build.blocks import (
    Block,
    Heading,
    Listing,
    Notes,
    Paragraph,
    Quote,
    Table,
    Text,
    is_caption,
    plain,
)
from corpus.build.house import Imprint, locale, made_at, seed
from corpus.build.source import Source
from corpus.build.zips import dated
from kb.nouns import Kind

_FONTS = ("Calibri", "Arial", "Cambria")
_TABLES = {"qc": "Light Grid Accent 1", "fr": "Light List Accent 1"}


def build(source: Source, imprint: Imprint) -> bytes:
    """Make a Word document."""
    from docx import Document

    document = Document()
    _set_properties(document, source, imprint)
    parts.set_page(document, letter=source.party == "qc")
    parts.set_fonts(document, _FONTS[seed(source) % len(_FONTS)], locale(source))
    parts.write_margins(document, imprint, source)
    _write_head(document, source, imprint)
    writer = _Writer(document, _TABLES[source.party])
    for block in source.blocks:
        writer.write(block)
    parts.write_small_print(document, imprint.illustrative)
    written = BytesIO()
    document.save(written)
    return dated(written.getvalue())


def _set_properties(document: Any, source: Source, imprint: Imprint) -> None:
    properties = document.core_properties
    properties.title = source.title
    properties.author = properties.last_modified_by = imprint.organisation
    properties.subject = imprint.kind
    properties.language = locale(source)
    properties.created = properties.modified = made_at(source).replace(tzinfo=None)
    properties.comments = properties.keywords = ""
    properties.revision = 2 + seed(source) % 9


def _write_head(document: Any, source: Source, imprint: Imprint) -> None:
    """Write the title, then who and when: as a table on sheets, as a line elsewhere."""
    document.add_paragraph(source.title, style="Title")
    if source.kind is not Kind.PRACTICE_SHEET:
        document.add_paragraph(f"{imprint.organisation}, {source.year}", style="Subtitle")
        return
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in imprint.identity:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[1].paragraphs[0].add_run(value)
    parts.set_widths(table, (0.28, 0.72))
    document.add_paragraph()


class _Writer:
    """Append blocks to a document."""

    def __init__(self, document: Any, table_style: str) -> None:
        self._document = document
        self._table_style = table_style

    def write(self, block: Block) -> None:
        match block:
            case Heading(level, text):
                self._document.add_heading(plain(text), level)
            case Paragraph(text) | Notes(text):
                style = "Caption" if is_caption(block) else None
                self._paragraph(text, style).paragraph_format.keep_with_next = style is not None
            case Quote(paragraphs):
                for text in paragraphs:
                    self._paragraph(text, "Intense Quote")
            case Listing():
                self._listing(block)
            case Table():
                self._table(block)

    def _paragraph(self, text: Text, style: str | None = None) -> Any:
        return parts.fill(self._document.add_paragraph(style=style), text)

    def _listing(self, listing: Listing) -> None:
        number = parts.new_numbering(self._document) if listing.ordered else None
        for item in listing.items:
            paragraph = self._paragraph(item, "List Number" if listing.ordered else "List Bullet")
            if number is not None:
                parts.number(paragraph, number)

    def _table(self, table: Table) -> None:
        made = self._document.add_table(1, len(table.header), style=self._table_style)
        for cell, text in zip(made.rows[0].cells, table.header, strict=True):
            parts.fill(cell.paragraphs[0], text, bold=True)
        parts.repeat_header(made.rows[0])
        for row in table.rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                parts.fill(cell.paragraphs[0], text)
        self._document.add_paragraph()
