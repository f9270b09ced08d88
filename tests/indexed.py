"""Documents as an index is given them, where only their vectors matter."""

import numpy as np
from numpy.typing import ArrayLike

from kb.index_nouns import IndexEntry


def indexed(document_id: str, first: int, rows: ArrayLike) -> IndexEntry:
    """Give a public French document whose passages are numbered from `first`."""
    vectors = np.asarray(rows, np.float32)
    size = len(vectors)
    return IndexEntry(
        document_id=document_id,
        shelf="public",
        passage_ids=tuple(range(first, first + size)),
        texts=("",) * size,
        headings=("",) * size,
        languages=("fr",) * size,
        vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
    )
