"""Match words by meaning: BM25 over token vectors that live in one space for both languages.

Each token of a question counts in a passage as often as the passage's tokens are close to it:
its soft frequency is the sum of cosine^6 over those near it, put into BM25's saturation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.access import AccessScope
from kb.index_nouns import Tokens, Vectors, WordGroup
from kb.ports import TokenSearch, WordEncoder
from kb.words import STOP_WORDS

_SHARPNESS = 6
_SATURATION, _LENGTH = 1.2, 0.75
"""BM25's k1 and b (Robertson and Zaragoza, 2009)."""

_COMMON = 0.25
"""What a function word's weight is multiplied by: it says little in any language."""


@dataclass(frozen=True, slots=True)
class SoftQuestion:
    """A question's distinct tokens, how much each weighs, and how close other tokens are to it.

    Attributes:
        weights: shape (tokens,); idf by soft frequency among the readable passages.
        places: for each token of the vocabulary, its column in `likeness`; 0 for one near none.
        likeness: sharpened cosines, shape (tokens, 1 + near tokens); zeros in column 0.
        usual_length: mean number of tokens in a readable passage.
        standing: the near tokens that stand in readable passages, with how many hold each.
    """

    weights: Vectors
    places: NDArray[np.uint16]
    likeness: Vectors
    usual_length: float
    standing: Mapping[int, int]

    def score(self, bags: Sequence[Tokens]) -> Vectors:
        """Score passages given as tokens: shape (len(bags),), from 0 to 1.

        1 would be a passage that holds every token of the question over and over.
        """
        total = float(self.weights.sum())
        if not any(map(len, bags)) or total <= 0:
            return np.zeros(len(bags), np.float32)
        lengths = np.array([len(bag) for bag in bags], np.float32)
        often = self.likeness @ self._counts(bags).T
        room = _SATURATION * (1 - _LENGTH + _LENGTH * lengths / max(self.usual_length, 1.0))
        scores = (self.weights @ (often / (often + room))) / total
        return scores.astype(np.float32)

    def _counts(self, bags: Sequence[Tokens]) -> Vectors:
        """Count near tokens: shape (len(bags), columns of `likeness`)."""
        places = self.places[np.concatenate(bags)]
        # Most tokens are near none of the question's.
        near = np.flatnonzero(places)
        owners = np.searchsorted(np.cumsum([len(bag) for bag in bags]), near, side="right")
        width = self.likeness.shape[1]
        counts = np.bincount(owners * width + places[near], minlength=len(bags) * width)
        return counts.reshape(len(bags), width).astype(np.float32)


class SoftMatcher:
    """Prepare questions for soft matching against what their asker may read."""

    def __init__(self, encoder: WordEncoder, index: TokenSearch) -> None:
        """Cut questions by `encoder`, and weigh their tokens by what `index` holds."""
        self._encoder = encoder
        self._index = index
        words = encoder.whole_words
        self._common = frozenset(token for token, word in words.items() if word in STOP_WORDS)

    def question(
        self, text: str, groups: Sequence[WordGroup] = (), *, access: AccessScope
    ) -> SoftQuestion:
        """Weigh a question's tokens by how rare they and their like are in readable passages.

        The tokens of other terms, by `groups`, are as near those they stand for as they weigh.
        """
        tokens = np.unique(self._encoder.tokens([text])[0]).tolist()
        near = self._encoder.near(tokens)
        equal = self._equal(tokens, groups)
        further = np.array([other for _, other, _ in equal], np.intp)
        like = np.concatenate([further[:0], *(each.tokens for each in near)])
        every = np.unique(np.concatenate([further, like]))
        spread = self._index.spread(every.tolist(), access=access)
        places = np.zeros(self._encoder.vocabulary, np.uint16)
        places[every] = np.arange(1, len(every) + 1)
        likeness = np.zeros((len(near), 1 + len(every)), np.float32)
        cosines = np.concatenate([likeness[:0, 0], *(each.cosines for each in near)])
        lengths = np.array([len(each.tokens) for each in near], np.intp)
        rows = np.repeat(np.arange(len(near)), lengths)
        likeness[rows, places[like]] = cosines**_SHARPNESS
        for row, other, weight in equal:
            likeness[row, places[other]] = max(likeness[row, places[other]], weight)
        counts = np.array([0, *(spread.counts.get(token, 0) for token in every.tolist())])
        often = np.minimum(likeness @ counts, spread.passages)
        weights = np.log1p((spread.passages - often + 0.5) / (often + 0.5)) * self._telling(tokens)
        return SoftQuestion(
            weights=weights.astype(np.float32),
            places=places,
            likeness=likeness,
            usual_length=spread.tokens / max(spread.passages, 1),
            standing=spread.counts,
        )

    def _equal(
        self, tokens: Sequence[int], groups: Sequence[WordGroup]
    ) -> list[tuple[int, int, float]]:
        """List rows of a question's tokens with a token of another term each, and its weight.

        The words of a term of several share its weight: only together do they say as much.
        """
        rows = {token: row for row, token in enumerate(tokens)}
        known = self._tokens_of(groups)
        found = []
        for group in groups:
            for other in group.others:
                own, its = known[group.words], known[other.words]
                weight = other.weight / max(len(its - own), 1)
                places = [rows[token] for token in own - its if token in rows]
                found += [(place, token, weight) for place in places for token in its - own]
        return found

    def _tokens_of(self, groups: Sequence[WordGroup]) -> dict[tuple[str, ...], set[int]]:
        """Cut the words of all groups into tokens at once, less those of function words."""
        said = [group.words for group in groups]
        said += [other.words for group in groups for other in group.others]
        cut = self._encoder.tokens([" ".join(words) for words in said]) if said else []
        return {
            words: set(own.tolist()) - self._common for words, own in zip(said, cut, strict=True)
        }

    def _telling(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Weaken function words, unless a question has no others."""
        common = [token in self._common for token in tokens]
        factors = [_COMMON if each and not all(common) else 1.0 for each in common]
        return np.array(factors, np.float32)
