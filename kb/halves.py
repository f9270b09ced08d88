"""Dot products of vectors kept in half precision, without waiting for each number to be widened.

A half is a sign, five bits of exponent and ten of fraction; a float has three more bits of
exponent. Its bits in their places in a float are therefore the same number times 2 ** -112, which
the other factor can bear instead: two operations on whole numbers take a third of the time of a
conversion.
"""

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors

Halves = NDArray[np.float16]

_SHIFT, _SCALE = 13, np.float32(2.0**112)
_KEPT = np.int32(-0x7000_0001)
"""All bits but the three that a shifted sign leaves behind in the exponent."""

_BLOCK = 256
"""Rows that fit the processor's own memory."""


def dots(vectors: Halves, rows: NDArray[np.intp], vector: Vectors) -> Vectors:
    """Multiply some rows of finite numbers by a vector of at most unit length: shape (rows,)."""
    scaled, bits = vector * _SCALE, vectors.view(np.int16)
    found = np.empty(len(rows), np.float32)
    room = np.empty((min(_BLOCK, len(rows)), vectors.shape[1]), np.int32)
    for start in range(0, len(rows), _BLOCK):
        own = rows[start : start + _BLOCK]
        wide = room[: len(own)]
        wide[...] = bits[own]
        np.left_shift(wide, _SHIFT, out=wide)
        np.bitwise_and(wide, _KEPT, out=wide)
        np.dot(wide.view(np.float32), scaled, out=found[start : start + _BLOCK])
    return found
