"""Confidence intervals by the bootstrap: how far a figure would move with other questions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_RESAMPLES = 1_000
_SEED = 20221124
_BOUNDS = (2.5, 97.5)
"""Percentiles that leave 95 % of the resamples between them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % confidence interval."""

    value: float
    low: float
    high: float


def mean_interval(values: Floats) -> Estimate:
    """Estimate a mean by the percentile bootstrap (Efron and Tibshirani, 1993, chapter 13)."""
    means = np.concatenate([values[rows].mean(axis=1) for rows in _resamples(len(values))])
    return _estimate(float(values.mean()), means)


def paired_interval(values: Floats, others: Floats) -> Estimate:
    """Estimate how much the first mean is above the second, question by question."""
    return mean_interval(values - others)


def statistic_interval(
    statistic: Callable[[Floats, Floats], float], firsts: Floats, seconds: Floats
) -> Estimate:
    """Estimate a statistic of pairs, whole pairs being drawn again."""
    drawn = [
        statistic(firsts[row], seconds[row]) for rows in _resamples(len(firsts)) for row in rows
    ]
    return _estimate(statistic(firsts, seconds), np.array(drawn))


def _resamples(count: int) -> Iterator[NDArray[np.int64]]:
    """Draw rows with replacement, the same ones for the same count, some resamples at a time."""
    generator = np.random.default_rng(_SEED)
    for _ in range(10):
        yield generator.integers(0, count, size=(_RESAMPLES // 10, count))


def _estimate(value: float, drawn: Floats) -> Estimate:
    low, high = np.nanpercentile(drawn, _BOUNDS)
    return Estimate(round(value, 4), round(float(low), 4), round(float(high), 4))
