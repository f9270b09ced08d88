"""Which tokens of a long text are followed."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from encoder.contextual.batches import keep_heaviest, weigh_tokens
from encoder.contextual.export import static_table
from encoder.contextual.vocabulary import Marks
from tests.encoder.tiny import tiny_static


@given(
    lengths=st.lists(st.integers(3, 60), min_size=1, max_size=6),
    share=st.floats(0.1, 1),
    least=st.integers(1, 30),
    seed=st.integers(0, 9),
)
def test_the_heaviest_are_kept_in_their_order(
    lengths: list[int], share: float, least: int, seed: int
) -> None:
    weights = np.random.default_rng(seed).permutation(100).astype(np.float32)
    ids = np.random.default_rng(seed).integers(0, 100, (len(lengths), max(lengths)))
    mask = np.arange(max(lengths)) < np.array(lengths)[:, None]
    places, kept = keep_heaviest(ids, mask, weights, share, least)
    for row, length in enumerate(lengths):
        chosen = places[row, kept[row]]
        assert len(chosen) == min(length, max(least, int(np.ceil(share * length))))
        assert (np.diff(chosen) > 0).all() and chosen.max() < length
        left = np.setdiff1d(np.arange(length), chosen)
        if len(left):
            assert weights[ids[row, chosen]].min() >= weights[ids[row, left]].max()


def test_marks_are_heavier_than_any_word() -> None:
    static = tiny_static()
    table = static_table(static, len(static.vectors) + 2)
    marks = Marks(len(table) - 2, len(table) - 1)
    weights = weigh_tokens(table, marks)
    assert set(np.argsort(-weights)[:2]) == {marks.start, marks.end}
