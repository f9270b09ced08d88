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

    order = np.argsort(_lengths(bags, rows), kind="stable")
    used = np.unique(np.append(bags.gather(rows)[0], [0, marks.start, marks.end]))
    inputs = student.emb(torch.from_numpy(used))
    parts = [torch.zeros(0, student.emb.embedding_dim)]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        for some in _split(_lengths(bags, rows[order]) + 2, tokens_at_once):
            ids, mask = pad_rows(bags, rows[order[some]], marks)
            places = torch.from_numpy(np.searchsorted(used, ids))
            parts.append(student.contextualise(inputs, places, torch.from_numpy(mask)))
    return torch.cat(parts)[torch.from_numpy(np.argsort(order, kind="stable"))]


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


def static_rows(table: "Tensor", bags: Bags, rows: Rows) -> "Tensor":
    """Give the static model's unit vectors of some texts: shape (rows, width), zeros if empty."""
    import torch
    from torch.nn.functional import embedding_bag, normalize

    ids, offsets = (torch.from_numpy(part) for part in bags.gather(rows))
    return normalize(embedding_bag(ids, table, offsets, mode="sum"), dim=-1)


def _lengths(bags: Bags, rows: Rows) -> Rows:
    return bags.starts[rows + 1] - bags.starts[rows]


def _split(lengths: Rows, most: int) -> Iterator[slice]:
    """Cut ascending lengths into runs whose padded size is at most `most`, or of one text."""
    start = 0
    for stop in range(1, len(lengths) + 1):
        if stop == len(lengths) or (stop - start + 1) * lengths[stop] > most:
            yield slice(start, stop)
            start = stop
