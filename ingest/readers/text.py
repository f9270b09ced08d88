"""Plain text in any encoding."""

import re

from ingest.encodings import decode
from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.pages import DocumentSize, PageBuilder
from ingest.readers.pdf_lines import MARKER
from kb.errors import UnreadableFile
from kb.nouns import ParsedDocument

_ITEM = re.compile(rf"(?:{MARKER.pattern})\s+\S")
_BLANK_LINES = re.compile(r"\n[ \t\r\f\v]*\n\s*|\f")


def read_text(job: ReadingJob) -> ParsedDocument:
    """Read a text: blank lines part its paragraphs.

    Raises:
        UnreadableFile: when the bytes are noise rather than text.
    """
    source = decode(job.path.read_bytes())
    if source is None:
        raise UnreadableFile("file.binary", file=job.name)
    builder = PageBuilder(1)
    size = DocumentSize(job.name, job.limits)
    for block in _BLANK_LINES.split(source.replace("\r\n", "\n").replace("\r", "\n")):
        _add(builder, block)
        size.check(builder.length, len(builder.blocks))
    return ParsedDocument(
        media_type=Format.TEXT.value, title="", pages=(builder.build(),), paginated=False
    )


def _add(builder: PageBuilder, block: str) -> None:
    """Add a paragraph with its line breaks, or the items of a list one by one."""
    paragraph: list[str] = []
    for line in block.split("\n"):
        if _ITEM.match(line.strip()):
            builder.add("paragraph", "\n".join(paragraph))
            paragraph = []
            builder.add("list_item", line)
        else:
            paragraph.append(line)
    builder.add("paragraph", "\n".join(paragraph))
