"""Whether the files of Chroma's graphs are whole: it ends the process over a part of one.

The layout is that of hnswlib as Chroma 1.5 keeps it: a header, and files with a row a vector.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

_HEADER = struct.Struct("<iQQQQQQiIQQQdQ")
_VERSION = 1
_FILES = ("data_level0.bin", "length.bin", "link_lists.bin")
_IDS = "index_metadata.pickle"
"""What an empty graph does not have."""


def graphs_are_whole(folder: Path) -> bool:
    """Tell whether every graph below a Chroma folder has all of its files, at their full length.

    What is of another version than the one known here counts as whole.
    """
    graphs = (each for each in folder.iterdir() if each.is_dir() and any(each.iterdir()))
    return all(map(_is_whole, graphs))


def _is_whole(graph: Path) -> bool:
    header, *rest = (graph / name for name in ("header.bin", *_FILES))
    if not all(each.exists() for each in (header, *rest)):
        return False
    written = header.read_bytes()
    if len(written) != _HEADER.size:
        return False
    version, _, room, held, row, *_ = _HEADER.unpack(written)
    if version != _VERSION:
        return True
    data, lengths, links = rest
    rows = data.stat().st_size / max(row, 1)
    return (
        (held == 0 or (graph / _IDS).exists())
        and rows in (held, room)
        and lengths.stat().st_size == 4 * rows
        and held == sum(1 for _ in _lists(links.read_bytes()))
    )


def _lists(links: bytes) -> Iterator[int]:
    """Give the length of each list: that of the last may lead past the end, and is no list then."""
    place = 0
    while place < len(links):
        length = int.from_bytes(links[place : place + 4], "little")
        place += 4 + length
        if place <= len(links):
            yield length
