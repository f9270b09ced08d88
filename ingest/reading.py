"""One file becomes one ParsedDocument: what it is, then the reader for it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.sniff import sniff
from kb.errors import LimitExceeded, MissingDependency, UnreadableFile
from kb.nouns import ParsedDocument

Reader = Callable[[ReadingJob], ParsedDocument]

# By name, so that only the reader that is needed is imported.
_READERS = {
    Format.PDF: "pdf:read_pdf",
    Format.DOCX: "docx:read_docx",
    Format.PPTX: "pptx:read_pptx",
    Format.ODT: "odf:read_odt",
    Format.ODP: "odf:read_odp",
    Format.RTF: "rtf:read_rtf",
    Format.HTML: "html:read_html",
    Format.MARKDOWN: "markdown:read_markdown",
    Format.TEXT: "text:read_text",
    Format.CSV: "table:read_csv",
    Format.TSV: "table:read_tsv",
    Format.PNG: "image:read_image",
    Format.JPEG: "image:read_image",
    Format.TIFF: "image:read_image",
}

# What programs write into the title when nobody else does.
_LEFT_SUFFIXES = frozenset(
    ".doc .docx .odt .rtf .ppt .pptx .odp .pdf .indd .qxd .pub .tmp .html .psd .ai".split()
)
_LEFT_STARTS = ("microsoft word - ", "microsoft powerpoint - ", "(anonymous)", "adobe photoshop")
_LEFT_TITLES = frozenset(
    (
        "untitled",
        "sans titre",
        "titre",
        "title",
        "document",
        "présentation",
        "presentation",
        "powerpoint presentation",
        "présentation powerpoint",
        "word document",
        "diapositive",
        "slide",
    )
)


def read_file(job: ReadingJob) -> ParsedDocument:
    """Read one file in this process; `Sandbox.read` does it in a safe one.

    Raises:
        UnsupportedFile: when files of this kind are not read.
        LimitExceeded: when the file is beyond its limits.
        UnreadableFile: when the file is damaged, protected, or holds no text.
    """
    try:
        found = sniff(job.path, job.name, job.limits)
        document = _reader_for(found)(job)
    except (UnreadableFile, MissingDependency, MemoryError):
        raise
    except Exception as error:
        raise UnreadableFile("file.damaged", file=job.name) from error
    return _checked(document.model_copy(update={"media_type": found.value}), job)


def _reader_for(found: Format) -> Reader:
    """Import the reader of a format."""
    module, _, function = _READERS[found].partition(":")
    reader: Reader = getattr(import_module(f"ingest.readers.{module}"), function)
    return reader


def _checked(document: ParsedDocument, job: ReadingJob) -> ParsedDocument:
    """Hold the limits for every reader, refuse silence, and give the document a title."""
    if len(document.pages) > job.limits.pages:
        raise LimitExceeded("limit.pages", file=job.name, limit=job.limits.pages)
    if sum(len(page.text) for page in document.pages) > job.limits.characters:
        raise LimitExceeded("limit.characters", file=job.name, limit=job.limits.characters)
    if not any(page.text or page.unread for page in document.pages):
        raise UnreadableFile("file.no_text", file=job.name)
    return document.model_copy(update={"title": _title_of(document, job.name)})


def _title_of(document: ParsedDocument, name: str) -> str:
    """Choose the title that the file states, else its first heading, else its name."""
    stated = document.title.strip()
    if stated and not _is_placeholder(stated, name):
        return stated[:300]
    for page in document.pages[:3]:
        for block in page.blocks:
            if block.kind == "heading":
                return page.text[block.start : block.end][:300]
    return PurePath(name).stem


def _is_placeholder(title: str, name: str) -> bool:
    """Tell a title that a program left there from one that a person wrote."""
    lowered = title.casefold()
    return (
        PurePath(lowered).suffix in _LEFT_SUFFIXES
        or lowered.startswith(_LEFT_STARTS)
        or lowered.rstrip(" 0123456789-") in _LEFT_TITLES
        or lowered == PurePath(name).stem.casefold()
        or not any(character.isalpha() for character in title)
    )
