"""The parts of a Word document that python-docx leaves to its XML."""

from typing import Any

from corpus.build.blocks import Text
from corpus.build.house import Imprint
from corpus.build.source import Source

_LETTER = (8.5, 11)
_A4 = (8.27, 11.69)
_MARGIN = 0.98
_LEAST_TABLE_WIDTH = 6.2


def set_page(document: Any, *, letter: bool) -> None:
    """Set the paper of the party's side, with its margins."""
    from docx.shared import Inches

    section = document.sections[0]
    section.page_width, section.page_height = map(Inches, _LETTER if letter else _A4)
    section.left_margin = section.right_margin = Inches(_MARGIN)
    section.top_margin = section.bottom_margin = Inches(_MARGIN)


def set_fonts(document: Any, font: str, language: str) -> None:
    """Set one font for all styles, and the language that the text is checked in."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document.styles["Normal"].font.size = Pt(10.5)
    for name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = font
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Title"].font.size = Pt(20)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language)


def write_margins(document: Any, imprint: Imprint, source: Source) -> None:
    """Write the letterhead into the header, and the page number into the footer."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    section = document.sections[0]
    header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
    header.text = f"{imprint.office}\t\t{imprint.kind}"
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run(f"{imprint.office}, {source.year} – {imprint.words['page']} ")
    _add_field(footer, "PAGE")


def write_small_print(document: Any, line: str) -> None:
    """End the document with one line in small italics."""
    from docx.shared import Pt

    run = document.add_paragraph().add_run(line)
    run.italic, run.font.size = True, Pt(8)


def fill(paragraph: Any, text: Text, *, bold: bool = False) -> Any:
    """Write a text with its emphasis into a paragraph, and give it back."""
    for run in text:
        paragraph.add_run(run.text).bold = True if run.bold or bold else None
    return paragraph


def repeat_header(row: Any) -> None:
    """Let a row stand again at the head of each page that its table reaches."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def set_widths(table: Any, shares: tuple[float, ...]) -> None:
    """Share the width of the text among the columns."""
    from docx.shared import Inches

    table.autofit = False
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Inches(_LEAST_TABLE_WIDTH * share)


def new_numbering(document: Any) -> int:
    """Make a numbering that begins at 1 again, and give its id."""
    numbering = document.part.numbering_part.element
    style = document.styles["List Number"].element.pPr.numPr.numId.val
    abstract = numbering.num_having_numId(style).abstractNumId.val
    made = numbering.add_num(abstract)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def number(paragraph: Any, numbering: int) -> None:
    """Count a paragraph in a numbering."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = numbering
    properties.get_or_add_ilvl().val = 0


def _add_field(paragraph: Any, instruction: str) -> None:
    """Add a field that the word processor works out, such as the page number."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind in ("begin", "", "end"):
        run = paragraph.add_run()._r
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = instruction
        run.append(element)
