"""Word documents, with what python-docx leaves out: content controls, text boxes, notes."""

from collections.abc import Iterator
from contextlib import closing

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.characters import clean_line
from ingest.readers.docx_body import BodyWalker
from ingest.readers.docx_runs import Piece
from ingest.readers.docx_styles import DocxStyles
from ingest.readers.ooxml import Element, OfficePackage, attribute, child, descendants, local_name
from ingest.readers.pages import DocumentSize, PageBuilder
from kb.errors import UnreadableFile
from kb.nouns import Notice, Page, ParsedDocument

_BOLD_LEVEL = 2
_LEAST_LETTERS = 3


def read_docx(job: ReadingJob) -> ParsedDocument:
    """Read a Word document; its pages are those of its last layout, or those it asks for.

    The page numbers count as the file's own only where they agree with the number of pages that
    the file states.

    Raises:
        UnreadableFile: when it is damaged or has no document in it.
        LimitExceeded: when it unpacks to too much, or has too much text.
    """
    with closing(OfficePackage(job)) as package:
        part = package.main_part()
        tree = package.tree(part)
        body = child(tree, "body")
        if body is None:
            raise UnreadableFile("office.no_document", file=job.name)
        rendered = next(descendants(body, "lastRenderedPageBreak"), None) is not None
        layout = _Layout(package, part, rendered=rendered)
        information = package.information()
        pages = tuple(_pages(layout, body, DocumentSize(job.name, job.limits)))
        return ParsedDocument(
            media_type=Format.DOCX.value,
            title=information.get("title", ""),
            pages=pages,
            paginated=rendered and len(pages) == package.stated_pages(),
            information=information,
            notices=_notices(package, part, job.name),
        )


class _Layout:
    """What stands around the body: styles, notes, headers and footers."""

    def __init__(self, package: OfficePackage, part: str, *, rendered: bool) -> None:
        """Read the parts beside the body."""
        styles = next((package.optional_tree(p) for p in package.related(part, "styles")), None)
        self.walker = BodyWalker(DocxStyles(styles), rendered=rendered)
        self.headers = self._margins(package, part, "header")
        self.footers = self._margins(package, part, "footer")
        self._notes = dict(self._all_notes(package, part))

    def note(self, reference: tuple[str, str]) -> str:
        """Give the text of a note."""
        return self._notes.get(reference, "")

    def _margins(self, package: OfficePackage, part: str, kind: str) -> list[str]:
        """Collect what stands in headers or footers, each text once."""
        found: dict[str, None] = {}
        for margin in package.related(part, kind):
            tree = package.optional_tree(margin)
            for piece in self.walker.pieces(tree) if tree is not None else ():
                text = clean_line(piece.text)
                if sum(map(str.isalpha, text)) >= _LEAST_LETTERS:
                    found[text] = None
        return list(found)

    def _all_notes(
        self, package: OfficePackage, part: str
    ) -> Iterator[tuple[tuple[str, str], str]]:
        """Read footnotes and endnotes by their id."""
        for kind in ("footnotes", "endnotes"):
            for notes in package.related(part, kind):
                tree = package.optional_tree(notes)
                for note in tree if tree is not None else ():
                    identity = attribute(note, "id") or ""
                    yield (kind, identity), self.walker.text_of(note).text


def _pages(layout: _Layout, body: Element, size: DocumentSize) -> Iterator[Page]:
    """Cut the body into pages, notes at the foot of the page that refers to them."""
    pieces = _with_headings(layout.walker.pieces(body), size)
    page = _Sheet(1, layout)
    for header in layout.headers:
        page.builder.add("header", header)
    for piece in pieces:
        if piece.breaks_before and page.builder.blocks:
            yield page.finished(size)
            page = _Sheet(page.builder.number + 1, layout)
        page.add(piece)
        for _ in range(piece.breaks_within):
            yield page.finished(size)
            page = _Sheet(page.builder.number + 1, layout)
    yield page.finished(size)


class _Sheet:
    """One page in the making."""

    def __init__(self, number: int, layout: _Layout) -> None:
        """Begin a page."""
        self.builder = PageBuilder(number)
        self._layout = layout
        self._notes: list[str] = []

    def add(self, piece: Piece) -> None:
        """Add a piece; its notes wait for the page's end."""
        self.builder.add(piece.kind, piece.text, level=piece.level)
        self._notes.extend(self._layout.note(reference) for reference in piece.notes)

    def finished(self, size: DocumentSize) -> Page:
        """End the page; the first one also carries the footers."""
        for note in self._notes:
            self.builder.add("note", note)
        for footer in self._layout.footers if self.builder.number == 1 else ():
            self.builder.add("header", footer)
        size.count(self.builder)
        return self.builder.build()


def _with_headings(pieces: Iterator[Piece], size: DocumentSize) -> Iterator[Piece]:
    """Where no style makes a heading, let short bold paragraphs be headings."""
    collected: list[Piece] = []
    for piece in pieces:
        collected.append(piece)
        size.check(0, len(collected))
    if any(piece.kind == "heading" for piece in collected):
        yield from collected
        return
    for piece in collected:
        if piece.looks_like_heading and piece.kind == "paragraph":
            piece.kind, piece.level = "heading", _BOLD_LEVEL
        yield piece


def _notices(package: OfficePackage, part: str, name: str) -> tuple[Notice, ...]:
    """Say what was left out: comments."""
    count = 0
    for comments in package.related(part, "comments"):
        tree = package.optional_tree(comments)
        count += sum(local_name(each) == "comment" for each in (tree if tree is not None else ()))
    if not count:
        return ()
    return (Notice(code="office.comments", values={"file": name, "count": count}),)
