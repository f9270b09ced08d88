"""Layers that skim follow half of a long text, hear the rest, and leave short texts alone."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn.functional import normalize

import encoder
from encoder.bags import bag_texts
from encoder.contextual.batches import keep_heaviest, pad_rows, weigh_tokens
from encoder.contextual.config import SkimConfig, read_contextual
from encoder.contextual.export import export_contextual, static_table
from encoder.contextual.graph import Skimming
from encoder.contextual.long_texts import LongTexts, gather_long_texts
from encoder.contextual.reading import read_student
from encoder.contextual.skim_drawing import SkimBatch, SkimDrawer, find_near
from encoder.contextual.skim_objective import Reading, SkimObjective, Wanted
from encoder.contextual.skimmer import Skimmer
from encoder.contextual.skimming import teach_skimming
from encoder.contextual.training import train_student
from encoder.contextual.vocabulary import add_marks, find_marks
from encoder.data import Source, Sources
from encoder.reading import StaticModel
from kb.encoders.contextual import ContextualEncoder
from tests.encoder.tiny import ENGLISH, FRENCH, tiny_static, tiny_student

BETA = 0.7
LEAST = 12
CONFIG = SkimConfig(
    share=0.5,
    least=LEAST,
    max_tokens=64,
    pairs={},
    questions={"none": 0},
    others=4,
    steps=30,
    rate=2e-3,
    momenta=(0.9, 0.98),
    warm_up=2,
    last_factor=0.02,
    clip=1.0,
    power=0.7,
    seeds=4,
    near=3,
    drawn=2,
    questions_beside=3,
    gap=5.0,
    high=8.0,
    tokens_at_once=200,
    checkpoint_every=10,
)
LONG = [f"{one} {other}" for one, other in zip(FRENCH, FRENCH[1:], strict=False)]
LONG_ENGLISH = [f"{one} {other}" for one, other in zip(ENGLISH, ENGLISH[1:], strict=False)]


@dataclass(frozen=True)
class _Lesson:
    objective: SkimObjective
    drawer: SkimDrawer

    @property
    def skimmer(self) -> Skimmer:
        return self.objective.student


@pytest.fixture(scope="module")
def static() -> StaticModel:
    return tiny_static()


@pytest.fixture
def lesson(static: StaticModel) -> _Lesson:
    student = tiny_student(len(static.vectors) + 2).eval()
    marks = find_marks(add_marks(static.tokenizer))
    table = static_table(static, len(static.vectors) + 2)
    reading = Reading(student, torch.from_numpy(table), weigh_tokens(table, marks), BETA, marks)
    material = _material(static)
    own = reading.encode(material.texts, 200)
    asked = reading.encode(material.questions, 200)
    wanted = Wanted(
        own=own,
        mixed=reading.mix(own, material.texts, np.arange(len(own))),
        questions=reading.mix(asked, material.questions, np.arange(len(asked))),
    )
    torch.manual_seed(3)
    objective = SkimObjective(Skimmer(student), reading, material, wanted, CONFIG)
    return _Lesson(objective, SkimDrawer(material, find_near(wanted.mixed, 3), CONFIG, seed=4))


def _material(static: StaticModel) -> LongTexts:
    return gather_long_texts(_sources(), CONFIG, static.tokenizer, seed=1)


def _sources() -> Sources:
    none = [""] * len(LONG)
    return Sources(
        [Source("pairs", LONG_ENGLISH, LONG, none)],
        [Source("asked", ENGLISH[:5], LONG, none), Source("none", ENGLISH[:5], LONG, none)],
    )


def test_long_texts_stand_with_their_translations_and_their_questions(
    static: StaticModel,
) -> None:
    found = _material(static)
    pairs, answers = found.partners >= 0, found.asked >= 0
    assert pairs.sum() == 8 and answers.sum() == 4 == len(found.questions)
    assert np.array_equal(found.partners[found.partners[pairs]], np.flatnonzero(pairs))
    assert not (pairs & answers).any()
    lengths = np.diff(found.texts.starts) + 2
    assert lengths.min() > LEAST and lengths.max() <= CONFIG.max_tokens
    assert len(set(found.files[pairs])) == len(set(found.files[answers])) == 1


def test_whoever_follows_all_tokens_says_what_the_student_says(lesson: _Lesson) -> None:
    every = replace(lesson.objective, training=replace(CONFIG, share=1.0))
    rows = np.arange(len(lesson.objective.material.texts))
    assert (every.skim(rows) * every.wanted.own).sum(dim=1).min() > 0.999
    fewer = (lesson.objective.skim(rows) * every.wanted.own).sum(dim=1)
    assert 0.3 < fewer.min() < 0.999


def test_what_is_left_out_is_heard(lesson: _Lesson) -> None:
    bags, reading = lesson.objective.material.texts, lesson.objective.reading
    ids, mask = pad_rows(bags, np.array([0]), reading.marks)
    places, kept = keep_heaviest(ids, mask, reading.weights, CONFIG.share, LEAST)
    lightest = np.setdiff1d(np.arange(ids.shape[1]), places)[0]
    given = [torch.from_numpy(each) for each in (mask, places, kept)]
    inputs = reading.student.place(reading.student.emb.weight, torch.from_numpy(ids))
    other = inputs.clone()
    other[0, lightest] = torch.roll(other[0, lightest], 1)
    with torch.no_grad():
        assert not torch.allclose(lesson.skimmer(inputs, *given), lesson.skimmer(other, *given))


def test_a_batch_holds_translations_and_near_texts(lesson: _Lesson) -> None:
    material, drawer = lesson.objective.material, lesson.drawer
    for step in range(5):
        batch = drawer.draw(step)
        assert isinstance(batch, SkimBatch)
        again = drawer.draw(step)
        assert np.array_equal(batch.texts, again.texts)
        assert np.array_equal(batch.questions, again.questions)
        asked = material.asked[batch.texts]
        assert set(asked[asked >= 0]) <= set(batch.questions)
        with_near = [
            row for row in batch.texts if len(set(drawer.near[row]) & set(batch.texts)) >= 2
        ]
        assert len(with_near) >= 1


def test_the_nearest_are_others(lesson: _Lesson) -> None:
    vectors = normalize(torch.randn(9, 5, generator=torch.Generator().manual_seed(1)), dim=1)
    near = find_near(vectors, 3)
    likeness = (vectors @ vectors.T).fill_diagonal_(-2)
    assert near.shape == (9, 3)
    assert np.array_equal(near[:, 0], likeness.argmax(dim=1).numpy())


def test_teaching_brings_vectors_nearer_to_those_of_the_whole(
    lesson: _Lesson, tmp_path: Path
) -> None:
    rows, wanted = np.arange(len(lesson.objective.wanted.own)), lesson.objective.wanted.own
    before = (lesson.objective.skim(rows) * wanted).sum(dim=1).mean()
    train_student(lesson.objective, lesson.drawer, tmp_path / "skimming.pt")
    after = (lesson.objective.skim(rows) * wanted).sum(dim=1).mean()
    assert after > before
    assert lesson.objective.loss(lesson.drawer.draw(0)).isfinite()


def test_a_student_is_taught_from_the_sources_and_goes_on_from_what_was_kept(
    static: StaticModel, tmp_path: Path
) -> None:
    settings = read_contextual(Path(encoder.__file__).with_name("contextual.toml"))
    config = replace(settings, skim=replace(CONFIG, steps=4, checkpoint_every=2))
    student = tiny_student(len(static.vectors) + 2).eval()
    taught = teach_skimming(student, static, _sources(), config, tmp_path)
    again = teach_skimming(student, static, _sources(), config, tmp_path)
    assert taught.share == CONFIG.share and taught.least == LEAST
    assert len(taught.weights) == len(static.vectors) + 2
    for name, weight in taught.state.items():
        assert np.array_equal(weight, again.state[name]), name
    own = {f"layers.{name}": each.numpy() for name, each in student.layers.state_dict().items()}
    assert set(taught.state) == {*own, "left_out.weight", "left_out.bias"}
    assert any(not np.array_equal(each, taught.state[name]) for name, each in own.items())


@pytest.fixture
def folders(lesson: _Lesson, static: StaticModel, tmp_path: Path) -> tuple[Path, Path]:
    """Export the student alone, and with layers that skim."""
    pytest.importorskip("onnx")
    torch.nn.init.normal_(lesson.skimmer.left_out.weight, std=0.05)
    state = {name: each.detach().numpy() for name, each in lesson.skimmer.state_dict().items()}
    skimming = Skimming(state, lesson.objective.reading.weights, CONFIG.share, LEAST)
    student = lesson.objective.reading.student
    export_contextual(student.state_dict(), static, BETA, tmp_path / "whole")
    export_contextual(student.state_dict(), static, BETA, tmp_path / "skims", skimming)
    return tmp_path / "whole", tmp_path / "skims"


def test_the_graph_skims_as_the_layers_do(
    lesson: _Lesson, folders: tuple[Path, Path], static: StaticModel
) -> None:
    texts = [*LONG, *LONG_ENGLISH]
    bags = bag_texts(texts, static.tokenizer, 64)
    rows = np.arange(len(texts))
    material = replace(lesson.objective.material, texts=bags)
    skimmed = replace(lesson.objective, material=material).skim(rows).detach()
    wanted = lesson.objective.reading.mix(skimmed, bags, rows).numpy()
    found = ContextualEncoder(folders[1]).encode_passages(texts)
    assert np.sum(found * wanted, axis=1).min() > 0.998
    whole = ContextualEncoder(folders[0]).encode_passages(texts)
    assert np.sum(whole * wanted, axis=1).min() < 0.998


def test_short_texts_keep_their_vectors_to_the_last_bit(folders: tuple[Path, Path]) -> None:
    whole, skims = (ContextualEncoder(folder) for folder in folders)
    short = ["le toit", "the roof", "train", "salaire"]
    assert np.array_equal(whole.encode_passages(short), skims.encode_passages(short))
    assert whole.name != skims.name


def test_a_student_is_read_back_from_either_graph(
    folders: tuple[Path, Path], static: StaticModel, tmp_path: Path
) -> None:
    for folder in folders:
        read = read_student(folder / "model.onnx")
        export_contextual(read.state_dict(), static, BETA, tmp_path / "again")
        texts = [*FRENCH, *LONG]
        assert np.array_equal(
            ContextualEncoder(tmp_path / "again").encode_passages(texts),
            ContextualEncoder(folders[0]).encode_passages(texts),
        )
