"""The measures of the benchmarks count what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.answerable import area_under_curve
from benchmarks.fairness import compare

SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(positive=SCORES, negative=SCORES)
def test_areas_of_both_sides_add_up_to_one(positive: list[float], negative: list[float]) -> None:
    areas = area_under_curve(positive, negative), area_under_curve(negative, positive)
    assert sum(areas) == pytest.approx(1)


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    assert area_under_curve([0.9, 0.8], [0.1, 0.85]) == pytest.approx(0.75)
    assert area_under_curve([0.5], [0.5]) == pytest.approx(0.5)


def test_rankings_are_alike_by_their_first_and_by_what_they_share() -> None:
    likeness = compare(["a", "b", "c"], ["a", "d", "c"])
    assert likeness.same_first
    assert likeness.shared == pytest.approx(0.5)
    assert compare([], []).shared == 1
    assert not compare(["a"], ["b"]).same_first
