"""Which tokens mean about the same, across the two languages."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Near, Vectors

NEAR_FILE = "near.safetensors"
_NEAR = 0.5
"""Cosine under which two tokens have nothing to do with each other."""

_MOST = 20_000
_AT_ONCE = 32


class ReadNeighbours:
    """The neighbours of every token, as a model folder holds them: three flat arrays."""

    def __init__(self, path: Path) -> None:
        """Read what `write_neighbours` wrote."""
        from safetensors.numpy import load_file

        table = load_file(path)
        self._starts, self._tokens = table["starts"].astype(np.intp), table["tokens"]
        self._cosines = table["cosines"]
        self._known: dict[int, Near] = {}

    def of(self, tokens: Sequence[int]) -> list[Near]:
        """Give the neighbours of each token, in the order of their numbers."""
        if len(self._known) > _MOST:
            self._known = {}
        known = self._known
        return [known.get(token) or known.setdefault(token, self._of(token)) for token in tokens]

    def _of(self, token: int) -> Near:
        place = slice(self._starts[token], self._starts[token + 1])
        return Near(self._tokens[place].astype(np.intp), self._cosines[place].astype(np.float32))


class FoundNeighbours:
    """The neighbours of tokens, found once, then remembered: words are mostly old friends."""

    def __init__(self, directions: Vectors) -> None:
        """Compare tokens by their vectors at length 1: shape (vocabulary, dimension)."""
        self._directions = directions
        self._known: dict[int, Near] = {}
        self._lock = Lock()

    def of(self, tokens: Sequence[int]) -> list[Near]:
        """Give the neighbours of each token, in the order of their numbers."""
        with self._lock:
            new = [token for token in dict.fromkeys(tokens) if token not in self._known]
            if len(self._known) + len(new) > _MOST:
                self._known.clear()
                new = list(dict.fromkeys(tokens))
            self._known.update(zip(new, find_neighbours(self._directions, new), strict=True))
            return [self._known[token] for token in tokens]


def find_neighbours(directions: Vectors, tokens: Sequence[int]) -> Iterable[Near]:
    """Compare some tokens with all, given their vectors at length 1."""
    for start in range(0, len(tokens), _AT_ONCE):
        some = list(tokens[start : start + _AT_ONCE])
        # This way round it takes four fifths of the time: the matrix is read as it lies.
        for row in np.ascontiguousarray((directions @ directions[some].T).T):
            near: NDArray[np.intp] = np.flatnonzero(row >= _NEAR)
            yield Near(near, row[near])


def write_neighbours(directions: Vectors, path: Path) -> None:
    """Write the neighbours of every token, so that no question waits for them."""
    from safetensors.numpy import save_file

    every = list(find_neighbours(directions, range(len(directions))))
    starts = np.cumsum([0, *(len(near.tokens) for near in every)])
    table: dict[str, NDArray[np.generic]] = {
        "starts": starts.astype(np.uint32),
        "tokens": np.concatenate([near.tokens for near in every]).astype(np.uint16),
        "cosines": np.concatenate([near.cosines for near in every]).astype(np.float16),
    }
    save_file(table, path)
