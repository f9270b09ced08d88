"""Forgive typing errors, in words that neither the readable corpus nor the model knows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.ports import LexicalSearch, WordEncoder
from kb.words import ELISIONS, fold_word, spelt_words

_SHORTEST = 4
_PASSAGES = 200
"""Enough to count the near words of most libraries whole: a part of them depends on the order in
which the index was filled, and with it what a misspelt word is taken for."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Find what a misspelt word was meant to be, in passages that the asker may read."""

    index: LexicalSearch
    reader: CatalogueReader
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
        from rapidfuzz.distance import OSA

        ids = self.index.near_misses(word, access=access, limit=_PASSAGES)
        most = 1 if len(word) < 8 else 2
        said = [spelt_words(text) for text in self.reader.texts(ids, access=access)]
        folded = {each: fold_word(each) for each in set().union(*said)}
        # Fingers seldom miss the first letter, and other words often differ there.
        like = {each for each in set(folded.values()) - ELISIONS if each.startswith(word[0])}
        apart = {each: OSA.distance(word, each, score_cutoff=most) for each in like}
        near = {each for each, own in folded.items() if apart.get(own, most + 1) <= most}
        found = Counter(folded[each] for words in said for each in words if each in near)
        close = [(apart[each], -often, each) for each, often in found.items()]
        return min(close)[2] if close else None
