"""Find the words of a question in texts, by stem or by meaning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import fsum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from kb.words import Word
from search.meanings import ENGLISH, FRENCH, SINGULAR, ReadText, WordMeanings
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
        self.rarities = rarities
        self._asked = list(rarities)
        self._known = meanings.vocabulary()
        self._own = self._known.numbers(self._asked)
        self._terms = OtherTerms(groups)
        self._part_numbers = self._known.stem_numbers(self._terms.parts)
        self._compared = self._answering = np.zeros(0, np.bool_)
        self._answers: dict[int, _Answer] = {}
        self._parts: dict[int, str] = {}
        self._held: dict[str, NDArray[np.int32]] = {}
        self._found: dict[str, list[Match]] = {}

    def read(self, texts: Iterable[str]) -> None:
        """Compare all words that some texts are the first to hold, at once."""
        new = {text: self._known.held(text) for text in texts if text not in self._held}
        if not new or not self._asked:
            return
        self._held |= new
        self._compare(np.concatenate(list(new.values())))

    def matches(self, text: str) -> list[Match]:
        """Find the words of a text that answer a word of the question."""
        if text not in self._found:
            self.read([text])
            self._found[text] = self._matches(text) if self._asked else []
        return self._found[text]

    def _compare(self, numbers: NDArray[np.int32]) -> None:
        """Compare those of some words that no text before held."""
        self._compared, self._answering = map(self._grown, (self._compared, self._answering))
        new = np.unique(numbers[~self._compared[numbers]])
        answers = self._answers_among(new)
        self._compared[new], self._answering[list(answers)] = True, True
        self._answers |= answers
        self._parts |= self._parts_among(new)

    def _grown(self, marks: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Make room in marks of words for those that were met since."""
        grown = np.zeros(len(self._known.telling), np.bool_)
        grown[: len(marks)] = marks
        return grown

    def _matches(self, text: str) -> list[Match]:
        if self._may_stand(text):
            return self._matches_of_terms(text)
        standing = self._known.standing(text, self._answers)
        return [self._match(text, word, self._answers[number]) for number, word in standing]

    def _matches_of_terms(self, text: str) -> list[Match]:
        """Find matches where other terms may stand, of which each word has to be looked at."""
        read = self._known.read(text)
        stood_for = self._other_terms(text, read)
        answering = np.flatnonzero(self._answering[read.numbers]).tolist()
        places = sorted({*answering, *stood_for})
        found = []
        for place, word in zip(places, read.words(text, places), strict=True):
            answer = self._answers.get(int(read.numbers[place]))
            if place in stood_for and (answer is None or answer.by != "word"):
                answer = self._stood_for(stood_for[place])
            if answer is not None:
                found.append(self._match(text, word, answer))
        return found

    def _match(self, text: str, word: Word, answer: _Answer) -> Match:
        written = text[word.start : word.end].lower()
        return Match(word, written, answer.asked, self._weight(answer), answer.by)

    def _other_terms(self, text: str, read: ReadText) -> dict[int, StandsFor]:
        """Tell which words of a text belong to another term, by their place among them."""
        telling = np.flatnonzero(self._known.telling[read.numbers])
        parts = [self._parts.get(number, "") for number in read.numbers[telling].tolist()]
        spelt = partial(read.spelt, text, telling)
        stood_for = self._terms.places(parts, spelt)
        return {int(telling[place]): meant for place, meant in stood_for.items()}

    def _may_stand(self, text: str) -> bool:
        """Tell whether a text may hold another term for some of the question's words."""
        held = self._parts.keys() & self._held[text].tolist() if self._parts else ()
        return self._terms.may_stand({self._parts[number] for number in held})

    def _stood_for(self, meant: StandsFor) -> _Answer:
        rarest = max(meant.words, key=lambda each: self.rarities.get(each, 0.0))
        return _Answer(rarest, meant.weight, "equivalent")

    def most_telling(self, texts: Sequence[str]) -> int:
        """Choose the text in which most of the question is found, the earliest of equal ones.

        All passages of a document are near a question about its subject, since its title counts
        in each; a reader wants the one that shows the answer. A line or two, such as a slide of
        credits, is chosen only where nothing longer shows as much.
        """
        self.read(texts)
        worths = [(self._worth(text), len(text) >= _SHORT) for text in texts]
        return worths.index(max(worths))

    def _worth(self, text: str) -> float:
        """Tell what `worth` does of a text's matches, without looking where they stand."""
        if not self._asked:
            return 0.0
        if self._may_stand(text):
            return worth(self.matches(text))
        held = self._answers.keys() & self._held[text].tolist()
        answers = (self._answers[number] for number in held)
        return _sum_of_best((each.asked, self._weight(each)) for each in answers)

    def _weight(self, answer: _Answer) -> float:
        return self.rarities.get(answer.asked, 0.0) * answer.likeness

    def _answers_among(self, numbers: NDArray[np.int32]) -> dict[int, _Answer]:
        """Find which of some words answer one of the question's, and which."""
        vectors, telling = self._known.vectors, self._known.telling[numbers]
        close = vectors[numbers] @ vectors[self._own].T
        best, alike = close.argmax(axis=1), close.max(axis=1)
        near = np.flatnonzero(telling & (alike >= _NEAR))
        answers = {
            number: _Answer(self._asked[nearest], likeness, by="meaning")
            for number, nearest, likeness in zip(
                numbers[near].tolist(), best[near].tolist(), alike[near].tolist(), strict=True
            )
        }
        for language in (ENGLISH, FRENCH):
            stems = self._known.stems[:, language]
            same = (stems[numbers][:, np.newaxis] == stems[self._own]) & telling[:, np.newaxis]
            rows, columns = np.nonzero(same)
            for number, asked in zip(numbers[rows].tolist(), columns.tolist(), strict=True):
                answers[number] = _Answer(self._asked[asked], 1.0, by="word")
        return answers

    def _parts_among(self, numbers: NDArray[np.int32]) -> dict[int, str]:
        """Find which of some words are a part of another term, and which."""
        names = list(self._terms.parts)
        stems = self._known.stems[numbers, SINGULAR]
        rows, columns = np.nonzero(stems[:, np.newaxis] == self._part_numbers)
        parts = zip(numbers[rows].tolist(), columns.tolist(), strict=True)
        return {number: names[part] for number, part in parts}


def worth(matches: Iterable[Match]) -> float:
    """Tell how much of a question some matches answer: each of its words counts once."""
    return _sum_of_best((match.asked, match.weight) for match in matches)


def _sum_of_best(answers: Iterable[tuple[str, float]]) -> float:
    """Add the best weight of each word, so that their order makes no difference."""
    best: dict[str, float] = {}
    for asked, weight in answers:
        best[asked] = max(best.get(asked, 0.0), weight)
    return fsum(best.values())
