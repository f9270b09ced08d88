"""Tables as text: comma, semicolon or tab between the cells."""

import csv
import io

from ingest.encodings import decode
from ingest.formats import Format
from ingest.limits import ReadingJob
from ingest.readers.characters import clean_line
from ingest.readers.pages import DocumentSize, PageBuilder
from kb.errors import UnreadableFile
from kb.nouns import ParsedDocument

_ROWS_PER_BLOCK = 50
_LONGEST_CELL = 1_000_000


def read_csv(job: ReadingJob) -> ParsedDocument:
    """Read a table whose cells are parted by commas, semicolons or bars."""
    return _read(job, Format.CSV)


def read_tsv(job: ReadingJob) -> ParsedDocument:
    """Read a table whose cells are parted by tabs."""
    return _read(job, Format.TSV)


def _read(job: ReadingJob, kind: Format) -> ParsedDocument:
    """Read the rows, each a line `cell | cell`."""
    source = decode(job.path.read_bytes())
    if source is None:
        raise UnreadableFile("file.binary", file=job.name)
    csv.field_size_limit(_LONGEST_CELL)
    builder = PageBuilder(1)
    size = DocumentSize(job.name, job.limits)
    rows: list[str] = []
    for row in csv.reader(io.StringIO(source), delimiter=_delimiter(source, kind)):
        cells = [clean_line(cell) for cell in row]
        rows.append(" | ".join(cells) if any(cells) else "")
        if len(rows) == _ROWS_PER_BLOCK:
            builder.add("table", "\n".join(rows))
            size.check(builder.length, len(builder.blocks))
            rows = []
    builder.add("table", "\n".join(rows))
    return ParsedDocument(
        media_type=kind.value, title="", pages=(builder.build(),), paginated=False
    )


def _delimiter(source: str, kind: Format) -> str:
    """Choose what parts the cells of the first lines most often."""
    if kind is Format.TSV:
        return "\t"
    start = "\n".join(source.splitlines()[:20])
    return max(",;\t|", key=start.count)
