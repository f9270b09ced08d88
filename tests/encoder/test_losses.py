"""The losses are zero, or least, where they should be."""

import pytest
import torch
from torch.nn.functional import normalize

from encoder.losses import contrast, distance, shape_gap


def _unit_rows(rows: int) -> torch.Tensor:
    return normalize(torch.randn(rows, 16, generator=torch.Generator().manual_seed(1)), dim=-1)


def test_contrast_is_lower_for_matching_rows() -> None:
    vectors, keys = _unit_rows(8), torch.arange(8)
    matching = contrast(vectors, vectors, keys, keys, 20.0)
    assert matching < contrast(vectors, vectors.roll(1, 0), keys, keys, 20.0)


def test_rows_of_equal_key_are_no_negatives() -> None:
    vectors = _unit_rows(1).repeat(4, 1)
    loss = contrast(vectors, vectors, torch.arange(4), torch.zeros(4, dtype=torch.long), 20.0)
    assert loss.item() == pytest.approx(0.0, abs=1e-6)


def test_distance_and_shape_are_zero_for_the_teacher_itself() -> None:
    vectors = _unit_rows(8)
    assert distance(vectors, vectors).item() == pytest.approx(0.0, abs=1e-6)
    assert shape_gap(vectors, vectors).item() == pytest.approx(0.0, abs=1e-6)


def test_shape_ignores_a_turn_of_the_whole_space() -> None:
    vectors = _unit_rows(8)
    assert shape_gap(-vectors, vectors).item() == pytest.approx(0.0, abs=1e-6)
    assert distance(-vectors, vectors).item() == pytest.approx(2.0, abs=1e-5)


def test_extra_vectors_are_negatives_of_every_row() -> None:
    vectors, keys = _unit_rows(8), torch.arange(8)
    alone = contrast(vectors, vectors, keys, keys, 20.0)
    copied = contrast(vectors, vectors, keys, keys, 20.0, vectors[:1])
    assert copied > alone
    far = contrast(vectors[:1], vectors[:1], keys[:1], keys[:1], 20.0, -vectors[:1])
    assert far.item() == pytest.approx(0.0, abs=1e-6)


def test_alike_pairs_are_no_negatives_but_a_row_keeps_its_counterpart() -> None:
    vectors, keys = _unit_rows(2), torch.arange(2)
    all_alike = torch.ones(2, 3, dtype=torch.bool)
    loss = contrast(vectors, vectors, keys, keys, 20.0, vectors[:1], all_alike)
    assert loss.item() == pytest.approx(0.0, abs=1e-6)
