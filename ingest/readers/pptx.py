"""PowerPoint presentations: one slide is one page; tables, charts, diagrams and notes included."""

from collections.abc import Callable, Iterator
from contextlib import closing

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.ooxml import (
    Element,
    OfficePackage,
    attribute,
    child,
    descendants,
    local_name,
)
from ingest.readers.pages import DocumentSize, PageBuilder
from kb.errors import LimitExceeded, UnreadableFile
from kb.nouns import Page, ParsedDocument

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("sldNum", "dt", "ftr", "hdr", "sldImg")
_FILLED_IN = ("slidenum", "datetime")
"""Beginnings of the types of fields that PowerPoint fills in when it shows a slide."""

_BULLETED = ("body", "obj", "")
_SHAPES = ("sp", "grpSp", "graphicFrame", "cxnSp", "AlternateContent", "contentPart")


def read_pptx(job: ReadingJob) -> ParsedDocument:
    """Read a presentation.

    Raises:
        UnreadableFile: when it is damaged or has no slides.
        LimitExceeded: when it has too many slides or too much text.
    """
    with closing(OfficePackage(job)) as package:
        part = package.main_part()
        slides = list(_slides(package, part))
        if not slides:
            raise UnreadableFile("office.no_document", file=job.name)
        if len(slides) > job.limits.pages:
            raise LimitExceeded("limit.pages", file=job.name, limit=job.limits.pages)
        size = DocumentSize(job.name, job.limits)
        information = package.information()
        return ParsedDocument(
            media_type=Format.PPTX.value,
            title=information.get("title", ""),
            pages=tuple(
                _page(package, slide, number, size) for number, slide in enumerate(slides, 1)
            ),
            paginated=True,
            information=information,
        )


def _slides(package: OfficePackage, part: str) -> Iterator[str]:
    """List the slides in the order of the presentation, hidden ones too."""
    relations = package.relations(part)
    for slide in descendants(package.tree(part), "sldId"):
        for key, value in slide.attrib.items():
            relation = relations.get(str(value)) if key.endswith("}id") else None
            if relation is not None and package.has(relation.target):
                yield relation.target


def _page(package: OfficePackage, slide: str, number: int, size: DocumentSize) -> Page:
    """Read one slide and its notes."""
    builder = PageBuilder(number)
    shapes = child(package.tree(slide), "cSld", "spTree")
    for shape in _titles_first(shapes if shapes is not None else ()):
        _SlideReader(package, slide, builder).read(shape)
    for notes in package.related(slide, "notesSlide"):
        tree = package.optional_tree(notes)
        if tree is not None:
            builder.add("note", "\n".join(_notes(tree)))
    size.count(builder)
    return builder.build()


def _titles_first(shapes: Element) -> list[Element]:
    """Put the slide's title before what the file happens to draw earlier."""
    return sorted(shapes, key=lambda shape: _placeholder(shape) not in _TITLES)


class _SlideReader:
    """Read the shapes of one slide."""

    def __init__(self, package: OfficePackage, slide: str, builder: PageBuilder) -> None:
        """Prepare."""
        self._package = package
        self._slide = slide
        self._builder = builder

    def read(self, shape: Element) -> None:
        """Read a shape, or those of a group."""
        name = local_name(shape)
        if name in ("grpSp", "AlternateContent", "Choice"):
            for inner in child(shape, "Choice") or shape:
                if local_name(inner) in _SHAPES:
                    self.read(inner)
        elif name in ("sp", "cxnSp"):
            self._text(shape)
        elif name == "graphicFrame":
            self._graphic(shape)

    def _text(self, shape: Element) -> None:
        """Read a shape's text: a title, a list or paragraphs."""
        role = _placeholder(shape)
        bulleted = role in _BULLETED
        paragraphs = [_paragraph(each, bulleted) for each in descendants(shape, "p")]
        if role in _FURNITURE:
            self._builder.add("header", " ".join(text for text, _ in paragraphs if len(text) > 4))
        elif role in _TITLES:
            self._builder.add("heading", " ".join(text for text, _ in paragraphs), level=1)
        else:
            for text, is_item in paragraphs:
                self._builder.add("list_item" if is_item else "paragraph", text)

    def _graphic(self, frame: Element) -> None:
        """Read a table, a chart or a diagram."""
        for table in descendants(frame, "tbl"):
            self._builder.add("table", "\n".join(_row(row) for row in descendants(table, "tr")))
        for reference in descendants(frame, "chart"):
            self._related(attribute(reference, "id"), _chart_lines)
        for reference in descendants(frame, "relIds"):
            self._related(attribute(reference, "dm"), _diagram_lines)

    def _related(self, identity: str | None, lines_of: Callable[[Element], Iterator[str]]) -> None:
        """Read a chart or a diagram, which is a part of its own."""
        relation = self._package.relations(self._slide).get(identity or "")
        tree = self._package.optional_tree(relation.target) if relation is not None else None
        if tree is not None:
            self._builder.add("table", "\n".join(filter(None, lines_of(tree))))


