"""The measures of the benchmarks count what they say."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.answerable import Asked, area_under_curve, calibrate, chance_of
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


def test_calibrated_chances_tell_both_kinds_apart() -> None:
    asked = [Asked("answered", 10 + n / 10) for n in range(40)]
    asked += [Asked("far", 5 + n / 10) for n in range(20)]
    curve = tomllib.loads(calibrate(asked))
    high, low = (chance_of(odds, curve["bias"], curve["slope"]) for odds in (12.0, 6.0))
    assert high > 0.9 and low < 0.1
    assert chance_of(10.0, curve["bias"], curve["slope"]) <= curve["good"] < high
