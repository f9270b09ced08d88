"""Words by number: what each means and how it ends is worked out once, then compared in rows."""

import mmap
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors
from kb.ports import WordEncoder
from kb.words import STOP_WORDS, Stemmer, Word, fold_word, spellings, words_of
from search.thesaurus.matching import stem as singular

Numbers = NDArray[np.intp]
Row = TypeVar("Row", np.float32, np.int32, np.bool_)
Kept = TypeVar("Kept")

FRENCH, ENGLISH, SINGULAR = range(3)
"""Columns of `Vocabulary.stems`."""

_MOST = 50_000
_MORE = 5_000
"""Words that one question may bring over `_MOST` before there has to be more room."""

_MOST_TEXTS, _MOST_HELD = 1_500, 12_000
"""Texts of which it is kept where each word stands, some 2 kB each, and which words they hold,
some 400 bytes each."""
_GROWTH = 1.5


@dataclass(frozen=True, slots=True)
class ReadText:
    """The words of a text by their numbers, in their order, and where each stands.

    Attributes:
        numbers: of each word; elided articles and English contractions are left out.
        starts: `text[start:end]` is the word as it is spelt.
    """

    numbers: Numbers
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def words(self, text: str, places: Sequence[int]) -> list[Word]:
        """Give the words that stand at some places of `text`, the text that was read."""
        spans = zip(self.starts[places].tolist(), self.ends[places].tolist(), strict=True)
        return [Word(fold_word(text[start:end]), start, end) for start, end in spans]

    def spelt(self, text: str, places: Numbers, place: int) -> str:
        """Give a word as `text` spells it: the one at a place among some `places`."""
        return text[self.starts[places[place]] : self.ends[places[place]]]


class Vocabulary:
    """The words met so far: a passage's words are mostly old friends.

    Numbers stay what they are, and rows are only added: what was read of them may be kept.

    Attributes:
        vectors: of each word, folded: shape (at least the words known, dimension).
        stems: numbers of each word's stems, by the rules of French, of English, and of plurals
            alone: shape (at least the words known, 3).
        telling: whether each is neither a function word nor empty.
    """

    def __init__(self, encoder: WordEncoder) -> None:
        """Know no word yet; `encoder` says what words mean."""
        self._encoder = encoder
        self._ways = Stemmer("fr"), Stemmer("en"), singular
        self._spelt: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._held: dict[bytes, NDArray[np.int32]] = {}
        self._read: dict[bytes, ReadText] = {}
        self._lock = Lock()
        self.vectors: Vectors = _mapped(_MOST + _MORE, encoder.dimension)
        self.stems = np.zeros((0, len(self._ways)), np.int32)
        self.telling = np.zeros(0, np.bool_)

    def __len__(self) -> int:
        """Count the words known, each way of spelling one."""
        return len(self._spelt)

    def numbers(self, words: Sequence[str]) -> Numbers:
        """Give the number of each of several words, however they are spelt."""
        with self._lock:
            if new := [word for word in words if word not in self._spelt]:
                self._learn(dict.fromkeys(new))
            return np.array([self._spelt[word] for word in words], np.intp)

    def held(self, text: str) -> NDArray[np.int32]:
        """Give the distinct numbers of a text's words, elided articles among them.

        They are kept, and the text is not.
        """
        digest = _digest(text)
        if (held := self._held.get(digest)) is None:
            held = np.unique(self.numbers(list(spellings(text)))).astype(np.int32)
            self._keep(self._held, digest, held, _MOST_HELD)
        return held

    def standing(self, text: str, wanted: Container[int]) -> list[tuple[int, Word]]:
        """Give the words of a text that have one of the numbers `wanted`, in their order.

        The text is one of which `held` was asked. Of most texts only a few words are wanted: the
        others are neither folded nor numbered again.
        """
        number = self._spelt
        if spelt := {word for word in spellings(text) if number[word] in wanted}:
            return [(number[text[word.start : word.end]], word) for word in words_of(text, spelt)]
        return []

    def read(self, text: str) -> ReadText:
        """Cut a text into words and tell where each stands; what was read is kept likewise."""
        digest = _digest(text)
        if (read := self._read.get(digest)) is None:
            words = words_of(text)
            numbers = self.numbers([word.folded for word in words])
            spans = np.array([word[1:] for word in words], np.int32).reshape(-1, 2)
            read = ReadText(numbers, spans[:, 0], spans[:, 1])
            self._keep(self._read, digest, read, _MOST_TEXTS)
        return read

    def stem_numbers(self, stems: Iterable[str]) -> NDArray[np.int32]:
        """Give the number of each of several stems."""
        with self._lock:
            return np.array([self._stem_number(stem) for stem in stems], np.int32)

    def _keep(self, known: dict[bytes, Kept], digest: bytes, new: Kept, most: int) -> None:
        with self._lock:
            if len(known) >= most:
                known.clear()
            known[digest] = new

    def _learn(self, words: Iterable[str]) -> None:
        folded = {word: fold_word(word) for word in words}
        new = [each for each in dict.fromkeys(folded.values()) if each not in self._folded]
        first = len(self._folded)
        self._make_room(first + len(new))
        rows = slice(first, first + len(new))
        self.vectors[rows] = self._encoder.encode_passages(new)
        self.telling[rows] = [bool(each) and each not in STOP_WORDS for each in new]
        for row, each in enumerate(new, first):
            self.stems[row] = [self._stem_number(way(each)) for way in self._ways]
        self._folded.update({each: row for row, each in enumerate(new, first)})
        self._spelt.update({word: self._folded[each] for word, each in folded.items()})

    def _make_room(self, size: int) -> None:
        if size > len(self.vectors):
            self.vectors = _roomier(self.vectors, int(_GROWTH * size))
        if size > len(self.telling):
            self.stems = _roomier(self.stems, int(_GROWTH * size))
            self.telling = _roomier(self.telling, int(_GROWTH * size))

    def _stem_number(self, stem: str) -> int:
        return self._stems.setdefault(stem, len(self._stems))


class WordMeanings:
    """Compare single words by meaning, across the two languages."""

    def __init__(self, encoder: WordEncoder) -> None:
        """Encode words with `encoder`."""
        self._encoder = encoder
        self._known = Vocabulary(encoder)

    def vocabulary(self) -> Vocabulary:
        """Give the words met so far; none, where they had become too many to be kept."""
        if len(self._known) > _MOST:
            self._known = Vocabulary(self._encoder)
        return self._known

    def closeness(self, words: Sequence[str], others: Sequence[str]) -> Vectors:
        """Compare each word with each other one: cosines, shape (len(words), len(others))."""
        known = self.vocabulary()
        own, its = known.numbers(words), known.numbers(others)
        vectors = known.vectors
        return vectors[own] @ vectors[its].T


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _mapped(rows: int, width: int) -> Vectors:
    """Make room that takes memory as it is written to, and is never moved.

    The C library would fill it at once, as it is told to (`kb.freed`).
    """
    size = rows * width * np.dtype(np.float32).itemsize
    bare = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    return np.frombuffer(bare, np.float32).reshape(rows, width)


def _roomier(rows: NDArray[Row], room: int) -> NDArray[Row]:
    roomier = np.zeros_like(rows, shape=(room, *rows.shape[1:]))
    roomier[: len(rows)] = rows
    return roomier