def _placeholder(shape: Element) -> str | None:
    """Give a shape's role on the slide: "" for the plain one, None without a role."""
    for properties in ("nvSpPr", "nvGraphicFramePr"):
        role = child(shape, properties, "nvPr", "ph")
        if role is not None:
            return attribute(role, "type") or ""
    return None


def _paragraph(paragraph: Element, bulleted: bool) -> tuple[str, bool]:
    """Give a paragraph's text, and whether it is an item of a list."""
    properties = child(paragraph, "pPr")
    if child(properties, "buNone") is not None:
        bulleted = False
    elif child(properties, "buChar") is not None or child(properties, "buAutoNum") is not None:
        bulleted = True
    breaks = {"br": "\n", "tab": "\t"}
    pieces: list[str] = []
    for each in _written(paragraph):
        name = local_name(each)
        pieces.append((each.text or "") if name == "t" else breaks.get(name, ""))
    return "".join(pieces).strip(), bulleted


def _written(paragraph: Element) -> Iterator[Element]:
    """Go through what somebody wrote, not through « ‹N°› » and dates that stand for others."""
    for each in paragraph:
        kind = (attribute(each, "type") or "") if local_name(each) == "fld" else ""
        if not kind.startswith(_FILLED_IN):
            yield from each.iter()


def _row(row: Element) -> str:
    """Put a table row on one line; cells that only continue a merged one are left out."""
    cells = [
        " ".join(" ".join(_paragraph(each, False)[0] for each in descendants(cell, "p")).split())
        for cell in descendants(row, "tc")
        if "1" not in (attribute(cell, "hMerge"), attribute(cell, "vMerge"))
    ]
    return " | ".join(cells) if any(cells) else ""


def _notes(tree: Element) -> Iterator[str]:
    """Read the speaker's notes, without the slide's picture and number."""
    for shape in descendants(tree, "sp"):
        if _placeholder(shape) not in _FURNITURE:
            for paragraph in descendants(shape, "p"):
                yield _paragraph(paragraph, False)[0]


def _chart_lines(tree: Element) -> Iterator[str]:
    """Write a chart as a table: its title, its categories, one row per series."""
    for title in descendants(tree, "title"):
        yield " ".join("".join(each.text or "" for each in descendants(title, "t")).split())
    categories: list[str] = []
    for series in descendants(tree, "ser"):
        found = _values(child(series, "cat"))
        if found and found != categories:
            categories = found
            yield " | ".join(["", *categories]).strip()
        yield " | ".join(_values(child(series, "tx")) + _values(child(series, "val")))


def _values(element: Element | None) -> list[str]:
    """List the values that a chart keeps of its data."""
    return [each.text or "" for each in descendants(element, "v")] if element is not None else []


def _diagram_lines(tree: Element) -> Iterator[str]:
    """List the texts of a diagram."""
    for paragraph in descendants(tree, "p"):
        yield _paragraph(paragraph, False)[0]
