"""Small real files for the tests, made by the programs' own libraries or by hand."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ingest.limits import ReadingJob, ReadingLimits
from ingest.reading import read_file
from kb.nouns import Page, ParsedDocument

Drawn = tuple[float, float, str, float, str]


def read(path: Path, *, name: str | None = None, **limits: float) -> ParsedDocument:
    """Read a file in this process."""
    return read_file(ReadingJob(path, name or path.name, ReadingLimits(**limits)))  # type: ignore[arg-type]


def outline(page: Page) -> list[tuple[str, str]]:
    """Show a page's blocks: kind with level, and text."""
    return [
        (f"{block.kind}{block.level or ''}", page.text[block.start : block.end])
        for block in page.blocks
    ]


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write a ZIP file."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return path


def pdf(path: Path, *pages: Sequence[Drawn], title: str = "") -> Path:
    """Draw a PDF: each line as x, y from the top, font, size and text."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setTitle(title)
    for page in pages:
        for left, top, font, size, text in page:
            canvas.setFont(font, size)
            canvas.drawString(left, 842 - top, text)
        canvas.showPage()
    canvas.save()
    return path


def paragraph(top: float, *lines: str, left: float = 72, size: float = 11) -> list[Drawn]:
    """Set lines of body type below each other."""
    return [(left, top + 14 * index, "Helvetica", size, line) for index, line in enumerate(lines)]


def picture_of(source: Path, *, turned: int = 0) -> bytes:
    """Photograph the first page of a PDF, as a scanner would."""
    import pypdfium2

    document = pypdfium2.PdfDocument(source)
    image = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    buffer = io.BytesIO()
    image.rotate(turned, expand=True).save(buffer, "PNG", dpi=(200, 200))
    return buffer.getvalue()


def scan(path: Path, source: Path, *, turned: int = 0, copies: int = 1) -> Path:
    """Make a PDF that is only a picture of another's first page, or several of the same."""
    from PIL import Image

    with Image.open(io.BytesIO(picture_of(source, turned=turned))) as image:
        page = image.convert("L")
        more = [page] * (copies - 1)
        page.save(path, "PDF", resolution=200, save_all=True, append_images=more)
    return path


DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def minimal_docx(path: Path, body: str, *, prolog: str = "", more: Mapping[str, str] = {}) -> Path:  # noqa: B006
    """Write a Word document by hand, for what no library writes."""
    return zipped(
        path,
        {
            "[Content_Types].xml": f'<Types><Override ContentType="{DOCUMENT}"/></Types>',
            "_rels/.rels": (
                f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
                f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
            ),
            "word/document.xml": (f"{prolog}<w:document {_W}><w:body>{body}</w:body></w:document>"),
            **more,
        },
    )


def odf(path: Path, kind: str, content: str, *, mimetype: str) -> Path:
    """Write an OpenDocument file by hand."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(
        f'xmlns:{prefix}="{urn}:{name}:1.0"'
        for prefix, name in {
            "office": "office",
            "text": "text",
            "table": "table",
            "draw": "drawing",
            "presentation": "presentation",
        }.items()
    )
    meta = (
        f'<office:document-meta {spaces} xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<office:meta><dc:title>Guide d’accueil</dc:title></office:meta></office:document-meta>"
    )
    return zipped(
        path,
        {
            "mimetype": f"application/vnd.oasis.opendocument.{mimetype}",
            "content.xml": (
                f"<office:document-content {spaces}><office:body><office:{kind}>{content}"
                f"</office:{kind}></office:body></office:document-content>"
            ),
            "meta.xml": meta,
        },
    )
