"""What stands around the text of slides: wide pages, titles, coloured bands, slide numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_WIDE, _NARROW = 13.333, 10.0
LEFT, WIDTH = 0.75, 11.8
"""Where titles and text stand across a slide, in inches."""
_SMALL = 11


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one party's slides; the colour is an RGB hex."""

    colour: str
    font: str
    language: str


def look_of(party: str, language: str) -> Look:
    """Choose the party's look."""
    colour, font = ("095797", "Arial") if party == "qc" else ("283276", "Calibri")
    return Look(colour, font, language)


def widen(presentation: Any) -> None:
    """Make the default 4:3 template 16:9, its placeholders with it."""
    from pptx.util import Inches

    presentation.slide_width = Inches(_WIDE)
    for layer in (presentation.slide_master, *presentation.slide_layouts):
        for shape in layer.placeholders:
            left, width = shape.left, shape.width
            shape.left, shape.width = (int(each * _WIDE / _NARROW) for each in (left, width))


def write_title(slide: Any, title: str, look: Look) -> None:
    """Write a slide's title in the look's colour."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    shape = slide.shapes.title
    place(shape, 0.45, 1.0)
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    write_run(paragraph, title, look, Pt(28), bold=True).color.rgb = rgb(look.colour)


def write_opening(slide: Any, title: str, lines: Sequence[str], look: Look) -> None:
    """Write the title slide: the title, then who made it and when."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    write_title(slide, title, look)
    place(slide.shapes.title, 1.9, 2.1)
    slide.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(36)
    subtitle = slide.placeholders[1]
    place(subtitle, 4.3, 1.5)
    subtitle.text_frame.text = "\n".join(lines)
    for paragraph in subtitle.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.runs[0].font.size = Pt(20)


def colour_band(slide: Any, look: Look, *, high: bool) -> None:
    """Draw a band of the look's colour across the top of a slide."""
    from pptx.enum.shapes import MSO_SHAPE
    from pptx.util import Inches

    height = Inches(1.1 if high else 0.22)
    band = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, Inches(_WIDE), height)
    band.fill.solid()
    band.fill.fore_color.rgb = rgb(look.colour)
    band.line.fill.background()


def write_foot(slide: Any, line: str, look: Look, *, numbered: bool) -> None:
    """Write the small line at the foot of a slide, with the slide's number."""
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Inches, Pt

    box = slide.shapes.add_textbox(Inches(LEFT), Inches(6.95), Inches(WIDTH), Inches(0.35))
    write_run(box.text_frame.paragraphs[0], line, look, Pt(_SMALL))
    if numbered:
        box = slide.shapes.add_textbox(Inches(12.0), Inches(6.95), Inches(0.8), Inches(0.35))
        box.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        _add_slide_number(box.text_frame.paragraphs[0])


def place(shape: Any, top: float, height: float) -> None:
    """Set a placeholder across the slide, in inches from its top."""
    from pptx.util import Inches

    shape.left, shape.top = Inches(LEFT), Inches(top)
    shape.width, shape.height = Inches(WIDTH), Inches(height)


def write_run(paragraph: Any, text: str, look: Look, size: Any, *, bold: bool = False) -> Any:
    """Write words into a paragraph, and give their font."""
    run = paragraph.add_run()
    run.text = text
    run.font.name, run.font.size, run.font.bold = look.font, size, bold or None
    run._r.get_or_add_rPr().set("lang", look.language)
    return run.font


def rgb(colour: str) -> Any:
    """Give python-pptx's colour of a hex one."""
    from pptx.dml.color import RGBColor

    red, green, blue = bytes.fromhex(colour)
    colour_type: Any = RGBColor
    return colour_type(red, green, blue)


def _add_slide_number(paragraph: Any) -> None:
    """Add the field that shows the slide's number."""
    from lxml import etree
    from pptx.oxml.ns import qn

    field = etree.SubElement(
        paragraph._p, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum"
    )
    etree.SubElement(field, qn("a:rPr"), lang="fr-FR", sz=str(_SMALL * 100))
    etree.SubElement(field, qn("a:t")).text = "‹N°›"
