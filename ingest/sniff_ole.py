"""Old compound files (OLE2): legacy Office, Outlook messages, and protected new Office."""

import re
from pathlib import Path

from kb.errors import UnreadableFile, UnsupportedFile

_STREAMS = (
    ("EncryptedPackage", "office.encrypted"),
    ("WordDocument", "office.legacy_doc"),
    ("PowerPoint Document", "office.legacy_ppt"),
    ("Workbook", "office.legacy_xls"),
    ("Book", "office.legacy_xls"),
    ("__nameid_version1.0", "kind.email"),
    ("__properties_version1.0", "kind.email"),
)
_ENTRY = 128


def ole_problem(path: Path, name: str) -> UnreadableFile:
    """Say which old format a compound file is, and what to do with it."""
    data = path.read_bytes()
    for stream, code in _STREAMS:
        if _has_stream(data, stream):
            error = UnreadableFile if code == "office.encrypted" else UnsupportedFile
            return error(code, file=name)
    return UnsupportedFile("office.legacy", file=name)


def _has_stream(data: bytes, stream: str) -> bool:
    """Find a directory entry by its name: 128 bytes, the name in UTF-16, then its length.

    Entries are looked for everywhere, so that a damaged directory does no harm; programs do not
    agree on upper and lower case.
    """
    name = stream.encode("utf-16-le") + b"\0\0"
    for match in re.finditer(re.escape(name), data, re.IGNORECASE):
        length = data[match.start() + 64 : match.start() + 66]
        if match.start() % _ENTRY == 0 and int.from_bytes(length, "little") == len(name):
            return True
    return False
