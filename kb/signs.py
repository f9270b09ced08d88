"""Vectors by the signs of their components alone: a bit for each, to leave out what is far.

The angle between two vectors is about the share of components whose signs differ (Charikar, 2002).
"""

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors

Signs = NDArray[np.uint64]
_BLOCK = 16_384
"""Rows that fit the processor's own memory."""


def signs_of(vectors: NDArray[np.floating]) -> Signs:
    """Give a bit for each component, 64 to a word: shape (words, len(vectors))."""
    packed = np.packbits(vectors > 0, axis=1)
    whole = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
    return np.ascontiguousarray(whole.view(np.uint64).T)


def apart(signs: Signs, vector: Vectors) -> NDArray[np.uint16]:
    """Count for each row the components whose signs differ from a vector's: shape (rows,).

    A block at a time, in the same room: what is freed is overwritten, which costs more than this.
    """
    own, size = signs_of(vector[np.newaxis]), signs.shape[1]
    total = np.empty(size, np.uint16)
    differing = np.empty((len(signs), min(_BLOCK, size)), np.uint64)
    counts = np.empty(differing.shape, np.uint8)
    for start in range(0, size, _BLOCK):
        block = signs[:, start : start + _BLOCK]
        room = slice(block.shape[1])
        np.bitwise_xor(block, own, out=differing[:, room])
        np.bitwise_count(differing[:, room], out=counts[:, room])
        counts[:, room].sum(axis=0, dtype=np.uint16, out=total[start : start + _BLOCK])
    return total


def nearest_signs(distances: NDArray[np.uint16], most: int) -> NDArray[np.intp]:
    """Choose the places of the `most` smallest distances, and of all equal to the last of them."""
    if len(distances) <= most:
        return np.arange(len(distances))
    return np.flatnonzero(distances <= np.partition(distances, most - 1)[most - 1])
