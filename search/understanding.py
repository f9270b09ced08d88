"""Understand a question before it is asked: its parts, its misspelt words, its other names."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace

from kb.access import AccessScope
from kb.words import Word, words_of
from search.corrections import Speller
from search.nouns import AlsoSearched, Question
from search.questions import Analysis
from search.thesaurus.expanding import Group, Thesaurus

_SHOWN = 5
"""Other terms named to the asker for one thing; the rest are searched all the same."""

_AT_LENGTH = 25
"""Words from which a question says what it is about in several ways of its own: other terms for
each would only bring what is near to some part of it."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is searched.

    Attributes:
        text: what is asked, corrections in place of misspelt words.
        corrections: the words that replace misspelt ones.
        groups: words of `text` with what the other side calls the same.
    """

    analysis: Analysis
    text: str
    corrections: Mapping[str, str]
    groups: tuple[Group, ...]

    def unquoted(self) -> "Understood":
        """Ask for the same without holding to the words between quotation marks."""
        return replace(self, analysis=self.analysis.unquoted())

    def also(self) -> tuple[AlsoSearched, ...]:
        """Name what else is searched, the most used terms first."""
        return tuple(
            AlsoSearched(asked=group.asked, terms=_named(group))
            for group in {each.asked: each for each in self.groups}.values()
        )


@dataclass(frozen=True, slots=True)
class Understanding:
    """Read questions with what their askers may read in mind."""

    speller: Speller
    thesaurus: Thesaurus

    def understand(
        self,
        question: Question,
        analysis: Analysis,
        revision: int | None = None,
        *,
        access: AccessScope,
    ) -> Understood:
        """Correct a question that was taken apart, and find other names for what it asks.

        A term of the thesaurus is no misspelling, even where no passage holds it; nor is what
        somebody put in quotation marks. `revision` is the newest of the thesaurus, if known.
        """
        groups = self._groups(question, analysis, analysis.text, revision, access=access)
        known = {word for group in groups for word in group.words}
        known |= {word for phrase in analysis.phrases for word in phrase}
        doubtful = [word for word in analysis.words if word not in known]
        beside = [word.folded for word in words_of(analysis.text)]
        corrections = self.speller.correct(doubtful, beside, access=access)
        if not corrections:
            return Understood(analysis, analysis.text, {}, groups)
        text = corrected(analysis.text, corrections)
        groups = self._groups(question, analysis, text, revision, access=access)
        return Understood(analysis, text, corrections, groups)

    def _groups(
        self,
        question: Question,
        analysis: Analysis,
        text: str,
        revision: int | None,
        *,
        access: AccessScope,
    ) -> tuple[Group, ...]:
        words = analysis.loose_words(text)
        if not question.thesaurus or analysis.is_empty or len(words) > _AT_LENGTH:
            return ()
        return self.thesaurus.groups(text, words, revision, access=access)


def corrected(text: str, corrections: Mapping[str, str]) -> str:
    """Put corrections in place of misspelt words."""
    return _replaced(text, corrections, lambda word: corrections[word.folded])


def as_typed(text: str, corrections: Container[str]) -> str:
    """Quote the words that would be corrected: they are searched as they stand."""
    return _replaced(text, corrections, lambda word: f'"{text[word.start : word.end]}"')


def _replaced(text: str, words: Container[str], put: Callable[[Word], str]) -> str:
    pieces, last = [], 0
    for word in words_of(text):
        if word.folded in words:
            pieces += [text[last : word.start], put(word)]
            last = word.end
    return "".join([*pieces, text[last:]])


def _named(group: Group) -> tuple[str, ...]:
    ranked = sorted(group.others, key=lambda each: -each.passages)
    return tuple(dict.fromkeys(each.term for each in ranked))[:_SHOWN]
