"""What the styles of a Word document say: headings and lists."""

import re
from dataclasses import dataclass

from ingest.readers.ooxml import Element, attribute, child, local_name

_HEADING_NAME = re.compile(r"(?:heading|titre|überschrift)\s*(\d)$", re.IGNORECASE)
_TITLE_NAMES = ("title", "titre")
_BODY_LEVEL = 9
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style gives its paragraphs: heading depth (0 for none), list, page break."""

    level: int = 0
    is_list: bool = False
    is_bold: bool = False
    breaks_page: bool = False


class DocxStyles:
    """The paragraph styles of one document, by id."""

    def __init__(self, tree: Element | None) -> None:
        """Index the styles part, which a document may lack."""
        self._elements: dict[str, Element] = {}
        self._styles: dict[str, ParagraphStyle] = {}
        for element in tree if tree is not None else ():
            if local_name(element) == "style":
                self._elements[attribute(element, "styleId") or ""] = element

    def of(self, paragraph: Element) -> ParagraphStyle:
        """Combine a paragraph's style with what is set on the paragraph itself."""
        properties = child(paragraph, "pPr")
        style = self._style(attribute(child(properties, "pStyle"), "val") or "", frozenset())
        return style if properties is None else _overlaid(style, properties)

    def _style(self, identity: str, seen: frozenset[str]) -> ParagraphStyle:
        """Resolve a style with what it is based on; a circle ends where it closes."""
        element = self._elements.get(identity)
        if element is None or identity in seen:
            return ParagraphStyle()
        if identity not in self._styles:
            base = attribute(child(element, "basedOn"), "val") or ""
            style = self._style(base, seen | {identity})
            self._styles[identity] = _named(_overlaid(style, child(element, "pPr")), element)
        return self._styles[identity]


def is_on(element: Element | None) -> bool:
    """Read a switch: present means on, unless it says otherwise."""
    return element is not None and attribute(element, "val") not in ("0", "false", "off", "none")


def _overlaid(style: ParagraphStyle, properties: Element | None) -> ParagraphStyle:
    """Apply paragraph properties over a style."""
    if properties is None:
        return style
    outline = attribute(child(properties, "outlineLvl"), "val")
    level = style.level
    if outline is not None and outline.isdigit():
        level = 0 if int(outline) >= _BODY_LEVEL else min(int(outline) + 1, _DEEPEST)
    number = child(properties, "numPr")
    is_list = style.is_list
    if number is not None:
        is_list = attribute(child(number, "numId"), "val") != "0"
    breaks = child(properties, "pageBreakBefore")
    return ParagraphStyle(
        level=level,
        is_list=is_list,
        is_bold=style.is_bold,
        breaks_page=is_on(breaks) if breaks is not None else style.breaks_page,
    )


def _named(style: ParagraphStyle, element: Element) -> ParagraphStyle:
    """Let the style's name speak: "heading 2", "Title", "List Bullet"."""
    name = (attribute(child(element, "name"), "val") or "").strip()
    heading = _HEADING_NAME.match(name)
    level = style.level
    if heading is not None:
        level = min(max(int(heading[1]), 1), _DEEPEST)
    elif name.casefold() in _TITLE_NAMES:
        level = 1
    is_list = style.is_list or name.casefold().startswith(("list bullet", "list number", "liste"))
    is_bold = style.is_bold or is_on(child(element, "rPr", "b"))
    return ParagraphStyle(level, is_list, is_bold, style.breaks_page)
