"""Find the words of a question in texts, by stem or by meaning."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal

from kb.words import STOP_WORDS, Stemmer, Word, fold_word, spellings, words_of
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
        self.rarities = rarities
        self._asked = list(rarities)
        self._meanings = meanings
        self._stemmers = Stemmer("fr"), Stemmer("en")
        self._stems = [{stem(word): word for word in rarities} for stem in self._stemmers]
        self._terms = OtherTerms(groups)
        self._answers: dict[str, _Answer] = {}
        self._folded: dict[str, str] = {}
        self._spelt: dict[str, set[str]] = {}
        self._parts: dict[str, str] = {}
        self._found: dict[str, list[Match]] = {}

    def read(self, texts: Iterable[str]) -> None:
        """Compare all words that some texts are the first to hold, at once."""
        new = {text: spellings(text) for text in texts if text not in self._spelt}
        if not new or not self._asked:
            return
        self._spelt |= new
        words = set().union(*new.values()) - self._folded.keys()
        folded = {word: fold_word(word) for word in words}
        self._folded |= folded
        parts = self._terms.parts(set(folded.values()))
        self._parts |= {word: parts[own] for word, own in folded.items() if own in parts}
        self._compare(folded)

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

    def _compare(self, words: Mapping[str, str]) -> None:
        """Find which words, folded by spelling, answer one of the question's, and which."""
        telling = list(set(words.values()) - STOP_WORDS - {""})
        if not telling:
            return
        close = self._meanings.closeness(telling, self._asked)
        best, alike = close.argmax(axis=1).tolist(), close.max(axis=1).tolist()
        answers = {
            word: _Answer(self._asked[nearest], likeness, by="meaning")
            for word, nearest, likeness in zip(telling, best, alike, strict=True)
            if likeness >= _NEAR
        }
        # No ending reaches the first letter.
        firsts = {word[0] for word in self._asked}
        for word in (word for word in telling if word[0] in firsts):
            if own := self._same_stem(word):
                answers[word] = _Answer(own, 1.0, by="word")
        self._answers |= {
            word: answers[folded] for word, folded in words.items() if folded in answers
        }

    def _same_stem(self, word: str) -> str | None:
        pairs = zip(self._stemmers, self._stems, strict=True)
        found = (asked.get(stem(word)) for stem, asked in pairs)
        return next(filter(None, found), None)


def worth(matches: Iterable[Match]) -> float:
    """Tell how much of a question some matches answer: each of its words counts once."""
    return _sum_of_best((match.asked, match.weight) for match in matches)


def _sum_of_best(answers: Iterable[tuple[str, float]]) -> float:
    """Add the best weight of each word, so that their order makes no difference."""
    best: dict[str, float] = {}
    for asked, weight in answers:
        best[asked] = max(best.get(asked, 0.0), weight)
    return fsum(best.values())
