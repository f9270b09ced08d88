"""A contextual encoder: an int8 ONNX model, read with onnxruntime and `tokenizers` alone."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kb.encoders.background import read_background
from kb.index_nouns import Vectors

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_WHOLE, _WINDOW = 254, 126
"""Tokens of a text read as a whole, and of the windows that a longer one is cut into."""

_THREADS_AT_MOST = 4
"""A web server has other things to do."""

_TEXTS_AT_ONCE = 512


class ContextualEncoder:
    """Encode texts with the folder of `encoder/contextual`, without torch.

    Each text runs alone: the model rounds numbers by the largest of a run, so a text that
    shared its run with others would get a vector that depends on them. A text longer than
    200 words is read in windows, of which the first counts most: titles, headings and openings
    say what a text is about. The second counts a quarter, the third a ninth, and so on.
    """

    def __init__(self, folder: Path) -> None:
        """Read the model and the tokenizer of a model folder."""
        from tokenizers import Tokenizer

        self._folder = folder
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        names = ("[CLS]", "[SEP]", "[UNK]")
        marks = [np.array([self._tokenizer.token_to_id(name)], np.int64) for name in names]
        self._first, self._last, self._unknown = marks
        self._session = _open_session(folder / "model.onnx")
        self._name = f"{folder.name}@{_digest(folder)}"

    @property
    def name(self) -> str:
        """Identify the model and its weights."""
        return self._name

    @property
    def dimension(self) -> int:
        """Tell the number of components of a vector."""
        return int(self._session.get_outputs()[0].shape[1])

    @cached_property
    def background(self) -> Mapping[str, Vectors]:
        """Give the vectors of ordinary texts that come with the model."""
        return read_background(self._folder)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode passages: shape (len(texts), dimension), rows of length 1.

        A text without a known token gives zeros.
        """
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            ids = self._cut(texts[start : start + _TEXTS_AT_ONCE])
            # In turns by length, so that all threads end at about the same time.
            order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
            lots = [order[own :: self._threads] for own in range(self._threads)]
            found = self._pool.map(partial(self._run_some, ids), lots)
            for lot, rows in zip(lots, found, strict=True):
                for row, vector in zip(lot, rows, strict=True):
                    vectors[start + row] = vector
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """Encode one question: shape (dimension,)."""
        return self._run(self._cut([text])[0])

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        """Keep threads: new ones for each document took a sixth of the time."""
        return ThreadPoolExecutor(self._threads)

    @cached_property
    def _threads(self) -> int:
        return min(len(os.sched_getaffinity(0)), _THREADS_AT_MOST)

    def _cut(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        encodings = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [np.array(encoding.ids, np.int64) for encoding in encodings]

    def _run_some(self, ids: Sequence[NDArray[np.int64]], rows: Sequence[int]) -> list[Vectors]:
        return [self._run(ids[row]) for row in rows]

    def _run(self, ids: NDArray[np.int64]) -> Vectors:
        if not (ids != self._unknown).any():
            return np.zeros(self.dimension, np.float32)
        if len(ids) <= _WHOLE:
            return self._read(ids)
        windows = np.array_split(ids, -(-len(ids) // _WINDOW))
        read = enumerate(map(self._read, windows), start=1)
        total = np.sum([vector / place**2 for place, vector in read], axis=0)
        vector: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return vector

    def _read(self, window: NDArray[np.int64]) -> Vectors:
        ids = np.concatenate((self._first, window, self._last))[np.newaxis]
        vector: Vectors = self._session.run(None, {"ids": ids})[0][0]
        return vector


def _open_session(model: Path) -> "InferenceSession":
    """Open a model of which each run uses the thread it is called in."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    return InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _digest(folder: Path) -> str:
    """Hash the weights and the tokenizer: other tokens give other vectors."""
    digest = hashlib.sha256()
    for name in ("model.onnx", "tokenizer.json"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:12]
