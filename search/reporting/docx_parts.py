"""What python-docx has no words for: fields, bookmarks, links, heads, alternative texts."""

from collections.abc import Sequence
from typing import Any


def set_language(document: Any, locale: str) -> None:
    """Say in which language the text is, for spelling and for being read aloud."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for properties in document.styles.element.iter(qn("w:rPrDefault")):
        run = properties.find(qn("w:rPr"))
        language = run.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            run.append(language)
        for kind in ("val", "eastAsia"):
            language.set(qn(f"w:{kind}"), locale)


def add_styled(document: Any, style: str, text: str = "") -> Any:
    """Add a paragraph in a style that is known to be there.

    Named by its id: looking each style up by its name takes most of the time of a long report.
    """
    paragraph = document.add_paragraph(text)
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def add_field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field, with what it shows until a program counts again."""
    open_field(paragraph, instruction)
    paragraph.add_run(shown)
    close_field(paragraph)


def open_field(paragraph: Any, instruction: str) -> None:
    """Begin a field: what follows, until it is closed, is what it shows."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    _mark_field(paragraph, "begin")
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    paragraph.add_run()._r.append(code)
    _mark_field(paragraph, "separate")


def close_field(paragraph: Any) -> None:
    """End a field."""
    _mark_field(paragraph, "end")


def add_bookmark(paragraph: Any, name: str, number: int) -> None:
    """Give a paragraph a name that links can lead to; `number` is nobody else's."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for mark in (start, end):
        mark.set(qn("w:id"), str(number))
    start.set(qn("w:name"), name)
    first = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(first, start)
    paragraph._p.append(end)


def add_link(
    paragraph: Any, text: str, *, address: str = "", anchor: str = "", style: str = "Link"
) -> None:
    """Add words that lead to an address, or to a bookmark."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    if address:
        target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link.set(qn("r:id"), target)
    else:
        link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(text)
    run._r.style = style
    link.append(run._r)
    paragraph._p.append(link)


def add_contents(document: Any, entries: Sequence[tuple[str, int, str]]) -> None:
    """Add a table of contents: a field that programs can bring up to date, filled in already.

    Each entry is a title, its level and the bookmark of its heading.
    """
    from docx.shared import Cm, Pt

    paragraph = None
    shown = [entry for entry in entries if entry[1] < 3]
    for number, (title, level, bookmark) in enumerate(shown):
        paragraph = add_styled(document, "Normal")
        paragraph.paragraph_format.left_indent = Cm(0.7 * (level - 1))
        paragraph.paragraph_format.space_after = Pt(2)
        if number == 0:
            open_field(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
        add_link(paragraph, title, anchor=bookmark)
    if paragraph is not None:
        close_field(paragraph)


def repeat_head(row: Any) -> None:
    """Let a table's head row stand on every page that the table goes on to."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def keep_whole(row: Any) -> None:
    """Keep a row of a table on one page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def shade(cell: Any, colour: str) -> None:
    """Colour the ground of a cell."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    ground = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        ground.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(ground)


def describe(shape: Any, title: str, text: str) -> None:
    """Say what a picture shows, for those who do not see it."""
    properties = shape._inline.docPr
    properties.set("title", title)
    properties.set("descr", text)


def _mark_field(paragraph: Any, kind: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)
