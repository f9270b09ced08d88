"""The words that an index holds at one moment, to find what a misspelt one was meant to be."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any


class Spellings:
    """List the words of an index by their first letter, each letter once.

    Whatever shelf they stand on: whoever names one to a reader counts it in readable passages.
    """

    def __init__(self, searcher: Any) -> None:
        """List what `searcher` sees."""
        self._searcher = searcher
        self._words: dict[str, list[str]] = {}

    def are_of(self, searcher: Any) -> bool:
        """Tell whether another searcher sees the same moment."""
        return _moment(searcher) == _moment(self._searcher)

    def near(self, word: str, most: int) -> Iterator[list[str]]:
        """Give the words up to `most` letters away, a list for each distance, the nearest first.

        Fingers seldom miss the first letter, and other words often differ there.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extract(
            word, self._beginning(word[0]), scorer=OSA.distance, score_cutoff=most, limit=None
        )
        by_distance: defaultdict[int, list[str]] = defaultdict(list)
        for other, distance, _ in found:
            by_distance[int(distance)].append(other)
        yield from (by_distance[distance] for distance in sorted(by_distance))

    def _beginning(self, letter: str) -> list[str]:
        if letter not in self._words:
            terms = self._searcher.terms_with_prefix("words", letter)
            self._words[letter] = [term for term, _ in terms]
        return self._words[letter]


def _moment(searcher: Any) -> tuple[int, int]:
    return searcher.num_docs, searcher.num_segments
