"""What a step asks of the student: to say what the teacher says, in both languages."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from encoder.bags import Bags
from encoder.contextual.batches import Rows, encode_rows, static_rows
from encoder.contextual.config import TrainingConfig
from encoder.contextual.drawing import Lectures, LessonBatch, QuestionBatch
from encoder.contextual.vocabulary import Marks
from encoder.losses import contrast, distance, shape_gap

if TYPE_CHECKING:
    from torch import Tensor

    from encoder.contextual.student import Student


@dataclass(frozen=True, slots=True)
class Objective:
    """Hold all that a loss is computed from; `static` has the shape (tokens, width)."""

    student: "Student"
    static: "Tensor"
    lectures: Lectures
    marks: Marks
    training: TrainingConfig

    def loss(self, batch: LessonBatch | QuestionBatch) -> "Tensor":
        """Give the loss of a batch."""
        if isinstance(batch, LessonBatch):
            return self._lesson_loss(batch)
        return self._question_loss(batch)

    def groups(self) -> list[dict[str, object]]:
        """Name what is learnt, and how fast: input vectors, and the rest."""
        vectors, body = self.training.vector_rate, self.training.body_rate
        rest = [weight for name, weight in self.student.named_parameters() if name != "emb.weight"]
        return [
            {"params": [self.student.emb.weight], "lr": vectors, "full": vectors},
            {"params": rest, "lr": body, "full": body},
        ]

    def rivals(self, french: "Tensor", batch: LessonBatch) -> Rows:
        """Find the lessons of the pool that the French texts are most easily taken for."""
        taught = self._teach(batch.pool)
        pool = self._mix(taught, self.lectures.english, batch.pool)
        likeness = (french @ pool.T).masked_fill(self._alike(batch, taught), -1)
        most = min(self.training.rivals, len(batch.pool))
        found: Rows = batch.pool[np.unique(likeness.topk(most, dim=1).indices.numpy())]
        return found

    def _lesson_loss(self, batch: LessonBatch) -> "Tensor":
        """Distil by translations (Reimers and Gurevych, 2020), with contrasts and the shape."""
        losses = self.training.losses
        french = self._encode(self.lectures.french, batch.french)
        english = self._encode(self.lectures.english, batch.english)
        teacher = self._teach(batch.french)
        far = distance(french, teacher) + losses.english * distance(
            english, self._teach(batch.english)
        )
        most = self.training.matrix_rows
        return (
            losses.distance * far
            + self._lesson_contrasts(french, _own_where_known(teacher, english, batch), batch)
            + losses.gap * shape_gap(french[:most], teacher[:most])
        )

    def _lesson_contrasts(
        self, french: "Tensor", english: "Tensor", batch: LessonBatch
    ) -> "Tensor":
        """Tell the English texts apart from their French side, without and with static vectors."""
        losses, texts = self.training.losses, self.lectures
        keys = (_keys(texts.french, batch.french), _keys(texts.english, batch.french))
        left = self._mix(french, texts.french, batch.french)
        right = self._mix(english, texts.english, batch.french)
        rivals = self.rivals(left.detach(), batch)
        extra = self._teach(rivals)
        alike = self._alike(batch, self._teach(np.concatenate([batch.french, rivals])))
        extra_mixed = self._mix(extra, texts.english, rivals)
        own = contrast(french, english, *keys, losses.scale, extra, alike)
        mixed = contrast(left, right, *keys, losses.mixed_scale, extra_mixed, alike)
        return losses.teacher * own + losses.mixed * mixed

    def _alike(self, batch: LessonBatch, taught: "Tensor") -> "Tensor":
        """Say which of some texts mean nearly the same as each lesson to the teacher."""
        return self._teach(batch.french) @ taught.T >= self.training.losses.alike

    def _question_loss(self, batch: QuestionBatch) -> "Tensor":
        losses, (left, right) = self.training.losses, (batch.twins.left, batch.twins.right)
        questions, passages = self._encode(left, batch.rows), self._encode(right, batch.rows)
        apart = partial(
            contrast,
            left_keys=_keys(left, batch.rows),
            right_keys=_keys(right, batch.rows),
            scale=losses.scale,
        )
        mixed = apart(
            self._mix(questions, left, batch.rows), self._mix(passages, right, batch.rows)
        )
        return losses.question_mixed * mixed + losses.question_own * apart(questions, passages)

    def _encode(self, bags: Bags, rows: Rows) -> "Tensor":
        return encode_rows(self.student, bags, rows, self.marks, self.training.tokens_at_once)

    def _teach(self, rows: Rows) -> "Tensor":
        import torch
        from torch.nn.functional import normalize

        return normalize(torch.from_numpy(self.lectures.vectors[rows].astype(np.float32)), dim=-1)

    def _mix(self, vectors: "Tensor", bags: Bags, rows: Rows) -> "Tensor":
        from torch.nn.functional import normalize

        beta = self.training.beta
        return normalize(vectors + beta * static_rows(self.static, bags, rows), dim=-1)


def _own_where_known(teacher: "Tensor", english: "Tensor", batch: LessonBatch) -> "Tensor":
    """Put the student's own vectors of English texts in place of the teacher's, where it has them.

    What is compared when people search are two vectors of the student.
    """
    import torch

    places = np.searchsorted(batch.english, batch.french).clip(max=len(batch.english) - 1)
    known = torch.from_numpy(batch.english[places] == batch.french)[:, None]
    return torch.where(known, english[torch.from_numpy(places)], teacher)


def _keys(bags: Bags, rows: Rows) -> "Tensor":
    import torch

    return torch.from_numpy(bags.keys[rows])
