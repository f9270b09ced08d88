"""The three losses: contrast of pairs, distance to the teacher, and shape of similarities."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def contrast(
    left: "Tensor",
    right: "Tensor",
    left_keys: "Tensor",
    right_keys: "Tensor",
    scale: float,
    extra: "Tensor | None" = None,
    alike: "Tensor | None" = None,
) -> "Tensor":
    """Pull each row towards its counterpart and away from the others, in both directions.

    Symmetric InfoNCE (van den Oord et al., 2018) over unit vectors of shape (rows, dimension).
    Rows of equal key on either side (int64, shape (rows,)) are no negatives of each other.
    Extra vectors of shape (others, dimension) are counterparts of no row. `alike`, of shape
    (rows, rows + others), is true for further pairs that are no negatives.
    """
    import torch
    from torch.nn.functional import cross_entropy

    same = (left_keys[:, None] == left_keys) | (right_keys[:, None] == right_keys)
    rows = torch.arange(len(same))
    scores = scale * left @ (right if extra is None else torch.cat([right, extra])).T
    barred = torch.zeros_like(scores, dtype=torch.bool) if alike is None else alike.clone()
    barred[:, : len(rows)] |= same
    scores = scores.masked_fill(barred.fill_diagonal_(False), float("-inf"))
    return (cross_entropy(scores, rows) + cross_entropy(scores[:, : len(rows)].T, rows)) / 2


def distance(student: "Tensor", teacher: "Tensor") -> "Tensor":
    """Give the mean of 1 - cosine between unit vectors: shape (rows, dimension) each."""
    return 1 - (student * teacher).sum(dim=1).mean()


def shape_gap(student: "Tensor", teacher: "Tensor") -> "Tensor":
    """Give the mean squared difference of the two similarity matrices of the same rows."""
    return (student @ student.T - teacher @ teacher.T).square().mean()
