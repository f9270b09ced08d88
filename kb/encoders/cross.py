"""A cross-encoder: reads a question and a passage together, slowly and well."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kb.encoders.loading import load
from kb.index_nouns import Vectors

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_LONGEST = 512


class CrossScorer:
    """Score passages with a sentence-transformers cross-encoder, loaded at the first question."""

    def __init__(self, model: str) -> None:
        """Name the model, a folder or one already on this machine; nothing is downloaded."""
        self._model_name = model

    def score(self, question: str, texts: Sequence[str]) -> Vectors:
        """Give the chance that each text answers, from 0 to 1: shape (len(texts),).

        Raises:
            SettingsError: when the model cannot be found.
            MissingDependency: when sentence-transformers is not installed.
        """
        model, pairs = self._model, [(question, text) for text in texts]
        from torch.nn import Sigmoid

        found = model.predict(pairs, activation_fn=Sigmoid(), show_progress_bar=False)
        scores: Vectors = np.asarray(found, np.float32).reshape(len(texts), -1)[:, -1]
        return scores

    @cached_property
    def _model(self) -> "CrossEncoder":
        return load("CrossEncoder", self._model_name, max_length=_LONGEST)
