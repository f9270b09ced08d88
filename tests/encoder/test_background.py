"""A model comes with texts that say the same in both languages, each as a vector of its own."""

from pathlib import Path
from shutil import copytree

import numpy as np
import pytest

import encoder
from encoder.background import add_background
from encoder.contextual.lessons import Lesson
from kb.encoders import open_encoder
from kb.encoders.background import read_background, write_background
from kb.encoders.static import StaticEncoder
from kb.settings import STATIC_ENCODER

SHIPPED = Path(encoder.__file__).with_name("passerelle-contextual-1")


def test_vectors_come_back_almost_as_they_were_and_of_length_one(tmp_path: Path) -> None:
    rows = np.random.default_rng(1).standard_normal((50, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    write_background({"fr": rows, "en": rows[:20]}, tmp_path)
    read = read_background(tmp_path)
    assert read["fr"].shape == (50, 384)
    assert np.linalg.norm(read["fr"], axis=1) == pytest.approx(np.ones(50), abs=1e-6)
    assert np.sum(read["en"] * rows[:20], axis=1).min() > 0.999


def test_a_folder_without_one_has_none(tmp_path: Path) -> None:
    assert read_background(tmp_path) == {}


def test_texts_are_translated_lessons_each_once_and_row_by_row(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    copytree(STATIC_ENCODER, folder)
    texts = [(f"The sheet number {n} says hello.", f"La fiche {n} dit bonjour.") for n in range(9)]
    lessons = [Lesson("pairs", *each) for each in texts]
    extra = [Lesson("pairs", "No French.", ""), Lesson("pairs", "😀", "🙃"), lessons[0]]
    add_background([*lessons, *extra], folder, count=20)
    model = open_encoder(str(folder))
    assert isinstance(model, StaticEncoder)
    read = model.background
    assert len(read["en"]) == len(read["fr"]) == 9
    english = model.encode_passages([each[0] for each in texts])
    french = model.encode_passages([each[1] for each in texts])
    assert (read["en"] @ english.T).argmax(axis=1).tolist() == (
        (read["fr"] @ french.T).argmax(axis=1).tolist()
    )


def test_the_shipped_model_has_as_many_texts_of_each_language_saying_the_same() -> None:
    read = read_background(SHIPPED)
    assert sorted(read) == ["en", "fr"]
    assert read["en"].shape == read["fr"].shape == (4000, 384)
    assert np.mean(np.sum(read["en"] * read["fr"], axis=1)) > 0.7
