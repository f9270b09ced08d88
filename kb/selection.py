"""Some of the passages held in memory, and the nearest among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.held import Held
from kb.ports import Scored, Vectors
from kb.signs import apart, nearest_signs

_COMPARED = 10
"""Passages compared exactly for each one wanted: the nearest by their signs. Among 75,000 of which
each had a hundred near copies, 85 in 100 of the nearest were among these."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages of some rows, which are in rising order."""

    held: Held
    rows: NDArray[np.intp]

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    @property
    def passage_ids(self) -> list[int]:
        """Give their ids."""
        ids: list[int] = self.held.passage_ids[self.rows].tolist()
        return ids

    def among(self, hits: Sequence[Scored]) -> list[Scored]:
        """Keep the hits that are among these passages."""
        rows = self.held.rows_of([hit.passage_id for hit in hits])
        places = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        own = self.rows[places] == rows if len(self.rows) else np.zeros(len(rows), np.bool_)
        return [hit for hit, kept in zip(hits, own.tolist(), strict=True) if kept]

    def nearest(self, vector: Vectors, limit: int) -> list[Scored]:
        """Find the nearest of each language by cosine, up to `limit` of each, the best first."""
        rows = np.concatenate([np.zeros(0, np.intp), *self._promising(vector, _COMPARED * limit)])
        scores = self.held.vectors[rows].astype(np.float32) @ vector
        order = np.argsort(-scores, kind="stable")
        spoken = self.held.languages[rows[order]]
        own = [order[spoken == each][:limit] for each in range(len(self.held.names))]
        places = np.concatenate([np.zeros(0, np.intp), *own])
        places = places[np.argsort(-scores[places], kind="stable")]
        ids = self.held.passage_ids[rows[places]]
        return [Scored(*each) for each in zip(ids.tolist(), scores[places].tolist(), strict=True)]

    def _promising(self, vector: Vectors, most: int) -> Iterator[NDArray[np.intp]]:
        """Give for each language the rows of the passages that are nearest by their signs."""
        distances = apart(self.held.signs, self.rows, vector)
        spoken = self.held.languages[self.rows]
        for language in range(len(self.held.names)):
            own = np.flatnonzero(spoken == language)
            yield self.rows[own[nearest_signs(distances[own], most)]]
