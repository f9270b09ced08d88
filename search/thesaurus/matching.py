"""Find the thesaurus' terms in texts, the longest first, whatever their number and accents."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.thesaurus import Concept, Variety
from kb.words import STOP_WORDS, Word, words_of

_LETTERS = re.compile(r"[^\W\d_]")
_STOP = re.compile(r"[.;:!?](?=\s)|[()\[\]\"«»“”|\n]")
"""What no term goes across."""

_ORDINARY = frozenset("ase bob cap car cat cle css dec ei mess nas pia rome sad sin tet".split())
"""Acronyms that mean something else in small letters."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A concept by one of its terms, and whose term it is."""

    concept: Concept
    term: str
    varieties: frozenset[Variety]


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text that names concepts: `text[start:end]`, with its telling words."""

    start: int
    end: int
    words: tuple[str, ...]
    key: Key
    names: tuple[Name, ...]


class Matcher:
    """Look terms up by their telling words; made anew when the thesaurus changes."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Index every term of some concepts."""
        self._names: defaultdict[Key, list[Name]] = defaultdict(list)
        self._acronyms: defaultdict[str, list[Name]] = defaultdict(list)
        for concept in concepts:
            for term, varieties in concept.varieties().items():
                self._add(Name(concept, term, varieties))
        self._longest = max(map(len, self._names), default=1)

    def key(self, term: str) -> Key:
        """Give what a term is looked up by: its telling words without plurals."""
        return tuple(map(stem, telling_words(term)))

    def names(self, key: Key) -> list[Name]:
        """Give the concepts that a term looked up by `key` names, acronyms included."""
        return [
            *self._names.get(key, ()),
            *(self._acronyms.get(key[0], ()) if len(key) == 1 else ()),
        ]

    def find(self, text: str, words: Sequence[Word] | None = None) -> list[Found]:
        """Find the terms in a text, or among some of its words; none lies across another."""
        shouted = _one_case(text)
        found: list[Found] = []
        for run in _runs(text, words_of(text) if words is None else words):
            stems = [stem(word.folded) for word in run]
            place = 0
            while place < len(run):
                match = self._at(text, run, stems, place, shouted)
                found += [match] if match else []
                place += len(match.words) if match else 1
        return found

    def _at(
        self, text: str, run: Sequence[Word], stems: Sequence[str], place: int, shouted: bool
    ) -> Found | None:
        for length in range(min(self._longest, len(run) - place), 0, -1):
            key = tuple(stems[place : place + length])
            names = list(self._names.get(key, ()))
            if length == 1:
                names += self._as_acronym(text, run[place], shouted)
            if names:
                words = run[place : place + length]
                folded = tuple(word.folded for word in words)
                return Found(words[0].start, words[-1].end, folded, key, tuple(names))
        return None

    def _as_acronym(self, text: str, word: Word, shouted: bool) -> list[Name]:
        """Take a word for an acronym that is written so, or that can be nothing else."""
        names = self._acronyms.get(word.folded, [])
        written = text[word.start : word.end]
        clear = len(word.folded) > 2 and word.folded not in _ORDINARY | STOP_WORDS
        return names if (clear if shouted else written.isupper()) else []

    def _add(self, name: Name) -> None:
        words = words_of(name.term)
        if len(words) == 1 and is_acronym(name.term):
            self._acronyms[words[0].folded].append(name)
        elif words:
            self._names[self.key(name.term)].append(name)


@lru_cache(maxsize=20_000)
def telling_words(term: str) -> tuple[str, ...]:
    """Give the folded words of a term that carry meaning."""
    return tuple(word.folded for word in _telling(words_of(term)))


def _runs(text: str, words: Sequence[Word]) -> Iterator[list[Word]]:
    """Part the telling words of a text where no term goes across."""
    run: list[Word] = []
    last = 0
    for word in words:
        if run and _STOP.search(text, last, word.start):
            yield _telling(run)
            run = []
        run.append(word)
        last = word.end
    yield _telling(run)


def _telling(words: Sequence[Word]) -> list[Word]:
    """Leave function words out, unless there are no others."""
    return [word for word in words if word.folded not in STOP_WORDS] or list(words)


def is_acronym(term: str) -> bool:
    """Tell whether a term is written in capitals only."""
    letters = _LETTERS.findall(term)
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _one_case(text: str) -> bool:
    """Tell whether capitals say nothing: all letters are small, or all are capitals."""
    letters = "".join(_LETTERS.findall(text))
    return letters.islower() or letters.isupper()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Take the plural off a folded word, by the rules of French and of English.

    A stemmer would take too much: "seconded" and "second", "parking" and "parks" are not one term.
    """
    if len(word) <= 3:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return f"{word[:-2]}l"
    return word[:-1] if word[-1] in "sx" and word[-2] != "s" else word
