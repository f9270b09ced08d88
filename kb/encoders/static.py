"""A static encoder: the mean of token vectors, read with `tokenizers` and numpy alone."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from kb.encoders.background import read_background
from kb.encoders.near import NEAR_FILE, FoundNeighbours, ReadNeighbours
from kb.index_nouns import Near, Tokens, Vectors

_BATCH = 512
"""Texts tokenised at once: enough to use both cores, little enough to stay in cache."""

_ROWS = 1_024
"""Rows measured at once."""

_FEW = 32
"""Texts that are sooner tokenised one by one than by other threads, which must wake first."""


class StaticEncoder:
    """Encode texts with a sentence-transformers `StaticEmbedding` folder, without torch."""

    def __init__(self, folder: Path) -> None:
        """Read the token vectors and the tokenizer of a model folder."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._folder = folder
        module = folder / json.loads((folder / "modules.json").read_text("utf-8"))[0]["path"]
        weights = module / "model.safetensors"
        # Half precision is for the disk: it is slow to add up, and slower to compare.
        vectors: Vectors = load_file(weights)["embedding.weight"].astype(np.float32)
        self._lengths = _lengths(vectors)
        self._directions = _unit(vectors, self._lengths)
        read = folder / NEAR_FILE
        self._neighbours = (
            ReadNeighbours(read) if read.exists() else FoundNeighbours(self._directions)
        )
        self._tokenizer = Tokenizer.from_file(str(module / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._name = f"{folder.name}@{_digest(weights)}"

    @property
    def name(self) -> str:
        """Identify the model and its weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """Tell the number of components of a vector."""
        return int(self._directions.shape[1])

    @cached_property
    def background(self) -> Mapping[str, Vectors]:
        """Give the vectors of ordinary texts that come with the model."""
        return read_background(self._folder)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: shape (len(texts), dimension), rows of length 1 (0 if no token)."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.concatenate(
            [self._encode(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        )

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: shape (dimension,)."""
        vector: Vectors = self._encode([text])[0]
        return vector

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is one the model has a vector of its own for."""
        return self._tokenizer.token_to_id(word) is not None

    @property
    def vocabulary(self) -> int:
        """Count the tokens there are."""
        return len(self._directions)

    def near(self, tokens: Sequence[int]) -> list[Near]:
        """Give the tokens that mean about the same as each of some, in either language."""
        return self._neighbours.of(tokens)

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """Cut texts into tokens."""
        return [np.array(ids, np.uint16) for ids in self._cut(texts)]

    @cached_property
    def whole_words(self) -> Mapping[int, str]:
        """Give the folded words that are one token each, by that token."""
        vocabulary = self._tokenizer.get_vocab()
        return {token: word for word, token in vocabulary.items() if word.isalpha()}

    def _encode(self, texts: Sequence[str]) -> Vectors:
        sums = np.zeros((len(texts), self.dimension), np.float32)
        for row, ids in enumerate(self._cut(texts)):
            if ids:
                sums[row] = self._lengths[ids] @ self._directions[ids]
        return _unit(sums, np.linalg.norm(sums, axis=1))

    def _cut(self, texts: Sequence[str]) -> list[list[int]]:
        if len(texts) <= _FEW:
            each = (self._tokenizer.encode(text, add_special_tokens=False) for text in texts)
            return [encoding.ids for encoding in each]
        together = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in together]


def _lengths(vectors: Vectors) -> Vectors:
    """Measure rows, some at a time: squares of all would take as much new memory as they do."""
    parts = range(0, len(vectors), _ROWS)
    return np.concatenate(
        [np.linalg.norm(vectors[start : start + _ROWS], axis=1) for start in parts]
    )


def _unit(vectors: Vectors, lengths: Vectors) -> Vectors:
    """Bring rows to length 1, in place; rows of zeros stay so."""
    np.divide(vectors, lengths[:, None], out=vectors, where=lengths[:, None] > 0)
    return vectors


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]
