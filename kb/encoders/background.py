"""The background of a model: vectors of ordinary texts, by which crowded places are known."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index_nouns import Vectors

BACKGROUND_FILE = "background.safetensors"


def read_background(folder: Path) -> dict[str, Vectors]:
    """Read a model folder's background by language, unit rows each; empty where it has none."""
    from safetensors.numpy import load_file

    path = folder / BACKGROUND_FILE
    kept = load_file(path) if path.exists() else {}
    return {language: _unit(rows.astype(np.float32)) for language, rows in kept.items()}


def write_background(vectors: Mapping[str, Vectors], folder: Path) -> None:
    """Keep the vectors of ordinary texts with a model, a byte a number, rows of any length."""
    from safetensors.numpy import save_file

    rows = {language: _in_bytes(own) for language, own in sorted(vectors.items())}
    save_file(rows, folder / BACKGROUND_FILE)


def _in_bytes(vectors: Vectors) -> NDArray[np.int8]:
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    rows: NDArray[np.int8] = np.rint(vectors * (127 / largest)).astype(np.int8)
    return rows


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
