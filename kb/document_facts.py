"""What the facts index holds of one document."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Facet, Vectors

Halves = NDArray[np.float16]

SHELF = "shelf"
"""Stands beside the fields of `Filters`: access chooses documents as filters do."""


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What is held of one document; `vectors` has shape (len(passage_ids), dimension)."""

    document_id: str
    shelf: str
    facets: tuple[Facet, ...]
    passage_ids: NDArray[np.int64]
    languages: tuple[str, ...]
    vectors: Halves
    excess: Vectors

    def marks(self) -> tuple[Facet, ...]:
        """Give all that it is chosen by."""
        return ((SHELF, self.shelf), *self.facets)
