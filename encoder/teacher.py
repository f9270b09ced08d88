"""The teacher's vectors of English texts: embedded in blocks, resumable."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_log = logging.getLogger(__name__)
_BLOCK = 512
"""Texts per block: the unit of progress that a new start need not repeat."""


@dataclass(frozen=True, slots=True)
class TeacherModel:
    """Say which package holds the teacher, how much of a text it reads, and how many at once."""

    package: str
    max_tokens: int
    batch: int


def embed_lessons(texts: Sequence[str], model: TeacherModel, folder: Path) -> None:
    """Write the teacher's unit vectors to `folder/vectors.npy`: float16, (texts, dimension).

    Texts of like length should stand together. Blocks that `folder/done.npy` marks as finished
    are left as they are.
    """
    teacher = _load_teacher(model.package)
    width = teacher.get_embedding_dimension() or 0
    vectors = _open_array(folder / "vectors.npy", (len(texts), width), np.float16)
    done = _open_array(folder / "done.npy", (-(-len(texts) // _BLOCK),), np.bool_)
    for block in np.flatnonzero(~done).tolist():
        rows = slice(block * _BLOCK, (block + 1) * _BLOCK)
        vectors[rows] = _embed(texts[rows], teacher, model)
        done[block] = True
        _log.info("teacher: %d of %d blocks", done.sum(), len(done))
    vectors.flush()
    done.flush()


def find_teacher(package: str) -> Path:
    """Find the model folder of the teacher's package.

    Raises:
        ModuleNotFoundError: when the package is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The teacher is missing: pip install {package}")
    return Path(spec.origin).parent / "model"


def _load_teacher(package: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(find_teacher(package)), device="cpu")


def _open_array(path: Path, shape: tuple[int, ...], kind: type[np.generic]) -> Any:
    mode: Literal["r+", "w+"] = "r+" if path.exists() else "w+"
    return np.lib.format.open_memmap(path, mode=mode, dtype=kind, shape=shape)


def _embed(
    texts: Sequence[str], teacher: "SentenceTransformer", model: TeacherModel
) -> NDArray[np.float16]:
    import torch

    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        starts = range(0, len(texts), model.batch)
        parts = [
            _embed_batch(list(texts[start : start + model.batch]), teacher, model.max_tokens)
            for start in starts
        ]
        return torch.cat(parts).numpy().astype(np.float16)


def _embed_batch(texts: list[str], teacher: "SentenceTransformer", most: int) -> "Tensor":
    from torch.nn.functional import normalize

    tokens = teacher.tokenizer(
        texts, padding=True, truncation=True, max_length=most, return_tensors="pt"
    )
    states = teacher[0](dict(tokens))["token_embeddings"].float()
    mask = tokens["attention_mask"].unsqueeze(-1)
    return normalize((states * mask).sum(dim=1), dim=-1)
