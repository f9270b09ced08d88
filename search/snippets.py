"""Cut a passage down to the sentences that answer, and mark what matched in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.nouns import Passage
from kb.sentences import sentences
from kb.words import STOP_WORDS, Stemmer, Word, words_of
from search.meanings import WordMeanings
from search.nouns import Mark, Snippet

_LONGEST = 340
_NEAR = 0.5
"""Cosine from which two different words are shown as the same meaning."""


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a passage that answers a word of the question."""

    word: Word
    asked: str
    weight: float
    by_meaning: bool


class Snippets:
    """Make snippets of passages for one question after another."""

    def __init__(self, meanings: WordMeanings) -> None:
        """Compare words by `meanings` where their stems differ."""
        self._meanings = meanings
        self._stemmers = (Stemmer("fr"), Stemmer("en"))

    def cut(self, passage: Passage, rarities: Mapping[str, float]) -> Snippet:
        """Choose the sentences that say most about the question's words, weighed by rarity."""
        matches = self.matches(passage.text, rarities)
        spans = sentences(passage.text, passage.language) or [(0, len(passage.text))]
        start, end = _best_window(spans, matches)
        marks = tuple(
            Mark(
                start=match.word.start - start,
                end=match.word.end - start,
                by="meaning" if match.by_meaning else "word",
            )
            for match in matches
            if start <= match.word.start and match.word.end <= end
        )
        return Snippet(text=passage.text[start:end], marks=marks)

    def matches(self, text: str, rarities: Mapping[str, float]) -> list[Match]:
        """Find the words of a text that answer a question's words, by stem or by meaning."""
        words = [word for word in words_of(text) if word.folded not in STOP_WORDS]
        if not words or not rarities:
            return []
        asked = list(rarities)
        exact = self._same_stem(words, asked)
        close = self._meanings.closeness([word.folded for word in words], asked)
        found = []
        for row, word in enumerate(words):
            column = exact.get(row, int(np.argmax(close[row])))
            likeness = 1.0 if row in exact else float(close[row, column])
            if likeness >= _NEAR:
                weight = rarities[asked[column]] * likeness
                found.append(Match(word, asked[column], weight, row not in exact))
        return found

    def _same_stem(self, words: Sequence[Word], asked: Sequence[str]) -> dict[int, int]:
        found = {}
        for stem in self._stemmers:
            columns = {stem(word): column for column, word in enumerate(asked)}
            for row, word in enumerate(words):
                if (column := columns.get(stem(word.folded))) is not None:
                    found[row] = column
        return found


def _best_window(spans: Sequence[tuple[int, int]], matches: Sequence[Match]) -> tuple[int, int]:
    """Choose neighbouring sentences of bounded length that answer most, the earliest if equal."""
    windows = [
        (spans[first][0], spans[last][1])
        for first in range(len(spans))
        for last in range(first, len(spans))
        if last == first or spans[last][1] - spans[first][0] <= _LONGEST
    ]
    return max(windows, key=lambda window: (_worth(window, matches), -window[0], window[1]))


def _worth(window: tuple[int, int], matches: Sequence[Match]) -> float:
    best: dict[str, float] = {}
    for match in matches:
        if window[0] <= match.word.start < window[1]:
            best[match.asked] = max(best.get(match.asked, 0.0), match.weight)
    return sum(best.values())
