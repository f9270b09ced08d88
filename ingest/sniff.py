"""What a file is, by what is in it: a name may only choose between kinds of text."""

import re
from pathlib import Path

from ingest.formats import Format
from ingest.limits import ReadingLimits
from ingest.sniff_ole import ole_problem
from ingest.sniff_text import sniff_text
from ingest.sniff_zip import ZIP_MAGIC, zip_kind
from kb.errors import UnreadableFile, UnsupportedFile

_HEAD = 64 * 1024

_PDF_HEADER = re.compile(rb"%PDF-\d")
_READ = (
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"II*\x00", Format.TIFF),
    (b"MM\x00*", Format.TIFF),
)
_PICTURE_BRANDS = (b"hei", b"avi", b"mif")
_NOT_READ = (
    (b"MZ", "kind.program"),
    (b"\x7fELF", "kind.program"),
    (b"\xcf\xfa\xed\xfe", "kind.program"),
    (b"\xca\xfe\xba\xbe", "kind.program"),
    (b"GIF8", "kind.image"),
    (b"BM", "kind.image"),
    (b"8BPS", "kind.image"),
    (b"7z\xbc\xaf\x27\x1c", "kind.archive"),
    (b"Rar!", "kind.archive"),
    (b"\x1f\x8b", "kind.archive"),
    (b"BZh", "kind.archive"),
    (b"\xfd7zXZ\x00", "kind.archive"),
    (b"ID3", "kind.media"),
    (b"OggS", "kind.media"),
    (b"fLaC", "kind.media"),
    (b"\x1aE\xdf\xa3", "kind.media"),
    (b"%!PS", "kind.postscript"),
    (b"SQLite format 3\x00", "kind.database"),
)


def sniff(path: Path, name: str, limits: ReadingLimits) -> Format:
    """Decide what a file is.

    Raises:
        UnsupportedFile: when files of this kind are not read; it says what to do instead.
        UnreadableFile: when the file is empty, or a damaged container.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise UnreadableFile("file.empty", file=name)
    if head.startswith(ZIP_MAGIC):
        return _readable(zip_kind(path, name, limits), name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ole_problem(path, name)
    found = _sniff_magic(head) or sniff_text(path, head, name)
    return _readable(found, name)


def _sniff_magic(head: bytes) -> Format | str | None:
    """Look at the first bytes; a PDF may begin after some junk, a text may mention one."""
    header = _PDF_HEADER.search(head)
    if header is not None and (header.start() == 0 or b" obj" in head):
        return Format.PDF
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return Format.RTF
    for magic, found in _READ:
        if head.startswith(magic):
            return found
    return _not_read(head)


def _not_read(head: bytes) -> str | None:
    """Recognise what is not read, to say so by its kind."""
    for magic, kind in _NOT_READ:
        if head.startswith(magic) and not _is_plain(head):
            return kind
    if head[4:8] == b"ftyp":
        return "kind.image" if head[8:11] in _PICTURE_BRANDS else "kind.media"
    if head.startswith(b"RIFF"):
        return "kind.image" if head[8:12] == b"WEBP" else "kind.media"
    return None


def _is_plain(head: bytes) -> bool:
    """Tell whether all bytes are printable: a text may begin with "BM" or "MZ"."""
    return not any(byte < 9 or 13 < byte < 27 for byte in head)


def _readable(found: Format | str, name: str) -> Format:
    """Pass a format on; turn a kind that is not read into its message."""
    if isinstance(found, Format):
        return found
    raise UnsupportedFile(found, file=name)
