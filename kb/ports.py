"""The seams of the store: what an encoder and an index must be able to do."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from kb.access import AccessScope
from kb.index_nouns import (
    IndexEntry,
    Marked,
    Near,
    PlacedVectors,
    Scored,
    Spread,
    Tokens,
    Vectors,
    WordQuery,
)
from kb.nouns import Filters


class Encoder(Protocol):
    """Turn texts into unit vectors of one space, whatever their language."""

    @property
    def name(self) -> str:
        """Identify the model and its weights: other weights, other name."""

    @property
    def dimension(self) -> int:
        """Tell the number of components of a vector."""

    @property
    def background(self) -> Mapping[str, Vectors]:
        """Give the vectors of ordinary texts that come with it, by language, or nothing.

        Shape (texts, dimension) each; the texts say the same in each language, in random order.
        """

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: shape (len(texts), dimension), each row of length 1 (or 0 if empty)."""

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: shape (dimension,)."""


class OriginalFiles(Protocol):
    """Keep the files as they were given, addressed by their content's hash."""

    def keep(self, source: Path, digest: str) -> None:
        """Copy a file in so that a crash leaves all of it or nothing; twice is harmless."""

    def path(self, digest: str) -> Path:
        """Locate a file that holds an original.

        Raises:
            NotFound: when it is missing.
        """

    def forget(self, digest: str) -> None:
        """Delete an original; one that is not there is forgotten already."""

    def stored(self) -> Iterator[str]:
        """List the hashes of all files kept."""

    def sweep(self, wanted: set[str]) -> int:
        """Delete files that nothing refers to; return how many."""

    def drop_copies(self, wanted: set[str]) -> None:
        """Delete what this process has copied for itself of what nothing refers to any more."""


class PassageIndex(Protocol):
    """A view of the catalogue that is fed by the follower and may be rebuilt at any time."""

    @property
    def position(self) -> int:
        """Tell the last change that this index holds, 0 for none."""

    def apply(self, put: Sequence[IndexEntry], removed: Sequence[str], position: int) -> None:
        """Replace the documents of `put`, forget those of `removed`, then record `position`.

        Applying the same changes twice is harmless.
        """

    def clear(self) -> None:
        """Forget everything; `position` becomes 0."""

    def rebuild(self, entries: Iterable[Sequence[IndexEntry]], position: int) -> None:
        """Hold `entries` and nothing else, in files written anew; then record `position`.

        What was removed before leaves no trace in them. Searches go on meanwhile: they see what
        was held before, then what is held now, and never less.
        """

    def count(self) -> int:
        """Count the passages held."""


class WordEncoder(Encoder, Protocol):
    """Encode words cheaply enough to compare every word of a passage with a question's."""

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is one the model has a vector of its own for."""

    @property
    def vocabulary(self) -> int:
        """Count the tokens there are."""

    def near(self, tokens: Sequence[int]) -> list[Near]:
        """Give the tokens that mean about the same as each of some, in either language."""

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Cut texts into tokens."""

    @property
    def whole_words(self) -> Mapping[int, str]:
        """Give the folded words that are one token each, by that token."""


class Reranker(Protocol):
    """Read a question and a passage together."""

    def score(self, question: str, texts: Sequence[str]) -> Vectors:
        """Give the chance that each text answers, from 0 to 1: shape (len(texts),)."""


class VectorSearch(Protocol):
    """Find passages whose vectors are near a question's."""

    def search(self, vector: Vectors, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find the nearest readable passages of each language by cosine, the best first.

        Up to `limit` of each: the many passages of one language never crowd out the few of
        another.
        """


class TokenSearch(Protocol):
    """Give passages as tokens."""

    @property
    def state(self) -> object:
        """Tell states of the index apart: equal ones hold the same."""

    def bags(self, ids: Sequence[int], *, access: AccessScope) -> dict[int, Tokens]:
        """Read the tokens of the readable ones among several passages."""

    def spread(self, tokens: Iterable[int], *, access: AccessScope) -> Spread:
        """Count the readable passages, their tokens, and those that hold each given token."""


class Selected(Protocol):
    """The passages that pass the filters, among all that may be read."""

    def __len__(self) -> int:
        """Count them."""

    @property
    def narrowing(self) -> Filters:
        """Give the filters less those that leave nothing out."""

    @property
    def of_all(self) -> int:
        """Count all that may be read."""

    @property
    def passage_ids(self) -> set[int]:
        """Give their ids."""

    def among(self, hits: Sequence[Scored]) -> list[Scored]:
        """Keep the hits that are among these passages."""

    def nearest(self, vector: Vectors, limit: int, *, of_all: bool = False) -> set[int]:
        """Give the passages nearest by cosine, up to `limit` of each language.

        With `of_all`, also those nearest of all that may be read, at little more expense.
        """


class FactSearch(Protocol):
    """Give passages' vectors and what their documents are filtered by."""

    @property
    def position(self) -> int:
        """Tell the last change that is held, 0 for none."""

    def placed(self, ids: Sequence[int], *, access: AccessScope) -> PlacedVectors:
        """Give the readable ones among several passages with their vectors, in their order."""

    def within(self, filters: Filters, *, access: AccessScope) -> Selected:
        """Select the readable passages of the documents that pass the filters."""

    def marked(self, document_ids: Iterable[str], *, access: AccessScope) -> Marked:
        """Tell what the readable ones among several documents may be filtered by."""


class VectorIndex(PassageIndex, VectorSearch, Protocol):
    """Hold vectors, one partition per shelf, and search them."""


class LexicalSearch(Protocol):
    """Find passages by the words that stand in them, whatever their accents and endings."""

    @property
    def position(self) -> int:
        """Tell the last change that the index holds, 0 for none."""

    def search(self, query: WordQuery, *, access: AccessScope, limit: int) -> list[Scored]:
        """Find readable passages by BM25 over word stems, the best first."""

    def frequencies(
        self, words: Iterable[str], *, access: AccessScope
    ) -> dict[str, dict[str, int]]:
        """Count the readable passages each word stands in: language -> word -> passages.

        A passage of a third language counts for both.
        """

    def holding(
        self, sequences: Iterable[tuple[tuple[str, ...], str]], *, access: AccessScope
    ) -> list[int]:
        """Count for each the readable passages of a language that hold all of some words."""

    def readable(self, *, access: AccessScope) -> dict[str, int]:
        """Count the readable passages of each language."""

    def spelt_like(self, word: str, most: int, *, access: AccessScope) -> dict[str, int]:
        """Count the readable passages of each word that is spelt almost like one.

        Of those that begin like it, only the nearest, at most `most` letters away.
        """


class LexicalIndex(PassageIndex, LexicalSearch, Protocol):
    """Hold the words of passages and search them."""
