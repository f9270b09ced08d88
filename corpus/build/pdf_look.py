"""How a PDF looks: paper, fonts, colour; varied as organisations are, fixed per document."""

from dataclasses import dataclass
from html import escape
from typing import Any

from corpus.build.blocks import Text
from corpus.build.house import seed
from corpus.build.source import Source

_POINTS_PER_MM = 72 / 25.4
_LETTER = (612.0, 792.0)
_A4 = (595.28, 841.89)
_NARROW_SPACES = dict.fromkeys(map(ord, "\u202f\u2009\u2007"), "\u00a0")
_REPLACED = {**_NARROW_SPACES, ord("\u2011"): "-", ord("\u2212"): "\u2013"}
_FALLBACK = "Vera"


@dataclass(frozen=True, slots=True)
class Look:
    """The look of one document.

    Attributes:
        paper: width and height, in points.
        body, heading: font names; the body's family has a bold face.
        accent: colour of titles and rules.
        size: of the running text, in points.
        banner: whether the title stands on a band of colour.
    """

    paper: tuple[float, float]
    body: str
    heading: str
    accent: str
    size: float
    banner: bool


_FACES = (
    ("Helvetica", "Helvetica-Bold", 10.0),
    ("Times-Roman", "Times-Bold", 11.0),
    ("Vera", "VeraBd", 9.0),
)
_ACCENTS = {"qc": ("#095797", "#223654", "#1f5c4a"), "fr": ("#283276", "#a1006b", "#0b6b6b")}


def look_for(source: Source) -> Look:
    """Choose the look of a single-column document."""
    number = seed(source)
    body, heading, size = _FACES[number % len(_FACES)]
    accents = _ACCENTS[source.party]
    accent = accents[number // 3 % len(accents)]
    return Look(_paper(source), body, heading, accent, size, banner=number // 9 % 2 == 0)


def column_look(source: Source) -> Look:
    """Choose the look of a two-column publication: serif text under sans-serif headings."""
    accent = _ACCENTS[source.party][seed(source) % 2]
    return Look(
        _paper(source), "Times-Roman", "Helvetica-Bold", accent, 10.0, banner=seed(source) % 4 < 2
    )


def typed_look(source: Source) -> Look:
    """Choose the look of a sheet printed in black and scanned years later."""
    serif = seed(source) % 2 == 0
    body, heading = ("Times-Roman", "Times-Bold") if serif else ("Helvetica", "Helvetica-Bold")
    return Look(_paper(source), body, heading, "#000000", 11.0 if serif else 9.5, banner=False)


def register_fonts() -> None:
    """Make the Vera fonts, which come with reportlab and are embedded, known to it."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in ("Vera", "VeraBd", "VeraIt", "VeraBI"):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    pdfmetrics.registerFontFamily("Vera", "Vera", "VeraBd", "VeraIt", "VeraBI")


def markup(text: Text) -> str:
    """Write a text as reportlab reads it, bold in tags."""
    return "".join(
        f"<b>{printable(run.text)}</b>" if run.bold else printable(run.text) for run in text
    )


def styles_of(look: Look) -> dict[str, Any]:
    """Make the paragraph styles of a look, by name."""
    from reportlab.lib.enums import TA_JUSTIFY, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle

    size, lead = look.size, look.size * 1.32
    body = ParagraphStyle(
        "body",
        fontName=look.body,
        fontSize=size,
        leading=lead,
        spaceAfter=size * 0.6,
        allowWidows=0,
        allowOrphans=0,
    )
    head = ParagraphStyle("head", body, fontName=look.heading, textColor=look.accent)

    def made(name: str, parent: Any = body, **changes: Any) -> Any:
        return ParagraphStyle(name, parent, **changes)

    cell = made("cell", fontSize=size * 0.88, leading=size * 1.1, spaceAfter=0)
    styles = (
        body,
        made("justified", alignment=TA_JUSTIFY),
        made("title", head, fontSize=size * 1.9, leading=size * 2.3, spaceAfter=size * 0.6),
        made("kicker", head, fontSize=size * 0.95, leading=lead, spaceAfter=size * 0.3),
        made("byline", textColor="#444444", spaceAfter=size * 1.2),
        made("h1", head, fontSize=size * 1.3, leading=size * 1.65, spaceBefore=size * 0.9,
             spaceAfter=size * 0.35, keepWithNext=1),
        made("h2", head, fontSize=size * 1.08, leading=size * 1.45, spaceBefore=size * 0.5,
             spaceAfter=size * 0.25, keepWithNext=1),
        made("item", leftIndent=size * 1.5, bulletIndent=size * 0.4, spaceAfter=size * 0.25),
        made("quote", leftIndent=size * 1.5, rightIndent=size * 1.5, textColor="#333333"),
        made("caption", fontName=look.heading, fontSize=size * 0.9, leading=size * 1.2,
             spaceBefore=size * 0.4, spaceAfter=size * 0.3, keepWithNext=1),
        cell,
        made("number", cell, alignment=TA_RIGHT),
        made("head_cell", cell, fontName=look.heading),
        made("head_number", cell, fontName=look.heading, alignment=TA_RIGHT),
        made("small", fontSize=7.5, leading=9.5, textColor="#555555", spaceBefore=size),
    )  # fmt: skip
    return {style.name: style for style in styles}


def millimetres(number: float) -> float:
    """Give a length in points."""
    return number * _POINTS_PER_MM


def _paper(source: Source) -> tuple[float, float]:
    return _LETTER if source.party == "qc" else _A4


def printable(words: str) -> str:
    """Write plain words as reportlab reads them; Vera sets what the standard fonts lack."""
    pieces = []
    for character in words.translate(_REPLACED):
        known = character.encode("cp1252", "ignore") != b""
        shown = escape(character, quote=False)
        pieces.append(shown if known else f'<font name="{_FALLBACK}">{shown}</font>')
    return "".join(pieces)
