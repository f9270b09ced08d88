"""Compare single words by meaning, across the two languages."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from kb.ports import Vectors, WordEncoder

_MOST = 50_000


class WordMeanings:
    """Keep the vectors of words seen before: a passage's words are mostly old friends."""

    def __init__(self, encoder: WordEncoder) -> None:
        """Encode words with `encoder`."""
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}
        self._lock = Lock()

    def closeness(self, words: Sequence[str], others: Sequence[str]) -> Vectors:
        """Compare each word with each other one: cosines, shape (len(words), len(others))."""
        return self._vectors(words) @ self._vectors(others).T

    def _vectors(self, words: Sequence[str]) -> Vectors:
        with self._lock:
            new = [word for word in dict.fromkeys(words) if word not in self._known]
            if len(self._known) + len(new) > _MOST:
                self._known.clear()
                new = list(dict.fromkeys(words))
            self._known.update(zip(new, self._encoder.encode_passages(new), strict=True))
            return np.stack([self._known[word] for word in words])
