"""Whether the files of Chroma's graphs are whole: it ends the process over a part of one.

Nor does it look where a link leads before it follows it. The layout is that of hnswlib as Chroma
1.5 keeps it: a header, and files with a row a vector. A row holds its links on the ground, where
all vectors are, then the vector and its number; few have links on the storeys above as well.
"""

import struct
from collections.abc import Iterator
from math import log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_LAYOUT = struct.Struct("<iQQQQQQiIQQQdQ")
_VERSION = 1
_FILES = ("data_level0.bin", "length.bin", "link_lists.bin")
_IDS = "index_metadata.pickle"
"""What an empty graph does not have."""

_ROWS = 2_048
"""Rows read at a time."""

_ROOMIEST, _MOST_EFFORT = 1_000, 100_000
"""Bounds of what Chroma would ask for: rows made ready for each one held, neighbours tried."""

_LONGEST = 1.001
"""Vectors are of length 1: none of their components can be greater."""


class _Header(NamedTuple):
    """What a graph says of itself, in the order in which it stands there."""

    version: int
    start: int
    room: int
    held: int
    row: int
    number_at: int
    vector_at: int
    storeys: int
    entry: int
    links: int
    links_on_ground: int
    links_made: int
    chance: float
    effort: int


def graphs_are_whole(folder: Path) -> bool:
    """Tell whether every graph below a Chroma folder has all of its files, and no link leads away.

    What is of another version than the one known here counts as whole.
    """
    graphs = (each for each in folder.iterdir() if each.is_dir() and any(each.iterdir()))
    return all(map(_is_whole, graphs))


def _is_whole(graph: Path) -> bool:
    header_file, *rest = (graph / name for name in ("header.bin", *_FILES))
    if not all(each.exists() for each in (header_file, *rest)):
        return False
    written = header_file.read_bytes()
    if len(written) != _LAYOUT.size:
        return False
    header = _Header._make(_LAYOUT.unpack(written))
    if header.version != _VERSION:
        return True
    data, lengths, links = rest
    rows = data.stat().st_size / max(header.row, 1)
    lists = list(_lists(links.read_bytes()))
    return (
        (header.held == 0 or (graph / _IDS).exists())
        and rows in (header.held, header.room)
        and lengths.stat().st_size == 4 * rows
        and header.held == len(lists)
        and (not lists or _holds(header, data, lists))
    )


def _holds(header: _Header, data: Path, lists: list[bytes]) -> bool:
    return _is_plausible(header) and _ground_holds(header, data) and _storeys_hold(header, lists)


def _is_plausible(header: _Header) -> bool:
    """Tell whether a graph could have been made by what its header says."""
    return (
        header.held <= header.room <= _ROOMIEST * header.held
        and 2 <= header.links == header.links_made
        and header.links_on_ground == 2 * header.links
        and abs(header.chance * log(header.links) - 1) < 1e-6
        and 0 < header.effort <= _MOST_EFFORT
    )


def _lists(links: bytes) -> Iterator[bytes]:
    """Give each list of links: the last may lead past the end, and is no list then."""
    place = 0
    while place < len(links):
        start, length = place + 4, int.from_bytes(links[place : place + 4], "little")
        place = start + length
        if place <= len(links):
            yield links[start:place]


def _ground_holds(header: _Header, data: Path) -> bool:
    """Tell whether rows are linked to rows, have vectors of length 1, and a number each."""
    row = _row_of(header)
    if row is None:
        return False
    numbers = []
    with data.open("rb") as opened:
        for start in range(0, header.held, _ROWS):
            rows = np.fromfile(opened, row, min(_ROWS, header.held - start))
            components = np.abs(rows["vector"])
            if not _lead_to(header.held, rows["count"], rows["links"]):
                return False
            if not (components <= _LONGEST).all():
                return False
            numbers.append(rows["number"])
    return len(np.unique(np.concatenate(numbers))) == header.held


def _row_of(header: _Header) -> np.dtype[Any] | None:
    """Lay a row out as its header tells; None where parts of it would overlap."""
    dimension = (header.number_at - header.vector_at) // 4
    if not (
        header.start == 0
        and header.vector_at == 4 + 4 * header.links_on_ground
        and header.number_at == header.vector_at + 4 * dimension
        and header.row == header.number_at + 8
    ):
        return None
    ground, vector = (header.links_on_ground,), (dimension,)
    formats = ["<u2", ("<u4", ground), ("<f4", vector), "<u8"]
    return np.dtype(
        {
            "names": ["count", "links", "vector", "number"],
            "formats": formats,
            "offsets": [0, 4, header.vector_at, header.number_at],
            "itemsize": header.row,
        }
    )


def _lead_to(held: int, counts: NDArray[Any], links: NDArray[Any]) -> bool:
    """Tell whether there are no more links than fit, and each leads to a row."""
    used = np.arange(links.shape[1]) < counts[:, np.newaxis]
    return bool((counts <= links.shape[1]).all() and (links[used] < held).all())


def _storeys_hold(header: _Header, lists: list[bytes]) -> bool:
    """Tell whether links above the ground lead to rows that are as high, and so does the entry."""
    size = 4 + 4 * header.links
    lengths = np.array(list(map(len, lists)))
    heights = lengths // size
    if (lengths % size).any() or header.entry >= header.held:
        return False
    if not heights.max() == heights[header.entry] == header.storeys:
        return False
    rows = np.frombuffer(b"".join(lists), "<u4").reshape(-1, 1 + header.links)
    counts, links = rows[:, 0] & 0xFFFF, rows[:, 1:]
    if not _lead_to(header.held, counts, links):
        return False
    below = np.repeat(np.cumsum(heights) - heights, heights)
    own = np.arange(1, len(rows) + 1) - below
    used = np.arange(header.links) < counts[:, np.newaxis]
    enough = heights[np.where(used, links, header.entry)] >= own[:, np.newaxis]
    return bool(enough.all())
