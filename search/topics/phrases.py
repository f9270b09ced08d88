"""Phrases of one to three words that carry meaning, as they stand in texts."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from kb.words import STOP_WORDS, Stemmer, Word, words_of

_HOLLOW = Path(__file__).with_name("hollow.txt")
_MOST_WORDS = 3
_WIDEST = 6
"""Words of a phrase, little ones inside it counted: « reconnaissance des acquis »."""

_SHORTEST = 3
_LONGEST = 60
_GAP = re.compile(r"[ \u00a0\u202f]?(?:[a-z]{1,5}['’])?|-(?:[a-z]['’])?|\n", re.IGNORECASE)
"""What may stand between two words of a phrase: a space, a hyphen, an elided article."""

_OPENING = re.compile(r"(?:[.!?•|]\s*|\n\s*)[«“\"]?\s*$")
"""What stands before a word that begins with a capital for its place alone."""

Found = dict[str, Counter[str]]
"""Key of a phrase, its stems -> how often it is written in each of its forms."""


class PhraseFinder:
    """Find the phrases of texts in one language."""

    def __init__(self, language: str) -> None:
        """Stem by the rules of `fr` or `en`."""
        self._stem = Stemmer(language)
        self._known: dict[str, str] = {}

    def find(self, texts: Iterable[str]) -> Found:
        """Count the phrases of a document's texts."""
        found: Found = {}
        for text in texts:
            words = words_of(text)
            for first, word in enumerate(words):
                if _carries(word):
                    self._from(text, words[first : first + _WIDEST], found)
        return found

    def _from(self, text: str, words: Sequence[Word], found: Found) -> None:
        """Add the phrases that begin with the first of some words."""
        stems: list[str] = []
        start = words[0].start
        for before, word in zip([words[0], *words], words, strict=False):
            if stems and not _GAP.fullmatch(text, before.end, word.start):
                return
            if _carries(word):
                stems.append(self._stemmed(word.folded))
                if word.end - start <= _LONGEST:
                    written = _written(text, start, word.end)
                    found.setdefault(" ".join(stems), Counter())[written] += 1
            elif word.folded not in STOP_WORDS:
                return
            if len(stems) == _MOST_WORDS:
                return

    def _stemmed(self, word: str) -> str:
        if word not in self._known:
            self._known[word] = self._stem(word)
        return self._known[word]


def _carries(word: Word) -> bool:
    folded = word.folded
    return (
        len(folded) >= _SHORTEST
        and folded.isalpha()
        and folded not in STOP_WORDS
        and folded not in _hollow()
    )


@lru_cache(maxsize=1)
def _hollow() -> frozenset[str]:
    lines = _HOLLOW.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _written(text: str, start: int, end: int) -> str:
    """Write a phrase on one line as it would stand inside a sentence."""
    phrase = text[start:end].replace("\n", " ").replace("'", "’")
    first = phrase.split(" ", 1)[0]
    opens = _OPENING.search(text, max(0, start - 4), start) or start == 0
    return phrase[0].lower() + phrase[1:] if opens and not first.isupper() else phrase
