"""Measures, against figures worked out by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.measures import MEASURES, ndcg, recall, reciprocal_rank


def test_ndcg_by_hand() -> None:
    grades = {"a": 2, "b": 1}
    ideal = 2 + 1 / math.log2(3)
    assert ndcg(["x", "a", "b"], grades) == pytest.approx(
        (2 / math.log2(3) + 1 / math.log2(4)) / ideal
    )
    assert ndcg(["a", "b"], grades) == 1
    assert ndcg(["x"] * 10 + ["a"], grades) == 0


def test_recall_and_reciprocal_rank_by_hand() -> None:
    grades = {"a": 1, "b": 1, "c": 0}
    assert recall(["c", "a", "b"], grades, 1) == 0
    assert recall(["c", "a", "b"], grades, 2) == 0.5
    assert reciprocal_rank(["c", "a", "b"], grades) == 0.5
    assert reciprocal_rank(["x"] * 10 + ["a"], grades) == 0


@given(
    st.permutations("abcdefghijkl"),
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 2), min_size=1),
)
def test_measures_stay_between_nought_and_one(ranking: list[str], grades: dict[str, int]) -> None:
    assert all(0 <= measure(ranking, grades) <= 1 + 1e-9 for measure in MEASURES.values())
