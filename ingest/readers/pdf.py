"""PDF: text by pdfium, facts by pypdf, character recognition where a page is a picture."""

from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.garbled import agree, is_garbled
from ingest.readers.ocr import PageRecogniser, Recognition
from ingest.readers.pages import DocumentSize, PageBuilder
from ingest.readers.pdf_blocks import add_blocks
from ingest.readers.pdf_facts import PdfFacts, facts_of
from ingest.readers.pdf_lines import PageLines, lines_of
from ingest.readers.pdf_pictures import content_of, rendered
from ingest.readers.pdf_style import Sheet, Typography, typography_of
from kb.errors import LimitExceeded, UnreadableFile
from kb.nouns import Notice, Page, ParsedDocument

HEAD = 64 * 1024
_PDFIUM_SEARCH = 1024
_Page = TypeVar("_Page")


@dataclass(frozen=True, slots=True)
class _PdfPage:
    """One page after the first pass: lines of text, or a page already recognised."""

    sheet: Sheet
    scanned: Page | None = None
    unread: Notice | None = None


@dataclass(frozen=True, slots=True)
class _Doubtful:
    """A page that may say more by its picture than by its text."""

    builder: PageBuilder
    sheet: Sheet
    text: str
    picture: Recognition
    garbled: bool
    is_picture: bool


def read_pdf(job: ReadingJob) -> ParsedDocument:
    """Read a PDF.

    Raises:
        UnreadableFile: when it needs a password or cannot be opened.
        LimitExceeded: when it has too many pages or too much text.
    """
    facts = facts_of(job.path)
    with _opened(job) as pdf:
        labels = _labels(pdf, facts)
        pages = list(_first_pass(pdf, job, labels))
    typography = typography_of([page.sheet for page in pages], facts.outline)
    size = DocumentSize(job.name, job.limits)
    return ParsedDocument(
        media_type=Format.PDF.value,
        title=facts.information.get("title", ""),
        pages=tuple(
            _finished(index, page, labels[index], typography, facts, size)
            for index, page in enumerate(pages)
        ),
        paginated=True,
        information=facts.information,
        notices=_notices(facts, job.name),
    )


@contextmanager
def _opened(job: ReadingJob) -> Iterator[Any]:
    """Open the file with pdfium; an empty user password opens it too."""
    import pypdfium2 as pdfium

    try:
        pdf = pdfium.PdfDocument(_source(job))
    except pdfium.PdfiumError as error:
        reason = str(error).casefold()
        code = "pdf.encrypted" if "password" in reason else "pdf.damaged"
        raise UnreadableFile(code, file=job.name) from error
    try:
        if len(pdf) == 0:
            raise UnreadableFile("pdf.damaged", file=job.name)
        if len(pdf) > job.limits.pages:
            raise LimitExceeded("limit.pages", file=job.name, limit=job.limits.pages)
        if pdf.get_formtype():
            pdf.init_forms()
        yield pdf
    finally:
        pdf.close()


def _source(job: ReadingJob) -> Path | bytes:
    """Give the file, or its bytes from where the PDF begins if that is beyond pdfium's search."""
    with job.path.open("rb") as file:
        begins = file.read(HEAD).find(b"%PDF-")
        file.seek(max(0, begins))
        return file.read() if begins >= _PDFIUM_SEARCH else job.path


def _labels(pdf: Any, facts: PdfFacts) -> list[str]:
    """Give every page a label: the printed one, or its number."""
    known = facts.labels if len(facts.labels) == len(pdf) else ()
    return [(known[index] if known else "") or str(index + 1) for index in range(len(pdf))]


def _first_pass(pdf: Any, job: ReadingJob, labels: list[str]) -> Iterator[_PdfPage]:
    """Collect the lines of every page, or recognise it, before anything is decided."""
    size = DocumentSize(job.name, job.limits)
    with closing(PageRecogniser(job)) as recogniser:
        builders = (PageBuilder(index + 1, label) for index, label in enumerate(labels))
        begun = (_begun(pdf, builder, recogniser) for builder in builders)
        for page in _ahead(begun, recogniser.at_once):
            if isinstance(page, _Doubtful):
                yield _decided(page, recogniser)
                size.check(page.builder.length, 0)
            else:
                yield page


def _ahead(begun: Iterator[_Page], most: int) -> Iterator[_Page]:
    """Give what is begun in its order, `most` of them under way at once."""
    waiting: deque[_Page] = deque()
    for each in begun:
        waiting.append(each)
        if len(waiting) >= most:
            yield waiting.popleft()
    yield from waiting


def _begun(pdf: Any, builder: PageBuilder, recogniser: PageRecogniser) -> _PdfPage | _Doubtful:
    """Read a page's text; where there is none to speak of, or nonsense, begin with its picture."""
    import pypdfium2 as pdfium

    try:
        page = _page(pdf, builder.number - 1)
    except pdfium.PdfiumError:
        return _PdfPage(Sheet((), 0.0), unread=recogniser.notice("pdf.page_damaged", builder))
    try:
        return _read_page(page, builder, recogniser)
    finally:
        page.close()


def _page(pdf: Any, index: int) -> Any:
    """Load a page; what is filled into a form becomes part of its text."""
    page = pdf[index]
    if pdf.get_formtype():
        page.flatten()
        page.close()
        page = pdf[index]
    return page


def _read_page(page: Any, builder: PageBuilder, recogniser: PageRecogniser) -> _PdfPage | _Doubtful:
    found = _lines(page)
    sheet = Sheet(found.lines, float(page.get_height()))
    text = "\n".join(line.text for line in found.lines)
    garbled = is_garbled(text, unmapped_share=found.unmapped / max(1, found.characters))
    content = content_of(page)
    if not garbled and not content.may_hide_text(found.characters):
        return _PdfPage(sheet)
    picture = recogniser.begin(rendered(page))
    return _Doubtful(builder, sheet, text, picture, garbled, content.is_picture)


def _decided(page: _Doubtful, recogniser: PageRecogniser) -> _PdfPage:
    """Choose between a page's text and what was recognised on its picture."""
    unread = recogniser.finish(page.picture, page.builder)
    if unread is not None and unread.code in ("ocr.nothing", "ocr.illegible"):
        if page.garbled:
            unread = recogniser.notice("pdf.garbled", page.builder)
        elif not page.is_picture:
            unread = None
    scanned, blank = page.builder.build(unread=unread), Sheet((), page.sheet.height)
    if page.garbled:
        agreed = agree(page.text, scanned.text)
        return _PdfPage(page.sheet) if agreed else _PdfPage(blank, scanned)
    if not page.text or page.builder.length > 1.5 * len(page.text):
        return _PdfPage(blank, scanned)
    return _PdfPage(page.sheet)


def _lines(page: Any) -> PageLines:
    """Collect the page's lines."""
    text_page = page.get_textpage()
    try:
        return lines_of(text_page)
    finally:
        text_page.close()


def _finished(
    index: int,
    page: _PdfPage,
    label: str,
    typography: Typography,
    facts: PdfFacts,
    size: DocumentSize,
) -> Page:
    """Make the final page."""
    if page.scanned is not None:
        return page.scanned
    builder = PageBuilder(index + 1, label)
    add_blocks(builder, page.sheet, typography, facts.outline.get(index, {}))
    size.count(builder)
    return builder.build(unread=page.unread)


def _notices(facts: PdfFacts, name: str) -> tuple[Notice, ...]:
    """Say which embedded files were left out."""
    if not facts.attachments:
        return ()
    listed = ", ".join(facts.attachments[:20])
    return (Notice(code="pdf.attachments", values={"file": name, "attachments": listed}),)
