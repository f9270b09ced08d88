"""OpenDocument texts with headings, lists, tables, header and footer."""

from io import BytesIO
from typing import Any

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
from corpus.build.house import Imprint, locale, made_at
from corpus.build.odt_styles import add_styles, set_language, write_margins
from corpus.build.source import Source
from corpus.build.zips import dated


def build(source: Source, imprint: Imprint) -> bytes:
    """Make an OpenDocument text."""
    from odfdo import Document

    document = Document("text")
    document.body.clear()
    _set_properties(document, source, imprint)
    add_styles(document)
    set_language(document, locale(source))
    write_margins(document, f"{imprint.office} – {imprint.kind}", f"{imprint.words['page']} ")
    _write_head(document, source, imprint)
    for number, block in enumerate(source.blocks):
        _write(document.body, block, number)
    document.body.append(_paragraph(imprint.illustrative, "Small_20_print"))
    written = BytesIO()
    document.save(written)
    return dated(written.getvalue())


def _set_properties(document: Any, source: Source, imprint: Imprint) -> None:
    moment = made_at(source)
    document.meta.title = source.title
    document.meta.subject = imprint.kind
    document.meta.language = locale(source)
    document.meta.initial_creator = document.meta.creator = imprint.organisation
    document.meta.creation_date = document.meta.date = moment.replace(tzinfo=None)
    document.meta.generator = "LibreOffice"


def _write_head(document: Any, source: Source, imprint: Imprint) -> None:
    document.body.append(_paragraph(source.title, "Title"))
    document.body.append(_paragraph(imprint.kind, "Subtitle"))
    for label, value in imprint.identity:
        colon = "\u00a0: " if source.language == "fr" else ": "
        line = _paragraph("", "Identity")
        _fill_runs(line, ((label + colon, True), (value, False)))
        document.body.append(line)


def _write(body: Any, block: Block, number: int) -> None:
    match block:
        case Heading(level, text):
            from odfdo import Header

            body.append(Header(level, plain(text), style=f"Heading_20_{level}"))
        case Paragraph(text) | Notes(text):
            body.append(_filled(text, "Caption" if is_caption(block) else "Text_20_body"))
        case Quote(paragraphs):
            for text in paragraphs:
                body.append(_filled(text, "Quotations"))
        case Listing():
            body.append(_listing(block))
        case Table():
            body.append(_table(block, f"Table{number}"))
            body.append(_paragraph("", "Text_20_body"))


def _listing(listing: Listing) -> Any:
    from odfdo import List, ListItem

    made = List(style="Numbering_20_1" if listing.ordered else "List_20_1")
    for text in listing.items:
        item = ListItem()
        item.append(_filled(text, "List_20_item"))
        made.append(item)
    return made


def _table(table: Table, name: str) -> Any:
    from odfdo import Column, Element
    from odfdo import Table as OdfTable

    made = OdfTable(name, style="Plain_20_table")
    made.append(Column(repeated=len(table.header)))
    header = Element.from_tag("table:table-header-rows")
    header.append(_row(table.header, "Head_20_cell"))
    made.append(header)
    for row in table.rows:
        made.append(_row(row, "Body_20_cell"))
    return made


def _row(texts: tuple[Text, ...], style: str) -> Any:
    from odfdo import Element

    row = Element.from_tag("table:table-row")
    for text in texts:
        cell = Element.from_tag("table:table-cell")
        cell.set_attribute("table:style-name", style)
        cell.set_attribute("office:value-type", "string")
        cell.append(_filled(text, f"{style}_20_text"))
        row.append(cell)
    return row


def _paragraph(text: str, style: str) -> Any:
    from odfdo import Paragraph as OdfParagraph

    return OdfParagraph(text, style=style)


def _filled(text: Text, style: str) -> Any:
    paragraph = _paragraph("", style)
    _fill_runs(paragraph, tuple((run.text, run.bold) for run in text))
    return paragraph


def _fill_runs(paragraph: Any, runs: tuple[tuple[str, bool], ...]) -> None:
    from odfdo import Span

    for text, bold in runs:
        if bold:
            paragraph.append(Span(text, style="Strong"))
        else:
            paragraph.append_plain_text(text)
