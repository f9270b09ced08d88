"""How much of a question stands in each of some sentences, all compared at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors
from kb.words import content_words, spellings, words_of
from search.meanings import ENGLISH, FRENCH, Numbers, Vocabulary, WordMeanings

_NEAR = 0.5
"""Cosine from which another word says what the question's does."""


@dataclass(frozen=True, slots=True)
class QuestionShare:
    """Find a question's words in sentences, by stem or by meaning."""

    meanings: WordMeanings

    def found(
        self, question: str, texts: Sequence[str], titles: Sequence[str] = (), titled: float = 0.0
    ) -> Vectors:
        """Give the share of a question found in each text, its words weighed by rarity here.

        Args:
            question: whose words are looked for.
            texts: where.
            titles: of each text, if any; a word that only the title says counts `titled`.
            titled: from 0 to 1.
        """
        known, asked = self.meanings.vocabulary(), content_words(words_of(question))
        places = {title: len(texts) + at for at, title in enumerate(dict.fromkeys(titles))}
        spelt = [list(spellings(text)) for text in (*texts, *places)]
        own, numbers = known.numbers(asked), known.numbers(list(chain.from_iterable(spelt)))
        if not asked or not len(numbers):
            return np.zeros(len(texts), np.float32)
        words, rows = np.unique(np.concatenate([own, numbers]), return_inverse=True)
        held = np.zeros((len(spelt), len(words)), np.bool_)
        held[np.repeat(np.arange(len(spelt)), list(map(len, spelt))), rows[len(own) :]] = True
        likeness = _likeness(known, words, own)
        every = np.stack([likeness[each].max(axis=0, initial=0.0) for each in held])
        best = _titled(every, len(texts), [places[title] for title in titles], titled)
        rarities = _rarities(held[: len(texts), rows[: len(own)]])
        shares: Vectors = best @ rarities / rarities.sum()
        return shares


def _titled(every: Vectors, texts: int, titles: Sequence[int], weight: float) -> Vectors:
    """Add to what stands in each of the first rows what only its title's row holds."""
    best = every[:texts]
    return best + weight * np.maximum(every[titles] - best, 0.0) if titles else best


def _likeness(known: Vocabulary, words: Numbers, asked: Numbers) -> Vectors:
    """Compare words with a question's: 1 for a stem in common, no less than `_NEAR` else."""
    close = known.vectors[words] @ known.vectors[asked].T
    likeness = np.where(close >= _NEAR, close, np.float32(0.0))
    for language in (FRENCH, ENGLISH):
        stems = known.stems[:, language]
        likeness[stems[words][:, np.newaxis] == stems[asked]] = 1.0
    likeness[~known.telling[words]] = 0.0
    return likeness


def _rarities(held: NDArray[np.bool_]) -> Vectors:
    """Weigh words by how few texts hold them (Spärck Jones, 1972): `held` has a row for each."""
    rarities: Vectors = np.log1p(len(held) / (1 + held.sum(axis=0))).astype(np.float32)
    return rarities
