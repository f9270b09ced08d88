"""The body of a Word document, walked element by element into pieces of text."""

from collections.abc import Iterator

from ingest.readers.docx_runs import CONTAINERS, Piece, add_runs, alternative, is_bold
from ingest.readers.docx_styles import DocxStyles
from ingest.readers.ooxml import Element, attribute, child, descendants, local_name

_DEEPEST_TABLE = 8
_SHORT = 120
_LONGEST_ROW = 600


class BodyWalker:
    """Turn the elements of a body, header or note into pieces."""

    def __init__(self, styles: DocxStyles, *, rendered: bool) -> None:
        """Prepare.

        Args:
            styles: the document's styles.
            rendered: whether the file remembers where its pages broke when it was last laid
                out; then breaks that the author set are among those and are not counted twice.
        """
        self._styles = styles
        self._rendered = rendered

    def pieces(self, element: Element) -> Iterator[Piece]:
        """Walk block elements in reading order."""
        for each in element:
            name = local_name(each)
            if name == "p":
                yield from self._paragraph(each)
            elif name == "tbl":
                yield from self._table(each)
            elif name == "AlternateContent":
                yield from self.pieces(alternative(each))
            elif name in CONTAINERS:
                yield from self.pieces(each)

    def text_of(self, element: Element, *, depth: int = 0) -> Piece:
        """Collect all text below an element into one piece, blocks parted by line breaks."""
        whole = Piece()
        parts: list[str] = []
        for piece in self._parts(element, depth):
            _merge(whole, piece, begins=not any(parts))
            parts.append(piece.text.strip())
        whole.text = "\n".join(filter(None, parts))
        return whole

    def _parts(self, element: Element, depth: int) -> Iterator[Piece]:
        """Read the blocks below an element, each as one piece of text."""
        for each in element:
            name = local_name(each)
            if name == "p":
                piece = self._read_paragraph(each)
                yield piece
                for box in piece.boxes:
                    yield self.text_of(box, depth=depth + 1)
            elif name == "tbl" and depth < _DEEPEST_TABLE:
                for row in _rows(each):
                    yield self._row(row, depth + 1)
            elif name in CONTAINERS:
                yield self.text_of(each, depth=depth)

    def _paragraph(self, element: Element) -> Iterator[Piece]:
        """Read one paragraph, then the text boxes that hang on it."""
        piece = self._read_paragraph(element)
        yield piece
        for box in piece.boxes:
            yield from self.pieces(box)

    def _read_paragraph(self, element: Element) -> Piece:
        """Read one paragraph with its style."""
        style = self._styles.of(element)
        piece = Piece()
        piece.breaks_before = style.breaks_page and not self._rendered
        add_runs(element, piece, rendered=self._rendered)
        text = piece.text.strip()
        if style.level and text:
            piece.kind, piece.level = "heading", style.level
        elif style.is_list:
            piece.kind = "list_item"
        elif text and len(text) <= _SHORT and not text.endswith((".", ",", ";", ":")):
            piece.looks_like_heading = style.is_bold or is_bold(element)
        if not self._rendered and _ends_page(child(element, "pPr", "sectPr")):
            piece.breaks_within += 1
        return piece

    def _table(self, table: Element) -> Iterator[Piece]:
        """Read a table: rows on lines, cut where a page ends; laid-out text as it stands."""
        whole = Piece("table")
        for row in _rows(table):
            piece = self._row(row, 1)
            is_layout = _is_layout(row, piece)
            if whole.text and (is_layout or piece.breaks_before):
                yield whole
                whole = Piece("table")
            if is_layout:
                yield from self._laid_out(row, piece)
                continue
            whole.breaks_before |= piece.breaks_before
            whole.text = "\n".join(filter(None, (whole.text, piece.text)))
            whole.breaks_within = piece.breaks_within
            whole.notes.extend(piece.notes)
            if piece.breaks_within:
                yield whole
                whole = Piece("table")
        yield whole

    def _laid_out(self, row: Element, whole: Piece) -> Iterator[Piece]:
        """Read a row that only places text on the page: cell after cell, block by block.

        Cells go over a page's end side by side, so the row's breaks are counted once.
        """
        yield Piece(breaks_before=whole.breaks_before)
        for cell in _cells(row):
            for piece in self.pieces(cell):
                piece.breaks_before, piece.breaks_within = False, 0
                yield piece
        yield Piece(breaks_within=whole.breaks_within)

    def _row(self, row: Element, depth: int) -> Piece:
        """Read one row: cells on one line, parted by bars."""
        whole = Piece("table")
        cells: list[str] = []
        most_breaks = 0
        for cell in _cells(row):
            piece = self.text_of(cell, depth=depth)
            if not _is_continued(cell):
                cells.append(" ".join(piece.text.split()))
            whole.notes.extend(piece.notes)
            whole.breaks_before |= piece.breaks_before
            most_breaks = max(most_breaks, piece.breaks_within + piece.breaks_before)
        whole.breaks_within = most_breaks - whole.breaks_before
        whole.text = " | ".join(cells) if any(cells) else ""
        return whole


def _is_continued(cell: Element) -> bool:
    """Tell a cell that only continues the one above it."""
    merge = child(cell, "tcPr", "vMerge")
    return merge is not None and attribute(merge, "val") != "restart"


def _merge(whole: Piece, piece: Piece, *, begins: bool) -> None:
    """Take over a part's notes and page breaks."""
    whole.notes.extend(piece.notes)
    whole.breaks_before |= begins and piece.breaks_before
    whole.breaks_within += piece.breaks_within + (piece.breaks_before and not begins)


def _is_layout(row: Element, piece: Piece) -> bool:
    """Tell a row that frames running text from a row of data."""
    if len(piece.text) > _LONGEST_ROW or len(list(_cells(row))) == 1:
        return True
    return any(next(descendants(cell, "tbl"), None) is not None for cell in _cells(row))


def _rows(table: Element) -> Iterator[Element]:
    """List the rows, whatever wraps them."""
    return _found(table, "tr")


def _cells(row: Element) -> Iterator[Element]:
    """List the cells, whatever wraps them."""
    return _found(row, "tc")


def _found(element: Element, name: str) -> Iterator[Element]:
    """List children of a name, looking into wrappers but not into other tables."""
    for each in element:
        if local_name(each) == name:
            yield each
        elif local_name(each) in CONTAINERS:
            yield from _found(each, name)


def _ends_page(section: Element | None) -> bool:
    """Tell whether a section's end begins a new page."""
    return section is not None and attribute(child(section, "type"), "val") != "continuous"
