"""Nearest passages by reading every vector: for few passages, or beside another owner."""

from collections import Counter

import numpy as np

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.index_nouns import Scored, Vectors


class ExactVectors:
    """Search the embeddings in the catalogue itself, without any index.

    It serves a process that may not open the vector index because another one owns it.
    """

    def __init__(self, reader: CatalogueReader, encoder: str) -> None:
        """Read from `reader` the embeddings that `encoder` made."""
        self._reader = reader
        self._encoder = encoder

    def search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find the nearest readable passages of each language by cosine, the best first."""
        found = self._reader.vectors(self._encoder, access=access)
        if not found.passage_ids:
            return []
        scores = found.vectors @ vector
        taken: Counter[str] = Counter()
        hits = []
        for row in np.argsort(-scores, kind="stable"):
            taken[found.languages[row]] += 1
            if taken[found.languages[row]] <= limit:
                hits.append(Scored(found.passage_ids[row], float(scores[row])))
        return hits
