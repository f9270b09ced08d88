"""ZIP containers: Office, OpenDocument, EPUB and the like, or plain archives."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

from ingest.formats import Format
from ingest.limits import ReadingLimits
from ingest.readers.zips import DAMAGE, open_zip
from kb.errors import UnreadableFile

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ARCHIVE = "kind.zip"
_LONGEST_TYPES = 256 * 1024
_LONGEST_MIMETYPE = 200
# An entry that only such a file has, or the media type its first entry states.
_ZIP_MEMBERS = (
    ("word/document.xml", Format.DOCX),
    ("ppt/presentation.xml", Format.PPTX),
    ("xl/workbook.xml", "kind.spreadsheet"),
    ("xl/workbook.bin", "kind.spreadsheet"),
    ("visio/document.xml", "kind.drawing"),
    ("index/document.iwa", "kind.iwork"),
    ("meta-inf/container.xml", "kind.epub"),
)
_ZIP_TYPES = {
    Format.ODT.value: Format.ODT,
    Format.ODT.value + "-template": Format.ODT,
    Format.ODP.value: Format.ODP,
    Format.ODP.value + "-template": Format.ODP,
    "application/vnd.oasis.opendocument.spreadsheet": "kind.spreadsheet",
    "application/vnd.oasis.opendocument.graphics": "kind.drawing",
    "application/epub+zip": "kind.epub",
}
_CONTENT_TYPES = (
    (b"wordprocessingml.document.main+xml", Format.DOCX),
    (b"wordprocessingml.template.main+xml", Format.DOCX),
    (b"ms-word.document.macroEnabled.main+xml", Format.DOCX),
    (b"ms-word.template.macroEnabledTemplate.main+xml", Format.DOCX),
    (b"presentationml.presentation.main+xml", Format.PPTX),
    (b"presentationml.slideshow.main+xml", Format.PPTX),
    (b"presentationml.template.main+xml", Format.PPTX),
    (b"ms-powerpoint.presentation.macroEnabled.main+xml", Format.PPTX),
    (b"ms-powerpoint.slideshow.macroEnabled.main+xml", Format.PPTX),
    (b"spreadsheetml", "kind.spreadsheet"),
    (b"ms-excel", "kind.spreadsheet"),
)


def zip_kind(path: Path, name: str, limits: ReadingLimits) -> Format | str:
    """Decide what a ZIP container is, from the types and names inside.

    Returns:
        A format that is read, or the message code of a kind that is not.

    Raises:
        LimitExceeded: when it has too many entries.
        UnreadableFile: when it is damaged.
    """
    with open_zip(path, name, limits) as container:
        members = {
            member.filename.casefold().lstrip("/"): member for member in container.infolist()
        }
        try:
            stated = _start(container, members.get("mimetype"), _LONGEST_MIMETYPE)
            types = _start(container, members.get("[content_types].xml"), _LONGEST_TYPES)
        except (*DAMAGE, RuntimeError) as error:
            raise UnreadableFile("zip.damaged", file=name) from error
    return _by_stated_type(stated) or _by_content(types, members)


def is_archive(path: Path, name: str, limits: ReadingLimits) -> bool:
    """Tell a ZIP file that only holds other files from an office document.

    Raises:
        LimitExceeded: when it has too many entries.
        UnreadableFile: when it begins like a ZIP file but is damaged.
    """
    with path.open("rb") as file:
        if not file.read(4).startswith(ZIP_MAGIC):
            return False
    return zip_kind(path, name, limits) == ARCHIVE


def _start(container: zipfile.ZipFile, member: zipfile.ZipInfo | None, length: int) -> bytes:
    """Read the beginning of a member."""
    if member is None or member.flag_bits & 1:
        return b""
    with container.open(member) as stream:
        return stream.read(length)


def _by_stated_type(stated: bytes) -> Format | str | None:
    """Follow the media type that OpenDocument and EPUB files state first."""
    return _ZIP_TYPES.get(stated.decode("ascii", "replace").strip())


def _by_content(types: bytes, members: Mapping[str, zipfile.ZipInfo]) -> Format | str:
    """Look for what only one format has."""
    for mark, found in _CONTENT_TYPES:
        if mark in types:
            return found
    for member, found in _ZIP_MEMBERS:
        if member in members:
            return found
    return "kind.office" if types else ARCHIVE
