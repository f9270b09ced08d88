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
_LONGEST_HEADING = 90
_NEAR = 0.5
"""Cosine from which two different words are shown as the same meaning."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a passage that answers a word of the question, folded and as written there."""

    word: Word
    written: str
    asked: str
    weight: float
    by_meaning: bool


class Snippets:
    """Make snippets of passages for one question after another."""

    def __init__(self, meanings: WordMeanings) -> None:
        """Compare words by `meanings` where their stems differ."""
        self._meanings = meanings
        self._stemmers = (Stemmer("fr"), Stemmer("en"))

    def cut(self, passage: Passage, matches: Sequence[Match]) -> Snippet:
        """Choose the sentences of a passage whose matches weigh most, and mark these."""
        runs = _prose(passage.text, sentences(passage.text, passage.language))
        start, end = _best_window(runs or [[(0, len(passage.text))]], matches, passage.text)
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
                written = text[word.start : word.end].lower()
                found.append(Match(word, written, asked[column], weight, row not in exact))
        return found

    def _same_stem(self, words: Sequence[Word], asked: Sequence[str]) -> dict[int, int]:
        found = {}
        for stem in self._stemmers:
            columns = {stem(word): column for column, word in enumerate(asked)}
            for row, word in enumerate(words):
                if (column := columns.get(stem(word.folded))) is not None:
                    found[row] = column
        return found


def _prose(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Part neighbouring sentences where a heading stands between them, and leave headings out."""
    runs: list[list[Span]] = [[]]
    for span in spans:
        if _is_heading(text[slice(*span)]):
            runs.append([])
        else:
            runs[-1].append(span)
    return [run for run in runs if run] or [[span] for span in spans]


def _is_heading(sentence: str) -> bool:
    """Recognise a short line of its own that neither ends like a sentence nor stands in a list."""
    is_short = len(sentence) <= _LONGEST_HEADING
    return is_short and sentence[0].isalnum() and sentence[-1].isalnum() and "|" not in sentence


def _best_window(runs: Sequence[Sequence[Span]], matches: Sequence[Match], text: str) -> Span:
    """Choose neighbouring sentences of bounded length that answer most.

    Of equal ones, prose comes before the rows of a table, then the earliest, then the longest.
    """
    windows = [
        (run[first][0], run[last][1])
        for run in runs
        for first in range(len(run))
        for last in range(first, len(run))
        if last == first or run[last][1] - run[first][0] <= _LONGEST
    ]

    def merit(window: Span) -> tuple[float, bool, int, int]:
        return _worth(window, matches), "|" not in text[slice(*window)], -window[0], window[1]

    return max(windows, key=merit)


def _worth(window: Span, matches: Sequence[Match]) -> float:
    best: dict[str, float] = {}
    for match in matches:
        if window[0] <= match.word.start < window[1]:
            best[match.asked] = max(best.get(match.asked, 0.0), match.weight)
    return sum(best.values())
