"""Intervals by the bootstrap, against known data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.evaluation.intervals import mean_interval, paired_interval, statistic_interval
from search.evaluation.similarity import spearman


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_an_interval_holds_the_mean_and_stays_within_the_data(values: list[float]) -> None:
    estimate = mean_interval(np.array(values))
    assert estimate.value == pytest.approx(np.mean(values), abs=1e-4)
    assert estimate.low <= estimate.value + 1e-4
    assert estimate.value <= estimate.high + 1e-4
    assert min(values) - 1e-4 <= estimate.low <= estimate.high <= max(values) + 1e-4


def test_an_interval_is_as_wide_as_theory_says_and_narrows_with_more_questions() -> None:
    few, many = (mean_interval(np.array([0.0, 1.0] * count)) for count in (50, 1250))
    assert few.high - few.low == pytest.approx(2 * 1.96 * 0.5 / 10, rel=0.15)
    assert many.high - many.low == pytest.approx((few.high - few.low) / 5, rel=0.25)


def test_the_same_questions_always_give_the_same_interval() -> None:
    values = np.linspace(0, 1, 40)
    assert mean_interval(values) == mean_interval(values)


def test_about_95_of_100_intervals_hold_the_truth() -> None:
    generator = np.random.default_rng(1)
    drawn = [mean_interval(generator.random(80)) for _ in range(200)]
    assert 0.90 <= np.mean([each.low <= 0.5 <= each.high for each in drawn]) <= 0.99


def test_a_paired_difference_has_a_sign_and_sees_small_steady_gains() -> None:
    others = np.random.default_rng(2).random(100)
    above = paired_interval(others + 0.01, others)
    assert (above.value, above.low, above.high) == pytest.approx((0.01, 0.01, 0.01))
    below = paired_interval(others, others + 0.01)
    assert below.high < 0


def test_spearman_by_hand_and_with_an_interval() -> None:
    firsts, seconds = np.array([1.0, 2, 3, 4]), np.array([10.0, 30, 20, 40])
    assert spearman(firsts, seconds) == pytest.approx(1 - 6 * 2 / (4 * 15))
    assert spearman(firsts, -firsts) == pytest.approx(-1)
    noisy = np.arange(300) + np.random.default_rng(3).normal(0, 100, 300)
    estimate = statistic_interval(spearman, np.arange(300.0), noisy)
    assert 0.4 < estimate.low < estimate.value < estimate.high < 0.9


def test_spearman_shares_ranks_among_equals() -> None:
    ties = spearman(np.array([1.0, 1, 2]), np.array([1.0, 2, 3]))
    assert ties == pytest.approx(0.8660254)
    assert np.isnan(spearman(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])))
