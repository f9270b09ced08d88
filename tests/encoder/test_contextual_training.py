"""Training is drawn by seed and step, and goes on where it was stopped."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch

import encoder
from encoder.bags import bag_texts
from encoder.contextual.batches import encode_rows, pad_rows, static_rows
from encoder.contextual.config import read_contextual
from encoder.contextual.drawing import (
    Drawer,
    LessonBatch,
    QuestionBatch,
    gather_families,
    lesson_shares,
)
from encoder.contextual.student import Student
from encoder.contextual.training import rate_factor, read_checkpoint, train_student
from encoder.contextual.vocabulary import Marks, add_marks, find_marks
from encoder.reading import StaticModel
from tests.encoder.tiny import (
    ENGLISH,
    FRENCH,
    TRAINING,
    WIDTH,
    tiny_drawer,
    tiny_objective,
    tiny_static,
    tiny_student,
)


class _Stopped(Exception):
    pass


@dataclass(frozen=True)
class _StoppingDrawer(Drawer):
    def draw(self, step: int) -> LessonBatch | QuestionBatch:
        if step == 4:
            raise _Stopped
        return Drawer.draw(self, step)


@pytest.fixture
def static() -> StaticModel:
    return tiny_static()


def _train(static: StaticModel, drawer: Drawer, seed: int, checkpoint: Path) -> Student:
    student = tiny_student(len(static.vectors) + 2, seed)
    train_student(tiny_objective(static, drawer, student), drawer, checkpoint)
    return student


def test_a_stopped_run_goes_on_to_the_same_weights(static: StaticModel, tmp_path: Path) -> None:
    drawer = tiny_drawer(static.tokenizer)
    unbroken = _train(static, drawer, 1, tmp_path / "unbroken.pt").state_dict()
    stopping = _StoppingDrawer(drawer.lectures, drawer.questions, drawer.training, drawer.seed)
    with pytest.raises(_Stopped):
        _train(static, stopping, 1, tmp_path / "stopped.pt")
    resumed = _train(static, drawer, 2, tmp_path / "stopped.pt").state_dict()
    assert all(torch.equal(unbroken[name], resumed[name]) for name in unbroken)
    kept = read_checkpoint(tmp_path / "unbroken.pt")
    assert all(torch.equal(unbroken[name], kept[name]) for name in unbroken)


def test_training_lowers_the_loss_of_both_kinds_of_batch(
    static: StaticModel, tmp_path: Path
) -> None:
    drawer = tiny_drawer(static.tokenizer)
    batches = [drawer.draw(step) for step in range(20)]
    before = tiny_objective(static, drawer, tiny_student(len(static.vectors) + 2))
    after = tiny_objective(static, drawer, _train(static, drawer, 1, tmp_path / "run.pt"))
    for kind in (LessonBatch, QuestionBatch):
        batch = next(batch for batch in batches if isinstance(batch, kind))
        assert after.loss(batch) < before.loss(batch)


def test_a_step_always_draws_the_same_batch(static: StaticModel) -> None:
    drawer = tiny_drawer(static.tokenizer)
    batches = [drawer.draw(step) for step in range(30)]
    lessons = [batch for batch in batches if isinstance(batch, LessonBatch)]
    assert 10 < len(lessons) < 26
    again = next(drawer.draw(step) for step in range(30) if batches[step] is lessons[0])
    assert isinstance(again, LessonBatch)
    assert np.array_equal(lessons[0].french, again.french)
    assert np.array_equal(lessons[0].pool, again.pool)


def test_lessons_without_french_are_read_in_english_and_the_pool_holds_no_positives(
    static: StaticModel,
) -> None:
    drawer = tiny_drawer(static.tokenizer)
    for batch in (drawer.draw(step) for step in range(30)):
        if isinstance(batch, LessonBatch):
            assert batch.french.max() < 4
            assert {4, 5} & {*batch.english} == {4, 5} & {*batch.english, *batch.french}
            assert not {*batch.pool} & {*batch.french}


def test_families_gather_what_the_teacher_holds_near() -> None:
    vectors = np.eye(6, WIDTH, dtype=np.float16)
    vectors[2], vectors[5] = vectors[0], vectors[3]
    families = gather_families(vectors, np.array([0, 3, 4, 5, 2, 1]), count=4, size=2)
    assert sorted(families) == [0, 2, 3, 5]
    assert sorted(gather_families(vectors, np.array([4, 1]), count=2, size=16)) == [1, 4]


def test_rivals_are_the_nearest_of_the_pool_that_the_teacher_tells_apart(
    static: StaticModel,
) -> None:
    drawer = tiny_drawer(static.tokenizer)
    vectors = np.eye(6, WIDTH, dtype=np.float16)
    vectors[1] = vectors[0]
    objective = replace(
        tiny_objective(static, drawer, tiny_student(len(static.vectors) + 2)),
        lectures=replace(drawer.lectures, vectors=vectors),
        training=replace(drawer.training, rivals=1, beta=0.0),
    )
    batch = LessonBatch(french=np.array([0]), english=np.array([0]), pool=np.array([1, 2, 3]))
    nearest_to_three = torch.from_numpy(vectors[:1] + 0.5 * vectors[3:4]).float()
    assert objective.rivals(nearest_to_three, batch).tolist() == [3]


def test_files_without_a_share_divide_what_is_left_by_size() -> None:
    shares = lesson_shares({"named": 5, "large": 30, "small": 10}, {"named": 0.6, "absent": 0.2})
    assert shares == pytest.approx([0.75, 0.1875, 0.0625])


def test_rates_rise_then_fall_to_the_last_factor() -> None:
    factors = [rate_factor(step, TRAINING) for step in range(6)]
    assert factors[0] == pytest.approx(0.5)
    assert factors[1:] == sorted(factors[1:], reverse=True)
    assert rate_factor(100, TRAINING) == 0.02


def test_padded_texts_stand_between_marks(static: StaticModel) -> None:
    bags = bag_texts(["", "the", "the roof"], static.tokenizer, 32)
    ids, mask = pad_rows(bags, np.array([1, 0, 2]), Marks(900, 901))
    assert ids[1, :2].tolist() == [900, 901]
    assert mask.sum(axis=1).tolist() == (np.diff(bags.starts)[[1, 0, 2]] + 2).tolist()
    assert all(row[kept][-1] == 901 for row, kept in zip(ids, mask, strict=True))
    assert not ids[~mask].any()


def test_vectors_stand_in_the_order_asked_for_and_depend_on_no_padding(
    static: StaticModel,
) -> None:
    student = tiny_student(len(static.vectors) + 2)
    marks = find_marks(add_marks(static.tokenizer))
    bags = bag_texts([*FRENCH, *ENGLISH], static.tokenizer, 32)
    rows = np.array([7, 0, 11, 3, 3])
    together = encode_rows(student, bags, rows, marks, tokens_at_once=1000)
    alone = torch.cat([encode_rows(student, bags, rows[[i]], marks, 1) for i in range(5)])
    assert (together * alone).sum(dim=1).min() > 0.999
    assert not torch.allclose(together[0], together[1], atol=0.1)


def test_static_rows_are_those_of_the_static_model(static: StaticModel) -> None:
    bags = bag_texts([*FRENCH, ""], static.tokenizer, 256)
    table = torch.from_numpy(static.vectors.astype(np.float32))
    ours = static_rows(table, bags, np.arange(7)).numpy()
    assert np.allclose(ours, static.encode([*FRENCH, ""]), atol=1e-3)


def test_the_settings_are_complete() -> None:
    config = read_contextual(Path(encoder.__file__).with_name("contextual.toml"))
    assert (config.static / "modules.json").exists()
    assert config.training.losses.gap > 0
    assert sum(config.lessons.shares.values()) < 1
