"""The teacher as a BERT model: its tokenizer, its weights, its layers by the student's names."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.teacher import find_teacher

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]
WORDS = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Teacher:
    """Hold the teacher's tokenizer and its weights, by their names in BERT."""

    tokenizer: "Tokenizer"
    weights: dict[str, Floats]


def read_teacher(package: str) -> Teacher:
    """Read the tokenizer and the weights of the teacher's package."""
    return read_teacher_folder(find_teacher(package))


def read_teacher_folder(folder: Path) -> Teacher:
    """Read the tokenizer, without the padding it may come with, and the weights of a BERT model."""
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    weights = load_file(folder / "model.safetensors")
    floats = {name: weight.astype(np.float32) for name, weight in weights.items()}
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return Teacher(tokenizer, floats)


def teacher_layers(teacher: Teacher, layers: list[int]) -> dict[str, Floats]:
    """Rename the weights of some of the teacher's layers to the student's names.

    The vector of the first segment, which the teacher adds at each place, joins the places.
    """
    embeddings = {
        name: teacher.weights[f"embeddings.{name}.weight"]
        for name in ("position_embeddings", "token_type_embeddings")
    }
    state = {
        "pos": embeddings["position_embeddings"] + embeddings["token_type_embeddings"][0],
        "n.weight": teacher.weights["embeddings.LayerNorm.weight"],
        "n.bias": teacher.weights["embeddings.LayerNorm.bias"],
    }
    for place, layer in enumerate(layers):
        for kind in ("weight", "bias"):
            for name, weight in _layer(teacher, f"encoder.layer.{layer}", kind).items():
                state[f"layers.{place}.{name}.{kind}"] = weight
    return state


def _layer(teacher: Teacher, prefix: str, kind: str) -> dict[str, Floats]:
    attention = f"{prefix}.attention"
    parts = [f"{attention}.self.{name}.{kind}" for name in ("query", "key", "value")]
    return {
        "qkv": np.concatenate([teacher.weights[part] for part in parts]),
        "o": teacher.weights[f"{attention}.output.dense.{kind}"],
        "n1": teacher.weights[f"{attention}.output.LayerNorm.{kind}"],
        "w1": teacher.weights[f"{prefix}.intermediate.dense.{kind}"],
        "w2": teacher.weights[f"{prefix}.output.dense.{kind}"],
        "n2": teacher.weights[f"{prefix}.output.LayerNorm.{kind}"],
    }
