"""The formats that are read, each by its media type."""

from enum import StrEnum

_OOXML = "application/vnd.openxmlformats-officedocument"


class Format(StrEnum):
    """A file format; its value is the media type."""

    PDF = "application/pdf"
    DOCX = f"{_OOXML}.wordprocessingml.document"
    PPTX = f"{_OOXML}.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODP = "application/vnd.oasis.opendocument.presentation"
    RTF = "application/rtf"
    HTML = "text/html"
    MARKDOWN = "text/markdown"
    TEXT = "text/plain"
    CSV = "text/csv"
    TSV = "text/tab-separated-values"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
