"""Forgive typing errors, in words that neither the readable corpus nor the model knows."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.access import AccessScope
from kb.ports import LexicalSearch, WordEncoder

_SHORTEST = 4
_LONG = 8
"""Letters from which on two of them may be wrong."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Find what a misspelt word was meant to be, in passages that the asker may read."""

    index: LexicalSearch
    word_encoder: WordEncoder

    def correct(self, words: Iterable[str], *, access: AccessScope) -> dict[str, str]:
        """Give the likeliest readable word for each misspelt one; words in order are left out."""
        doubtful = [word for word in words if self._is_doubtful(word)]
        counts = self.index.frequencies(doubtful, access=access).values()
        unknown = [word for word in doubtful if not any(own[word] for own in counts)]
        found = {word: self._nearest(word, access) for word in unknown}
        return {word: best for word, best in found.items() if best}

    def _is_doubtful(self, word: str) -> bool:
        long_enough = len(word) >= _SHORTEST and word.isalpha()
        forms = (word, word.removesuffix("s"))
        return long_enough and not any(self.word_encoder.knows(form) for form in forms)

    def _nearest(self, word: str, access: AccessScope) -> str | None:
        """Choose the word that stands in most passages, among those fewest letters away."""
        counts = self.index.spelt_like(word, 1 if len(word) < _LONG else 2, access=access)
        return min(counts, key=lambda each: (-counts[each], each), default=None)
