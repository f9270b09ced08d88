"""The words that an index holds at one moment, to find what a misspelt one was meant to be."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any


class Spellings:
    """List the words of an index by their first letter, each letter once until the index changes.

    Whatever shelf they stand on: whoever names one to a reader counts it in readable passages. No
    searcher is kept: one keeps the files of its moment, which an erasure is to remove.
    """

    def __init__(self) -> None:
        """List nothing yet."""
        self._held: tuple[tuple[int, int], dict[str, list[str]]] = (0, 0), {}

    def near(self, searcher: Any, word: str, most: int) -> Iterator[list[str]]:
        """Give the words up to `most` letters away, a list for each distance, the nearest first.

        Fingers seldom miss the first letter, and other words often differ there.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extract(
            word,
            self._beginning(searcher, word[0]),
            scorer=OSA.distance,
            score_cutoff=most,
            limit=None,
        )
        by_distance: defaultdict[int, list[str]] = defaultdict(list)
        for other, distance, _ in found:
            by_distance[int(distance)].append(other)
        yield from (by_distance[distance] for distance in sorted(by_distance))

    def _beginning(self, searcher: Any, letter: str) -> list[str]:
        now = searcher.num_docs, searcher.num_segments
        if self._held[0] != now:
            self._held = now, {}
        words = self._held[1]
        if letter not in words:
            words[letter] = [term for term, _ in searcher.terms_with_prefix("words", letter)]
        return words[letter]
