"""Forgive typing errors, in words that neither the readable corpus nor the two languages know."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.access import AccessScope
from kb.ports import LexicalSearch, WordEncoder
from search.known_words import known_words

_SHORTEST = 4
_LONG = 8
"""Letters from which on two of them may be wrong."""

_RATHER = 4
"""How many times more of a language's passages must hold a word that speaks for it."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Find what a misspelt word was meant to be, in passages that the asker may read."""

    index: LexicalSearch
    word_encoder: WordEncoder

    def correct(
        self, words: Iterable[str], beside: Sequence[str] = (), *, access: AccessScope
    ) -> dict[str, str]:
        """Give the likeliest readable word for each misspelt one; words in order are left out.

        Where the words `beside` them tell the question's language, a word of that language.
        """
        doubtful = [word for word in words if self._is_doubtful(word)]
        counts = self.index.frequencies(doubtful, access=access).values()
        unknown = [word for word in doubtful if not any(own[word] for own in counts)]
        language = self._language(beside, access) if unknown else ""
        found = {word: self._nearest(word, language, access) for word in unknown}
        return {word: best for word, best in found.items() if best}

    def _is_doubtful(self, word: str) -> bool:
        if len(word) < _SHORTEST or not word.isalpha():
            return False
        forms = (word, word.removesuffix("s"))
        return not any(self.word_encoder.knows(form) or form in known_words() for form in forms)

    def _nearest(self, word: str, language: str, access: AccessScope) -> str | None:
        """Choose the word that stands in most passages, among those fewest letters away."""
        counts = self.index.spelt_like(word, 1 if len(word) < _LONG else 2, access=access)
        if language:
            own = self.index.frequencies(counts, access=access)[language]
            counts = {each: count for each, count in counts.items() if own[each]}
        return min(counts, key=lambda each: (-counts[each], each), default=None)

    def _language(self, words: Sequence[str], access: AccessScope) -> str:
        """Tell which language most of some words speak for; "" where none does."""
        readable = self.index.readable(access=access)
        counts = self.index.frequencies(words, access=access)
        votes: Counter[str] = Counter()
        for word in words:
            shares = {each: counts[each][word] / max(1, readable[each]) for each in counts}
            first, second = sorted(shares, key=lambda each: -shares[each])[:2]
            votes[first] += shares[first] > _RATHER * shares[second]
        ranked = votes.most_common(2)
        return ranked[0][0] if ranked and ranked[0][1] > sum(n for _, n in ranked[1:]) else ""
