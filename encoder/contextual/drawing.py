"""The draw of a step's batch, by the seed and the step alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from encoder.bags import Bags
from encoder.contextual.config import TrainingConfig
from encoder.sampling import Twins

Rows = NDArray[np.int64]
Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lectures:
    """Hold the tokenised lessons, the teacher's vectors (lessons, width) and rows by file.

    A French bag is empty where there is no translation; `shares` gives each file's probability.
    """

    english: Bags
    french: Bags
    vectors: NDArray[np.float16]
    files: list[Rows]
    shares: Weights


@dataclass(frozen=True, slots=True)
class Questions:
    """Hold the tokenised files of questions with passages, and each one's probability."""

    files: list[Twins]
    weights: Weights


@dataclass(frozen=True, slots=True)
class LessonBatch:
    """Name the lessons to learn in French and in English, and a pool of others of one file.

    No text of the pool has the tokens of an English text of those learnt in French.
    """

    french: Rows
    english: Rows
    pool: Rows


@dataclass(frozen=True, slots=True)
class QuestionBatch:
    """Name the rows of a file of questions to contrast with each other."""

    twins: Twins
    rows: Rows


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draw batches; the same seed and step always give the same batch."""

    lectures: Lectures
    questions: Questions
    training: TrainingConfig
    seed: int

    def draw(self, step: int) -> LessonBatch | QuestionBatch:
        """Draw the batch of a step: lessons or questions by their share, then files and rows."""
        chance = np.random.default_rng([self.seed, step])
        if chance.random() < self.training.lesson_share:
            return _draw_lessons(self.lectures, self.training, chance)
        files = self.questions.files
        twins = files[chance.choice(len(files), p=self.questions.weights)]
        return QuestionBatch(twins, _some(len(twins), self.training.question_batch, chance))


def lesson_shares(sizes: dict[str, int], named: dict[str, float]) -> Weights:
    """Give each file its named share; files without one share what is left by their size."""
    rest = sum(size for name, size in sizes.items() if name not in named)
    left = 1 - sum(named.values())
    shares = np.array(
        [named[name] if name in named else left * sizes[name] / rest for name in sizes], np.float64
    )
    total: np.float64 = shares.sum()
    return shares / total


def gather_families(vectors: NDArray[np.float16], pool: Rows, count: int, size: int) -> Rows:
    """Gather about `count` lessons: the first of the pool, each with its nearest by the teacher."""
    size = min(size, len(pool))
    first = vectors[pool[: count // size]].astype(np.float32)
    likeness = first @ vectors[pool].astype(np.float32).T
    near: Rows = pool[np.argpartition(-likeness, size - 1, axis=1)[:, :size]]
    return near.ravel()


def _draw_lessons(
    lectures: Lectures, training: TrainingConfig, chance: np.random.Generator
) -> LessonBatch:
    """Draw half a batch as families of near texts from one file, half from all files."""
    half = training.lesson_batch // 2
    chosen = lectures.files[chance.choice(len(lectures.files), p=lectures.shares)]
    counts = chance.multinomial(half, lectures.shares)
    parts = [
        file[_some(len(file), count, chance)]
        for file, count in zip(lectures.files, counts, strict=True)
    ]
    pool = chosen[_some(len(chosen), training.pool, chance)]
    families = gather_families(lectures.vectors, pool, half, training.family)
    rows = np.unique(np.concatenate([*parts, families]))
    translated = lectures.french.starts[rows + 1] > lectures.french.starts[rows]
    in_english = ~translated | (chance.random(len(rows)) < training.english_share)
    return LessonBatch(
        french=rows[translated],
        english=rows[in_english],
        pool=_unlike(lectures.english, pool, rows[translated]),
    )


def _unlike(english: Bags, pool: Rows, positives: Rows) -> Rows:
    """Leave out of a pool the lessons whose English text is one of the positives'."""
    return pool[~np.isin(english.keys[pool], english.keys[positives])]


def _some(size: int, most: int, chance: np.random.Generator) -> Rows:
    return chance.choice(size, min(most, size), replace=False).astype(np.int64)
