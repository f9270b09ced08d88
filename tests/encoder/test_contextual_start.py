"""The student starts from the teacher: its token vectors, its layers."""

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace

from encoder.bags import bag_texts
from encoder.contextual.bert import Teacher, read_teacher_folder, teacher_layers
from encoder.contextual.config import StartConfig
from encoder.contextual.start import first_vectors
from encoder.contextual.student import student_from
from encoder.reading import StaticModel
from tests.encoder.tiny import WIDTH


def test_tokens_start_from_the_teacher_or_from_their_neighbours() -> None:
    words = ["[UNK]", "[CLS]", "[SEP]", "roof", "the", "tr", "##ain", "of"]
    teacher = _teacher(words)
    table = teacher.weights["embeddings.word_embeddings.weight"]
    known = StaticModel(_word_tokenizer(["[UNK]", "roof", "the", "of", "train", "toit"]), _space())
    english = bag_texts(["the roof of the train"] * 9, known.tokenizer, 32)
    french = bag_texts(["toit"] * 9, known.tokenizer, 32)
    config = StartConfig([0], 0.3, 3, 5, neighbours=1, temperature=0.07)
    vectors = first_vectors(english, french, known, teacher, config)
    assert np.allclose(vectors[1], table[3])
    assert np.allclose(vectors[4], (table[5] + table[6]) / 2 * 2**0.5)
    assert vectors[5] @ table[3] / np.linalg.norm(vectors[5]) / np.linalg.norm(
        table[3]
    ) == pytest.approx(1.0, abs=1e-5)
    assert np.array_equal(vectors[[0, 6, 7]], table[[0, 1, 2]])


def test_a_teachers_padding_is_not_read_as_pieces(tmp_path: Path) -> None:
    teacher = _teacher(["[UNK]", "roof"])
    teacher.tokenizer.enable_padding(length=9)
    teacher.tokenizer.save(str(tmp_path / "tokenizer.json"))
    save_file(teacher.weights, tmp_path / "model.safetensors")
    read = read_teacher_folder(tmp_path)
    assert read.tokenizer.encode("roof").ids == [1]
    assert read.weights.keys() == teacher.weights.keys()


def test_the_teachers_layers_fit_the_student() -> None:
    teacher = _teacher(["[UNK]"])
    weights = {"emb.weight": np.zeros((9, WIDTH), np.float32), **teacher_layers(teacher, [1, 0])}
    student = student_from({name: torch.from_numpy(weight) for name, weight in weights.items()})
    assert len(student.layers) == 2
    first = teacher.weights["encoder.layer.1.attention.self.key.weight"]
    assert np.array_equal(student.state_dict()["layers.0.qkv.weight"][WIDTH : 2 * WIDTH], first)


def _word_tokenizer(words: list[str]) -> Tokenizer:
    vocabulary = {word: number for number, word in enumerate(words)}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = Whitespace()
    return tokenizer


def _space() -> np.ndarray[tuple[int, ...], np.dtype[np.float16]]:
    """Give the words of the test directions of their own, "toit" nearly that of "roof"."""
    space = np.eye(6, 8, dtype=np.float16)
    space[5] = space[1] + 0.1 * space[4]
    return space


def _teacher(words: list[str]) -> Teacher:
    chance = np.random.default_rng(3)
    sizes = {"position_embeddings": 40, "token_type_embeddings": 2, "word_embeddings": len(words)}
    shapes = {f"embeddings.{name}.weight": (size, WIDTH) for name, size in sizes.items()}
    linear = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (128, WIDTH),
        "output.dense": (WIDTH, 128),
    }
    norms = ["embeddings.LayerNorm"]
    weights = {name: chance.standard_normal(shape) for name, shape in shapes.items()}
    for layer in range(2):
        prefix = f"encoder.layer.{layer}"
        for name, shape in linear.items():
            weights[f"{prefix}.{name}.weight"] = chance.standard_normal(shape)
            weights[f"{prefix}.{name}.bias"] = chance.standard_normal(shape[0])
        norms += [f"{prefix}.attention.output.LayerNorm", f"{prefix}.output.LayerNorm"]
    for name in norms:
        weights[f"{name}.weight"], weights[f"{name}.bias"] = np.ones(WIDTH), np.zeros(WIDTH)
    floats = {name: weight.astype(np.float32) for name, weight in weights.items()}
    return Teacher(_word_tokenizer(words), floats)
