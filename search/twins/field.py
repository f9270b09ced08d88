"""All ends of pairs at once, to find the few that are worth comparing closely."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kb.catalogue.rows import unpack_vectors
from kb.catalogue.twin_ends import PlacedEnd
from kb.index_nouns import Vectors
from search.twins.likeness import SHARE

_NEAREST, _ACROSS = 40, 20
"""Counterparts of each shelf that are compared passage by passage: the nearest by wholes, and the
nearest of those that share no language with the practice."""


@dataclass(frozen=True)
class Field:
    """Where every document stands, row by row.

    Attributes:
        languages: those of the background that nearness was measured against.
    """

    ends: Sequence[PlacedEnd]
    languages: Sequence[str]

    @cached_property
    def rows(self) -> dict[str, int]:
        """Give the row of each document."""
        return {end.document_id: row for row, end in enumerate(self.ends)}

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """Give the documents that each head speaks for, itself among them."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for end in self.ends:
            found[end.head].append(end.document_id)
        return dict(found)

    def spoken(self, head: str) -> set[str]:
        """Give the languages that a head and its translations are in."""
        return {self.ends[self.rows[each]].language for each in self.members[head]}

    def counterparts(self, head: str) -> list[str]:
        """List the heads of other parties near one, the nearest of each shelf by wholes."""
        own = [self.rows[each] for each in self.members.get(head, [head])]
        cosines = np.max([self._scaled(row) for row in own], axis=0)
        others = self._parties != self.ends[own[0]].party
        foreign = ~np.isin(self._languages, sorted(self.spoken(self.ends[own[0]].head)))
        near: dict[str, None] = {}
        for shelf in np.unique(self._shelves):
            for among, limit in ((others, _NEAREST), (others & foreign, _ACROSS)):
                standing = np.flatnonzero(among & (self._shelves == shelf))
                order = standing[np.argsort(-cosines[standing], kind="stable")]
                near |= dict.fromkeys(self._heads(order, limit))
        return list(near)

    def nearest(self, document_id: str, limit: int) -> list[str]:
        """List the heads of other parties that a document may be proposed to."""
        row = self.rows[document_id]
        others = np.flatnonzero(self._parties != self.ends[row].party)
        order = np.argsort(-self._scaled(row)[others], kind="stable")
        return [self.ends[each].head for each in others[order[:limit]]]

    def _scaled(self, row: int) -> Vectors:
        """Compare one whole with all, less how near both are to ordinary texts."""
        end = self.ends[row]
        theirs = self._nearness[:, self._column(end.language)]
        cosines: Vectors = self._centroids @ self._centroids[row]
        scaled: Vectors = cosines - SHARE * (theirs + self._nearness[row, self._columns])
        return scaled

    def _heads(self, rows: Iterable[int], limit: int) -> list[str]:
        found: dict[str, None] = {}
        for row in rows:
            found[self.ends[row].head] = None
            if len(found) == limit:
                break
        return list(found)

    def _column(self, language: str) -> int:
        """Give the column of a language; a last column of noughts is that of unknown ones."""
        known = language in self.languages
        return self.languages.index(language) if known else len(self.languages)

    @cached_property
    def _columns(self) -> NDArray[np.intp]:
        return np.array([self._column(each.language) for each in self.ends], np.intp)

    @cached_property
    def _centroids(self) -> Vectors:
        return unpack_vectors(end.centroid for end in self.ends)

    @cached_property
    def _nearness(self) -> Vectors:
        """Give the nearness of wholes: shape (documents, languages + 1)."""
        width = len(self.languages)
        measured = np.zeros((len(self.ends), width + 1), np.float32)
        for row, end in enumerate(self.ends):
            measured[row, :width] = np.frombuffer(end.nearness, np.float32, count=width)
        return measured

    @cached_property
    def _parties(self) -> NDArray[np.str_]:
        return np.array([end.party for end in self.ends])

    @cached_property
    def _languages(self) -> NDArray[np.str_]:
        return np.array([end.language for end in self.ends])

    @cached_property
    def _shelves(self) -> NDArray[np.str_]:
        return np.array([end.shelf for end in self.ends])
