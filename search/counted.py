"""How many passages hold a word, counted once until the index changes."""

import time
from collections.abc import Callable, Iterable
from threading import Lock

from kb.access import AccessScope
from kb.index_nouns import Scored, WordQuery
from kb.ports import LexicalSearch

_MOST = 50_000

_MEANWHILE = 0.01
"""Seconds within which the index is not asked again whether it changed: one question counts
several times, and each time would ask the disk."""


class CountedWords:
    """Search a word index, and keep its counts for everybody who may read the same shelves."""

    def __init__(self, index: LexicalSearch, clock: Callable[[], float] = time.monotonic) -> None:
        """Count in `index`."""
        self._index = index
        self._clock = clock
        self._looked = -_MEANWHILE
        self._counts: dict[tuple[str, str], dict[str, int]] = {}
        self._passages: dict[str, dict[str, int]] = {}
        self._at = -1
        self._lock = Lock()

    @property
    def position(self) -> int:
        """Tell the last change that the index holds, 0 for none."""
        return self._index.position

    def search(self, query: WordQuery, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find readable passages by BM25 over word stems, the best first."""
        return self._index.search(query, access=access, limit=limit)

    def frequencies(
        self, words: Iterable[str], *, access: AccessScope
    ) -> dict[str, dict[str, int]]:
        """Count the readable passages each word stands in: language -> word -> passages."""
        shelves, asked = _shelves(access), list(words)
        known = self._newest()[0]
        new = [word for word in dict.fromkeys(asked) if (shelves, word) not in known]
        counted = self._index.frequencies(new, access=access)
        found = {word: {each: own[word] for each, own in counted.items()} for word in new}
        known.update({(shelves, word): counts for word, counts in found.items()})
        of = {word: found.get(word) or known[shelves, word] for word in asked}
        return {each: {word: of[word][each] for word in asked} for each in counted}

    def holding(
        self, sequences: Iterable[tuple[tuple[str, ...], str]], *, access: AccessScope
    ) -> list[int]:
        """Count for each the readable passages of a language that hold all of some words."""
        return self._index.holding(sequences, access=access)

    def readable(self, *, access: AccessScope) -> dict[str, int]:
        """Count the readable passages of each language."""
        shelves, known = _shelves(access), self._newest()[1]
        if shelves not in known:
            known[shelves] = self._index.readable(access=access)
        return known[shelves]

    def spelt_like(self, word: str, most: int, *, access: AccessScope) -> dict[str, int]:
        """Count the readable passages of each word that is spelt almost like one."""
        return self._index.spelt_like(word, most, access=access)

    def _newest(self) -> tuple[dict[tuple[str, str], dict[str, int]], dict[str, dict[str, int]]]:
        now = self._clock()
        if now - self._looked >= _MEANWHILE:
            self._forget_before(self._index.position, now)
        return self._counts, self._passages

    def _forget_before(self, at: int, now: float) -> None:
        with self._lock:
            if at != self._at or len(self._counts) > _MOST:
                self._counts, self._passages, self._at = {}, {}, at
            self._looked = now


def _shelves(access: AccessScope) -> str:
    return AccessScope(access.shelves).key
