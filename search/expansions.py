"""Translations and near-synonyms of a question's words, for the lexical index."""

from collections.abc import Container, Iterable, Sequence

from kb.index_nouns import Near
from kb.ports import WordEncoder
from kb.words import STOP_WORDS, Stemmer

_WEIGHT = 0.6
"""Weight of a word that meant exactly the same; it falls with the square of the cosine."""

_EACH = 4
_SHORTEST = 3


class Expander:
    """Find words of passages that mean about the same as those of a question."""

    def __init__(self, encoder: WordEncoder) -> None:
        """Expand words that `encoder` has a token for."""
        self._encoder = encoder
        self._words = encoder.whole_words
        self._tokens = {word: token for token, word in self._words.items()}
        self._stemmers = (Stemmer("fr"), Stemmer("en"))

    def expand(self, words: Iterable[str], standing: Container[int]) -> dict[str, float]:
        """Give further words to search, each with a weight under 1: the closer, the heavier.

        Only words of `standing` are given: the tokens that passages hold which the asker may read.
        """
        known = [word for word in words if word in self._tokens and word not in STOP_WORDS]
        near = self._encoder.near([self._tokens[word] for word in known])
        found: dict[str, float] = {}
        for word, each in zip(known, near, strict=True):
            others = self._others(word, each, standing)
            for other, cosine in self._of_other_stems(others)[:_EACH]:
                found[other] = max(found.get(other, 0.0), _WEIGHT * cosine**2)
        return {other: weight for other, weight in found.items() if other not in known}

    def _others(self, word: str, near: Near, standing: Container[int]) -> list[tuple[str, float]]:
        """List the standing words near one, the closest first, less those of its own stem."""
        pairs = [
            (self._words[token], float(cosine))
            for token, cosine in zip(near.tokens.tolist(), near.cosines, strict=True)
            if token in standing and token in self._words
        ]
        own = {stem(word) for stem in self._stemmers}
        return sorted(
            (
                (other, cosine)
                for other, cosine in pairs
                if len(other) >= _SHORTEST
                and other not in STOP_WORDS
                and own.isdisjoint(stem(other) for stem in self._stemmers)
            ),
            key=lambda pair: -pair[1],
        )

    def _of_other_stems(self, pairs: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
        """Keep one word of each stem: the index finds the others by it."""
        kept: dict[str, tuple[str, float]] = {}
        for other, cosine in pairs:
            kept.setdefault(self._stemmers[1](self._stemmers[0](other)), (other, cosine))
        return list(kept.values())
