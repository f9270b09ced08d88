"""Office files are zip archives: give them the same bytes at every build."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

_OLDEST = (1980, 1, 1, 0, 0, 0)
_MUST_BE_FIRST = "mimetype"


def dated(archive: bytes) -> bytes:
    """Write an archive again with one fixed date in place of the time of the build.

    The `mimetype` of an OpenDocument file stays uncompressed, as its standard asks.
    """
    written = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(written, "w") as new:
        for info in old.infolist():
            entry = ZipInfo(info.filename, _OLDEST)
            entry.compress_type = ZIP_STORED if info.filename == _MUST_BE_FIRST else ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            new.writestr(entry, old.read(info))
    return written.getvalue()
