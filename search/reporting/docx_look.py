"""How the Word file looks: paper, fonts, colours, and the styles it adds."""

from typing import Any

_FONT = "Calibri"
_BRAND, _INK, _SOFT, _LINE = "0B4F6C", "16242D", "4A5B65", "C9D4DA"


def dress(document: Any) -> None:
    """Set up paper and styles."""
    _set_paper(document)
    _set_text(document)
    _set_headings(document)
    _add_styles(document)
    _add_table_style(document)


def _set_paper(document: Any) -> None:
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.25)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.1)


def _set_text(document: Any) -> None:
    from docx.shared import Pt

    normal = document.styles["Normal"]
    _set_font(normal, 10.5, _INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15
    for name, size in (("List Bullet", 10.5), ("Caption", 10), ("Header", 8.5), ("Footer", 8.5)):
        _set_font(document.styles[name], size, _INK if name == "List Bullet" else _SOFT)
    document.styles["Caption"].font.bold = True
    document.styles["Caption"].paragraph_format.space_before = Pt(8)
    document.styles["Caption"].paragraph_format.keep_with_next = True


def _set_headings(document: Any) -> None:
    from docx.shared import Pt

    sizes = {
        "Title": 26, "Subtitle": 14, "Heading 1": 17, "Heading 2": 13.5, "Heading 3": 11.5,
    }  # fmt: skip
    for name, size in sizes.items():
        style = document.styles[name]
        _set_font(style, size, _SOFT if name == "Subtitle" else _BRAND)
        style.font.bold = name != "Subtitle"
        style.font.italic = False
        style.paragraph_format.space_before = Pt(size)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    _drop_border(document.styles["Title"])


def _add_styles(document: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Cm, Pt

    kinds = {"Note": 9.5, "Mark": 11, "Contents": 17, "Source": 9.5, "Cell": 9.5, "Gap": 4}
    for name, size in kinds.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        _set_font(style, size, _INK if name in {"Source", "Cell"} else _SOFT)
        style.paragraph_format.space_after = Pt(2 if name in {"Cell", "Gap"} else 5)
    document.styles["Mark"].paragraph_format.space_before = Pt(120)
    document.styles["Contents"].font.bold = True
    source = document.styles["Source"].paragraph_format
    source.left_indent, source.first_line_indent = Cm(1.0), Cm(-1.0)
    source.tab_stops.add_tab_stop(Cm(1.0))
    for name, small in (("Link", 0.0), ("Reference", 8.0)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        _colour(style, _BRAND)
        style.font.underline = name == "Link"
        if small:
            style.font.size = Pt(small)


def _add_table_style(document: Any) -> None:
    """Add a table style with thin lines between rows."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    style = document.styles.add_style("Report Table", WD_STYLE_TYPE.TABLE)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_LINE}"/>'
        for side in ("top", "bottom", "insideH")
    )
    style.element.append(
        parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{lines}</w:tblBorders></w:tblPr>")
    )


def _set_font(style: Any, size: float, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.font.name, style.font.size = _FONT, Pt(size)
    _colour(style, colour)
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    for kind in ("hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), _FONT)


def _colour(style: Any, colour: str) -> None:
    from docx.shared import RGBColor

    style.font.color.rgb = RGBColor.from_string(colour)


def _drop_border(style: Any) -> None:
    from docx.oxml.ns import qn

    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)
