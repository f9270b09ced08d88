"""Documents that are nearly the same, and documents that probably translate each other."""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.folding import folded_words
from kb.folding import fold

_PERMUTATIONS = 128
_SHINGLE = 4
_SEED = 20_220_705
_ROWS_AT_ONCE = 8192

# The logistic score of a translation, set by hand: to be fitted for the encoder in use.
# `_LIKE_ZERO` and `_LIKE_ONE` are the cosines of centroids that say nothing, and as much as
# can be.
_LIKE_ZERO = 0.35
_LIKE_ONE = 0.85
_BIAS = -7.0
_BY_VECTORS = 6.0
_BY_MARKS = 10.0
_BY_LENGTH = -2.5
_UNSEEN_MARKS = 3.0

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f]\d{3}(?!\d)|[.,’']\d+)*")
_NAME = re.compile(r"(?:(?<=[\w,;] )|(?<=[’']))[A-ZÀ-Ý][\w-]*[^\W_]|\b[A-Z]{2,}[A-Z\d]*\b")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What is compared of two documents to tell whether one translates the other.

    Attributes:
        language: ISO 639-1.
        centroid: mean of the passages' vectors, of length 1 (or 0 if there are none).
        passage_count: how many passages it has.
        marks: its numbers, years and names (`marks_of`), which a translator leaves as they are.
    """

    language: str
    centroid: NDArray[np.float32]
    passage_count: int
    marks: frozenset[str]


def signature(texts: Iterable[str]) -> bytes:
    """Sketch a document: MinHash of its shingles of four folded words (Broder, 1997).

    Where the texts are parted does not matter.

    Returns:
        128 little-endian uint32, 512 bytes; b"" when there is not a single word.
    """
    words = [word for text in texts for word in folded_words(text)]
    if not words:
        return b""
    shingles = _shingles(words)
    multipliers, offsets = _permutations()
    lowest = np.full(_PERMUTATIONS, np.iinfo(np.uint32).max, dtype=np.uint32)
    for at in range(0, len(shingles), _ROWS_AT_ONCE):
        rows = shingles[at : at + _ROWS_AT_ONCE, None] * multipliers + offsets
        lowest = np.minimum(lowest, (rows >> np.uint64(32)).astype(np.uint32).min(axis=0))
    return lowest.astype("<u4").tobytes()


def resemblance(a: bytes, b: bytes) -> float:
    """Estimate the share of shingles that two sketched documents have in common, 0 to 1."""
    return float(resemblances(a, [b])[0])


def resemblances(one: bytes, many: Sequence[bytes]) -> NDArray[np.float64]:
    """Compare one sketch with many.

    Returns:
        Shape (len(many),), each from 0 to 1; 0 wherever a document has no words.
    """
    shares = np.zeros(len(many))
    filled = [at for at, each in enumerate(many) if each]
    if one and filled:
        rows = np.frombuffer(b"".join(many[at] for at in filled), dtype="<u4")
        same = rows.reshape(len(filled), _PERMUTATIONS) == np.frombuffer(one, dtype="<u4")
        shares[filled] = same.mean(axis=1)
    return shares


def marks_of(texts: Iterable[str]) -> frozenset[str]:
    """Collect the numbers and names of a document, written the same in either language."""
    return frozenset(mark for text in texts for mark in _marks(text))


def translation_likelihood(a: Profile, b: Profile) -> float:
    """Estimate how likely two documents translate each other, 0 to 1.

    Documents in the same language never do. Otherwise a logistic score of three things: the
    cosine of the centroids, the numbers and names in common, and the lengths.
    """
    if a.language == b.language or not (a.passage_count and b.passage_count):
        return 0.0
    cosine = float(np.dot(a.centroid, b.centroid))
    likeness = min(1.0, max(0.0, (cosine - _LIKE_ZERO) / (_LIKE_ONE - _LIKE_ZERO)))
    shorter, longer = sorted((a.passage_count, b.passage_count))
    score = (
        _BIAS
        + _BY_VECTORS * likeness
        + _BY_MARKS * _shared_marks(a.marks, b.marks)
        + _BY_LENGTH * math.log(longer / shorter)
    )
    return 1 / (1 + math.exp(-score))


def _shingles(words: Sequence[str]) -> NDArray[np.uint64]:
    """Hash each run of four words to 64 bits, once each; fewer words make one run."""
    ids: dict[str, int] = {}
    order = [ids.setdefault(word, len(ids)) for word in words]
    hashes = np.fromiter((_hash(word) for word in ids), dtype=np.uint64, count=len(ids))[order]
    length = min(_SHINGLE, len(hashes))
    mixed = np.zeros(len(hashes) - length + 1, dtype=np.uint64)
    for at in range(length):
        mixed = _mix(mixed) + hashes[at : at + len(mixed)]
    return np.unique(_mix(mixed))


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def _mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit values (the finaliser of SplitMix64: Steele, Lea and Flood, 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Draw the odd multipliers and the offsets, always the same."""
    generator = np.random.default_rng(_SEED)
    drawn = generator.integers(0, 2**64, size=(2, _PERMUTATIONS), dtype=np.uint64)
    return drawn[0] | np.uint64(1), drawn[1]


def _marks(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        number = _same_number(match.group())
        if len(number) > 1:
            yield number
    for match in _NAME.finditer(text):
        yield fold(match.group())


def _same_number(written: str) -> str:
    """Write `1 200`, `1,200` and `1’200` as 1200, and `3,5` as 3.5."""
    groups = re.split(r"[^\d]", written)
    if all(len(group) == 3 for group in groups[1:]):
        return "".join(groups)
    return ".".join(groups)


def _shared_marks(a: frozenset[str], b: frozenset[str]) -> float:
    """Compare two sets by their cosine, lower when there are few marks to judge by."""
    return len(a & b) / (math.sqrt(len(a) * len(b)) + _UNSEEN_MARKS)
