"""Find the words of a question in texts, by stem or by meaning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.words import STOP_WORDS, Stemmer, Word, words_of
from search.meanings import WordMeanings
from search.thesaurus.expanding import Group
from search.thesaurus.marking import OtherTerms, StandsFor

_SHORT = 120
"""Characters below which a text says next to nothing."""

_NEAR = 0.5
"""Cosine from which two different words are shown as the same meaning."""


By = Literal["word", "meaning", "equivalent"]


@dataclass(frozen=True, slots=True)
class Match:
    """A word of a text that answers a word of the question, folded and as written there."""

    word: Word
    written: str
    asked: str
    weight: float
    by: By


@dataclass(frozen=True, slots=True)
class _Answer:
    """The word of the question that a word answers best, and how alike they are."""

    asked: str
    likeness: float
    by: By


class QuestionWords:
    """Look for one question's words in text after text; each word is compared once."""

    def __init__(
        self,
        rarities: Mapping[str, float],
        meanings: WordMeanings,
        groups: Sequence[Group] = (),
    ) -> None:
        """Take the question's words with their weights; where stems differ, compare meanings.

        `groups` are other terms for some of these words.
        """
        self._rarities = rarities
        self._asked = list(rarities)
        self._meanings = meanings
        stemmers = Stemmer("fr"), Stemmer("en")
        self._stems = [(stem, {stem(word): word for word in rarities}) for stem in stemmers]
        self._answers: dict[str, _Answer] = {}
        self._terms = OtherTerms(groups)
        self._found: dict[str, list[Match]] = {}

    def matches(self, text: str) -> list[Match]:
        """Find the words of a text that answer a word of the question."""
        if text not in self._found:
            self._found[text] = self._matches(text)
        return self._found[text]

    def _matches(self, text: str) -> list[Match]:
        words = [word for word in words_of(text) if word.folded not in STOP_WORDS]
        if not self._asked:
            return []
        self._compare(dict.fromkeys(word.folded for word in words))
        stood_for = self._terms.places(text, words)
        found = []
        for place, word in enumerate(words):
            answer = self._answers[word.folded]
            if place in stood_for and answer.by != "word":
                answer = self._stood_for(stood_for[place])
            if answer.likeness >= _NEAR:
                weight = self._rarities.get(answer.asked, 0.0) * answer.likeness
                written = text[word.start : word.end].lower()
                found.append(Match(word, written, answer.asked, weight, answer.by))
        return found

    def _stood_for(self, meant: StandsFor) -> _Answer:
        rarest = max(meant.words, key=lambda each: self._rarities.get(each, 0.0))
        return _Answer(rarest, meant.weight, "equivalent")

    def most_telling(self, texts: Sequence[str]) -> int:
        """Choose the text in which most of the question is found, the earliest of equal ones.

        All passages of a document are near a question about its subject, since its title counts
        in each; a reader wants the one that shows the answer. A line or two, such as a slide of
        credits, is chosen only where nothing longer shows as much.
        """
        worths = [(worth(self.matches(text)), len(text) >= _SHORT) for text in texts]
        return worths.index(max(worths))

    def _compare(self, words: Iterable[str]) -> None:
        new = [word for word in words if word not in self._answers]
        if not new:
            return
        close = self._meanings.closeness(new, self._asked)
        best = close.argmax(axis=1).tolist()
        for row, word in enumerate(new):
            same = self._same_stem(word)
            nearest = _Answer(self._asked[best[row]], float(close[row, best[row]]), by="meaning")
            self._answers[word] = _Answer(same, 1.0, by="word") if same else nearest

    def _same_stem(self, word: str) -> str | None:
        found = (asked.get(stem(word)) for stem, asked in self._stems)
        return next(filter(None, found), None)


def worth(matches: Iterable[Match]) -> float:
    """Tell how much of a question some matches answer: each of its words counts once."""
    best: dict[str, float] = {}
    for match in matches:
        best[match.asked] = max(best.get(match.asked, 0.0), match.weight)
    return sum(best.values())
