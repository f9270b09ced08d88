"""Phrases of one to three words that carry meaning, as they stand in texts."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from kb.words import STOP_WORDS, Stemmer, Word, words_of
from search.topics.edges import begins_whole, ends_whole, links

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
        self._language = language
        self._stem = Stemmer(language)
        self._known: dict[str, str] = {}

    def find(self, texts: Iterable[str]) -> Found:
        """Count the phrases of a document's texts; those that it mostly cuts short are none."""
        found: Found = {}
        cut: Counter[str] = Counter()
        for text in texts:
            words = words_of(text)
            for first, word in enumerate(words):
                if _carries(word):
                    self._from(text, words, first, found, cut)
        return {key: forms for key, forms in found.items() if 2 * cut[key] <= forms.total()}

    def _from(
        self, text: str, words: Sequence[Word], first: int, found: Found, cut: Counter[str]
    ) -> None:
        """Add the phrases that begin with one of some words."""
        stems: list[str] = []
        start, whole = words[first].start, self._begins(text, words, first)
        for place in _tied(text, words, first, self._language):
            word = words[place]
            stems.append(self._stemmed(word.folded))
            if word.end - start <= _LONGEST:
                key = " ".join(stems)
                found.setdefault(key, Counter())[_written(text, start, word.end)] += 1
                cut[key] += not (whole and self._ends(text, words, place))
            if len(stems) == _MOST_WORDS:
                return

    def _begins(self, text: str, words: Sequence[Word], place: int) -> bool:
        before = _beside(text, words, place - 1, place)
        return begins_whole(text, words[place], before, self._language)

    def _ends(self, text: str, words: Sequence[Word], place: int) -> bool:
        before = _beside(text, words, place - 1, place)
        after = _beside(text, words, place + 1, place, hollow=True)
        return ends_whole(text, words[place], before, after, self._language)

    def _stemmed(self, word: str) -> str:
        if word not in self._known:
            self._known[word] = self._stem(word)
        return self._known[word]


def _tied(text: str, words: Sequence[Word], first: int, language: str) -> Iterator[int]:
    """Give the places of telling words from one on, as far as they make one phrase."""
    between: list[str] = []
    for place in range(first, min(first + _WIDEST, len(words))):
        word = words[place]
        if place > first and not _GAP.fullmatch(text, words[place - 1].end, word.start):
            return
        if _carries(word):
            if between and not links(between, language):
                return
            between = []
            yield place
        elif word.folded in STOP_WORDS:
            between.append(word.folded)
        else:
            return


def _beside(
    text: str, words: Sequence[Word], other: int, place: int, *, hollow: bool = False
) -> Word | None:
    """Give a word's neighbour that a space alone parts from it, if it tells anything.

    With `hollow`, one that tells no topic as well: « retention of young people ».
    """
    if not 0 <= other < len(words) or words[other].folded in STOP_WORDS:
        return None
    if not hollow and not _carries(words[other]):
        return None
    first, second = sorted((words[other], words[place]), key=lambda word: word.start)
    return words[other] if text[first.end : second.start].strip(" \u00a0") == "" else None


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
