"""Some of the passages held in memory, and the nearest among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from kb.access import AccessScope
from kb.choice import Choice, Rows
from kb.halves import dots
from kb.held import Held
from kb.index_nouns import Scored, Vectors
from kb.nouns import Filters
from kb.signs import apart, nearest_signs

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
    chosen: Choice
    readable: Choice
    narrowing: Filters

    @classmethod
    def of(cls, held: Held, filters: Filters, *, access: AccessScope) -> "Selection":
        """Select them."""
        readable = held.chosen(Filters(), access=access)
        narrowing = held.narrowing(filters, access=access)
        return cls(held, held.chosen(narrowing, access=access), readable, narrowing)

    def __len__(self) -> int:
        """Count them."""
        return len(self.chosen)

    @property
    def of_all(self) -> int:
        """Count all that may be read."""
        return len(self.readable)

    @property
    def passage_ids(self) -> set[int]:
        """Give their ids."""
        return set(self.held.passage_ids[self.chosen.rows].tolist())

    def among(self, hits: Sequence[Scored]) -> list[Scored]:
        """Keep the hits that are among these passages."""
        rows, all_ = self.held.rows_of([hit.passage_id for hit in hits]), self.chosen.rows
        places = np.minimum(np.searchsorted(all_, rows), len(all_) - 1)
        own = all_[places] == rows if len(all_) else np.zeros(len(rows), np.bool_)
        return [hit for hit, kept in zip(hits, own.tolist(), strict=True) if kept]

    def nearest(self, vector: Vectors, limit: int, *, of_all: bool = False) -> set[int]:
        """Give the passages nearest by cosine, up to `limit` of each language.

        With `of_all`, also those nearest of all that may be read, at little more expense.
        """
        choices = [self.chosen, self.readable] if of_all else [self.chosen]
        promising = list(self._promising(choices, vector, _COMPARED * limit))
        wanted = np.zeros(len(self.held.passage_ids), np.bool_)
        for own in promising:
            wanted[own] = True
        rows = np.flatnonzero(wanted)
        scores = dots(self.held.vectors, rows, vector)
        best = [own[_highest(scores[np.searchsorted(rows, own)], limit)] for own in promising]
        ids = self.held.passage_ids[np.concatenate([np.zeros(0, np.intp), *best])]
        return set(ids.tolist())

    def _promising(self, choices: Sequence[Choice], vector: Vectors, most: int) -> Iterator[Rows]:
        """Give for each choice and language the rows that are nearest by their signs."""
        signs, size = self.held.signs, len(self.held.passage_ids)
        parts = list(chain.from_iterable(choice.spoken for choice in choices))
        many = 2 * max(map(len, choices)) > size and max(map(len, parts), default=0) > most
        every = apart(signs[:, :size], vector) if many else None
        for rows in parts:
            if len(rows) <= most:
                yield rows
            else:
                distances = apart(signs[:, rows], vector) if every is None else every[rows]
                yield rows[nearest_signs(distances, most)]


def _highest(scores: Vectors, limit: int) -> Rows:
    if len(scores) <= limit:
        return np.arange(len(scores))
    chosen: Rows = np.argpartition(-scores, limit - 1)[:limit]
    return chosen
