"""ZIP containers are opened with care: what they yield is counted, not what they claim."""

import lzma
import struct
import zipfile
import zlib
from pathlib import Path

from ingest.limits import ReadingLimits
from kb.errors import LimitExceeded, UnreadableFile

# What zipfile lets through when an archive is not as it says.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
    ValueError,
)
_STEP = 1 << 20
_TAIL = 22 + 65_535
_DIRECTORY_BYTES_PER_MEMBER = 512


def open_zip(path: Path, name: str, limits: ReadingLimits) -> zipfile.ZipFile:
    """Open a ZIP file whose directory is of a bearable size.

    Raises:
        LimitExceeded: when it lists too many entries.
        UnreadableFile: when it is cut off or damaged.
    """
    if _directory_bytes(path) > limits.members * _DIRECTORY_BYTES_PER_MEMBER:
        raise LimitExceeded("limit.members", file=name, limit=limits.members)
    try:
        container = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise UnreadableFile("zip.damaged", file=name) from error
    if len(container.infolist()) > limits.members:
        container.close()
        raise LimitExceeded("limit.members", file=name, limit=limits.members)
    return container


def check_inflation(container: zipfile.ZipFile, name: str, limits: ReadingLimits) -> None:
    """Unpack everything once, keeping nothing, to know what it really amounts to.

    Raises:
        LimitExceeded: when it unpacks to more than is allowed.
        UnreadableFile: when an entry is damaged or encrypted.
    """
    total = 0
    for member in container.infolist():
        if member.flag_bits & 1:
            raise UnreadableFile("zip.encrypted", file=name)
        try:
            with container.open(member) as stream:
                while step := stream.read(_STEP):
                    total += len(step)
                    if total > limits.inflated_bytes:
                        raise too_inflated(name, limits)
        except DAMAGE as error:
            raise UnreadableFile("zip.damaged", file=name) from error


def too_inflated(name: str, limits: ReadingLimits) -> LimitExceeded:
    """Name the file that unpacks to too much."""
    megabytes = limits.inflated_bytes // 1_000_000
    return LimitExceeded("limit.inflated", file=name, limit=megabytes)


def _directory_bytes(path: Path) -> int:
    """Read how long the list of entries is; 0 when there is none to be found.

    The standard library loads that list whole, so its length is looked at first.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) - end < 22:
        return 0
    directory = struct.unpack_from("<I", tail, end + 12)[0]
    large = tail.rfind(b"PK\x06\x06", 0, end)
    if large >= 0 and end - large >= 56:
        directory = max(directory % 0xFFFFFFFF, struct.unpack_from("<Q", tail, large + 40)[0])
    return int(directory)
