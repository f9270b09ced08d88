"""The seam between a report and the files it can be handed over in."""

from enum import StrEnum
from typing import Protocol

from kb.errors import InvalidQuestion
from search.reporting.model import Chart, Report


class Format(StrEnum):
    """The files that a report can be handed over in."""

    DOCX = "docx"
    PDF = "pdf"
    MARKDOWN = "md"

    @property
    def media_type(self) -> str:
        """Name the type for browsers."""
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
}


class Renderer(Protocol):
    """Turn a report into a file."""

    def render(self, report: Report) -> bytes:
        """Give the file's bytes."""


class ChartPainter(Protocol):
    """Draw a chart."""

    def png(self, chart: Chart) -> bytes:
        """Give the picture, at twice the size it is shown in."""


def renderer(wanted: Format) -> Renderer:
    """Give what writes a format."""
    if wanted is Format.MARKDOWN:
        from search.reporting.markdown import MarkdownRenderer

        return MarkdownRenderer()
    from search.reporting.charts import AltairPainter

    if wanted is Format.DOCX:
        from search.reporting.docx import DocxRenderer

        return DocxRenderer(AltairPainter())
    from search.reporting.pdf import PdfRenderer

    return PdfRenderer(AltairPainter())


def format_of(name: str) -> Format:
    """Read the name of a format.

    Raises:
        InvalidQuestion: when there is no such format.
    """
    try:
        return Format(name)
    except ValueError as error:
        known = ", ".join(each.value for each in Format)
        raise InvalidQuestion("report.format", value=name, known=known) from error
