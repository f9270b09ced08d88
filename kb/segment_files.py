"""Whether the files of the words' index are as they were written: noise in them stops searches.

Tantivy ends every file of a segment with a line of JSON that holds the checksum of what stands
before it, the length of that line, and a number that says so. It compares none of them itself.
"""

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_COMMIT = "meta.json"
_PARTS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_END = struct.Struct("<II")
_SAYS_SO = 1337


def segments_are_whole(folder: Path) -> bool:
    """Tell whether every file that the last commit names is there and as it was written.

    What may not or cannot be read says nothing against them, and is raised.
    """
    commit = folder / _COMMIT
    if not commit.exists():
        return True
    try:
        segments = json.loads(commit.read_bytes())["segments"]
        return all(_is_whole(folder / name) for each in segments for name in _names(each))
    except (ValueError, LookupError, TypeError, AttributeError, struct.error, FileNotFoundError):
        return False


def _names(segment: Mapping[str, Any]) -> Iterator[str]:
    name = segment["segment_id"].replace("-", "")
    yield from (f"{name}.{part}" for part in _PARTS)
    if deletes := segment.get("deletes"):
        yield f"{name}.{deletes['opstamp']}.del"


def _is_whole(file: Path) -> bool:
    held = memoryview(file.read_bytes())
    length, says_so = _END.unpack(held[-_END.size :])
    line = len(held) - _END.size - length
    if says_so != _SAYS_SO or line < 0:
        return False
    told = json.loads(bytes(held[line : -_END.size]))
    return bool(told["crc"] == zlib.crc32(held[:line]))
