"""The teacher's vectors of English texts: chosen, embedded in blocks, resumable."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from encoder.config import SourceConfig, TeacherConfig
from encoder.data import Source, Sources
from encoder.sampling import draw_weights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

_log = logging.getLogger(__name__)
_BLOCK = 512
"""Texts per block: the unit of progress that a new start need not repeat."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """Hold an English text and its French translation, empty where there is none."""

    english: str
    french: str


def choose_lessons(
    sources: Sources, config: TeacherConfig, weights: SourceConfig, seed: int
) -> list[Lesson]:
    """Choose the texts to learn from the teacher, shortest first."""
    chooser = Random(seed)  # noqa: S311 - a sample, not a secret
    texts: dict[str, str] = {}
    shares = draw_weights(sources.pairs, weights.pair_power, {})
    for source, share in zip(sources.pairs, shares, strict=True):
        texts.update(_from_pairs(source, float(share), config, chooser))
    for source in sources.questions:
        for text in _from_questions(source, config, chooser):
            texts.setdefault(text, "")
    lessons = [Lesson(english, french) for english, french in texts.items()]
    return _limit_lengths(lessons, config, chooser)


def write_lessons(lessons: list[Lesson], path: Path) -> None:
    """Write lessons, one a line: English, a tab, French."""
    lines = [f"{lesson.english}\t{lesson.french}\n" for lesson in lessons]
    path.write_text("".join(lines), "utf-8", newline="\n")


def read_lessons(path: Path) -> list[Lesson]:
    """Read the lessons that `write_lessons` wrote."""
    with path.open(encoding="utf-8", newline="\n") as file:
        return [Lesson(*line.rstrip("\n").split("\t")) for line in file]


def embed_lessons(lessons: list[Lesson], config: TeacherConfig, folder: Path) -> None:
    """Write the teacher's unit vectors to `folder/vectors.npy`: float16, (lessons, dimension).

    Blocks that `folder/done.npy` marks as finished are left as they are.
    """
    teacher = _load_teacher(config.package)
    width = teacher.get_embedding_dimension() or 0
    vectors = _open_array(folder / "vectors.npy", (len(lessons), width), np.float16)
    done = _open_array(folder / "done.npy", (-(-len(lessons) // _BLOCK),), np.bool_)
    for block in np.flatnonzero(~done):
        rows = slice(block * _BLOCK, (block + 1) * _BLOCK)
        texts = [lesson.english for lesson in lessons[rows]]
        vectors[rows] = _embed(texts, teacher, config)
        done[block] = True
        _log.info("teacher: %d of %d blocks", done.sum(), len(done))
    vectors.flush()
    done.flush()


def _from_pairs(
    source: Source, share: float, config: TeacherConfig, chooser: Random
) -> Iterator[tuple[str, str]]:
    left = {"short": int(1.25 * share * config.short), "medium": int(share * config.medium)}
    for row in chooser.sample(range(len(source)), len(source)):
        length = _length_class(source.left[row], config)
        if left.get(length, 0) > 0:
            left[length] -= 1
            yield source.left[row], source.right[row]


def _from_questions(source: Source, config: TeacherConfig, chooser: Random) -> list[str]:
    rows = [row for row, language in enumerate(source.languages) if language == "en"]
    chooser.shuffle(rows)
    texts = [
        text
        for row in rows[: config.questions_per_file // 2]
        for text in (source.left[row], source.right[row][: config.passage_characters])
    ]
    return [text for text in texts if len(text) > 8]


def _limit_lengths(lessons: list[Lesson], config: TeacherConfig, chooser: Random) -> list[Lesson]:
    chooser.shuffle(lessons)
    left = {"short": config.short, "medium": config.medium, "long": config.long}
    kept: list[Lesson] = []
    for lesson in lessons:
        length = _length_class(lesson.english, config)
        if left[length] > 0:
            left[length] -= 1
            kept.append(lesson)
    return sorted(kept, key=lambda lesson: len(lesson.english))


def _length_class(text: str, config: TeacherConfig) -> str:
    if len(text) <= config.short_characters:
        return "short"
    return "medium" if len(text) <= config.medium_characters else "long"


def _load_teacher(package: str) -> "SentenceTransformer":
    from importlib.util import find_spec

    from sentence_transformers import SentenceTransformer

    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"The teacher is missing: pip install {package}")
    return SentenceTransformer(str(Path(spec.origin).parent / "model"), device="cpu")


def _open_array(path: Path, shape: tuple[int, ...], kind: type[np.generic]) -> Any:
    mode: Literal["r+", "w+"] = "r+" if path.exists() else "w+"
    return np.lib.format.open_memmap(path, mode=mode, dtype=kind, shape=shape)


def _embed(
    texts: list[str], teacher: "SentenceTransformer", config: TeacherConfig
) -> NDArray[np.float16]:
    import torch

    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        starts = range(0, len(texts), config.batch)
        parts = [
            _embed_batch(texts[start : start + config.batch], teacher, config.max_tokens)
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
