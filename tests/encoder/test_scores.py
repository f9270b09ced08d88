"""The measures agree with values worked out by hand."""

import numpy as np
import pytest

from encoder.scores import Ranking


def _first(*gains: float) -> list[float]:
    return [*gains, *[0.0] * (10 - len(gains))]


def test_a_perfect_ranking_scores_one() -> None:
    gains = np.array([_first(1.0), _first(2.0, 1.0)])
    ranking = Ranking(gains, gains)
    assert ranking.accuracy() == ranking.ndcg() == pytest.approx(1.0)


def test_a_second_place_is_discounted() -> None:
    ranking = Ranking(np.array([_first(0.0, 1.0)]), np.array([_first(1.0)]))
    assert ranking.accuracy() == 0.0
    assert ranking.ndcg() == pytest.approx(1 / np.log2(3))
