"""How rare a question's words are among the readable passages of each language."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.access import AccessScope
from kb.index_nouns import Vectors
from kb.ports import LexicalSearch

_BM25_MOST = 2.2
"""BM25's highest score for one word, in units of its idf (k1 + 1)."""


@dataclass(frozen=True, slots=True)
class Rarities:
    """The idf of words as BM25 weighs them, by language of passages, and how often they stand.

    Attributes:
        passages: how many readable passages there are of each language.
        frequencies: language -> word -> readable passages that hold it.
    """

    passages: Mapping[str, int]
    frequencies: Mapping[str, Mapping[str, int]]

    @classmethod
    def count(
        cls,
        index: LexicalSearch,
        words: Iterable[str],
        others: Mapping[str, Mapping[str, int]],
        *,
        access: AccessScope,
    ) -> "Rarities":
        """Count words in the passages that their asker may read.

        A word that no passage of a language holds counts as often as another term for it, by
        `others`: language -> word -> passages.
        """
        own = index.frequencies(list(words), access=access)
        frequencies = {
            language: {
                word: count or others.get(language, {}).get(word, 0)
                for word, count in counts.items()
            }
            for language, counts in own.items()
        }
        return cls(index.readable(access=access), frequencies)

    def overall(self) -> dict[str, float]:
        """Give the idf of each word among all passages."""
        words = next(iter(self.frequencies.values()), {})
        return {
            word: self._idf(sum(own[word] for own in self.frequencies.values())) for word in words
        }

    def known(self) -> dict[str, float]:
        """Tell for each language the share of the idf whose words stand in a passage of it."""
        rarities = self.overall()
        total = sum(rarities.values()) or 1.0
        return {
            language: sum(rarities[word] for word, count in own.items() if count) / total
            for language, own in self.frequencies.items()
        }

    def shares(
        self, scores: Mapping[int, float], passage_ids: Sequence[int], languages: Sequence[str]
    ) -> Vectors:
        """Divide BM25 scores by the most the words could reach in each passage's language.

        Returns:
            From 0 to 1, shape (len(passage_ids),); passages not found by words get 0.
        """
        most = {language: self._most(own) for language, own in self.frequencies.items()}
        usual = max(most.values(), default=1.0)
        raw = [
            scores.get(passage_id, 0.0) / most.get(language, usual)
            for passage_id, language in zip(passage_ids, languages, strict=True)
        ]
        return np.clip(np.array(raw, np.float32), 0, 1)

    def _most(self, frequencies: Mapping[str, int]) -> float:
        total = sum(self._idf(count) for count in frequencies.values())
        return _BM25_MOST * max(total, 1e-6)

    def _idf(self, frequency: int) -> float:
        passages = max(sum(self.passages.values()), frequency)
        return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
