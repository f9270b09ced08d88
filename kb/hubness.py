"""How near vectors are to ordinary texts: hubs are nearer than usual (see `search.hubs`)."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from kb.index_nouns import Vectors

_NEAREST = 20
GROUP = 20
_SAMPLE = 200
_AT_ONCE = 1_000


class Background:
    """The vectors of ordinary texts, by language."""

    def __init__(self, by_language: Mapping[str, Vectors]) -> None:
        """Take unit vectors: shape (texts, dimension) each."""
        self.by_language = {
            language: vectors[: len(vectors) // GROUP * GROUP]
            for language, vectors in by_language.items()
        }

    def excess(self, vectors: Vectors) -> Vectors:
        """Tell how much nearer than usual each vector is to the background: shape (rows,)."""
        if not self.by_language:
            return np.zeros(len(vectors), np.float32)
        parts = [
            nearness(vectors[at : at + _AT_ONCE] @ self._texts.T) - self._usual
            for at in range(0, len(vectors), _AT_ONCE)
        ]
        return np.concatenate([np.zeros(0), *parts]).astype(np.float32)

    @cached_property
    def _texts(self) -> Vectors:
        return np.concatenate(list(self.by_language.values()))

    @cached_property
    def _usual(self) -> float:
        """Measure some texts of the background against the others."""
        cosines = self._texts[:_SAMPLE] @ self._texts.T
        np.fill_diagonal(cosines, -1)
        return float(nearness(cosines).mean())


def nearness(cosines: Vectors, most: int = _NEAREST) -> Vectors:
    """Give the mean of each row's highest, of `most` groups at most: shape (rows,).

    The highest of each group, then the highest of these: an order of magnitude faster than the
    highest of all, and almost the same.
    """
    grouped = cosines.reshape(len(cosines), cosines.shape[1] // GROUP, GROUP).max(axis=2)
    most = min(most, grouped.shape[1])
    highest: Vectors = np.partition(grouped, -most, axis=1)[:, -most:].mean(axis=1)
    return highest
