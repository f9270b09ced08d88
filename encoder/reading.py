"""Shipped model folders: the static one with numpy alone, the contextual one with onnxruntime."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from kb.encoders.contextual import ContextualEncoder

MODULE = "0_StaticEmbedding"
TENSOR = "embedding.weight"
_TEXTS_AT_ONCE = 256


class TextModel(Protocol):
    """Turn texts into unit vectors of one space."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give the unit vectors of texts: shape (texts, dimension), zeros where no token is."""


@dataclass(frozen=True, slots=True)
class StaticModel:
    """Hold a tokenizer and its token vectors: float16, shape (vocabulary, dimension)."""

    tokenizer: "Tokenizer"
    vectors: NDArray[np.float16]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give the unit vectors of texts: shape (texts, dimension), zeros where no token is."""
        parts = [
            self._encode_some(texts[start : start + _TEXTS_AT_ONCE])
            for start in range(0, len(texts), _TEXTS_AT_ONCE)
        ]
        return np.concatenate([np.zeros((0, self.vectors.shape[1]), np.float32), *parts])

    def _encode_some(self, texts: Sequence[str]) -> NDArray[np.float32]:
        sums = np.zeros((len(texts), self.vectors.shape[1]), np.float32)
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        for row, encoding in enumerate(encodings):
            self.vectors[encoding.ids].sum(axis=0, dtype=np.float32, out=sums[row])
        return unit_rows(sums)


@dataclass(frozen=True, slots=True)
class ContextualModel:
    """Hold the knowledge base's own reader: what is scored is what is used."""

    encoder: "ContextualEncoder"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give the unit vectors of texts: shape (texts, dimension), zeros where no token is."""
        return self.encoder.encode_passages(texts)


def unit_rows(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Bring rows to length 1; rows of zeros stay so."""
    unit = vectors.astype(np.float32)
    lengths = np.linalg.norm(unit, axis=1, keepdims=True)
    np.divide(unit, lengths, out=unit, where=lengths > 0)
    return unit


def read_model(folder: Path) -> TextModel:
    """Read a model folder of either kind."""
    if (folder / MODULE).is_dir():
        return read_static(folder)
    from kb.encoders.contextual import ContextualEncoder

    return ContextualModel(ContextualEncoder(folder))


def read_static(folder: Path) -> StaticModel:
    """Read the tokenizer and the token vectors of a static model folder."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / MODULE / "tokenizer.json"))
    vectors = load_file(folder / MODULE / "model.safetensors")[TENSOR]
    return StaticModel(tokenizer, vectors)
