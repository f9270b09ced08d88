"""Any sentence-transformers model, by folder or by the name of one already on this machine."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from kb.encoders.loading import load
from kb.index_nouns import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class TransformerEncoder:
    """Encode texts with sentence-transformers; torch is loaded at the first text.

    Threads that ask together wait for each other: a fast tokenizer that two set up at once
    raises "Already borrowed".
    """

    def __init__(self, model: str) -> None:
        """Name the model; nothing is loaded and nothing is downloaded."""
        self._model_name = model
        self._lock = Lock()

    @property
    def name(self) -> str:
        """Identify the model and its weights."""
        return f"{Path(self._model_name).name}@{_fingerprint(self._model_name)}"

    @property
    def dimension(self) -> int:
        """Tell the number of components of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def background(self) -> Mapping[str, Vectors]:
        """Give none: only Passerelle's own models come with ordinary texts."""
        return {}

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: shape (len(texts), dimension), rows of length 1."""
        with self._lock:
            raw = self._model.encode_document(list(texts), show_progress_bar=False)
        return self._unit(raw)

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: shape (dimension,)."""
        with self._lock:
            raw = self._model.encode_query([text], show_progress_bar=False)
        question: Vectors = self._unit(raw)[0]
        return question

    @cached_property
    def _model(self) -> "SentenceTransformer":
        return load("SentenceTransformer", self._model_name)

    def _unit(self, raw: object) -> Vectors:
        vectors: Vectors = np.array(raw, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, lengths, out=vectors, where=lengths > 0)
        return vectors


def _fingerprint(model: str) -> str:
    """Hash the weights' names, sizes and times: reading gigabytes at each start is too slow."""
    facts = sorted(
        (path.relative_to(model).as_posix(), path.stat().st_size)
        for path in Path(model).rglob("*.safetensors")
    )
    return hashlib.sha256(repr((model, facts)).encode()).hexdigest()[:12]
