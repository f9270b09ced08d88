"""Match words by meaning: BM25 over token vectors that live in one space for both languages.

Each token of a question counts in a passage as often as the passage's tokens are close to it:
its soft frequency is the sum of cosine^6 over those near it, put into BM25's saturation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.access import AccessScope
from kb.ports import Tokens, TokenSearch, Vectors, WordEncoder
from kb.words import STOP_WORDS
from search.neighbours import Near, Neighbours

_SHARPNESS = 6
_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's k1 and b (Robertson and Zaragoza, 2009)."""

_COMMON = 0.25
"""What a function word's weight is multiplied by: it says little in any language."""


@dataclass(frozen=True, slots=True)
class SoftQuestion:
    """A question's distinct tokens, how much each weighs, and how close every token is to it.

    Attributes:
        weights: shape (tokens,); idf by soft frequency among the readable passages.
        likeness: sharpened cosines with the whole vocabulary, shape (tokens, vocabulary).
        usual_length: mean number of tokens in a readable passage.
    """

    weights: Vectors
    likeness: Vectors
    usual_length: float

    def score(self, bags: Sequence[Tokens]) -> Vectors:
        """Score passages given as tokens: shape (len(bags),), from 0 to 1.

        1 would be a passage that holds every token of the question over and over.
        """
        scores = np.zeros(len(bags), np.float32)
        filled = [row for row, bag in enumerate(bags) if len(bag)]
        total = float(self.weights.sum())
        if not filled or total <= 0:
            return scores
        lengths = np.array([len(bags[row]) for row in filled])
        every = np.concatenate([bags[row] for row in filled])
        often = np.add.reduceat(self.likeness[:, every], np.cumsum(lengths) - lengths, axis=1)
        room = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(self.usual_length, 1.0))
        scores[filled] = (self.weights @ (often / (often + room))) / total
        return scores


class SoftMatcher:
    """Prepare questions for soft matching against what their asker may read."""

    def __init__(self, encoder: WordEncoder, index: TokenSearch, neighbours: Neighbours) -> None:
        """Cut questions by `encoder`, and weigh their tokens by what `index` holds."""
        self._encoder = encoder
        self._index = index
        self._neighbours = neighbours
        words = encoder.whole_words
        self._common = frozenset(token for token, word in words.items() if word in STOP_WORDS)

    def question(self, text: str, *, access: AccessScope) -> SoftQuestion:
        """Weigh a question's tokens by how rare they and their like are in readable passages."""
        tokens = np.unique(self._encoder.tokens([text])[0]).tolist()
        near = self._neighbours.of(tokens)
        wanted = {int(token) for each in near for token in each.tokens}
        spread = self._index.spread(wanted, access=access)
        often = np.array([_soft_frequency(each, spread.counts) for each in near], np.float32)
        often = np.minimum(often, spread.passages)
        weights = np.log1p((spread.passages - often + 0.5) / (often + 0.5))
        usual = spread.tokens / spread.passages if spread.passages else 0.0
        return SoftQuestion(weights * self._telling(tokens), self._likeness(near), usual)

    def _likeness(self, near: Sequence[Near]) -> Vectors:
        likeness = np.zeros((len(near), len(self._encoder.directions)), np.float32)
        for row, each in enumerate(near):
            likeness[row, each.tokens] = each.cosines**_SHARPNESS
        return likeness

    def _telling(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Weaken function words, unless a question has no others."""
        common = [token in self._common for token in tokens]
        factors = [_COMMON if each and not all(common) else 1.0 for each in common]
        return np.array(factors, np.float32)


def _soft_frequency(near: Near, counts: Mapping[int, int]) -> float:
    standing = np.array([counts.get(int(token), 0) for token in near.tokens], np.float32)
    return float(standing @ near.cosines**_SHARPNESS)
