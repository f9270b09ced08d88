"""The draw of what a step of skimming learns, by the seed and the step alone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.contextual.config import SkimConfig
from encoder.contextual.long_texts import LongTexts

if TYPE_CHECKING:
    from torch import Tensor

Rows = NDArray[np.int64]
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class SkimBatch:
    """Name the texts to skim, and the questions whose cosines with them count."""

    texts: Rows
    questions: Rows


@dataclass(frozen=True, slots=True)
class SkimDrawer:
    """Draw texts with their translations and near ones; `near` has the shape (texts, nearest)."""

    material: LongTexts
    near: Rows
    config: SkimConfig
    seed: int

    def draw(self, step: int) -> SkimBatch:
        """Draw the batch of a step: near texts stand in one batch, for they are to stay apart."""
        chance = np.random.default_rng([self.seed, step])
        seeds = chance.choice(len(self.near), self.config.seeds, p=self._shares())
        partners = self.material.partners[seeds]
        near = chance.permuted(self.near[seeds], axis=1)[:, : self.config.drawn]
        texts = np.unique(np.concatenate([seeds, partners[partners >= 0], near.ravel()]))
        asked = self.material.asked[texts]
        others = chance.integers(
            0, max(1, len(self.material.questions)), self.config.questions_beside
        )
        return SkimBatch(texts, np.concatenate([asked[asked >= 0], others]))

    def _shares(self) -> NDArray[np.float64]:
        """Give each text its probability: a file's counts to a power, even within a file."""
        counts = np.bincount(self.material.files).astype(np.float64)
        shares = (counts ** (self.config.power - 1))[self.material.files]
        total: np.float64 = shares.sum()
        return shares / total


def find_near(vectors: "Tensor", count: int) -> Rows:
    """Find the nearest other texts of each, by cosine: shape (texts, count)."""
    import torch

    parts = []
    for start in range(0, len(vectors), _AT_ONCE):
        some = vectors[start : start + _AT_ONCE]
        likeness = some @ vectors.T
        likeness[torch.arange(len(some)), start + torch.arange(len(some))] = -2
        parts.append(likeness.topk(min(count, len(vectors) - 1), dim=1).indices)
    found: Rows = torch.cat(parts).numpy()
    return found
