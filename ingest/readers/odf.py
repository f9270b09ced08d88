"""OpenDocument texts and presentations."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.characters import clean_line
from ingest.readers.ooxml import Element, OfficePackage, attribute, child, descendants, local_name
from ingest.readers.pages import DocumentSize, PageBuilder
from kb.errors import LimitExceeded, UnreadableFile
from kb.nouns import BlockKind, Page, ParsedDocument

_META = {
    "title": "title",
    "initial-creator": "author",
    "creator": "author",
    "subject": "subject",
    "keyword": "keywords",
    "description": "description",
    "language": "language",
    "creation-date": "created",
    "date": "modified",
}
_WRAPPERS = ("section", "index-body", "text", "table-of-content", "list-header", "g", "a", "span")
_HIDDEN = ("tracked-changes", "annotation", "annotation-end", "note-citation", "forms")
_DEEPEST = 6


def read_odt(job: ReadingJob) -> ParsedDocument:
    """Read a text; its pages are those of its last layout, if the file remembers them.

    Raises:
        UnreadableFile: when it is damaged, encrypted or empty.
    """
    with closing(OfficePackage(job)) as package:
        body = _body(package, "text", job.name)
        size = DocumentSize(job.name, job.limits)
        pages = tuple(_TextWalker(size).pages(body))
        information = _information(package)
        return ParsedDocument(
            media_type=Format.ODT.value,
            title=information.get("title", ""),
            pages=pages,
            paginated=next(descendants(body, "soft-page-break"), None) is not None,
            information=information,
        )


def read_odp(job: ReadingJob) -> ParsedDocument:
    """Read a presentation: one slide is one page.

    Raises:
        UnreadableFile: when it is damaged, encrypted or empty.
        LimitExceeded: when it has too many slides.
    """
    with closing(OfficePackage(job)) as package:
        body = _body(package, "presentation", job.name)
        slides = [each for each in body if local_name(each) == "page"]
        if len(slides) > job.limits.pages:
            raise LimitExceeded("limit.pages", file=job.name, limit=job.limits.pages)
        size = DocumentSize(job.name, job.limits)
        information = _information(package)
        return ParsedDocument(
            media_type=Format.ODP.value,
            title=information.get("title", ""),
            pages=tuple(_slide(slide, number, size) for number, slide in enumerate(slides, 1)),
            paginated=True,
            information=information,
        )


def _body(package: OfficePackage, kind: str, name: str) -> Element:
    """Find the content, unless it is encrypted."""
    manifest = package.optional_tree("META-INF/manifest.xml")
    if manifest is not None and next(descendants(manifest, "encryption-data"), None) is not None:
        raise UnreadableFile("office.encrypted", file=name)
    body = child(package.tree("content.xml"), "body", kind)
    if body is None:
        raise UnreadableFile("office.no_document", file=name)
    return body


def _information(package: OfficePackage) -> dict[str, str]:
    """Read title, author and the like."""
    meta = child(package.optional_tree("meta.xml"), "meta")
    found: dict[str, str] = {}
    for element in meta if meta is not None else ():
        name = _META.get(local_name(element))
        value = clean_line("".join(element.itertext()))
        if name is not None and value and name not in found:
            found[name] = value
    return found


def _slide(slide: Element, number: int, size: DocumentSize) -> Page:
    """Read the frames of one slide, then its notes."""
    builder = PageBuilder(number)
    frames = [each for each in slide if local_name(each) != "notes"]
    frames.sort(key=lambda frame: attribute(frame, "class") != "title")
    for frame in frames:
        walker = _TextWalker(size, builder=builder)
        if attribute(frame, "class") == "title":
            builder.add("heading", " ".join(map(text_of, descendants(frame, "p"))), level=1)
        else:
            walker.walk([frame], "paragraph")
    for notes in (each for each in slide if local_name(each) == "notes"):
        builder.add("note", "\n".join(text_of(each) for each in descendants(notes, "p")))
    size.count(builder)
    return builder.build()


@dataclass(slots=True)
class _TextWalker:
    """Walk text content into pages."""

    size: DocumentSize
    builder: PageBuilder = field(default_factory=lambda: PageBuilder(1))
    finished: list[Page] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def pages(self, body: Element) -> Iterator[Page]:
        """Walk a whole text."""
        self.walk(body, "paragraph")
        self._turn()
        yield from self.finished

    def walk(self, elements: Element | list[Element], kind: BlockKind) -> None:
        """Walk block elements in order."""
        for element in elements:
            name = local_name(element)
            if name == "soft-page-break":
                self._turn()
            elif name in ("p", "h"):
                self._paragraph(element, kind)
            elif name == "list":
                self.walk(element, "list_item")
            elif name == "table":
                self._table(element)
            elif name not in _HIDDEN:
                self.walk(element, kind)

    def _paragraph(self, element: Element, kind: BlockKind) -> None:
        """Add a paragraph or a heading, then the frames that hang on it."""
        text = text_of(element)
        if local_name(element) == "h":
            level = attribute(element, "outline-level") or "1"
            depth = min(int(level), _DEEPEST) if level.isdigit() else 1
            self.builder.add("heading", text, level=max(depth, 1))
        else:
            self.builder.add(kind, text)
        self.notes.extend(text_of(note) for note in descendants(element, "note-body"))
        for frame in descendants(element, "text-box"):
            self.walk(frame, "paragraph")
        if next(descendants(element, "soft-page-break"), None) is not None:
            self._turn()

    def _table(self, table: Element) -> None:
        """Add a table; one that goes over a page's end is cut there."""
        rows: list[str] = []
        for element in table.iter():
            name = local_name(element)
            if name == "table-row":
                rows.append(_row(element))
            elif name == "soft-page-break":
                self.builder.add("table", "\n".join(filter(None, rows)))
                rows = []
                self._turn()
        self.builder.add("table", "\n".join(filter(None, rows)))

    def _turn(self) -> None:
        """Finish the page, with its notes, and begin the next."""
        for note in self.notes:
            self.builder.add("note", note)
        self.notes = []
        self.size.count(self.builder)
        if self.builder.blocks or not self.finished:
            self.finished.append(self.builder.build())
            self.builder = PageBuilder(len(self.finished) + 1)


def text_of(element: Element) -> str:
    """Collect the text below an element; notes, comments and frames are not part of it."""
    pieces: list[str] = [element.text or ""]
    for inner in element:
        name = local_name(inner)
        if name == "s":
            count = attribute(inner, "c") or "1"
            pieces.append(" " * min(int(count) if count.isdigit() else 1, 8))
        elif name == "tab":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif name not in (*_HIDDEN, "note", "text-box", "soft-page-break"):
            pieces.append(text_of(inner))
        pieces.append(inner.tail or "")
    return "".join(pieces)


def _row(row: Element) -> str:
    """Put a table row on one line."""
    cells = [
        " ".join(" ".join(text_of(each) for each in _paragraphs(cell)).split())
        for cell in row
        if local_name(cell) == "table-cell"
    ]
    return " | ".join(cells) if any(cells) else ""


def _paragraphs(cell: Element) -> Iterator[Element]:
    """List the paragraphs of a cell."""
    return (each for each in cell.iter() if local_name(each) in ("p", "h"))
