"""Which builder makes which format."""

from collections.abc import Callable, Mapping

from corpus.build import docx, html, markdown, odt, pdf_columns, pdf_report, pdf_scan, pptx
from corpus.build.house import Imprint
from corpus.build.source import Format, Source

Builder = Callable[[Source, Imprint], bytes]

BUILDERS: Mapping[Format, Builder] = {
    Format.PDF: pdf_report.build,
    Format.PDF_TWO_COLUMN: pdf_columns.build,
    Format.PDF_SCAN: pdf_scan.build,
    Format.DOCX: docx.build,
    Format.PPTX: pptx.build,
    Format.ODT: odt.build,
    Format.HTML: html.build,
    Format.MD: markdown.build,
}
