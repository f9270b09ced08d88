"""What passes between the store's parts: vectors, what an index takes in and gives, queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.nouns import Filters

Vectors = NDArray[np.float32]

Tokens = NDArray[np.uint16]
"""Numbers of a text's tokens in the word encoder's vocabulary, in their order."""

Facet = tuple[str, str]
"""A field of `Filters` and one of its values."""

FACETS = tuple(field for field in Filters.model_fields if field != "documents")


class Scored(NamedTuple):
    """A passage found by an index; a higher score is better."""

    passage_id: int
    score: float


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """All that an index may need of one document: its shelf, passages and vectors.

    Attributes:
        headings: for each passage, the document's title and the headings above it.
        vectors: shape (len(passage_ids), dimension).
        facets: what the document may be filtered by.
    """

    document_id: str
    shelf: str
    passage_ids: tuple[int, ...]
    texts: tuple[str, ...]
    headings: tuple[str, ...]
    languages: tuple[str, ...]
    vectors: Vectors
    facets: tuple[Facet, ...] = ()


@dataclass(frozen=True, slots=True)
class Near:
    """The tokens near one token, itself included, with their cosines: shape (tokens,) each."""

    tokens: NDArray[np.intp]
    cosines: Vectors


@dataclass(frozen=True, slots=True)
class Spread:
    """How tokens are spread over the readable passages.

    Attributes:
        passages: how many passages are readable.
        tokens: how many tokens they have together.
        counts: how many of them hold each token; tokens that none holds are left out.
    """

    passages: int
    tokens: int
    counts: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class PlacedVectors:
    """Passages with the documents they stand in, their languages and vectors, row by row.

    `vectors` has shape (len(passage_ids), dimension); `excess` tells how much nearer than usual
    each is to ordinary texts, where that is known.
    """

    passage_ids: list[int]
    document_ids: list[str]
    languages: list[str]
    vectors: Vectors
    excess: Vectors | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """Which documents have which facet: `marks` has shape (len(facets), len(document_ids))."""

    document_ids: tuple[str, ...]
    facets: tuple[Facet, ...]
    marks: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Words that say together, in one language, what other words of a question say."""

    words: tuple[str, ...]
    language: str
    weight: float


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Some words of a question, and what may stand in their place: the best of these counts."""

    words: tuple[str, ...]
    others: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class WordQuery:
    """What a question asks of a word index; all words folded (see `kb.words`).

    Attributes:
        words: any of these may stand in a passage, with their weights.
        phrases: each of these word sequences must.
        excluded: none of these word sequences may.
        groups: words of `words` that others may stand for.
        filters: what the documents must pass.
    """

    words: Mapping[str, float]
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    groups: tuple[WordGroup, ...] = ()
    filters: Filters = Filters()
