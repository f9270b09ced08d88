"""Products of halves are those of the numbers that they stand for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kb.halves import dots

HALVES = arrays(
    np.float16,
    st.tuples(st.integers(0, 600), st.just(8)),
    elements=st.floats(-1, 1, width=16, allow_subnormal=True),
    fill=st.sampled_from([np.float16(0.25), np.float16(-6e-8), np.float16(-0.0)]),
)


@given(halves=HALVES, seed=st.integers(0, 99))
def test_products_are_those_of_the_numbers_widened(
    halves: np.ndarray[tuple[int, int], np.dtype[np.float16]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    drawn = chance.normal(size=8)
    vector = (drawn / np.linalg.norm(drawn)).astype(np.float32)
    rows = np.flatnonzero(chance.random(len(halves)) < 0.7)
    found = dots(halves, rows, vector)
    assert found.shape == rows.shape
    assert np.allclose(found, halves[rows].astype(np.float64) @ vector, atol=1e-6, rtol=0)


def test_every_finite_half_is_widened_to_itself() -> None:
    halves = np.arange(2**16, dtype=np.uint16).view(np.float16)[:, np.newaxis]
    halves = halves[np.isfinite(halves[:, 0])]
    one = np.ones(1, np.float32)
    found = dots(halves, np.arange(len(halves)), one)
    assert np.array_equal(found, halves[:, 0].astype(np.float32))
