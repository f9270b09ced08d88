"""Weigh meaning and words into one score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.ports import Vectors

_WORDS_AT_MOST = 0.6
"""Weight of the words in a question whose every word stands in one passage."""

_SATURATION = 2.2
"""BM25's highest score for one word, in units of its idf (k1 + 1)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for each candidate passage, row by row.

    Attributes:
        cosines: likeness of meaning, from -1 to 1.
        words: BM25 divided by the question's idf, from 0 to about 1.
        rarities: idf of each word searched, corrections in place of misspelt words.
        known: share of the question's idf whose words stand in a readable passage.
    """

    passage_ids: Sequence[int]
    document_ids: Sequence[str]
    cosines: Vectors
    words: Vectors
    rarities: Mapping[str, float]
    known: float

    @property
    def held(self) -> float:
        """Tell how much of the question its best passage holds, by words: from 0 to about 1."""
        return float(self.words.max(initial=0.0))


def fuse(evidence: Evidence) -> Vectors:
    """Score candidates from 0 to 1 by meaning and words together.

    The scores themselves are added, not their ranks. Words weigh as much as the corpus knows
    of the question's words, and as much of them as its best passage holds: asked in the other
    language, the few words that both languages share say little.
    """
    weight = _WORDS_AT_MOST * evidence.known * evidence.held**0.5
    fused: Vectors = (1 - weight) * np.clip(evidence.cosines, 0, 1) + weight * evidence.words
    return fused


def normalise_words(
    scores: Mapping[int, float], passage_ids: Sequence[int], rarity: float
) -> Vectors:
    """Bring BM25 scores to the scale of cosines; passages not found by words get 0."""
    raw: Vectors = np.array([scores.get(passage_id, 0.0) for passage_id in passage_ids], np.float32)
    shares: Vectors = np.clip(raw / (_SATURATION * max(rarity, 1e-6)), 0, 1)
    return shares
