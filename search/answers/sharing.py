"""How much of a question stands in each of some sentences, all compared at once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.index_nouns import Vectors
from kb.words import STOP_WORDS, Stemmer, content_words, words_of
from search.meanings import WordMeanings

_NEAR = 0.5
"""Cosine from which another word says what the question's does."""


@dataclass(frozen=True, slots=True)
class QuestionShare:
    """Find a question's words in sentences, by stem or by meaning."""

    meanings: WordMeanings

    def found(self, question: str, texts: Sequence[str]) -> Vectors:
        """Give the share of a question found in each text, its words weighed by rarity here."""
        asked = content_words(words_of(question))
        held = [{word.folded for word in words_of(text)} for text in texts]
        words = sorted(set().union(*held) - STOP_WORDS)
        if not asked or not words:
            return np.zeros(len(texts), np.float32)
        likeness, rows = self._likeness(words, asked), {word: row for row, word in enumerate(words)}
        best = np.zeros((len(texts), len(asked)), np.float32)
        for place, own in enumerate(held):
            own_rows = [rows[word] for word in own if word in rows]
            best[place] = likeness[own_rows].max(axis=0, initial=0.0)
        rarities = _rarities(asked, held)
        shares: Vectors = best @ rarities / rarities.sum()
        return shares

    def _likeness(self, words: Sequence[str], asked: Sequence[str]) -> Vectors:
        """Compare words with the question's: 1 for a stem in common, no less than `_NEAR` else."""
        close = self.meanings.closeness(words, asked)
        likeness = np.where(close >= _NEAR, close, np.float32(0.0))
        for stem in (Stemmer("fr"), Stemmer("en")):
            stems = np.array([stem(word) for word in words])
            likeness[stems[:, None] == np.array([stem(word) for word in asked])] = 1.0
        return likeness


def _rarities(asked: Sequence[str], held: Sequence[set[str]]) -> Vectors:
    """Weigh words by how few of some texts hold them (Spärck Jones, 1972)."""
    counts = (sum(word in own for own in held) for word in asked)
    return np.array([math.log(1 + len(held) / (1 + count)) for count in counts], np.float32)
