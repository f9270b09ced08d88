"""Give a model folder its background: ordinary texts of the training data, in both languages.

python -m encoder.background --lessons WORK/lessons.tsv --model FOLDER
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np

from encoder.contextual.lessons import Lesson, read_lessons
from kb.encoders import open_encoder
from kb.encoders.background import write_background

_SEED = 20261125
_TEXTS = 4_000


def add_background(lessons: Sequence[Lesson], folder: Path, count: int = _TEXTS) -> None:
    """Write the vectors that the model gives to some of its lessons beside the model."""
    chosen = _choose(lessons, count)
    encoder = open_encoder(str(folder))
    vectors = {
        "en": encoder.encode_passages([lesson.english for lesson in chosen]),
        "fr": encoder.encode_passages([lesson.french for lesson in chosen]),
    }
    known = np.logical_and.reduce([rows.any(axis=1) for rows in vectors.values()])
    write_background({language: rows[known] for language, rows in vectors.items()}, folder)


def _choose(lessons: Sequence[Lesson], count: int) -> list[Lesson]:
    """Choose lessons that have a translation, no sentence twice, whatever their file."""
    translated = [lesson for lesson in lessons if lesson.french]
    chooser = Random(_SEED)  # noqa: S311 - a sample, not a secret
    by_french = {lesson.french: lesson for lesson in chooser.sample(translated, len(translated))}
    distinct = {lesson.english: lesson for lesson in by_french.values()}
    return list(distinct.values())[:count]


def main() -> None:
    """Write the background of the model that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lessons", type=Path, required=True, help="what training kept")
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    chosen = parser.parse_args()
    add_background(read_lessons(chosen.lessons), chosen.model)


if __name__ == "__main__":
    main()
