"""Web pages: what a person reads on them, without menus, scripts and hidden parts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.encodings import decode
from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.characters import clean_line
from ingest.readers.ooxml import Element
from ingest.readers.pages import DocumentSize, PageBuilder
from kb.errors import LimitExceeded, UnreadableFile
from kb.nouns import BlockKind, ParsedDocument

_SKIPPED = frozenset(
    "script style noscript template nav head iframe object embed svg canvas audio video button "
    "select textarea input map dialog datalist".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset(("li", "dt", "dd"))
_BREAKING = frozenset(
    "address article aside blockquote body caption center details div dl fieldset figcaption "
    "figure footer form header hr html legend main ol p pre section summary ul".split()
)
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_META = {"author": "author", "description": "description", "keywords": "keywords"}


def read_html(job: ReadingJob) -> ParsedDocument:
    """Read a web page.

    Raises:
        UnreadableFile: when it is no text in any encoding.
    """
    source = _decoded(job.path.read_bytes())
    if source is None:
        raise UnreadableFile("file.binary", file=job.name)
    return parse_html(source, job)


def parse_html(source: str, job: ReadingJob) -> ParsedDocument:
    """Turn HTML into one page.

    Raises:
        LimitExceeded: when it is nested too deep to be read whole.
    """
    from lxml import html

    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
    # libxml2 silently drops what is nested deeper than 256, or 2048 with huge_tree.
    parser = html.HTMLParser(huge_tree=True, no_network=True)
    tree = html.document_fromstring(source or "<html></html>", parser=parser)
    if any("Excessive depth" in str(entry) for entry in parser.error_log):
        raise LimitExceeded("limit.structure", file=job.name)
    size = DocumentSize(job.name, job.limits)
    walker = _Walker(PageBuilder(1), size)
    walker.walk(tree)
    size.count(walker.builder)
    title = tree.findtext(".//title") or ""
    return ParsedDocument(
        media_type=Format.HTML.value,
        title=clean_line(title),
        pages=(walker.builder.build(),),
        paginated=False,
        information=dict(_information(tree)),
    )


def _decoded(data: bytes) -> str | None:
    """Decode by the page's own statement where that works, else by looking at the bytes."""
    stated = _CHARSET.search(data[:4096])
    if stated is not None and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        encoding = stated[1].decode("ascii")
        encoding = "cp1252" if encoding.casefold() in ("iso-8859-1", "latin1") else encoding
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            return decode(data)
    return decode(data)


def _information(tree: Element) -> Iterator[tuple[str, str]]:
    """Read what the page's head says."""
    for meta in tree.iter("meta"):
        name = _META.get((meta.get("name") or "").casefold())
        value = clean_line(meta.get("content") or "")
        if name is not None and value:
            yield name, value
    if language := clean_line(tree.get("lang") or ""):
        yield "language", language


@dataclass(slots=True)
class _Walker:
    """Collect text until an element ends the block."""

    builder: PageBuilder
    size: DocumentSize
    text: list[str] = field(default_factory=list)
    kinds: list[tuple[BlockKind, int]] = field(default_factory=lambda: [("paragraph", 0)])
    cells: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    tables: int = 0
    preserved: int = 0

    def walk(self, tree: Element) -> None:
        """Walk without recursion, for a page may be nested as deep as it likes."""
        stack: list[tuple[Element, bool]] = [(tree, True)]
        while stack:
            element, enters = stack.pop()
            if not enters:
                self._leave(element.tag)
                self._say(element.tail)
                continue
            if not isinstance(element.tag, str) or _is_hidden(element):
                self._say(element.tail)
                continue
            self._enter(element.tag)
            self._say(element.text)
            stack.append((element, False))
            stack.extend((inner, True) for inner in reversed(element))
        self._end_block()

    def _say(self, text: str | None) -> None:
        """Collect text; only preformatted text keeps its line breaks."""
        if text:
            self.text.append(text if self.preserved else re.sub(r"\s+", " ", text))

    def _enter(self, tag: str) -> None:
        """Begin what a tag begins."""
        if tag == "br":
            self.text.append("\n")
        elif tag == "table":
            self._enter_table()
        elif not self.tables and (tag in _BREAKING or tag in _ITEMS or tag in _HEADINGS):
            self._end_block()
        elif self.tables and tag in _BREAKING:
            self.text.append(" ")
        self.preserved += tag == "pre"
        if tag in _HEADINGS:
            self.kinds.append(("heading", _HEADINGS[tag]))
        elif tag in _ITEMS:
            self.kinds.append(("list_item", 0))

    def _enter_table(self) -> None:
        """Begin a table; one within a table only goes on."""
        if not self.tables:
            self._end_block()
        self.tables += 1

    def _leave(self, tag: str) -> None:
        """End what a tag began."""
        if self.tables and tag in ("td", "th", "tr"):
            self._end_cell(tag)
        elif tag == "table":
            self._leave_table()
        elif not self.tables and (tag in _BREAKING or tag in _ITEMS or tag in _HEADINGS):
            self._end_block()
        self.preserved -= tag == "pre"
        if (tag in _HEADINGS or tag in _ITEMS) and len(self.kinds) > 1:
            self.kinds.pop()

    def _end_cell(self, tag: str) -> None:
        """End a cell, or the row."""
        if self.tables > 1:
            self.text.append(" ")
        elif tag != "tr":
            self.cells.append(clean_line("".join(self.text)))
            self.text = []
        elif self.cells:
            self.rows.append(" | ".join(self.cells) if any(self.cells) else "")
            self.cells = []

    def _leave_table(self) -> None:
        """End a table and add it."""
        self.tables -= 1
        if not self.tables:
            self.builder.add("table", "\n".join(filter(None, self.rows)))
            self.rows, self.cells = [], []
            self._end_block()

    def _end_block(self) -> None:
        """Add what was collected."""
        kind, level = self.kinds[-1]
        self.builder.add(kind, "".join(self.text), level=level)
        self.text = []
        self.size.check(self.builder.length, len(self.builder.blocks))


def _is_hidden(element: Element) -> bool:
    """Tell what nobody sees on the page."""
    return (
        element.tag in _SKIPPED
        or "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or element.get("role") == "navigation"
        or bool(_HIDING.search(element.get("style") or ""))
    )
