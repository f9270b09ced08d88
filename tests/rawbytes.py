"""Search the raw bytes of files for vectors, however an index rounds or scales them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from kb.index_nouns import Vectors


def files(folder: Path) -> Iterator[Path]:
    """List every file below a folder."""
    return (path for path in folder.rglob("*") if path.is_file())


def holds_vector(content: bytes, vector: Vectors) -> bool:
    """Find a vector's first eight numbers in single precision, at any offset."""
    for offset in range(4):
        usable = content[offset : len(content) - (len(content) - offset) % 4]
        numbers = np.frombuffer(usable, np.float32)
        with np.errstate(all="ignore"):
            starts = np.flatnonzero(np.abs(numbers[:-8] - vector[0]) < 1e-4)
            if any(np.allclose(numbers[at : at + 8], vector[:8], atol=1e-4) for at in starts):
                return True
    return False
