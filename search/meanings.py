"""Compare single words by meaning, across the two languages."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from kb.index_nouns import Vectors
from kb.ports import WordEncoder

_MOST = 50_000


class WordMeanings:
    """Keep the vectors of words seen before: a passage's words are mostly old friends."""

    def __init__(self, encoder: WordEncoder) -> None:
        """Encode words with `encoder`."""
        self._encoder = encoder
        self._lock = Lock()
        self._forget()

    def closeness(self, words: Sequence[str], others: Sequence[str]) -> Vectors:
        """Compare each word with each other one: cosines, shape (len(words), len(others))."""
        vectors = self._vectors([*words, *others])
        return vectors[: len(words)] @ vectors[len(words) :].T

    def _vectors(self, words: Sequence[str]) -> Vectors:
        with self._lock:
            new = [word for word in dict.fromkeys(words) if word not in self._rows]
            if len(self._rows) + len(new) > _MOST:
                self._forget()
                new = list(dict.fromkeys(words))
            if new:
                self._learn(new)
            return self._known[[self._rows[word] for word in words]]

    def _forget(self) -> None:
        self._rows: dict[str, int] = {}
        self._known: Vectors = np.zeros((0, self._encoder.dimension), np.float32)

    def _learn(self, words: Sequence[str]) -> None:
        first = len(self._rows)
        if first + len(words) > len(self._known):
            roomier = np.zeros((2 * (first + len(words)), self._encoder.dimension), np.float32)
            roomier[:first] = self._known[:first]
            self._known = roomier
        self._known[first : first + len(words)] = self._encoder.encode_passages(words)
        self._rows.update({word: row for row, word in enumerate(words, first)})
