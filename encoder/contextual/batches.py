"""Texts padded to batches of like lengths, and their vectors."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.bags import Bags
from encoder.contextual.vocabulary import Marks

if TYPE_CHECKING:
    from torch import Tensor

    from encoder.contextual.student import Student

Rows = NDArray[np.int64]


def encode_rows(
    student: "Student", bags: Bags, rows: Rows, marks: Marks, tokens_at_once: int
) -> "Tensor":
    """Give the student's unit vectors of some texts, in bfloat16 inside: (rows, width)."""
    import torch

    order, lengths = length_order(bags, rows)
    used = np.unique(np.append(bags.gather(rows)[0], [0, marks.start, marks.end]))
    inputs = student.emb(torch.from_numpy(used))
    parts = [torch.zeros(0, student.emb.embedding_dim)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for some in split_rows(lengths + 2, tokens_at_once):
            ids, mask = pad_rows(bags, rows[order[some]], marks)
            places = torch.from_numpy(np.searchsorted(used, ids))
            parts.append(student.contextualise(inputs, places, torch.from_numpy(mask)))
    return torch.cat(parts)[torch.from_numpy(np.argsort(order, kind="stable"))]


def length_order(bags: Bags, rows: Rows) -> tuple[Rows, Rows]:
    """Order some texts by their length, shortest first: their order, and their lengths in it."""
    lengths = _lengths(bags, rows)
    order = np.argsort(lengths, kind="stable")
    return order, lengths[order]


def pad_rows(bags: Bags, rows: Rows, marks: Marks) -> tuple[Rows, NDArray[np.bool_]]:
    """Put texts between marks, and pad them to the longest: token numbers, and where they stand.

    Both have the shape (rows, tokens).
    """
    lengths = _lengths(bags, rows)[:, None]
    places = np.arange(lengths.max() + 2)
    ids = np.zeros((len(rows), len(places)), np.int64)
    ids[(places > 0) & (places <= lengths)] = bags.gather(rows)[0]
    ids[:, 0] = marks.start
    ids[places == lengths + 1] = marks.end
    return ids, places < lengths + 2


def weigh_tokens(table: NDArray[np.float32], marks: Marks) -> NDArray[np.float32]:
    """Weigh tokens by the length of their static vectors, and marks above all: (tokens,).

    "de" weighs 0.7, "conseiller" 4.8, "montreal" 10.5.
    """
    weights: NDArray[np.float32] = np.linalg.norm(table, axis=1)
    weights[[marks.start, marks.end]] = weights.max() + 1
    return weights


def keep_heaviest(
    ids: Rows, mask: NDArray[np.bool_], weights: NDArray[np.float32], share: float, least: int
) -> tuple[Rows, NDArray[np.bool_]]:
    """Choose the heaviest tokens of each text, a share of them and `least` at the least.

    Gives their places in ascending order, and where one stands: shape (rows, most) each.
    """
    lengths = mask.sum(axis=1)
    counts = np.minimum(lengths, np.maximum(least, np.ceil(share * lengths).astype(np.int64)))
    order = np.argsort(np.where(mask, -weights[ids], np.inf), axis=1, kind="stable")
    kept = np.arange(counts.max()) < counts[:, None]
    places = np.sort(np.where(kept, order[:, : counts.max()], ids.shape[1]), axis=1)
    return np.where(kept, places, 0), kept


def static_rows(table: "Tensor", bags: Bags, rows: Rows) -> "Tensor":
    """Give the static model's unit vectors of some texts: shape (rows, width), zeros if empty."""
    import torch
    from torch.nn.functional import embedding_bag, normalize

    ids, offsets = (torch.from_numpy(part) for part in bags.gather(rows))
    return normalize(embedding_bag(ids, table, offsets, mode="sum"), dim=-1)


def split_rows(lengths: Rows, most: int) -> Iterator[slice]:
    """Cut ascending lengths into runs whose padded size is at most `most`, or of one text."""
    start = 0
    for stop in range(1, len(lengths) + 1):
        if stop == len(lengths) or (stop - start + 1) * lengths[stop] > most:
            yield slice(start, stop)
            start = stop


def _lengths(bags: Bags, rows: Rows) -> Rows:
    return bags.starts[rows + 1] - bags.starts[rows]
