"""Rich Text Format, by striprtf; what it says of itself is read beside the text."""

import re
from collections.abc import Callable

from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.pages import DocumentSize, PageBuilder
from ingest.readers.pdf_lines import MARKER
from kb.errors import UnreadableFile
from kb.nouns import ParsedDocument

_ITEM = re.compile(rf"(?:{MARKER.pattern})\s+\S")
_CODE_PAGE = re.compile(rb"\\ansicpg(\d{3,5})")
_TITLE = re.compile(r"\{\\title\s+([^{}]*)\}")


def read_rtf(job: ReadingJob) -> ParsedDocument:
    """Read a rich text.

    Raises:
        UnreadableFile: when nothing can be made of it.
    """
    data = job.path.read_bytes()
    source = data.decode("latin-1")
    page = _CODE_PAGE.search(data[:4096])
    encoding = f"cp{page[1].decode()}" if page is not None else "cp1252"
    try:
        text = _plain(source, _known(encoding))
    except (LookupError, ValueError, IndexError, TypeError, KeyError) as error:
        raise UnreadableFile("file.damaged", file=job.name) from error
    builder = PageBuilder(1)
    for line in text.splitlines():
        _add(builder, line)
    DocumentSize(job.name, job.limits).count(builder)
    title = _TITLE.search(source[:20_000])
    return ParsedDocument(
        media_type=Format.RTF.value,
        title=_plain("{\\rtf1 " + title[1] + "}", "cp1252") if title is not None else "",
        pages=(builder.build(),),
        paginated=False,
    )


def _plain(source: str, encoding: str) -> str:
    """Strip the markup."""
    from striprtf import striprtf

    convert: Callable[..., str] = striprtf.rtf_to_text
    return convert(source, encoding=encoding, errors="replace").strip()


def _add(builder: PageBuilder, line: str) -> None:
    """Add one paragraph; striprtf parts the cells of a table row by bars."""
    if line.count("|") > 1 and line.rstrip().endswith("|"):
        cells = [" ".join(cell.split()) for cell in line.rstrip().removesuffix("|").split("|")]
        builder.add("table", " | ".join(cells) if any(cells) else "")
        return
    builder.add("list_item" if _ITEM.match(line.strip()) else "paragraph", line)


def _known(encoding: str) -> str:
    """Keep an encoding that Python knows, else Windows Latin."""
    try:
        "".encode(encoding)
    except LookupError:
        return "cp1252"
    return encoding
