"""Some of the passages held in memory, and the nearest among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from kb.access import AccessScope
from kb.held import Held
from kb.index_nouns import Scored, Vectors
from kb.nouns import Filters
from kb.signs import NOWHERE, apart, nearest_signs

Rows = NDArray[np.intp]

_COMPARED = 7
"""Passages compared exactly for each one wanted: the nearest by their signs. Of 8,602 texts of the
evaluation sets, these held 99.95 % of the ten nearest, and 97.5 % of the hundred."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The passages that pass the filters, among all that may be read; rows in rising order.

    Attributes:
        narrowing: the filters less those that leave nothing out.
    """

    held: Held
    rows: Rows
    readable: Rows
    narrowing: Filters

    @classmethod
    def of(cls, held: Held, filters: Filters, *, access: AccessScope) -> "Selection":
        """Select them."""
        readable = held.within(Filters(), access=access)
        narrowing = held.narrowing(filters, access=access)
        passing = held.within(narrowing, access=access) if narrowing != Filters() else readable
        return cls(held, passing, readable, narrowing)

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    @property
    def of_all(self) -> int:
        """Count all that may be read."""
        return len(self.readable)

    @property
    def passage_ids(self) -> set[int]:
        """Give their ids."""
        return set(self.held.passage_ids[self.rows].tolist())

    def among(self, hits: Sequence[Scored]) -> list[Scored]:
        """Keep the hits that are among these passages."""
        rows = self.held.rows_of([hit.passage_id for hit in hits])
        places = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        own = self.rows[places] == rows if len(self.rows) else np.zeros(len(rows), np.bool_)
        return [hit for hit, kept in zip(hits, own.tolist(), strict=True) if kept]

    def nearest(self, vector: Vectors, limit: int, *, of_all: bool = False) -> set[int]:
        """Give the passages nearest by cosine, up to `limit` of each language.

        With `of_all`, also those nearest of all that may be read, at little more expense.
        """
        choices = [self.rows, self.readable] if of_all else [self.rows]
        promising = list(self._promising(choices, vector, _COMPARED * limit))
        rows = np.unique(np.concatenate([np.zeros(0, np.intp), *promising]))
        scores = self.held.vectors[rows].astype(np.float32) @ vector
        best = [own[_highest(scores[np.searchsorted(rows, own)], limit)] for own in promising]
        ids = self.held.passage_ids[np.concatenate([np.zeros(0, np.intp), *best])]
        return set(ids.tolist())

    def _promising(self, choices: Sequence[Rows], vector: Vectors, most: int) -> Iterator[Rows]:
        """Give for each choice and language the rows that are nearest by their signs."""
        if max(map(len, choices)) <= most:
            for rows, language in product(choices, range(len(self.held.names))):
                yield rows[self.held.languages[rows] == language]
            return
        signs, size = self.held.signs, len(self.held.passage_ids)
        many = 2 * max(map(len, choices)) > size
        every = apart(signs[:, :size], vector) if many else None
        for rows in choices:
            whole = len(rows) == size
            distances = apart(signs[:, rows], vector) if every is None else every
            if every is not None and not whole:
                distances = every[rows]
            spoken = self.held.languages if whole else self.held.languages[rows]
            for language in range(len(self.held.names)):
                own = np.where(spoken == language, distances, np.uint16(NOWHERE))
                yield rows[nearest_signs(own, most)]


def _highest(scores: Vectors, limit: int) -> Rows:
    if len(scores) <= limit:
        return np.arange(len(scores))
    chosen: Rows = np.argpartition(-scores, limit - 1)[:limit]
    return chosen
