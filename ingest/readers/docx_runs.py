"""The runs of a Word paragraph: text, breaks, note references and what hangs on them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.readers.docx_styles import is_on
from ingest.readers.ooxml import Element, attribute, child, descendants, local_name
from kb.nouns import BlockKind

CONTAINERS = frozenset("sdt sdtContent ins moveTo smartTag customXml body hdr ftr".split())
_MATHS = frozenset("e num den sup sub deg fName f d rad nary func m mr oMath oMathPara".split())
_INLINE = CONTAINERS | _MATHS | {"r", "hyperlink", "fldSimple", "bdo", "dir"}
_TEXT = {"tab": "\t", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t", "sym": "•"}
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes"}
_FRAMES = ("drawing", "pict", "object")


@dataclass(slots=True)
class Piece:
    """A block to be, and what happens around it.

    Attributes:
        breaks_before: whether a page ended before it.
        breaks_within: how many pages ended within or right after it.
        notes: the notes it refers to, as (part, id).
        boxes: the text boxes that hang on it.
        looks_like_heading: short and bold all through, without a heading style.
    """

    kind: BlockKind = "paragraph"
    text: str = ""
    level: int = 0
    breaks_before: bool = False
    breaks_within: int = 0
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    looks_like_heading: bool = False


def add_runs(element: Element, piece: Piece, *, rendered: bool) -> None:
    """Add the text of runs, and of what wraps them, to a piece.

    Args:
        element: a paragraph, or something within.
        piece: what is being put together.
        rendered: count the breaks of the last layout, rather than those that the author set.
    """
    for each in element:
        name = local_name(each)
        if name == "t":
            piece.text += each.text or ""
        elif name in _TEXT:
            piece.text += _TEXT[name]
        elif name == "AlternateContent":
            add_runs(alternative(each), piece, rendered=rendered)
        elif name in _INLINE:
            add_runs(each, piece, rendered=rendered)
        else:
            _add_mark(each, name, piece, rendered)


def alternative(element: Element) -> Element:
    """Take the first choice; the fallback repeats it for old programs."""
    for name in ("Choice", "Fallback"):
        found = child(element, name)
        if found is not None:
            return found
    return ()


def is_bold(paragraph: Element) -> bool:
    """Tell whether every run that shows is bold."""
    runs = [run for run in descendants(paragraph, "r") if _shows(run)]
    return bool(runs) and all(is_on(child(run, "rPr", "b")) for run in runs)


def _add_mark(element: Element, name: str, piece: Piece, rendered: bool) -> None:
    """Take note of a break, a reference or a frame."""
    if name == "br" and attribute(element, "type") not in ("page", "column"):
        piece.text += "\n"
    elif name == "br":
        if not rendered and attribute(element, "type") == "page":
            _break_page(piece)
    elif name == "lastRenderedPageBreak":
        if rendered:
            _break_page(piece)
    elif name in _NOTES:
        piece.notes.append((_NOTES[name], attribute(element, "id") or ""))
    elif name in _FRAMES:
        piece.boxes.extend(_outermost_boxes(element))


def _break_page(piece: Piece) -> None:
    """Put a page's end before the piece, or within it once it has text."""
    if piece.text.strip():
        piece.breaks_within += 1
    else:
        piece.breaks_before = True


def _outermost_boxes(frame: Element) -> Iterator[Element]:
    """List the text boxes of a frame; those within another come with it."""
    for each in frame:
        name = local_name(each)
        if name == "txbxContent":
            yield each
        elif name == "AlternateContent":
            yield from _outermost_boxes(alternative(each))
        else:
            yield from _outermost_boxes(each)


def _shows(run: Element) -> bool:
    """Tell whether a run has text."""
    return any((each.text or "").strip() for each in run if local_name(each) == "t")
