"""Does a passage say what a sentence says? As far as words, numbers, names and denials tell.

Words that lie far apart in a passage bear nothing out together: a few sentences in a row must do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.sentences import sentences
from kb.words import STOP_WORDS, content_words, words_of
from search.answers.facts import denies, leanings_of, names_in, numbers_in, refutes
from search.answers.orders import dictates
from search.meanings import WordMeanings

_NEAR = 0.5
"""Cosine from which another word bears a word out."""

_BORNE_OUT = 0.7
"""Share of a sentence's words that must be borne out."""

_IN_A_ROW, _LENGTH = 3, 400
"""Sentences that may bear a statement out together: so many, or all that fit in a length."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Compare sentences with passages."""

    meanings: WordMeanings

    def bears_out(self, passage: str, text: str) -> bool:
        """Tell whether one passage alone says what a sentence says."""
        if not names_in(text) <= set(_folded(passage)):
            return False
        parts = [passage[start:end] for start, end in sentences(passage, "und")]
        told = [each for each in parts if not dictates(each)]
        asked = [word for word in _folded(text) if word not in STOP_WORDS]
        if not asked or not told:
            return False
        held = np.array([self.held(asked, each) for each in told])
        return any(_says(told[rows], held[rows], text) for rows in _stretches(told))

    def held(self, asked: Sequence[str], text: str) -> NDArray[np.bool_]:
        """Tell which folded words a text has, as such, by a near meaning or the same leaning."""
        own = content_words(words_of(text))
        if not asked or not own:
            return np.zeros(len(asked), np.bool_)
        near = self.meanings.closeness(asked, own).max(axis=1) >= _NEAR
        leanings = leanings_of(own)
        same = np.array([word in own or bool(leanings_of([word]) & leanings) for word in asked])
        found: NDArray[np.bool_] = near | same
        return found


def _says(told: Sequence[str], held: NDArray[np.bool_], text: str) -> bool:
    together, closest = " ".join(told), told[int(held.sum(axis=1).argmax())]
    return (
        numbers_in(text) <= numbers_in(together)
        and leanings_of(_folded(text)) <= leanings_of(_folded(closest))
        and (denies(closest) if denies(text) else not refutes(closest))
        and _are_mostly_held(np.logical_or.reduce(held))
    )


def _are_mostly_held(held: NDArray[np.bool_]) -> bool:
    """Tell whether most words are there, and never two in a row are not: a clause is made up."""
    made_up = ~held[:-1] & ~held[1:]
    return float(held.mean()) >= _BORNE_OUT and not made_up.any()


def _stretches(told: Sequence[str]) -> Iterator[slice]:
    """Give the longest runs of sentences that may bear something out together."""
    for first in range(len(told)):
        last, length = first, 0
        while last < len(told) and (last - first < _IN_A_ROW or length < _LENGTH):
            length += len(told[last])
            last += 1
        yield slice(first, last)


def _folded(text: str) -> list[str]:
    return [word.folded for word in words_of(text)]
