"""The draw of training batches: one kind, from one source, never in proportion to size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from encoder.bags import Bags
from encoder.config import SourceConfig, TrainingConfig
from encoder.data import Source


@dataclass(frozen=True, slots=True)
class Twins:
    """Hold a tokenised source: row i of `left` belongs to row i of `right`."""

    name: str
    left: Bags
    right: Bags

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.left)


@dataclass(frozen=True, slots=True)
class Lectures:
    """Hold the tokenised lessons and the teacher's float16 vectors: shape (lessons, dimension).

    A French bag is empty where there is no translation.
    """

    english: Bags
    french: Bags
    vectors: NDArray[np.float16]

    def __len__(self) -> int:
        """Count the lessons."""
        return len(self.english)


@dataclass(frozen=True, slots=True)
class TwinBatch:
    """Name the rows of a source to contrast with each other."""

    twins: Twins
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LectureBatch:
    """Name the lessons to learn; `translated` are those of them that have a French text."""

    rows: NDArray[np.int64]
    translated: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sampler:
    """Draw batches; the same seed and step always give the same batch."""

    pairs: list[Twins]
    questions: list[Twins]
    lectures: Lectures
    sources: SourceConfig
    training: TrainingConfig
    seed: int

    def draw(self, step: int) -> TwinBatch | LectureBatch:
        """Draw the batch of a step: a kind by its share, then a source, then rows."""
        chance = np.random.default_rng([self.seed, step])
        kind = chance.random()
        if kind < self.training.pair_share:
            weights = draw_weights(self.pairs, self.sources.pair_power, self.sources.factors)
            return _draw_twins(self.pairs, weights, self.training.pair_batch, chance)
        if kind < self.training.pair_share + self.training.question_share:
            weights = draw_weights(
                self.questions, self.sources.question_power, self.sources.factors
            )
            return _draw_twins(self.questions, weights, self.training.question_batch, chance)
        return _draw_lectures(self.lectures, self.training.teacher_batch, chance)


def draw_weights(
    sources: Sequence[Source | Twins], power: float, factors: dict[str, float]
) -> NDArray[np.float64]:
    """Give each source its probability: size to a power, times the factor of its name."""
    weights = np.array(
        [len(source) ** power * factors.get(source.name, 1.0) for source in sources], np.float64
    )
    total: np.float64 = weights.sum()
    return weights / total


def _draw_twins(
    sources: list[Twins], weights: NDArray[np.float64], most: int, chance: np.random.Generator
) -> TwinBatch:
    twins = sources[chance.choice(len(sources), p=weights)]
    return TwinBatch(twins, _draw_rows(len(twins), most, chance))


def _draw_lectures(lectures: Lectures, most: int, chance: np.random.Generator) -> LectureBatch:
    rows = _draw_rows(len(lectures), most, chance)
    lengths = lectures.french.starts[rows + 1] - lectures.french.starts[rows]
    return LectureBatch(rows, np.flatnonzero(lengths > 0))


def _draw_rows(size: int, most: int, chance: np.random.Generator) -> NDArray[np.int64]:
    return chance.choice(size, min(most, size), replace=False).astype(np.int64)
