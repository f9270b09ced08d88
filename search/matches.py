"""Find the words of a question in texts, by stem or by meaning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

import numpy as np

from kb.words import STOP_WORDS, Word, spellings, words_of
from search.meanings import ENGLISH, FRENCH, SINGULAR, Numbers, WordMeanings
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
        self._answers: dict[str, _Answer] = {}
        self._spelt: dict[str, set[str]] = {}
        self._parts: dict[str, str] = {}
        self._found: dict[str, list[Match]] = {}

    def read(self, texts: Iterable[str]) -> None:
        """Compare all words that some texts are the first to hold, at once."""
        new = {text: spellings(text) for text in texts if text not in self._spelt}
        if not new or not self._asked:
            return
        words = list(set().union(*new.values()).difference(*self._spelt.values()))
        self._spelt |= new
        numbers, places = np.unique(self._known.numbers(words), return_inverse=True)
        answers, parts = self._compare(numbers), self._parts_among(numbers)
        # Most words of a text have nothing to do with the question.
        self._answers |= {words[at]: answers[each] for at, each in _listed(answers, places)}
        self._parts |= {words[at]: parts[each] for at, each in _listed(parts, places)}

    def matches(self, text: str) -> list[Match]:
        """Find the words of a text that answer a word of the question."""
        if text not in self._found:
            self.read([text])
            self._found[text] = self._matches(text) if self._asked else []
        return self._found[text]

    def _matches(self, text: str) -> list[Match]:
        stood_for: Mapping[int, StandsFor] = {}
        if self._may_stand(text):
            words = [word for word in words_of(text) if word.folded not in STOP_WORDS]
            stood_for = self._terms.places(text, words)
        else:
            words = words_of(text, self._answers)
        found = []
        for place, word in enumerate(words):
            written = text[word.start : word.end]
            answer = self._answers.get(written)
            if place in stood_for and (answer is None or answer.by != "word"):
                answer = self._stood_for(stood_for[place])
            if answer is not None:
                weight = self._weight(answer)
                found.append(Match(word, written.lower(), answer.asked, weight, answer.by))
        return found

    def _may_stand(self, text: str) -> bool:
        """Tell whether a text may hold another term for some of the question's words."""
        held = self._parts.keys() & self._spelt[text] if self._parts else ()
        return self._terms.may_stand({self._parts[word] for word in held})

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
        answers = (self._answers[word] for word in self._answers.keys() & self._spelt[text])
        return _sum_of_best((each.asked, self._weight(each)) for each in answers)

    def _weight(self, answer: _Answer) -> float:
        return self.rarities.get(answer.asked, 0.0) * answer.likeness

    def _compare(self, numbers: Numbers) -> dict[int, _Answer]:
        """Find which of some words answer one of the question's, and which, by their places."""
        vectors, telling = self._known.vectors, self._known.telling[numbers]
        close = vectors[numbers] @ vectors[self._own].T
        best, alike = close.argmax(axis=1), close.max(axis=1)
        near = np.flatnonzero(telling & (alike >= _NEAR))
        answers = {
            at: _Answer(self._asked[nearest], likeness, by="meaning")
            for at, nearest, likeness in zip(
                near.tolist(), best[near].tolist(), alike[near].tolist(), strict=True
            )
        }
        for language in (ENGLISH, FRENCH):
            stems = self._known.stems[:, language]
            same = (stems[numbers][:, np.newaxis] == stems[self._own]) & telling[:, np.newaxis]
            rows, columns = np.nonzero(same)
            for at, asked in zip(rows.tolist(), columns.tolist(), strict=True):
                answers[at] = _Answer(self._asked[asked], 1.0, by="word")
        return answers

    def _parts_among(self, numbers: Numbers) -> dict[int, str]:
        """Find which of some words are a part of another term, and which, by their places."""
        names = list(self._terms.parts)
        stems = self._known.stems[numbers, SINGULAR]
        rows, columns = np.nonzero(stems[:, np.newaxis] == self._part_numbers)
        return {at: names[part] for at, part in zip(rows.tolist(), columns.tolist(), strict=True)}


def _listed(places: Mapping[int, object], inverse: Numbers) -> Iterable[tuple[int, int]]:
    """List where the numbers at some places stand in the order of `inverse`, with each place."""
    wanted = np.zeros(int(inverse.max(initial=-1)) + 1, np.bool_)
    wanted[list(places)] = True
    rows = np.flatnonzero(wanted[inverse])
    return zip(rows.tolist(), inverse[rows].tolist(), strict=True)


def worth(matches: Iterable[Match]) -> float:
    """Tell how much of a question some matches answer: each of its words counts once."""
    return _sum_of_best((match.asked, match.weight) for match in matches)


def _sum_of_best(answers: Iterable[tuple[str, float]]) -> float:
    """Add the best weight of each word, so that their order makes no difference."""
    best: dict[str, float] = {}
    for asked, weight in answers:
        best[asked] = max(best.get(asked, 0.0), weight)
    return fsum(best.values())
