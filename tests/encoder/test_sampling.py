"""Batches are drawn by the shares, sizes and factors asked for, and the same each time."""

from pathlib import Path

import numpy as np
import pytest

import encoder
from encoder.bags import Bags
from encoder.config import Config, read_config
from encoder.data import Source
from encoder.sampling import LectureBatch, Lectures, Sampler, TwinBatch, Twins, draw_weights


@pytest.fixture
def config() -> Config:
    return read_config(Path(encoder.__file__).with_name("first.toml"))


@pytest.fixture
def sampler(config: Config) -> Sampler:
    bags = _bags([[1, 2], [3], [], [4, 5, 6]])
    lectures = Lectures(bags, bags, np.zeros((4, 3), np.float16))
    pairs, questions = Twins("pairs", bags, bags), Twins("questions", bags, bags)
    first = config.runs[0]
    return Sampler([pairs], [questions], lectures, first.sources, first.training, seed=3)


def _bags(rows: list[list[int]]) -> Bags:
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int64)
    return Bags(np.array(sum(rows, []), np.uint16), starts, np.arange(len(rows), dtype=np.int64))


def _source(name: str, size: int) -> Source:
    return Source(name, [name] * size, [name] * size, [""] * size)


def test_large_sources_are_drawn_less_than_their_size() -> None:
    weights = draw_weights([_source("large", 10_000), _source("small", 100)], 0.5, {})
    assert weights == pytest.approx([10 / 11, 1 / 11])


def test_a_factor_lowers_one_source() -> None:
    weights = draw_weights([_source("words", 100), _source("prose", 100)], 0.5, {"words": 0.25})
    assert weights == pytest.approx([0.2, 0.8])


def test_gathered_tokens_stand_end_to_end() -> None:
    ids, offsets = _bags([[1, 2], [3], [], [4, 5, 6]]).gather(np.array([3, 2, 0]))
    assert ids.tolist() == [4, 5, 6, 1, 2]
    assert offsets.tolist() == [0, 3, 3]


def test_kinds_are_drawn_by_their_shares(sampler: Sampler) -> None:
    batches = [sampler.draw(step) for step in range(600)]
    names = [batch.twins.name for batch in batches if isinstance(batch, TwinBatch)]
    assert names.count("pairs") / 600 == pytest.approx(0.30, abs=0.06)
    assert names.count("questions") / 600 == pytest.approx(0.35, abs=0.06)


def test_a_step_always_draws_the_same_batch(sampler: Sampler) -> None:
    assert np.array_equal(sampler.draw(5).rows, sampler.draw(5).rows)


def test_lessons_without_french_are_not_translated(sampler: Sampler) -> None:
    batches = (sampler.draw(step) for step in range(50))
    batch = next(batch for batch in batches if isinstance(batch, LectureBatch))
    assert 2 not in batch.rows[batch.translated]
    assert len(batch.translated) == 3


def test_a_run_changes_only_what_it_names(config: Config) -> None:
    first, _, last = config.runs
    assert (last.training.scale, last.training.rate) == (17.0, first.training.rate)
    assert last.sources.factors["cdtn_fr"] == 3.0
    assert last.sources.factors["rome_fr"] == first.sources.factors["rome_fr"] == 1.8
    assert "cdtn_fr" not in first.sources.factors
