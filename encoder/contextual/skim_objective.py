"""What a step asks of the layers that skim: the vectors that the whole text has."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from encoder.bags import Bags
from encoder.contextual.batches import (
    Rows,
    encode_rows,
    keep_heaviest,
    length_order,
    pad_rows,
    split_rows,
    static_rows,
)
from encoder.contextual.config import SkimConfig
from encoder.contextual.long_texts import LongTexts
from encoder.contextual.skim_drawing import SkimBatch
from encoder.contextual.vocabulary import Marks
from encoder.losses import distance

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    from encoder.contextual.skimmer import Skimmer
    from encoder.contextual.student import Student


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold a student that reads whole texts, and what its vectors are mixed with.

    `static` has the shape (tokens, width), `weights` one number per token.
    """

    student: "Student"
    static: "Tensor"
    weights: "NDArray[np.float32]"
    beta: float
    marks: Marks

    def encode(self, bags: Bags, tokens_at_once: int) -> "Tensor":
        """Give the student's own unit vectors of all texts: shape (texts, width)."""
        import torch

        with torch.no_grad():
            rows = np.arange(len(bags))
            return encode_rows(self.student, bags, rows, self.marks, tokens_at_once)

    def mix(self, vectors: "Tensor", bags: Bags, rows: Rows) -> "Tensor":
        """Add the static vectors of the same texts."""
        from torch.nn.functional import normalize

        return normalize(vectors + self.beta * static_rows(self.static, bags, rows), dim=-1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Hold what the student gives: its own vectors, and both mixed ones; (texts, width)."""

    own: "Tensor"
    mixed: "Tensor"
    questions: "Tensor"


@dataclass(frozen=True, slots=True)
class SkimObjective:
    """Hold all that the loss of a step of skimming is computed from."""

    student: "Skimmer"
    reading: Reading
    material: LongTexts
    wanted: Wanted
    training: SkimConfig

    def groups(self) -> list[dict[str, object]]:
        """Name what is learnt, and how fast."""
        rate = self.training.rate
        return [{"params": list(self.student.parameters()), "lr": rate, "full": rate}]

    def loss(self, batch: SkimBatch) -> "Tensor":
        """Give the distance to what the student says, and the differences of cosines."""
        rows, bags = batch.texts, self.material.texts
        own = self.skim(rows)
        mixed, taught = self.reading.mix(own, bags, rows), self.wanted.mixed[rows]
        questions = self.wanted.questions[batch.questions]
        cosines = taught @ taught.T
        gaps = (
            self._gap(mixed @ taught.T, cosines)
            + self._gap(mixed @ mixed.T, cosines)
            + self._gap(mixed @ questions.T, taught @ questions.T)
        )
        return distance(own, self.wanted.own[rows]) + self.training.gap * gaps

    def skim(self, rows: Rows) -> "Tensor":
        """Give the unit vectors of the layers that skim, in bfloat16 inside: (rows, width)."""
        import torch

        bags, config = self.material.texts, self.training
        order, lengths = length_order(bags, rows)
        parts = []
        for some in split_rows(lengths + 2, config.tokens_at_once):
            ids, mask = pad_rows(bags, rows[order[some]], self.reading.marks)
            kept = keep_heaviest(ids, mask, self.reading.weights, config.share, config.least)
            with torch.no_grad():
                student = self.reading.student
                inputs = student.place(student.emb.weight, torch.from_numpy(ids))
            with torch.autocast("cpu", dtype=torch.bfloat16):
                given = (torch.from_numpy(each) for each in (mask, *kept))
                parts.append(self.student(inputs, *given))
        return torch.cat(parts)[torch.from_numpy(np.argsort(order, kind="stable"))]

    def _gap(self, cosines: "Tensor", wanted: "Tensor") -> "Tensor":
        """Give the mean squared difference; high cosines choose what is found and count more."""
        weights = 1 + self.training.high * wanted.clamp(min=0).square()
        return ((cosines - wanted).square() * weights).mean()
